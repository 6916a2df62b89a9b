import Client
import Documents

/// Answers about orders, for people.
enum OrderText {
  static func show(placed reply: JSON, _ context: Context) {
    let order = Cell.text(reply["order"])
    let (filled, remaining) = (Cell.text(reply["filled"]), Cell.text(reply["remaining"]))
    let status = Cell.status(reply["status"])
    var line = localized(
      "Order \(order): \(status), \(filled) filled, \(remaining) remaining.",
      "委托 \(order)：\(status)，成交 \(filled)，剩余 \(remaining)。")
    if let priority = reply["priority"]?.string {
      line += localized(
        " Its place in the queue is \(priority).", priority == "kept" ? "保留排队次序。" : "重新排队。")
    }
    Terminal.print(line)
    show(trades: reply["trades"], context)
    context.noteEntry(reply)
  }

  static func show(plan: JSON, _ context: Context) {
    let sentence = localized("A dry run: nothing was placed.", "试算：未提交委托。")
    Terminal.note(sentence)
    context.show([
      (localized("status", "状态"), Cell.status(plan["status"])),
      (localized("filled", "成交"), Cell.text(plan["filled"])),
      (localized("remaining", "剩余"), Cell.text(plan["remaining"])),
      (localized("cancelled", "撤销"), units(plan["cancelled"])),
      (localized("cash needed", "所需资金"), Cell.yuan(plan["cash"])),
      (localized("fees", "手续费"), Cell.yuan(plan["fees"])),
      (localized("prevented matches", "自成交防范"), prevented(plan["prevented"])),
      (localized("own orders cancelled", "撤销己方委托"), units(plan["ownCancelled"])),
      (localized("stands until", "有效至"), Cell.time(plan["expiry"])),
      (localized("sellable from", "可卖时间"), Cell.time(plan["unlock"])),
      (
        localized("refused", "拒绝"),
        [Cell.text(plan["code"]), Cell.text(plan["detail"])].filter { !$0.isEmpty }
          .joined(separator: ": ")
      ),
    ])
    show(trades: plan["trades"], context)
  }

  /// A count; nothing where it is 0.
  private static func units(_ json: JSON?) -> String { json == 0 ? "" : Cell.text(json) }

  private static func prevented(_ matches: JSON?) -> String {
    (matches?.array ?? []).map { "\(Cell.text($0["quantity"])) × \(Cell.yuan($0["price"]))" }
      .joined(separator: ", ")
  }

  static func show(batch reply: JSON, _ lines: [JSON], _ context: Context) {
    var table = Table([
      .init(localized("Order", "委托")), .init(localized("Side", "方向")),
      .init(localized("Limit", "限价"), isNumber: true),
      .init(localized("Quantity", "数量"), isNumber: true),
      .init(localized("Filled", "成交"), isNumber: true),
      .init(localized("Remaining", "剩余"), isNumber: true), .init(localized("Status", "状态")),
    ])
    for (line, result) in zip(lines, reply["orders"]?.array ?? []) {
      let parts = line.array ?? []
      let status = result["code"]?.string ?? Cell.status(result["status"])
      table.add([
        Cell.text(result["order"]), Cell.side(parts.first),
        Cell.yuan(parts.count > 1 ? parts[1] : nil), Cell.text(parts.count > 2 ? parts[2] : nil),
        Cell.text(result["filled"]), Cell.text(result["remaining"]), status,
      ])
    }
    context.show(table, orElse: localized("No orders.", "没有委托。"))
    show(trades: reply["trades"], context)
    context.noteEntry(reply)
  }

  static func show(list: JSON, _ context: Context) {
    var table = Table([
      .init(localized("Order", "委托")), .init(localized("Instrument", "品种")),
      .init(localized("Side", "方向")), .init(localized("Limit", "限价"), isNumber: true),
      .init(localized("Quantity", "数量"), isNumber: true),
      .init(localized("Filled", "成交"), isNumber: true),
      .init(localized("Remaining", "剩余"), isNumber: true), .init(localized("Stands", "有效期")),
      .init(localized("Status", "状态")), .init(localized("Placed", "时间")),
    ])
    for order in list["orders"]?.array ?? [] {
      table.add([
        Cell.text(order["order"]), Cell.text(order["instrument"]), Cell.side(order["side"]),
        Cell.yuan(order["limit"] ?? order["collar"]), Cell.text(order["quantity"]),
        Cell.text(order["filled"]), Cell.text(order["remaining"]), stands(order), status(order),
        Cell.time(order["created"]),
      ])
    }
    context.show(table, orElse: localized("You have no such orders.", "没有符合条件的委托。"))
  }

  /// How long an order stands, and what else was said of it.
  private static func stands(_ order: JSON) -> String {
    var words = [Cell.text(order["timeInForce"])]
    if order["timeInForce"] == "GTD" { words.append(Cell.time(order["expiry"])) }
    if order["collar"] != nil { words.append(localized("market", "市价")) }
    if order["postOnly"] == true { words.append(localized("post-only", "只挂单")) }
    if let mode = order["selfTrade"]?.string { words.append(mode) }
    return words.joined(separator: " ")
  }

  private static func status(_ order: JSON) -> String {
    let status = Cell.status(order["status"])
    guard let reason = order["reason"]?.string, reason != "requested" else { return status }
    return "\(status) (\(reason))"
  }

  private static func show(trades: JSON?, _ context: Context) {
    guard let trades = trades?.array, !trades.isEmpty else { return }
    // A dry run's trades have no numbers.
    let isPlan = trades[0]["trade"] == nil
    var table = Table(
      (isPlan ? [] : [.init(localized("Trade", "成交"))]) + [
        .init(localized("Price", "价格"), isNumber: true),
        .init(localized("Quantity", "数量"), isNumber: true),
      ])
    for trade in trades {
      table.add(
        (isPlan ? [] : [Cell.text(trade["trade"])]) + [
          Cell.yuan(trade["price"]), Cell.text(trade["quantity"]),
        ])
    }
    context.show(table, orElse: "")
  }
}
