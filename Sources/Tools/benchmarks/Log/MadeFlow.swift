import Documents
import Foundation
import Node
import Synchronization
import Venue

/// Orders around a price on several instruments, signed by their traders: documents of many orders,
/// single orders, cancels of one order, and mass cancels. What rests stays bounded, as in a market
/// whose members take their orders back: a fifth of the orders are IOC, half cross, and a trader takes
/// all of theirs off before every few batches.
struct MadeFlow {
  /// The price around which orders are placed, in fen.
  private static let middle = 10_000
  /// How far orders reach across the middle, and how far they stay away from it, in fen.
  private static let reach = -8...3
  private static let quantities = 1...10
  /// Of so many documents where orders come in batches, one is a batch.
  private static let batchInterval = 5
  /// Of so many batches, one is a mass cancel instead.
  private static let cancelAllInterval = 4
  /// Of so many single documents, one is a cancel of an order.
  private static let cancelInterval = 4
  /// Single orders that may still be cancelled.
  private static let cancellableMaximum = 10_000

  let traders: [Trader]
  let listings: [MadeVenue.Listing]
  /// Orders in a batch; 1 makes single orders only.
  let batch: Int
  private var random: Random
  private var count = 0
  /// Single orders that may still rest, with their traders.
  private var cancellable: [(trader: Int, order: UInt64)] = []

  init(
    traders: [Trader], listings: [MadeVenue.Listing], batch: Int, seed: UInt64
  ) {
    self.traders = traders
    self.listings = listings
    self.batch = batch
    random = Random(seed: seed)
  }

  /// A document that was drawn and is not signed yet.
  struct Draft: Sendable {
    var trader: Int
    var id: String
    var first: String
    var last: String
    /// How many entries it counts for: orders, or one.
    var weight: Int
    var salt: [UInt8]
    var alias: Alias
  }

  /// Draws the document that becomes the entry `sequence`.
  mutating func next(_ sequence: UInt64) -> Draft {
    let trader = random.next(0...traders.count - 1)
    let listing = listings[trader % listings.count]
    count += 1
    var draft = Draft(
      trader: trader, id: "f-\(count)", first: "\"instrument\":\"\(listing.symbol)\",", last: "",
      weight: 1, salt: random.bytes16(), alias: random.alias())
    let isBatch = batch > 1 && random.next(1...Self.batchInterval) == 1
    if isBatch || batch == 1 && random.next(1...100) == 1 {
      if batch == 1 || random.next(1...Self.cancelAllInterval) == 1 {
        draft.last = "\"type\":\"order.cancel-all\""
        return draft
      }
      let lines = (0..<batch).map { _ in
        let order = drawOrder()
        return "[\"\(order.side)\",\"\(order.limit)\",\(order.quantity),\"\(order.force)\"]"
      }
      draft.first += "\"orders\":[\(lines.joined(separator: ","))],"
      draft.last = "\"terms\":\"\(listing.terms)\",\"type\":\"order.batch\""
      draft.weight = batch
      return draft
    }
    if !cancellable.isEmpty, random.next(1...Self.cancelInterval) == 1 {
      let at = random.next(0...cancellable.count - 1)
      let known = cancellable[at]
      cancellable.swapAt(at, cancellable.count - 1)
      cancellable.removeLast()
      draft.trader = known.trader
      draft.first = "\"order\":\"\(known.order).0\","
      draft.last = "\"type\":\"order.cancel\""
      return draft
    }
    let order = drawOrder()
    draft.first += "\"limit\":\"\(order.limit)\","
    draft.last =
      "\"quantity\":\(order.quantity),\"side\":\"\(order.side)\",\"terms\":\"\(listing.terms)\","
      + "\"timeInForce\":\"\(order.force)\",\"type\":\"order.place\""
    if order.force == "GTC" {
      if cancellable.count == Self.cancellableMaximum {
        cancellable[random.next(0...cancellable.count - 1)] = (trader, sequence)
      } else {
        cancellable.append((trader, sequence))
      }
    }
    return draft
  }

  private mutating func drawOrder() -> (side: String, limit: Int, quantity: Int, force: String) {
    let isBuy = random.next(0...1) == 0
    let offset = random.next(Self.reach)
    return (
      isBuy ? "buy" : "sell", Self.middle + (isBuy ? offset : -offset),
      random.next(Self.quantities), random.next(1...5) == 1 ? "IOC" : "GTC"
    )
  }

  /// Signs drafts, on all of the machine's processors, as of a point in time.
  func sign(_ drafts: [Draft], at time: Microseconds) throws -> [Submission] {
    let created = Timestamp.format(seconds: time / 1_000_000)
    let signed = Mutex([Submission?](repeating: nil, count: drafts.count))
    let traders = traders
    DispatchQueue.concurrentPerform(iterations: drafts.count) { at in
      let draft = drafts[at]
      let bytes = traders[draft.trader].sign(
        id: draft.id, created: created, first: draft.first, last: draft.last)
      guard let document = try? Document(bytes: bytes, verifying: false),
        let action = try? document.action()
      else { return }
      let submission = Submission(
        ticket: UInt64(at), document: document, action: action, salt: draft.salt,
        alias: draft.alias)
      signed.withLock { $0[at] = submission }
    }
    let all = signed.withLock { $0.compactMap(\.self) }
    guard all.count == drafts.count else {
      throw BenchmarkError("a document that was drawn is malformed")
    }
    return all
  }
}
