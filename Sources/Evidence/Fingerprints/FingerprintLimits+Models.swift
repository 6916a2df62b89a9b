extension FingerprintLimits {
  /// Members of one object in a model's JSON chunk.
  package static let modelJSONMembersMaximum = 65_536
  /// Elements of an accessor without a buffer view, which reads as zeros: a few bytes of JSON ask
  /// for them.
  package static let modelZerosMaximum = 1_000_000
  /// Vertices, and triangles, that a model may draw in any case by placing its meshes again and
  /// again. Beyond it a model draws at most one for each byte of its file.
  package static let modelDrawnMinimum = 500_000
  /// Statements of one kind, such as creators, that are read from a model's metadata.
  package static let statementsMaximum = 100
  /// Characters of one statement.
  package static let statementCountMaximum = 1_000
}
