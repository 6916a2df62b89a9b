/// Why a file could not be fingerprinted or previewed.
package struct FingerprintError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, as a stable code that stands in answers to clients.
  package enum Code: String, Sendable, CaseIterable {
    /// The file has more bytes than `FingerprintLimits.fileBytesMaximum`.
    case fileTooLarge = "file-too-large"
    /// The file could not be opened or read.
    case fileUnreadable = "file-unreadable"
    /// The picture's pixels, sides or encoded bytes exceed a limit.
    case imageTooLarge = "image-too-large"
    /// The picture's bytes are broken or end early.
    case imageMalformed = "image-malformed"
    /// Not a PNG, JPEG or WebP.
    case imageUnsupported = "image-unsupported"
    /// Decoding took more time or memory than it may.
    case imageTooCostly = "image-too-costly"
    /// The decoding process could not be started or gave no sensible answer.
    case decoderFailed = "decoder-failed"
    /// Every decoding process stayed busy for too long; the same request may succeed later.
    case decoderBusy = "decoder-busy"
    /// The model's container or description breaks the glTF 2.0 specification.
    case modelMalformed = "model-malformed"
    /// The model exceeds a limit.
    case modelTooLarge = "model-too-large"
    /// The model uses something that is not read here, such as sparse accessors.
    case modelUnsupported = "model-unsupported"
    /// The model refers to something outside its file.
    case externalResource = "external-resource"
    /// There is nothing that a preview could be made from.
    case noPreview = "no-preview"
  }

  /// The stable code.
  package let code: Code
  /// One sentence that names the offending element and the limit it broke.
  package let message: String

  /// An error of a code with its message.
  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The same error, its message preceded by the element it happened in.
  package func inside(_ element: String) -> FingerprintError {
    FingerprintError(code, "\(element): \(message)")
  }

  package var description: String { "\(code.rawValue): \(message)" }
}
