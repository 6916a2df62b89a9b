import Cryptography
import Documents
import Fingerprints
import Hummingbird
import Node

// Whether a file resembles a registered work, asked with its codes: the file stays where it is.
extension Service {
  var similarRoutes: [Route] {
    [
      Route(.post, "/v1/similar") { [self] request, _ in try await similar(request) }
    ]
  }

  /// Bytes of a question.
  private static let questionBytesMaximum = 4 << 20
  /// Codes, pictures and shapes of a question.
  private static let questionCodesMaximum = 1_024
  private static let questionPicturesMaximum = 32
  private static let questionDepthMaximum = 6
  /// Works that an answer names.
  private static let similarMaximum = 50

  private func similar(_ request: Request) async throws -> Response {
    guard questions.take() else {
      throw Problem(429, "too-many", "Too many questions are being asked: try again in a moment.")
    }
    guard request.headers[.contentType]?.lowercased().hasPrefix("application/json") == true else {
      throw Problem(415, "unsupported-media-type", "Send the question as application/json.")
    }
    let limit = Service.questionBytesMaximum
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw Problem(413, "too-large", "A question is at most \(limit) bytes long.")
    }
    let body = Array(try await request.body.collect(upTo: limit).readableBytesView)
    let query = try Service.query(body)
    let examiner = node.examiner
    let hits = try await examiner.search(query)
    let verdict = hits.first?.verdict ?? (query.isComparable ? Verdict.none : .notFingerprintable)
    return .json([
      "similar": .array(
        hits.prefix(Service.similarMaximum).compactMap { $0.fact().map { .object($0) } }),
      "verdict": .string(verdict.rawValue),
    ])
  }

  private static func query(_ body: [UInt8]) throws(Problem) -> SimilarityQuery {
    let tree = try CanonicalParser.parse(body, depthMaximum: questionDepthMaximum)
    guard let object = tree.object else {
      throw Problem(400, "wrong-type", "A question is an object.")
    }
    let members = Members(object, of: "question")
    try members.check(required: ["codes"], optional: ["pictures", "shapes", "variants"])
    return SimilarityQuery(
      codes: try codes("codes", members), variants: try codes("variants", members),
      pictures: try pictures(members), shapes: try shapes(members))
  }

  private static func codes(_ name: String, _ members: Members) throws(Problem) -> [Code] {
    guard members.has(name) else { return [] }
    var codes: [Code] = []
    for one in try members.objects(name, 0...questionCodesMaximum) {
      try one.check(required: ["algorithm", "hex", "quality"])
      guard
        let code = Code(
          algorithm: try one.string("algorithm", 1...40), hex: try one.string("hex", 64...64),
          quality: Int(try one.number("quality", 0...100)))
      else {
        throw Problem(400, "wrong-value", "`hex` is 64 lower-case hexadecimal digits.")
      }
      codes.append(code)
    }
    return codes
  }

  private static func pictures(
    _ members: Members
  ) throws(Problem) -> [SimilarityQuery.Picture] {
    guard members.has("pictures") else { return [] }
    var pictures: [SimilarityQuery.Picture] = []
    for one in try members.objects("pictures", 0...questionPicturesMaximum) {
      try one.check(required: ["features", "height", "width"], optional: ["pdq", "quality", "texture"])
      let side = Int64(FingerprintLimits.imageSideMaximum)
      guard
        let features = FeatureQuery(
          bytes: try bytes(one, "features", FeatureQuery.bytesMaximum))
      else { throw Problem(400, "wrong-value", "`features` is no picture's features-1 query.") }
      pictures.append(
        .init(
          info: ImageInfo(
            width: Int(try one.number("width", 1...side)),
            height: Int(try one.number("height", 1...side))),
          features: features, isTexture: try one.flag("texture"),
          variants: try variants(of: one)))
    }
    return pictures
  }

  /// A picture's perceptual code in its eight orientations; none where it is of no use.
  private static func variants(of picture: Members) throws(Problem) -> [Code] {
    guard picture.has("pdq") else { return [] }
    let quality = Int(try picture.number("quality", 0...100))
    var variants: [Code] = []
    for one in try picture.array("pdq", 8...8) {
      guard let hex = one.string,
        let code = Code(algorithm: Code.Algorithm.pdq.name, hex: hex, quality: quality)
      else {
        throw Problem(400, "wrong-value", "`pdq` is eight times 64 lower-case hexadecimal digits.")
      }
      variants.append(code)
    }
    return quality >= PerceptualHash.qualityMinimum ? variants : []
  }

  private static func shapes(_ members: Members) throws(Problem) -> [FileFeatures.Shape] {
    guard members.has("shapes") else { return [] }
    var shapes: [FileFeatures.Shape] = []
    for one in try members.objects("shapes", 0...FingerprintLimits.shapeMeshesMaximum + 1) {
      try one.check(required: ["vector"], optional: ["whole"])
      guard let vector = ShapeVector(bytes: try bytes(one, "vector", ShapeVector.byteCount)) else {
        throw Problem(400, "wrong-value", "`vector` is no shape-1 vector.")
      }
      shapes.append(.init(isWhole: try one.flag("whole"), vector: vector))
    }
    return shapes
  }

  private static func bytes(
    _ members: Members, _ name: String, _ maximum: Int
  ) throws(Problem) -> [UInt8] {
    let text = try members.string(name, 1...(maximum + 2) / 3 * 4)
    guard let bytes = Base64.decode(text, .url) else {
      throw Problem(400, "wrong-value", "`\(name)` is base64url without padding.")
    }
    return bytes
  }
}
