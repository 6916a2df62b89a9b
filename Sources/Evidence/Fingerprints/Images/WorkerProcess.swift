import CVips
import Foundation

/// An open file descriptor that closes itself.
final class Descriptor: Sendable {
  let number: Int32

  init(_ number: Int32) { self.number = number }
  deinit { close(number) }
}

/// A running decoding process and the connection to it. It is killed and reaped when the object goes
/// away, so none stays behind on any path.
final class WorkerProcess: Sendable {
  private let process: pid_t
  private let connection: Descriptor

  /// Starts `path`; `arguments` begin with its name.
  init(path: String, arguments: [String]) throws(FingerprintError) {
    var (parentEnd, childEnd): (Int32, Int32) = (-1, -1)
    let paired = yunshang_socket_pair(&parentEnd, &childEnd)
    guard paired == 0 else {
      throw FingerprintError(.decoderFailed, "no connection to a decoding process: error \(paired)")
    }
    connection = Descriptor(parentEnd)
    let child = Descriptor(childEnd)
    let copies = arguments.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    let list = copies.map { UnsafePointer($0) } + [nil]
    var started: pid_t = 0
    // A descriptor closes with its object, which must therefore outlive the call.
    let failed = withExtendedLifetime(child) {
      yunshang_spawn(path, list, child.number, &started)
    }
    process = started
    guard failed == 0 else {
      throw FingerprintError(
        .decoderFailed, "the decoding process could not be started: error \(failed)")
    }
  }

  deinit {
    guard process > 0 else { return }
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
  }

  /// Sends a picture and waits for the answer to it. After an error the process is of no further use.
  func answer(
    _ request: WorkerRequest, _ picture: ArraySlice<UInt8>, timeoutMilliseconds: Int
  ) throws(FingerprintError) -> WorkerFrame {
    let wait = Patience(
      connection: connection.number, milliseconds: timeoutMilliseconds)
    // A process that has ended says why by how it did; sending to it just fails.
    if try wait.send(request.header[...]) { _ = try wait.send(picture) }
    guard let header = try wait.receive(WorkerFrame.headerCount) else { throw end(by: wait) }
    guard let count = WorkerFrame.payloadCount(header: header),
      count <= request.payloadBytesMaximum
    else {
      throw FingerprintError(.decoderFailed, "the decoding process gave a broken answer")
    }
    guard let payload = try wait.receive(count), let frame = WorkerFrame(header + payload) else {
      throw end(by: wait)
    }
    return frame
  }

  /// Why a process ended without an answer.
  private func end(by wait: Patience) -> FingerprintError {
    var signal = yunshang_signal_of_ended(process)
    while signal < 0, ContinuousClock.now < wait.deadline {
      usleep(1000)
      signal = yunshang_signal_of_ended(process)
    }
    switch signal {
    case ...0:
      return FingerprintError(.decoderFailed, "the decoding process ended without an answer")
    case SIGXCPU, SIGKILL, SIGABRT, SIGTRAP:
      return FingerprintError(.imageTooCostly, "decoding took more time or memory than it may")
    default:
      return FingerprintError(.imageMalformed, "the picture broke its decoder")
    }
  }
}

/// Sending and receiving until a deadline.
private struct Patience {
  let connection: Int32
  let milliseconds: Int
  let deadline: ContinuousClock.Instant

  init(connection: Int32, milliseconds: Int) {
    self.connection = connection
    self.milliseconds = milliseconds
    deadline = .now + .milliseconds(milliseconds)
  }

  /// Sends all of it; `false` when the other end is gone.
  func send(_ bytes: ArraySlice<UInt8>) throws(FingerprintError) -> Bool {
    var sent = false
    var failure: FingerprintError?
    bytes.withUnsafeBytes { raw in
      do throws(FingerprintError) { sent = try send(raw) } catch { failure = error }
    }
    if let failure { throw failure }
    return sent
  }

  private func send(_ raw: UnsafeRawBufferPointer) throws(FingerprintError) -> Bool {
    var at = 0
    while at < raw.count {
      try wait(for: Int16(POLLOUT))
      let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
      let put = Foundation.send(
        connection, raw.baseAddress.map { $0 + at }, raw.count - at, flags)
      if put < 0, errno == EINTR || errno == EAGAIN { continue }
      guard put > 0 else { return false }
      at += put
    }
    return true
  }

  /// Exactly so many bytes; `nil` when the other end is gone.
  func receive(_ count: Int) throws(FingerprintError) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var at = 0
    while at < count {
      try wait(for: Int16(POLLIN))
      let got = bytes.withUnsafeMutableBytes { raw in
        Foundation.recv(
          connection, raw.baseAddress.map { $0 + at }, raw.count - at, Int32(MSG_DONTWAIT))
      }
      if got < 0, errno == EINTR || errno == EAGAIN { continue }
      guard got > 0 else { return nil }
      at += got
    }
    return bytes
  }

  private func wait(for events: Int16) throws(FingerprintError) {
    var wanted = pollfd(fd: connection, events: events, revents: 0)
    while true {
      let left = (deadline - .now) / .milliseconds(1)
      guard left > 0 else {
        throw FingerprintError(
          .imageTooCostly, "the picture was not decoded within \(milliseconds) ms")
      }
      let ready = poll(&wanted, 1, Int32(left.rounded(.up)))
      if ready > 0 { return }
      if ready < 0, errno != EINTR {
        throw FingerprintError(.decoderFailed, "the decoding process cannot be awaited: \(errno)")
      }
    }
  }
}
