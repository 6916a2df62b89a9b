/// What is kept beside a file so that a changed copy of it can be recognised without the file: the
/// local features of its pictures and the shapes of its meshes.
package struct FileFeatures: Hashable, Sendable {
  /// What the stored form begins with.
  package static let mark = Array("YSFEAT01".utf8)

  /// Whether the file is a model; else it is a picture.
  package let isModel: Bool
  /// Whether its own licence lets everyone change it and pass the result on.
  package let permitsDerivatives: Bool
  /// Of each picture with something in it to compare.
  package let pictures: [Picture]
  /// Of the whole model, where it has one, and of its meshes, where it has several.
  package let shapes: [Shape]

  /// A picture: its perceptual code and its local features.
  package struct Picture: Hashable, Sendable {
    /// PDQ of the picture as it stands.
    package let code: Code
    /// What finds parts of it.
    package let features: LocalFeatures

    /// What is kept of a picture.
    package init(code: Code, features: LocalFeatures) {
      self.code = code
      self.features = features
    }
  }

  /// The shape of a whole model or of a mesh in it.
  package struct Shape: Hashable, Sendable {
    /// Whether it is that of everything in the model.
    package let isWhole: Bool
    /// What it looks like.
    package let vector: ShapeVector

    /// A shape.
    package init(isWhole: Bool, vector: ShapeVector) {
      self.isWhole = isWhole
      self.vector = vector
    }
  }

  /// The features of a file.
  package init(
    isModel: Bool, permitsDerivatives: Bool = false, pictures: [Picture],
    shapes: [Shape]
  ) {
    self.isModel = isModel
    self.permitsDerivatives = permitsDerivatives
    self.pictures = pictures
    self.shapes = shapes
  }

  /// Whether there is nothing in it to compare.
  package var isEmpty: Bool { pictures.isEmpty && shapes.isEmpty }
}

extension FileFeatures {
  /// The most bytes that a file's features have.
  package static let bytesMaximum =
    mark.count + 9 + FingerprintLimits.modelImagesMaximum * (4 + Picture.bytesMaximum)
    + (1 + FingerprintLimits.shapeMeshesMaximum) * (5 + ShapeVector.byteCount)

  /// The stored form: a mark; a byte whose first bit is set for a model and whose second where
  /// derivatives are permitted; how many pictures and shapes; each of them behind its length, a shape with a byte that says whether it is the whole. Numbers are little-endian words. The same features always give the same bytes.
  package var bytes: [UInt8] {
    var out = FileFeatures.mark
    func append(_ number: Int) {
      withUnsafeBytes(of: UInt32(number).littleEndian) { out.append(contentsOf: $0) }
    }
    out.append((isModel ? 1 : 0) | (permitsDerivatives ? 2 : 0))
    append(pictures.count)
    append(shapes.count)
    for block in pictures.map(\.bytes) + shapes.map(\.bytes) {
      append(block.count)
      out += block
    }
    return out
  }

  /// Reads the stored form; `nil` unless it is exactly what `bytes` gives for some features.
  package init?(bytes: [UInt8]) {
    guard bytes.count <= FileFeatures.bytesMaximum, bytes.starts(with: FileFeatures.mark) else {
      return nil
    }
    var at = FileFeatures.mark.count
    func take(_ count: Int) -> ArraySlice<UInt8>? {
      guard count <= bytes.count - at else { return nil }
      defer { at += count }
      return bytes[at..<at + count]
    }
    func number() -> Int? { take(4)?.reversed().reduce(0) { $0 << 8 | Int($1) } }
    guard let kind = take(1)?.first, kind < 4, let pictureCount = number(),
      let shapeCount = number(), pictureCount <= FingerprintLimits.modelImagesMaximum,
      shapeCount <= 1 + FingerprintLimits.shapeMeshesMaximum
    else { return nil }
    var pictures: [Picture] = []
    for _ in 0..<pictureCount {
      guard let block = number().flatMap(take), let one = Picture(bytes: block) else { return nil }
      pictures.append(one)
    }
    var shapes: [Shape] = []
    for _ in 0..<shapeCount {
      guard let block = number().flatMap(take), let first = block.first, first < 2,
        let vector = ShapeVector(bytes: Array(block.dropFirst()))
      else { return nil }
      shapes.append(Shape(isWhole: first == 1, vector: vector))
    }
    guard at == bytes.count else { return nil }
    self.init(
      isModel: kind & 1 == 1, permitsDerivatives: kind & 2 == 2, pictures: pictures,
      shapes: shapes)
  }
}

extension FileFeatures.Picture {
  fileprivate static let bytesMaximum = 1 + Code.byteCount + LocalFeatures.bytesMaximum

  /// The code's quality, the code, the features.
  fileprivate var bytes: [UInt8] { [UInt8(code.quality)] + code.bytes + features.bytes }

  fileprivate init?(bytes: ArraySlice<UInt8>) {
    guard let quality = bytes.first, bytes.count > 1 + Code.byteCount,
      let code = Code(
        algorithm: .pdq, bytes: Array(bytes.dropFirst().prefix(Code.byteCount)),
        quality: Int(quality)),
      let features = LocalFeatures(bytes: Array(bytes.dropFirst(1 + Code.byteCount)))
    else { return nil }
    self.init(code: code, features: features)
  }
}

extension FileFeatures.Shape {
  fileprivate var bytes: [UInt8] { [isWhole ? 1 : 0] + vector.bytes }
}
