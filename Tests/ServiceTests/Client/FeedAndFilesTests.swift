import Client
import Cryptography
import Foundation
import Testing

/// Following the market, and files on their way down.
@Suite(.serialized) struct FeedAndFilesTests {
  private struct Enough: Error {}

  private static func feed(_ events: String) -> MockServer.Reaction {
    .raw("HTTP/1.1 200 X\r\nContent-Type: text/event-stream\r\n\r\n\(events)")
  }

  @Test func aBrokenFeedIsTakenUpWhereItEnded() throws {
    let user = try TestUser()
    let server = try MockServer { request in
      request.headers["last-event-id"] == "5.65535"
        ? Self.feed("id: 6.0\ndata: a\n\nid: 6.1\ndata: b\n\n") : Self.feed("id: 9.2\ndata: c\n\n")
    }
    defer { server.stop() }
    var looks: [Int64] = []
    #expect(throws: Enough.self) {
      try user.session(server).follow("QIPAO", after: 5) {
        looks.append(looks.isEmpty ? 8 : 9)
        if looks.count == 2 { throw Enough() }
        return 8
      }
    }
    #expect(looks == [8, 9], "one look for the events of an entry, one after the break")
    #expect(server.requests.map { $0.headers["last-event-id"] } == ["5.65535", "6.1"])
    #expect(server.requests[0].path == "/v1/feed?instrument=QIPAO")
  }

  @Test func aRefusedFeedIsNotTriedAgain() throws {
    let user = try TestUser()
    let server = try MockServer { _ in Replies.problem(404, "not-found") }
    defer { server.stop() }
    #expect(throws: ClientError.self) {
      try user.session(server).follow("NONE", after: 0) { 0 }
    }
    #expect(server.requests.count == 1)
  }

  @Test func aDownloadIsTheFileOrNothing() throws {
    let user = try TestUser()
    let server = try MockServer { request in
      switch request.path {
      case "/good": .answer(200, "silk", type: "application/octet-stream")
      case "/cut": .cutMidway
      default: Replies.problem(403, "not-allowed")
      }
    }
    defer { server.stop() }
    let session = try user.session(server)
    let path = user.home + "/out.glb"
    let silk = SHA256.hash(utf8: "silk")
    for (route, digest) in [("/good", SHA256.hash(utf8: "wool")), ("/cut", silk), ("/no", silk)] {
      #expect(throws: ClientError.self) {
        _ = try session.download(route, to: path, digest: digest, isPrivate: false)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: user.home) == ["key.json"])
    }
    #expect(try session.download("/good", to: path, digest: silk, isPrivate: false) == 4)
    #expect(try LocalFile.read(path) == Array("silk".utf8))
  }

  @Test func whatIsForgottenIsLearntAnew() throws {
    let user = try TestUser()
    let server = try MockServer { _ in Replies.status }
    defer { server.stop() }
    let session = try user.session(server)
    #expect(try session.audience() == "test.example")
    #expect(try session.memory.audience() == "test.example")
    try session.memory.forget()
    try session.memory.forget()
    #expect(try session.memory.audience() == nil)
  }
}
