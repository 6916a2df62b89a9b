/// What keeps the catalog from following the journal: a fault of the program or of its disk, never
/// of a sender.
package struct CatalogError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, naming the row.
  package var what: String

  package init(what: String) { self.what = what }

  package var description: String { "catalog: \(what)" }
}
