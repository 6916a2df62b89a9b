import Cryptography
import Testing
import TransparencyLog

@Suite("Merkle tree")
struct MerkleTreeTests {
  /// Every complete subtree of these leaves, computed the slow way.
  private func source(_ leaves: [Digest]) -> (Int, UInt64) throws -> Digest {
    { level, index in
      let first = Int(index) << level
      try #require(first + 1 << level <= leaves.count, "asked for an incomplete subtree")
      return NaiveTree.root(leaves[first..<first + 1 << level])
    }
  }

  private func leaves(_ count: Int, seed: UInt64 = 1) -> [Digest] {
    var random = SplitMix(seed: seed)
    let hasher = TreeHasher()
    return (0..<count).map { _ in
      hasher.leaf(
        (0..<Int.random(in: 0...40, using: &random)).map { _ in
          UInt8.random(in: 0...255, using: &random)
        })
    }
  }

  @Test("the published roots of sizes 0 to 8")
  func publishedRoots() throws {
    let entries = [
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
      "606162636465666768696a6b6c6d6e6f",
    ]
    let roots = [
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    let hasher = TreeHasher()
    var frontier = Frontier()
    #expect(
      frontier.root.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    for (entry, root) in zip(entries, roots) {
      frontier.append(hasher.leaf(try #require(Hex.decode(entry))), hasher: hasher)
      #expect(frontier.root.hex == root)
    }
  }

  @Test("roots, frontiers and proofs of every size up to 70 equal the recursive definition's")
  func smallTrees() throws {
    let all = leaves(70)
    let node = source(all)
    let hasher = TreeHasher()
    var frontier = Frontier()
    for size in 0...70 {
      let root = NaiveTree.root(all[..<size])
      #expect(frontier.root == root)
      #expect(try MerkleTree.root(size: UInt64(size), hasher: hasher, node: node) == root)
      #expect(MerkleTree.root(of: all[..<size]) == root)
      for index in 0..<size {
        let proof = try MerkleTree.inclusionProof(
          index: UInt64(index), size: UInt64(size), hasher: hasher, node: node)
        #expect(proof == NaiveTree.path(index, all[..<size]))
        #expect(
          MerkleTree.verifyInclusion(
            leaf: all[index], index: UInt64(index), size: UInt64(size), proof: proof, root: root))
      }
      for older in 0...size {
        let proof = try MerkleTree.consistencyProof(
          from: UInt64(older), to: UInt64(size), hasher: hasher, node: node)
        if older > 0 { #expect(proof == NaiveTree.proof(older, all[..<size])) }
        #expect(
          MerkleTree.verifyConsistency(
            from: UInt64(older), olderRoot: NaiveTree.root(all[..<older]), to: UInt64(size),
            newerRoot: root, proof: proof))
      }
      if size < 70 { frontier.append(all[size], hasher: hasher) }
    }
  }

  @Test("random larger trees", arguments: 1...6 as ClosedRange<UInt64>)
  func largerTrees(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let size = Int.random(in: 300...1_500, using: &random)
    let all = leaves(size, seed: seed)
    let node = source(all)
    let hasher = TreeHasher()
    let root = NaiveTree.root(all[...])
    #expect(MerkleTree.root(of: all) == root)
    for _ in 0..<10 {
      let index = Int.random(in: 0..<size, using: &random)
      let proof = try MerkleTree.inclusionProof(
        index: UInt64(index), size: UInt64(size), hasher: hasher, node: node)
      #expect(proof == NaiveTree.path(index, all[...]))
      let older = Int.random(in: 1...size, using: &random)
      let consistency = try MerkleTree.consistencyProof(
        from: UInt64(older), to: UInt64(size), hasher: hasher, node: node)
      #expect(consistency == NaiveTree.proof(older, all[...]))
    }
  }

  @Test("a changed, added, removed or moved hash, another index, size or root is refused")
  func falseProofs() throws {
    let all = leaves(45)
    let node = source(all)
    let hasher = TreeHasher()
    let root = NaiveTree.root(all[...])
    for index in [0, 1, 17, 31, 32, 43, 44] as [UInt64] {
      let proof = try MerkleTree.inclusionProof(
        index: index, size: 45, hasher: hasher, node: node)
      let leaf = all[Int(index)]
      func holds(_ proof: [Digest], index: UInt64, size: UInt64 = 45) -> Bool {
        MerkleTree.verifyInclusion(
          leaf: leaf, index: index, size: size, proof: proof, root: root)
      }
      #expect(holds(proof, index: index))
      for other in 0..<45 as Range<UInt64> where other != index {
        #expect(!holds(proof, index: other))
      }
      for position in proof.indices {
        var wrong = proof
        wrong[position] = all[3]
        #expect(!holds(wrong, index: index))
      }
      #expect(!holds(proof + [leaf], index: index))
      #expect(!holds(proof.dropLast(), index: index))
      #expect(!holds(proof, index: index, size: 0))
      #expect(!holds(proof, index: .max, size: .max))
    }
    let proof = try MerkleTree.consistencyProof(from: 21, to: 45, hasher: hasher, node: node)
    let older = NaiveTree.root(all[..<21])
    for position in proof.indices {
      var wrong = proof
      wrong[position] = all[3]
      #expect(
        !MerkleTree.verifyConsistency(
          from: 21, olderRoot: older, to: 45, newerRoot: root, proof: wrong))
    }
    for (from, to) in [(20, 45), (22, 45), (21, 45 + 64), (45, 21), (0, 45)] as [(UInt64, UInt64)] {
      #expect(
        !MerkleTree.verifyConsistency(
          from: from, olderRoot: older, to: to, newerRoot: root, proof: proof))
    }
  }

