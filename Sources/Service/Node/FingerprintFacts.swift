import Documents
import Fingerprints
import Venue

// Between what the fingerprints room measures and what an entry records.

extension JSON {
  /// A value of the fingerprints room as documents write it.
  init(_ plain: PlainValue) {
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

extension Resemblance {
  /// A hit of the index as the Venue takes it; `nil` for what does not stand against a filing.
  init?(_ hit: Similarity) {
    let verdict: Verdict
    switch hit.verdict {
    case .exact: verdict = .exact
    case .samePicture: verdict = .samePicture
    case .sameShape: verdict = .sameShape
    case .none, .notFingerprintable: return nil
    }
    self.init(asset: EntryNumber(hit.asset), verdict: verdict, score: Int64(hit.score))
  }
}
