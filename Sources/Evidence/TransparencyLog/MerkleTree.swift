import Cryptography

/// The Merkle tree of RFC 6962 §2.1: roots, inclusion proofs and consistency proofs, made from any
/// source of complete subtrees, and verified as RFC 9162 §2.1.3.2 and §2.1.4.2 say.
///
/// A source is a closure `(level, index) -> Digest` that gives the hash of leaves
/// `index << level ..< (index + 1) << level`; it is asked for complete subtrees only.
package enum MerkleTree {
  /// The largest tree, in leaves: signed 64-bit counts, as other implementations have them.
  package static let sizeMaximum = UInt64(Int64.max)
  /// The most hashes a proof of inclusion can have.
  package static let proofCountMaximum = 63
  /// The root of the tree without leaves: SHA-256 of nothing.
  package static let emptyRoot = SHA256.hash([UInt8]())

  /// The root of the tree over these leaf hashes; O(n).
  package static func root(of leaves: some Sequence<Digest>) -> Digest {
    root(of: leaves, hasher: TreeHasher())
  }

  /// The root over leaf hashes, with a hasher that is at hand. O(n).
  package static func root(
    of leaves: some Sequence<Digest>, hasher: borrowing TreeHasher
  ) -> Digest {
    var frontier = Frontier()
    for leaf in leaves { frontier.append(leaf, hasher: hasher) }
    return frontier.root(hasher: hasher)
  }

  /// The root of the first `size` leaves; O(log n) hashes.
  /// - Throws: what `node` throws, or `ProofError.sizeOutside`.
  package static func root(
    size: UInt64, hasher: borrowing TreeHasher, node: (Int, UInt64) throws -> Digest
  ) throws -> Digest {
    guard size <= sizeMaximum else { throw ProofError.sizeOutside(from: size, to: sizeMaximum) }
    return try root(from: 0, to: size, hasher: hasher, node: node)
  }

  /// The proof that leaf `index` is in the tree of `size` leaves, from the leaf's sibling up;
  /// O(log n) nodes and hashes (RFC 6962 §2.1.1).
  /// - Throws: `ProofError.indexOutside`, or what `node` throws.
  package static func inclusionProof(
    index: UInt64, size: UInt64, hasher: borrowing TreeHasher,
    node: (Int, UInt64) throws -> Digest
  ) throws -> [Digest] {
    guard index < size, size <= sizeMaximum else {
      throw ProofError.indexOutside(index: index, size: size)
    }
    var proof: [Digest] = []
    var level = 0
    while (size - 1) >> level != 0 {
      let last = (size - 1) >> level
      let sibling = (index >> level) ^ 1
      if sibling < last {
        proof.append(try node(level, sibling))
      } else if sibling == last {
        // The last subtree of a level is the only one that may be incomplete.
        proof.append(try root(from: sibling << level, to: size, hasher: hasher, node: node))
      }
      level += 1
    }
    return proof
  }

  /// The proof that the tree of `older` leaves is the beginning of the tree of `newer` leaves;
  /// empty if the sizes are equal or the older tree is; O(log n) hashes (RFC 6962 §2.1.2).
  /// - Throws: `ProofError.sizeOutside`, or what `node` throws.
  package static func consistencyProof(
    from older: UInt64, to newer: UInt64, hasher: borrowing TreeHasher,
    node: (Int, UInt64) throws -> Digest
  ) throws -> [Digest] {
    guard older <= newer, newer <= sizeMaximum else {
      throw ProofError.sizeOutside(from: older, to: newer)
    }
    guard older > 0 else { return [] }
    var start: UInt64 = 0
    var end = newer
    var upward: [Digest] = []
    while end != older {
      let split = start + 1 << (63 - (end - start - 1).leadingZeroBitCount)
      if older <= split {
        upward.append(try root(from: split, to: end, hasher: hasher, node: node))
        end = split
      } else {
        upward.append(try root(from: start, to: split, hasher: hasher, node: node))
        start = split
      }
    }
    // Whoever checks the proof has the older root, so a whole older tree is not repeated.
    if start > 0 {
      upward.append(try root(from: start, to: end, hasher: hasher, node: node))
    }
    return upward.reversed()
  }

  /// Whether `proof` shows that `leaf` is leaf `index` of the tree of `size` leaves with `root`.
  package static func verifyInclusion(
    leaf: Digest, index: UInt64, size: UInt64, proof: [Digest], root: Digest
  ) -> Bool {
    guard index < size, size <= sizeMaximum, proof.count <= proofCountMaximum else { return false }
    let hasher = TreeHasher()
    var first = index
    var last = size - 1
    var hash = leaf
    for step in proof {
      guard last != 0 else { return false }
      if first & 1 == 1 || first == last {
        hash = hasher.node(step, hash)
        let skip = first == 0 ? 0 : first.trailingZeroBitCount
        first >>= UInt64(skip)
        last >>= UInt64(skip)
      } else {
        hash = hasher.node(hash, step)
      }
      first >>= 1
      last >>= 1
    }
    return last == 0 && hash == root
  }

  /// Whether `proof` shows that the tree of `older` leaves with `olderRoot` is the beginning of the
  /// tree of `newer` leaves with `newerRoot`. The empty tree is the beginning of every tree.
  package static func verifyConsistency(
    from older: UInt64, olderRoot: Digest, to newer: UInt64, newerRoot: Digest, proof: [Digest]
  ) -> Bool {
    guard older <= newer, newer <= sizeMaximum, proof.count <= proofCountMaximum + 1 else {
      return false
    }
    if older == newer { return proof.isEmpty && olderRoot == newerRoot }
    if older == 0 { return proof.isEmpty && olderRoot == emptyRoot }
    var steps = proof[...]
    let seed: Digest
    if older.nonzeroBitCount == 1 {
      seed = olderRoot
    } else {
      guard let given = steps.popFirst() else { return false }
      seed = given
    }
    let hasher = TreeHasher()
    let whole = UInt64((~(older - 1)).trailingZeroBitCount)
    var first = (older - 1) >> whole
    var last = (newer - 1) >> whole
    var olderHash = seed
    var newerHash = seed
    for step in steps {
      guard last != 0 else { return false }
      if first & 1 == 1 || first == last {
        olderHash = hasher.node(step, olderHash)
        newerHash = hasher.node(step, newerHash)
        let skip = UInt64(first == 0 ? 0 : first.trailingZeroBitCount)
        first >>= skip
        last >>= skip
      } else {
        newerHash = hasher.node(newerHash, step)
      }
      first >>= 1
      last >>= 1
    }
    return last == 0 && olderHash == olderRoot && newerHash == newerRoot
  }

  /// The root over leaves `start ..< end`, where `start` is a multiple of a power of two that is at
  /// least `end - start`: the complete subtrees folded from the right.
  private static func root(
    from start: UInt64, to end: UInt64, hasher: borrowing TreeHasher,
    node: (Int, UInt64) throws -> Digest
  ) throws -> Digest {
    guard start < end else { return emptyRoot }
    var position = end
    var folded: Digest?
    while position > start {
      let level = (position - start).trailingZeroBitCount
      position -= 1 << UInt64(level)
      let complete = try node(level, position >> UInt64(level))
      folded = folded.map { hasher.node(complete, $0) } ?? complete
    }
    return folded ?? emptyRoot
  }
}
