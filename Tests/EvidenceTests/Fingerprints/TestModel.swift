/// Writes GLB files for tests: right ones in many spellings, and wrong ones.
struct TestModel {
  /// A mesh of triangles.
  struct Part {
    var positions: [Float]
    var indices: [Int]
    var indexType = 5123
    /// JSON members of the node.
    var node = ""
  }

  var parts: [Part]
  var name = "robe"
  var space = ""
  /// Textures: encoded pictures.
  var pictures: [[UInt8]] = []
  /// Further members of the description, each preceded by a comma.
  var extra = ""
  /// Replacements made in the description before it is written.
  var edits: [(String, String)] = []
  /// Whether all indices and pictures stand before the positions in the buffer.
  var positionsLast = false

  static func tetrahedron() -> TestModel {
    TestModel(parts: [
      Part(
        positions: [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1],
        indices: [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3])
    ])
  }

  /// The whole file.
  func bytes() -> [UInt8] {
    var binary: [UInt8] = []
    var views: [String] = []
    func view(_ bytes: [UInt8]) -> Int {
      while binary.count % 4 != 0 { binary.append(0) }
      views.append(
        "{\"buffer\":0,\"byteOffset\":\(binary.count),\"byteLength\":\(bytes.count)}")
      binary += bytes
      return views.count - 1
    }
    var accessors: [String] = []
    func accessor(_ view: Int, _ type: Int, _ shape: String, _ count: Int) -> Int {
      accessors.append(
        "{\"bufferView\":\(view),\"componentType\":\(type),\"type\":\"\(shape)\","
          + "\"count\":\(count)}"
      )
      return accessors.count - 1
    }
    func positions(_ part: Part) -> Int {
      let bytes = part.positions.flatMap { TestBytes.littleEndian($0.bitPattern) }
      return accessor(view(bytes), 5126, "VEC3", part.positions.count / 3)
    }
    func indices(_ part: Part) -> Int {
      let bytes = part.indices.flatMap { index -> [UInt8] in
        switch part.indexType {
        case 5121: [UInt8(index)]
        case 5123: TestBytes.littleEndian(UInt16(index))
        default: TestBytes.littleEndian(UInt32(index))
        }
      }
      return accessor(view(bytes), part.indexType, "SCALAR", part.indices.count)
    }
    var meshes: [String] = []
    var nodes: [String] = []
    for (number, part) in parts.enumerated() {
      let (p, i): (Int, Int)
      if positionsLast {
        i = indices(part)
        p = positions(part)
      } else {
        p = positions(part)
        i = indices(part)
      }
      meshes.append(
        "{\"name\":\"\(name)\",\"primitives\":[{\"attributes\":{\"POSITION\":\(p)},"
          + "\"indices\":\(i)}]}"
      )
      nodes.append("{\"mesh\":\(number)\(part.node.isEmpty ? "" : "," + part.node)}")
    }
    let images = pictures.map { "{\"bufferView\":\(view($0)),\"mimeType\":\"image/png\"}" }
    while binary.count % 4 != 0 { binary.append(0) }
    var json =
      "{\"asset\":{\"version\":\"2.0\"},\(space)\"buffers\":[{\"byteLength\":\(binary.count)}],"
      + "\"bufferViews\":[\(views.joined(separator: ","))],"
      + "\"accessors\":[\(accessors.joined(separator: ","))],"
      + "\"meshes\":[\(meshes.joined(separator: ","))],\"nodes\":[\(nodes.joined(separator: ","))]"
    if !images.isEmpty { json += ",\"images\":[\(images.joined(separator: ","))]" }
    json += extra + "}"
    for (old, new) in edits { json = json.replacing(old, with: new) }
    return TestModel.container(json: Array(json.utf8), binary: binary)
  }

  /// A container of two chunks.
  static func container(json: [UInt8], binary: [UInt8]?) -> [UInt8] {
    let text = json + [UInt8](repeating: 0x20, count: (4 - json.count % 4) % 4)
    var body =
      TestBytes.littleEndian(UInt32(text.count)) + TestBytes.littleEndian(0x4E4F_534A as UInt32)
      + text
    if let binary {
      body +=
        TestBytes.littleEndian(UInt32(binary.count)) + TestBytes.littleEndian(0x004E_4942 as UInt32)
        + binary
    }
    return Array("glTF".utf8) + TestBytes.littleEndian(2 as UInt32)
      + TestBytes.littleEndian(UInt32(12 + body.count))
      + body
  }
}

/// Numbers as bytes.
enum TestBytes {
  static func littleEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
