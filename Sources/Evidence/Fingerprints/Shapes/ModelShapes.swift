/// The shape of everything in a model's file, and those of its largest meshes by themselves.
package struct ModelShapes: Hashable, Sendable {
  /// All instances where they stand, skinned meshes in their bind pose; `nil` where there are too
  /// few triangles or no extent.
  package let file: ShapeSketch?
  /// Of the meshes that stand in the model, as their first instance has them, those with the most
  /// triangles first, at most `FingerprintLimits.shapeMeshesMaximum`. A mesh that is the whole file
  /// has the file's sketch.
  package let meshes: [ShapeSketch]

  /// The shapes of a GLB or VRM file. Throws where the model is malformed, over a limit or uses
  /// what is not read here. Work: linear in the file and its triangles.
  package init(reading file: [UInt8]) throws(FingerprintError) {
    self = try GLTFModel(file).shapes()
  }

  init(_ instances: [(mesh: Int, parts: [CanonicalGeometry.Part])]) throws(FingerprintError) {
    let whole = try ShapeDescription.vector(instances.flatMap(\.parts)).map { ShapeSketch($0) }
    file = whole
    guard whole != nil, instances.count > 1 else {
      meshes = whole.map { [$0] } ?? []
      return
    }
    var seen: Set<Int> = []
    var largest: [(triangles: Int, parts: [CanonicalGeometry.Part])] = []
    for (mesh, parts) in instances where seen.insert(mesh).inserted {
      let count = parts.reduce(0) { $0 + $1.triangles.corners.count / 3 }
      if count >= FingerprintLimits.shapeTrianglesMinimum { largest.append((count, parts)) }
    }
    // The sort is stable: of equal counts the earlier in the file comes first.
    largest.sort { $0.triangles > $1.triangles }
    var meshes: [ShapeSketch] = []
    for (_, parts) in largest.prefix(FingerprintLimits.shapeMeshesMaximum) {
      let vector = try ShapeDescription.vector(
        parts, points: FingerprintLimits.shapePointsOfPart)
      if let vector { meshes.append(ShapeSketch(vector)) }
    }
    self.meshes = meshes
  }
}

extension GLTFModel {
  /// The shapes. Throws what reading the triangles throws.
  func shapes() throws(FingerprintError) -> ModelShapes {
    try ModelShapes(try parts().enumerated().map { (instances[$0].mesh, $1) })
  }
}
