/// Finds levels by price, and the next worse level: radix trees of 64-way nodes, one tree for each
/// side of each book, in one memory.
///
/// What is kept is not the price but its rank, which is the lower the sooner an order at it trades:
/// the price itself among sells, its complement among buys. Both sides are then one and the same.
///
/// A node stands for six bits of the rank and says in one word which of its 64 children there are.
/// Runs of bits that all ranks below share have no node of their own, so that a tree is as deep as
/// its prices are far apart: a thousand neighbouring ticks need two or three nodes on the way, prices
/// from 1 to 2^41 at most seven. A node that nothing is left below is taken out. The nodes of single
/// ticks that were used last are found without the way down.
struct PriceIndex: ~Copyable, Sendable {
  /// What a root is when there is no level.
  static let nothing = Int32.min

  struct Node: BitwiseCopyable, Sendable {
    /// Which children there are.
    var present: UInt64 = 0
    /// The bits that all ranks below share; those of the node itself and below are zero.
    var prefix: UInt64 = 0
    /// The node above, or -1.
    var parent: Int32 = -1
    /// How many bits lie below the node's own six.
    var shift: UInt32 = 0
    /// What a recent node is held against: its 64 ticks and its side in one word; `untagged` where
    /// it is not a node of single ticks, or none at all.
    var tag = PriceIndex.untagged

    /// Which of the children a rank belongs to.
    @inline(__always)
    func digit(of rank: UInt64) -> UInt64 { rank &>> UInt64(shift) & 63 }

    /// Takes a child out and returns which are left.
    @inline(__always)
    mutating func drop(_ rank: UInt64) -> UInt64 {
      present &= ~(1 &<< digit(of: rank))
      return present
    }

    /// The child that comes first.
    @inline(__always)
    var first: UInt64 { UInt64(truncatingIfNeeded: present.trailingZeroBitCount) }
  }

  private var nodes = Pool<Node>()
  /// Where the children of each node lead: another node's slot, or a level's as its complement. They
  /// stand apart, so that the nodes themselves lie close together.
  private var children = Pool<InlineArray<64, Int32>>()
  private var free: Int32 = -1
  /// Nodes by the ranks of their 64 ticks: a guess, to be held against the node.
  private var recent = Pool<Int32>()
  private static let recentCount = 1_024
  /// How many prices were not found among the recent nodes: a measure of how far apart they lie.
  private(set) var misses = 0

  private static let untagged = UInt64.max
  /// Prices are below 2^42 and sides below 2^28, so that both fit into a tag.
  private static let rankBits: UInt64 = 42
  private static let sideBits: UInt64 = 28

  init() {
    recent.extend(to: PriceIndex.recentCount, 0)
    // The first node is none: what nobody has remembered yet leads there.
    _ = take()
  }

  /// The rank of a price on a side. Sides have even numbers where they buy.
  @inline(__always)
  private static func rank(_ limit: Fen, _ side: Int32) -> UInt64 {
    let price = UInt64(bitPattern: limit)
    precondition(price < 1 &<< rankBits, "a price is below 2^42")
    return side & 1 == 0 ? price ^ (1 &<< rankBits &- 1) : price
  }

  @inline(__always)
  private static func tag(_ rank: UInt64, _ side: Int32) -> UInt64 {
    (rank &>> 6) &<< sideBits | UInt64(truncatingIfNeeded: side)
  }

  /// Where the node of a tick is remembered. Neighbouring nodes of a side never meet there.
  @inline(__always)
  private static func place(ofRecent rank: UInt64, _ side: Int32) -> Int32 {
    (Int32(truncatingIfNeeded: rank &>> 6) &+ side &* 1_640_531_527) & Int32(recentCount - 1)
  }

  /// Where a node's child leads.
  @inline(__always)
  private func child(_ node: Int32, _ digit: UInt64) -> Int32 {
    children[node][Int(truncatingIfNeeded: digit & 63)]
  }

  /// The node of a price's 64 ticks where it is among the recent ones, or 0; and the price's level,
  /// where that node leads to one, or -1.
  @inline(__always)
  func recall(_ limit: Fen, _ side: Int32) -> (node: Int32, level: Int32) {
    let rank = PriceIndex.rank(limit, side)
    let guess = recent[PriceIndex.place(ofRecent: rank, side)]
    let node = nodes[guess]
    guard node.tag == PriceIndex.tag(rank, side) else { return (0, -1) }
    guard node.present &>> (rank & 63) & 1 != 0 else { return (guess, -1) }
    return (guess, ~child(guess, rank & 63))
  }

