import Cryptography

/// One code of a file: 256 bits that a named, versioned algorithm computed from its bytes, its
/// picture or its shape.
///
/// Codes of different algorithms are never compared. A change of an algorithm's output is a new
/// name (`pdq-2`), so that codes already recorded keep their meaning.
package struct Code: Hashable, Sendable {
  /// The number of bytes in a code.
  package static let byteCount = 32
  /// The range of `quality`.
  package static let qualityRange = 0...100

  /// The algorithm's name and version, such as `pdq-1`.
  package let algorithm: Algorithm
  /// The 32 bytes.
  package let bytes: [UInt8]
  /// How much the code can be relied on, 0 to 100; 100 where the algorithm has no such notion.
  package let quality: Int

  /// A code; `nil` unless there are 32 bytes and the quality is 0 to 100.
  package init?(algorithm: Algorithm, bytes: [UInt8], quality: Int = 100) {
    guard bytes.count == Code.byteCount, Code.qualityRange.contains(quality) else { return nil }
    self.algorithm = algorithm
    self.bytes = bytes
    self.quality = quality
  }

  /// A code as it stands in a record; `nil` unless `hex` is 64 lower-case digits.
  package init?(algorithm: String, hex: String, quality: Int) {
    guard let bytes = Hex.decode(hex) else { return nil }
    self.init(algorithm: Algorithm(algorithm), bytes: bytes, quality: quality)
  }

  /// A code that is a digest.
  init(algorithm: Algorithm, digest: Digest) {
    self.algorithm = algorithm
    self.bytes = digest.bytes
    self.quality = 100
  }

  /// A code of a picture; the caller vouches for the counts.
  init(perceptual bytes: [UInt8], quality: Int) {
    self.algorithm = .pdq
    self.bytes = bytes
    self.quality = quality
  }

  /// 64 lower-case hexadecimal digits.
  package var hex: String { Hex.encode(bytes) }

  /// In how many of 256 bits two codes differ.
  package func distance(to other: Code) -> Int {
    let (a, b, c, d) = words
    let (e, f, g, h) = other.words
    return (a ^ e).nonzeroBitCount + (b ^ f).nonzeroBitCount + (c ^ g).nonzeroBitCount
      + (d ^ h).nonzeroBitCount
  }

  /// The four words that are compared, in memory order.
  var words: (UInt64, UInt64, UInt64, UInt64) {
    bytes.withUnsafeBytes {
      (
        $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
        $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
        $0.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
        $0.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
      )
    }
  }
}

extension Code {
  /// An algorithm's name and version. Unknown names are kept, since a record may be newer than its
  /// reader; nothing matches by them.
  package struct Algorithm: Hashable, Sendable, CustomStringConvertible {
    /// The name, such as `pdq-1`.
    package let name: String

    /// An algorithm of that name.
    package init(_ name: String) { self.name = name }

    package var description: String { name }

    /// SHA-256 of the file's bytes.
    package static let sha256 = Algorithm("sha256-1")
    /// PDQ of the picture (ThreatExchange), as `PerceptualHash` computes it.
    package static let pdq = Algorithm("pdq-1")
    /// BLAKE3 of the file's bytes.
    package static let blake3 = Algorithm("blake3-1")
    /// SHA-256 of what is kept to find parts of the file's pictures and its shapes
    /// (`FileFeatures.bytes`).
    package static let features = Algorithm(LocalFeatures.algorithm)
    /// SHA-256 of the canonical triangles, as `CanonicalGeometry` computes it.
    package static let geometry = Algorithm("geometry-1")
  }
}
