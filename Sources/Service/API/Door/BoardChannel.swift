import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// A connection to the board: HTTP/1.1, with documents taken out at their own door and everything
/// else handed to Hummingbird.
struct BoardChannel: ServerChildChannel, HTTPChannelHandler {
  typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

  /// The longest head of a request, in bytes, and the most fields in it.
  private static let headByteCountMaximum = 80 * 1024
  private static let headFieldCountMaximum = 1_000

  let responder: HTTPChannelHandler.Responder
  let desk: DocumentDesk

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      var limits = NIOHTTPDecoderLimitConfiguration()
      limits.maxHeaderFieldSize = BoardChannel.headByteCountMaximum
      limits.maxHeaderListSize = BoardChannel.headByteCountMaximum
      limits.maxHeaderFieldCount = BoardChannel.headFieldCountMaximum
      let pipeline = channel.pipeline.syncOperations
      // The sequence of pipelined requests is the door's and NIOAsyncChannel's business, errors are
      // Hummingbird's, and HTTPTypes has validated the fields of answers.
      try pipeline.configureHTTPServerPipeline(
        withPipeliningAssistance: false, withErrorHandling: false,
        withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
        withDecoderLimitConfiguration: limits)
      try pipeline.addHandler(PatienceHandler())
      try pipeline.addHandler(DocumentDoor(desk: desk))
      try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
      try pipeline.addHandler(HTTPConnectionStateHandler(logger: logger))
      return try NIOAsyncChannel(
        wrappingChannelSynchronously: channel,
        configuration: .init(isOutboundHalfClosureEnabled: true))
    }
  }

  func handle(value: Value, logger: Logger) async {
    await handleHTTP(asyncChannel: value, logger: logger)
  }
}
