extension FingerprintLimits {
  /// Points that stand for a surface when its shape is described; the work grows with its square.
  package static let shapePoints = 3072
  /// The same for a mesh that is a part of a model.
  package static let shapePointsOfPart = 2_048
  /// Meshes of one model that have a shape code of their own, the largest first.
  package static let shapeMeshesMaximum = 8
  /// Triangles with an area that a shape must have: fewer make boxes and boards, which resemble
  /// each other without being copies.
  package static let shapeTrianglesMinimum = 32
}
