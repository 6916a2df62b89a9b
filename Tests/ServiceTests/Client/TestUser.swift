import Client
import Cryptography
import Documents
import Foundation
import Testing

/// A user with folders and a key of their own, gone when the test ends.
final class TestUser {
  let home: String
  let folders: Folders
  let key = Ed25519.PrivateKey.generate()
  var keyPath: String { home + "/key.json" }

  init() throws {
    home = NSTemporaryDirectory() + "yunshang-\(UUID())"
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    folders = Folders(environment: [
      "XDG_CONFIG_HOME": home + "/config", "XDG_STATE_HOME": home + "/state", "HOME": home,
    ])
    try LocalFile.write(Array(KeyFile.text(key).utf8), to: keyPath)
  }

  deinit { try? FileManager.default.removeItem(atPath: home) }

  func session(
    _ server: MockServer, account: String? = "5", milliseconds: Int = 2_000
  ) throws -> Session {
    var options = Session.Options()
    options.server = server.address
    options.keyPath = keyPath
    options.account = account
    options.timeoutMilliseconds = milliseconds
    return try Session(options, folders)
  }
}

/// What the mock answers where a test does not care.
enum Replies {
  static let status = MockServer.Reaction.answer(200, "{\"origin\":\"test.example\"}")

  static func problem(_ status: Int, _ code: String) -> MockServer.Reaction {
    .answer(
      status,
      "{\"code\":\"\(code)\",\"detail\":\"No.\",\"sequence\":9,\"status\":\(status),"
        + "\"title\":\"T\",\"type\":\"urn:yunshang:problem:\(code)\"}",
      type: "application/problem+json")
  }
}
