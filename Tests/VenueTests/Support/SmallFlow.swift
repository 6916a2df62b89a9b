import Foundation
import Testing
import Venue

/// One of the order flows in Fixtures/flows, whose README has the format.
struct SmallFlow {
  static let shapes = ["walk", "flat", "swing", "crash", "wide"]

  let commands: [SoloBook.Command]
  /// Every order's number is below this.
  let numbers: Int
  /// What an independent engine answered.
  let expected: Answer

  /// What a flow comes to.
  struct Answer: Equatable, Decodable {
    var trades = 0
    var volume = 0
    var refused = 0
    /// FNV-1a over every trade.
    var hash = String(1_469_598_103_934_665_603 as UInt64, radix: 16)

    /// Counts a trade.
    mutating func trade(_ taker: UInt64, _ maker: UInt64, _ price: Fen, _ quantity: Int32) {
      trades += 1
      volume += Int(quantity)
      var mixed = UInt64(hash, radix: 16) ?? 0
      for word in [taker, maker, UInt64(price), UInt64(quantity)] {
        mixed = (mixed ^ word) &* 1_099_511_628_211
      }
      let digits = String(mixed, radix: 16)
      hash = String(repeating: "0", count: 16 - digits.count) + digits
    }
  }

  init(_ shape: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Fixtures/flows").standardizedFileURL
    let answers = try Data(contentsOf: folder.appending(path: "expected.json"))
    expected = try #require(JSONDecoder().decode([String: Answer].self, from: answers)[shape])
    let bytes = try [UInt8](Data(contentsOf: folder.appending(path: "\(shape).flow")))
    func number(_ at: Int, _ count: Int) -> UInt64 {
      bytes[at..<at + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    try #require(String(decoding: bytes.prefix(8), as: UTF8.self) == "YSFLOW01")
    commands = try stride(from: 16, to: bytes.count, by: 40).map { at in
      SoloBook.Command(
        kind: try #require(.init(rawValue: bytes[at])),
        side: try #require(Side(rawValue: bytes[at + 1])), isImmediate: bytes[at + 2] == 1,
        quantity: Int32(number(at + 4, 4)), number: number(at + 16, 8),
        limit: Fen(number(at + 24, 8)))
    }
    try #require(commands.count == Int(number(12, 4)))
    numbers = Int(commands.map(\.number).max() ?? 0) + 1
  }
}
