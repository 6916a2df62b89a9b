import Cryptography
import Documents
import Fingerprints
import Node

/// What a venue is asked to find out whether a file resembles a work: its codes, and of its pictures and
/// shapes what finds parts of them. No picture can be made of it.
enum SimilarityQuestion {
  /// Pictures of one model that a question names, those with the most local features.
  private static let picturesMaximum = 32

  /// The body of the question.
  static func json(_ print: FileFingerprint) -> JSON {
    let query = SimilarityQuery([print])
    let pictures = query.pictures.prefix(picturesMaximum)
    return [
      "codes": .array(query.codes.map { JSON($0.plain) }),
      "pictures": .array(
        pictures.map { picture in
          .object(
            JSON.Object([
              ("features", .string(Base64.encode(picture.features.bytes, .url))),
              ("height", .number(Int64(picture.info.height))),
              ("width", .number(Int64(picture.info.width))),
            ] + (picture.isTexture ? [("texture", true)] : [])))
        }),
      "shapes": .array(
        query.shapes.map { shape in
          .object(
            JSON.Object(
              [("vector", .string(Base64.encode(shape.vector.bytes, .url)))]
                + (shape.isWhole ? [("whole", true)] : [])))
        }),
      "variants": .array(query.variants.map { JSON($0.plain) }),
    ]
  }
}
