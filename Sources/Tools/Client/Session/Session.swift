import Cryptography
import Documents
import Foundation

/// One user at one venue: who they are, how they are reached, and every act that needs either.
package final class Session {
  /// How a session is opened.
  package struct Options: Sendable {
    /// The server's address.
    package var server: String?
    /// The path of the key's file.
    package var keyPath: String?
    /// The account's number, where the key does not say it.
    package var account: String?
    /// The venue's name for itself, where the server's word is not taken.
    package var audience: String?
    /// How long an answer may take, in milliseconds.
    package var timeoutMilliseconds = 30_000

    package init() {}
  }

  /// The server's address, without a slash at its end.
  package let server: String
  /// What was learnt about it.
  package let memory: ServerMemory
  /// Documents whose answer is not known.
  package let outbox: Outbox
  let http = HTTPClient()
  let options: Options
  private var loadedKey: Ed25519.PrivateKey?
  private var knownAccount: String?
  private var knownAudience: String?

  /// Opens a session; nothing is sent yet.
  /// - Throws: `ClientError.usage` if no server is named or its address is not one.
  package init(_ options: Options, _ folders: Folders) throws {
    guard let named = options.server, !named.isEmpty else {
      throw ClientError.usage(
        localized(
          "Which server? Say --server URL, set YUNSHANG_SERVER, or keep it: "
            + "`yunshang profile set --server URL`.",
          "请指定服务器：--server URL，或设置 YUNSHANG_SERVER，或运行 `yunshang profile set --server URL`。"))
    }
    server = try Session.normalised(named)
    self.options = options
    memory = ServerMemory(server: server, folders)
    outbox = Outbox(folder: folders.outbox)
    knownAccount = options.account
    knownAudience = options.audience
  }

  /// An address as it is kept and compared; a bare `HOST:PORT` is taken as http.
  package static func normalised(_ address: String) throws -> String {
    var text = address.contains("://") ? address : "http://" + address
    while text.hasSuffix("/") { text.removeLast() }
    guard let parts = URLComponents(string: text), let scheme = parts.scheme,
      ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty,
      parts.query == nil, parts.fragment == nil, parts.user == nil
    else {
      throw ClientError.usage("\(address) is not a server's address, such as http://HOST:PORT.")
    }
    return text
  }

  /// The key, read from its file when it is first needed.
  package func key() throws -> Ed25519.PrivateKey {
    if let loadedKey { return loadedKey }
    guard let path = options.keyPath else {
      throw ClientError.usage("Which key? Say --key FILE, or make one: `yunshang key new`.")
    }
    let key = try Session.loadKey(path)
    loadedKey = key
    return key
  }

  /// Reads a key's file.
  package static func loadKey(_ path: String) throws -> Ed25519.PrivateKey {
    guard let bytes = try LocalFile.read(path, limit: 1 << 16) else {
      throw ClientError.failed(
        "no-such-key", "There is no key \(path): make one with `yunshang key new --key \(path)`.")
    }
    return try KeyFile.parse(String(decoding: bytes, as: UTF8.self))
  }

  /// The account: the one that was named, or the one that this key opened here.
  package func account() throws -> String {
    if let knownAccount { return knownAccount }
    let key = try key()
    var found = try memory.account(of: key.publicKey)
    // The genesis entry gives the operator account 0, so a venue's own key needs no opening.
    if found == nil, try isKey(of: "0") { found = "0" }
    guard let account = found else {
      throw ClientError.failed(
        "no-account",
        localized(
          "No account of this key is known at \(server): open one with `yunshang account open`, or "
            + "say --account N.",
          "此密钥在 \(server) 尚无已知账户：请运行 `yunshang account open`，或用 --account N 指定。"))
    }
    try remember(account: account)
    return account
  }

  private func isKey(of account: String) throws -> Bool {
    knownAccount = account
    defer { knownAccount = nil }
    do {
      _ = try get("/v1/accounts/\(account)", isPrivate: true)
      return true
    } catch ClientError.refused {
      return false
    }
  }

  /// Remembers that the key has this account here.
  package func remember(account: String) throws {
    knownAccount = account
    try memory.remember(account: account, of: try key().publicKey)
  }

  /// The venue's name for itself, which every document carries so that no other venue can use it.
  /// It is learnt once, from the server's status.
  package func audience() throws -> String {
    if let knownAudience { return knownAudience }
    if let remembered = try memory.audience() {
      knownAudience = remembered
      return remembered
    }
    guard let origin = try get("/v1/status")["origin"]?.string else {
      throw ClientError.failed(
        "no-origin", "\(server) does not say its name: give it with --audience NAME.")
    }
    try memory.remember(audience: origin)
    knownAudience = origin
    return origin
  }

  /// Seconds since 1970, by this machine's clock.
  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec)
  }

  /// Microseconds since 1970, by this machine's clock.
  static func nowMicroseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }
}
