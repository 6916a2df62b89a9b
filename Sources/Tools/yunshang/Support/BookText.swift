import Client
import Documents

/// A book as a ladder: offers above, bids below, the best of both in the middle.
enum BookText {
  /// Its lines.
  static func lines(_ book: JSON) -> [String] {
    var table = Table([
      .init(localized("Bid", "买量"), isNumber: true),
      .init(localized("Price", "价格"), isNumber: true),
      .init(localized("Ask", "卖量"), isNumber: true),
      .init(localized("Orders", "笔数"), isNumber: true),
    ])
    let asks = book["asks"]?.array ?? []
    let bids = book["bids"]?.array ?? []
    guard !asks.isEmpty || !bids.isEmpty else { return [localized("The book is empty.", "盘口为空。")] }
    for level in asks.reversed() {
      table.add([
        "", Cell.yuan(level["limit"]), Cell.text(level["quantity"]), Cell.text(level["orders"]),
      ])
    }
    for level in bids {
      table.add([
        Cell.text(level["quantity"]), Cell.yuan(level["limit"]), "", Cell.text(level["orders"]),
      ])
    }
    return table.lines(emphasis: Terminal.bold).enumerated().map { index, line in
      switch index {
      case 0: line
      case 1...asks.count where !asks.isEmpty: Terminal.ask(line)
      default: Terminal.bid(line)
      }
    }
  }
}
