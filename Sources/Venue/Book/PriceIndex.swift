/// Finds levels by price, and the next better or worse level: radix trees of 64-way nodes, one tree
/// for each side of each book, in one memory.
///
/// A node stands for six bits of the price and says in one word which of its 64 children there are.
/// Runs of bits that all prices below share have no node of their own, so that a tree is as deep as
/// its prices are far apart: a thousand neighbouring ticks need two or three nodes on the way, prices
/// from 1 to 2^41 at most seven. A node that nothing is left below is taken out. The nodes of single
/// ticks that were used last are found without the way down.
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
    /// What a recent node is held against: its 64 ticks and its side in one word; `untagged` where
    /// it is not a node of single ticks, or none at all.
    var tag: UInt64
  }

  private var nodes = Pool<Node>()
  /// Where the children of each node lead: another node's slot, or a level's as its complement. They
  /// stand apart, so that the nodes themselves lie close together.
  private var children = Pool<InlineArray<64, Int32>>()
  private var free: Int32 = -1
  /// Nodes by the prices of their 64 ticks: a guess, to be held against the node.
  private var recent = Pool<Int32>()
  private static let recentCount = 1_024
  /// How many prices were not found among the recent nodes: a measure of how far apart they lie.
  private(set) var misses = 0

  private static let untagged = UInt64.max
  /// Prices are below 2^42 and sides below 2^28, so that both fit into a tag.
  private static let sideBits: UInt64 = 28

  init() {
    recent.extend(to: PriceIndex.recentCount, 0)
    // The first node is none: what nobody has remembered yet leads there.
    _ = take()
  }

  @inline(__always)
  private func tag(_ price: UInt64, _ side: Int32) -> UInt64 {
    (price &>> 6) &<< PriceIndex.sideBits | UInt64(truncatingIfNeeded: side)
  }

  /// Where the node of a tick is remembered. Neighbouring nodes of a side never meet there.
  @inline(__always)
  private func place(ofRecent price: UInt64, _ side: Int32) -> Int32 {
    (Int32(truncatingIfNeeded: price &>> 6) &+ side &* 1_640_531_527)
      & Int32(PriceIndex.recentCount - 1)
  }

  /// Where a price belongs.
  enum Place {
    /// At this level.
    case level(Int32)
    /// A new level goes into this empty child of a node.
    case child(node: Int32, digit: Int32)
    /// A new level goes beside what this link leads to, under a new node.
    case beside(link: Int32, parent: Int32, prefix: UInt64)
    /// A new level is the only one.
    case root
  }

  /// Where `limit` belongs in the tree of a side. O(depth), at most seven nodes.
  @inline(__always)
  mutating func place(
    _ limit: Fen, _ side: Int32, root: Int32, levels: borrowing Pool<PriceLevel>
  ) -> Place {
    let price = UInt64(bitPattern: limit)
    precondition(price < 1 << 42, "a price is below 2^42")
    let guess = recent[place(ofRecent: price, side)]
    if nodes[guess].tag == tag(price, side) {
      let digit = price & 63
      guard nodes[guess].present &>> digit & 1 != 0 else {
        return .child(node: guess, digit: Int32(truncatingIfNeeded: digit))
      }
      return .level(~children[guess][Int(truncatingIfNeeded: digit)])
    }
    return descend(limit, side, root, levels)
  }

  @inline(never)
  private mutating func descend(
    _ limit: Fen, _ side: Int32, _ root: Int32, _ levels: borrowing Pool<PriceLevel>
  ) -> Place {
    misses &+= 1
    let price = UInt64(bitPattern: limit)
    var link = root
    var parent: Int32 = -1
    while link >= 0 {
      let prefix = nodes[link].prefix
      let digit = (price ^ prefix) &>> UInt64(nodes[link].shift)
      guard digit < 64 else { return .beside(link: link, parent: parent, prefix: prefix) }
      if nodes[link].shift == 0 { recent[place(ofRecent: price, side)] = link }
      guard nodes[link].present &>> digit & 1 != 0 else {
        return .child(node: link, digit: Int32(truncatingIfNeeded: digit))
      }
      parent = link
      link = children[link][Int(truncatingIfNeeded: digit)]
    }
    guard link != PriceIndex.nothing else { return .root }
    let known = levels[~link].limit
    guard known != limit else { return .level(~link) }
    return .beside(link: link, parent: parent, prefix: UInt64(bitPattern: known))
  }

  /// Puts a level where `place` says it belongs; its price must not be there yet.
  mutating func insert(
    _ level: Int32, at place: Place, _ number: Int32, side: inout BookSide,
    levels: inout Pool<PriceLevel>
  ) {
    let price = UInt64(bitPattern: levels[level].limit)
    switch place {
    case .level: preconditionFailure("the level is there already")
    case .root: side.root = ~level
    case .child(let node, let digit): attach(~level, digit, to: node, &levels)
    case .beside(let link, let parent, let prefix):
      let highest = 63 - (price ^ prefix).leadingZeroBitCount
      let shift = UInt32(highest / 6 * 6)
      let node = take()
      nodes[node].present = 0
      nodes[node].prefix = price & (~0 << UInt64(shift + 6))
      nodes[node].parent = parent
      nodes[node].shift = shift
      nodes[node].tag = shift == 0 ? tag(price, number) : PriceIndex.untagged
      if parent < 0 { side.root = node } else { lead(from: parent, price, to: node) }
      attach(link, digit(of: prefix, in: node), to: node, &levels)
      attach(~level, digit(of: price, in: node), to: node, &levels)
    }
  }

  /// Has the child of a node that a price belongs to lead elsewhere.
  @inline(__always)
  private mutating func lead(from node: Int32, _ price: UInt64, to link: Int32) {
    children[node][Int(digit(of: price, in: node))] = link
  }

  @inline(__always)
  private func digit(of price: UInt64, in node: Int32) -> Int32 {
    Int32(truncatingIfNeeded: price &>> UInt64(nodes[node].shift) & 63)
  }

  /// Makes what `link` leads to a child of a node.
  @inline(__always)
  private mutating func attach(
    _ link: Int32, _ digit: Int32, to node: Int32, _ levels: inout Pool<PriceLevel>
  ) {
    nodes[node].present |= 1 &<< UInt64(truncatingIfNeeded: digit)
    children[node][Int(digit)] = link
    if link < 0 { levels[~link].node = node } else { nodes[link].parent = node }
  }

  /// Takes a level out. A node that is left with one child gives it to the node above, unless it is one
  /// of single ticks, where the next order is likely to need it again.
  @inline(__always)
  mutating func remove(
    _ level: Int32, side: inout BookSide, levels: inout Pool<PriceLevel>
  ) {
    let price = UInt64(bitPattern: levels[level].limit)
    var node = levels[level].node
    while node >= 0 {
      let present =
        nodes[node].present & ~(1 &<< UInt64(truncatingIfNeeded: digit(of: price, in: node)))
      nodes[node].present = present
      if present != 0 {
        if present & (present &- 1) == 0, nodes[node].shift > 0 {
          collapse(node, last: present.trailingZeroBitCount, &side, &levels)
        }
        return
      }
      node = release(node)
    }
    side.root = PriceIndex.nothing
  }

  /// Gives the last child of a node to the node above.
  @inline(never)
  private mutating func collapse(
    _ node: Int32, last: Int, _ side: inout BookSide, _ levels: inout Pool<PriceLevel>
  ) {
    let link = children[node][last]
    let prefix = nodes[node].prefix
    let parent = release(node)
    if parent < 0 { side.root = link } else { lead(from: parent, prefix, to: link) }
    if link < 0 { levels[~link].node = parent } else { nodes[link].parent = parent }
  }

  /// Takes out the best level of a side and returns the next one, or -1. What is left of a node is
  /// all on the far side of its best, so that no price has to be compared. O(depth).
  @inline(__always)
  mutating func removeBest(
    _ level: Int32, isLowest: Bool, side: inout BookSide, levels: inout Pool<PriceLevel>
  ) -> Int32 {
    let price = UInt64(bitPattern: levels[level].limit)
    var node = levels[level].node
    while node >= 0 {
      let present =
        nodes[node].present & ~(1 &<< UInt64(truncatingIfNeeded: digit(of: price, in: node)))
      nodes[node].present = present
      if present != 0 {
        let next = isLowest ? present.trailingZeroBitCount : 63 &- present.leadingZeroBitCount
        let link = children[node][next]
        return isLowest ? lowest(below: link) : highest(below: link)
      }
      node = release(node)
    }
    side.root = PriceIndex.nothing
    return -1
  }

  /// Gives back a node that nothing is left below and returns the one above.
  @inline(__always)
  private mutating func release(_ node: Int32) -> Int32 {
    let parent = nodes[node].parent
    nodes[node].tag = PriceIndex.untagged
    nodes[node].parent = free
    free = node
    return parent
  }

  private mutating func take() -> Int32 {
    if free >= 0 {
      let node = free
      free = nodes[node].parent
      return node
    }
    _ = children.append(InlineArray(repeating: 0))
    return nodes.append(
      Node(present: 0, prefix: 0, parent: -1, shift: 0, tag: PriceIndex.untagged))
  }

  /// The level of the next higher price, or -1. O(depth).
  @inline(__always)
  func above(_ level: Int32, levels: borrowing Pool<PriceLevel>) -> Int32 {
    let price = UInt64(bitPattern: levels[level].limit)
    var node = levels[level].node
    while node >= 0 {
      let digit = UInt64(truncatingIfNeeded: digit(of: price, in: node))
      let higher = nodes[node].present & (~1 &<< digit)
      if higher != 0 { return lowest(below: children[node][higher.trailingZeroBitCount]) }
      node = nodes[node].parent
    }
    return -1
  }

  /// The level of the next lower price, or -1. O(depth).
  @inline(__always)
  func below(_ level: Int32, levels: borrowing Pool<PriceLevel>) -> Int32 {
    let price = UInt64(bitPattern: levels[level].limit)
    var node = levels[level].node
    while node >= 0 {
      let digit = UInt64(truncatingIfNeeded: digit(of: price, in: node))
      let lower = nodes[node].present & ((1 &<< digit) &- 1)
      if lower != 0 { return highest(below: children[node][63 - lower.leadingZeroBitCount]) }
      node = nodes[node].parent
    }
    return -1
  }

  @inline(__always)
  private func lowest(below start: Int32) -> Int32 {
    var link = start
    while link >= 0 { link = children[link][nodes[link].present.trailingZeroBitCount] }
    return ~link
  }

  @inline(__always)
  private func highest(below start: Int32) -> Int32 {
    var link = start
    while link >= 0 { link = children[link][63 - nodes[link].present.leadingZeroBitCount] }
    return ~link
  }
}
