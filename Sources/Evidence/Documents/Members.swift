import Cryptography
import Venue

/// Reads an object's members one by one, with an error that names what is wrong and where.
package struct Members {
  private let object: JSON.Object
  private let what: String

  /// - Parameter what: how errors name the object, such as `document` or `terms`.
  package init(_ object: JSON.Object, of what: String) {
    self.object = object
    self.what = what
  }

  /// Refuses members that are neither required nor optional, and missing required ones.
  package func check(required: [String], optional: [String] = []) throws(Problem) {
    for member in object.members
    where !required.contains(member.name) && !optional.contains(member.name) {
      throw Problem(
        400, "unknown-field",
        "The \(what) has no member `\(member.name)`; it has \(required.joined(separator: ", ")).")
    }
    for name in required where object[name] == nil {
      throw Problem(400, "missing-field", "The \(what) needs a member `\(name)`.")
    }
  }

  private func value(_ name: String) throws(Problem) -> JSON {
    guard let value = object[name] else {
      throw Problem(400, "missing-field", "The \(what) needs a member `\(name)`.")
    }
    return value
  }

  private func wrongType(_ name: String, _ expected: String) -> Problem {
    Problem(400, "wrong-type", "`\(name)` in the \(what) is \(expected).")
  }

  /// Whether there is such a member.
  package func has(_ name: String) -> Bool { object[name] != nil }

  /// A string of any text; `bytes` bounds its UTF-8 length.
  package func string(_ name: String, _ bytes: ClosedRange<Int>) throws(Problem) -> String {
    guard let text = try value(name).string else { throw wrongType(name, "a string") }
    guard bytes.contains(text.utf8.count) else {
      throw Problem(
        400, "wrong-length",
        "`\(name)` in the \(what) is \(bytes.lowerBound) to \(bytes.upperBound) bytes long.")
    }
    return text
  }

  /// A string of printable ASCII without spaces.
  package func text(_ name: String, _ bytes: ClosedRange<Int>) throws(Problem) -> String {
    let text = try string(name, bytes)
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Problem(
        400, "wrong-value", "`\(name)` in the \(what) is printable ASCII without spaces.")
    }
    return text
  }

  /// 1 to `maximum` characters of `[A-Za-z0-9_-]`.
  package func identifier(_ name: String, maximum: Int) throws(Problem) -> String {
    let text = try string(name, 1...maximum)
    let isFit = text.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isFit else {
      throw Problem(400, "wrong-value", "`\(name)` in the \(what) uses only A-Z a-z 0-9 _ and -.")
    }
    return text
  }

  /// One of a closed list of words.
  package func word(_ name: String, _ words: [String]) throws(Problem) -> String {
    let text = try string(name, 1...40)
    guard words.contains(text) else {
      throw Problem(
        400, "wrong-value",
        "`\(name)` in the \(what) is one of \(words.joined(separator: ", ")).")
    }
    return text
  }

  /// A whole number within bounds.
  package func number(_ name: String, _ range: ClosedRange<Int64>) throws(Problem) -> Int64 {
    guard let number = try value(name).number else { throw wrongType(name, "a whole number") }
    guard range.contains(number) else {
      throw Problem(
        400, "number-out-of-range",
        "`\(name)` in the \(what) is from \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }

  /// The largest value of a decimal string.
  private static let decimalLimit: UInt64 = 1 << 62

  /// An id or an amount: a decimal string without sign or leading zeros, below 2^62.
  package static func decimal(_ text: String, _ name: String) throws(Problem) -> UInt64 {
    let isPlain =
      !text.isEmpty && text.utf8.count <= 19
      && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      && (text.utf8.count == 1 || text.utf8.first != UInt8(ascii: "0"))
    guard isPlain, let number = UInt64(text), number < decimalLimit else {
      throw Problem(
        400, "wrong-value",
        "`\(name)` is a decimal number in a string, such as \"120\", without sign or leading zeros."
      )
    }
    return number
  }

  /// An id: a decimal string.
  package func id(_ name: String) throws(Problem) -> UInt64 {
    guard let text = try value(name).string else { throw wrongType(name, "a string of digits") }
    return try Members.decimal(text, name)
  }

  /// Money or a price in fen: a decimal string.
  package func fen(_ name: String) throws(Problem) -> Fen { Fen(try id(name)) }

  /// An order's number, `<sequence>.<position>`.
  package func order(_ name: String) throws(Problem) -> OrderNumber {
    let text = try string(name, 3...40)
    guard let order = OrderNumber(text: text) else {
      throw Problem(400, "wrong-value", "`\(name)` is an order's number, such as \"41.0\".")
    }
    return order
  }

  /// A SHA-256 in 64 lower-case hexadecimal digits.
  package func digest(_ name: String) throws(Problem) -> Digest {
    guard let digest = Digest(hex: try string(name, 64...64)) else {
      throw Problem(
        400, "wrong-value", "`\(name)` in the \(what) is 64 lower-case hexadecimal digits.")
    }
    return digest
  }

  /// A `did:key` of an Ed25519 key.
  package func key(_ name: String) throws(Problem) -> Ed25519.PublicKey {
    guard let key = DIDKey.parse(try string(name, 1...80)) else {
      throw Problem(400, "wrong-value", "`\(name)` in the \(what) is `did:key:z6Mk…`.")
    }
    return key
  }

  /// An array with a bounded count.
  package func array(_ name: String, _ count: ClosedRange<Int>) throws(Problem) -> [JSON] {
    guard let array = try value(name).array else { throw wrongType(name, "an array") }
    guard count.contains(array.count) else {
      throw Problem(
        400, "wrong-length",
        "`\(name)` in the \(what) has \(count.lowerBound) to \(count.upperBound) elements.")
    }
    return array
  }

  /// An array of objects with a bounded count.
  package func objects(
    _ name: String, _ count: ClosedRange<Int>
  ) throws(Problem) -> [Members] {
    var found: [Members] = []
    for element in try array(name, count) {
      guard let object = element.object else { throw wrongType(name, "an array of objects") }
      found.append(Members(object, of: "\(what)'s \(name)"))
    }
    return found
  }

  /// An object.
  package func nested(_ name: String) throws(Problem) -> JSON.Object {
    guard let object = try value(name).object else { throw wrongType(name, "an object") }
    return object
  }

  /// Something that is said or left unsaid: `true`, or no such member.
  package func flag(_ name: String) throws(Problem) -> Bool {
    guard let value = object[name] else { return false }
    guard let flag = value.bool else { throw wrongType(name, "true") }
    guard flag else {
      throw Problem(
        400, "wrong-value", "`\(name)` in the \(what) is true; where it is not, leave it out.")
    }
    return true
  }

  /// A point in time, in seconds since 1970.
  package func time(_ name: String) throws(Problem) -> Int64 {
    guard let seconds = Timestamp.parse(try string(name, 20...20)) else {
      throw Problem(
        400, "wrong-value",
        "`\(name)` in the \(what) is written YYYY-MM-DDThh:mm:ssZ, in UTC; this is not.")
    }
    return seconds
  }

  /// Words of a closed list, each once, rising.
  package func words(_ name: String, _ known: [String]) throws(Problem) -> [String] {
    var found: [String] = []
    for element in try array(name, 0...known.count) {
      guard let word = element.string, known.contains(word) else {
        throw Problem(
          400, "wrong-value",
          "`\(name)` in the \(what) lists words of \(known.joined(separator: ", ")).")
      }
      guard found.last.map({ $0 < word }) ?? true else {
        throw Problem(400, "wrong-value", "`\(name)` in the \(what) lists each word once, rising.")
      }
      found.append(word)
    }
    return found
  }
}

extension OrderNumber {
  /// Reads `<sequence>.<position>`; `nil` for anything else.
  package init?(text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let sequence = try? Members.decimal(String(parts[0]), "order"),
      let position = try? Members.decimal(String(parts[1]), "order"), position <= 65_535
    else { return nil }
    self.init(sequence: sequence, position: UInt32(position))
  }
}
