import Foundation
import Venue

/// An order flow as the yardstick writes it: new orders, cancels and replaces of one book.
struct Flow {
  /// The commands, in sequence.
  let commands: [SoloBook.Command]
  /// Every order's number is below this.
  let numbers: Int

  private static let magic: UInt64 = 0x3130_574F_4C46_5359
  private static let recordSize = 40
  private static let headSize = 16

  /// Reads a flow file: `YSFLOW01`, version 1, a count, and records of 40 bytes, little-endian.
  init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BenchmarkError("\(path) cannot be read: name a flow made by `yardstick make`")
    }
    commands = try data.withUnsafeBytes { bytes in
      guard bytes.count >= Flow.headSize,
        UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)) == Flow.magic,
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)) == 1
      else { throw BenchmarkError("\(path) is not an order flow of version 1") }
      let count = Int(
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self)))
      guard bytes.count >= Flow.headSize + count * Flow.recordSize else {
        throw BenchmarkError("\(path) is cut short: it promises \(count) commands")
      }
      return try (0..<count).map { at in
        try Flow.command(
          UnsafeRawBufferPointer(
            rebasing: bytes[(Flow.headSize + at * Flow.recordSize)...].prefix(Flow.recordSize)),
          path, at)
      }
    }
    numbers = Int((commands.map(\.number).max() ?? 0) + 1)
  }

  private static func command(
    _ record: UnsafeRawBufferPointer, _ path: String, _ at: Int
  ) throws -> SoloBook.Command {
    func word(_ offset: Int) -> UInt64 {
      UInt64(littleEndian: record.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    let quantity = UInt32(littleEndian: record.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    guard let kind = SoloBook.Command.Kind(rawValue: record[0]),
      let side = Side(rawValue: record[1]), let units = Int32(exactly: quantity),
      word(16) < UInt64(Int32.max)
    else { throw BenchmarkError("\(path): command \(at) is none") }
    return SoloBook.Command(
      kind: kind, side: side, isImmediate: record[2] != 0, quantity: units, number: word(16),
      limit: Fen(bitPattern: word(24)))
  }
}

/// What a flow comes to: two engines with the same hash agree on every single trade.
struct FlowAnswer: Equatable {
  private(set) var trades = 0
  private(set) var volume = 0
  /// Cancels and replaces of an order that no longer rests.
  var refused = 0
  /// FNV-1a over taker, maker, price and quantity of every trade, in sequence.
  private(set) var hash: UInt64 = 1_469_598_103_934_665_603

  private mutating func mix(_ word: UInt64) { hash = (hash ^ word) &* 1_099_511_628_211 }

  /// Counts a trade.
  @inline(__always)
  mutating func trade(_ taker: UInt64, _ maker: UInt64, _ price: Fen, _ quantity: Int32) {
    trades &+= 1
    volume &+= Int(quantity)
    mix(taker)
    mix(maker)
    mix(UInt64(bitPattern: price))
    mix(UInt64(UInt32(bitPattern: quantity)))
  }
}
