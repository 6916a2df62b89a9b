import NIOCore
import NIOHTTP1

/// Closes a connection whose peer has stopped moving in the middle of something: a request that is
/// half sent, or an answer that is not read. Either would hold its memory and its task for ever.
final class PatienceHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  /// How long the next part of a request may take, in seconds.
  static let requestSeconds: Int64 = 20
  /// How long a peer may leave what was sent to it unread, in seconds.
  static let answerSeconds: Int64 = 15

  /// Since when a request is half sent; `nil` between requests.
  private var waitingSince: NIODeadline?
  /// Looks whether it has waited too long. Set once and not for every part: requests are many, and
  /// those that stop are few.
  private var watch: Scheduled<Void>?
  private var answer: Scheduled<Void>?

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .end = unwrapInboundIn(data) {
      waitingSince = nil
    } else {
      waitingSince = .now()
      if watch == nil { look(context, after: .seconds(PatienceHandler.requestSeconds)) }
    }
    context.fireChannelRead(data)
  }

  private func look(_ context: ChannelHandlerContext, after time: TimeAmount) {
    let (handler, channel) = (NIOLoopBound(self, eventLoop: context.eventLoop), context.channel)
    let loopContext = NIOLoopBound(context, eventLoop: context.eventLoop)
    watch = context.eventLoop.scheduleTask(in: time) {
      let handler = handler.value
      handler.watch = nil
      guard let since = handler.waitingSince else { return }
      let rest = since + .seconds(PatienceHandler.requestSeconds) - .now()
      if rest <= .nanoseconds(0) {
        channel.close(promise: nil)
      } else {
        handler.look(loopContext.value, after: rest)
      }
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    answer?.cancel()
    answer = nil
    if !context.channel.isWritable {
      let channel = context.channel
      answer = context.eventLoop.scheduleTask(in: .seconds(PatienceHandler.answerSeconds)) {
        channel.close(promise: nil)
      }
    }
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    watch?.cancel()
    answer?.cancel()
    waitingSince = nil
    context.fireChannelInactive()
  }
}
