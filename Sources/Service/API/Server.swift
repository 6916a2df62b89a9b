import Documents
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import Node
import ServiceLifecycle
import Synchronization

/// Listens, serves until told to stop, and then lets every open request end.
package enum Server {
  /// How often a silent feed tells that its connection stands, in seconds.
  private static let heartbeatSeconds = 5

  /// How long open requests may take to end once the venue stops, in seconds.
  private static let drainSeconds: Int64 = 3

  /// How long stopping may take in all, in seconds: then the node is stopped in order, and whatever
  /// connection still hangs goes with the process.
  private static let stopSeconds: UInt32 = 10

  /// Lets handlers run on the threads that read their connections, which saves two hops a request.
  /// To be called before anything else runs concurrently; without effect where that is too late.
  package static func prepare() {
    _ = NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
  }

  /// Serves `node` at `host`:`port`; port 0 takes any free one.
  ///
  /// - Parameter onListening: called with the port once connections are taken.
  package static func run(
    _ node: NodeRuntime, host: String, port: Int, logger: Logger,
    onListening: @escaping @Sendable (Int) -> Void
  ) async throws {
    let service = Service(node: node)
    let desk = DocumentDesk(service: service)
    let hasListened = Latch()
    let application = Application(
      router: service.router(),
      server: HTTPServerBuilder { BoardChannel(responder: $0, desk: desk) },
      configuration: .init(address: .hostname(host, port: port), serverName: "yunshang"),
      onServerRunning: { channel in
        hasListened.set()
        onListening(channel.localAddress?.port ?? port)
      },
      logger: logger)
    var configuration = ServiceGroupConfiguration(
      services: [
        .init(service: application),
        .init(
          service: FeedKeeper(feed: node.feed, seconds: heartbeatSeconds) {
            endInTime(node, logger)
          }),
      ],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(drainSeconds)
    defer { node.stop() }
    do { try await ServiceGroup(configuration: configuration).run() } catch {
      guard hasListened.isSet else { throw error }
      // A request that is half sent when the time is up is cut off; it was not acknowledged.
      logger.notice("open requests were cut off", metadata: ["reason": "\(error)"])
    }
  }
}

extension Server {
  /// Ends the process if stopping takes too long. Everything acknowledged is durable by then.
  private static func endInTime(_ node: NodeRuntime, _ logger: Logger) {
    Thread.detachNewThread {
      sleep(stopSeconds)
      logger.notice("some connections did not end; stopping without them")
      node.stop()
      exit(0)
    }
  }
}

/// Remembers that something has happened.
private final class Latch: Sendable {
  private let state = Atomic<Bool>(false)
  var isSet: Bool { state.load(ordering: .acquiring) }
  func set() { state.store(true, ordering: .releasing) }
}

/// Keeps the feed's connections alive, and ends them first when the venue stops, so that no open
/// stream holds the others up.
private struct FeedKeeper: ServiceLifecycle.Service {
  let feed: Feed
  let seconds: Int
  let onStop: @Sendable () -> Void

  func run() async throws {
    // Ending the streams must not wait for the server, which waits for its open responses.
    await withGracefulShutdownHandler {
      try? await cancelWhenGracefulShutdown {
        while true {
          try await Task.sleep(for: .seconds(seconds))
          feed.beat()
        }
      }
    } onGracefulShutdown: {
      feed.close()
      onStop()
    }
  }
}
