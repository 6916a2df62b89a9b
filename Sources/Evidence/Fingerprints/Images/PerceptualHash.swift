import CKernels
import Foundation

/// PDQ: a 256-bit code of a picture's low frequencies that survives re-encoding, scaling and small
/// edits. Source: Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing
/// Algorithm" (ThreatExchange, `hashing.pdf`), section "PDQ".
///
/// Luminance is blurred by two passes of a box filter in each direction and sampled at 64 × 64; of
/// its discrete cosine transform the 16 × 16 lowest frequencies without the constant ones are
/// compared with their median. All sums are in single precision and in a fixed order, so that every
/// machine gets the same bits.
package struct PerceptualHash: Sendable {
  /// The picture as it stands.
  package let code: Code
  /// The picture as its seven mirrored and rotated copies would be coded, for queries: whoever
  /// copies a picture may turn it. `variants[0]` is `code`; the others follow `Orientation`.
  package let variants: [Code]

  /// Sides below this have no code (quality 0).
  package static let sideMinimum = 5
  /// A code of lower quality means nothing: flat pictures resemble each other by accident.
  package static let qualityMinimum = 50
  /// Two codes at this Hamming distance or less show the same picture.
  package static let distanceMaximum = 31

  /// How many rows and columns the picture is sampled at.
  static let grid = 64
  /// How many frequencies a direction are kept.
  static let kept = 16

  /// Whether the code can be compared with others.
  package var isUsable: Bool { code.quality >= PerceptualHash.qualityMinimum }

  /// The code of a picture; a picture smaller than `sideMinimum` gets all zeros and quality 0. Work
  /// grows with the number of pixels.
  package init(_ image: PixelImage) {
    let side = min(image.width, image.height)
    let samples =
      side < PerceptualHash.sideMinimum
      ? [Float](repeating: 0, count: PerceptualHash.grid * PerceptualHash.grid)
      : LuminanceGrid(image).samples
    let quality = PerceptualHash.quality(of: samples)
    let spectrum = PerceptualHash.spectrum(of: samples)
    variants = Orientation.allCases.map { orientation in
      let turned = orientation.apply(to: spectrum)
      return Code(perceptual: PerceptualHash.bits(of: turned), quality: quality)
    }
    code = variants[0]
  }
}

extension PerceptualHash {
  /// Sum of the steps between neighbours, each in whole hundredths of the brightness range, so that
  /// faint noise counts for nothing; 90 such steps a point of quality.
  static func quality(of samples: [Float]) -> Int {
    min(Int(kernels_pdq_steps(samples)) / 90, 100)
  }

  /// Rows 1 to 16 of the orthonormal 64-point DCT-II; row 0, the mean, is left out.
  private static let cosines: [Float] = {
    let scale = Float((2.0 / Double(grid)).squareRoot())
    return (0..<kept * grid).map { at in
      let frequency = Double(at / grid + 1)
      let position = Double(2 * (at % grid) + 1)
      return Float(
        Double(scale) * cos(Double.pi / 2 / Double(grid) * frequency * position))
    }
  }()

  /// The 16 × 16 lowest frequencies, vertical frequency by rows.
  static func spectrum(of samples: [Float]) -> [Float] {
    [Float](unsafeUninitializedCapacity: kept * kept) { target, written in
      written = kept * kept
      kernels_pdq_spectrum(samples, cosines, target.baseAddress)
    }
  }

  /// One bit a frequency: above the median or not. The last frequency is the first bit.
  static func bits(of spectrum: [Float]) -> [UInt8] {
    let median = spectrum.sorted()[spectrum.count / 2 - 1]
    var out = [UInt8](repeating: 0, count: Code.byteCount)
    for (at, value) in spectrum.enumerated() where value > median {
      out[Code.byteCount - 1 - at / 8] |= 1 << UInt8(at % 8)
    }
    return out
  }
}
