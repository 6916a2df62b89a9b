import Documents
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// Turns everything that goes wrong into a problem document, and counts what was answered.
struct ProblemMiddleware: RouterMiddleware {
  let routes: [Route]
  let counters: Counters

  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let response = await answer(request, context, next)
    counters.count(response.status.code)
    return response
  }

  private func answer(
    _ request: Request, _ context: Context, _ next: (Request, Context) async throws -> Response
  ) async -> Response {
    do {
      return try await next(request, context)
    } catch let problem as Problem {
      return closing(.problem(problem))
    } catch is NIOTooManyBytesError {
      return closing(.problem(Self.tooLarge))
    } catch let error as HTTPError {
      return closing(problem(error, request))
    } catch {
      context.logger.error("a request failed", metadata: ["error": "\(error)"])
      return .problem(
        Problem(500, "internal", "The server failed on this request; nothing was changed by it."))
    }
  }

  private static let tooLarge = Problem(
    413, "too-large", "A document is at most \(Document.byteCountMaximum) bytes long.")

  /// A body that was refused half-read cannot be followed by another request.
  private func closing(_ response: Response) -> Response {
    var response = response
    if response.status.code == 413 { response.headers[.connection] = "close" }
    return response
  }

  private func problem(_ error: HTTPError, _ request: Request) -> Response {
    switch error.status.code {
    case 404:
      let components = request.uri.path.split(separator: "/")
      let allowed = routes.filter { $0.matches(components) }.map(\.method.rawValue)
      guard !allowed.isEmpty, !allowed.contains(request.method.rawValue) else {
        return .problem(
          Problem(404, "not-found", "There is nothing at \(request.uri.path); see /openapi.yaml."))
      }
      var response = Response.problem(
        Problem(
          405, "method-not-allowed",
          "\(request.uri.path) takes \(allowed.joined(separator: ", ")), not \(request.method.rawValue)."
        ))
      response.headers[.allow] = allowed.joined(separator: ", ")
      return response
    case 413:
      return .problem(Self.tooLarge)
    default:
      return .problem(
        Problem(error.status.code, "bad-request", error.body ?? "The request is malformed."))
    }
  }
}

/// How often each status was answered.
final class Counters: Sendable {
  private let statuses = Mutex<[Int: Int]>([:])

  func count(_ status: Int) { statuses.withLock { $0[status, default: 0] += 1 } }

  /// Statuses and counts, rising.
  var all: [(status: Int, count: Int)] {
    statuses.withLock { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
  }
}
