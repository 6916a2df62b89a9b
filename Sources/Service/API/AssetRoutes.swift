import Catalog
import Cryptography
import Documents
import Hummingbird
import Node

// Works: what is registered, what it resembles, its preview and its certificate.
extension Service {
  var assetRoutes: [Route] {
    [
      Route(.get, "/v1/assets") { [self] request, _ in
        let query = Query(request)
        var filter = Catalog.AssetFilter()
        filter.query = try query.text("query")
        filter.kind = try query.text("kind")
        filter.class = try query.text("class")
        filter.status = try query.text("status")
        filter.sha256 = try query.text("sha256")
        await settled()
        return .json(
          try await node.catalog.assets(
            filter, after: try query.number("after"), limit: try query.limit()))
      },
      Route(.get, "/v1/assets/{asset}") { [self] _, context in
        .json(try await asset(context))
      },
      Route(.get, "/v1/assets/{asset}/similar") { [self] _, context in
        await settled()
        return .json(
          try found(try await node.catalog.similar(try number(context, "asset")), "work"))
      },
      Route(.get, "/v1/assets/{asset}/preview") { [self] _, context in
        try await preview(try await asset(context))
      },
      Route(.get, "/v1/assets/{asset}/certificate") { [self] _, context in
        try await certificate(context)
      },
      Route(.get, "/v1/editions/{edition}") { [self] _, context in
        await settled()
        return .json(
          try found(try await node.catalog.edition(try number(context, "edition")), "edition"))
      },
    ]
  }

  private func asset(_ context: Context) async throws -> JSON {
    await settled()
    return try found(try await node.catalog.asset(try number(context, "asset")), "work")
  }

  /// The first preview there is: files named as previews come first.
  private func preview(_ asset: JSON) async throws -> Response {
    let files = asset["files"]?.array ?? []
    let inOrder =
      files.filter { $0["role"] == "preview" } + files.filter { $0["role"] != "preview" }
    let vault = node.vault
    for file in inOrder {
      guard let digest = file["sha256"]?.string.flatMap({ Digest(hex: $0) }) else { continue }
      if let bytes = try await blocking({ vault.preview(of: digest) }) {
        return .bytes(bytes, "image/webp", cache: "public, max-age=300")
      }
    }
    throw Problem(404, "not-found", "The work has no preview.")
  }

  private func certificate(_ context: Context) async throws -> Response {
    let asset = try await asset(context)
    let number = try number(context, "asset")
    let journal = node.journal
    guard let row = try await blocking({ try journal.row(number) }) else {
      throw Problem(404, "not-found", "There is no such work.")
    }
    let certificate = try certificate(
      of: number, status: asset["status"]?.string ?? "registered", entryBytes: row.entry,
      receipt: try await receipt(of: number))
    return .bytes(certificate.canonicalBytes, "application/vc+json")
  }
}
