/// Finds levels by price, and the next better or worse level: radix trees of 64-way nodes, one tree
/// for each side of each book, in one memory.
///
/// A node stands for six bits of the price and says in one word which of its 64 children there are.
/// Runs of bits that all prices below share have no node of their own, so that a tree is as deep as
/// its prices are far apart: a thousand neighbouring ticks need two or three nodes on the way, prices
/// from 1 to 2^41 at most seven. Every node has at least two children.
struct PriceIndex: ~Copyable, Sendable {
  /// What a root is when there is no level.
  static let nothing = Int32.min

  struct Node: BitwiseCopyable, Sendable {
    /// Which children there are.
    var present: UInt64
    /// The bits that all prices below share; those of the node itself and below are zero.
    var prefix: UInt64
    /// The node above, or -1.
    var parent: Int32
    /// How many bits lie below the node's own six.
    var shift: UInt32
  }

  private var nodes = Pool<Node>()
  /// Sixty-four of each node: another node's slot, or a level's as its complement.
  private var children = Pool<Int32>()
  private var free: Int32 = -1

  /// Where a price belongs.
  enum Place {
    /// At this level.
    case level(Int32)
    /// A new level goes into the empty child of a node.
    case child(node: Int32)
    /// A new level goes beside what this link leads to, under a new node.
    case beside(link: Int32, parent: Int32, prefix: UInt64)
    /// A new level is the only one.
    case root
  }

  /// Where `limit` belongs in the tree that starts at `root`. O(depth), at most seven nodes.
  @inline(__always)
  func place(_ limit: Fen, root: Int32, levels: borrowing Pool<PriceLevel>) -> Place {
    let price = UInt64(bitPattern: limit)
    var link = root
    var parent: Int32 = -1
    while link >= 0 {
      let node = nodes[link]
      let digit = (price ^ node.prefix) >> UInt64(node.shift)
      guard digit < 64 else { return .beside(link: link, parent: parent, prefix: node.prefix) }
      guard node.present >> digit & 1 != 0 else { return .child(node: link) }
      parent = link
      link = children[link << 6 | Int32(truncatingIfNeeded: digit)]
    }
    guard link != PriceIndex.nothing else { return .root }
    let known = levels[~link].limit
    guard known != limit else { return .level(~link) }
    return .beside(link: link, parent: parent, prefix: UInt64(bitPattern: known))
  }

  /// Puts a level where `place` says it belongs; its price must not be there yet.
  mutating func insert(
    _ level: Int32, at place: Place, side: inout BookSide, levels: inout Pool<PriceLevel>
  ) {
    let price = UInt64(bitPattern: levels[level].limit)
    switch place {
    case .level: preconditionFailure("the level is there already")
    case .root: side.root = ~level
    case .child(let node): attach(~level, price, to: node, &levels)
    case .beside(let link, let parent, let prefix):
      let highest = 63 - (price ^ prefix).leadingZeroBitCount
      let shift = UInt32(highest / 6 * 6)
      let node = take()
      nodes[node] = Node(
        present: 0, prefix: price & (~0 << UInt64(shift + 6)), parent: parent,
        shift: shift)
      if parent < 0 {
        side.root = node
      } else {
        children[parent << 6 | digit(of: price, in: parent)] = node
      }
      attach(link, prefix, to: node, &levels)
      attach(~level, price, to: node, &levels)
    }
  }

  @inline(__always)
  private func digit(of price: UInt64, in node: Int32) -> Int32 {
    Int32(truncatingIfNeeded: price >> UInt64(nodes[node].shift) & 63)
  }

  /// Makes what `link` leads to a child of a node.
  @inline(__always)
  private mutating func attach(
    _ link: Int32, _ price: UInt64, to node: Int32, _ levels: inout Pool<PriceLevel>
  ) {
    let digit = digit(of: price, in: node)
    nodes[node].present |= 1 << UInt64(digit)
    children[node << 6 | digit] = link
    if link < 0 { levels[~link].node = node } else { nodes[link].parent = node }
  }

  /// Takes a level out; a node that is left with one child gives it to the node above.
  mutating func remove(
    _ level: Int32, side: inout BookSide, levels: inout Pool<PriceLevel>
  ) {
    let node = levels[level].node
    guard node >= 0 else {
      side.root = PriceIndex.nothing
      return
    }
    let price = UInt64(bitPattern: levels[level].limit)
    nodes[node].present &= ~(1 << UInt64(digit(of: price, in: node)))
    let present = nodes[node].present
    guard present & (present - 1) == 0 else { return }
    let last = children[node << 6 | Int32(present.trailingZeroBitCount)]
    let parent = nodes[node].parent
    if parent < 0 {
      side.root = last
    } else {
      children[parent << 6 | digit(of: price, in: parent)] = last
    }
    if last < 0 { levels[~last].node = parent } else { nodes[last].parent = parent }
    nodes[node].parent = free
    free = node
  }

  private mutating func take() -> Int32 {
    if free >= 0 {
      let node = free
      free = nodes[node].parent
      return node
    }
    let node = nodes.append(Node(present: 0, prefix: 0, parent: -1, shift: 0))
    children.extend(to: nodes.count << 6, 0)
    return node
  }

  /// The level of the next higher price, or -1. O(depth).
  func above(_ level: Int32, levels: borrowing Pool<PriceLevel>) -> Int32 {
    let price = UInt64(bitPattern: levels[level].limit)
    var node = levels[level].node
    while node >= 0 {
      let higher = nodes[node].present & ~(~0 >> (63 - UInt64(digit(of: price, in: node))))
      if higher != 0 {
        var link = children[node << 6 | Int32(higher.trailingZeroBitCount)]
        while link >= 0 {
          link = children[link << 6 | Int32(nodes[link].present.trailingZeroBitCount)]
        }
        return ~link
      }
      node = nodes[node].parent
    }
    return -1
  }

  /// The level of the next lower price, or -1. O(depth).
  func below(_ level: Int32, levels: borrowing Pool<PriceLevel>) -> Int32 {
    let price = UInt64(bitPattern: levels[level].limit)
    var node = levels[level].node
    while node >= 0 {
      let lower = nodes[node].present & ((1 << UInt64(digit(of: price, in: node))) - 1)
      if lower != 0 {
        var link = children[node << 6 | Int32(63 - lower.leadingZeroBitCount)]
        while link >= 0 {
          link = children[link << 6 | Int32(63 - nodes[link].present.leadingZeroBitCount)]
        }
        return ~link
      }
      node = nodes[node].parent
    }
    return -1
  }
}
