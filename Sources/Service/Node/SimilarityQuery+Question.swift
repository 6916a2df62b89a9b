import Cryptography
import Documents
import Fingerprints

/// What a venue is told of a file that stays where it is: its codes, and of its pictures and shapes what
/// finds parts of them.
extension SimilarityQuery {
  /// Codes, pictures and shapes of a question.
  private static let codesMaximum = 1_024
  private static let picturesMaximum = 32
  /// Members of a question.
  package static let questionMembers = (
    required: ["codes"], optional: ["pictures", "shapes", "variants"]
  )

  /// Reads `codes`, `variants`, `pictures` and `shapes`.
  package init(question members: Members) throws(Problem) {
    self.init(
      codes: try SimilarityQuery.codes("codes", members),
      variants: try SimilarityQuery.codes("variants", members),
      pictures: try SimilarityQuery.pictures(members),
      shapes: try SimilarityQuery.shapes(members))
  }

  /// The members that `init(question:)` reads. Of a model's pictures the first
  /// `picturesMaximum` are named.
  package var question: JSON.Object {
    let pictures = pictures.prefix(SimilarityQuery.picturesMaximum)
    return JSON.Object([
      ("codes", .array(codes.map { JSON($0.plain) })),
      ("pictures", .array(pictures.map { .object(SimilarityQuery.object($0)) })),
      ("shapes", .array(shapes.map { .object(SimilarityQuery.object($0)) })),
      ("variants", .array(variants.map { JSON($0.plain) })),
    ])
  }

  private static func object(_ picture: Picture) -> JSON.Object {
    var object = JSON.Object([
      ("features", .string(Base64.encode(picture.features.bytes, .url))),
      ("height", .number(Int64(picture.info.height))),
      ("width", .number(Int64(picture.info.width))),
    ])
    if let code = picture.variants.first {
      object["pdq"] = .array(picture.variants.map { .string($0.hex) })
      object["quality"] = .number(Int64(code.quality))
    }
    if picture.isTexture { object["texture"] = true }
    return object
  }

  private static func object(_ shape: FileFeatures.Shape) -> JSON.Object {
    var object = JSON.Object([("vector", .string(Base64.encode(shape.vector.bytes, .url)))])
    if shape.isWhole { object["whole"] = true }
    return object
  }

  private static func codes(_ name: String, _ members: Members) throws(Problem) -> [Code] {
    guard members.has(name) else { return [] }
    var codes: [Code] = []
    for one in try members.objects(name, 0...codesMaximum) {
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

  private static func pictures(_ members: Members) throws(Problem) -> [Picture] {
    guard members.has("pictures") else { return [] }
    var pictures: [Picture] = []
    for one in try members.objects("pictures", 0...picturesMaximum) {
      try one.check(
        required: ["features", "height", "width"], optional: ["pdq", "quality", "texture"])
      let side = Int64(FingerprintLimits.imageSideMaximum)
      guard
        let features = FeatureQuery(bytes: try one.base64("features", FeatureQuery.bytesMaximum))
      else { throw Problem(400, "wrong-value", "`features` is no picture's features-1 query.") }
      pictures.append(
        Picture(
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
      guard let vector = ShapeVector(bytes: try one.base64("vector", ShapeVector.byteCount)) else {
        throw Problem(400, "wrong-value", "`vector` is no shape-1 vector.")
      }
      shapes.append(.init(isWhole: try one.flag("whole"), vector: vector))
    }
    return shapes
  }
}

extension Members {
  /// Bytes in base64url without padding, at most `maximum` of them.
  func base64(_ name: String, _ maximum: Int) throws(Problem) -> [UInt8] {
    let text = try string(name, 1...(maximum + 2) / 3 * 4)
    guard let bytes = Base64.decode(text, .url) else {
      throw Problem(400, "wrong-value", "`\(name)` is base64url without padding.")
    }
    return bytes
  }
}
