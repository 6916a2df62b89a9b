import CKernels

/// A picture as the Image-Code wants it: over white where it is transparent, without near-uniform
/// borders, grey, 32 × 32 pixels. Byte for byte what the reference software makes of the same pixels
/// (`iscc-sdk` 0.9, `image_normalize`, with Pillow's arithmetic).
package enum ISCCImagePixels {
  /// How far a border's bands may be from the corner's.
  private static let tolerance = 16

  /// The 1024 grey values of an upright picture with 1 to 4 interleaved bands of 8 bits: grey, grey
  /// and alpha, RGB, RGB and alpha. Sides are at least 1. Work grows with the number of pixels.
  package static func prepare(
    width: Int, height: Int, bands: Int, pixels: UnsafeBufferPointer<UInt8>
  ) -> [UInt8] {
    precondition(width > 0 && height > 0 && (1...4).contains(bands))
    precondition(pixels.count == width * height * bands)
    guard let base = pixels.baseAddress else { return [] }
    guard bands % 2 == 0 else {
      return prepare(opaque: base, width: width, height: height, bands: bands)
    }
    let colours = bands - 1
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: width * height * colours) {
      guard let opaque = $0.baseAddress else { return [] }
      kernels_pixels_over_white(base, width * height, colours, opaque)
      return prepare(opaque: opaque, width: width, height: height, bands: colours)
    }
  }

  private static func prepare(
    opaque pixels: UnsafePointer<UInt8>, width: Int, height: Int, bands: Int
  ) -> [UInt8] {
    let box = trimmed(pixels, width: width, height: height, bands: bands)
    let (boxWidth, boxHeight) = (box.right - box.left, box.bottom - box.top)
    let start = pixels + (box.top * width + box.left) * bands
    guard bands == 3 else {
      return reduced(start, stride: width, width: boxWidth, height: boxHeight)
    }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: boxWidth * boxHeight) {
      guard let grey = $0.baseAddress else { return [] }
      for row in 0..<boxHeight {
        kernels_pixels_luma(start + row * width * bands, boxWidth, grey + row * boxWidth)
      }
      return reduced(grey, stride: boxWidth, width: boxWidth, height: boxHeight)
    }
  }

  /// 32 × 32 of a grey picture whose rows lie `stride` apart. Which direction goes first decides
  /// what is rounded in between: the width, but in tall pictures the height. That rule is Pillow's
  /// since version 13; older ones always begin with the width, and tall pictures' values then differ
  /// by one here and there.
  private static func reduced(
    _ grey: UnsafePointer<UInt8>, stride: Int, width: Int, height: Int
  ) -> [UInt8] {
    let side = ISCCImageCode.side
    let columns = ISCCResampling(from: width)
    let rows = ISCCResampling(from: height)
    let columnsFirst = height > side && height > 2 * width - side
    return withUnsafeTemporaryAllocation(
      of: UInt8.self, capacity: side * (columnsFirst ? width : height)
    ) {
      guard let between = $0.baseAddress else { return [] }
      return [UInt8](unsafeUninitializedCapacity: side * side) { out, count in
        guard let out = out.baseAddress else { return }
        if columnsFirst {
          rows.shrink(rows: grey, rowStride: stride, rowSize: width, into: between)
          for row in 0..<side {
            columns.shrink(row: between + row * width, into: out + row * side)
          }
        } else {
          for row in 0..<height {
            columns.shrink(row: grey + row * stride, into: between + row * side)
          }
          rows.shrink(rows: between, rowStride: side, rowSize: side, into: out)
        }
        count = side * side
      }
    }
  }

  /// Crops borders that are nearly of the corner's colour, one frame after another. A crop on one
  /// side alone must take off a band that is flat within half the tolerance, so that smooth
  /// gradients such as skies stay.
  private static func trimmed(
    _ pixels: UnsafePointer<UInt8>, width: Int, height: Int, bands: Int
  ) -> kernels_pixels_box {
    var box = kernels_pixels_box(left: 0, top: 0, right: width, bottom: height)
    for _ in 0..<FingerprintLimits.isccTrimPassesMaximum {
      var inner = box
      guard kernels_pixels_trim(pixels, width, bands, Int32(tolerance), &inner) != 0 else { break }
      let sides = [
        inner.left > box.left, inner.top > box.top, inner.right < box.right,
        inner.bottom < box.bottom,
      ].count { $0 }
      if sides == 0 { break }
      if sides == 1 {
        var flat = box
        let found = kernels_pixels_trim(pixels, width, bands, Int32(tolerance / 2), &flat)
        guard found != 0, flat.left == inner.left, flat.top == inner.top,
          flat.right == inner.right, flat.bottom == inner.bottom
        else { break }
      }
      box = inner
    }
    return box
  }
}
