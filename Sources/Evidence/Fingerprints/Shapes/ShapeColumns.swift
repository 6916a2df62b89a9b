import CKernels

/// Points as three columns of floats, which the kernels for all pairs read.
struct ShapeColumns {
  private let x: [Float]
  private let y: [Float]
  private let z: [Float]

  init(_ points: [SIMD3<Double>]) {
    x = points.map { Float($0.x) }
    y = points.map { Float($0.y) }
    z = points.map { Float($0.z) }
  }

  /// How many points, itself included, lie at most `reach` from each point.
  func neighbours(within reach: Float) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: x.count) { found, count in
      count = x.count
      guard let base = found.baseAddress else { return }
      kernels_shape_neighbours(x, y, z, x.count, reach * reach, base)
    }
  }

  /// The products of the weights of all pairs, summed by their distance times `scale`.
  func distances(weights: [UInt32], scale: Float, bins: Int) -> [UInt64] {
    var histogram = [UInt64](repeating: 0, count: bins)
    kernels_shape_distances(x, y, z, weights, x.count, scale, Int32(bins), &histogram)
    return histogram
  }
}
