/// A map of the plane: `x' = a x + b y + tx`, `y' = c x + d y + ty`.
struct AffineMap: Sendable {
  var a: Double
  var b: Double
  var c: Double
  var d: Double
  var tx: Double
  var ty: Double

  var determinant: Double { a * d - b * c }

  func apply(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (a * x + b * y + tx, c * x + d * y + ty)
  }

  /// The map back; `nil` if this one collapses the plane.
  var inverse: AffineMap? {
    let det = determinant
    guard abs(det) > 1e-9 else { return nil }
    let (ia, ib, ic, id) = (d / det, -b / det, -c / det, a / det)
    return AffineMap(a: ia, b: ib, c: ic, d: id, tx: -(ia * tx + ib * ty), ty: -(ic * tx + id * ty))
  }

  /// Whether a picture that somebody turned, scaled and tilted a little is mapped so: no mirroring,
  /// no scale beyond `scaleMaximum` either way, no direction stretched more than `stretchMaximum`
  /// times another.
  var isPlausible: Bool {
    let det = determinant
    let limit = AffineMap.scaleMaximum * AffineMap.scaleMaximum
    guard det > 1 / limit, det < limit else { return false }
    // For singular values s and t: s^2 + t^2 over s t is r + 1/r, r their ratio.
    let squares = a * a + b * b + c * c + d * d
    let ratio = AffineMap.stretchMaximum
    return squares <= det * (ratio + 1 / ratio)
  }

  /// A frame of 512 pixels for a part of 128 of them, and a little.
  static let scaleMaximum = 4.5
  /// A picture seen at 54 degrees from the front.
  static let stretchMaximum = 1.7

  /// The map that takes the query's points to the known ones with the least squares; `nil` if they
  /// leave it open.
  static func fit(_ pairs: [PutativeMatch]) -> AffineMap? {
    guard pairs.count >= 3 else { return nil }
    let n = Double(pairs.count)
    var (mx, my, mu, mv) = (0.0, 0.0, 0.0, 0.0)
    for pair in pairs {
      mx += pair.x
      my += pair.y
      mu += pair.u
      mv += pair.v
    }
    (mx, my, mu, mv) = (mx / n, my / n, mu / n, mv / n)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    var (xu, yu, xv, yv) = (0.0, 0.0, 0.0, 0.0)
    for pair in pairs {
      let (x, y, u, v) = (pair.x - mx, pair.y - my, pair.u - mu, pair.v - mv)
      xx += x * x
      xy += x * y
      yy += y * y
      xu += x * u
      yu += y * u
      xv += x * v
      yv += y * v
    }
    let det = xx * yy - xy * xy
    // Points on a line leave the other direction open.
    guard det > 1e-4 * (xx + yy) * (xx + yy) else { return nil }
    let (a, b) = ((xu * yy - yu * xy) / det, (yu * xx - xu * xy) / det)
    let (c, d) = ((xv * yy - yv * xy) / det, (yv * xx - xv * xy) / det)
    return AffineMap(a: a, b: b, c: c, d: d, tx: mu - a * mx - b * my, ty: mv - c * mx - d * my)
  }
}
