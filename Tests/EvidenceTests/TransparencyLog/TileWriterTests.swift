import Cryptography
import Foundation
import Testing
import TransparencyLog

@Suite("Tile folder: writing")
struct TileWriterTests {
  /// What must be there whatever came before: not the partial tiles of earlier sizes.
  private func lasting(_ files: [String: Data], size: Int) -> [String: Data] {
    let needed = Set(TileCoordinates.all(size: UInt64(size)).map(\.path) + ["checkpoint"])
    return files.filter { needed.contains($0.key) }
  }

  @Test("the tiles are those of the tree, partial ones are kept until their full one is there")
  func tiles() throws {
    let log = try LogFixture(count: 600)
    try log.publish([0, 1, 3, 200, 255])
    var names = Set(try log.files().keys)
    #expect(
      names == [
        "checkpoint", "tile/0/000.p/1", "tile/0/000.p/3", "tile/0/000.p/200", "tile/0/000.p/255",
        "tile/entries/000.p/1", "tile/entries/000.p/3", "tile/entries/000.p/200",
        "tile/entries/000.p/255",
      ])
    #expect(try log.verify().fileCount == 9)
    try log.publish([256, 300, 600])
    names = Set(try log.files().keys)
    #expect(
      names == [
        "checkpoint", "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/1",
        "tile/1/000.p/2", "tile/entries/000", "tile/entries/001", "tile/entries/002.p/88",
      ])
    let files = try log.files()
    #expect(files["tile/0/000"] == Data(log.leaves[..<256].flatMap(\.bytes)))
    let upper = [0, 256].map { MerkleTree.root(of: log.leaves[$0..<$0 + 256]) }
    #expect(files["tile/1/000.p/2"] == Data(upper.flatMap(\.bytes)))
    #expect(
      try EntryBundle.decode(Array(files["tile/entries/002.p/88"] ?? Data())).map { Array($0) }
        == Array(log.entries[512...]))
    let report = try log.verify()
    #expect(report.checkpoint.size == 600 && report.aheadCount == 0)
    #expect(report.fileCount == UInt64(names.count))
  }

  @Test("size 70,000 has just the published files, and reads and verifies")
  func seventyThousand() throws {
    let log = try LogFixture(count: 70_000, bytes: 0)
    try log.publish([70_000])
    let needed = Set(TileCoordinates.all(size: 70_000).map(\.path) + ["checkpoint"])
    #expect(Set(try log.files().keys) == needed)
    #expect(try log.files()["tile/2/000.p/1"]?.count == 32)
    var count: UInt64 = 0
    let verifier = LogVerifier(FolderSource(log.path), key: log.key.verifierKey)
    _ = try verifier.verify { index, entry in
      guard index == count, entry.elementsEqual(log.entries[Int(index)]) else {
        throw LogFault(entry: index, what: "handed on wrongly")
      }
      count += 1
    }
    #expect(count == 70_000)
    var writer = try log.open()
    #expect(writer.size == 70_000)
    try log.feed(&writer, 69_000..<70_000)
    try writer.publish(log.checkpoint(size: 70_000))
    let reader = TileReader(FolderSource(log.path))
    for index in [0, 255, 256, 65_535, 65_536, 69_999] as [UInt64] {
      let proof = try reader.inclusionProof(index: index, size: 70_000)
      #expect(
        MerkleTree.verifyInclusion(
          leaf: log.leaves[Int(index)], index: index, size: 70_000, proof: proof,
          root: try reader.root(size: 70_000)))
    }
  }

  @Test("a restart at every entry, with unpublished entries lost, leads to the same folder")
  func restartEverywhere() throws {
    let log = try LogFixture(count: 530, bytes: 5)
    try log.publish([530])
    let reference = try log.files()
    for cut in stride(from: 0, through: 529, by: 1) {
      try? FileManager.default.removeItem(atPath: log.path)
      let published = cut / 3 * 2
      do {
        var writer = try log.open()
        try log.feed(&writer, 0..<published)
        try writer.publish(log.checkpoint(size: published))
        try log.feed(&writer, published..<cut)
      }
      var writer = try log.open()
      #expect(writer.size == UInt64(published))
      // The queue starts again at some earlier entry and overlaps what the folder has.
      try log.feed(&writer, published / 2..<530)
      try writer.publish(log.checkpoint(size: 530))
      #expect(lasting(try log.files(), size: 530) == reference, "cut at \(cut)")
      _ = try log.verify()
    }
  }

  @Test("an interrupted publication and torn files are mended", arguments: 0..<120 as Range<UInt64>)
  func mended(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let log = try LogFixture(count: 900, bytes: 5)
    let sizes = (0..<6).map { _ in Int.random(in: 1...800, using: &random) }.sorted()
    let next = Int.random(in: (sizes.last ?? 0)...850, using: &random)
    try log.publish(sizes)
    let before = try log.files()
    try log.publish([next])
    let after = try log.files()
    // The old checkpoint with any of the new files...
    try log.set("checkpoint", before["checkpoint"])
    for name in after.keys.sorted() where before[name] == nil && Bool.random(using: &random) {
      try log.set(name, nil)
    }
    try log.set(".writing", Data([1, 2, 3]))
    for (name, data) in before where after[name] == nil && Bool.random(using: &random) {
      try log.set(name, data)
    }
    // ...and some files, old or new, torn by a power failure.
    let names = try log.files().keys.sorted().filter { $0 != "checkpoint" }
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      guard let name = names.randomElement(using: &random) else { continue }
      guard let whole = try log.files()[name] else { continue }
      switch Int.random(in: 0..<4, using: &random) {
      case 0: try log.set(name, nil)
      case 1: try log.set(name, Data())
      case 2: try log.set(name, whole.prefix(Int.random(in: 0...whole.count, using: &random)))
      default: try log.set(name, Data(count: whole.count))
      }
    }
    do {
      var writer = try log.open()
      #expect(writer.size <= writer.publishedSize)
      // The queue's older checkpoints, which the folder has passed, change nothing.
      for size in sizes + [next] where UInt64(size) >= writer.size {
        try log.feed(&writer, Int(writer.size)..<size)
        try writer.publish(log.checkpoint(size: size))
      }
      try log.feed(&writer, Int(writer.size)..<900)
      try writer.publish(log.checkpoint(size: 900))
    }
    let report = try log.verify()
    #expect(report.checkpoint.size == 900)
    let mended = try log.files()
    try FileManager.default.removeItem(atPath: log.path)
    try log.publish([900])
    #expect(lasting(mended, size: 900) == lasting(try log.files(), size: 900))
  }

  @Test("damage older than what every opening looks at is found through the root")
  func oldDamage() throws {
    let log = try LogFixture(count: 18_000, bytes: 0)
    try log.publish([18_000])
    let reference = try log.files()
    for name in ["tile/0/001", "tile/entries/001"] {
      var wrong = [UInt8](try #require(reference[name]))
      wrong[100] ^= 1
      try log.set(name, Data(wrong))
      do {
        let writer = try log.open()
        // A wrong entry below a right tile is beyond what an opening sees; verifying sees it.
        #expect(writer.size == (name == "tile/0/001" ? 256 : 18_000))
      }
      if name == "tile/0/001" {
        try log.publish([18_000])
        #expect(try log.files() == reference)
      } else {
        #expect(throws: LogFault.self) { try log.verify() }
      }
    }
  }

  @Test("a checkpoint of the same tree with one more signature takes the place of the first")
  func cosigned() throws {
    let log = try LogFixture(count: 300)
    try log.publish([300])
    let note = try SignedNote(parsing: log.checkpoint(size: 300))
    let seed = try #require(Ed25519.PrivateKey(seed: [UInt8](repeating: 4, count: 32)))
    let witness = try LogKey(name: "witness", privateKey: seed)
    let cosigned = try note.adding(witness.sign(note.text)).bytes
    var writer = try log.open()
    try writer.publish(cosigned)
    #expect(try log.files()["checkpoint"] == Data(cosigned))
    #expect(try log.verify().checkpoint.note.signatures.count == 2)
  }

  @Test("a torn checkpoint: the folder is fed again from the beginning")
  func tornCheckpoint() throws {
    let log = try LogFixture(count: 300)
    try log.publish([300])
    try log.set("checkpoint", Data())
    try log.publish([300])
    #expect(try log.verify().checkpoint.size == 300)
  }

  @Test("what does not fit is refused and changes nothing")
  func refused() throws {
    let log = try LogFixture(count: 400)
    try log.publish([300])
    let before = try log.files()
    do {
      var writer = try log.open()
      #expect(throws: TileWriterError.gap(size: 300, first: 301)) {
        try writer.append(first: 301, entries: [[1]], leafHashes: [.zero])
      }
      for entry in [0, 255, 256, 299] as [UInt64] {
        #expect(throws: TileWriterError.contradiction(entry: entry)) {
          try writer.append(first: entry, entries: [[1]], leafHashes: [.zero])
        }
      }
      #expect(throws: TileWriterError.countsDiffer(entries: 1, hashes: 0)) {
        try writer.append(first: 300, entries: [[1]], leafHashes: [])
      }
      #expect(throws: LogFormatError.self) {
        try writer.append(
          first: 300, entries: [[], [UInt8](repeating: 0, count: 65_536)],
          leafHashes: [.zero, .zero])
      }
      #expect(writer.size == 300)
      #expect(throws: TileWriterError.otherSize(checkpoint: 301, folder: 300)) {
        try writer.publish(log.checkpoint(size: 301))
      }
      #expect(throws: TileWriterError.otherRoot(size: 300)) {
        try writer.publish(log.key.checkpoint(size: 300, root: .zero))
      }
      let seed = try #require(Ed25519.PrivateKey(seed: [UInt8](repeating: 4, count: 32)))
      let other = try LogKey(name: "other", privateKey: seed)
      #expect(throws: TileWriterError.otherOrigin("other")) {
        try writer.publish(
          other.checkpoint(size: 300, root: MerkleTree.root(of: log.leaves[..<300])))
      }
      try writer.publish(log.checkpoint(size: 20))
    }
    #expect(throws: TileWriterError.otherOrigin("localhost/log")) {
      _ = try TileWriter(path: log.path, origin: "other")
    }
    #expect(try log.files() == before)
  }

  @Test("a durable folder is the same folder")
  func durable() throws {
    let log = try LogFixture(count: 300)
    do {
      var writer = try TileWriter(path: log.path, origin: log.key.name, durable: true)
      try log.feed(&writer, 0..<300)
      try writer.publish(log.checkpoint(size: 300))
    }
    #expect(try log.verify().checkpoint.size == 300)
  }

  @Test("a folder that cannot be made is an error that names it")
  func notAFolder() throws {
    let log = try LogFixture(count: 1)
    try Data().write(to: URL(fileURLWithPath: log.path))
    #expect(throws: FileFault.self) { _ = try TileWriter(path: log.path + "/log", origin: "o") }
  }
}
