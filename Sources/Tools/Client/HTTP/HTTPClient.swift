import CCurl
import Foundation

/// Blocking HTTP/1.1 over one connection that is kept alive.
///
/// What matters to a trader is told apart: whether a request that failed can have reached the
/// server. An instance belongs to one thread at a time; independent senders make one each.
package final class HTTPClient {
  private let handle: OpaquePointer

  /// A client without a connection yet.
  package init() {
    guard let handle = ccurl_make() else { fatalError("libcurl could not start: out of memory") }
    self.handle = handle
  }

  deinit { ccurl_free(handle) }

  /// From here on SIGINT ends a running request as `HTTPFailure.interrupted`; a second one, or one
  /// while no request runs, ends the process with status 130.
  package static func catchInterrupts() { ccurl_catch_interrupts() }

  /// Sends a request and keeps the answer's body in memory.
  ///
  /// - Parameter limit: the longest body, in bytes.
  /// - Parameter progress: called with the number of bytes sent so far.
  package func send(
    _ request: HTTPRequest, limit: Int = HTTPResponse.byteCountMaximum,
    progress: ((Int64) -> Void)? = nil
  ) throws(HTTPFailure) -> HTTPResponse {
    var body: [UInt8] = []
    var isTooLong = false
    do throws(HTTPFailure) {
      var response = try stream(request, progress: progress) { piece, _ in
        guard body.count + piece.count <= limit else {
          isTooLong = true
          return false
        }
        body.append(contentsOf: piece)
        return true
      }
      guard !isTooLong else { throw HTTPFailure.tooLong(limit) }
      response.body = body
      return response
    } catch {
      throw error
    }
  }

  /// Sends a request and hands on the answer's body as it comes.
  ///
  /// - Parameter onBody: takes a piece, with the head as known so far; `false` ends the request,
  ///   which is no failure.
  /// - Returns: the head.
  package func stream(
    _ request: HTTPRequest, progress: ((Int64) -> Void)? = nil,
    onBody: (UnsafeRawBufferPointer, HTTPResponse) -> Bool
  ) throws(HTTPFailure) -> HTTPResponse {
    var upload: Int32 = -1
    var uploadCount: Int64 = 0
    var bytes: [UInt8]?
    switch request.body {
    case .none: break
    case .bytes(let body): bytes = body
    case .file(let path): (upload, uploadCount) = try HTTPClient.open(path)
    }
    defer { if upload >= 0 { close(upload) } }
    for (name, value) in request.headers {
      // A line break in a value would begin another header field.
      guard (name + value).utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
        throw .unusable("the header field \(name) holds a control character")
      }
    }
    let lines = request.headers.map { "\($0.name): \($0.value)" }
    return try withoutActuallyEscaping(onBody) { onBody in
      let calls = Calls(onBody: onBody, onProgress: progress)
      let result = perform(
        request, lines: lines, bytes: bytes, upload: (upload, uploadCount), calls: calls)
      return result
    }.get()
  }

  /// What the C callbacks reach through their context.
  private final class Calls {
    var response = HTTPResponse()
    let onBody: (UnsafeRawBufferPointer, HTTPResponse) -> Bool
    let onProgress: ((Int64) -> Void)?

    init(
      onBody: @escaping (UnsafeRawBufferPointer, HTTPResponse) -> Bool,
      onProgress: ((Int64) -> Void)?
    ) {
      self.onBody = onBody
      self.onProgress = onProgress
    }

    static func at(_ context: UnsafeMutableRawPointer?) -> Calls? {
      context.map { Unmanaged<Calls>.fromOpaque($0).takeUnretainedValue() }
    }
  }

  private func perform(
    _ request: HTTPRequest, lines: [String], bytes: [UInt8]?, upload: (Int32, Int64), calls: Calls
  ) -> Result<HTTPResponse, HTTPFailure> {
    var result = ccurl_result()
    withExtendedLifetime(calls) {
      HTTPClient.withCStrings([request.method, request.url] + lines) { strings in
        (bytes ?? []).withUnsafeBufferPointer { body in
          strings.withUnsafeBufferPointer { pointers in
            var raw = ccurl_request()
            raw.method = pointers[0]
            raw.url = pointers[1]
            raw.headers = pointers.baseAddress.map { $0 + 2 }
            raw.header_count = lines.count
            // An empty array may have no address, and no address means no body.
            raw.body = bytes == nil ? nil : body.baseAddress ?? HTTPClient.nothing
            raw.body_count = body.count
            (raw.upload, raw.upload_count) = upload
            raw.connect_ms = request.connectMilliseconds
            raw.total_ms = request.totalMilliseconds
            raw.idle_ms = request.idleMilliseconds
            raw.context = Unmanaged.passUnretained(calls).toOpaque()
            raw.on_header = { context, line, count in
              guard let line else { return }
              let text = UnsafeRawBufferPointer(start: line, count: count)
              Calls.at(context)?.response.add(headerLine: String(decoding: text, as: UTF8.self))
            }
            raw.on_body = { context, bytes, count in
              guard let calls = Calls.at(context) else { return false }
              return calls.onBody(
                UnsafeRawBufferPointer(start: bytes, count: count), calls.response)
            }
            raw.on_progress = { context, sent in Calls.at(context)?.onProgress?(sent) }
            ccurl_send(handle, &raw, &result)
          }
        }
      }
    }
    calls.response.status = result.status
    let message = withUnsafeBytes(of: result.message) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    switch result.outcome {
    case CCURL_ANSWERED, CCURL_STOPPED: return .success(calls.response)
    case CCURL_NOT_SENT: return .failure(.notSent(message))
    case CCURL_INTERRUPTED: return .failure(.interrupted)
    case CCURL_UNUSABLE: return .failure(.unusable(message))
    default: return .failure(.unanswered(message))
    }
  }

  nonisolated(unsafe) private static let nothing: UnsafePointer<UInt8> = {
    let byte = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
    byte.initialize(to: 0)
    return UnsafePointer(byte)
  }()

  private static func open(_ path: String) throws(HTTPFailure) -> (Int32, Int64) {
    let file = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      throw .unusable("\(path) cannot be read: \(String(cString: strerror(errno)))")
    }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(file)
      throw .unusable("\(path) is not a file")
    }
    return (file, Int64(status.st_size))
  }

  private static func withCStrings(
    _ strings: [String], _ body: ([UnsafePointer<CChar>?]) -> Void
  ) {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    body(copies.map { UnsafePointer($0) })
  }
}
