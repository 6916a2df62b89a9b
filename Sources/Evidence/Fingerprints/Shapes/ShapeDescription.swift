/// Computes a surface's vector.
enum ShapeDescription {
  private static let radialRange = 3.0
  private static let pairRange = 4.0
  private static let shellStep = 0.3
  private static let energyRange = 4.0

  /// The vector of the placed parts from `points` points; `nil` where they have too few triangles or
  /// no extent. Work: linear in the triangles, and the square of the points.
  static func vector(
    _ parts: [CanonicalGeometry.Part], points: Int = FingerprintLimits.shapePoints
  ) throws(FingerprintError) -> ShapeVector? {
    guard let surface = try ShapePoints(parts, count: points) else { return nil }
    return ShapeVector(
      values: fractions(radial(surface)) + fractions(pairs(surface)) + energies(surface))
  }

  private static func radial(_ surface: ShapePoints) -> [UInt64] {
    let bins = ShapeVector.radialBins
    var histogram = [UInt64](repeating: 0, count: bins)
    for (point, weight) in zip(surface.points, surface.weights) {
      let place = point.squaredLength.squareRoot() * Double(bins) / radialRange
      histogram[Int(min(place, Double(bins - 1)))] += UInt64(weight)
    }
    return histogram
  }

  private static func pairs(_ surface: ShapePoints) -> [UInt64] {
    let bins = ShapeVector.pairBins
    return ShapeColumns(surface.points)
      .distances(weights: surface.weights, scale: Float(bins) / Float(pairRange), bins: bins)
  }

  private static func fractions(_ histogram: [UInt64]) -> [UInt16] {
    let total = Double(histogram.reduce(0, +))
    return histogram.map { UInt16(Double($0) / total * 65_535 + 0.5) }
  }

  private static func energies(_ surface: ShapePoints) -> [UInt16] {
    let harmonics = SphericalHarmonics()
    let (shells, count) = (ShapeVector.shells, SphericalHarmonics.count)
    var sums = [Double](repeating: 0, count: shells * count)
    var total = 0.0
    sums.withUnsafeMutableBufferPointer { sums in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { values in
        for (point, weight) in zip(surface.points, surface.weights) {
          let weight = Double(weight)
          total += weight
          let radius = point.squaredLength.squareRoot()
          let direction = radius > 0 ? point / radius : SIMD3(0, 0, 1)
          harmonics.evaluate(direction, into: values)
          // The shells' middles are at a half, one and a half, … steps; beyond the first and the
          // last a point belongs to those alone.
          let place = min(max(radius / shellStep - 0.5, 0), Double(shells - 1))
          let inner = Int(place)
          let part = place - Double(inner)
          for at in 0..<count { sums[inner * count + at] += weight * (1 - part) * values[at] }
          guard part > 0 else { continue }
          for at in 0..<count { sums[(inner + 1) * count + at] += weight * part * values[at] }
        }
      }
    }
    var energies: [UInt16] = []
    for shell in 0..<shells {
      for degree in 0..<ShapeVector.degrees {
        var energy = 0.0
        for at in degree * degree..<(degree + 1) * (degree + 1) {
          let share = sums[shell * count + at] / total
          energy += share * share
        }
        let step = energy.squareRoot() / energyRange * 65_535 + 0.5
        energies.append(UInt16(min(step, 65_535)))
      }
    }
    return energies
  }
}
