import Glibc

/// Which measure an answer belongs to.
enum Lane: UInt8 {
  /// Documents that place orders.
  case orders
  /// Cancels, which the venue takes ahead of orders.
  case cancels
}

/// HTTP/1.1 requests as bytes, made before anything is measured: one buffer for all of them.
struct RequestPool {
  private(set) var bytes: [UInt8] = []
  private(set) var ends: [Int] = []
  private(set) var lanes: [Lane] = []

  /// How many there are.
  var count: Int { ends.count }

  /// Adds a `POST`. O(body).
  mutating func add(_ path: String, _ body: [UInt8], _ lane: Lane, isJSON: Bool = true) {
    bytes.append(contentsOf: HTTP.head("POST", path, count: body.count, isJSON: isJSON).utf8)
    bytes.append(contentsOf: body)
    ends.append(bytes.count)
    lanes.append(lane)
  }

  /// Adds all of another pool's. O(bytes).
  mutating func add(_ other: RequestPool) {
    let start = bytes.count
    bytes.append(contentsOf: other.bytes)
    for end in other.ends { ends.append(start + end) }
    lanes.append(contentsOf: other.lanes)
  }

  /// Where a request's bytes stand.
  func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }
}

/// The little of HTTP/1.1 that a measuring client needs.
enum HTTP {
  /// The largest answer that is read, in bytes.
  static let answerMaximum = 1 << 20

  /// A request's head.
  static func head(
    _ method: String, _ path: String, count: Int, isJSON: Bool, more: String = ""
  ) -> String {
    "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
      + (isJSON ? "Content-Type: application/json\r\n" : "")
      + more + "Content-Length: \(count)\r\n\r\n"
  }

  /// Where an answer's parts stand, once its head has come.
  struct Answer {
    var status: Int
    /// Where the body begins.
    var bodyStart: Int
    /// Where the answer ends.
    var end: Int
  }

  /// Reads an answer's head; `nil` while it is incomplete.
  /// - Throws: `BenchmarkError` if it is not an answer with a length.
  static func answer(_ bytes: UnsafeRawBufferPointer) throws -> Answer? {
    guard let headEnd = find("\r\n\r\n", in: bytes) else { return nil }
    let head = UnsafeRawBufferPointer(rebasing: bytes[..<headEnd])
    guard head.count >= 12, let status = number(head, at: 9) else {
      throw BenchmarkError("the answer is not HTTP/1.1")
    }
    // The server writes names as they were given; both spellings are looked for.
    guard
      let name = find("ontent-Length: ", in: head) ?? find("ontent-length: ", in: head),
      let length = number(head, at: name + 15), length <= answerMaximum
    else { throw BenchmarkError("the answer with status \(status) has no fit length") }
    return Answer(
      status: Int(status), bodyStart: headEnd + 4, end: headEnd + 4 + Int(length))
  }

  /// Where `text` first stands in `bytes`. O(bytes).
  static func find(_ text: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    let count = text.utf8CodeUnitCount
    let first = Int32(text.utf8Start.pointee)
    var at = 0
    while at + count <= bytes.count {
      guard let found = memchr(base + at, first, bytes.count - count - at + 1) else { return nil }
      at = UnsafeRawPointer(found) - base
      if memcmp(found, text.utf8Start, count) == 0 { return at }
      at += 1
    }
    return nil
  }

  /// How often `text` stands in `bytes`. O(bytes).
  static func count(_ text: StaticString, in bytes: UnsafeRawBufferPointer) -> Int {
    var rest = bytes
    var count = 0
    while let at = find(text, in: rest) {
      count += 1
      rest = UnsafeRawBufferPointer(rebasing: rest[(at + text.utf8CodeUnitCount)...])
    }
    return count
  }

  /// The decimal number that begins at `start`; `nil` if there is none or it is too long.
  static func number(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Int64? {
    var at = start
    var value: Int64 = 0
    while at < bytes.count, (0x30...0x39).contains(bytes[at]), at - start < 18 {
      value = value * 10 + Int64(bytes[at] - 0x30)
      at += 1
    }
    return at > start ? value : nil
  }
}
