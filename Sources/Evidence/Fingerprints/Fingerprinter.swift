import Cryptography

/// Looks at files: what they are, and their codes.
///
/// A picture is decoded to 8-bit sRGB, turned as its metadata asks, and laid on white before its codes
/// are computed. Another version of the decoding library may round a pixel otherwise and so flip a bit
/// of a code now and then: codes are measured once and recorded, and compared with a tolerance.
///
/// Every call blocks while pictures are decoded (see `ImageDecoder`): call from a thread of your
/// own.
package struct Fingerprinter: Sendable {
  /// Whether a picture is looked up, and how thoroughly.
  package enum Looking: Sendable {
    /// It is only recorded.
    case none
    /// As a whole.
    case usual
    /// Its parts too, for what may be pasted into it: several times the work.
    case deep
  }

  /// Where pictures are decoded.
  package let decoder: ImageDecoder

  /// A fingerprinter that decodes pictures with `decoder`.
  package init(decoder: ImageDecoder) { self.decoder = decoder }

  /// What is to be known about a file. A file of an unknown type is no error: it has its digests,
  /// and a reason why nothing else. A picture or model that is broken or over a limit is one.
  package func fingerprint(
    _ file: [UInt8], looking: Looking = .none
  ) throws(FingerprintError) -> FileFingerprint {
    let limit = FingerprintLimits.fileBytesMaximum
    guard file.count <= limit else {
      throw FingerprintError(
        .fileTooLarge, "the file has \(file.count) bytes; it may have \(limit)")
    }
    var parts = Parts(file)
    switch parts.mediaType {
    case .png, .jpeg, .webp: try addPicture(file, looking, to: &parts)
    case .glb, .vrm: try addModel(file, looking, to: &parts)
    case .other:
      parts.notFingerprintable = "only PNG, JPEG, WebP, GLB and VRM files are compared by content"
    }
    return parts.fingerprint
  }

  /// What the bytes alone tell, for a file that is broken or of no kind that is read: its digests and
  /// the units of its bytes.
  package static func fingerprint(ofBytes file: [UInt8], why: String) -> FileFingerprint {
    var parts = Parts(file)
    parts.notFingerprintable = why
    return parts.fingerprint
  }

  private func addPicture(
    _ file: [UInt8], _ looking: Looking, to parts: inout Parts
  ) throws(FingerprintError) {
    let decoded = try decoder.picture(file[...])
    let picture = PictureFingerprint(decoded, path: nil, looking: looking)
    parts.mediaType = decoded.mediaType
    parts.image = decoded.info
    parts.pictures = [picture]
    parts.isccGrey = decoded.isccGrey
    if !picture.isComparable {
      parts.notFingerprintable =
        "the picture has too little detail: quality \(picture.perceptual.code.quality) of the "
        + "\(PerceptualHash.qualityMinimum) and \(picture.features.count) keypoints of the "
        + "\(FingerprintLimits.featuresMinimum) that comparing needs"
    }
  }

  private func addModel(
    _ file: [UInt8], _ looking: Looking, to parts: inout Parts
  ) throws(FingerprintError) {
    let model = try GLTFModel(file)
    parts.mediaType = model.mediaType
    parts.geometry = try model.geometry()
    parts.shapes = try model.shapes()
    parts.mesh = model.mesh
    parts.licence = model.licence
    try addPictures(of: model, looking, to: &parts)
    if parts.geometry == nil, !parts.pictures.contains(where: \.isComparable) {
      parts.notFingerprintable = "the model has no triangles and no pictures with detail"
    }
  }

  /// Adds a model's pictures, each once, and what was passed over.
  private func addPictures(
    of model: GLTFModel, _ looking: Looking, to parts: inout Parts
  ) throws(FingerprintError) {
    let limit = FingerprintLimits.modelImagesMillisecondsMaximum
    let deadline = ContinuousClock.now + .milliseconds(limit)
    var seen: Set<Digest> = []
    for image in model.images {
      guard MediaType.sniff(magic: image.bytes).isImage else {
        parts.notes.append("\(image.path) is not a PNG, JPEG or WebP and was passed over")
        continue
      }
      guard seen.insert(SHA256.hash(Array(image.bytes))).inserted else { continue }
      guard ContinuousClock.now < deadline else {
        throw FingerprintError(
          .imageTooCostly, "\(image.path): the pictures took over \(limit / 1000) s")
      }
      let picture: Picture
      do throws(FingerprintError) {
        picture = try decoder.picture(image.bytes)
      } catch {
        throw error.inside(image.path)
      }
      parts.pictures.append(PictureFingerprint(picture, path: image.path, looking: looking))
    }
  }
}

extension Fingerprinter {
  /// A WebP that shows the file: the picture itself, a VRM's own thumbnail, or a model's first
  /// colour texture. Throws `no-preview` where there is none of them.
  package func preview(
    _ file: [UInt8], longSide: Int = 640
  ) throws(FingerprintError) -> ImageDecoder.Preview {
    switch MediaType.sniff(magic: file) {
    case .png, .jpeg, .webp: return try decoder.preview(file[...], longSide: longSide)
    case .glb, .vrm:
      let model = try GLTFModel(file)
      for candidate in model.previewCandidates {
        let image = model.images[candidate]
        guard MediaType.sniff(magic: image.bytes).isImage else { continue }
        do throws(FingerprintError) {
          return try decoder.preview(image.bytes, longSide: longSide)
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
