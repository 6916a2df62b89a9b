/// An answer of a decoding process: a header of eight little-endian
/// words (mark, status, the picture's sides, the result's sides, kind, payload count), then the
/// payload.
struct WorkerFrame {
  /// What the payload is.
  enum Status: UInt32 {
    /// `code`, a newline and a message.
    case failed = 0
    /// The result.
    case done = 1
  }

  static let mark: UInt32 = 0x3157_5359
  static let headerCount = 32
  static let messageBytesMaximum = 512

  var status: Status
  var sourceWidth = 0
  var sourceHeight = 0
  var width = 0
  var height = 0
  var type = MediaType.other
  var payload: [UInt8]

  static func failure(_ error: FingerprintError) -> WorkerFrame {
    let text = Array("\(error.code.rawValue)\n\(error.message)".utf8)
    return WorkerFrame(status: .failed, payload: Array(text.prefix(messageBytesMaximum)))
  }

  /// The frame as bytes.
  var bytes: [UInt8] {
    let kind = UInt32(MediaType.allCases.firstIndex(of: type) ?? 0)
    let words = [
      WorkerFrame.mark, status.rawValue, UInt32(sourceWidth), UInt32(sourceHeight), UInt32(width),
      UInt32(height), kind, UInt32(payload.count),
    ]
    return words.flatMap { word in withUnsafeBytes(of: word.littleEndian) { Array($0) } } + payload
  }

  init(status: Status, payload: [UInt8]) {
    self.status = status
    self.payload = payload
  }

  /// How many bytes follow a header; `nil` unless it is one.
  static func payloadCount(header: [UInt8]) -> Int? {
    guard header.count == headerCount else { return nil }
    return header.withUnsafeBytes { raw in
      let mark = UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self))
      let count = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 28, as: UInt32.self))
      return mark == WorkerFrame.mark ? Int(count) : nil
    }
  }

  /// Reads a frame; `nil` unless the bytes are exactly one. A process that read a hostile picture
  /// is itself not to be trusted.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= WorkerFrame.headerCount else { return nil }
    let words = bytes.withUnsafeBytes { raw in
      (0..<8).map { at in
        UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: at * 4, as: UInt32.self))
      }
    }
    guard words[0] == WorkerFrame.mark, let status = Status(rawValue: words[1]),
      Int(words[6]) < MediaType.allCases.count,
      Int(words[7]) == bytes.count - WorkerFrame.headerCount
    else { return nil }
    self.status = status
    sourceWidth = Int(words[2])
    sourceHeight = Int(words[3])
    width = Int(words[4])
    height = Int(words[5])
    type = MediaType.allCases[Int(words[6])]
    payload = Array(bytes[WorkerFrame.headerCount...])
  }

  /// The error that a failed frame carries.
  var error: FingerprintError {
    let parts = payload.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
    let name = parts.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard let code = FingerprintError.Code(rawValue: name), parts.count == 2 else {
      return FingerprintError(.decoderFailed, "the decoding process gave no reason")
    }
    return FingerprintError(code, String(decoding: parts[1], as: UTF8.self))
  }
}
