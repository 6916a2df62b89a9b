import HTTPTypes
import Hummingbird

/// One operation of the API. The table of all routes is what `Contracts/openapi.yaml` describes; a
/// test holds each against the other.
package struct Route: Sendable {
  /// What answers a request.
  package typealias Handler = @Sendable (Request, Context) async throws -> Response

  /// The method.
  package let method: HTTPRequest.Method
  /// The path, with parameters in braces as OpenAPI writes them. A last component `**` takes the
  /// rest of the path.
  package let path: String
  let handler: Handler

  init(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
    self.method = method
    self.path = path
    self.handler = handler
  }

  /// Whether a request's path is one of this route's.
  func matches(_ components: [Substring]) -> Bool {
    let pattern = path.split(separator: "/")
    let fixed = pattern.last == "**" ? pattern.dropLast() : pattern[...]
    guard
      fixed.count < pattern.count ? components.count > fixed.count : components.count == fixed.count
    else { return false }
    return zip(fixed, components).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
  }
}

/// What is known about a request beside its head and body.
package struct Context: RequestContext {
  package var coreContext: CoreRequestContextStorage

  package init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
  }

  /// A parameter of the path.
  func parameter(_ name: String) -> String { parameters.get(name) ?? "" }
}
