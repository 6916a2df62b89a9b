import Foundation
import Synchronization

/// A server that answers, hangs or breaks off exactly as a test says. One connection at a time, on
/// a thread of its own.
final class MockServer: Sendable {
  /// What came.
  struct Request: Sendable {
    var method: String
    var path: String
    var headers: [String: String]
    var body: [UInt8]
  }

  /// What goes back.
  enum Reaction: Sendable {
    case answer(Int, String, type: String = "application/json")
    /// Bytes as they are, the connection being closed afterwards.
    case raw(String)
    /// The connection is cut without a word.
    case cut
    /// The head says more than comes, then the connection is cut.
    case cutMidway
    /// Nothing, for so many seconds.
    case hang(Double)
  }

  let port: UInt16
  private let listener: Int32
  private let react: Mutex<@Sendable (Request) -> Reaction>
  private let seen = Mutex<(requests: [Request], connections: Int)>(([], 0))

  var address: String { "http://127.0.0.1:\(port)" }
  var requests: [Request] { seen.withLock { $0.requests } }
  var connections: Int { seen.withLock { $0.connections } }

  init(_ react: @escaping @Sendable (Request) -> Reaction) throws {
    self.react = Mutex(react)
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let file = listener
    let isReady = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(file, $0, length) == 0 && listen(file, 8) == 0 && getsockname(file, $0, &length) == 0
      }
    }
    guard isReady else { throw POSIXError(.EADDRINUSE) }
    port = UInt16(bigEndian: address.sin_port)
    let thread = Thread { [weak self] in
      while true {
        let connection = accept(file, nil, nil)
        guard connection >= 0, let self else { return }
        self.seen.withLock { $0.connections += 1 }
        self.serve(connection)
        close(connection)
      }
    }
    thread.start()
  }

  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// Changes what happens from here on.
  func set(_ react: @escaping @Sendable (Request) -> Reaction) {
    self.react.withLock { $0 = react }
  }

  private func serve(_ connection: Int32) {
    var pending: [UInt8] = []
    while let request = read(connection, &pending) {
      seen.withLock { $0.requests.append(request) }
      switch react.withLock({ $0 })(request) {
      case .answer(let status, let body, let type):
        send(
          connection,
          "HTTP/1.1 \(status) X\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)"
            + "\r\n\r\n\(body)")
      case .raw(let text):
        send(connection, text)
        return
      case .cut: return
      case .cutMidway:
        send(connection, "HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\n{\"co")
        return
      case .hang(let seconds):
        Thread.sleep(forTimeInterval: seconds)
        return
      }
    }
  }

  private func read(_ connection: Int32, _ pending: inout [UInt8]) -> Request? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let head = pending.firstRange(of: end) {
        let text = String(decoding: pending[..<head.lowerBound], as: UTF8.self)
        let lines = text.components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
          let parts = line.split(separator: ":", maxSplits: 1)
          guard parts.count == 2 else { continue }
          headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let count = headers["content-length"].flatMap { Int($0) } ?? 0
        if pending.count - head.upperBound >= count {
          let body = Array(pending[head.upperBound..<head.upperBound + count])
          pending.removeFirst(head.upperBound + count)
          let first = lines[0].split(separator: " ")
          guard first.count == 3 else { return nil }
          return Request(
            method: String(first[0]), path: String(first[1]), headers: headers, body: body)
        }
      }
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      let count = Foundation.read(connection, &piece, piece.count)
      guard count > 0 else { return nil }
      pending.append(contentsOf: piece[..<count])
    }
  }

  private func send(_ connection: Int32, _ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes {
      Foundation.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
  }
}
