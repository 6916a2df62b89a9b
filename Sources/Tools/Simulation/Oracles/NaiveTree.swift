import Cryptography

/// The log's Merkle tree as RFC 6962 §2.1 defines it, kept as whole levels: what receipts and
/// checkpoints are held to. It shares nothing with the log's own trees but the hash function.
struct NaiveTree {
  /// The hashes of complete subtrees, the leaves first.
  private var levels: [[Digest]] = [[]]

  /// How many leaves there are.
  var count: Int { levels[0].count }

  /// SHA-256(00 ‖ entry).
  static func leaf(_ entry: [UInt8]) -> Digest { SHA256.hash([0] + entry) }
  private static func node(_ left: Digest, _ right: Digest) -> Digest {
    SHA256.hash([1] + left.bytes + right.bytes)
  }

  /// A leaf's hash.
  subscript(index: Int) -> Digest { levels[0][index] }

  mutating func append(_ leaf: Digest) {
    levels[0].append(leaf)
    var level = 0
    while levels[level].count % 2 == 0 {
      let below = levels[level]
      if levels.count == level + 1 { levels.append([]) }
      levels[level + 1].append(NaiveTree.node(below[below.count - 2], below[below.count - 1]))
      level += 1
    }
  }

  /// The root over leaves `start ..< end`, by the definition: the largest power of two below their
  /// count goes left. Complete subtrees are looked up.
  private func root(_ start: Int, _ end: Int) -> Digest {
    let count = end - start
    guard count > 0 else { return SHA256.hash([UInt8]()) }
    if count & (count - 1) == 0, start % count == 0 {
      let level = count.trailingZeroBitCount
      if level < levels.count, start / count < levels[level].count {
        return levels[level][start / count]
      }
    }
    let left = NaiveTree.left(count)
    return NaiveTree.node(root(start, start + left), root(start + left, end))
  }

  /// The largest power of two below `count`.
  private static func left(_ count: Int) -> Int {
    var left = 1
    while left * 2 < count { left *= 2 }
    return left
  }

  /// The root of the tree of the first `size` leaves.
  func root(of size: Int) -> Digest { root(0, size) }

  /// The proof, from the sibling up, that leaf `index` is in the tree of the first `size` leaves.
  func proof(of index: Int, in size: Int) -> [Digest] {
    var proof: [Digest] = []
    var (start, end) = (0, size)
    while end - start > 1 {
      let left = NaiveTree.left(end - start)
      if index < start + left {
        proof.append(root(start + left, end))
        end = start + left
      } else {
        proof.append(root(start, start + left))
        start += left
      }
    }
    return proof.reversed()
  }

  /// The root over some byte strings.
  static func root(over lines: [ArraySlice<UInt8>]) -> Digest {
    var tree = NaiveTree()
    for line in lines { tree.append(leaf(Array(line))) }
    return tree.root(of: tree.count)
  }
}
