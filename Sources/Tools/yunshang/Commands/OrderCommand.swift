import ArgumentParser
import Client
import Documents

struct OrderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "order", abstract: "Buy, sell, change and withdraw orders.",
    subcommands: [
      Buy.self, Sell.self, Plan.self, Amend.self, Cancel.self, CancelAll.self, Batch.self,
      List.self,
    ])

  /// An instrument, a quantity and a limit.
  struct Line: ParsableArguments {
    @Argument(help: "The instrument's symbol, such as QIPAO.")
    var symbol: String

    @Argument(help: "How many units.")
    var quantity: Int64

    @Argument(help: "The worst price per unit, in yuan, such as 52.00.")
    var limit: String?

    @Option(help: ArgumentHelp("The limit in fen, instead of yuan.", valueName: "fen"))
    var limitFen: String?

    @Flag(help: "Immediate or cancel: what does not trade at once is cancelled.")
    var ioc = false

    @Option(
      help: ArgumentHelp(
        "SHA-256 of the terms sheet that you agree to; without it, the instrument's own.",
        valueName: "hex"))
    var terms: String?

    func members(_ side: String, _ session: Session) throws -> [(String, JSON)] {
      let limit = try Arguments.fen(yuan: limit, fen: limitFen, "LIMIT")
      return [
        ("instrument", .string(symbol)), ("limit", limit), ("quantity", .number(quantity)),
        ("side", .string(side)), ("terms", .string(try terms ?? session.terms(of: symbol))),
        ("timeInForce", ioc ? "IOC" : "GTC"),
      ]
    }
  }

  struct Buy: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Buy units up to a price.",
      discussion: Help.text(
        """
        The cash for the limit and the worse fee is held until the order ends. Exit status 3 says
        that the order ended cancelled with nothing filled.

          yunshang order buy QIPAO 10 52.00
          yunshang order buy QIPAO 10 52.00 --ioc
          yunshang order buy QIPAO 10 52.00 --dry-run
        """))
    @OptionGroup var line: Line
    @Flag(help: "Only say what would happen.") var dryRun = false
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      try OrderCommand.place("buy", line, isDryRun: dryRun, context)
    }
  }

  struct Sell: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sell units down to a price.",
      discussion: Help.text(
        """
        The units are held until the order ends; the first acquired are delivered first.

          yunshang order sell QIPAO 5 52.00
          yunshang order sell QIPAO 5 --limit-fen 5200 --json
        """))
    @OptionGroup var line: Line
    @Flag(help: "Only say what would happen.") var dryRun = false
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      try OrderCommand.place("sell", line, isDryRun: dryRun, context)
    }
  }

  struct Plan: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what an order would do, without placing it.",
      discussion: "  yunshang order plan buy QIPAO 10 52.00")
    @Argument(help: "buy or sell.") var side: OrderSide
    @OptionGroup var line: Line
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      try OrderCommand.place(side.rawValue, line, isDryRun: true, context)
    }
  }

  private static func place(
    _ side: String, _ line: Line, isDryRun: Bool, _ context: Context
  ) throws {
    let session = try context.session()
    let members = try line.members(side, session)
    if isDryRun {
      let plan = try session.ask("/v1/plan", .planOrder, members)
      context.show(plan) { OrderText.show(plan: plan, context) }
      return
    }
    let reply = try session.submit(.placeOrder, members)
    // The whole answer travels in the error: it is printed once, there.
    if reply["status"] == "cancelled", reply["filled"]?.number == 0, let answer = reply.object {
      throw ClientError.cancelled(answer)
    }
    context.show(reply) { OrderText.show(placed: reply, context) }
  }
}

/// Which side of the book.
enum OrderSide: String, ExpressibleByArgument, CaseIterable {
  case buy
  case sell
}
