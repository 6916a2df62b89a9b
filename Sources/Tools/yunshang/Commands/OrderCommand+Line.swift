import ArgumentParser
import Client
import Documents

extension OrderCommand {
  /// An instrument, a quantity, a price, and everything else that an order can say.
  struct Line: ParsableArguments {
    @Argument(help: "The instrument's symbol, such as QIPAO.")
    var symbol: String

    @Argument(help: "How many units.")
    var quantity: Int64

    @Argument(help: "The worst price per unit, in yuan, such as 52.00.")
    var limit: String?

    @Option(help: ArgumentHelp("The limit in fen, instead of yuan.", valueName: "fen"))
    var limitFen: String?

    @Flag(help: "A market order: at any price as far as the collar, at once.")
    var market = false

    @Option(
      help: ArgumentHelp("A market order's worst price per unit, in yuan.", valueName: "yuan"))
    var collar: String?

    @Option(
      help: ArgumentHelp(
        "How long it stands: GTC until cancelled, DAY until midnight in Shanghai, GTD until "
          + "--expires; IOC not at all, FOK not at all and only whole.", valueName: "word"))
    var tif: Force?

    @Flag(help: "The same as --tif IOC: what does not trade at once is cancelled.")
    var ioc = false

    @Option(
      help: ArgumentHelp(
        "Until when it stands, such as 2026-12-31T16:00:00Z; makes it GTD.", valueName: "time"))
    var expires: String?

    @Flag(help: "Refused rather than trade at once: it only rests.")
    var postOnly = false

    @Option(
      help: ArgumentHelp(
        "What happens where it meets an order of your own: cancel-newest, cancel-oldest, "
          + "cancel-both or decrement; without it, as the rules say.", valueName: "mode"))
    var selfTrade: Mode?

    @Option(
      help: ArgumentHelp(
        "SHA-256 of the terms sheet that you agree to; without it, the instrument's own.",
        valueName: "hex"))
    var terms: String?

    /// How long an order stands.
    enum Force: String, ExpressibleByArgument, CaseIterable {
      case GTC, DAY, GTD, IOC, FOK
    }

    /// What happens where an order meets one of its owner's own.
    enum Mode: String, ExpressibleByArgument, CaseIterable {
      case cancelNewest = "cancel-newest"
      case cancelOldest = "cancel-oldest"
      case cancelBoth = "cancel-both"
      case decrement
    }

    /// How long it stands, where the other options say.
    var force: Force {
      tif ?? (ioc || market ? .IOC : expires != nil ? .GTD : .GTC)
    }

    func validate() throws {
      guard quantity > 0 else { throw ValidationError("QUANTITY is 1 or more.") }
      guard market == (collar != nil) else {
        throw ValidationError(
          "A market order has a --collar, the worst price that it may trade at; a limit order has "
            + "none.")
      }
      guard !market || (limit == nil && limitFen == nil) else {
        throw ValidationError("A market order has no limit: its --collar is all.")
      }
      _ = try price()
      guard !ioc || tif == nil || tif == .IOC else {
        throw ValidationError("--ioc is --tif IOC: leave one of them out.")
      }
      let rests = force != .IOC && force != .FOK
      guard !market || !rests else {
        throw ValidationError("A market order does not rest: --tif IOC or FOK.")
      }
      guard !postOnly || rests else {
        throw ValidationError("A post-only order only rests: --tif GTC, DAY or GTD.")
      }
      guard (force == .GTD) == (expires != nil) else {
        throw ValidationError("A GTD order, and no other, has --expires.")
      }
      if let expires, Timestamp.parse(expires) == nil {
        throw ValidationError("--expires is written 2026-12-31T16:00:00Z, in UTC.")
      }
    }

    private func price() throws -> JSON {
      let price =
        try market
        ? Arguments.fen(yuan: collar, fen: nil, "--collar")
        : Arguments.fen(yuan: limit, fen: limitFen, "LIMIT")
      guard price != "0" else {
        throw ValidationError("\(market ? "--collar" : "LIMIT") is more than nothing.")
      }
      return price
    }

    /// The members of a document that places or plans it.
    func members(_ side: String, _ session: Session) throws -> [(String, JSON)] {
      var members: [(String, JSON)] = [
        ("instrument", .string(symbol)), (market ? "collar" : "limit", try price()),
        ("quantity", .number(quantity)), ("side", .string(side)),
        ("terms", .string(try terms ?? session.terms(of: symbol))),
        ("timeInForce", .string(force.rawValue)),
      ]
      if let expires { members.append(("expiry", .string(expires))) }
      if postOnly { members.append(("postOnly", true)) }
      if let selfTrade { members.append(("selfTrade", .string(selfTrade.rawValue))) }
      return members
    }
  }
}
