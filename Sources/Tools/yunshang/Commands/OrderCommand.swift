import ArgumentParser
import Client
import Documents

struct OrderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "order", abstract: "Buy, sell, change and withdraw orders.",
    subcommands: [
      Buy.self, Sell.self, Plan.self, Amend.self, Cancel.self, CancelAll.self, CancelAfter.self,
      Batch.self, List.self,
    ])

  struct Buy: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Buy units up to a price.",
      discussion: Help.text(
        """
        The cash for the limit and the worse fee is held until the order ends. Exit status 3 says
        that the order ended cancelled with nothing filled.

          yunshang order buy QIPAO 10 52.00
          yunshang order buy QIPAO 10 52.00 --tif DAY --post-only
          yunshang order buy QIPAO 10 52.00 --expires 2026-12-31T16:00:00Z
          yunshang order buy QIPAO 10 --market --collar 55.00
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
          yunshang order sell QIPAO 5 --market --collar 50.00 --tif FOK
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
