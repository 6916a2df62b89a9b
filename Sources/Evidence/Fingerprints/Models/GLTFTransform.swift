/// An affine transform of space in double precision, with a fixed order of operations.
struct GLTFTransform {
  typealias Vector = SIMD3<Double>

  private let x: Vector
  private let y: Vector
  private let z: Vector
  private let translation: Vector

  static let identity = GLTFTransform(
    x: Vector(1, 0, 0), y: Vector(0, 1, 0), z: Vector(0, 0, 1), translation: .zero)

  private init(x: Vector, y: Vector, z: Vector, translation: Vector) {
    self.x = x
    self.y = y
    self.z = z
    self.translation = translation
  }

  /// A node's own transform: a matrix, or translation, rotation and scale.
  init(_ node: GLTFElement) throws(FingerprintError) {
    let translation = try node.numbers("translation", count: 3)
    let rotation = try node.numbers("rotation", count: 4)
    let scale = try node.numbers("scale", count: 3)
    if let m = try node.numbers("matrix", count: 16) {
      guard translation == nil, rotation == nil, scale == nil else {
        throw node.malformed("has both a matrix and its parts")
      }
      guard m[3] == 0, m[7] == 0, m[11] == 0, m[15] == 1 else {
        throw node.malformed("has a matrix that is not affine")
      }
      self.init(
        x: Vector(m[0], m[1], m[2]), y: Vector(m[4], m[5], m[6]), z: Vector(m[8], m[9], m[10]),
        translation: Vector(m[12], m[13], m[14]))
      return
    }
    let t = translation ?? [0, 0, 0]
    let q = rotation ?? [0, 0, 0, 1]
    let s = scale ?? [1, 1, 1]
    let (i, j, k, w) = (q[0], q[1], q[2], q[3])
    self.init(
      x: Vector(1 - 2 * (j * j + k * k), 2 * (i * j + w * k), 2 * (i * k - w * j)) * s[0],
      y: Vector(2 * (i * j - w * k), 1 - 2 * (i * i + k * k), 2 * (j * k + w * i)) * s[1],
      z: Vector(2 * (i * k + w * j), 2 * (j * k - w * i), 1 - 2 * (i * i + j * j)) * s[2],
      translation: Vector(t[0], t[1], t[2]))
  }

  private func turn(_ v: Vector) -> Vector { x * v.x + y * v.y + z * v.z }

  func apply(_ v: Vector) -> Vector { turn(v) + translation }

  /// `inner` first, then this one.
  func after(_ inner: GLTFTransform) -> GLTFTransform {
    GLTFTransform(
      x: turn(inner.x), y: turn(inner.y), z: turn(inner.z), translation: apply(inner.translation))
  }

  /// Whether it turns a left hand into a right one; triangles then show their other side.
  var isMirroring: Bool {
    let cross = Vector(
      y.y * z.z - y.z * z.y, y.z * z.x - y.x * z.z, y.x * z.y - y.y * z.x)
    return x.x * cross.x + x.y * cross.y + x.z * cross.z < 0
  }
}
