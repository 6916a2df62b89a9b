import Journal

/// Batches of rows that follow from a number alone, so that what a journal gives back can be compared.
enum JournalBatches {
  static func row(_ sequence: UInt64, byteCount: Int) -> JournalRow {
    JournalRow(
      sequence: sequence,
      entry: [UInt8]("entry \(sequence) ".utf8)
        + [UInt8](repeating: UInt8(truncatingIfNeeded: sequence), count: byteCount),
      document: [1, 2], salt: [3], disclosures: [], publicEvents: [4], sealedEvents: [5],
      sealedAccounts: [7, 9], reply: [6], account: 7, id: "id-\(sequence)", digest: [8])
  }

  /// `count` rows from `first` on; of mixed lengths, or as asked.
  static func batch(
    _ first: UInt64, count: Int, byteCount: (UInt64) -> Int = { Int($0 * 37 % 1_500) }
  ) -> JournalBatch {
    let size = first + UInt64(count)
    return JournalBatch(
      rows: (first..<size).map { row($0, byteCount: byteCount($0)) }, size: size,
      checkpoint: [UInt8]("size \(size)".utf8))
  }
}
