import Cryptography
import Documents
import Foundation
import Synchronization

/// Orders around a price, signed beforehand by many traders in turn: buys and sells, four of five
/// resting until cancelled, and now and then an account cancels all its orders. What rests is so held
/// to about twenty orders an account, however long it runs.
struct OrderFlow: Sendable {
  /// What a document asks.
  enum Mode: String, Sendable, CaseIterable {
    /// One order a document.
    case single
    /// A hundred orders a document.
    case batch

    /// Orders in a document.
    var orderCount: Int { self == .batch ? 100 : 1 }
  }

  /// The price around which orders are placed, in fen.
  static let middle = 10_000
  /// How far orders reach across the middle, and how far they stay away from it, in fen.
  private static let reach = -8...3
  private static let quantities = 1...10
  /// One document of so many is a cancel.
  private static let cancelInterval = 20
  /// Documents signed by a thread at a time.
  private static let chunkSize = 4_096

  var traders: [Trader]
  var symbol: String
  var terms: String
  var mode: Mode
  /// Begins every id, so that another run's documents are others.
  var run: String
  var created: String
  var seed: UInt64

  /// Signs `count` documents, on all of the machine's processors.
  func sign(_ count: Int) -> RequestPool {
    let chunkCount = (count + Self.chunkSize - 1) / Self.chunkSize
    let chunks = Mutex([RequestPool?](repeating: nil, count: chunkCount))
    DispatchQueue.concurrentPerform(iterations: chunkCount) { chunk in
      let first = chunk * Self.chunkSize
      let pool = sign(first..<min(count, first + Self.chunkSize))
      chunks.withLock { $0[chunk] = pool }
    }
    var pool = RequestPool()
    chunks.withLock { parts in
      for index in parts.indices {
        if let part = parts[index] { pool.add(part) }
        parts[index] = nil
      }
    }
    return pool
  }

  private func sign(_ indices: Range<Int>) -> RequestPool {
    var random = Random(seed: seed &+ UInt64(indices.lowerBound))
    var pool = RequestPool()
    for index in indices {
      let trader = traders[index % traders.count]
      let id = "\(run)-\(index)"
      if random.next(1...Self.cancelInterval) == 1 {
        let body = trader.sign(
          id: id, created: created, first: "\"instrument\":\"\(symbol)\",",
          last: "\"type\":\"order.cancel-all\"")
        pool.add("/v1/cancels", body, .cancels)
      } else if mode == .single {
        let order = order(&random)
        let body = trader.sign(
          id: id, created: created,
          first: "\"instrument\":\"\(symbol)\",\"limit\":\"\(order.limit)\",",
          last: "\"quantity\":\(order.quantity),\"side\":\"\(order.side)\",\"terms\":\"\(terms)\","
            + "\"timeInForce\":\"\(order.force)\",\"type\":\"order.place\"")
        pool.add("/v1/documents", body, .orders)
      } else {
        let lines = (0..<mode.orderCount).map { _ in
          let order = order(&random)
          return "[\"\(order.side)\",\"\(order.limit)\",\(order.quantity),\"\(order.force)\"]"
        }
        let body = trader.sign(
          id: id, created: created,
          first: "\"instrument\":\"\(symbol)\",\"orders\":[\(lines.joined(separator: ","))],",
          last: "\"terms\":\"\(terms)\",\"type\":\"order.batch\"")
        pool.add("/v1/documents", body, .orders)
      }
    }
    return pool
  }

  private func order(
    _ random: inout Random
  ) -> (side: String, limit: Int, quantity: Int, force: String) {
    let isBuy = random.next(0...1) == 0
    let offset = random.next(Self.reach)
    return (
      isBuy ? "buy" : "sell", Self.middle + (isBuy ? offset : -offset),
      random.next(Self.quantities), random.next(1...5) == 1 ? "IOC" : "GTC"
    )
  }
}