  /// The level of a price; where there is none yet, `fresh` becomes it, and the node is told that
  /// leads to it, or -1. O(depth), at most seven nodes.
  ///
  /// - Parameter recent: a recent node of the price that leads to no level, or 0.
  @inline(__always)
  mutating func enter(
    _ fresh: Int32, _ limit: Fen, _ side: Int32, recent: Int32, root: inout Int32,
    levels: inout Pool<PriceLevel>
  ) -> (level: Int32, node: Int32) {
    let rank = PriceIndex.rank(limit, side)
    guard recent != 0 else { return descend(fresh, rank, side, &root, &levels) }
    lead(from: recent, rank & 63, to: ~fresh)
    return (fresh, recent)
  }

  @inline(never)
  private mutating func descend(
    _ fresh: Int32, _ rank: UInt64, _ side: Int32, _ root: inout Int32,
    _ levels: inout Pool<PriceLevel>
  ) -> (level: Int32, node: Int32) {
    misses &+= 1
    var link = root
    var parent: Int32 = -1
    while link >= 0 {
      let node = nodes[link]
      let digit = (rank ^ node.prefix) &>> UInt64(node.shift)
      guard digit < 64 else {
        return part(from: link, node.prefix, parent, fresh, rank, side, &root, &levels)
      }
      if node.shift == 0 { recent[PriceIndex.place(ofRecent: rank, side)] = link }
      guard node.present &>> digit & 1 != 0 else {
        lead(from: link, digit, to: ~fresh)
        return (fresh, link)
      }
      parent = link
      link = child(link, digit)
    }
    guard link != PriceIndex.nothing else {
      root = ~fresh
      return (fresh, -1)
    }
    let known = PriceIndex.rank(levels[~link].limit, side)
    guard known != rank else { return (~link, parent) }
    return part(from: link, known, parent, fresh, rank, side, &root, &levels)
  }

  /// Puts a node above `link` and a new level, from whose rank that of `link` parts.
  @inline(__always)
  private mutating func part(
    from link: Int32, _ other: UInt64, _ parent: Int32, _ fresh: Int32, _ rank: UInt64,
    _ side: Int32, _ root: inout Int32, _ levels: inout Pool<PriceLevel>
  ) -> (level: Int32, node: Int32) {
    var node = Node()
    node.shift = UInt32(63 - (rank ^ other).leadingZeroBitCount) / 6 * 6
    node.prefix = rank & (~0 &<< UInt64(node.shift &+ 6))
    node.parent = parent
    if node.shift == 0 { node.tag = PriceIndex.tag(rank, side) }
    let (one, two) = (node.digit(of: other), node.digit(of: rank))
    node.present = 1 &<< one | 1 &<< two
    let made = take()
    nodes[made] = node
    children[made][Int(truncatingIfNeeded: one)] = link
    children[made][Int(truncatingIfNeeded: two)] = ~fresh
    if link < 0 { levels[~link].node = made } else { nodes[link].parent = made }
    replace(parent, rank, by: made, &root)
    return (fresh, made)
  }

  /// Adds a child to a node.
  @inline(__always)
  private mutating func lead(from node: Int32, _ digit: UInt64, to link: Int32) {
    nodes[node].present |= 1 &<< digit
    children[node][Int(truncatingIfNeeded: digit & 63)] = link
  }

  /// Has the child of a node that a rank belongs to, or the root, lead elsewhere.
  @inline(__always)
  private mutating func replace(
    _ node: Int32, _ rank: UInt64, by link: Int32, _ root: inout Int32
  ) {
    guard node >= 0 else {
      root = link
      return
    }
    children[node][Int(truncatingIfNeeded: nodes[node].digit(of: rank))] = link
  }

  /// Takes a level out and returns the node nearest to it that something is left below, or -1. A node
  /// that is left with one child stays: where two prices shared it, two soon will again, and to take
  /// it out for that while costs more than a step more on the way. O(depth).
  @inline(__always)
  mutating func remove(_ gone: PriceLevel, _ side: Int32, root: inout Int32) -> Int32 {
    let rank = PriceIndex.rank(gone.limit, side)
    var node = gone.node
    while node >= 0 {
      if nodes[node].drop(rank) != 0 { return node }
      node = release(node)
    }
    root = PriceIndex.nothing
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
    return nodes.append(Node())
  }

  /// The level that trades after another one, or -1. O(depth).
  func following(_ level: PriceLevel, _ side: Int32) -> Int32 {
    let rank = PriceIndex.rank(level.limit, side)
    var node = level.node
    while node >= 0 {
      let later = nodes[node].present & (~1 &<< nodes[node].digit(of: rank))
      if later != 0 {
        let link = child(node, UInt64(truncatingIfNeeded: later.trailingZeroBitCount))
        return link < 0 ? ~link : first(below: link)
      }
      node = nodes[node].parent
    }
    return -1
  }

  /// The first level below a node. O(depth).
  @inline(__always)
  func first(below start: Int32) -> Int32 {
    var link = start
    while link >= 0 { link = child(link, nodes[link].first) }
    return ~link
  }
}
