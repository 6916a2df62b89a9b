import Cryptography

/// `geometry-1`: a digest of a model's shape that does not depend on how the file writes it down.
///
/// Every instance's triangles are taken to the space of the whole model and their corners to a grid
/// of 65,536 steps along the longest side of the box around all of them, half a step rounding up;
/// triangles that the grid makes a line or a point are left out. Each triangle begins at its
/// smallest corner, keeping its winding; all are sorted, repeated ones kept, and hashed: the text
/// `geometry-1`, a zero byte, the count as eight big-endian bytes, then x, y, z of each corner as
/// two big-endian bytes each.
///
/// So names, order of nodes, primitives, triangles and vertices, shared vertices, index types,
/// strips, buffer layout, materials, textures and the model's place and even size leave it as it is
/// (the last two up to rounding). Moving one vertex by more than a step changes it, and so does
/// turning the model: it finds republished files, not remodelled shapes.
package enum CanonicalGeometry {
  /// A placed primitive.
  struct Part {
    let triangles: GLTFMesh.Triangles
    let transform: GLTFTransform
    let path: String
  }

  /// A grid corner: three 16-bit coordinates in one word, x first.
  fileprivate typealias Corner = UInt64

  fileprivate struct Triangle: Comparable {
    let a: Corner
    let b: Corner
    let c: Corner

    static func < (left: Triangle, right: Triangle) -> Bool {
      if left.a != right.a { return left.a < right.a }
      if left.b != right.b { return left.b < right.b }
      return left.c < right.c
    }
  }

  private static let steps = 65_535.0

  /// The code of the placed parts; `nil` where no triangle has an area. Work: n log n in the
  /// triangles.
  static func code(of parts: [Part]) throws(FingerprintError) -> Code? {
    var low = GLTFTransform.Vector(repeating: .infinity)
    var high = -low
    for part in parts {
      for corner in part.triangles.corners {
        let place = part.place(of: corner)
        guard place.isFinite else {
          throw FingerprintError(.modelMalformed, "\(part.path) moves a vertex to infinity")
        }
        low = pointwiseMin(low, place)
        high = pointwiseMax(high, place)
      }
    }
    let extent = (high - low).max()
    guard extent < .infinity else {
      throw FingerprintError(.modelMalformed, "the model is wider than numbers go")
    }
    guard extent > 0 else { return nil }

    var triangles: [Triangle] = []
    triangles.reserveCapacity(parts.reduce(0) { $0 + $1.triangles.corners.count / 3 })
    for part in parts {
      let corners = part.triangles.corners
      func grid(_ corner: UInt32) -> Corner {
        let scaled = (part.place(of: corner) - low) / extent * steps + 0.5
        return UInt64(scaled.x) << 32 | UInt64(scaled.y) << 16 | UInt64(scaled.z)
      }
      let isMirroring = part.transform.isMirroring
      for at in stride(from: 0, to: corners.count, by: 3) {
        let (a, b, c) = (grid(corners[at]), grid(corners[at + 1]), grid(corners[at + 2]))
        let triangle = isMirroring ? Triangle(a, c, b) : Triangle(a, b, c)
        if let triangle { triangles.append(triangle) }
      }
    }
    if triangles.isEmpty { return nil }
    triangles.sort()
    return Code(algorithm: .geometry, digest: digest(of: triangles))
  }

  private static func digest(of triangles: [Triangle]) -> Digest {
    let stream = SHA256()
    stream.update(Array(Code.Algorithm.geometry.name.utf8) + [0])
    withUnsafeBytes(of: UInt64(triangles.count).bigEndian) { stream.update($0) }
    var chunk: [UInt8] = []
    for triangle in triangles {
      for corner in [triangle.a, triangle.b, triangle.c] {
        withUnsafeBytes(of: corner.bigEndian) { chunk.append(contentsOf: $0.dropFirst(2)) }
      }
      if chunk.count >= 1 << 16 {
        stream.update(chunk)
        chunk.removeAll(keepingCapacity: true)
      }
    }
    stream.update(chunk)
    return stream.finish()
  }
}

extension CanonicalGeometry.Triangle {
  /// A triangle that begins at its smallest corner; `nil` where two corners fell together.
  fileprivate init?(_ a: UInt64, _ b: UInt64, _ c: UInt64) {
    if a == b || b == c || a == c { return nil }
    switch min(a, b, c) {
    case a: self.init(a: a, b: b, c: c)
    case b: self.init(a: b, b: c, c: a)
    default: self.init(a: c, b: a, c: b)
    }
  }
}

extension CanonicalGeometry.Part {
  func place(of corner: UInt32) -> GLTFTransform.Vector {
    let at = Int(corner) * 3
    let p = triangles.positions
    return transform.apply(
      GLTFTransform.Vector(Double(p[at]), Double(p[at + 1]), Double(p[at + 2])))
  }
}

extension GLTFTransform.Vector {
  fileprivate var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite }
}
