import Client
import Documents

/// Claims, for people.
enum ClaimText {
  static func accepted(_ reply: JSON, _ context: Context) {
    let (claim, status) = (Cell.text(reply["claim"]), Cell.status(reply["status"]))
    context.accepted(reply, localized("Claim \(claim): \(status).", "申诉 \(claim)：\(status)。"))
  }

  static func show(list: JSON?, _ context: Context) {
    var table = Table([
      .init(localized("Claim", "申诉"), isNumber: true),
      .init(localized("Asset", "作品"), isNumber: true), .init(localized("Status", "状态")),
      .init(localized("Frozen", "冻结范围")), .init(localized("Grounds", "理由类别")),
      .init(localized("Opened", "立案时间")), .init(localized("Decided", "决定时间")),
    ])
    for claim in list?.array ?? [] {
      table.add([
        Cell.text(claim["claim"]), Cell.text(claim["asset"]), Cell.status(claim["status"]),
        Cell.text(claim["scope"]), Cell.text(claim["grounds"]), Cell.time(claim["opened"]),
        Cell.time(claim["decided"]),
      ])
    }
    context.show(table, orElse: localized("There are no claims.", "没有申诉。"))
  }

  static func show(_ claim: JSON, _ context: Context) {
    let known = ["claim", "asset", "status", "scope", "grounds", "statement", "evidence"]
    let chinese = ["申诉", "作品", "状态", "冻结范围", "理由类别", "陈述", "证据"]
    var fields = zip(known, chinese).map { name, title in
      (localized(name, title), name == "status" ? Cell.status(claim[name]) : Cell.text(claim[name]))
    }
    // What else the venue tells the parties is shown under its own names.
    for member in claim.object?.members ?? [] where !known.contains(member.name) {
      for part in member.value.object?.members ?? [] {
        fields.append(("\(member.name) \(part.name)", value(part.name, part.value)))
      }
      fields.append((member.name, value(member.name, member.value)))
    }
    context.show(fields)
  }

  private static let times = ["countered", "decided", "noticed", "opened", "time"]

  private static func value(_ name: String, _ json: JSON) -> String {
    times.contains(name) ? Cell.time(json) : Cell.text(json)
  }
}
