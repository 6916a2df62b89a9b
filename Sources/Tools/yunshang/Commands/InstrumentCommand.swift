import ArgumentParser
import Client
import Documents

struct InstrumentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "instrument", abstract: "What is listed; opening and halting it.",
    subcommands: [List.self, Show.self, Open.self, Halt.self, Resume.self, Collar.self],
    defaultSubcommand: List.self)

  struct List: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the instruments.", discussion: "  yunshang instrument list")
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let list = try context.session().list("/v1/instruments", "instruments", cursor: "after")
      context.show(list) {
        var table = Table([
          .init(localized("Symbol", "代码")), .init(localized("Title", "名称")),
          .init(localized("Phase", "阶段")), .init(localized("Bid", "买价"), isNumber: true),
          .init(localized("Ask", "卖价"), isNumber: true),
          .init(localized("Last", "最新"), isNumber: true),
          .init(localized("Volume", "成交量"), isNumber: true),
          .init(localized("Issued", "发行量"), isNumber: true),
        ])
        for line in list["instruments"]?.array ?? [] {
          table.add([
            Cell.text(line["instrument"]), Cell.text(line["title"]), Cell.status(line["phase"]),
            Cell.yuan(line["bestBid"]), Cell.yuan(line["bestAsk"]), Cell.yuan(line["last"]),
            Cell.text(line["volume"]), Cell.text(line["quantity"]),
          ])
        }
        context.show(table, orElse: localized("Nothing is listed yet.", "尚无上市品种。"))
      }
    }
  }

  struct Show: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show one instrument.", discussion: "  yunshang instrument show QIPAO")
    @Argument(help: "The symbol.") var symbol: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let found = try context.session().instrument(symbol)
      context.show(found) {
        context.show([
          (localized("symbol", "代码"), Cell.text(found["instrument"])),
          (localized("title", "名称"), Cell.text(found["title"])),
          (localized("phase", "阶段"), Cell.status(found["phase"])),
          (localized("asset", "作品"), Cell.text(found["asset"])),
          (localized("edition", "版次"), Cell.text(found["edition"])),
          (localized("issued", "发行量"), Cell.text(found["quantity"])),
          (localized("bid", "买价"), Cell.yuan(found["bestBid"])),
          (localized("ask", "卖价"), Cell.yuan(found["bestAsk"])),
          (localized("last", "最新"), Cell.yuan(found["last"])),
          (localized("volume", "成交量"), Cell.text(found["volume"])),
          (localized("tick", "最小变动"), Cell.yuan(found["tick"])),
          (localized("lowest price", "最低价"), Cell.yuan(found["collar"]?["lowest"])),
          (localized("highest price", "最高价"), Cell.yuan(found["collar"]?["highest"])),
          (localized("maker fee", "挂单费率"), Cell.percent(found["fees"]?["maker"])),
          (localized("taker fee", "吃单费率"), Cell.percent(found["fees"]?["taker"])),
          (localized("rules", "规则"), Cell.text(found["rules"])),
          (localized("terms", "条款"), Cell.text(found["terms"])),
        ])
      }
    }
  }

  struct Open: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "List an edition on the board (operator).",
      discussion: "  yunshang instrument open 27 QIPAO")
    @Argument(help: "The edition.") var edition: String
    @Argument(help: "Its symbol: a letter A-Z, then letters, digits and -.") var symbol: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let reply = try context.session().submit(
        .openInstrument, [("edition", .string(edition)), ("symbol", .string(symbol))])
      context.accepted(
        reply,
        localized("Edition \(edition) is listed as \(symbol).", "版次 \(edition) 已上市，代码 \(symbol)。"))
    }
  }

  struct Halt: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Stop trading in an instrument (operator).",
      discussion: "  yunshang instrument halt QIPAO --reason \"news pending\"")
    @Argument(help: "The symbol.") var symbol: String
    @Option(help: "Why; it is published.") var reason: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let reply = try context.session().submit(
        .haltInstrument, [("instrument", .string(symbol)), ("reason", .string(reason))])
      context.accepted(reply, localized("\(symbol) is halted.", "\(symbol) 已停牌。"))
    }
  }

  struct Resume: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let an instrument trade again (operator).",
      discussion: "  yunshang instrument resume QIPAO --reason \"news published\"")
    @Argument(help: "The symbol.") var symbol: String
    @Option(help: "Why; it is published.") var reason: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let reply = try context.session().submit(
        .resumeInstrument, [("instrument", .string(symbol)), ("reason", .string(reason))])
      context.accepted(reply, localized("\(symbol) trades again.", "\(symbol) 已复牌。"))
    }
  }

  struct Collar: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bound an instrument's prices (operator).",
      discussion: Help.text(
        """
        Orders outside the two prices are refused from now on, and resting ones are pulled. A collar
        stands until another is set.

          yunshang instrument collar QIPAO 40.00 60.00 --reason "the day's limits"
        """))
    @Argument(help: "The symbol.") var symbol: String
    @Argument(help: "The lowest price per unit, in yuan.") var lowest: String
    @Argument(help: "The highest price per unit, in yuan.") var highest: String
    @Option(help: "Why; it is published.") var reason: String
    @OptionGroup var client: ClientOptions

    func validate() throws {
      guard let lowest = Yuan.parse(lowest), let highest = Yuan.parse(highest), lowest > 0,
        highest >= lowest
      else {
        throw ValidationError(
          "LOWEST and HIGHEST are yuan, such as 40.00 and 60.00, the second not below the first.")
      }
    }

    func run(_ context: Context) throws {
      let reply = try context.session().submit(
        .setCollar,
        [
          ("highest", try Arguments.fen(yuan: highest, fen: nil, "HIGHEST")),
          ("instrument", .string(symbol)),
          ("lowest", try Arguments.fen(yuan: lowest, fen: nil, "LOWEST")),
          ("reason", .string(reason)),
        ])
      let (low, high) = (Cell.yuan(reply["lowest"]), Cell.yuan(reply["highest"]))
      context.accepted(
        reply,
        localized(
          "\(symbol) trades from \(low) to \(high).", "\(symbol) 的价格范围为 \(low) 至 \(high)。"))
    }
  }
}
