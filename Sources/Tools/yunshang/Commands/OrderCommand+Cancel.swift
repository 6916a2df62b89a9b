import ArgumentParser
import Client
import Documents

extension OrderCommand {
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
      commandName: "cancel-all",
      abstract: "Take all your orders on an instrument, or on all of them, out of the book.",
      discussion: Help.text(
        """
        On one instrument it is one document, for all accounts of your owner. Without a symbol it is
        one document for each instrument on which this account has open orders, each with its own
        receipt; one that fails does not hold up the others.

          yunshang order cancel-all QIPAO
          yunshang order cancel-all QIPAO --side sell
          yunshang order cancel-all
        """))
    @Argument(help: "The instrument's symbol; without it, all.") var symbol: String?
    @Option(help: "Only this side.") var side: OrderSide?
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let session = try context.session()
      if let symbol {
        let reply = try cancel(symbol, session)
        context.accepted(reply, CancelAll.sentence(symbol, reply))
        return
      }
      let open = try session.orders(isAll: false)["orders"]?.array ?? []
      let symbols = Swift.Set(
        open.filter { side == nil || $0["side"]?.string == side?.rawValue }
          .compactMap { $0["instrument"]?.string })
      var replies: [JSON] = []
      var failed: ClientError?
      for symbol in symbols.sorted() {
        do {
          let reply = try cancel(symbol, session)
          replies.append(CancelAll.naming(symbol, reply))
          if !context.isJSON {
            Terminal.print(CancelAll.sentence(symbol, reply))
            context.noteEntry(reply)
          }
        } catch let error as ClientError {
          replies.append(CancelAll.naming(symbol, error.json))
          failed = failed ?? error
          Terminal.fault("\(symbol): \(error.detail)")
          if case .interrupted = error { break }
        }
      }
      context.show(["instruments": .array(replies)]) {
        if symbols.isEmpty {
          Terminal.note(localized("You have no such orders.", "没有符合条件的委托。"))
        }
      }
      if let failed { throw ExitCode(failed.exitStatus.rawValue) }
    }

    private func cancel(_ symbol: String, _ session: Session) throws -> JSON {
      var members: [(String, JSON)] = [("instrument", .string(symbol))]
      if let side { members.append(("side", .string(side.rawValue))) }
      return try session.submit(.cancelAllOrders, members)
    }

    private static func sentence(_ symbol: String, _ reply: JSON) -> String {
      let count = reply["orders"]?.array?.count ?? 0
      return localized(
        count == 1
          ? "\(symbol): 1 order is cancelled." : "\(symbol): \(count) orders are cancelled.",
        "\(symbol)：已撤销 \(count) 笔委托。")
    }

    private static func naming(_ symbol: String, _ reply: JSON) -> JSON {
      var object = reply.object ?? JSON.Object()
      object["instrument"] = .string(symbol)
      return .object(object)
    }
  }

  struct CancelAfter: ClientCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancel-after",
      abstract:
        "Have all your orders on an instrument cancelled unless you are heard from in time.",
      discussion: Help.text(
        """
        A dead man's switch: after so many seconds, at most 86400, all orders of your owner on the
        instrument are cancelled. Each time you say it the seconds begin anew; 0 stops the timer. It
        does not hinder new orders, and it fires once.

          yunshang order cancel-after QIPAO 60
          yunshang order cancel-after QIPAO 0
        """))
    @Argument(help: "The instrument's symbol.") var symbol: String
    @Argument(help: "After how many seconds; 0 stops the timer.") var seconds: Int64
    @OptionGroup var client: ClientOptions

    func validate() throws {
      guard (0...86_400).contains(seconds) else {
        throw ValidationError("SECONDS is from 0 to 86400.")
      }
    }

    func run(_ context: Context) throws {
      let reply = try context.session().submit(
        .cancelAfter, [("instrument", .string(symbol)), ("seconds", .number(seconds))])
      let due = Cell.time(reply["due"])
      context.accepted(
        reply,
        seconds == 0
          ? localized("The timer on \(symbol) is stopped.", "\(symbol) 的定时撤单已停止。")
          : localized(
            "Your orders on \(symbol) are cancelled at \(due), unless you say so again before.",
            "除非届时前再次设置，您在 \(symbol) 的委托将于 \(due) 全部撤销。"))
    }
  }
}
