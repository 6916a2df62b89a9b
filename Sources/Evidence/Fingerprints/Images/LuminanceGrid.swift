import CKernels

/// A picture's luminance, blurred and sampled at 64 × 64: the first half of PDQ.
struct LuminanceGrid {
  /// 64 rows of 64 values, 0 to 255.
  let samples: [Float]

  init(_ image: PixelImage) {
    let (width, height) = (image.width, image.height)
    let count = PerceptualHash.grid * PerceptualHash.grid
    samples = [Float](unsafeUninitializedCapacity: count) { target, written in
      written = count
      let words = kernels_pdq_scratch(width, height)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: words) { scratch in
        kernels_pdq_grid(image.rgb, width, height, target.baseAddress, scratch.baseAddress)
      }
    }
  }
}
