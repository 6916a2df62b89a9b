/// What is asked of a decoding process: a header of six little-endian words (mark, kind, side, zero,
/// the picture's bytes as two words), then the picture.
struct WorkerRequest {
  /// What to make of a picture.
  enum Kind: Equatable {
    /// What its codes are made from: see `Picture`.
    case picture
    /// A WebP of at most so many pixels a side.
    case preview(side: Int)
  }

  static let mark: UInt32 = 0x3257_5359
  static let headerCount = 24

  let kind: Kind
  /// How many bytes of a picture follow.
  let byteCount: Int

  /// The header as bytes.
  var header: [UInt8] {
    let (code, side): (UInt32, Int) =
      switch kind {
      case .picture: (1, 0)
      case .preview(let side): (2, side)
      }
    let words = [
      WorkerRequest.mark, code, UInt32(side), 0, UInt32(truncatingIfNeeded: byteCount),
      UInt32(truncatingIfNeeded: byteCount >> 32),
    ]
    return words.flatMap { word in withUnsafeBytes(of: word.littleEndian) { Array($0) } }
  }

  init(_ kind: Kind, byteCount: Int) {
    self.kind = kind
    self.byteCount = byteCount
  }

  /// Reads a header; `nil` unless it is one within the limits.
  init?(header: [UInt8]) {
    guard header.count == WorkerRequest.headerCount else { return nil }
    let words = header.withUnsafeBytes { raw in
      (0..<6).map { at in
        UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: at * 4, as: UInt32.self))
      }
    }
    let side = Int(words[2])
    guard words[0] == WorkerRequest.mark, words[3] == 0, words[5] == 0,
      Int(words[4]) <= FingerprintLimits.imageBytesMaximum
    else { return nil }
    switch words[1] {
    case 1 where side == 0: kind = .picture
    case 2 where (1...FingerprintLimits.previewSideMaximum).contains(side):
      kind = .preview(side: side)
    default: return nil
    }
    byteCount = Int(words[4])
  }

  /// The most bytes that the answer's payload has.
  var payloadBytesMaximum: Int {
    switch kind {
    case .picture: max(Picture.payloadBytesMaximum, WorkerFrame.messageBytesMaximum)
    case .preview: FingerprintLimits.previewBytesMaximum
    }
  }
}
