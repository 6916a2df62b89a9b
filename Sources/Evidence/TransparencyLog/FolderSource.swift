/// A log in a folder.
package struct FolderSource: LogSource {
  private let folder: LogFolder

  /// The log at `path`.
  package init(_ path: String) { folder = LogFolder(path) }

  /// The bytes of a file; `nil` if there is none, or if the path leads out of the folder.
  /// - Throws: `FileFault`.
  package func fetch(_ path: String) throws -> [UInt8]? {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && !$0.elementsEqual("..".utf8) && !$0.contains(0) })
    else { return nil }
    return try folder.read(path)
  }

  /// What a folder of the log holds.
  /// - Throws: `FileFault`.
  package func list(_ path: String) throws -> [LogSourceItem]? { try folder.list(path) }
}
