/// What a surface looks like from no side in particular: 152 numbers that turning, mirroring,
/// moving and scaling leave as they are.
///
/// - D1 (Osada et al., Shape Distributions, 2002): how far the surface is from its centre, 32 bins
///   over 0 to 3 radii;
/// - D2 (the same): how far two of its points are from each other, 64 bins over 0 to 4 radii;
/// - the energies of 8 shells in the spherical harmonics of degrees 0 to 6 (Kazhdan, Funkhouser and
///   Rusinkiewicz, Rotation Invariant Spherical Harmonic Representation, 2003). Shells are 0.3
///   radii apart and overlap, so that a point between two belongs to both by halves.
///
/// All are kept as 16-bit fixed point numbers, so that equal vectors have equal bytes.
package struct ShapeVector: Hashable, Sendable {
  /// Numbers in a vector.
  package static let count = 152
  /// Bytes of a serialised vector.
  package static let byteCount = 1 + 2 * count

  static let radialBins = 32
  static let pairBins = 64
  static let shells = 8
  static let degrees = SphericalHarmonics.degreeMaximum + 1
  private static let version: UInt8 = 1

  /// Fractions of 65,535 (bins), and of 4 in as many steps (energies).
  let values: [UInt16]

  init(values: [UInt16]) {
    precondition(values.count == ShapeVector.count)
    self.values = values
  }

  /// The version, then each number as two little-endian bytes.
  package var bytes: [UInt8] {
    var bytes = [ShapeVector.version]
    bytes.reserveCapacity(ShapeVector.byteCount)
    for value in values {
      bytes.append(UInt8(truncatingIfNeeded: value))
      bytes.append(UInt8(truncatingIfNeeded: value >> 8))
    }
    return bytes
  }

  /// Reads a serialised vector; `nil` unless it has the version and length of this one.
  package init?(bytes: [UInt8]) {
    guard bytes.count == ShapeVector.byteCount, bytes[0] == ShapeVector.version else { return nil }
    values = (0..<ShapeVector.count).map {
      UInt16(bytes[1 + 2 * $0]) | UInt16(bytes[2 + 2 * $0]) << 8
    }
  }

  /// How much two shapes differ: the Euclidean distance with the groups' weights. 0 for equal
  /// vectors; copies lie below `ShapeComparison.distanceMaximum`. Exact and symmetric.
  package func distance(to other: ShapeVector) -> Double {
    var sum: UInt64 = 0
    for (at, pair) in zip(values, other.values).enumerated() {
      let difference = (Int64(pair.0) - Int64(pair.1)) * ShapeStatistics.weight(at)
      sum += UInt64(difference * difference)
    }
    return Double(sum).squareRoot() / ShapeStatistics.unit
  }
}
