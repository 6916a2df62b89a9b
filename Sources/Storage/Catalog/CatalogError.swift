/// What keeps the catalog from following the journal: a fault of the program or of its disk, never
/// of a sender.
package struct CatalogError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, naming the row.
  package var what: String
  /// Whether it may pass: there is no room on the disk, or a read or a write failed. Nothing was taken
  /// over then.
  package var mayPass = false

  package init(what: String, mayPass: Bool = false) {
    self.what = what
    self.mayPass = mayPass
  }

  package var description: String { "catalog: \(what)" }
}
