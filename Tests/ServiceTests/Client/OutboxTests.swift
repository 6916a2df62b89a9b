import Client
import Cryptography
import Documents
import Foundation
import Testing

/// No document is ever lost from sight, and none is made twice.
@Suite(.serialized) struct OutboxTests {
  private let accepted = "{\"code\":\"accepted\",\"kind\":\"order.cancel\",\"sequence\":44}"

  private func error(_ body: () throws -> Void) -> ClientError? {
    do {
      try body()
      return nil
    } catch {
      return error as? ClientError
    }
  }

  private func cancel(_ session: Session) throws -> JSON {
    try session.submit(.cancelOrder, [("order", "41.0")])
  }

  /// A server that reacts so to documents.
  private func server(_ reaction: MockServer.Reaction) throws -> MockServer {
    try MockServer { $0.method == "GET" ? Replies.status : reaction }
  }

  @Test(arguments: [
    MockServer.Reaction.cut, .cutMidway, .hang(0.6), .answer(200, "not JSON"),
    .answer(502, "<h1>Bad Gateway</h1>", type: "text/html"), .answer(404, "<h1>?</h1>"),
    Replies.problem(500, "internal"),
  ])
  func anUnclearAnswerKeepsTheDocument(_ reaction: MockServer.Reaction) throws {
    let user = try TestUser()
    let server = try server(reaction)
    defer { server.stop() }
    let session = try user.session(server, milliseconds: 400)
    let failure = error { _ = try cancel(session) }
    #expect(failure?.exitStatus == .unknownOutcome)
    #expect(failure?.detail.contains("yunshang outbox resume") == true)
    let items = try session.outbox.items()
    try #require(items.count == 1)
    #expect(items[0].path == "/v1/cancels")
    #expect(items[0].body == server.requests.last?.body)
    #expect(failure?.json["id"]?.string == items[0].id)

    let reply = accepted
    server.set { _ in .answer(200, reply) }
    let resumed = try session.resume(items[0])
    #expect(resumed["sequence"] == 44)
    #expect(try session.outbox.items().isEmpty)
    let bodies = Set(server.requests.filter { $0.method == "POST" }.map(\.body))
    #expect(bodies.count == 1, "the same bytes, however often they are sent")
  }

  @Test(arguments: [
    (403, "not-allowed", CommandStatus.notAllowed), (404, "not-found", .notFound),
    (409, "id-reused", .conflict), (422, "frozen", .refused), (400, "wrong-type", .failed),
    (429, "busy", .tooMany), (503, "busy", .tooMany), (401, "proof-required", .notAllowed),
  ])
  func aCertainRefusalForgetsIt(_ status: Int, _ code: String, _ exit: CommandStatus) throws {
    let user = try TestUser()
    let server = try server(Replies.problem(status, code))
    defer { server.stop() }
    let session = try user.session(server)
    let failure = error { _ = try cancel(session) }
    #expect(failure?.exitStatus == exit)
    #expect(failure?.json["code"]?.string == code)
    #expect(failure?.json["detail"]?.string == "No.")
    #expect(failure?.json["sequence"] == 9)
    #expect(try session.outbox.items().isEmpty)
  }

  @Test func aBusyVenueSaysNothingOfWhatWasSentBefore() throws {
    let user = try TestUser()
    let server = try server(.cut)
    defer { server.stop() }
    let session = try user.session(server)
    _ = error { _ = try cancel(session) }
    let item = try #require(try session.outbox.items().first)
    server.set { _ in Replies.problem(503, "busy") }
    #expect(error { _ = try session.resume(item) }?.exitStatus == .tooMany)
    #expect(try session.outbox.items() == [item], "the first sending may have been taken")
    server.stop()
    #expect(error { _ = try session.resume(item) } != nil)
    #expect(try session.outbox.items() == [item])
  }

  @Test func whatWasNeverSentIsNotKept() throws {
    let user = try TestUser()
    let server = try server(.cut)
    let session = try user.session(server)
    _ = try session.audience()
    server.stop()
    // The kept-alive connection is gone with its server.
    let fresh = try user.session(server)
    Thread.sleep(forTimeInterval: 0.1)
    let failure = error { _ = try cancel(fresh) }
    #expect(failure?.code == "unreachable")
    #expect(try fresh.outbox.items().isEmpty)
  }

  @Test func theDocumentIsDurableBeforeItIsSent() throws {
    let user = try TestUser()
    let folder = user.folders.outbox
    let reply = accepted
    let server = try MockServer { request in
      if request.method == "GET" { return Replies.status }
      let waiting = try? Outbox(folder: folder).items()
      return waiting?.first?.body == request.body ? .answer(200, reply) : .cut
    }
    defer { server.stop() }
    let session = try user.session(server)
    #expect(try cancel(session)["sequence"] == 44)
    #expect(try session.outbox.items().isEmpty)
  }

  @Test func anAccountIsRememberedOnceItIsOpen() throws {
    let user = try TestUser()
    let server = try server(.cut)
    defer { server.stop() }
    let session = try user.session(server, account: nil)
    let members: [(String, JSON)] = [("contact", ""), ("name", "Lin"), ("roles", ["trader"])]
    #expect(error { try session.submit(.openAccount, members) }?.exitStatus == .unknownOutcome)
    let item = try #require(try session.outbox.items().first)
    server.set { _ in
      .answer(
        200, "{\"account\":\"12\",\"code\":\"accepted\",\"kind\":\"account.open\",\"sequence\":12}")
    }
    _ = try session.resume(item)
    #expect(try user.session(server, account: nil).account() == "12")
  }

  @Test func documentsAreSignedForThisVenue() throws {
    let user = try TestUser()
    let reply = accepted
    let server = try server(.answer(200, reply))
    defer { server.stop() }
    let session = try user.session(server)
    _ = try cancel(session)
    _ = try cancel(session)
    let documents = try server.requests.filter { $0.method == "POST" }
      .map { try Document(bytes: $0.body) }
    try #require(documents.count == 2)
    #expect(documents[0].id != documents[1].id)
    #expect(documents.allSatisfy { $0.audience == "test.example" })
    #expect(documents.allSatisfy { $0.signers == [user.key.publicKey] })
    #expect(server.requests.filter { $0.path == "/v1/status" }.count == 1, "learnt once")
  }

  @Test func privateReadsCarryAProofOfTheirPath() throws {
    let user = try TestUser()
    let server = try MockServer {
      $0.path == "/v1/status" ? Replies.status : .answer(200, "{\"orders\":[]}")
    }
    defer { server.stop() }
    _ = try user.session(server).orders(isAll: true)
    let request = try #require(server.requests.last)
    #expect(request.path == "/v1/accounts/5/orders?status=all&limit=200")
    let field = try #require(request.headers["authorization"])
    let bytes = try #require(Base64.decode(field.dropFirst("Proof ".count), .url))
    let document = try Document(bytes: bytes)
    #expect(document.type == .request)
    #expect(document.object["path"]?.string == request.path)
    #expect(document.object["method"] == "GET")
  }
}
