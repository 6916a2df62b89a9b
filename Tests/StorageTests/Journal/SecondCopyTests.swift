import Files
import Foundation
import Journal
import Testing

@Suite struct SecondCopyTests {
  private let path =
    FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

  private func batch(_ numbers: Range<UInt64>) -> JournalBatch {
    let rows = numbers.map { number in
      JournalRow(
        sequence: number, entry: [UInt8](repeating: UInt8(number & 255), count: 300),
        document: [UInt8](repeating: 1, count: Int(number % 50)), salt: [3, UInt8(number & 255)],
        disclosures: [], publicEvents: [4], sealedEvents: [], sealedAccounts: [], reply: [6],
        account: nil, id: nil, digest: [])
    }
    return JournalBatch(
      rows: rows, size: numbers.upperBound, checkpoint: Array("\(numbers.upperBound)".utf8))
  }

  /// The batches that the copy has among those that begin below `limit`.
  private func read(_ files: any FileStore, below limit: UInt64 = 400) throws -> [CopiedBatch] {
    var reader = try SecondCopyReader(files)
    return try (0..<limit).compactMap { try reader.batch(startingAt: $0) }
  }

  @Test func givesBackWhatWasCopied() throws {
    let files = try FolderStore(path: path)
    let batches = [batch(0..<1), batch(1..<8), batch(8..<300)]
    var copy = try SecondCopy(files)
    for (number, batch) in batches.enumerated() {
      if number == 2 { copy = try SecondCopy(files) }
      try copy.append(batch)
    }
    #expect(copy.nextSequence == 300)
    #expect(try read(files) == batches.map(CopiedBatch.init))
  }

  /// Cut off at any byte, the copy opens with the whole batches before the cut and goes on from there.
  @Test func goesOnAfterWhatACrashLeftWhole() throws {
    let whole = [batch(0..<2), batch(2..<5)].map { CopiedBatch($0).frame }
    let all = whole[0] + whole[1]
    for cut in stride(from: 0, through: all.count, by: 7) {
      let files = try FolderStore(path: path + "-\(cut)")
      try files.append(Array(all[..<cut]), to: "00000000000000000000.batches")
      let copy = try SecondCopy(files)
      let kept = cut == all.count ? 5 : cut >= whole[0].count ? 2 : 0
      #expect(copy.nextSequence == UInt64(kept), "cut at \(cut)")
      try copy.append(batch(copy.nextSequence..<copy.nextSequence + 3))
      #expect(try read(files).last?.end == UInt64(kept) + 3)
      try FileManager.default.removeItem(atPath: path + "-\(cut)")
    }
  }

  /// One changed byte costs the batch that it stands in, and no other.
  @Test func passesOverWhatIsDamaged() throws {
    let frames = [batch(0..<2), batch(2..<5), batch(5..<9)].map { CopiedBatch($0).frame }
    let all = frames.flatMap(\.self)
    for at in stride(from: 0, to: all.count, by: 11) {
      let files = try FolderStore(path: path + "-\(at)")
      var bytes = all
      bytes[at] ^= 0x10
      try files.append(bytes, to: "00000000000000000000.batches")
      let hit = at < frames[0].count ? 0 : at < frames[0].count + frames[1].count ? 1 : 2
      #expect(
        try read(files).map(\.first) == [0, 2, 5].enumerated().filter { $0.0 != hit }.map(\.1))
      let copy = try SecondCopy(files)
      #expect(copy.nextSequence == (hit == 2 ? 5 : 9))
      try FileManager.default.removeItem(atPath: path + "-\(at)")
    }
  }

  /// A loss of power may take a batch and leave later ones; it is known to be missing, in the last file
  /// and in the one before, and can be put there again.
  @Test func knowsWhatIsMissingAndTakesItAgain() throws {
    let batches = [batch(0..<2), batch(2..<5), batch(5..<9), batch(9..<12), batch(12..<20)]
    let frames = batches.map { CopiedBatch($0).frame }
    let files = try FolderStore(path: path)
    let earlier = "00000000000000000000.batches"
    try files.append(frames[1] + [UInt8](repeating: 0, count: frames[2].count), to: earlier)
    try files.append(
      [UInt8](repeating: 0, count: frames[3].count) + frames[4], to: "00000000000000000009.batches")
    var copy = try SecondCopy(files)
    #expect(copy.nextSequence == 20)
    #expect(copy.gaps == [0..<2, 5..<12])
    for missing in [0, 2, 3] { try copy.fill(batches[missing]) }
    #expect(try read(files) == batches.map(CopiedBatch.init))
    copy = try SecondCopy(files)
    #expect(copy.gaps == [])
    #expect(copy.nextSequence == 20)
    try copy.append(batch(20..<22))
    #expect(try read(files).last?.end == 22)
  }
}
