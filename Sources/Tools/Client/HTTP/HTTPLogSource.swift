import Synchronization
import TransparencyLog

/// A log on a server, under an address like `https://exchange.example/log`.
package final class HTTPLogSource: LogSource {
  /// The address, without a slash at its end.
  package let address: String
  private let client: Mutex<HTTPClient>
  private let totalMilliseconds: Int

  /// A log at `address`; nothing is fetched yet.
  package init(address: String, totalMilliseconds: Int = 60_000) {
    self.address = address
    self.totalMilliseconds = totalMilliseconds
    client = Mutex(HTTPClient())
  }

  /// The file at `path`; `nil` where the server answers 404.
  /// - Throws: `HTTPFailure`, or `ClientError` for any other answer.
  package func fetch(_ path: String) throws -> [UInt8]? {
    var request = HTTPRequest("GET", "\(address)/\(path)")
    request.totalMilliseconds = totalMilliseconds
    let response = try client.withLock {
      try $0.send(request, limit: EntryBundle.byteCountMaximum)
    }
    switch response.status {
    case 200: return response.body
    case 404: return nil
    default:
      throw ClientError.failed(
        "log-unavailable", "\(request.url) answered with status \(response.status).")
    }
  }
}
