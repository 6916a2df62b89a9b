import Documents
import HTTPTypes
import Hummingbird
import Web

// The board: static files that are part of the program.
extension Service {
  private static let contentPolicy =
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    + "frame-ancestors 'none'"

  var webRoutes: [Route] {
    var routes = [
      // Pages are one document that reads its own address.
      "/", "/about", "/bulletin", "/docket", "/instruments/{instrument}", "/works",
      "/works/{asset}",
    ].map { path in Route(.get, path) { _, _ in try Service.file("/index.html") } }
    routes.append(
      Route(.get, "/assets/**") { request, _ in try Service.file(request.uri.path) })
    routes.append(Route(.get, "/openapi.yaml") { _, _ in try Service.file("/openapi.yaml") })
    return routes
  }

  private static func file(_ path: String) throws(Problem) -> Response {
    guard let file = yunshang_web_file_at(path)?.pointee else {
      throw Problem(404, "not-found", "There is nothing at \(path).")
    }
    let bytes = Array(UnsafeBufferPointer(start: file.bytes, count: file.size))
    var response = Response.bytes(
      bytes, String(cString: file.mediaType), cache: "public, max-age=60")
    response.headers[.contentSecurityPolicy] = contentPolicy
    return response
  }
}
