import Documents
import Entries
import HTTPTypes
import Hummingbird
import NIOCore
import Node
import Synchronization
import TransparencyLog
import Venue

/// What a document is answered with, before it is anybody's type of response.
struct DocumentAnswer: Sendable {
  var status: Int
  var body: [UInt8]
  /// Whether the body is a problem document.
  var isProblem: Bool

  private init(status: Int, body: [UInt8], isProblem: Bool) {
    self.status = status
    self.body = body
    self.isProblem = isProblem
  }

  init(_ problem: Problem, more: [(String, JSON)] = []) {
    self.init(
      status: problem.status, body: Service.body(of: problem, more: more), isProblem: true)
  }

  /// The answer for an entry: the common members, what the Venue replied, and the receipt.
  init(
    kind: EntryKind, sequence: EntryNumber, time: Microseconds, refusal: Refusal?, reply: [UInt8],
    receipt: Receipt?
  ) {
    if let refusal {
      var more: [(String, JSON)] = [
        ("kind", .string(kind.rawValue)), ("sequence", .number(Int64(sequence))),
      ]
      if let receipt {
        more.append(("receipt", .string(String(decoding: receipt.bytes, as: UTF8.self))))
      }
      self.init(refusal.problem, more: more)
      return
    }
    var out: [UInt8] = []
    out.reserveCapacity(1536 + reply.count)
    out.append(contentsOf: "{\"code\":\"accepted\",\"kind\":\"".utf8)
    out.append(contentsOf: kind.rawValue.utf8)
    out.append(contentsOf: "\",".utf8)
    if let receipt {
      out.append(contentsOf: "\"receipt\":\"".utf8)
      DocumentAnswer.append(lines: receipt.bytes, to: &out)
      out.append(contentsOf: "\",".utf8)
    }
    out.append(contentsOf: "\"sequence\":".utf8)
    out.append(contentsOf: String(sequence).utf8)
    out.append(contentsOf: ",\"time\":".utf8)
    out.append(contentsOf: String(time).utf8)
    if !reply.isEmpty {
      out.append(UInt8(ascii: ","))
      out.append(contentsOf: reply)
    }
    out.append(UInt8(ascii: "}"))
    self.init(status: 200, body: out, isProblem: false)
  }

  init(_ made: Receiptable, isMinimal: Bool) {
    self.init(
      kind: made.kind, sequence: made.sequence, time: made.time, refusal: made.refusal,
      reply: made.reply, receipt: isMinimal ? nil : made.proofs.receipt(of: made.sequence))
  }

  /// A receipt's text within a JSON string: nothing in it needs an escape but the ends of its lines.
  private static func append(lines: [UInt8], to out: inout [UInt8]) {
    var rest = lines[...]
    while let end = rest.firstIndex(of: 10) {
      out.append(contentsOf: rest[..<end])
      out.append(UInt8(ascii: "\\"))
      out.append(UInt8(ascii: "n"))
      rest = rest[(end + 1)...]
    }
    out.append(contentsOf: rest)
  }

  /// The answer as Hummingbird sends it.
  var response: Response {
    guard isProblem else { return .bytes(body, "application/json") }
    var response = Response.bytes(
      body, "application/problem+json", status: HTTPResponse.Status(code: status))
    if isTurningAway { response.headers[.retryAfter] = "1" }
    if status == 401 { response.headers[.wwwAuthenticate] = "Proof" }
    return response
  }

  private var isTurningAway: Bool { status == 429 || status == 503 }

  /// The answer as it goes over the wire, with the fields that Hummingbird's have.
  func wire(date: String) -> ByteBuffer {
    var out = ByteBufferAllocator().buffer(capacity: body.count + 320)
    if status == 200 {
      out.writeStaticString("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
    } else {
      let phrase = HTTPResponse.Status(code: status).reasonPhrase
      out.writeString("HTTP/1.1 \(status) \(phrase)\r\n")
      out.writeStaticString(
        isProblem
          ? "Content-Type: application/problem+json\r\n" : "Content-Type: application/json\r\n")
    }
    if isTurningAway { out.writeStaticString("Retry-After: 1\r\n") }
    if status == 401 { out.writeStaticString("WWW-Authenticate: Proof\r\n") }
    out.writeStaticString("Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nDate: ")
    out.writeString(date)
    out.writeStaticString("\r\nServer: yunshang\r\nContent-Length: ")
    out.writeString(String(body.count))
    out.writeStaticString("\r\n\r\n")
    out.writeBytes(body)
    return out
  }
}

/// The date of answers (RFC 9110 §5.6.7), written once a second.
final class DateField: Sendable {
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  private let newest = Mutex<(seconds: Int64, text: String)>((-1, ""))

  /// The field's value at a time.
  func text(at seconds: Int64) -> String {
    newest.withLock { newest in
      if newest.seconds != seconds { newest = (seconds, DateField.format(seconds)) }
      return newest.text
    }
  }

  /// `Sun, 06 Nov 1994 08:49:37 GMT`, from the same moment as documents write it.
  private static func format(_ seconds: Int64) -> String {
    let stamp = Array(Timestamp.format(seconds: seconds).utf8)
    func piece(_ range: Range<Int>) -> String { String(decoding: stamp[range], as: UTF8.self) }
    // 1970-01-01 was a Thursday.
    let day = days[Int((seconds / 86_400 + 4) % 7)]
    let month = months[(Int(piece(5..<7)) ?? 1) - 1]
    return "\(day), \(piece(8..<10)) \(month) \(piece(0..<4)) \(piece(11..<19)) GMT"
  }
}
