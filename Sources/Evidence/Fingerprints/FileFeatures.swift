/// What is kept beside a file so that a changed copy of it can be recognised without the file: the
/// local features of its pictures and the shapes of its meshes.
package struct FileFeatures: Hashable, Sendable {
  /// What the stored form begins with.
  package static let mark = Array("YSFEAT01".utf8)

  /// Whether the file is a model; else it is a picture.
  package let isModel: Bool
  /// Whether its own licence lets everyone change it and pass the result on.
  package let permitsDerivatives: Bool
  /// Of each picture with enough in it to compare.
  package let pictures: [LocalFeatures]
  /// Of the whole model first, then of its meshes.
  package let shapes: [ShapeVector]

  /// The features of a file.
  package init(
    isModel: Bool, permitsDerivatives: Bool = false, pictures: [LocalFeatures],
    shapes: [ShapeVector]
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
    mark.count + 9 + FingerprintLimits.modelImagesMaximum * (4 + LocalFeatures.bytesMaximum)
    + (1 + FingerprintLimits.shapesMaximum) * (4 + ShapeVector.bytesMaximum)

  /// The stored form: a mark; a byte whose first bit is set for a model and whose second where
  /// derivatives are permitted; how many pictures and shapes; each of them behind its length. Numbers are little-endian words. The same features always give the same bytes.
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
      shapeCount <= 1 + FingerprintLimits.shapesMaximum
    else { return nil }
    var pictures: [LocalFeatures] = []
    for _ in 0..<pictureCount {
      guard let block = number().flatMap(take), let one = LocalFeatures(bytes: Array(block)) else {
        return nil
      }
      pictures.append(one)
    }
    var shapes: [ShapeVector] = []
    for _ in 0..<shapeCount {
      guard let block = number().flatMap(take), let one = ShapeVector(bytes: Array(block)) else {
        return nil
      }
      shapes.append(one)
    }
    guard at == bytes.count else { return nil }
    self.init(
      isModel: kind & 1 == 1, permitsDerivatives: kind & 2 == 2, pictures: pictures,
      shapes: shapes)
  }
}
