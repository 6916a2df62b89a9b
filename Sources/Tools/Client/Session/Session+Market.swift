import Documents

// What several commands look up.
extension Session {
  /// SHA-256 of an instrument's terms sheet, in hexadecimal, which its orders name.
  package func terms(of symbol: String) throws -> String {
    guard let terms = try instrument(symbol)["terms"]?.string else {
      throw ClientError.failed("bad-answer", "\(server) does not say the terms of \(symbol).")
    }
    return terms
  }

  /// An instrument.
  package func instrument(_ symbol: String) throws -> JSON {
    try get("/v1/instruments/\(Session.escaped(symbol))")
  }

  /// The account's orders.
  package func orders(isAll: Bool) throws -> JSON {
    let path = "/v1/accounts/\(try account())/orders"
    return try list(
      Session.path(path, [("status", isAll ? "all" : "open")]), "orders", cursor: "before",
      isPrivate: true)
  }

  /// One of the account's open orders.
  package func openOrder(_ order: String) throws -> JSON {
    let found = try orders(isAll: false)["orders"]?.array?.first { $0["order"]?.string == order }
    guard let found else {
      throw ClientError.refused(
        Problem(404, "order-not-open", "You have no open order \(order)."), members: JSON.Object())
    }
    return found
  }

  /// A path under the account, such as `cash`.
  package func accountPath(_ rest: String = "") throws -> String {
    "/v1/accounts/\(Session.escaped(try account()))" + (rest.isEmpty ? "" : "/\(rest)")
  }
}
