/// A value of JSON's kinds with integers only, for whoever encodes fingerprints into documents.
package enum PlainValue: Hashable, Sendable {
  /// A string.
  case string(String)
  /// A whole number below 2^53.
  case integer(Int)
  /// True or false.
  case boolean(Bool)
  /// A list.
  case list([PlainValue])
  /// Members, their names ASCII and strictly rising.
  case object([Member])

  /// A named value.
  package struct Member: Hashable, Sendable {
    /// The name.
    package let name: String
    /// The value.
    package let value: PlainValue
  }

  /// An object of the members that have a value, sorted by name.
  static func members(_ members: [(String, PlainValue?)]) -> PlainValue {
    .object(
      members.compactMap { name, value in value.map { Member(name: name, value: $0) } }
        .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
  }
}

extension Code {
  /// `{"algorithm", "hex", "quality"}`.
  package var plain: PlainValue {
    .members([
      ("algorithm", .string(algorithm.name)), ("hex", .string(hex)), ("quality", .integer(quality)),
    ])
  }
}

extension Similarity {
  /// `{"algorithm", "asset", "reason", "score", "verdict"}`.
  package var plain: PlainValue {
    .members([
      ("algorithm", .string(algorithm.name)), ("asset", .integer(asset)),
      ("reason", .string(reason)), ("score", .integer(score)),
      ("verdict", .string(verdict.rawValue)),
    ])
  }
}

extension FileFingerprint {
  /// `{"bytes", "codes", "image"?, "iscc"?, "licence"?, "mediaType", "mesh"?, "notFingerprintable"?,
  /// "notes"?, "sha256", "stated"?}`; the variants are left out, since they can be computed again.
  package var plain: PlainValue {
    .members([
      ("bytes", .integer(byteCount)),
      ("codes", .list(codes.map(\.plain))),
      (
        "image",
        image.map {
          .members([("height", .integer($0.height)), ("width", .integer($0.width))])
        }
      ),
      ("iscc", iscc?.plain),
      ("licence", licence?.plain),
      ("mediaType", .string(mediaType.rawValue)),
      (
        "mesh",
        mesh.map {
          .members([
            ("images", .integer($0.images)), ("triangles", .integer($0.triangles)),
            ("vertices", .integer($0.vertices)),
          ])
        }
      ),
      ("notFingerprintable", notFingerprintable.map { .string($0) }),
      ("notes", notes.isEmpty ? nil : .list(notes.map { .string($0) })),
      ("sha256", .string(sha256.hex)),
      ("stated", isStated ? .boolean(true) : nil),
    ])
  }
}

extension ISCCUnits {
  /// `{"data", "image"?, "instance", "sum"}`, each in its canonical form.
  var plain: PlainValue {
    .members([
      ("data", .string(data.code)), ("image", image.map { .string($0.code) }),
      ("instance", .string(instance.code)), ("sum", .string(sum.code)),
    ])
  }
}
