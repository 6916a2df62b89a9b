import Documents
import Glibc

/// A blocking connection to a server on this machine.
final class Socket {
  /// The file descriptor.
  let descriptor: Int32

  /// Connects to 127.0.0.1.
  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw BenchmarkError("no socket: errno \(errno)") }
    var one: Int32 = 1
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw BenchmarkError("no connection: errno \(errno)") }
  }

  deinit { close(descriptor) }

  /// Sends all of `bytes`.
  func send(_ bytes: UnsafeRawBufferPointer) throws {
    var sent = 0
    while sent < bytes.count {
      let count = Glibc.send(
        descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent,
        Int32(MSG_NOSIGNAL))
      guard count > 0 else { throw BenchmarkError("the server closed: errno \(errno)") }
      sent += count
    }
  }

  /// Sends a request and waits for its answer.
  func exchange(
    _ method: String, _ path: String, _ body: [UInt8] = [], isJSON: Bool = true, more: String = ""
  ) throws -> (status: Int, body: [UInt8]) {
    let head = HTTP.head(method, path, count: body.count, isJSON: isJSON, more: more)
    try (Array(head.utf8) + body).withUnsafeBytes { try send($0) }
    var received: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &piece, piece.count, 0)
      guard count > 0 else { throw BenchmarkError("the server closed: errno \(errno)") }
      received.append(contentsOf: piece[..<count])
      let answer = try received.withUnsafeBytes { try HTTP.answer($0) }
      if let answer, received.count >= answer.end {
        return (answer.status, Array(received[answer.bodyStart..<answer.end]))
      }
    }
  }
}
