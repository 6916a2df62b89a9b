import Catalog
import Documents
import Hummingbird
import Node

// Claims: the docket for auditors, a case for those concerned, the bulletin for everyone.
extension Service {
  var claimRoutes: [Route] {
    [
      Route(.get, "/v1/claims") { [self] request, _ in
        let caller = try await caller(request)
        try caller.require(.auditor)
        let query = Query(request)
        let word = try query.text("status") ?? "all"
        guard let filter = Catalog.DocketFilter(rawValue: word) else {
          throw Problem(400, "wrong-value", "`status` is undecided or all.")
        }
        await settled()
        return .json(
          try await node.catalog.claims(
            filter, before: try query.number("before"), limit: try query.limit()))
      },
      Route(.get, "/v1/claims/{claim}") { [self] request, context in
        try await claim(request, context)
      },
      Route(.get, "/v1/bulletin") { [self] request, _ in
        let query = Query(request)
        await settled()
        return .json(
          try await node.catalog.bulletin(
            before: try query.number("before"), limit: try query.limit()))
      },
    ]
  }

  /// A claim is read by auditors, by whoever sent the notice, and, once it is open, by the work's
  /// authors. To anyone else it is not there, so that a notice stays sealed.
  private func claim(_ request: Request, _ context: Context) async throws -> Response {
    let caller = try await caller(request)
    let number = try number(context, "claim")
    await settled()
    let readers = try await node.catalog.claimReaders(number) ?? []
    let isAuditor = caller.isAdmitted && caller.roles.contains(.auditor)
    guard isAuditor || readers.contains(caller.account) else {
      throw Problem(404, "not-found", "There is no such claim that you may read.")
    }
    return .json(try found(try await node.catalog.claim(number), "claim"))
  }
}
