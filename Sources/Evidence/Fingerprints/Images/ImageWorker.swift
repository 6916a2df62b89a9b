import CVips
import Foundation

/// The decoding process: under limits that it sets before it reads anything, it reads pictures from
/// its standard input (`WorkerRequest`), answers each with one `WorkerFrame`, and ends with its input.
///
/// Decoders of untrusted pictures are where memory errors live; here such an error can reach
/// nothing but this process, which has no descriptor besides its connection.
package enum ImageWorker {
  /// Does the work of a decoding process and ends it: with 0 when its input ended between two
  /// requests.
  package static func runAsChild() -> Never {
    let seconds = UInt64(FingerprintLimits.workerCPUSecondsMaximum)
    var limits = yunshang_worker_limits(
      memory_bytes: UInt64(FingerprintLimits.workerMemoryMaximum),
      cpu_seconds: seconds,
      cpu_seconds_in_all: (seconds + 1) * UInt64(FingerprintLimits.workerPicturesMaximum),
      descriptors: UInt64(FingerprintLimits.workerDescriptorsMaximum))
    let confined = yunshang_worker_confine(&limits)
    var pictures = 0
    while let header = read(WorkerRequest.headerCount), !header.isEmpty {
      let frame: WorkerFrame
      do throws(FingerprintError) {
        guard confined == 0 else {
          throw FingerprintError(
            .decoderFailed, "the process could not be confined: error \(confined)")
        }
        pictures += 1
        guard let request = WorkerRequest(header: header),
          pictures <= FingerprintLimits.workerPicturesMaximum
        else { exit(1) }
        guard let input = read(request.byteCount), input.count == request.byteCount else { exit(1) }
        _ = yunshang_worker_grant(seconds)
        frame = try answer(request, input)
      } catch {
        frame = .failure(error)
      }
      guard write(frame.bytes) else { exit(1) }
    }
    exit(0)
  }

  private static func answer(
    _ request: WorkerRequest, _ input: [UInt8]
  ) throws(FingerprintError) -> WorkerFrame {
    let type = MediaType.sniff(magic: input)
    let kind: Int
    switch type {
    case .png: kind = YUNSHANG_PNG
    case .jpeg: kind = YUNSHANG_JPEG
    case .webp: kind = YUNSHANG_WEBP
    default:
      throw FingerprintError(.imageUnsupported, "the picture is not a PNG, JPEG or WebP")
    }
    guard hasStarted else { throw FingerprintError(.decoderFailed, "libvips could not start") }
    var frame = WorkerFrame(status: .done, payload: [])
    frame.type = type
    (frame.sourceWidth, frame.sourceHeight) = try header(input, kind: Int32(kind))
    switch request.kind {
    case .picture: frame.payload = try picture(input, kind: Int32(kind), type).payload
    case .preview(let side):
      let limit = request.payloadBytesMaximum
      (frame.payload, frame.width, frame.height) = try preview(input, side: side, limit: limit)
      frame.type = .webp
    }
    return frame
  }

  /// Whether libvips is there; loaded with the first picture.
  private static let hasStarted = yunshang_vips_start("image-worker") == 0

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
    let pixels = Int(width) * Int(height)
    guard pixels <= FingerprintLimits.imagePixelsMaximum else {
      throw FingerprintError(
        .imageTooLarge,
        "the picture is \(width) × \(height) pixels; it may have "
          + "\(FingerprintLimits.imagePixelsMaximum) in all")
    }
    guard
      pixels <= FingerprintLimits.imageBombPixelsMinimum
        || pixels / input.count <= FingerprintLimits.imagePixelsPerByteMaximum
    else {
      throw FingerprintError(
        .imageTooLarge,
        "the picture is \(width) × \(height) pixels in \(input.count) bytes: no picture packs so well")
    }
    return (Int(width), Int(height))
  }

  private static func picture(
    _ input: [UInt8], kind: Int32, _ type: MediaType
  ) throws(FingerprintError) -> Picture {
    var (width, height, bands): (UInt32, UInt32, UInt32) = (0, 0, 0)
    var out: UnsafeMutablePointer<UInt8>?
    var count = 0
    guard
      yunshang_vips_pixels(input, input.count, kind, &width, &height, &bands, &out, &count) == 0,
      let out
    else { throw failure("its pixels") }
    defer { yunshang_vips_free(out) }
    guard (1...4).contains(bands), count == Int(width) * Int(height) * Int(bands),
      let picture = Picture(
        DecodedPixels(
          width: Int(width), height: Int(height), bands: Int(bands),
          samples: UnsafeBufferPointer(start: out, count: count)), mediaType: type)
    else { throw FingerprintError(.imageUnsupported, "the picture has \(bands) channels") }
    return picture
  }

  private static func preview(
    _ input: [UInt8], side: Int, limit: Int
  ) throws(FingerprintError) -> ([UInt8], Int, Int) {
    var (width, height): (UInt32, UInt32) = (0, 0)
    var out: UnsafeMutablePointer<UInt8>?
    var count = 0
    guard
      yunshang_vips_webp(input, input.count, UInt32(side), &width, &height, &out, &count) == 0,
      let out
    else { throw failure("its pixels") }
    defer { yunshang_vips_free(out) }
    guard count <= limit else {
      throw FingerprintError(.imageTooLarge, "the preview has \(count) bytes")
    }
    return (Array(UnsafeBufferPointer(start: out, count: count)), Int(width), Int(height))
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

  /// Reads so many bytes; fewer where the input ends, `nil` where it cannot be read.
  private static func read(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var at = 0
    while at < count {
      let got = bytes.withUnsafeMutableBytes { raw in
        Foundation.read(STDIN_FILENO, raw.baseAddress.map { $0 + at }, raw.count - at)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { return nil }
      if got == 0 { return Array(bytes.prefix(at)) }
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
