import CVips
import Foundation

/// An open file descriptor that closes itself.
final class Descriptor {
  let number: Int32

  init(_ number: Int32) { self.number = number }
  deinit { close(number) }
}

/// A running decoding process and the pipe that it answers through. It is killed and reaped when
/// the value goes away, so none stays behind on any path.
struct WorkerProcess: ~Copyable {
  private let process: pid_t
  private let output: Descriptor

  private init(process: pid_t, output: Descriptor) {
    self.process = process
    self.output = output
  }

  /// Starts `path`; `arguments` begin with its name.
  static func start(
    path: String, arguments: [String], input: Descriptor
  ) throws(FingerprintError) -> WorkerProcess {
    var (readEnd, writeEnd): (Int32, Int32) = (-1, -1)
    let piped = yunshang_pipe(&readEnd, &writeEnd)
    guard piped == 0 else {
      throw FingerprintError(.decoderFailed, "no pipe to a decoding process: error \(piped)")
    }
    let output = Descriptor(readEnd)
    let childOutput = Descriptor(writeEnd)
    let copies = arguments.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    let list = copies.map { UnsafePointer($0) } + [nil]
    var process: pid_t = 0
    // A descriptor closes with its object, which must therefore outlive the call.
    let failed = withExtendedLifetime((input, childOutput)) {
      yunshang_spawn(path, list, input.number, childOutput.number, &process)
    }
    guard failed == 0 else {
      throw FingerprintError(
        .decoderFailed, "the decoding process could not be started: error \(failed)")
    }
    return WorkerProcess(process: process, output: output)
  }

  deinit {
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
  }

  /// Everything that the process writes until it closes its output.
  func answer(
    bytesMaximum: Int, timeoutMilliseconds: Int
  ) throws(FingerprintError) -> [UInt8] {
    let deadline = ContinuousClock.now + .milliseconds(timeoutMilliseconds)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      try waitForOutput(until: deadline, timeoutMilliseconds)
      let got = read(output.number, &chunk, chunk.count)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else {
        throw FingerprintError(.decoderFailed, "the decoding process cannot be read: \(errno)")
      }
      if got == 0 { break }
      guard bytes.count + got <= bytesMaximum else {
        throw FingerprintError(.decoderFailed, "the decoding process answered at too great length")
      }
      bytes.append(contentsOf: chunk[..<got])
    }
    if bytes.isEmpty { throw end(by: deadline) }
    return bytes
  }

  private func waitForOutput(
    until deadline: ContinuousClock.Instant, _ timeoutMilliseconds: Int
  ) throws(FingerprintError) {
    var wanted = pollfd(fd: output.number, events: Int16(POLLIN), revents: 0)
    while true {
      let left = (deadline - .now) / .milliseconds(1)
      guard left > 0 else {
        throw FingerprintError(
          .imageTooCostly, "the picture was not decoded within \(timeoutMilliseconds) ms")
      }
      let ready = poll(&wanted, 1, Int32(left.rounded(.up)))
      if ready > 0 { return }
      if ready < 0, errno != EINTR {
        throw FingerprintError(.decoderFailed, "the decoding process cannot be awaited: \(errno)")
      }
    }
  }

  /// Why a process ended without an answer.
  private func end(by deadline: ContinuousClock.Instant) -> FingerprintError {
    var signal = yunshang_signal_of_ended(process)
    while signal < 0, ContinuousClock.now < deadline {
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
