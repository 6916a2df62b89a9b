/// Typed elements inside a buffer view (glTF 2.0, section 3.6.2), checked to lie within it.
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

  let path: String
  let component: Component
  let shape: String
  let isNormalized: Bool
  let count: Int
  private let bytes: ArraySlice<UInt8>
  private let stride: Int

  /// Columns and rows of each type; a matrix's columns start at multiples of 4 bytes.
  private static let shapes: [String: (columns: Int, rows: Int)] = [
    "SCALAR": (1, 1), "VEC2": (1, 2), "VEC3": (1, 3), "VEC4": (1, 4), "MAT2": (2, 2),
    "MAT3": (3, 3), "MAT4": (4, 4),
  ]

  init(_ element: GLTFElement, views: [GLTFBuffers.View]) throws(FingerprintError) {
    path = element.path
    let type = try element.requiredCount("componentType")
    guard let component = Component(rawValue: type) else {
      throw element.malformed("has the unknown componentType \(type)")
    }
    guard let shape = try element.text("type"), let layout = GLTFAccessor.shapes[shape] else {
      throw element.malformed("has no type, or an unknown one")
    }
    if element.tree["sparse"] != nil {
      throw FingerprintError(.modelUnsupported, "\(path) is sparse; give it a full buffer view")
    }
    guard
      let view = try element.index("bufferView", into: "bufferViews", bound: views.count)
    else {
      throw FingerprintError(.modelUnsupported, "\(path) has no bufferView to read from")
    }
    self.component = component
    self.shape = shape
    isNormalized = try element.boolean("normalized") ?? false
    count = try element.requiredCount("count")
    let offset = try element.count("byteOffset") ?? 0

    let column = layout.rows * component.byteCount
    let padded = layout.columns == 1 ? column : (column + 3) / 4 * 4
    let size = padded * layout.columns
    stride = views[view].stride ?? size
    let bytes = views[view].bytes
    guard count > 0 else { throw element.malformed("has no elements") }
    guard stride >= size else {
      throw element.malformed(
        "has elements of \(size) bytes; bufferViews[\(view)].byteStride is \(stride)")
    }
    guard offset % component.byteCount == 0 else {
      throw element.malformed("has byteOffset \(offset), not aligned to its components")
    }
    guard count <= bytes.count, offset + stride * (count - 1) + size <= bytes.count else {
      throw element.malformed(
        "has byteOffset \(offset) and \(count) elements \(stride) bytes apart, which exceeds "
          + "bufferViews[\(view)] of \(bytes.count) bytes")
    }
    self.bytes = bytes.dropFirst(offset)
  }

  /// All elements of a `VEC3` as three floats each; normalised integers become -1 to 1.
  func vectors() throws(FingerprintError) -> [Float] {
    guard shape == "VEC3", component != .uint32 else {
      throw FingerprintError(.modelMalformed, "\(path) is not a VEC3 that positions can have")
    }
    let out = bytes.withUnsafeBytes { raw in
      var out: [Float] = []
      out.reserveCapacity(count * 3)
      for element in 0..<count {
        for row in 0..<3 { out.append(value(raw, element * stride + row * component.byteCount)) }
      }
      return out
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
    guard shape == "SCALAR", !isNormalized,
      component == .uint8 || component == .uint16 || component == .uint32
    else {
      throw FingerprintError(.modelMalformed, "\(path) is not a list of unsigned whole numbers")
    }
    let out = bytes.withUnsafeBytes { raw in
      (0..<count).map { element -> UInt32 in
        let at = element * stride
        switch component {
        case .uint8: return UInt32(raw[at])
        case .uint16:
          return UInt32(
            UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt16.self)))
        default: return UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt32.self))
        }
      }
    }
    if let at = out.firstIndex(where: { $0 >= bound }) {
      throw FingerprintError(
        .modelMalformed, "\(path) element \(at) is \(out[at]); there are \(bound) vertices")
    }
    return out
  }
}
