/// Where a log's files come from: a folder, or a server.
package protocol LogSource: Sendable {
  /// The bytes of the file at `path` (relative, with slashes); `nil` if there is none.
  /// - Throws: if the source cannot tell, or the file is larger than any file of a log.
  func fetch(_ path: String) throws -> [UInt8]?

  /// What is in the folder `path` (empty for the whole log), in any order; `nil` if the source
  /// cannot list, empty if there is no such folder.
  /// - Throws: if the source cannot tell, or if there is more than any folder of a log has.
  func list(_ path: String) throws -> [LogSourceItem]?
}

extension LogSource {
  /// Most sources, such as servers, cannot list.
  package func list(_ path: String) throws -> [LogSourceItem]? { nil }
}

/// Something in a folder of a log.
package struct LogSourceItem: Hashable, Sendable {
  /// What it is.
  package enum Kind: Hashable, Sendable {
    /// A regular file.
    case file
    /// A folder.
    case folder
    /// Anything else, such as a link: no log has it.
    case other
  }

  /// Its name within the folder.
  package let name: String
  /// What it is.
  package let kind: Kind

  /// An item.
  package init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }
}
