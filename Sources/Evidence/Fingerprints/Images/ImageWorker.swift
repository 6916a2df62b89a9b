import CVips
import Foundation

/// The decoding process: it reads one picture from its standard input, under limits that it sets
/// before it reads anything, writes one `WorkerFrame` and ends.
///
/// Decoders of untrusted pictures are where memory errors live; here such an error can reach
/// nothing but this process, which has no descriptor besides its input and output.
package enum ImageWorker {
  /// What is asked of the process, as its two arguments.
  enum Request {
    case pixels(side: Int)
    case preview(side: Int)

    init?(_ arguments: [String]) {
      guard arguments.count == 2, let side = Int(arguments[1]), side > 0 else { return nil }
      switch arguments[0] {
      case "pixels" where side <= FingerprintLimits.perceptualSideMaximum:
        self = .pixels(side: side)
      case "preview" where side <= FingerprintLimits.previewSideMaximum:
        self = .preview(side: side)
      default: return nil
      }
    }

    var arguments: [String] {
      switch self {
      case .pixels(let side): ["pixels", String(side)]
      case .preview(let side): ["preview", String(side)]
      }
    }

    /// The most bytes that an answer has.
    var answerBytesMaximum: Int {
      switch self {
      case .pixels(let side): WorkerFrame.headerCount + max(side * side * 3, 4096)
      case .preview: WorkerFrame.headerCount + FingerprintLimits.previewBytesMaximum
      }
    }
  }

  /// Does the work of a decoding process and ends it. `arguments` are those after the hidden
  /// sub-command: `pixels SIDE` or `preview SIDE`. Ends with 0 whenever it could answer, be the
  /// answer an error.
  package static func runAsChild(
    arguments: [String] = Array(CommandLine.arguments.dropFirst(2))
  ) -> Never {
    var limits = yunshang_worker_limits(
      memory_bytes: UInt64(FingerprintLimits.workerMemoryMaximum),
      cpu_seconds: UInt64(FingerprintLimits.workerCPUSecondsMaximum),
      descriptors: UInt64(FingerprintLimits.workerDescriptorsMaximum))
    let confined = yunshang_worker_confine(&limits)
    let frame: WorkerFrame
    if confined != 0 {
      frame = .failure(
        FingerprintError(.decoderFailed, "the process could not be confined: error \(confined)"))
    } else {
      do throws(FingerprintError) {
        frame = try answer(arguments)
      } catch {
        frame = .failure(error)
      }
    }
    exit(write(frame.bytes) ? 0 : 1)
  }

  private static func answer(_ arguments: [String]) throws(FingerprintError) -> WorkerFrame {
    guard let request = Request(arguments) else {
      throw FingerprintError(.decoderFailed, "the request is not `pixels SIDE` or `preview SIDE`")
    }
    let input = try readInput()
    let type = MediaType.sniff(magic: input)
    let kind: Int
    switch type {
    case .png: kind = YUNSHANG_PNG
    case .jpeg: kind = YUNSHANG_JPEG
    case .webp: kind = YUNSHANG_WEBP
    default:
      throw FingerprintError(.imageUnsupported, "the picture is not a PNG, JPEG or WebP")
    }
    guard yunshang_vips_start("image-worker") == 0 else {
      throw FingerprintError(.decoderFailed, "libvips could not start")
    }
    var frame = WorkerFrame(status: .done, payload: [])
    frame.type = type
    (frame.sourceWidth, frame.sourceHeight) = try header(input, kind: Int32(kind))
    try fill(&frame, from: input, for: request)
    return frame
  }

  /// Reads the sides and refuses those over a limit, before any pixel is decoded.
  private static func header(
    _ input: [UInt8], kind: Int32
  ) throws(FingerprintError) -> (Int, Int) {
    var (width, height): (UInt32, UInt32) = (0, 0)
    guard yunshang_vips_header(input, input.count, kind, &width, &height) == 0 else {
      throw failure("its header")
    }
    let side = FingerprintLimits.imageSideMaximum
    guard width <= side, height <= side else {
      throw FingerprintError(
        .imageTooLarge, "the picture is \(width) × \(height) pixels; a side may have \(side)")
    }
    let pixels = FingerprintLimits.imagePixelsMaximum
    guard Int(width) * Int(height) <= pixels else {
      throw FingerprintError(
        .imageTooLarge,
        "the picture is \(width) × \(height) pixels; it may have \(pixels) in all")
    }
    return (Int(width), Int(height))
  }

  private static func fill(
    _ frame: inout WorkerFrame, from input: [UInt8], for request: Request
  ) throws(FingerprintError) {
    var (width, height): (UInt32, UInt32) = (0, 0)
    var out: UnsafeMutablePointer<UInt8>?
    var count = 0
    let failed =
      switch request {
      case .pixels(let side):
        yunshang_vips_pixels(
          input, input.count, UInt32(side), &width, &height, &out, &count)
      case .preview(let side):
        yunshang_vips_webp(
          input, input.count, UInt32(side), &width, &height, &out, &count)
      }
    guard failed == 0, let out else { throw failure("its pixels") }
    defer { yunshang_vips_free(out) }
    guard count <= request.answerBytesMaximum - WorkerFrame.headerCount else {
      throw FingerprintError(.imageTooLarge, "the result has \(count) bytes")
    }
    frame.width = Int(width)
    frame.height = Int(height)
    if case .preview = request { frame.type = .webp }
    frame.payload = Array(UnsafeBufferPointer(start: out, count: count))
  }

  /// What libvips says is wrong, in one printable line: it may quote the picture's own bytes.
  private static func failure(_ part: String) -> FingerprintError {
    var text = [CChar](repeating: 0, count: 256)
    yunshang_vips_message(&text, text.count)
    let line = text.prefix { $0 != 0 && $0 != 10 }.map { character in
      (32..<127).contains(character) ? UInt8(bitPattern: character) : UInt8(ascii: "?")
    }
    let said = String(decoding: line, as: UTF8.self)
    let code: FingerprintError.Code =
      said.contains("out of memory") ? .imageTooCostly : .imageMalformed
    return FingerprintError(code, "the picture cannot be read past \(part): \(said)")
  }

  private static func readInput() throws(FingerprintError) -> [UInt8] {
    var about = stat()
    guard fstat(STDIN_FILENO, &about) == 0, about.st_mode & S_IFMT == S_IFREG else {
      throw FingerprintError(.decoderFailed, "the standard input is not a file")
    }
    let limit = FingerprintLimits.imageBytesMaximum
    guard about.st_size <= limit else {
      throw FingerprintError(
        .imageTooLarge, "the picture has \(about.st_size) bytes; it may have \(limit)")
    }
    var bytes = [UInt8](repeating: 0, count: Int(about.st_size))
    var at = 0
    while at < bytes.count {
      let got = bytes.withUnsafeMutableBytes { raw in
        read(STDIN_FILENO, raw.baseAddress.map { $0 + at }, raw.count - at)
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else {
        throw FingerprintError(.fileUnreadable, "the picture ended while it was read")
      }
      at += got
    }
    return bytes
  }

  private static func write(_ bytes: [UInt8]) -> Bool {
    var at = 0
    while at < bytes.count {
      let put = bytes.withUnsafeBytes { raw in
        Foundation.write(STDOUT_FILENO, raw.baseAddress.map { $0 + at }, raw.count - at)
      }
      if put < 0, errno == EINTR { continue }
      guard put > 0 else { return false }
      at += put
    }
    return true
  }
}
