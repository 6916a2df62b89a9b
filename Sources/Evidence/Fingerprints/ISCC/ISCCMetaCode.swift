import Cryptography

/// The Meta-Code (ISO 24138:2024): similar name and description, similar code.
package struct ISCCMetaCode: Hashable, Sendable {
  /// What tells works of one name apart, in a form for machines.
  package enum Metadata: Hashable, Sendable {
    /// Bytes in a canonical form, such as RFC 8785's JSON.
    case payload([UInt8])
    /// JSON text, brought into RFC 8785's form.
    case json(String)
    /// A data URL; what it decodes to counts.
    case dataURL(String)
  }

  /// Bytes of UTF-8 that a name keeps.
  package static let nameBytesMaximum = 128
  /// Bytes of UTF-8 that a description keeps.
  package static let descriptionBytesMaximum = 4096
  /// Bytes of decoded metadata.
  package static let metadataBytesMaximum = 128_000
  private static let textWindow = 3
  private static let byteWindow = 4

  /// The unit.
  package let unit: ISCCUnit
  /// The name as it was coded, for display.
  package let name: String
  /// The description as it was coded; empty if there is none.
  package let description: String
  /// BLAKE3 of the metadata, or of name and description where there is none.
  package let digest: Digest

  /// Codes a name with what there is besides; an error if nothing of the name is left.
  package init(
    name: String, description: String? = nil, meta: Metadata? = nil, bits: Int = 64
  ) throws(ISCCError) {
    let name = ISCCMetaCode.normalised(name: name)
    guard !name.isEmpty else {
      throw ISCCError(.inputEmpty, "nothing of the name is left after normalisation")
    }
    let text = ISCCText.trim(
      ISCCText.clean(description ?? ""), bytes: ISCCMetaCode.descriptionBytesMaximum)
    self.name = name
    self.description = text
    let names = ISCCMetaCode.hash(text: name)
    if let payload = try meta?.payload(), !payload.isEmpty {
      unit = try ISCCUnit(
        .meta, digest: ISCCMetaCode.interleaved(names, ISCCMetaCode.hash(bytes: payload)),
        bits: bits)
      digest = BLAKE3.hash(payload)
    } else {
      let hash =
        text.isEmpty ? names : ISCCMetaCode.interleaved(names, ISCCMetaCode.hash(text: text))
      unit = try ISCCUnit(.meta, digest: hash, bits: bits)
      digest = BLAKE3.hash(Array((text.isEmpty ? name : name + " " + text).utf8))
    }
  }

  /// The unit of a name with what there is besides.
  package static func unit(
    name: String, description: String? = nil, meta: Metadata? = nil, bits: Int = 64
  ) throws(ISCCError) -> ISCCUnit {
    try ISCCMetaCode(name: name, description: description, meta: meta, bits: bits).unit
  }

  /// The name that the reference software gives a file without metadata: the last part of its path
  /// without extension, dashes and underscores read as spaces. It may be blank, which has no code.
  package static func name(ofFile path: String) -> String {
    let parts = path.unicodeScalars.split(separator: "/")
    guard let file = parts.last(where: { !$0.elementsEqual(["."]) }) else { return "" }
    var stem = Array(file)
    // Leading dots belong to the name: `.profile` has no extension.
    let body = stem.drop { $0 == "." }
    if let dot = body.lastIndex(of: "."), dot > body.startIndex { stem.removeSubrange(dot...) }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: stem.map { $0 == "-" || $0 == "_" ? " " : $0 })
    return String(view)
  }

  private static func normalised(name: String) -> String {
    ISCCText.trim(ISCCText.withoutNewlines(ISCCText.clean(name)), bytes: nameBytesMaximum)
  }

  /// The majority over all runs of three characters.
  private static func hash(text: String) -> [UInt8] {
    let scalars = Array(ISCCText.collapse(text).unicodeScalars)
    return SimilarityHash.majority(
      (0..<max(scalars.count - textWindow + 1, 1)).map { start in
        let run = scalars[start..<min(start + textWindow, scalars.count)]
        return BLAKE3.hash(run.flatMap { Array(UTF8.encode($0) ?? .init()) }).bytes
      })
  }

  /// The majority over all runs of four bytes.
  private static func hash(bytes: [UInt8]) -> [UInt8] {
    SimilarityHash.majority(
      (0..<max(bytes.count - byteWindow + 1, 1)).map { start in
        BLAKE3.hash(Array(bytes[start..<min(start + byteWindow, bytes.count)])).bytes
      })
  }

  /// The first halves of both, four bytes of the one and of the other in turn.
  private static func interleaved(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
    stride(from: 0, to: 16, by: 4).flatMap { a[$0..<$0 + 4] + b[$0..<$0 + 4] }
  }
}

extension ISCCMetaCode.Metadata {
  /// The bytes that are coded.
  func payload() throws(ISCCError) -> [UInt8] {
    let bytes: [UInt8]
    switch self {
    case .payload(let payload): bytes = payload
    case .json(let text): bytes = try CanonicalJSON.canonical(text)
    case .dataURL(let url): bytes = try DataURL.decode(url)
    }
    let limit = ISCCMetaCode.metadataBytesMaximum
    guard bytes.count <= limit else {
      throw ISCCError(.inputUnsupported, "metadata of \(bytes.count) bytes; it may have \(limit)")
    }
    return bytes
  }
}
