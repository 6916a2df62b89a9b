import Documents
import NIOCore
import NIOHTTP1

/// Takes orders and cancels out of a connection's requests and answers them itself; every other
/// request goes on to Hummingbird and its routes.
///
/// A request through a router, its task and its streams costs more than verifying a signature, and
/// an order that is turned away should cost as good as nothing. What the routes can do and this
/// cannot (a chunked body, disclosures, an opening) is left to them: nothing is lost by it but time.
///
/// Requests on a connection are answered in their sequence: while one is not answered, parts of the
/// next are held back.
final class DocumentDoor: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  /// How long a connection may be silent between requests, in seconds.
  private static let idleSeconds: Int64 = 75
  /// The most bytes of following requests that are held back before reading stops.
  private static let heldByteCountMaximum = 64 * 1024
  /// How long nothing more is read from a connection whose document was turned away. Who sends again
  /// at once, whatever `Retry-After` says, would otherwise take the time that cancels need.
  private static let rest = TimeAmount.milliseconds(20)

  /// A document that comes over this connection.
  private struct Posted {
    var head: HTTPRequestHead
    var lane: Admission.Lane
    var body: ByteBuffer?

    var bytes: [UInt8] { body.map { Array($0.readableBytesView) } ?? [] }
  }

  /// Whose turn it is.
  private enum Turn {
    /// Nobody's: the next request may come.
    case free
    /// A document is being read.
    case reading(Posted)
    /// A document is turned away; the rest of it is let go by.
    case refusing(DocumentAnswer)
    /// A document waits for its answer.
    case waiting(Posted)
    /// Hummingbird's, until the request was read and its answer written.
    case theirs(isRead: Bool, isAnswered: Bool)
  }

  private let desk: DocumentDesk
  private var turn = Turn.free
  private var held = CircularBuffer<HTTPServerRequestPart>()
  private var heldByteCount = 0
  private var isReadHeld = false
  private var isResting = false
  private var isInputClosedHeld = false
  private var heldClose: (mode: CloseMode, promise: EventLoopPromise<Void>?)?
  private var freeSince = NIODeadline.now()
  private var idle: Scheduled<Void>?
  private var isActive = true
  /// What answers are written past.
  private var encoder: ChannelHandlerContext?

  init(desk: DocumentDesk) { self.desk = desk }

  func handlerAdded(context: ChannelHandlerContext) {
    encoder = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
    watch(context, after: .seconds(DocumentDoor.idleSeconds))
  }

  func handlerRemoved(context: ChannelHandlerContext) { encoder = nil }

  // MARK: Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    guard held.isEmpty, takesNow(part) else {
      held.append(part)
      if case .body(let bytes) = part { heldByteCount += bytes.readableBytes }
      return
    }
    take(part, context)
  }

  /// Whether a part belongs to the request whose turn it is, or may begin one.
  private func takesNow(_ part: HTTPServerRequestPart) -> Bool {
    switch turn {
    case .free, .reading, .refusing: true
    case .waiting: false
    case .theirs(let isRead, _): !isRead
    }
  }

  private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    switch (turn, part) {
    case (.free, .head(let head)):
      if let lane = DocumentDoor.lane(of: head) {
        if let answer = desk.turningAway(lane) {
          turn = .refusing(answer)
        } else {
          turn = .reading(Posted(head: head, lane: lane, body: nil))
        }
      } else {
        turn = .theirs(isRead: false, isAnswered: false)
        context.fireChannelRead(wrapInboundOut(part))
      }
    case (.reading(var posted), .body(var bytes)):
      // Not copied where there is but one part, as in all but the longest.
      if posted.body == nil { posted.body = bytes } else { posted.body?.writeBuffer(&bytes) }
      turn = .reading(posted)
    case (.reading(let posted), .end): submit(posted, context)
    case (.refusing(let answer), .end):
      write(answer, context)
      rest(context)
      becomeFree(context)
    case (.refusing, _): break
    case (.theirs(_, let isAnswered), .end):
      turn = .theirs(isRead: true, isAnswered: isAnswered)
      context.fireChannelRead(wrapInboundOut(part))
      if isAnswered { becomeFree(context) }
    default: context.fireChannelRead(wrapInboundOut(part))
    }
  }

  /// The lane of a request that this door can answer; `nil` for one that the routes must.
  private static func lane(of head: HTTPRequestHead) -> Admission.Lane? {
    guard head.method == .POST, head.version == .http1_1 else { return nil }
    let lane: Admission.Lane
    switch head.uri {
    case "/v1/documents": lane = .orders
    case "/v1/cancels": lane = .cancels
    default: return nil
    }
    var length: Int?
    var isJSON = false
    for (name, value) in head.headers {
      switch name.utf8.count {
      case 14 where name.lowercased() == "content-length":
        guard length == nil, let count = Int(value) else { return nil }
        length = count
      case 12 where name.lowercased() == "content-type": isJSON = value == "application/json"
      case 6 where name.lowercased() == "expect": return nil
      case 10 where name.lowercased() == "connection": return nil
      case 17 where name.lowercased() == "transfer-encoding": return nil
      case 11 where name.lowercased() == "disclosures": return nil
      default: break
      }
    }
    guard isJSON, let length, length > 0, length <= Document.byteCountMaximum else { return nil }
    return lane
  }

  private func submit(_ posted: Posted, _ context: ChannelHandlerContext) {
    turn = .waiting(posted)
    let isMinimal = posted.head.headers.first(name: "prefer") == "return=minimal"
    let door = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let loop = context.eventLoop
    desk.take(posted.bytes, posted.lane, isMinimal: isMinimal) { outcome in
      loop.execute {
        let (door, context) = door.value
        door.finish(outcome, context)
      }
    }
  }

  private func finish(_ outcome: DocumentDesk.Outcome, _ context: ChannelHandlerContext) {
    guard isActive, case .waiting(let posted) = turn else { return }
    switch outcome {
    case .answered(let answer):
      write(answer, context)
      becomeFree(context)
    case .entered(let made, let isMinimal):
      write(DocumentAnswer(made, isMinimal: isMinimal), context)
      becomeFree(context)
    case .elsewhere:
      turn = .theirs(isRead: true, isAnswered: false)
      context.fireChannelRead(wrapInboundOut(.head(posted.head)))
      if let body = posted.body { context.fireChannelRead(wrapInboundOut(.body(body))) }
      context.fireChannelRead(wrapInboundOut(.end(nil)))
      context.fireChannelReadComplete()
      releaseClose(context)
    }
  }

  /// Writes an answer past the encoder, as bytes that are complete already.
  private func write(_ answer: DocumentAnswer, _ context: ChannelHandlerContext) {
    desk.service.counters.count(answer.status)
    let bytes = answer.wire(date: desk.service.dates.text(at: desk.service.seconds()))
    guard let encoder else { return context.close(promise: nil) }
    encoder.writeAndFlush(NIOAny(bytes), promise: nil)
  }

  /// The request is answered: what was held back goes on.
  private func becomeFree(_ context: ChannelHandlerContext) {
    turn = .free
    freeSince = .now()
    guard heldClose == nil else { return releaseClose(context) }
    var hasTaken = false
    while let part = held.first, takesNow(part) {
      held.removeFirst()
      take(part, context)
      hasTaken = true
    }
    // Hummingbird's side hands on what it was given when it hears that reading is complete.
    if hasTaken { context.fireChannelReadComplete() }
    guard held.isEmpty else { return }
    heldByteCount = 0
    if isInputClosedHeld, case .free = turn {
      isInputClosedHeld = false
      context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
    readOn(context)
  }

  /// Reads what reading was put off for.
  private func readOn(_ context: ChannelHandlerContext) {
    guard isReadHeld, !isResting, heldByteCount <= DocumentDoor.heldByteCountMaximum else { return }
    isReadHeld = false
    context.read()
  }

  /// Has nothing read for a moment.
  private func rest(_ context: ChannelHandlerContext) {
    guard !isResting else { return }
    isResting = true
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: DocumentDoor.rest) {
      let (door, context) = bound.value
      door.isResting = false
      if door.isActive { door.readOn(context) }
    }
  }

  // MARK: What others do to the connection

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let part = unwrapOutboundIn(data)
    context.write(data, promise: promise)
    guard case .end = part, case .theirs(let isRead, _) = turn else { return }
    turn = .theirs(isRead: isRead, isAnswered: true)
    if isRead { becomeFree(context) }
  }

  func read(context: ChannelHandlerContext) {
    if isResting || heldByteCount > DocumentDoor.heldByteCountMaximum {
      isReadHeld = true
    } else {
      context.read()
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let event = event as? ChannelEvent, event == .inputClosed {
      // A peer may end its side and still wait for its answer.
      switch turn {
      case .waiting, .refusing:
        isInputClosedHeld = true
        return
      default: break
      }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    if case .waiting = turn, isActive, heldClose == nil {
      heldClose = (mode, promise)
    } else {
      context.close(mode: mode, promise: promise)
    }
  }

  private func releaseClose(_ context: ChannelHandlerContext) {
    guard let (mode, promise) = heldClose else { return }
    heldClose = nil
    context.close(mode: mode, promise: promise)
  }

  func channelInactive(context: ChannelHandlerContext) {
    isActive = false
    idle?.cancel()
    held.removeAll()
    if case .waiting = turn { turn = .free }
    releaseClose(context)
    context.fireChannelInactive()
  }

  /// Closes the connection when nothing came for a while; set once in a while and not by request.
  private func watch(_ context: ChannelHandlerContext, after time: TimeAmount) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    idle = context.eventLoop.scheduleTask(in: time) {
      let (door, context) = bound.value
      let limit = TimeAmount.seconds(DocumentDoor.idleSeconds)
      guard door.isActive else { return }
      guard case .free = door.turn else { return door.watch(context, after: limit) }
      let rest = door.freeSince + limit - .now()
      if rest <= .nanoseconds(0) {
        context.close(promise: nil)
      } else {
        door.watch(context, after: rest)
      }
    }
  }
}
