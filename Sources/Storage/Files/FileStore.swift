/// A folder of flat files, as small as what the venue keeps beside its databases needs: a real folder,
/// or a simulated disk with all its faults.
///
/// Each file has one writer. Nothing is durable before `sync` or `replace` returns.
package protocol FileStore: Sendable {
  /// The names of all files, in ascending order.
  func names() throws(FileStoreError) -> [String]
  /// A file's bytes; `nil` where there is none.
  func read(_ name: String) throws(FileStoreError) -> [UInt8]?
  /// Adds bytes at a file's end, making the file where there is none.
  func append(_ bytes: [UInt8], to name: String) throws(FileStoreError)
  /// Writes a file's bytes from its start, unsynced, and cuts off what it had beyond them.
  func overwrite(_ name: String, with bytes: [UInt8]) throws(FileStoreError)
  /// Cuts a file off after so many bytes.
  func truncate(_ name: String, to count: Int) throws(FileStoreError)
  /// Puts a whole file in place, durably: after a crash either the old one is there or the new one.
  func replace(_ name: String, with bytes: [UInt8]) throws(FileStoreError)
  /// Gives a file another name, durably, in the place of what had it.
  func rename(_ name: String, to other: String) throws(FileStoreError)
  /// Makes a file's bytes durable.
  func sync(_ name: String) throws(FileStoreError)
  /// Removes a file; nothing where there is none.
  func remove(_ name: String) throws(FileStoreError)
}

/// What a file store would not do.
package struct FileStoreError: Error, Sendable, CustomStringConvertible {
  /// The system's error number.
  package let code: Int32
  /// What went wrong, for the operator.
  package let what: String
  package var description: String { what }

  package init(code: Int32, what: String) {
    self.code = code
    self.what = what
  }
}
