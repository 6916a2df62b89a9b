import Documents
import HTTPTypes
import Hummingbird
import Node
import Venue

// The feed: every public event as server-sent events, numbered, resumable without a gap.
extension Service {
  var feedRoutes: [Route] {
    [
      Route(.get, "/v1/feed") { [self] request, _ in try feed(request) }
    ]
  }

  /// Rows read at a time while a reader catches up.
  private static let pageSize = 200

  private func feed(_ request: Request) throws -> Response {
    let wanted = request.uri.queryParameters["instrument"].map(String.init)
    var position: EventPosition?
    if let header = request.headers[.lastEventID] {
      guard let parsed = EventPosition(header) else {
        throw Problem(
          400, "wrong-value", "Last-Event-ID is `<sequence>.<position>` as the feed sent it.")
      }
      position = parsed
    }
    guard node.feed.subscriberCount < Feed.subscriberMaximum else {
      throw Problem(503, "busy", "The feed has as many readers as it can have: try again later.")
    }
    let node = node
    let start = position
    return Response(
      status: .ok,
      headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        try await writer.write(ByteBuffer(string: "retry: 1000\n: yunshang feed\n\n"))
        var sent = start
        var next = start?.sequence ?? node.feed.size
        // Catch up from the journal first, so that little has to wait in the subscription.
        while next + UInt64(Service.pageSize) < node.feed.size {
          next = try await Service.sendStored(node, from: next, &sent, wanted, &writer)
        }
        guard let (subscription, live) = node.feed.subscribe() else {
          return try await writer.finish(nil)
        }
        while next < live {
          next = try await Service.sendStored(node, from: next, &sent, wanted, &writer)
        }
        for await item in subscription.events {
          switch item {
          case .heartbeat: try await writer.write(ByteBuffer(string: ": heartbeat\n\n"))
          case .event(let event):
            // The last stored page may have reached into what comes live.
            let position = EventPosition(sequence: event.sequence, position: event.position)
            if let sent, position <= sent { continue }
            guard wanted == nil || event.instrument == wanted else { continue }
            try await writer.write(Service.frame(event))
          }
        }
        // The reader fell behind or the venue stops: it connects again and resumes.
        try await writer.finish(nil)
      })
  }

  /// Sends what the journal has from an entry on, after what was sent already; the next entry.
  private static func sendStored(
    _ node: NodeRuntime, from next: EntryNumber, _ sent: inout EventPosition?, _ wanted: String?,
    _ writer: inout any ResponseBodyWriter
  ) async throws -> EntryNumber {
    let journal = node.journal
    let rows = try await blocking { try journal.rows(from: next, limit: pageSize) }
    guard let last = rows.last else { return node.feed.size }
    var out = ByteBuffer()
    for row in rows {
      for event in FeedEvent.events(of: row.sequence, row.publicEvents) {
        let position = EventPosition(sequence: event.sequence, position: event.position)
        if let last = sent, position <= last { continue }
        sent = position
        guard wanted == nil || event.instrument == wanted else { continue }
        var frame = frame(event)
        out.writeBuffer(&frame)
      }
    }
    if out.readableBytes > 0 { try await writer.write(out) }
    return last.sequence + 1
  }

  private static func frame(_ event: FeedEvent) -> ByteBuffer {
    var frame = ByteBuffer()
    frame.writeString("id: \(event.sequence).\(event.position)\nevent: \(event.name)\ndata: ")
    frame.writeBytes(event.data)
    frame.writeString("\n\n")
    return frame
  }
}

/// An event's id: its entry and its place there.
struct EventPosition: Comparable, Sendable {
  let sequence: EntryNumber
  let position: Int

  init(sequence: EntryNumber, position: Int) {
    self.sequence = sequence
    self.position = position
  }

  /// Reads `<sequence>.<position>`.
  init?(_ text: String) {
    guard let order = OrderNumber(text: text) else { return nil }
    self.init(sequence: order.sequence, position: Int(order.position))
  }

  static func < (a: EventPosition, b: EventPosition) -> Bool {
    (a.sequence, a.position) < (b.sequence, b.position)
  }
}
