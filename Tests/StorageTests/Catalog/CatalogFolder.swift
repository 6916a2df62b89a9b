import Catalog
import Foundation

/// A folder for one test's catalog, removed with it.
final class CatalogFolder {
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("catalog-\(UUID().uuidString)")
  var path: String { url.appendingPathComponent("catalog.sqlite").path }

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A catalog of these rows, projected in one go.
  func catalog(of rows: [CatalogRow]) throws -> Catalog {
    let catalog = try Catalog(path: path)
    try catalog.project(rows)
    return catalog
  }
}
