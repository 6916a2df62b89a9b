/// Real spherical harmonics of the degrees 0 to 6, as polynomials of a direction.
///
/// Each has a mean square of 1 over the sphere. Only sums, products and square roots are used, so
/// that every machine gets the same numbers.
struct SphericalHarmonics {
  static let degreeMaximum = 6
  /// Functions of all degrees.
  static let count = (degreeMaximum + 1) * (degreeMaximum + 1)

  /// The factor of degree l and order m at `l * (l + 1) / 2 + m`.
  private let factors: [Double]

  init() {
    var factors: [Double] = []
    for l in 0...SphericalHarmonics.degreeMaximum {
      for m in 0...l {
        // (l - m)! / (l + m)!
        var ratio = 1.0
        for k in stride(from: l - m + 1, through: l + m, by: 1) { ratio *= Double(k) }
        factors.append((Double((m == 0 ? 1 : 2) * (2 * l + 1)) / ratio).squareRoot())
      }
    }
    self.factors = factors
  }

  /// The values in a direction of length 1: those of degree l begin at `l * l`.
  func evaluate(_ u: SIMD3<Double>, into values: UnsafeMutableBufferPointer<Double>) {
    let last = SphericalHarmonics.degreeMaximum
    // cos mφ and sin mφ times sin^m θ.
    var (c, s) = (1.0, 0.0)
    var diagonal = 1.0
    for m in 0...last {
      var (before, here) = (0.0, diagonal)
      for l in m...last {
        let value = here * factors[l * (l + 1) / 2 + m]
        if m == 0 {
          values[l * l] = value
        } else {
          values[l * l + 2 * m - 1] = value * c
          values[l * l + 2 * m] = value * s
        }
        let next = (Double(2 * l + 1) * u.z * here - Double(l + m) * before) / Double(l - m + 1)
        (before, here) = (here, next)
      }
      diagonal *= Double(2 * m + 1)
      (c, s) = (c * u.x - s * u.y, s * u.x + c * u.y)
    }
  }
}
