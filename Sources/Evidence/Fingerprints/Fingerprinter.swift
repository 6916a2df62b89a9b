import Cryptography

/// Looks at files: what they are, and their codes.
///
/// A picture is decoded to 8-bit sRGB, turned as its metadata asks, laid on white, and reduced to
/// at most `FingerprintLimits.perceptualSideMaximum` pixels a side before its code is computed.
/// Another version of the decoding library may round a pixel otherwise and so flip a bit of a code
/// now and then: codes are measured once and recorded, and compared with a tolerance.
///
/// Every call blocks while pictures are decoded (see `ImageDecoder`): call from a thread of your
/// own.
package struct Fingerprinter: Sendable {
  /// Where pictures are decoded.
  package let decoder: ImageDecoder

  /// A fingerprinter that decodes pictures with `decoder`.
  package init(decoder: ImageDecoder) { self.decoder = decoder }

  /// What is to be known about a file. A file of an unknown type is no error: it has its digest,
  /// and a reason why nothing else. A picture or model that is broken or over a limit is one.
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
    let model = try GLTFModel(file)
    let shape = try model.geometry()
    let (hashes, notes) = try pictures(of: model)
    let isEmpty = shape == nil && hashes.isEmpty
    return FileFingerprint(
      file, model.mediaType, shape: shape, hashes: hashes,
      notFingerprintable: isEmpty ? "the model has no triangles and no pictures with detail" : nil,
      notes: notes, mesh: model.mesh, licence: model.licence)
  }

  /// The usable codes of a model's pictures, each code once, and what was passed over.
  private func pictures(
    of model: GLTFModel
  ) throws(FingerprintError) -> ([PerceptualHash], [String]) {
    let limit = FingerprintLimits.modelImagesMillisecondsMaximum
    let deadline = ContinuousClock.now + .milliseconds(limit)
    var hashes: [PerceptualHash] = []
    var notes: [String] = []
    var seen: Set<Code> = []
    for image in model.images {
      guard MediaType.sniff(magic: image.bytes).isImage else {
        notes.append("\(image.path) is not a PNG, JPEG or WebP and was passed over")
        continue
      }
      guard ContinuousClock.now < deadline else {
        throw FingerprintError(
          .imageTooCostly, "\(image.path): the pictures took over \(limit / 1000) s")
      }
      let reduced: ImageDecoder.Reduced
      do throws(FingerprintError) {
        reduced = try decoder.reduced(Array(image.bytes))
      } catch {
        throw error.inside(image.path)
      }
      let hash = PerceptualHash(reduced.image)
      if hash.isUsable, seen.insert(hash.code).inserted { hashes.append(hash) }
    }
    return (hashes, notes)
  }
}

extension Fingerprinter {
  /// A WebP that shows the file: the picture itself, a VRM's own thumbnail, or a model's first
  /// colour texture. Throws `no-preview` where there is none of them.
  package func preview(
    _ file: [UInt8], longSide: Int = 640
  ) throws(FingerprintError) -> ImageDecoder.Preview {
    switch MediaType.sniff(magic: file) {
    case .png, .jpeg, .webp: return try decoder.preview(file, longSide: longSide)
    case .glb, .vrm:
      let model = try GLTFModel(file)
      for candidate in model.previewCandidates {
        let image = model.images[candidate]
        guard MediaType.sniff(magic: image.bytes).isImage else { continue }
        do throws(FingerprintError) {
          return try decoder.preview(Array(image.bytes), longSide: longSide)
        } catch {
          throw error.inside(image.path)
        }
      }
      throw FingerprintError(.noPreview, "the model has no PNG, JPEG or WebP inside")
    case .other:
      throw FingerprintError(
        .noPreview, "previews are made of PNG, JPEG, WebP, GLB and VRM files alone")
    }
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
