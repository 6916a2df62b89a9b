import Cryptography
import Venue

/// An edition's terms sheet: what a unit conveys, who is paid royalties, and at what fees it trades.
package enum TermsSheet {
  /// Licence templates that a terms sheet may name; `Contracts/licences` has their texts.
  package static let licences = ["personal-display-1"]

  /// SHA-256 of the sheet's canonical JSON, which every order on the edition names.
  package static func digest(_ sheet: JSON.Object) -> Digest {
    SHA256.hash(JSON.object(sheet).canonicalBytes)
  }

  static func read(_ sheet: JSON.Object) throws(Problem) -> Terms {
    let members = Members(sheet, of: "terms")
    try members.check(required: ["fees", "licence", "royalties", "title"])
    _ = try members.string("title", 1...200)
    _ = try members.word("licence", licences)
    var royalties: [Terms.Royalty] = []
    for line in try members.objects("royalties", 0...Terms.royaltyCountMaximum) {
      try line.check(required: ["account", "rate"])
      royalties.append(
        Terms.Royalty(account: try line.id("account"), rate: try line.number("rate", 1...10_000)))
    }
    return Terms(
      digest: digest(sheet).word, fees: try RuleSet.fees(try members.nested("fees")),
      royalties: royalties)
  }
}
