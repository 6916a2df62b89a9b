import Documents
import Foundation
import TransparencyLog

/// Holds what was acknowledged to the log that the server left behind.
enum LogCheck {
  /// Runs `yunshang verify` over the log, and finds each acknowledged sequence in it as an order's
  /// entry.
  ///
  /// - Returns: how many order entries the log has.
  /// - Throws: `BenchmarkError` when the log is not valid or lacks one.
  static func run(binary: String, log: String, acknowledged: Bits) throws -> Int {
    let size = try verify(binary: binary, log: log)
    let source = FolderSource(log)
    var missing = acknowledged
    var count = 0
    for index in 0..<(size + 255) / 256 {
      let width = min(256, size - index * 256)
      let place = TileCoordinates(.entries, index: UInt64(index), width: width)
      guard let bundle = try source.fetch(place.path) else {
        throw BenchmarkError("the log lacks \(place.path)")
      }
      for (position, entry) in try EntryBundle.decode(bundle).enumerated() {
        let isOrder = entry.withUnsafeBytes { HTTP.find("\"kind\":\"order.", in: $0) != nil }
        guard isOrder else { continue }
        count += 1
        missing.remove(index * 256 + position)
      }
    }
    guard missing.count == 0 else {
      throw BenchmarkError("\(missing.count) acknowledged documents are not in the log")
    }
    return count
  }

  private static func verify(binary: String, log: String) throws -> Int {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: binary)
    process.arguments = ["verify", log, "--json"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0,
      let size = try CanonicalParser.parse(text.filter { $0 != 10 })["size"]?.number
    else { throw BenchmarkError("the log is not valid: \(String(decoding: text, as: UTF8.self))") }
    return Int(size)
  }
}
