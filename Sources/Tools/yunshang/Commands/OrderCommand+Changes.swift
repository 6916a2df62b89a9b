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
    }

    func run(_ context: Context) throws {
      let session = try context.session()
      var newLimit: JSON?
      if limit != nil || limitFen != nil {
        newLimit = try Arguments.fen(yuan: limit, fen: limitFen, "--limit")
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

  struct Cancel: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take an order out of the book.", discussion: "  yunshang order cancel 41.0")
    @Argument(help: "The order, such as 41.0.") var order: String
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let reply = try context.session().submit(.cancelOrder, [("order", .string(order))])
      let quantity = Cell.text(reply["cancelled"])
      context.accepted(
        reply,
        localized(
          "Order \(order) is cancelled: \(quantity) units.", "委托 \(order) 已撤销：\(quantity) 份。"))
    }
  }

  struct CancelAll: ClientCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancel-all", abstract: "Take all your orders on an instrument out of the book.",
      discussion: Help.text(
        """
          yunshang order cancel-all QIPAO
          yunshang order cancel-all QIPAO --side sell
        """))
    @Argument(help: "The instrument's symbol.") var symbol: String
    @Option(help: "Only this side.") var side: OrderSide?
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      var members: [(String, JSON)] = [("instrument", .string(symbol))]
      if let side { members.append(("side", .string(side.rawValue))) }
      let reply = try context.session().submit(.cancelAllOrders, members)
      let count = reply["orders"]?.array?.count ?? 0
      context.accepted(
        reply, localized("\(count) orders are cancelled.", "已撤销 \(count) 笔委托。"))
    }
  }

  struct Batch: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Place up to 250 orders on one instrument in one document.",
      discussion: Help.text(
        """
        FILE has one order a line, `side,limit,quantity` and, if it is not GTC, `,IOC`; limits are
        in yuan, lines beginning with # are left out. `-` reads standard input. Each order is
        accepted or refused by itself.

          yunshang order batch QIPAO orders.csv
          printf 'buy,51.00,10\\nsell,53.00,4,IOC\\n' | yunshang order batch QIPAO -
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
