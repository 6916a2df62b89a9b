/// An answer's head and, where it was not handed on piece by piece, its body.
package struct HTTPResponse: Sendable {
  /// The largest answer that is kept in memory unless a caller says otherwise, in bytes.
  package static let byteCountMaximum = 16 << 20
  /// The most header fields that are kept.
  package static let headerCountMaximum = 100

  /// The HTTP status.
  package var status = 0
  /// Header fields, names in lower case; the first of equal names.
  package var headers: [String: String] = [:]
  /// The body.
  package var body: [UInt8] = []

  /// An answer without anything.
  package init() {}

  /// The media type without its parameters, in lower case.
  package var mediaType: String {
    let value = headers["content-type"] ?? ""
    return String(value.prefix { $0 != ";" && $0 != " " }).lowercased()
  }

  mutating func add(headerLine line: String) {
    // A line like `HTTP/1.1 200 OK` opens a head; an interim one (100) is followed by another.
    if line.hasPrefix("HTTP/") {
      headers = [:]
      status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
      return
    }
    guard headers.count < HTTPResponse.headerCountMaximum, let colon = line.firstIndex(of: ":")
    else { return }
    let name = line[..<colon].lowercased()
    let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
    if headers[name] == nil { headers[name] = String(value) }
  }
}
