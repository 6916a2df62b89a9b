import CKernels

/// Bicubic reduction of one direction to 32 values: Keys' filter with a = -1/2, widened by the
/// scale, its weights rounded to 22 bits. The same arithmetic as Pillow's, down to the rounding.
/// Source: Keys, "Cubic convolution interpolation for digital image processing" (1981).
struct ISCCResampling {
  private static let weightUnit = Double(1 << 22)
  private static let support = 2.0

  /// How many values there are to begin with.
  let sourceSide: Int
  private var weights: [Int32]
  private var starts: [Int32] = []
  private var counts: [Int32] = []
  private let stride: Int

  /// The weights for a side; at least 1.
  init(from sourceSide: Int) {
    self.sourceSide = sourceSide
    let size = ISCCImageCode.side
    let scale = Double(sourceSide) / Double(size)
    let widening = max(scale, 1)
    let reach = ISCCResampling.support * widening
    stride = Int(reach.rounded(.up)) * 2 + 1
    weights = [Int32](repeating: 0, count: size * stride)
    var line = [Double](repeating: 0, count: stride)
    let narrowing = 1 / widening
    for at in 0..<size {
      let centre = (Double(at) + 0.5) * scale
      // Truncated as C does; only the lower end can be negative.
      let start = max(Int(centre - reach + 0.5), 0)
      let count = min(Int(centre + reach + 0.5), sourceSide) - start
      var sum = 0.0
      for k in 0..<count {
        line[k] = ISCCResampling.filter((Double(k + start) - centre + 0.5) * narrowing)
        sum += line[k]
      }
      for k in 0..<count {
        let weight = sum != 0 ? line[k] / sum : line[k]
        let half = weight < 0 ? -0.5 : 0.5
        weights[at * stride + k] = Int32(half + weight * ISCCResampling.weightUnit)
      }
      starts.append(Int32(start))
      counts.append(Int32(count))
    }
  }

  /// Keys' kernel.
  private static func filter(_ x: Double) -> Double {
    let a = -0.5
    let x = x.magnitude
    if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
    return 0
  }

  /// Reduces one row of `sourceSide` values to 32.
  func shrink(row: UnsafePointer<UInt8>, into out: UnsafeMutablePointer<UInt8>) {
    kernels_pixels_resample(row, weights, stride, starts, counts, ISCCImageCode.side, out)
  }

  /// Reduces `sourceSide` rows of `rowSize` values, `rowStride` apart, to 32 rows without gaps.
  func shrink(
    rows: UnsafePointer<UInt8>, rowStride: Int, rowSize: Int,
    into out: UnsafeMutablePointer<UInt8>
  ) {
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      for at in 0..<ISCCImageCode.side {
        kernels_pixels_blend(
          rows + Int(starts[at]) * rowStride, rowStride, weights + at * stride, Int(counts[at]),
          rowSize, out + at * rowSize)
      }
    }
  }
}
