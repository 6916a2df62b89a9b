import Cryptography

/// Looks at files: what they are, and their codes.
///
/// Every call blocks while pictures are decoded (see `ImageDecoder`): call from a thread of your own.
package struct Fingerprinter: Sendable {
  /// Where pictures are decoded.
  package let decoder: ImageDecoder

  /// A fingerprinter that decodes pictures with `decoder`.
  package init(decoder: ImageDecoder) { self.decoder = decoder }

  /// What is to be known about a file. A file of an unknown type is no error: it has its digest, and a
  /// reason why nothing else. A picture or model that is broken or over a limit is one.
  package func fingerprint(_ file: [UInt8]) throws(FingerprintError) -> FileFingerprint {
    let limit = FingerprintLimits.fileBytesMaximum
    guard file.count <= limit else {
      throw FingerprintError(
        .fileTooLarge, "the file has \(file.count) bytes; it may have \(limit)")
    }
    switch MediaType.sniff(magic: file) {
    case .png, .jpeg, .webp: return try picture(file)
    case .glb, .vrm: return try model(file)
    case .other:
      return FileFingerprint(
        file, .other,
        notFingerprintable: "only PNG, JPEG, WebP, GLB and VRM files are compared by content")
    }
  }

  private func picture(_ file: [UInt8]) throws(FingerprintError) -> FileFingerprint {
    let reduced = try decoder.reduced(file)
    let hash = PerceptualHash(reduced.image)
    let reason =
      "the picture has too little detail: quality \(hash.code.quality) of the "
      + "\(PerceptualHash.qualityMinimum) that comparing needs"
    return FileFingerprint(
      file, reduced.mediaType, hashes: hash.isUsable ? [hash] : [],
      notFingerprintable: hash.isUsable ? nil : reason, image: reduced.info)
  }

  private func model(_ file: [UInt8]) throws(FingerprintError) -> FileFingerprint {
    FileFingerprint(file, .glb, notFingerprintable: "the model has no triangles")
  }
}

extension FileFingerprint {
  /// A fingerprint whose codes are the file's digest, then the shape, then the pictures.
  init(
    _ file: [UInt8], _ mediaType: MediaType, shape: Code? = nil, hashes: [PerceptualHash] = [],
    notFingerprintable: String? = nil, notes: [String] = [], image: ImageInfo? = nil,
    mesh: MeshInfo? = nil, licence: VRMLicence? = nil
  ) {
    let digest = SHA256.hash(file)
    self.init(
      sha256: digest, byteCount: file.count, mediaType: mediaType,
      codes: [Code(algorithm: .sha256, digest: digest)] + (shape.map { [$0] } ?? [])
        + hashes.map(\.code),
      variants: hashes.flatMap { $0.variants.dropFirst() },
      notFingerprintable: notFingerprintable, notes: notes, image: image, mesh: mesh,
      licence: licence)
  }
}
