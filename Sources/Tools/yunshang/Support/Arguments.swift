import ArgumentParser
import Client
import Documents

/// Reads what users write on the command line into what documents carry.
enum Arguments {
  /// Money: yuan, or fen where that was said instead. The decimal string of fen.
  static func fen(yuan: String?, fen: String?, _ name: String) throws -> JSON {
    switch (yuan, fen) {
    case (let yuan?, nil):
      guard let amount = Yuan.parse(yuan) else {
        throw ValidationError("\(name) is yuan with at most two decimals, such as 52.00.")
      }
      return .string(String(amount))
    case (nil, let fen?):
      guard let amount = Yuan.parse(fen: fen) else {
        throw ValidationError("\(name) in fen is a whole number, such as 5200.")
      }
      return .string(String(amount))
    case (nil, nil): throw ValidationError("\(name) is missing: yuan, such as 52.00.")
    default: throw ValidationError("\(name) is given in yuan or in fen, not both.")
    }
  }

  /// Words, each once, rising, as documents list them.
  static func words(_ words: [String]) -> JSON {
    let parts = words.flatMap { $0.split(separator: ",").map(String.init) }
    return .array(Set(parts).sorted().map { .string($0) })
  }

  /// A rate in basis points: `500`, or `5%`, or `2.5%`.
  static func rate(_ text: String) throws -> Int64 {
    let points: Int64?
    if text.hasSuffix("%") {
      // A hundredth of a percent is a basis point, as a fen is a hundredth of a yuan.
      points = Yuan.parse(String(text.dropLast()))
    } else {
      points = Yuan.parse(fen: text)
    }
    guard let points, (1...10_000).contains(points) else {
      throw ValidationError("A rate is 1 to 10000 basis points, or a percentage such as 2.5%.")
    }
    return points
  }

  /// Splits `A:B:C` into at most `count` parts.
  static func parts(_ text: String, _ count: ClosedRange<Int>, form: String) throws -> [String] {
    let parts = text.split(
      separator: ":", maxSplits: count.upperBound - 1, omittingEmptySubsequences: false)
    guard count.contains(parts.count), parts.prefix(count.lowerBound).allSatisfy({ !$0.isEmpty })
    else { throw ValidationError("\(text) is not \(form).") }
    return parts.map(String.init)
  }
}
