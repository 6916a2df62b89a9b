/// A mesh's primitives, each known by its accessors until its triangles are wanted.
struct GLTFMesh {
  /// How vertices make triangles (glTF 2.0, section 3.7.2.1); points and lines make none.
  enum Mode: Int {
    case points, lines, lineLoop, lineStrip, triangles, triangleStrip, triangleFan
  }

  /// One draw call.
  struct Primitive {
    let element: GLTFElement
    let mode: Mode
    let positions: GLTFAccessor
    let indices: GLTFAccessor?

    var vertexCount: Int { positions.count }

    private var cornerCount: Int { indices?.count ?? positions.count }

    var triangleCount: Int {
      switch mode {
      case .points, .lines, .lineLoop, .lineStrip: 0
      case .triangles: cornerCount / 3
      case .triangleStrip, .triangleFan: max(cornerCount - 2, 0)
      }
    }
  }

  /// Vertices and three of their indices a triangle.
  struct Triangles {
    let positions: [Float]
    let corners: [UInt32]
  }

  let primitives: [Primitive]

  init(_ element: GLTFElement, accessors: [GLTFAccessor]) throws(FingerprintError) {
    var primitives: [Primitive] = []
    for part in try element.objects("primitives", maximum: FingerprintLimits.modelNodesMaximum) {
      let number = try part.count("mode") ?? Mode.triangles.rawValue
      guard let mode = Mode(rawValue: number) else {
        throw part.malformed("has the unknown mode \(number)")
      }
      let indices = try part.index("indices", into: "accessors", bound: accessors.count)
      guard let attributes = try part.object("attributes"),
        let position = try attributes.index(
          "POSITION", into: "accessors", bound: accessors.count)
      else { continue }  // Without positions there is nothing to draw; the standard allows it.
      // Without the compression that is not read here, its accessors are zeros.
      if accessors[position].isZeros, part.tree["extensions"]?["KHR_draco_mesh_compression"] != nil
      {
        throw FingerprintError(
          .modelUnsupported, "\(part.path) is compressed by KHR_draco_mesh_compression")
      }
      primitives.append(
        Primitive(
          element: part, mode: mode, positions: accessors[position],
          indices: indices.map { accessors[$0] }))
    }
    self.primitives = primitives
  }
}

extension GLTFMesh.Primitive {
  /// Reads the vertices and makes lists of strips and fans.
  func triangles() throws(FingerprintError) -> GLTFMesh.Triangles {
    let positions = try positions.vectors()
    let sequence =
      try indices?.indices(below: vertexCount) ?? (0..<UInt32(vertexCount)).map { $0 }
    var corners: [UInt32] = []
    switch mode {
    case .points, .lines, .lineLoop, .lineStrip: break
    case .triangles:
      guard sequence.count % 3 == 0 else {
        throw element.malformed("has \(sequence.count) corners, not three a triangle")
      }
      corners = sequence
    case .triangleStrip:
      for at in 0..<triangleCount {
        // Every other triangle of a strip is wound the other way round.
        let (second, third) = at % 2 == 0 ? (at + 1, at + 2) : (at + 2, at + 1)
        corners += [sequence[at], sequence[second], sequence[third]]
      }
    case .triangleFan:
      for at in 0..<triangleCount {
        corners += [sequence[at + 1], sequence[at + 2], sequence[0]]
      }
    }
    return GLTFMesh.Triangles(positions: positions, corners: corners)
  }
}
