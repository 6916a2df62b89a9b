import Foundation

/// What the machine does by itself in the same minutes, beside which the venue is measured.
enum Yardsticks {
  /// Ed25519 verifications a second on two processors, by `openssl speed -multi 2 ed25519`.
  static func verifyRate(seconds: Int) throws -> Double {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl", "speed", "-multi", "2", "-seconds", "\(seconds)", "ed25519"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    // The last line: name, seconds a signature, seconds a verification, signatures and
    // verifications a second.
    guard let last = text.split(separator: "\n").last, last.contains("Ed25519"),
      let rate = last.split(separator: " ").last.flatMap({ Double($0) })
    else { throw BenchmarkError("openssl speed is not understood: \(text.suffix(200))") }
    return rate
  }

  /// Durations of writing 4 KiB and syncing it with `fdatasync`, in the folder at `path`.
  static func syncs(in path: String, count: Int, into latencies: inout Latencies) throws {
    let file = open("\(path)/sync-probe", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw BenchmarkError("\(path) cannot be written: errno \(errno)") }
    defer {
      close(file)
      unlink("\(path)/sync-probe")
    }
    let page = [UInt8](repeating: 0x59, count: 4096)
    for _ in 0..<count {
      let start = Clock.nanoseconds()
      guard write(file, page, page.count) == page.count, fdatasync(file) == 0 else {
        throw BenchmarkError("\(path) cannot be written: errno \(errno)")
      }
      latencies.add(Clock.nanoseconds() - start)
    }
  }

  /// Requests a second of a `POST` without a body that the same server answers at its door, by the
  /// same client.
  static func emptyPostRate(port: UInt16, connections: Int, seconds: Double) throws -> Double {
    var pool = RequestPool()
    pool.add("/v1/plan", [], .orders, isJSON: false)
    var client = try LoadClient(
      port: port,
      LoadClient.Plan(
        pace: .closed, connectionCount: connections, seconds: seconds, warmUpSeconds: 0.5,
        isRepeated: true))
    let tally = try client.run(pool)
    return Double(tally.answered) / tally.seconds
  }
}
