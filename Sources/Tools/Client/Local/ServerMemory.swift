import Cryptography
import Documents
import Foundation

/// What was learnt about a server and is held on to: its name for itself, its log's key, and which
/// account belongs to which key.
///
/// A later answer that differs is an error, not news: otherwise whoever sits between could become
/// another venue unnoticed.
package struct ServerMemory: Sendable {
  /// The server's address.
  package let server: String
  private let folder: String

  /// The memory of `server`.
  package init(server: String, _ folders: Folders) {
    self.server = server
    folder = folders.state + "/servers/" + SHA256.hash(utf8: server).hex.prefix(32)
  }

  private func read(_ name: String) throws -> String? {
    try LocalFile.read("\(folder)/\(name)").map { bytes in
      String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
    }
  }

  private func write(_ name: String, _ value: String) throws {
    try LocalFile.makeFolder(folder)
    try LocalFile.write(Array((value + "\n").utf8), to: "\(folder)/\(name)")
    // For people who look into the folder, whose own name says nothing.
    try LocalFile.write(Array((server + "\n").utf8), to: "\(folder)/server")
  }

  /// The venue's name for itself; `nil` if it was never learnt.
  package func audience() throws -> String? { try read("audience") }
  /// Remembers the venue's name for itself.
  package func remember(audience: String) throws { try write("audience", audience) }

  /// The log's verifier key; `nil` if it was never learnt.
  package func logKey() throws -> String? { try read("log-key") }
  /// Remembers the log's verifier key.
  package func remember(logKey: String) throws { try write("log-key", logKey) }

  /// Who signs the venue's certificates; `nil` if it was never learnt.
  package func issuer() throws -> String? { try read("issuer") }
  /// Remembers who signs the venue's certificates.
  package func remember(issuer: String) throws { try write("issuer", issuer) }

  private func name(of key: Ed25519.PublicKey) -> String {
    "account-" + DIDKey.text(key).dropFirst("did:key:".count)
  }

  /// The account of a key; `nil` if it was never learnt.
  package func account(of key: Ed25519.PublicKey) throws -> String? { try read(name(of: key)) }
  /// Remembers the account of a key.
  package func remember(account: String, of key: Ed25519.PublicKey) throws {
    try write(name(of: key), account)
  }

  /// Forgets all of it, as when a venue was set up anew at the same address.
  package func forget() throws {
    guard FileManager.default.fileExists(atPath: folder) else { return }
    do {
      try FileManager.default.removeItem(atPath: folder)
    } catch {
      throw ClientError.failed("local-file", "\(folder) cannot be removed: \(error).")
    }
  }
}
