import Cryptography
import Foundation
import Testing
import TransparencyLog

/// The Go project's own log client reads our folder: another implementation of every format.
@Suite("An independent client in Go", .serialized)
struct GoClientTests {
  private static let goPath = "/usr/share/gocode"

  /// Whether Go and its log library (Debian's golang-go and golang-golang-x-mod-dev) are here.
  private static let available: Bool = {
    let found =
      FileManager.default.fileExists(atPath: goPath + "/src/golang.org/x/mod/sumdb/tlog")
      && ((try? run("/usr/bin/env", ["go", "version"]).status) ?? 1) == 0
    if !found {
      print("WARNING: no Go or golang-golang-x-mod-dev: the log was NOT checked by another client")
    }
    return found
  }()

  private static func run(
    _ program: String, _ arguments: [String]
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["GO111MODULE"] = "off"
    environment["GOPATH"] = goPath
    environment["GOFLAGS"] = "-mod=mod"
    environment["GOPROXY"] = "off"
    environment["GOCACHE"] =
      FileManager.default.temporaryDirectory.appendingPathComponent("go-log-client-cache").path
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  @Test("it accepts our log and receipt, and refuses a flipped bit", .enabled(if: available))
  func readsOurLog() throws {
    let source = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Conformance/go-log-client/main.go").path
    let log = try LogFixture(count: 1_000)
    try log.publish([1, 300, 700, 1_000])
    let place = FileManager.default.temporaryDirectory
      .appendingPathComponent("go-log-client-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let program = place.appendingPathComponent("client").path
    let built = try Self.run("/usr/bin/env", ["go", "build", "-o", program, source])
    try #require(built.status == 0, "\(built.output)")

    let receipt = Receipt(
      index: 777,
      hashes: try TileReader(FolderSource(log.path)).inclusionProof(index: 777, size: 1_000),
      checkpoint: log.checkpoint(size: 1_000), extra: [1])
    let receiptPath = place.appendingPathComponent("receipt").path
    let entryPath = place.appendingPathComponent("entry").path
    try Data(receipt.bytes).write(to: URL(fileURLWithPath: receiptPath))
    try Data(log.entries[777]).write(to: URL(fileURLWithPath: entryPath))
    let key = log.key.verifierKey.text
    let good = try Self.run(program, [log.path, key, receiptPath, entryPath])
    #expect(good.status == 0 && good.output == "ok size 1000\n", "\(good.output)")

    try Data(log.entries[776]).write(to: URL(fileURLWithPath: entryPath))
    #expect(try Self.run(program, [log.path, key, receiptPath, entryPath]).status == 1)
    for name in ["checkpoint", "tile/0/001", "tile/1/000.p/3", "tile/entries/003.p/232"] {
      let whole = try #require(try log.files()[name])
      var wrong = [UInt8](whole)
      wrong[20] ^= 1
      try log.set(name, Data(wrong))
      #expect(try Self.run(program, [log.path, key]).status == 1, "\(name)")
      try log.set(name, whole)
    }
    // Older partial tiles are not needed.
    #expect(try Self.run(program, [log.path, key]).status == 0)
  }
}
