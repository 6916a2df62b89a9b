extension PerceptualHash {
  /// A hash from its quality and its eight codes, one after the other; `nil` unless there are as many
  /// bytes as they have and the quality is one.
  init?(quality: Int, variants bytes: ArraySlice<UInt8>) {
    guard bytes.count == Orientation.allCases.count * Code.byteCount,
      Code.qualityRange.contains(quality)
    else { return nil }
    var variants: [Code] = []
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: Code.byteCount) {
      variants.append(
        Code(perceptual: Array(bytes[start..<start + Code.byteCount]), quality: quality))
    }
    code = variants[0]
    self.variants = variants
  }
}
