import Documents
import Foundation

/// A venue in a process of its own.
final class ServerProcess {
  /// How long it may take to begin and to end, in seconds.
  private static let patience = 120.0

  private let process = Process()
  private let errors: URL
  /// The port it listens on.
  let port: UInt16
  /// The path of the operator's key.
  let operatorKeyPath: String

  /// Starts `binary serve` over a folder and waits until it listens. Its messages go to a file beside
  /// the folder.
  init(binary: String, folder: String, origin: String) throws {
    errors = URL(fileURLWithPath: folder + ".messages")
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    process.executableURL = URL(fileURLWithPath: binary)
    process.arguments = [
      "serve", "--data", folder, "--listen", "127.0.0.1:0", "--origin", origin, "--demo",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    var line: [UInt8] = []
    while line.last != 10 {
      let piece = output.fileHandleForReading.availableData
      guard !piece.isEmpty, line.count < 4096 else {
        throw BenchmarkError("the server did not start: see \(errors.path)")
      }
      line.append(contentsOf: piece)
    }
    line.removeLast()
    let hello = try CanonicalParser.parse(line)
    guard let address = hello["listening"]?.string, let colon = address.lastIndex(of: ":"),
      let port = UInt16(address[address.index(after: colon)...]),
      let key = hello["operatorKey"]?.string
    else { throw BenchmarkError("the server's first line is not understood") }
    self.port = port
    operatorKeyPath = key
  }

  /// The path of the server's program: the one that was named, or YUNSHANG_BINARY, or the one beside
  /// this program.
  static func binary(_ named: String?) throws -> String {
    let beside = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent("yunshang").path
    let found = named ?? ProcessInfo.processInfo.environment["YUNSHANG_BINARY"] ?? beside
    guard FileManager.default.isExecutableFile(atPath: found) else {
      throw BenchmarkError("there is no server at \(found): say --server-binary FILE")
    }
    return found
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// Its number.
  var identifier: Int32 { process.processIdentifier }

  /// What it has written to its log so far.
  var messages: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

  /// The most memory it has had resident, in MiB.
  func residentPeak() -> Double {
    (Double(status("VmHWM:").filter(\.isNumber)) ?? 0) / 1024
  }

  /// A line of what the system tells of the process; empty when it is gone.
  private func status(_ name: String) -> Substring {
    let path = "/proc/\(process.processIdentifier)/status"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return "" }
    return text.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
  }

  /// Seconds of processor time it has used.
  func processorSeconds() -> Double {
    let path = "/proc/\(process.processIdentifier)/stat"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let close = text.lastIndex(of: ")")
    else { return 0 }
    let fields = text[close...].split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else {
      return 0
    }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Sends SIGTERM and waits for the end.
  /// - Throws: `BenchmarkError` unless it exits with 0.
  func stop() throws {
    process.terminate()
    let limit = Clock.nanoseconds() + UInt64(Self.patience * 1e9)
    while process.isRunning {
      guard Clock.nanoseconds() < limit else {
        throw BenchmarkError(
          "the server did not stop within \(Int(Self.patience)) s; it is \(status("State:"))")
      }
      usleep(20_000)
    }
    guard process.terminationStatus == 0 else {
      throw BenchmarkError(
        "the server ended with \(process.terminationStatus): see \(errors.path)")
    }
    try? FileManager.default.removeItem(at: errors)
  }
}