  @Test("impossible questions are errors")
  func impossible() {
    let hasher = TreeHasher()
    #expect(throws: ProofError.indexOutside(index: 3, size: 3)) {
      try MerkleTree.inclusionProof(index: 3, size: 3, hasher: hasher) { _, _ in .zero }
    }
    #expect(throws: ProofError.sizeOutside(from: 4, to: 3)) {
      try MerkleTree.consistencyProof(from: 4, to: 3, hasher: hasher) { _, _ in .zero }
    }
    #expect(throws: ProofError.self) {
      try MerkleTree.inclusionProof(index: 3, size: .max, hasher: hasher) { _, _ in .zero }
    }
    #expect(throws: Never.self) {
      try MerkleTree.inclusionProof(
        index: MerkleTree.sizeMaximum - 1, size: MerkleTree.sizeMaximum, hasher: hasher
      ) { _, _ in .zero }
    }
  }

  @Test("a batch's proofs, root and frontier are those of the whole tree")
  func batches() {
    let all = leaves(140)
    for before in [0, 1, 2, 3, 7, 8, 21, 63, 64, 65] {
      let hasher = TreeHasher()
      var frontier = Frontier()
      for leaf in all[..<before] { frontier.append(leaf, hasher: hasher) }
      for count in [0, 1, 2, 3, 5, 8, 31, 64, 70] {
        let batch = BatchProofs(after: frontier, leaves: Array(all[before..<before + count]))
        let tree = all[..<(before + count)]
        #expect(batch.root == NaiveTree.root(tree))
        var appended = frontier
        for leaf in all[before..<before + count] { appended.append(leaf, hasher: hasher) }
        #expect(batch.frontier == appended)
        #expect(batch.count == count)
        for offset in 0..<count {
          #expect(batch.proof(of: offset) == NaiveTree.path(before + offset, tree))
        }
      }
    }
  }

  @Test("a frontier kept earlier must fit its size")
  func restoredFrontier() {
    let all = leaves(11)
    let hasher = TreeHasher()
    var frontier = Frontier()
    for leaf in all { frontier.append(leaf, hasher: hasher) }
    #expect(Frontier(size: 11, nodes: frontier.nodes) == frontier)
    #expect(Frontier(size: 12, nodes: frontier.nodes) == nil)
    #expect(frontier.node(level: 0) == all[10])
    #expect(frontier.node(level: 2) == nil)
    #expect(frontier.node(level: 3) == NaiveTree.root(all[..<8]))
  }
}
