import Client
import Foundation
import Testing

/// The transport: above all, whether a request that failed can have reached the server.
@Suite(.serialized) struct HTTPClientTests {
  private func failure(_ client: HTTPClient, _ request: HTTPRequest) -> HTTPFailure? {
    do {
      _ = try client.send(request)
      return nil
    } catch {
      return error
    }
  }

  @Test func answersComeOverOneConnection() throws {
    let server = try MockServer { .answer(200, "\($0.method) \($0.path)", type: "text/plain") }
    defer { server.stop() }
    let client = HTTPClient()
    for number in 0..<3 {
      let response = try client.send(HTTPRequest("GET", "\(server.address)/\(number)"))
      #expect(response.status == 200)
      #expect(response.mediaType == "text/plain")
      #expect(String(decoding: response.body, as: UTF8.self) == "GET /\(number)")
    }
    #expect(server.connections == 1)
  }

  @Test func bodiesArriveWhole() throws {
    let server = try MockServer { .answer(200, "\($0.body.count) \($0.headers["expect"] ?? "-")") }
    defer { server.stop() }
    let client = HTTPClient()
    for count in [0, 1, 100_000] {
      let body = [UInt8](repeating: 0x61, count: count)
      let response = try client.send(HTTPRequest("POST", server.address, body: .bytes(body)))
      #expect(String(decoding: response.body, as: UTF8.self) == "\(count) -")
    }
    let path = NSTemporaryDirectory() + "upload-\(UUID())"
    try Data(repeating: 7, count: 3_000_000).write(to: URL(fileURLWithPath: path))
    defer { unlink(path) }
    var sent: Int64 = 0
    let response = try client.send(
      HTTPRequest("PUT", server.address, body: .file(path)), progress: { sent = max(sent, $0) })
    #expect(String(decoding: response.body, as: UTF8.self) == "3000000 -")
    #expect(sent == 3_000_000)
    #expect(server.requests.last?.body == [UInt8](repeating: 7, count: 3_000_000))
  }

  @Test func nobodyListening() throws {
    let server = try MockServer { _ in .cut }
    let address = server.address
    server.stop()
    guard case .notSent = failure(HTTPClient(), HTTPRequest("POST", address)) else {
      Issue.record("a refused connection means that nothing was sent")
      return
    }
    guard
      case .notSent = failure(HTTPClient(), HTTPRequest("GET", "http://no-such-host.invalid"))
    else {
      Issue.record("a host without an address means that nothing was sent")
      return
    }
  }

  @Test(arguments: [MockServer.Reaction.cut, .cutMidway, .hang(1)])
  func sentWithoutAnAnswer(_ reaction: MockServer.Reaction) throws {
    let server = try MockServer { _ in reaction }
    defer { server.stop() }
    var request = HTTPRequest("POST", server.address, body: .bytes([1, 2, 3]))
    request.totalMilliseconds = 300
    guard case .unanswered = failure(HTTPClient(), request) else {
      Issue.record("what was sent and not answered is unknown")
      return
    }
  }

  @Test func silenceEndsAStream() throws {
    let server = try MockServer { _ in .hang(4) }
    defer { server.stop() }
    var request = HTTPRequest("GET", server.address)
    request.totalMilliseconds = 0
    request.idleMilliseconds = 200
    let start = ContinuousClock.now
    #expect(failure(HTTPClient(), request) == .unanswered("nothing came for too long"))
    #expect(ContinuousClock.now - start < .seconds(3))
  }

  @Test func limitsHold() throws {
    let server = try MockServer { _ in .answer(200, String(repeating: "x", count: 5_000)) }
    defer { server.stop() }
    #expect(throws: HTTPFailure.tooLong(4_999)) {
      try HTTPClient().send(HTTPRequest("GET", server.address), limit: 4_999)
    }
    #expect(try HTTPClient().send(HTTPRequest("GET", server.address), limit: 5_000).status == 200)
  }

  @Test func badRequestsAreNotMade() throws {
    let injected = HTTPRequest("GET", "http://127.0.0.1:1", headers: [("A", "b\r\nC: d")])
    for request in [
      injected, HTTPRequest("GET", "file:///etc/passwd"), HTTPRequest("GET", "http://[bad"),
      HTTPRequest("PUT", "http://127.0.0.1:1", body: .file("/no/such/file")),
      HTTPRequest("PUT", "http://127.0.0.1:1", body: .file("/tmp")),
    ] {
      guard case .unusable = failure(HTTPClient(), request) else {
        Issue.record("\(request.url) must not be tried")
        continue
      }
    }
  }

  @Test func eventsAreReadInPiecesOfAnySize() {
    let text =
      "retry: 1000\n: hello\n\nid: 7.0\nevent: trade\ndata: {\"a\":1}\n\n"
      + "id: 7.1\r\ndata: one\r\ndata: two\r\n\r\nid: 8.0\n\n: heartbeat\n\ndata:x\n\n"
    for size in [1, 2, 3, 7, 1000] {
      var stream = EventStream()
      var events: [EventStream.Event] = []
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        events += stream.feed(rest.prefix(size))
        rest = rest.dropFirst(size)
      }
      #expect(
        events.map { "\($0.id) \($0.name) \($0.data)" } == [
          "7.0 trade {\"a\":1}", "7.1 message one\ntwo", "8.0 message x",
        ])
      #expect(stream.lastID == "8.0")
    }
    var endless = EventStream()
    _ = endless.feed([UInt8](repeating: 0x61, count: EventStream.lineByteCountMaximum + 1))
    #expect(endless.isBroken)
  }
}
