import Cryptography
import Venue

/// A filing's declarations: who made the work, how, and which files it consists of.
package enum AssetFiling {
  /// The most authors of a work.
  package static let authorCountMaximum = 32
  /// The most files of a work.
  package static let fileCountMaximum = 32
  /// The largest file, in bytes.
  package static let fileSizeMaximum: Int64 = 64 * 1024 * 1024

  static func read(_ members: Members, _ object: JSON.Object) throws(Problem) -> Filing {
    _ = try members.string("title", 1...200)
    _ = try members.string("description", 0...4000)
    _ = try members.string("category", 1...60)
    _ = try members.word("class", ["OGC", "PGC", "UGC"])
    _ = try members.word("basis", ["assignment", "commission", "employment", "own-work"])
    _ = try members.word("making", ["ai-assisted", "ai-generated", "human"])
    let kind = try members.word("kind", ["collectible", "garment", "material", "virtual-human"])
    try checkConsent(members, isVirtualHuman: kind == "virtual-human")
    return Filing(
      authors: try authors(members, sender: object["account"]?.string),
      originals: try originals(members))
  }

  private static func checkConsent(_ members: Members, isVirtualHuman: Bool) throws(Problem) {
    guard isVirtualHuman else {
      guard !members.has("consent") else {
        throw Problem(400, "unknown-field", "Only a virtual-human has a `consent`.")
      }
      return
    }
    let consent = Members(try members.nested("consent"), of: "consent")
    try consent.check(required: ["likeness", "voice"])
    _ = try consent.word("likeness", ["consented", "fictional"])
    _ = try consent.word("voice", ["consented", "fictional", "none"])
  }

  private static func authors(
    _ members: Members, sender: String?
  ) throws(Problem) -> [(account: AccountNumber, share: Int64)] {
    var authors: [(account: AccountNumber, share: Int64)] = []
    for author in try members.objects("authors", 1...authorCountMaximum) {
      try author.check(required: ["account", "name", "share"])
      guard Base64.decode(try author.string("name", 43...43), .url) != nil else {
        throw Problem(
          400, "wrong-value",
          "An author's `name` is the base64url SHA-256 of a disclosure of the name.")
      }
      let account = try author.id("account")
      guard !authors.contains(where: { $0.account == account }) else {
        throw Problem(400, "wrong-value", "An author is listed once.")
      }
      authors.append((account, try author.number("share", 1...10_000)))
    }
    guard authors.reduce(0, { $0 + $1.share }) == 10_000 else {
      throw Problem(
        422, "shares-do-not-sum", "The authors' shares come to 10,000 basis points together.")
    }
    guard sender == String(authors[0].account) else {
      throw Problem(422, "wrong-value", "The first author is the account that files.")
    }
    return authors
  }

  private static func originals(_ members: Members) throws(Problem) -> [Bytes32] {
    var originals: [Bytes32] = []
    for file in try members.objects("files", 1...fileCountMaximum) {
      try file.check(required: ["mediaType", "name", "role", "sha256", "size"])
      _ = try file.text("mediaType", 3...80)
      _ = try file.string("name", 1...200)
      _ = try file.number("size", 1...fileSizeMaximum)
      let digest = try file.digest("sha256")
      if try file.word("role", ["original", "preview"]) == "original" {
        guard !originals.contains(digest.word) else {
          throw Problem(400, "wrong-value", "An original file is listed once.")
        }
        originals.append(digest.word)
      }
    }
    guard !originals.isEmpty else {
      throw Problem(400, "wrong-value", "At least one file has the role `original`.")
    }
    return originals
  }
}
