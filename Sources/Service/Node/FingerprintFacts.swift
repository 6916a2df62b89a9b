import Documents
import Fingerprints
import Venue

// Between what the fingerprints room measures and what an entry records.

extension JSON {
  /// A value of the fingerprints room as documents write it.
  package init(_ plain: PlainValue) {
    switch plain {
    case .string(let text): self = .string(text)
    case .integer(let number): self = .number(Int64(number))
    case .boolean(let flag): self = .bool(flag)
    case .list(let values): self = .array(values.map { JSON($0) })
    case .object(let members): self = .object(Object(members.map { ($0.name, JSON($0.value)) }))
    }
  }
}

extension Code {
  /// The codes of one file as an entry records them.
  static func read(_ file: JSON) -> [Code] {
    (file["codes"]?.array ?? []).compactMap { code in
      guard let algorithm = code["algorithm"]?.string, let hex = code["hex"]?.string,
        let quality = code["quality"]?.number
      else { return nil }
      return Code(algorithm: algorithm, hex: hex, quality: Int(quality))
    }
  }
}

extension Similarity {
  /// A hit as an entry records it; `nil` for what is none. `cleared` says why it does not stand against
  /// the filing.
  package func fact(cleared: Clearance? = nil) -> JSON.Object? {
    guard verdict > .none else { return nil }
    var fact = JSON.Object([
      ("algorithm", .string(algorithm.name)), ("asset", .string(String(asset))),
      ("reason", .string(reason)), ("score", .number(Int64(score))),
      ("verdict", .string(verdict.rawValue)),
    ])
    if let cleared { fact["cleared"] = .string(cleared.rawValue) }
    if let regions = finding.regions {
      func thousandths(_ region: PixelRect, _ sides: ImageInfo) -> JSON {
        .array(MatchedRegions.thousandths(region, of: sides).map { .number(Int64($0)) })
      }
      fact["region"] = thousandths(regions.known, regions.knownSides)
      fact["queryRegion"] = thousandths(regions.query, regions.querySides)
    }
    return fact
  }
}

/// Why an earlier work that a filing resembles does not stand against it.
package enum Clearance: String {
  /// Both works are of one beneficial owner.
  case sameOwner = "same-owner"
  /// The earlier work's own licence lets everyone change it and pass the result on.
  case licence
}
