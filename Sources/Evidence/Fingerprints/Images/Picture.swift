/// What of a picture its codes are made from, as the decoding process gives it.
package struct Picture: Sendable {
  /// What the file is.
  package let mediaType: MediaType
  /// The sides that the file has, after the turn that its metadata asks for.
  package let info: ImageInfo
  /// PDQ of the picture on white, in all eight orientations.
  package let perceptual: PerceptualHash
  /// The picture's brightness on white, its long side at most
  /// `FingerprintLimits.pictureSideMaximum`.
  package let grey: GreyImage
  /// 32 × 32 bytes, prepared as the reference software of ISO 24138 does for an Image-Code.
  package let isccGrey: [UInt8]

  /// A picture of these parts.
  package init(
    mediaType: MediaType, info: ImageInfo, perceptual: PerceptualHash, grey: GreyImage,
    isccGrey: [UInt8]
  ) {
    self.mediaType = mediaType
    self.info = info
    self.perceptual = perceptual
    self.grey = grey
    self.isccGrey = isccGrey
  }
}

extension Picture {
  /// The most bytes that `payload` has.
  static let payloadBytesMaximum =
    1 + 8 * Code.byteCount + ISCCImageCode.side * ISCCImageCode.side + 8 + FingerprintLimits
    .pictureSideMaximum
    * FingerprintLimits.pictureSideMaximum

  /// Everything that is made from the full-size pixels. Work grows with the number of pixels.
  init?(_ pixels: DecodedPixels, mediaType: MediaType) {
    let info = ImageInfo(width: pixels.width, height: pixels.height)
    let isccGrey = ISCCImagePixels.prepare(
      width: pixels.width, height: pixels.height, bands: pixels.bands, pixels: pixels.samples)
    let isLarge = pixels.width * pixels.height > FingerprintLimits.perceptualPixelsMaximum
    let longSide =
      isLarge ? FingerprintLimits.perceptualSideMaximum : FingerprintLimits.imageSideMaximum
    guard let image = pixels.onWhite(longSide: longSide), let grey = image.grey else { return nil }
    self.init(
      mediaType: mediaType, info: info, perceptual: PerceptualHash(image),
      grey: grey.reduced(longSide: FingerprintLimits.pictureSideMaximum), isccGrey: isccGrey)
  }

  /// The parts that a decoding process sends: quality, eight codes, `isccGrey`, the sides of `grey` as
  /// little-endian words, its pixels.
  var payload: [UInt8] {
    var out = [UInt8(perceptual.code.quality)]
    for code in perceptual.variants { out += code.bytes }
    out += isccGrey
    for side in [grey.width, grey.height] {
      withUnsafeBytes(of: UInt32(side).littleEndian) { out += $0 }
    }
    return out + grey.pixels
  }

  /// Reads a payload; `nil` unless it is exactly one. Whoever read a hostile picture is not to be
  /// trusted.
  init?(payload: [UInt8], mediaType: MediaType, info: ImageInfo) {
    let codesEnd = 1 + 8 * Code.byteCount
    let isccEnd = codesEnd + ISCCImageCode.side * ISCCImageCode.side
    guard payload.count > isccEnd + 8, mediaType.isImage, info.width > 0, info.height > 0,
      let perceptual = PerceptualHash(
        quality: Int(payload[0]), variants: payload[1..<codesEnd])
    else { return nil }
    func word(_ at: Int) -> Int {
      payload[at..<at + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    let (width, height) = (word(isccEnd), word(isccEnd + 4))
    guard max(width, height) <= FingerprintLimits.pictureSideMaximum,
      let grey = GreyImage(
        width: width, height: height, pixels: Array(payload[(isccEnd + 8)...]))
    else { return nil }
    self.init(
      mediaType: mediaType, info: info, perceptual: perceptual, grey: grey,
      isccGrey: Array(payload[codesEnd..<isccEnd]))
  }
}
