import Cryptography

/// The inclusion proofs of a batch of new leaves in the tree that ends with the batch, made from
/// the frontier before it and the batch alone.
///
/// Everything to the left of the batch that a proof needs is on the frontier, everything to the
/// right is in the batch. Building costs one hash a leaf; each proof then costs no hash at all.
package struct BatchProofs: Sendable {
  /// The tree's size before the batch.
  package let sizeBefore: UInt64
  /// The frontier of the tree that ends with the batch.
  package let frontier: Frontier
  /// The root of the tree that ends with the batch.
  package let root: Digest

  private let before: Frontier
  /// The complete subtrees that the batch finished, level by level from the leaves up.
  private let nodes: [Digest]
  /// Where each level begins in `nodes`.
  private let offsets: [Int]
  /// The last subtree of each level, complete or not.
  private let edges: [Digest]

  /// Hashes the batch `leaves` into the tree with the frontier `before`; O(k + log n) hashes.
  package init(after before: Frontier, leaves: [Digest]) {
    precondition(
      UInt64(leaves.count) <= MerkleTree.sizeMaximum - before.size, "the tree is full")
    let hasher = TreeHasher()
    let old = before.size
    let size = old + UInt64(leaves.count)
    var nodes = leaves
    nodes.reserveCapacity(2 * leaves.count + 64)
    var offsets = [0]
    var level: UInt64 = 0
    while size >> (level + 1) > 0 {
      // Subtrees old >> level and later hold new leaves; only the first can have its left half
      // in the old tree.
      let below = offsets[Int(level)]
      let belowFirst = old >> level
      offsets.append(nodes.count)
      level += 1
      var index = old >> level
      while index < size >> level {
        let right = nodes[below + Int(2 * index + 1 - belowFirst)]
        if 2 * index < belowFirst {
          guard let left = before.node(level: Int(level) - 1) else {
            preconditionFailure("a frontier without one of its subtrees")
          }
          nodes.append(hasher.node(left, right))
        } else {
          nodes.append(hasher.node(nodes[below + Int(2 * index - belowFirst)], right))
        }
        index += 1
      }
    }
    sizeBefore = old
    self.before = before
    self.nodes = nodes
    self.offsets = offsets

    func complete(_ level: Int, _ index: UInt64) -> Digest {
      BatchProofs.node(level, index, before: before, nodes: nodes, offsets: offsets)
    }
    var right: [Digest] = []
    for level in (0..<64 as Range<UInt64>).reversed() where size >> level & 1 == 1 {
      right.append(complete(Int(level), (size >> level) - 1))
    }
    guard let frontier = Frontier(size: size, nodes: right) else {
      preconditionFailure("a frontier that does not fit its size")
    }
    self.frontier = frontier
    root = frontier.root(hasher: hasher)

    var edges: [Digest] = []
    if let newest = leaves.last {
      edges.append(newest)
      level = 0
      while (size - 1) >> level > 0 {
        let last = (size - 1) >> level
        // A subtree without a right half is its left half.
        if last & 1 == 1 {
          let left = complete(Int(level), last - 1)
          edges.append(hasher.node(left, edges[Int(level)]))
        } else {
          edges.append(edges[Int(level)])
        }
        level += 1
      }
    }
    self.edges = edges
  }

  /// The number of leaves in the batch.
  package var count: Int { Int(frontier.size - sizeBefore) }

  /// The proof, from the sibling up, that the batch's leaf `offset` (from 0) is leaf
  /// `sizeBefore + offset` of the tree that ends with the batch; O(log n), no hashing.
  package func proof(of offset: Int) -> [Digest] {
    precondition(offset >= 0 && offset < count, "no such leaf in the batch")
    let index = sizeBefore + UInt64(offset)
    let newest = frontier.size - 1
    var proof: [Digest] = []
    proof.reserveCapacity(64 - newest.leadingZeroBitCount)
    var level: UInt64 = 0
    while newest >> level > 0 {
      let last = newest >> level
      let sibling = (index >> level) ^ 1
      if sibling < last {
        proof.append(
          BatchProofs.node(Int(level), sibling, before: before, nodes: nodes, offsets: offsets))
      } else if sibling == last {
        proof.append(edges[Int(level)])
      }
      level += 1
    }
    return proof
  }

  private static func node(
    _ level: Int, _ index: UInt64, before: Frontier, nodes: [Digest], offsets: [Int]
  ) -> Digest {
    let first = before.size >> UInt64(level)
    if index >= first { return nodes[offsets[level] + Int(index - first)] }
    guard index + 1 == first, let node = before.node(level: level) else {
      preconditionFailure("a subtree that is neither on the frontier nor in the batch")
    }
    return node
  }
}
