import Cryptography
import Documents
import Foundation
import TransparencyLog

/// The venue's keys, as files of its data folder that only it may read.
package struct Identity: Sendable {
  /// The operator's first key: acts are signed with it through the CLI, never by the server.
  package let operatorKey: Ed25519.PrivateKey
  /// Signs checkpoints.
  package let logKey: LogKey
  /// Signs certificates and holder credentials.
  package let credentialKey: Ed25519.PrivateKey

  /// Reads the keys in `folder`, making those that are missing.
  package init(folder: String, origin: String) throws {
    operatorKey = try Identity.key("\(folder)/operator.key")
    let signing = try Identity.key("\(folder)/log.key")
    logKey = try LogKey(name: "\(origin)/log", privateKey: signing)
    credentialKey = try Identity.key("\(folder)/credential.key")
  }

  private static func key(_ path: String) throws -> Ed25519.PrivateKey {
    if let data = FileManager.default.contents(atPath: path) {
      return try KeyFile.parse(String(decoding: data, as: UTF8.self))
    }
    let key = Ed25519.PrivateKey.generate()
    // Put in place whole, so that a start that was cut off leaves no half a key behind.
    let temporary = "\(path).new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StartError(what: "\(path) cannot be written") }
    defer { close(descriptor) }
    let text = Array(KeyFile.text(key).utf8)
    guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0,
      rename(temporary, path) == 0
    else {
      throw StartError(what: "\(path) cannot be written")
    }
    return key
  }
}

/// Why a node does not start, for the operator.
package struct StartError: Error, Sendable, CustomStringConvertible {
  /// What is wrong and what to do.
  package let what: String
  package var description: String { what }
}
