import NIOCore
import NIOHTTPTypes

/// Closes a connection whose peer has stopped moving in the middle of something: a request that is
/// half sent, or an answer that is not read. Either would hold its memory and its task for ever.
final class PatienceHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart

  /// How long the next part of a request may take, in seconds.
  static let requestSeconds: Int64 = 20
  /// How long a peer may leave what was sent to it unread, in seconds.
  static let answerSeconds: Int64 = 15

  private var request: Scheduled<Void>?
  private var answer: Scheduled<Void>?

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    request?.cancel()
    request = nil
    if case .end = unwrapInboundIn(data) {
    } else {
      request = close(context.channel, after: PatienceHandler.requestSeconds)
    }
    context.fireChannelRead(data)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    answer?.cancel()
    answer =
      context.channel.isWritable
      ? nil : close(context.channel, after: PatienceHandler.answerSeconds)
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    request?.cancel()
    answer?.cancel()
    context.fireChannelInactive()
  }

  private func close(_ channel: any Channel, after seconds: Int64) -> Scheduled<Void> {
    channel.eventLoop.scheduleTask(in: .seconds(seconds)) { channel.close(promise: nil) }
  }
}
