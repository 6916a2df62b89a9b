import Foundation
import Synchronization

/// Decodes pictures in processes of their own (`ImageWorker`).
///
/// Every call blocks for as long as the picture takes, at most
/// `FingerprintLimits.workerMillisecondsMaximum` after waiting at most
/// `workerWaitMillisecondsMaximum` for its turn: call from a thread of your own, never from the
/// cooperative pool. Any number of threads may call; `workers` processes run at a time.
package final class ImageDecoder: Sendable {
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

  /// A running process, and how many pictures it has taken.
  private struct Worker: Sendable {
    let process: WorkerProcess
    var pictures = 0
  }

  private let executable: String
  private let subcommand: [String]
  private let picturesPerWorker: Int
  private let free: DispatchSemaphore
  private let timeoutMilliseconds: Int
  private let idle = Mutex<[Worker]>([])

  /// A decoder that runs `executable` with `subcommand`; that program must call
  /// `ImageWorker.runAsChild`.
  ///
  /// - Parameters:
  ///   - workers: processes that run at a time.
  ///   - picturesPerWorker: pictures that one process takes in turn. 1, for pictures of strangers: what
  ///     a hostile one breaks then meets no other's. Up to `workerPicturesMaximum` for one person's
  ///     own files, since most of a small picture's time is the start of its process.
  ///   - timeoutMilliseconds: the wall-clock time of one picture.
  package init(
    executable: String, subcommand: [String] = ["image-worker"],
    workers: Int = FingerprintLimits.workersMaximum, picturesPerWorker: Int = 1,
    timeoutMilliseconds: Int = FingerprintLimits.workerMillisecondsMaximum
  ) {
    precondition(workers > 0 && timeoutMilliseconds > 0)
    precondition((1...FingerprintLimits.workerPicturesMaximum).contains(picturesPerWorker))
    self.executable = executable
    self.subcommand = subcommand
    self.picturesPerWorker = picturesPerWorker
    self.timeoutMilliseconds = timeoutMilliseconds
    free = DispatchSemaphore(value: workers)
  }

  /// What of the picture in these bytes its codes are made from.
  package func picture(_ bytes: ArraySlice<UInt8>) throws(FingerprintError) -> Picture {
    let frame = try run(.picture, bytes)
    guard
      let picture = Picture(
        payload: frame.payload, mediaType: frame.type,
        info: ImageInfo(width: frame.sourceWidth, height: frame.sourceHeight))
    else { throw ImageDecoder.broken }
    return picture
  }

  /// A WebP of the picture in these bytes, long side at most `longSide` pixels
  /// (`FingerprintLimits.previewSideMaximum` at most).
  package func preview(
    _ bytes: ArraySlice<UInt8>, longSide: Int
  ) throws(FingerprintError) -> Preview {
    let side = min(max(longSide, 1), FingerprintLimits.previewSideMaximum)
    let frame = try run(.preview(side: side), bytes)
    guard frame.type == .webp, MediaType.sniff(magic: frame.payload) == .webp else {
      throw ImageDecoder.broken
    }
    return Preview(
      mediaType: .webp, bytes: frame.payload, width: frame.width, height: frame.height)
  }

  private static let broken = FingerprintError(
    .decoderFailed, "the decoding process gave a broken answer")

  private func run(
    _ kind: WorkerRequest.Kind, _ bytes: ArraySlice<UInt8>
  ) throws(FingerprintError) -> WorkerFrame {
    let limit = FingerprintLimits.imageBytesMaximum
    guard bytes.count <= limit else {
      throw FingerprintError(
        .imageTooLarge, "the picture has \(bytes.count) bytes; it may have \(limit)")
    }
    let patience = FingerprintLimits.workerWaitMillisecondsMaximum
    guard free.wait(timeout: .now() + .milliseconds(patience)) == .success else {
      throw FingerprintError(
        .decoderBusy, "no decoding process became free within \(patience / 1000) s")
    }
    defer { free.signal() }
    let waiting = idle.withLock { $0.popLast() }
    var worker: Worker
    if let waiting { worker = waiting } else { worker = try start() }
    let frame = try worker.process.answer(
      WorkerRequest(kind, byteCount: bytes.count), bytes, timeoutMilliseconds: timeoutMilliseconds)
    worker.pictures += 1
    if worker.pictures < picturesPerWorker {
      let kept = worker
      idle.withLock { $0.append(kept) }
    }
    if frame.status == .failed { throw frame.error }
    return frame
  }

  private func start() throws(FingerprintError) -> Worker {
    Worker(
      process: try WorkerProcess(path: executable, arguments: [executable] + subcommand))
  }
}
