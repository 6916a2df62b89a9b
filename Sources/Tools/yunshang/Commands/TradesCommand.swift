import ArgumentParser
import Client
import Documents

struct TradesCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "trades", abstract: "List trades, the newest first.",
    discussion: Help.text(
      """
        yunshang trades
        yunshang trades QIPAO --limit 100
      """))
  @Argument(help: "The instrument's symbol; without it, all.") var symbol: String?
  @Option(help: ArgumentHelp("At most so many.", valueName: "count")) var limit: Int?
  @Option(help: ArgumentHelp("Only those before this trade.", valueName: "trade"))
  var before: String?
  @OptionGroup var client: ClientOptions

  func run(_ context: Context) throws {
    let base = symbol.map { "/v1/instruments/\(Session.escaped($0))/trades" } ?? "/v1/trades"
    let path = Session.path(base, [("before", before), ("limit", limit.map(String.init))])
    let list = try context.session().get(path)
    context.show(list) {
      var table = Table([
        .init(localized("Time", "时间")), .init(localized("Trade", "成交")),
        .init(localized("Instrument", "品种")), .init(localized("Price", "价格"), isNumber: true),
        .init(localized("Quantity", "数量"), isNumber: true), .init(localized("Taker", "主动方向")),
        .init(localized("Rules", "规则")),
      ])
      for trade in list["trades"]?.array ?? [] {
        table.add([
          Cell.time(trade["time"]), Cell.text(trade["trade"]),
          trade["instrument"]?.string ?? symbol ?? "", Cell.yuan(trade["price"]),
          Cell.text(trade["quantity"]), Cell.side(trade["side"]), Cell.text(trade["rules"]),
        ])
      }
      context.show(table, orElse: localized("No trades yet.", "尚无成交。"))
    }
  }
}
