/// A parsed text and the list of its values, each before what it contains: an object's members as
/// name and value in turn, a list's elements one after another.
final class JSONDocument: Sendable {
  /// One value or one member's name, in 16 bytes.
  struct Node {
    enum Kind: UInt8 {
      case null, yes, no, number, string, escapedString, array, object
    }

    let kind: Kind
    /// Where a number begins, or a text behind its quote.
    let start: UInt32
    /// Where it ends; the number of elements or members.
    var end: UInt32 = 0
    /// Of a list or object, the node behind everything in it.
    var next: UInt32 = 0

    var count: Int { Int(end) }
  }

  private let bytes: ArraySlice<UInt8>
  let nodes: [Node]

  init(_ bytes: ArraySlice<UInt8>, nodes: [Node]) {
    self.bytes = bytes
    self.nodes = nodes
  }

  /// The node behind a value and everything in it.
  func next(after at: Int) -> Int {
    switch nodes[at].kind {
    case .array, .object: Int(nodes[at].next)
    default: at + 1
    }
  }

  private func raw(_ at: Int) -> ArraySlice<UInt8> {
    let (start, end) = (Int(nodes[at].start), Int(nodes[at].end))
    return bytes[bytes.startIndex + start..<bytes.startIndex + end]
  }

  func text(of at: Int) -> String {
    let raw = raw(at)
    let isPlain = nodes[at].kind == .string
    return String(decoding: isPlain ? raw : JSONEscapes.decode(raw)[...], as: UTF8.self)
  }

  /// Whether a text is these bytes.
  func text(of at: Int, equals wanted: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = raw(at)
    if nodes[at].kind == .string { return raw.count == wanted.count && raw.elementsEqual(wanted) }
    // An escape takes at most six bytes for one of the text's.
    guard raw.count <= wanted.count * 6 else { return false }
    return JSONEscapes.decode(raw).elementsEqual(wanted)
  }

  func number(_ at: Int) -> Double {
    JSONDocument.number(raw(at)) ?? .nan
  }

  /// A number whose spelling has been checked; `nil` where it is too great.
  static func number(_ text: ArraySlice<UInt8>) -> Double? {
    // Most are short whole numbers, and need no library.
    if text.count <= 15, text.allSatisfy({ 0x30...0x39 ~= $0 }) {
      return Double(text.reduce(0) { $0 * 10 + Int($1 - 0x30) })
    }
    guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return value
  }
}
