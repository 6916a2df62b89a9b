import Files

/// Finds batches of the second copy by the number of their first row. Asked for rising numbers it reads
/// each file once.
package struct SecondCopyReader {
  private let files: any FileStore
  /// The files and the first number of each, in ascending order.
  private let starts: [(first: UInt64, name: String)]
  private var loaded: String?
  private var batches: [UInt64: CopiedBatch] = [:]

  package init(_ files: any FileStore) throws(FileStoreError) {
    self.files = files
    starts = try SecondCopy.names(files).compactMap { name in
      SecondCopy.first(of: name).map { ($0, name) }
    }
  }

  /// The batch whose first row has this number; `nil` where the copy has none, or none that is whole.
  package mutating func batch(startingAt sequence: UInt64) throws(FileStoreError) -> CopiedBatch? {
    guard let name = starts.last(where: { $0.first <= sequence })?.name else { return nil }
    if loaded != name {
      batches = [:]
      var found: [UInt64: CopiedBatch] = [:]
      SecondCopy.forEach(in: try files.read(name) ?? []) { batch, _ in
        found[batch.first] = batch
        return true
      }
      batches = found
      loaded = name
    }
    return batches[sequence]
  }
}
