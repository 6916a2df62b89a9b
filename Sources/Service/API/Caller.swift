import Cryptography
import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Node
import Venue

/// Who asks for something private, as a signed request proves.
struct Caller: Sendable {
  let account: AccountNumber
  let owner: AccountNumber
  let roles: Roles
  let isAdmitted: Bool
  /// The key that signed the request.
  let key: Ed25519.PublicKey

  /// Whether the caller works for the venue or the rights of others.
  var isOfficer: Bool {
    isAdmitted && !roles.isDisjoint(with: [.operating, .auditor])
  }

  /// Lets pass the account itself and officers.
  func requireAccess(to account: AccountNumber) throws(Problem) {
    guard self.account == account || isOfficer else {
      throw Problem(403, "not-allowed", "Only account \(account) itself may read this.")
    }
  }

  func require(_ roles: Roles) throws(Problem) {
    guard isAdmitted, !self.roles.isDisjoint(with: roles) else {
      throw Problem(403, "not-allowed", "Your account does not have the role that this needs.")
    }
  }
}

extension Service {
  /// How long a signed request stands, in seconds.
  static let requestSecondsMaximum: Int64 = 300

  /// Now, in seconds since 1970.
  func seconds() -> Int64 { Int64(Date().timeIntervalSince1970) }

  /// Looks at the state; what comes back is durable.
  func look<T: Sendable>(_ body: @escaping @Sendable (borrowing Venue) -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      let isTaken = node.read { venue in
        let value = body(venue)
        return { continuation.resume(returning: value) }
      }
      if !isTaken { continuation.resume(throwing: Service.busy) }
    }
  }

  static let busy = Problem(503, "busy", "The venue is busy or stopping: try again in a moment.")

  /// Who sent a request with `Authorization: Proof <base64url of a signed request document>`.
  func caller(_ request: Request) async throws -> Caller {
    guard let header = request.headers[.authorization], header.hasPrefix("Proof "),
      let bytes = Base64.decode(header.dropFirst(6), .url)
    else {
      throw Problem(
        401, "proof-required",
        "Send `Authorization: Proof <base64url>` of a signed document of type `request` that names "
          + "this method and path.")
    }
    let document = try Document(bytes: bytes)
    guard document.type == .request, document.audience == node.origin else {
      throw Problem(401, "proof-required", "The proof is not a `request` for \(node.origin).")
    }
    guard document.object["method"]?.string == request.method.rawValue,
      document.object["path"]?.string == request.uri.string
    else {
      throw Problem(
        401, "proof-for-another-request",
        "The proof is for another request: its method and path must be those sent, query included.")
    }
    let age = seconds() - document.created
    guard age <= Service.requestSecondsMaximum, age >= -Document.secondsAheadMaximum else {
      throw Problem(
        401, "proof-expired",
        "A signed request stands for \(Service.requestSecondsMaximum) seconds: sign it anew.")
    }
    let signer = document.signers[0]
    let key = signer.word
    let found = try await look { venue -> Caller? in
      guard let owner = venue.account(ofKey: key), owner.stands,
        let account = venue.account(owner.account)
      else { return nil }
      return Caller(
        account: account.number, owner: account.owner, roles: account.roles,
        isAdmitted: account.isAdmitted, key: signer)
    }
    guard let found, found.account == document.account else {
      throw Problem(403, "unknown-key", "The signing key does not stand for that account.")
    }
    return found
  }

  /// A number in the path, such as an asset's.
  func number(_ context: Context, _ name: String) throws(Problem) -> UInt64 {
    let text = context.parameter(name)
    guard let number = try? Members.decimal(text, name) else {
      throw Problem(404, "not-found", "`\(text.prefix(40))` is not the number of any \(name).")
    }
    return number
  }
}
