import Documents
import Foundation

// Following the market.
extension Session {
  /// The server sends a heartbeat every five seconds; silence of three of them is a dead line.
  private static let feedIdleMilliseconds = 16_000
  /// The pause before a broken feed is taken up again, and its longest, in seconds.
  private static let feedPause: (first: UInt32, longest: UInt32) = (1, 10)
  /// A position after every event of an entry.
  private static let lastPosition = 65_535

  /// An instrument's book, so many prices a side.
  package func book(_ symbol: String, depth: Int) throws -> JSON {
    try get("/v1/instruments/\(Session.escaped(symbol))/book?depth=\(depth)")
  }

  /// Follows an instrument's events for ever, without a gap: a feed that breaks is taken up where it
  /// ended.
  ///
  /// - Parameter sequence: the entry after which to begin.
  /// - Parameter onChange: called when something newer than it has looked at came; returns the
  ///   entry up to which it has looked.
  /// - Throws: `ClientError` if the venue refuses the feed or the user interrupts.
  package func follow(
    _ symbol: String, after sequence: Int64, onChange: () throws -> Int64
  ) throws {
    var events = EventStream(lastID: "\(sequence).\(Session.lastPosition)")
    var pause = Session.feedPause.first
    var known = sequence
    while true {
      var request = HTTPRequest(
        "GET", server + Session.path("/v1/feed", [("instrument", symbol)]),
        headers: [("Accept", "text/event-stream"), ("Last-Event-ID", events.lastID)])
      request.totalMilliseconds = 0
      request.idleMilliseconds = Session.feedIdleMilliseconds
      events = EventStream(lastID: events.lastID)
      var failure: (any Error)?
      var body: [UInt8] = []
      do throws(HTTPFailure) {
        var response = try http.stream(request) { piece, head in
          guard head.mediaType == "text/event-stream" else {
            body.append(contentsOf: piece.prefix(max(0, (1 << 16) - body.count)))
            return true
          }
          pause = Session.feedPause.first
          let newest = events.feed(piece).last.map { Session.sequence(ofEvent: $0.id) }
          // One order makes several events; a look after the first has seen the rest.
          guard let newest, newest > known else { return !events.isBroken }
          do {
            known = try onChange()
          } catch {
            failure = error
            return false
          }
          return true
        }
        response.body = body
        // A venue that is busy or restarting is asked again; any other refusal is final.
        if ![200, 429, 502, 503, 504].contains(response.status) {
          do {
            try Session.check(response, request.url)
          } catch {
            failure = error
          }
        }
      } catch {
        if error == .interrupted { failure = ClientError.interrupted(id: nil) }
      }
      if let failure, !Session.isPassing(failure) { throw failure }
      sleep(pause)
      pause = min(pause * 2, Session.feedPause.longest)
    }
  }

  /// The entry of an event's id, `<sequence>.<position>`; the highest where it has none.
  private static func sequence(ofEvent id: String) -> Int64 {
    Int64(id.prefix { $0 != "." }) ?? .max
  }

  /// Whether a failure may be over when it is tried again.
  private static func isPassing(_ error: any Error) -> Bool {
    switch error {
    case ClientError.failed(let code, _): code == "unreachable" || code == "no-answer"
    case ClientError.refused(let problem, _): problem.status == 503 || problem.status == 429
    default: false
    }
  }
}
