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
        var cursor = FeedCursor(after: start, size: node.feed.size, instrument: wanted)
        // Catch up from the journal first, so that little has to wait in the subscription.
        while cursor.next + UInt64(Service.pageSize) < node.feed.size {
          try await Service.sendStored(node, &cursor, &writer)
        }
        guard let (subscription, live) = node.feed.subscribe() else {
          return try await writer.finish(nil)
        }
        while cursor.next < live { try await Service.sendStored(node, &cursor, &writer) }
        for await item in subscription.events {
          switch item {
          case .heartbeat: try await writer.write(ByteBuffer(string: ": heartbeat\n\n"))
          case .event(let event):
            if cursor.takes(event) { try await writer.write(Service.frame(event)) }
          }
        }
        // The reader fell behind or the venue stops: it connects again and resumes.
        try await writer.finish(nil)
      })
  }

  /// Sends a page of what the journal has from where a reader stands.
  private static func sendStored(
    _ node: NodeRuntime, _ cursor: inout FeedCursor, _ writer: inout any ResponseBodyWriter
  ) async throws {
    let (journal, next) = (node.journal, cursor.next)
    let rows = try await blocking { try journal.rows(from: next, limit: pageSize) }
    guard !rows.isEmpty else { return cursor.skip(to: node.feed.size) }
    var out = ByteBuffer()
    for row in rows {
      for event in cursor.stored(row.sequence, row.publicEvents) {
        var frame = frame(event)
        out.writeBuffer(&frame)
      }
    }
    if out.readableBytes > 0 { try await writer.write(out) }
  }

  private static func frame(_ event: FeedEvent) -> ByteBuffer {
    var frame = ByteBuffer()
    frame.writeString("id: \(event.sequence).\(event.position)\nevent: \(event.name)\ndata: ")
    frame.writeBytes(event.data)
    frame.writeString("\n\n")
    return frame
  }
}

extension EventPosition {
  /// Reads `<sequence>.<position>`.
  init?(_ text: String) {
    guard let order = OrderNumber(text: text) else { return nil }
    self.init(sequence: order.sequence, position: Int(order.position))
  }
}
