import Documents
import Foundation
import Hummingbird
import Logging
import Node
import Synchronization

/// The API over a running node: all routes, and what they share.
package struct Service: Sendable {
  let node: NodeRuntime
  let counters = Counters()
  let openings = RateLimit(perSecond: 20, burst: 200)
  let questions = RateLimit(perSecond: 10, burst: 50)
  let digests = DigestCache()
  let admission = Admission()
  let dates = DateField()

  package init(node: NodeRuntime) { self.node = node }

  /// Every operation, in the order of the contract.
  package var routes: [Route] {
    statusRoutes + documentRoutes + fileRoutes + assetRoutes + similarRoutes + marketRoutes
      + accountRoutes + reportRoutes + claimRoutes + logRoutes + feedRoutes + webRoutes
  }

  /// The router that serves them.
  package func router() -> Router<Context> {
    let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
    let routes = routes
    router.add(middleware: ProblemMiddleware(routes: routes, counters: counters))
    for route in routes {
      router.on(RouterPath(route.path), method: route.method) { request, context in
        try await route.handler(request, context)
      }
    }
    return router
  }
}

/// A bucket that lets `burst` through at once and then `perSecond`.
final class RateLimit: Sendable {
  private let perSecond: Double
  private let burst: Double
  private let state: Mutex<(level: Double, at: Double)>

  init(perSecond: Double, burst: Double) {
    self.perSecond = perSecond
    self.burst = burst
    state = Mutex((burst, ProcessInfo.processInfo.systemUptime))
  }

  /// Whether one more may pass now.
  func take() -> Bool {
    let now = ProcessInfo.processInfo.systemUptime
    return state.withLock { state in
      state.level = min(burst, state.level + (now - state.at) * perSecond)
      state.at = now
      guard state.level >= 1 else { return false }
      state.level -= 1
      return true
    }
  }
}
