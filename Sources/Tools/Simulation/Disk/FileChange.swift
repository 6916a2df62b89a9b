/// A write or a truncation that was not synced, with where to find what it replaced.
struct FileChange {
  /// The disk's number of it: changes of all files are in one sequence.
  var number: UInt64
  /// Where it begins; of a truncation, the count that it left.
  var offset: Int
  /// The bytes that it wrote; 0 of a truncation.
  var count: Int
  var isTruncation: Bool
  /// The file's count before it.
  var countBefore: Int
  /// Where what it replaced begins in the file's replaced bytes.
  var replacedStart: Int

  /// How many bytes it replaced.
  var replacedCount: Int {
    isTruncation
      ? max(0, countBefore - offset) : max(0, min(offset + count, countBefore) - offset)
  }

  /// The sectors that it wrote to.
  var sectors: Range<Int> {
    guard count > 0 else { return 0..<0 }
    return offset / SimulatedDisk.sectorSize..<(offset + count - 1) / SimulatedDisk.sectorSize + 1
  }
}

/// What becomes of a change when the power fails.
enum ChangeFate {
  case kept, torn, lost
}
