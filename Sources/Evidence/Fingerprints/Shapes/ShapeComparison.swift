/// When two shapes are taken for copies of each other.
package enum ShapeComparison {
  /// The distance from which on two shapes are different ones. The vector's weights were chosen for 1;
  /// a little less keeps false pairs within 1 in 500 on other meshes, too, at the cost of a copy in a
  /// hundred with a fifth of its triangles (`docs/fingerprints.md`).
  package static let distanceMaximum = 0.9

  /// How sure it is that one is a copy of the other: 1000 for equal vectors, falling to 0 at
  /// `distanceMaximum`; `nil` beyond it.
  package static func match(_ query: ShapeVector, _ known: ShapeVector) -> Int? {
    let distance = query.distance(to: known)
    guard distance < distanceMaximum else { return nil }
    return 1000 - Int(distance / distanceMaximum * 1000)
  }
}
