import Documents
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
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
      return closing(problem)
    } catch is NIOTooManyBytesError {
      return closing(Service.documentTooLarge)
    } catch let error as HTTPError {
      return problem(error, request)
    } catch is HTTPParserError {
      return .problem(
        Problem(400, "bad-request", "The request's body is not framed as HTTP/1.1 says."))
    } catch {
      context.logger.error("a request failed", metadata: ["error": "\(error)"])
      return .problem(
        Problem(500, "internal", "The server failed on this request; nothing was changed by it."))
    }
  }

  /// A body that is refused half-read cannot be followed by another request, and may never end: the
  /// connection is closed once the answer is written, which a body that fails after its end does.
  private func closing(_ problem: Problem) -> Response {
    var response = Response.problem(problem)
    guard problem.status == 413 else { return response }
    response.headers[.connection] = "close"
    let bytes = ByteBuffer(bytes: Service.body(of: problem))
    response.body = ResponseBody(contentLength: bytes.readableBytes) { writer in
      try await writer.write(bytes)
      try await writer.finish(nil)
      throw ConnectionEnds()
    }
    return response
  }

  /// Ends a connection after its last answer.
  private struct ConnectionEnds: Error {}

  private func problem(_ error: HTTPError, _ request: Request) -> Response {
    switch error.status.code {
    case 404:
      let components = request.uri.path.split(separator: "/")
      var allowed = routes.filter { $0.matches(components) }.map(\.method.rawValue)
      if allowed.contains("GET") { allowed.append("HEAD") }
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
    case 413: return closing(Service.documentTooLarge)
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
