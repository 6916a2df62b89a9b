import Cryptography
import Documents
import Fingerprints

/// What a creator states about a file that stays on their own machine, so that a work can be registered
/// and compared before its file is deposited.
///
/// Nobody has checked it: the entry says so, no edition of the work can be issued before its files are
/// here, and a file that turns out otherwise is not taken.
package struct StatedFingerprint: Sendable {
  /// Bytes of a statement.
  package static let bytesMaximum = 4 << 20
  private static let depthMaximum = 6

  /// How many bytes the file has.
  package let size: Int64
  private let query: SimilarityQuery
  private let mediaType: MediaType
  private let features: FileFeatures?

  /// Reads a statement about the file with that digest: a question as for `/v1/similar`, besides
  /// `mediaType`, `size`, and `features`, what is kept to recognise copies.
  package init(_ body: [UInt8], about file: Digest) throws(Problem) {
    let tree = try CanonicalParser.parse(body, depthMaximum: StatedFingerprint.depthMaximum)
    guard let object = tree.object else {
      throw Problem(400, "wrong-type", "A statement is an object.")
    }
    let members = Members(object, of: "statement")
    try members.check(
      required: SimilarityQuery.questionMembers.required + ["mediaType", "size"],
      optional: SimilarityQuery.questionMembers.optional + ["features"])
    query = try SimilarityQuery(question: members)
    size = try members.number("size", 1...Int64(FingerprintLimits.fileBytesMaximum))
    guard let type = MediaType(rawValue: try members.string("mediaType", 1...100)) else {
      throw Problem(400, "wrong-value", "`mediaType` is none that is fingerprinted.")
    }
    mediaType = type
    guard query.codes.contains(where: { $0.algorithm == .sha256 && $0.hex == file.hex }) else {
      throw Problem(400, "wrong-value", "`codes` has no `sha256-1` of the file that is named.")
    }
    guard members.has("features") else {
      features = nil
      return
    }
    guard
      let kept = FileFeatures(
        bytes: try members.base64("features", StatedFingerprint.bytesMaximum))
    else { throw Problem(400, "wrong-value", "`features` is not what is kept of a file.") }
    features = kept
  }

  /// A statement about a file that was looked at here.
  package static func body(_ print: FileFingerprint) -> JSON.Object {
    var object = SimilarityQuery([print]).question
    object["mediaType"] = .string(print.mediaType.rawValue)
    object["size"] = .number(Int64(print.byteCount))
    if let features = print.features {
      object["features"] = .string(Base64.encode(features.bytes, .url))
    }
    return object
  }

  /// The statement as what is known about the file.
  package func fingerprint(of file: Digest) -> FileFingerprint {
    FileFingerprint(
      sha256: file, byteCount: Int(size), mediaType: mediaType, codes: query.codes,
      variants: query.variants,
      notFingerprintable: query.isComparable ? nil : "nothing is stated that could be compared",
      features: features, lookUp: query.pictures, isStated: true)
  }

  /// Whether a file that was deposited is what was stated: the same digests and shapes, and of every
  /// picture a code that is near the stated one, since another release of the decoding library may
  /// round a pixel otherwise.
  package func holds(for found: FileFingerprint) -> Bool {
    func codes(_ codes: [Code], _ isWanted: (Code.Algorithm) -> Bool) -> [Code] {
      codes.filter { isWanted($0.algorithm) }
    }
    let isExact: (Code.Algorithm) -> Bool = { [.sha256, .blake3, .geometry, .shape].contains($0) }
    let (stated, real) = (codes(query.codes, { $0 == .pdq }), codes(found.codes, { $0 == .pdq }))
    return Set(codes(query.codes, isExact)) == Set(codes(found.codes, isExact))
      && stated.count == real.count
      && stated.allSatisfy { one in
        real.contains { $0.distance(to: one) <= PerceptualHash.distanceMaximum }
      }
  }
}
