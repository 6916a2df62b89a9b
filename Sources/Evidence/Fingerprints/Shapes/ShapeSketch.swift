/// A shape's code and the vector that confirms what the code suggests.
package struct ShapeSketch: Hashable, Sendable {
  /// `shape-1`: on which side of 256 fixed planes through the middle of all shapes the vector lies
  /// (Charikar, Similarity Estimation Techniques from Rounding Algorithms, 2002). Codes of copies
  /// differ in few bits.
  package let code: Code
  /// The vector.
  package let vector: ShapeVector

  /// The sketch of a vector. Integers alone are used, so that every machine finds the same bits.
  package init(_ vector: ShapeVector) {
    self.vector = vector
    let place = vector.values.indices.map {
      (Int64(vector.values[$0]) - Int64(ShapeStatistics.means[$0])) * ShapeStatistics.weight($0)
    }
    let planes = ShapeSketch.planes
    var bytes = [UInt8](repeating: 0, count: Code.byteCount)
    for bit in 0..<Code.byteCount * 8 {
      var sum: Int64 = 0
      for at in 0..<ShapeVector.count {
        sum += place[at] * Int64(planes[bit * ShapeVector.count + at])
      }
      if sum > 0 { bytes[bit / 8] |= 0x80 >> UInt8(bit % 8) }
    }
    code = Code(shape: bytes)
  }

  /// The planes' normals: whole numbers of about a normal distribution with a deviation of 4, each
  /// the ones among 64 bits of SplitMix64 (Steele et al. 2014), started at 0, less 32.
  private static let planes: [Int8] = {
    var state: UInt64 = 0
    return (0..<Code.byteCount * 8 * ShapeVector.count).map { _ in
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      mixed ^= mixed >> 31
      return Int8(mixed.nonzeroBitCount - 32)
    }
  }()
}

extension Code {
  /// A code of a shape; the caller vouches for the count.
  fileprivate init(shape bytes: [UInt8]) {
    self.algorithm = .shape
    self.bytes = bytes
    self.quality = 100
  }
}

extension Code.Algorithm {
  /// Sign bits of a shape's vector, as `ShapeSketch` computes them.
  package static let shape = Code.Algorithm("shape-1")
}
