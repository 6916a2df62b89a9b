import Cryptography
import Foundation
import Testing
import TransparencyLog

@Suite("Tile folder: reading")
struct TileReaderTests {
  @Test("proofs of every older size and of published and unpublished sizes")
  func proofs() throws {
    let log = try LogFixture(count: 900, bytes: 5)
    try log.publish([100, 600, 700])
    let reader = TileReader(FolderSource(log.path), cacheBytes: 30_000)
    var random = SplitMix(seed: 5)
    for size in Array(1...70) + [255, 256, 257, 511, 512, 599, 600, 601, 699, 700] {
      let tree = log.leaves[..<size]
      let root = MerkleTree.root(of: tree)
      #expect(try reader.root(size: UInt64(size)) == root)
      #expect(try reader.frontier(size: UInt64(size)).root == root)
      for _ in 0..<8 {
        let index = Int.random(in: 0..<size, using: &random)
        #expect(
          try reader.inclusionProof(index: UInt64(index), size: UInt64(size))
            == NaiveTree.path(index, tree))
        let older = Int.random(in: 1...size, using: &random)
        #expect(
          try reader.consistencyProof(from: UInt64(older), to: UInt64(size))
            == NaiveTree.proof(older, tree))
        #expect(try reader.entry(index: UInt64(index), size: UInt64(size)) == log.entries[index])
      }
    }
    #expect(throws: ProofError.self) { try reader.root(size: 701) }
    #expect(throws: ProofError.self) { try reader.root(size: .max) }
    #expect(throws: ProofError.self) { try reader.entry(index: 700, size: 701) }
    #expect(throws: ProofError.self) { try reader.entry(index: 700, size: 700) }
    #expect(throws: ProofError.self) { try reader.inclusionProof(index: .max, size: .max) }
  }

  @Test("any narrower partial tile is served, none wider, and no path out of the folder")
  func partials() throws {
    let log = try LogFixture(count: 700, bytes: 5)
    try log.publish([40, 700])
    let reader = TileReader(FolderSource(log.path))
    for (index, available) in [(0, 256), (1, 256), (2, 188)] {
      for width in 1...255 {
        let hashes = try reader.tile(path: "tile/0/00\(index).p/\(width)")
        let bundle = try reader.tile(path: "tile/entries/00\(index).p/\(width)")
        if width <= available {
          let range = index * 256..<index * 256 + width
          #expect(hashes == log.leaves[range].flatMap(\.bytes))
          #expect(bundle == (try EntryBundle.encode(Array(log.entries[range]))))
        } else {
          #expect(hashes == nil && bundle == nil)
        }
      }
    }
    #expect(try reader.tile(path: "tile/1/000.p/2")?.count == 64)
    #expect(try reader.tile(path: "tile/1/000.p/1")?.count == 32)
    #expect(try reader.tile(path: "tile/1/000.p/3") == nil)
    #expect(try reader.tile(path: "tile/0/002") == nil)
    #expect(try reader.tile(path: "tile/7/000") == nil)
    #expect(try reader.tile(path: "tile/0/001")?.count == 8_192)
    #expect(try reader.checkpoint() == log.checkpoint(size: 700))
    for path in ["checkpoint", "../log", "tile/0/../../checkpoint", "tile/0/000.p/0"] {
      #expect(throws: LogFormatError.self) { try reader.tile(path: path) }
    }
    #expect(
      try FolderSource(log.path).fetch("../\(log.path.split(separator: "/").last ?? "")") == nil)
    #expect(try FolderSource(log.path).fetch("tile") == nil)
  }
}
