import Cryptography
import Documents
import Venue

/// What an entry records beside its document: measurements by the sequencer, and which positions
/// private checks refused.
package struct EntryFacts: Sendable {
  /// What the Venue uses.
  package var venue: Facts
  /// A filing's codes, as the fingerprints room wrote them.
  package var fingerprints: [JSON]
  /// The earlier works that a filing resembles, with how that was found: `asset`, `score` and
  /// `verdict`; by which `algorithm`, for which `reason`; the `region` of the earlier picture and the
  /// `queryRegion` of the filed one that agree, in thousandths of their sides; and `cleared`, why it
  /// does not stand against the filing, where it does not.
  package private(set) var similar: [JSON.Object] = []

  package init(venue: Facts = Facts(), fingerprints: [JSON] = []) {
    self.venue = venue
    self.fingerprints = fingerprints
    similar = venue.similar.map {
      JSON.Object([
        ("asset", .string(String($0.asset))), ("score", .number($0.score)),
        ("verdict", .string($0.verdict.rawValue)),
      ])
    }
  }

  /// Records earlier works that a filing resembles. Those that are `cleared` are recorded, and the
  /// Venue does not hear of them.
  package mutating func add(similar found: [JSON.Object]) throws(Problem) {
    for hit in found {
      let members = Members(hit, of: "similar")
      try members.check(
        required: ["asset", "score", "verdict"],
        optional: ["algorithm", "cleared", "queryRegion", "reason", "region"])
      guard let verdict = Resemblance.Verdict(rawValue: try members.string("verdict", 1...40))
      else { throw Problem(400, "wrong-value", "There is no such verdict.") }
      let resemblance = Resemblance(
        asset: try members.id("asset"), verdict: verdict,
        score: try members.number("score", 0...1000))
      similar.append(hit)
      if !members.has("cleared") { venue.similar.append(resemblance) }
    }
  }

  init(_ object: JSON.Object) throws(Problem) {
    let members = Members(object, of: "facts")
    try members.check(required: [], optional: ["alias", "fingerprints", "similar", "withheld"])
    venue = Facts()
    if members.has("alias") {
      guard let bytes = Hex.decode(try members.string("alias", 32...32)), let alias = Alias(bytes)
      else { throw Problem(400, "wrong-value", "`alias` is 32 lower-case hexadecimal digits.") }
      venue.alias = alias
    }
    fingerprints = members.has("fingerprints") ? try members.array("fingerprints", 1...4096) : []
    if members.has("similar") {
      try add(similar: try members.array("similar", 1...1000).map { $0.object ?? JSON.Object() })
    }
    if members.has("withheld") {
      for element in try members.array("withheld", 1...OrderLine.batchMaximum) {
        guard let position = element.number, let fit = UInt32(exactly: position) else {
          throw Problem(400, "wrong-value", "`withheld` lists positions.")
        }
        venue.withheld.append(fit)
      }
    }
  }

  /// Whether there are none.
  var isEmpty: Bool {
    fingerprints.isEmpty && venue.alias == nil && similar.isEmpty && venue.withheld.isEmpty
  }

  /// Appends their canonical bytes. Most entries have an alias and nothing else.
  func append(to out: inout [UInt8]) {
    guard fingerprints.isEmpty, similar.isEmpty, venue.withheld.isEmpty,
      let alias = venue.alias
    else { return JSON.object(json).append(to: &out) }
    out.append(contentsOf: "{\"alias\":\"".utf8)
    out.append(contentsOf: Hex.encode(alias.bytes).utf8)
    out.append(contentsOf: "\"}".utf8)
  }

  /// How many bytes they take in the entry. O(facts).
  var byteCount: Int { JSON.object(json).canonicalBytes.count }

  /// As the entry shows it; what is empty is left out.
  var json: JSON.Object {
    var object = JSON.Object()
    if let alias = venue.alias { object["alias"] = .string(Hex.encode(alias.bytes)) }
    if !fingerprints.isEmpty { object["fingerprints"] = .array(fingerprints) }
    if !similar.isEmpty { object["similar"] = .array(similar.map { .object($0) }) }
    if !venue.withheld.isEmpty {
      object["withheld"] = .array(venue.withheld.map { .number(Int64($0)) })
    }
    return object
  }
}
