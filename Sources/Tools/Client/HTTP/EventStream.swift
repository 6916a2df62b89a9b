/// Server-sent events, read as their bytes come (WHATWG HTML §9.2).
///
/// A value without I/O: feed it pieces of any size, it yields whole events.
package struct EventStream: Sendable {
  /// The longest line, in bytes; a longer one ends the stream.
  package static let lineByteCountMaximum = 1 << 20

  /// One event.
  package struct Event: Sendable, Equatable {
    /// Its `id`, or the last one before it that had any; where to resume.
    package var id: String
    /// Its kind; `message` where none was given.
    package var name: String
    /// Its data.
    package var data: String
  }

  /// The last id that was seen.
  package private(set) var lastID: String
  /// Whether a line was too long to go on.
  package private(set) var isBroken = false

  private var line: [UInt8] = []
  private var name = ""
  private var data: [String] = []
  private var endedWithReturn = false

  /// A stream that resumes after `lastID`; empty for one from now on.
  package init(lastID: String = "") { self.lastID = lastID }

  /// Takes bytes and returns the events that they complete. O(bytes).
  package mutating func feed(_ bytes: some Sequence<UInt8>) -> [Event] {
    var events: [Event] = []
    for byte in bytes where !isBroken {
      switch byte {
      case UInt8(ascii: "\n") where endedWithReturn:
        endedWithReturn = false
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        endedWithReturn = byte == UInt8(ascii: "\r")
        if let event = endLine() { events.append(event) }
      default:
        endedWithReturn = false
        line.append(byte)
        isBroken = line.count > EventStream.lineByteCountMaximum
      }
    }
    return events
  }

  private mutating func endLine() -> Event? {
    defer { line.removeAll(keepingCapacity: true) }
    guard !line.isEmpty else {
      defer {
        name = ""
        data = []
      }
      guard !data.isEmpty else { return nil }
      return Event(
        id: lastID, name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"))
    }
    let text = String(decoding: line, as: UTF8.self)
    // A line that begins with a colon is a comment: the heartbeat.
    let field = text.prefix { $0 != ":" }
    var value = text.dropFirst(field.count + 1)
    if value.first == " " { value = value.dropFirst() }
    switch field {
    case "id": if !value.contains("\0") { lastID = String(value) }
    case "event": name = String(value)
    case "data": data.append(String(value))
    default: break
    }
    return nil
  }
}
