import CVips
import Foundation

/// Decodes pictures, each in a process of its own (`ImageWorker`).
///
/// Every call blocks for as long as the picture takes, at most
/// `FingerprintLimits.workerMillisecondsMaximum` after waiting at most
/// `workerWaitMillisecondsMaximum` for its turn: call from a thread of your own, never from the
/// cooperative pool. Any number of threads may call; `workersMaximum` processes run at a time.
package final class ImageDecoder: Sendable {
  /// A picture as it is fingerprinted.
  package struct Reduced: Sendable {
    /// The pixels, long side at most what was asked for.
    package let image: PixelImage
    /// The sides that the file has.
    package let info: ImageInfo
    /// What the file is.
    package let mediaType: MediaType
  }

  /// A small copy for people to look at.
  package struct Preview: Sendable {
    /// Always `webp`.
    package let mediaType: MediaType
    /// The encoded picture, without metadata.
    package let bytes: [UInt8]
    /// Pixels a row.
    package let width: Int
    /// Rows.
    package let height: Int
  }

  private let executable: String
  private let subcommand: [String]
  private let free: DispatchSemaphore
  private let timeoutMilliseconds: Int

  /// A decoder that runs `executable` with `subcommand` in front of its own arguments; that program
  /// must call `ImageWorker.runAsChild`. `timeoutMilliseconds` is the wall-clock time of one
  /// picture.
  package init(
    executable: String, subcommand: [String] = ["image-worker"],
    workers: Int = FingerprintLimits.workersMaximum,
    timeoutMilliseconds: Int = FingerprintLimits.workerMillisecondsMaximum
  ) {
    precondition(workers > 0 && timeoutMilliseconds > 0)
    self.executable = executable
    self.subcommand = subcommand
    self.timeoutMilliseconds = timeoutMilliseconds
    free = DispatchSemaphore(value: workers)
  }

  /// The picture in these bytes, reduced for its perceptual code.
  package func reduced(_ bytes: [UInt8]) throws(FingerprintError) -> Reduced {
    try reduced(from: try ImageDecoder.memoryFile(bytes))
  }

  /// The picture in the file at `path`, reduced for its perceptual code.
  package func reduced(file path: String) throws(FingerprintError) -> Reduced {
    try reduced(from: try ImageDecoder.open(path))
  }

  /// A WebP of the picture in these bytes, long side at most `longSide` pixels
  /// (`FingerprintLimits.previewSideMaximum` at most).
  package func preview(_ bytes: [UInt8], longSide: Int) throws(FingerprintError) -> Preview {
    try preview(from: try ImageDecoder.memoryFile(bytes), longSide: longSide)
  }

  /// A WebP of the picture in the file at `path`, long side at most `longSide` pixels.
  package func preview(file path: String, longSide: Int) throws(FingerprintError) -> Preview {
    try preview(from: try ImageDecoder.open(path), longSide: longSide)
  }

  private func reduced(from input: Descriptor) throws(FingerprintError) -> Reduced {
    let frame = try run(.pixels(side: FingerprintLimits.perceptualSideMaximum), input)
    guard
      let image = PixelImage(width: frame.width, height: frame.height, rgb: frame.payload),
      frame.type.isImage
    else {
      throw FingerprintError(.decoderFailed, "the decoding process gave a broken answer")
    }
    return Reduced(
      image: image, info: ImageInfo(width: frame.sourceWidth, height: frame.sourceHeight),
      mediaType: frame.type)
  }

  private func preview(
    from input: Descriptor, longSide: Int
  ) throws(FingerprintError) -> Preview {
    let side = min(max(longSide, 1), FingerprintLimits.previewSideMaximum)
    let frame = try run(.preview(side: side), input)
    guard frame.type == .webp, MediaType.sniff(magic: frame.payload) == .webp else {
      throw FingerprintError(.decoderFailed, "the decoding process gave a broken answer")
    }
    return Preview(
      mediaType: .webp, bytes: frame.payload, width: frame.width, height: frame.height)
  }

  private func run(
    _ request: ImageWorker.Request, _ input: Descriptor
  ) throws(FingerprintError) -> WorkerFrame {
    let patience = FingerprintLimits.workerWaitMillisecondsMaximum
    guard free.wait(timeout: .now() + .milliseconds(patience)) == .success else {
      throw FingerprintError(
        .decoderBusy, "no decoding process became free within \(patience / 1000) s")
    }
    defer { free.signal() }
    let worker = try WorkerProcess.start(
      path: executable, arguments: [executable] + subcommand + request.arguments, input: input)
    let bytes = try worker.answer(
      bytesMaximum: request.answerBytesMaximum, timeoutMilliseconds: timeoutMilliseconds)
    guard let frame = WorkerFrame(bytes) else {
      throw FingerprintError(.decoderFailed, "the decoding process gave a broken answer")
    }
    if frame.status == .failed { throw frame.error }
    return frame
  }

  private static func memoryFile(_ bytes: [UInt8]) throws(FingerprintError) -> Descriptor {
    let limit = FingerprintLimits.imageBytesMaximum
    guard bytes.count <= limit else {
      throw FingerprintError(
        .imageTooLarge, "the picture has \(bytes.count) bytes; it may have \(limit)")
    }
    let number = yunshang_memory_file(bytes, bytes.count)
    guard number >= 0 else {
      throw FingerprintError(.decoderFailed, "no memory for a picture: error \(errno)")
    }
    return Descriptor(number)
  }

  private static func open(_ path: String) throws(FingerprintError) -> Descriptor {
    let number = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard number >= 0 else {
      throw FingerprintError(.fileUnreadable, "the file could not be opened: error \(errno)")
    }
    return Descriptor(number)
  }
}
