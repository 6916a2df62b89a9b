/// Points spread evenly over a surface, each with the weight of the surface around it.
///
/// Of equal shares of the surface's area each has one point, in the middle of its share along the list of
/// triangles; where in its triangle it stands is drawn from a fixed sequence of low discrepancy
/// (the additive recurrence of the plastic number). So neither shared vertices nor the cutting of
/// triangles matters, and their order only as much as a sample does.
///
/// Area alone misleads: a finely meshed part with a little noise is all creases and has several
/// times its area, and walls are modelled once or twice. So a point weighs the less the more points
/// lie near it, and what counts is where there is surface at all.
struct ShapePoints {
  typealias Vector = SIMD3<Double>

  static let weightMaximum = 65_535.0
  /// The area below which a surface is a line, in squared root mean square radii: what area it has
  /// may be rounding.
  private static let areaMinimum = 1e-5
  /// How far a neighbour may be, in root mean square radii.
  private static let reach = 0.4
  /// Neighbours that a point is taken to have besides those it has, as a share of all points, so
  /// that a single point on a far, thin part does not outweigh a wall.
  private static let neighboursAssumed = 1.0 / 150

  /// The points around the weighted centroid, their weighted root mean square radius being 1.
  private(set) var points: [Vector]
  /// Weights of at most 65,535.
  private(set) var weights: [UInt32]

  /// `count` points of the placed parts; `nil` where they have too few triangles or no extent. Work:
  /// linear in the triangles, and the square of the points.
  init?(_ parts: [CanonicalGeometry.Part], count: Int) throws(FingerprintError) {
    let surface = try Surface(parts)
    guard surface.triangles >= FingerprintLimits.shapeTrianglesMinimum,
      surface.radius > 0, surface.radius < .infinity,
      surface.area > ShapePoints.areaMinimum * surface.radius * surface.radius
    else { return nil }
    points = surface.points(parts, count: count)
    weights = []
    weigh()
    guard rescale() else { return nil }
  }

  private mutating func weigh() {
    let columns = ShapeColumns(points)
    let neighbours = columns.neighbours(within: Float(ShapePoints.reach))
    let assumed = Double(points.count) * ShapePoints.neighboursAssumed
    weights = neighbours.map {
      UInt32(ShapePoints.weightMaximum * (1 + assumed) / (Double($0) + assumed))
    }
  }

  /// Moves the weighted centroid to the origin and makes the weighted radius 1.
  private mutating func rescale() -> Bool {
    var (sum, total) = (Vector.zero, 0.0)
    for (point, weight) in zip(points, weights) {
      sum += point * Double(weight)
      total += Double(weight)
    }
    let centre = sum / total
    var square = 0.0
    for (at, weight) in weights.enumerated() {
      points[at] -= centre
      square += points[at].squaredLength * Double(weight)
    }
    let radius = (square / total).squareRoot()
    guard radius > 0, radius < .infinity else { return false }
    for at in points.indices { points[at] /= radius }
    return true
  }
}

extension ShapePoints {
  /// The size of a surface, exactly and in one pass.
  private struct Surface {
    /// Triangles with an area.
    var triangles = 0
    var area = 0.0
    var centre = Vector.zero
    /// The root mean square distance of its area from its centroid.
    var radius = 0.0
    /// Any point of the model, so that sums of a model far from the origin keep their precision.
    private var origin = Vector.zero

    init(_ parts: [CanonicalGeometry.Part]) throws(FingerprintError) {
      guard let part = parts.first(where: { !$0.triangles.corners.isEmpty }) else { return }
      origin = part.place(of: part.triangles.corners[0])
      var (sum, square) = (Vector.zero, 0.0)
      for part in parts {
        part.forEachTriangle { a, b, c in
          let (a, b, c) = (a - origin, b - origin, c - origin)
          let size = (b - a).cross(c - a).squaredLength.squareRoot() / 2
          guard size > 0 else { return }
          triangles += 1
          area += size
          let corners = a + b + c
          sum += corners * size
          // The integral of x·x over a triangle.
          square +=
            size
            * (a.squaredLength + b.squaredLength + c.squaredLength + corners.squaredLength)
        }
      }
      guard area.isFinite, square.isFinite else {
        throw FingerprintError(.modelMalformed, "the model is wider than numbers go")
      }
      guard area > 0 else { return }
      centre = sum / (3 * area)
      radius = max(square / (12 * area) - centre.squaredLength, 0).squareRoot()
    }

    /// `count` points around the centroid, in root mean square radii.
    func points(_ parts: [CanonicalGeometry.Part], count: Int) -> [Vector] {
      var points: [Vector] = []
      points.reserveCapacity(count)
      var passed = 0.0
      let share = area / Double(count)
      for part in parts {
        part.forEachTriangle { a, b, c in
          let (a, b, c) = (a - origin, b - origin, c - origin)
          passed += (b - a).cross(c - a).squaredLength.squareRoot() / 2
          while points.count < count, (Double(points.count) + 0.5) * share < passed {
            let (u, v) = Surface.place(points.count)
            let point = a + (b - a) * u + (c - a) * v
            points.append((point - centre) / radius)
          }
        }
      }
      return points
    }

    /// Where in its triangle the point of a number stands: 2^64 over the plastic number and over
    /// its square, as steps of a sequence in the unit square, folded into a triangle.
    private static func place(_ number: Int) -> (Double, Double) {
      let scale = 1.0 / 9_007_199_254_740_992
      let step = UInt64(number + 1)
      let u = Double((step &* 0xC13F_A9A9_02A6_328F) >> 11) * scale
      let v = Double((step &* 0x91E1_0DA5_C79E_7B1D) >> 11) * scale
      return u + v > 1 ? (1 - u, 1 - v) : (u, v)
    }
  }
}

extension CanonicalGeometry.Part {
  /// Every triangle's corners in the model's space.
  fileprivate func forEachTriangle(
    _ body: (ShapePoints.Vector, ShapePoints.Vector, ShapePoints.Vector) -> Void
  ) {
    triangles.corners.withUnsafeBufferPointer { corners in
      triangles.positions.withUnsafeBufferPointer { positions in
        func place(_ corner: UInt32) -> ShapePoints.Vector {
          let at = Int(corner) * 3
          return transform.apply(
            ShapePoints.Vector(
              Double(positions[at]), Double(positions[at + 1]), Double(positions[at + 2])))
        }
        for at in stride(from: 0, to: corners.count - 2, by: 3) {
          body(place(corners[at]), place(corners[at + 1]), place(corners[at + 2]))
        }
      }
    }
  }
}

extension SIMD3<Double> {
  var squaredLength: Double { x * x + y * y + z * z }

  func cross(_ other: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(
      y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
  }
}
