import ArgumentParser
import Client
import Documents

extension OrderCommand {
  struct Amend: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Change an order's quantity or limit.",
      discussion: Help.text(
        """
        The quantity is the new total, with what has traded already. Fewer units at the same limit
        keep the order's place in the queue; anything else goes to its end.

          yunshang order amend 41.0 --quantity 5
          yunshang order amend 41.0 --limit 51.50
        """))
    @Argument(help: "The order, such as 41.0.") var order: String
    @Option(help: ArgumentHelp("The new total quantity.", valueName: "units"))
    var quantity: Int64?
    @Option(help: ArgumentHelp("The new limit.", valueName: "yuan")) var limit: String?
    @Option(help: ArgumentHelp("The new limit.", valueName: "fen")) var limitFen: String?
    @OptionGroup var client: ClientOptions

    func validate() throws {
      guard quantity != nil || limit != nil || limitFen != nil else {
        throw ValidationError("Say what changes: --quantity, --limit or both.")
      }
      guard quantity.map({ $0 > 0 }) ?? true else {
        throw ValidationError("--quantity is 1 or more.")
      }
    }

    func run(_ context: Context) throws {
      let session = try context.session()
      var newLimit: JSON?
      if limit != nil || limitFen != nil {
        newLimit = try Arguments.fen(yuan: limit, fen: limitFen, "--limit")
        guard newLimit != "0" else { throw ValidationError("--limit is more than nothing.") }
      }
      var newQuantity: JSON? = quantity.map { .number($0) }
      if newLimit == nil || newQuantity == nil {
        // The document states both, so what stays is looked up.
        let standing = try session.openOrder(order)
        newLimit = newLimit ?? standing["limit"]
        newQuantity = newQuantity ?? standing["quantity"]
      }
      let reply = try session.submit(
        .amendOrder,
        [
          ("limit", newLimit ?? .null), ("order", .string(order)),
          ("quantity", newQuantity ?? .null),
        ])
      context.show(reply) { OrderText.show(placed: reply, context) }
    }
  }

  struct Batch: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Place up to 250 orders on one instrument in one document.",
      discussion: Help.text(
        """
        FILE has one order a line, `side,limit,quantity`; limits are in yuan, lines beginning with #
        are left out. Behind may stand GTC, DAY, GTD, IOC or FOK, and then any of `market` (the
        limit is a market order's collar), `post-only`, `expires=2026-12-31T16:00:00Z` and
        `self-trade=decrement`. `-` reads standard input. Each order is accepted or refused by itself.

          yunshang order batch QIPAO orders.csv
          printf 'buy,51.00,10,DAY,post-only\\nsell,53.00,4,IOC\\n' | yunshang order batch QIPAO -
        """))
    @Argument(help: "The instrument's symbol.") var symbol: String
    @Argument(help: "The file.", completion: .file()) var file: String
    @Option(help: ArgumentHelp("SHA-256 of the terms sheet.", valueName: "hex")) var terms: String?
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let text = String(decoding: try LocalFile.input(file), as: UTF8.self)
      let lines = try OrderLines.parse(text)
      let session = try context.session()
      let reply = try session.submit(
        .batchOrders,
        [
          ("instrument", .string(symbol)), ("orders", .array(lines)),
          ("terms", .string(try terms ?? session.terms(of: symbol))),
        ])
      context.show(reply) { OrderText.show(batch: reply, lines, context) }
    }
  }

  struct List: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "List your orders.", discussion: "  yunshang order list --all")
    @Flag(help: "Ended ones too.") var all = false
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let session = try context.session()
      let list = try session.orders(isAll: all)
      context.show(list) { OrderText.show(list: list, context) }
    }
  }
}
