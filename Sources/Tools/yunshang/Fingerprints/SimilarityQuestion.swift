import Cryptography
import Documents
import Fingerprints
import Node

/// What a venue is asked to find out whether a file resembles a work: its codes, and of its pictures and
/// shapes what finds parts of them. It holds no pixels.
enum SimilarityQuestion {
  /// Pictures of one model that a question names, those with the most local features.
  private static let picturesMaximum = 32

  /// The body of the question.
  static func json(_ print: FileFingerprint) -> JSON {
    let query = SimilarityQuery([print])
    let pictures = query.pictures.prefix(picturesMaximum)
    return [
      "codes": .array(query.codes.map { JSON($0.plain) }),
      "pictures": .array(pictures.map { .object(object($0)) }),
      "shapes": .array(query.shapes.map { .object(object($0)) }),
      "variants": .array(query.variants.map { JSON($0.plain) }),
    ]
  }

  private static func object(_ picture: SimilarityQuery.Picture) -> JSON.Object {
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
}
