/// Typed elements (glTF 2.0, section 3.6.2): those of a buffer view or zeros, with some of them
/// replaced where it is sparse. Everything is checked to lie within its view before it is read.
struct GLTFAccessor {
  enum Component: Int {
    case int8 = 5120
    case uint8 = 5121
    case int16 = 5122
    case uint16 = 5123
    case uint32 = 5125
    case float = 5126

    var byteCount: Int {
      switch self {
      case .int8, .uint8: 1
      case .int16, .uint16: 2
      case .uint32, .float: 4
      }
    }
  }

  let component: Component
  let shape: String
  let isNormalized: Bool
  let count: Int
  private let element: GLTFElement
  /// `nil` for zeros.
  private let elements: GLTFElements?
  private let sparse: GLTFSparse?

  var path: String { element.path }
  /// Whether it has no bytes of its own.
  var isZeros: Bool { elements == nil && sparse == nil }

  /// Columns and rows of each type; a matrix's columns start at multiples of 4 bytes.
  private static let shapes: [String: (columns: Int, rows: Int)] = [
    "SCALAR": (1, 1), "VEC2": (1, 2), "VEC3": (1, 3), "VEC4": (1, 4), "MAT2": (2, 2),
    "MAT3": (3, 3), "MAT4": (4, 4),
  ]

  init(_ element: GLTFElement, views: [GLTFBuffers.View]) throws(FingerprintError) {
    self.element = element
    let type = try element.requiredCount("componentType")
    guard let component = Component(rawValue: type) else {
      throw element.malformed("has the unknown componentType \(type)")
    }
    guard let shape = try element.text("type"), let layout = GLTFAccessor.shapes[shape] else {
      throw element.malformed("has no type, or an unknown one")
    }
    self.component = component
    self.shape = shape
    isNormalized = try element.boolean("normalized") ?? false
    count = try element.requiredCount("count")
    guard count > 0 else { throw element.malformed("has no elements") }

    let column = layout.rows * component.byteCount
    let padded = layout.columns == 1 ? column : (column + 3) / 4 * 4
    let size = padded * layout.columns
    if let view = try element.index("bufferView", into: "bufferViews", bound: views.count) {
      elements = try GLTFElements(
        element, view: views[view], number: view, count: count, size: size,
        alignment: component.byteCount)
    } else {
      guard count <= FingerprintLimits.modelZerosMaximum else {
        throw FingerprintError(
          .modelTooLarge,
          "\(element.path) has \(count) elements without a bufferView; it may have "
            + "\(FingerprintLimits.modelZerosMaximum)")
      }
      elements = nil
    }
    if let part = try element.object("sparse") {
      sparse = try GLTFSparse(
        part, views: views, bound: count, size: size, alignment: component.byteCount)
    } else {
      sparse = nil
    }
  }

  /// All elements of a `VEC3` as three floats each; normalised integers become -1 to 1.
  func vectors() throws(FingerprintError) -> [Float] {
    guard shape == "VEC3", component != .uint32 else {
      throw FingerprintError(.modelMalformed, "\(path) is not a VEC3 that positions can have")
    }
    var out = [Float](repeating: 0, count: count * 3)
    elements?.forEach { number, raw, at in
      for row in 0..<3 { out[number * 3 + row] = value(raw, at + row * component.byteCount) }
    }
    try sparse?.forEach { number, raw, at in
      for row in 0..<3 { out[number * 3 + row] = value(raw, at + row * component.byteCount) }
    }
    if let at = out.firstIndex(where: { !$0.isFinite }) {
      throw FingerprintError(.modelMalformed, "\(path) element \(at / 3) is not finite")
    }
    return out
  }

  private func value(_ raw: UnsafeRawBufferPointer, _ at: Int) -> Float {
    func load<T: FixedWidthInteger>(_ type: T.Type) -> Float {
      let value = Float(T(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: type)))
      return isNormalized ? max(value / Float(T.max), -1) : value
    }
    switch component {
    case .int8: return load(Int8.self)
    case .uint8: return load(UInt8.self)
    case .int16: return load(Int16.self)
    case .uint16: return load(UInt16.self)
    case .uint32: return load(UInt32.self)
    case .float:
      return Float(
        bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
    }
  }

  /// All elements as indices below `bound`.
  func indices(below bound: Int) throws(FingerprintError) -> [UInt32] {
    guard shape == "SCALAR", !isNormalized, let width = GLTFIndexWidth(component) else {
      throw FingerprintError(.modelMalformed, "\(path) is not a list of unsigned whole numbers")
    }
    var out = [UInt32](repeating: 0, count: count)
    elements?.forEach { number, raw, at in out[number] = width.load(raw, at) }
    try sparse?.forEach { number, raw, at in out[number] = width.load(raw, at) }
    if let at = out.firstIndex(where: { $0 >= bound }) {
      throw FingerprintError(
        .modelMalformed, "\(path) element \(at) is \(out[at]); there are \(bound) vertices")
    }
    return out
  }
}

/// The whole numbers that indices are written in.
enum GLTFIndexWidth {
  case one, two, four

  init?(_ component: GLTFAccessor.Component) {
    switch component {
    case .uint8: self = .one
    case .uint16: self = .two
    case .uint32: self = .four
    default: return nil
    }
  }

  func load(_ raw: UnsafeRawBufferPointer, _ at: Int) -> UInt32 {
    switch self {
    case .one: UInt32(raw[at])
    case .two:
      UInt32(UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt16.self)))
    case .four: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt32.self))
    }
  }
}
