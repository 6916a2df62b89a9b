/// The eight ways to turn and mirror a picture, and what each does to its spectrum.
///
/// Reversing rows negates the odd frequencies of that direction, and transposing a picture
/// transposes its spectrum; so all eight codes come from one transform.
package enum Orientation: Int, Sendable, CaseIterable {
  /// As it stands.
  case upright
  /// Turned a quarter counter-clockwise.
  case quarterTurn
  /// Turned half way.
  case halfTurn
  /// Turned a quarter clockwise.
  case threeQuarterTurn
  /// Top and bottom exchanged.
  case mirroredVertically
  /// Left and right exchanged.
  case mirroredHorizontally
  /// Mirrored at the diagonal from the top left.
  case transposed
  /// Mirrored at the diagonal from the top right.
  case transposedOpposite

  /// Whether rows become columns, and then whether the new rows and the new columns are reversed.
  private var steps: (transpose: Bool, reverseRows: Bool, reverseColumns: Bool) {
    switch self {
    case .upright: (false, false, false)
    case .quarterTurn: (true, true, false)
    case .halfTurn: (false, true, true)
    case .threeQuarterTurn: (true, false, true)
    case .mirroredVertically: (false, true, false)
    case .mirroredHorizontally: (false, false, true)
    case .transposed: (true, false, false)
    case .transposedOpposite: (true, true, true)
    }
  }

  /// The spectrum of the turned picture.
  func apply(to spectrum: [Float]) -> [Float] {
    let side = PerceptualHash.kept
    let (transpose, reverseRows, reverseColumns) = steps
    return (0..<side * side).map { at in
      let row = at / side
      let column = at % side
      let value = transpose ? spectrum[column * side + row] : spectrum[at]
      // Index 0 holds frequency 1, so even indices are the odd frequencies.
      let negated = (reverseRows && row % 2 == 0) != (reverseColumns && column % 2 == 0)
      return negated ? -value : value
    }
  }
}
