import Cryptography

/// The right edge of a Merkle tree: its size and the hashes of the complete subtrees that its
/// leaves split into, largest first (one for each 1 in the binary form of the size).
///
/// It is all that is needed to append to a tree and to know its root: at most 63 hashes.
package struct Frontier: Hashable, Sendable {
  /// The number of leaves.
  package private(set) var size: UInt64
  /// The complete subtrees' hashes, from the left, so the largest first.
  package private(set) var nodes: [Digest]

  /// The empty tree's.
  package init() {
    size = 0
    nodes = []
  }

  /// One kept earlier; `nil` unless there is one hash for each 1 in the binary form of `size`.
  package init?(size: UInt64, nodes: [Digest]) {
    guard size <= MerkleTree.sizeMaximum, nodes.count == size.nonzeroBitCount else { return nil }
    self.size = size
    self.nodes = nodes
  }

  /// Appends a leaf; one hash on average, O(log n) at worst.
  package mutating func append(_ leaf: Digest, hasher: borrowing TreeHasher) {
    precondition(size < MerkleTree.sizeMaximum, "the tree is full")
    var hash = leaf
    for _ in 0..<(~size).trailingZeroBitCount { hash = hasher.node(nodes.removeLast(), hash) }
    nodes.append(hash)
    size += 1
  }

  /// The root; O(log n) hashes.
  package func root(hasher: borrowing TreeHasher) -> Digest {
    guard var hash = nodes.last else { return MerkleTree.emptyRoot }
    for node in nodes.dropLast().reversed() { hash = hasher.node(node, hash) }
    return hash
  }

  /// The root; O(log n) hashes.
  package var root: Digest { root(hasher: TreeHasher()) }

  /// The complete subtree of `1 << level` leaves on the edge; `nil` if the edge has none so large.
  package func node(level: Int) -> Digest? {
    guard level >= 0, level < 63, size >> UInt64(level) & 1 == 1 else { return nil }
    return nodes[(size >> UInt64(level + 1)).nonzeroBitCount]
  }
}
