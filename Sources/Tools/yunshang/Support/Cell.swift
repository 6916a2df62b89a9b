import Client
import Documents

/// Values of answers as a person reads them; what is missing is empty.
enum Cell {
  /// A string or a number as it is.
  static func text(_ json: JSON?) -> String {
    switch json {
    case .string(let text): text
    case .number(let number): String(number)
    case .bool(let value): value ? "yes" : "no"
    case .array(let elements): elements.map { text($0) }.joined(separator: ", ")
    case .object, .null, nil: ""
    }
  }

  /// Fen in a decimal string as yuan.
  static func yuan(_ json: JSON?) -> String { json?.string.map { Yuan.format(text: $0) } ?? "" }

  /// UTC microseconds as `2026-11-23 22:00:00Z`.
  static func time(_ json: JSON?) -> String {
    guard let microseconds = json?.number, microseconds >= 0 else { return text(json) }
    return Timestamp.format(seconds: microseconds / 1_000_000)
      .replacing("T", with: " ")
  }

  /// Basis points as a percentage.
  static func percent(_ json: JSON?) -> String {
    guard let points = json?.number else { return "" }
    let rest = points % 100
    guard rest != 0 else { return "\(points / 100)%" }
    return "\(points / 100).\(rest < 10 ? "0" : "")\(rest % 10 == 0 ? rest / 10 : rest)%"
  }

  /// `buy` and `sell` in the user's language.
  static func side(_ json: JSON?) -> String {
    switch json?.string {
    case "buy": localized("buy", "买")
    case "sell": localized("sell", "卖")
    default: text(json)
    }
  }

  /// What a status means in the user's language; the word itself in English.
  static func status(_ json: JSON?) -> String {
    let word = text(json)
    return localized(word, chineseStatuses[word] ?? word)
  }

  private static let chineseStatuses = [
    "open": "挂单中", "partly-filled": "部分成交", "filled": "全部成交", "cancelled": "已撤销",
    "registered": "已登记", "examination": "审查中", "contested": "有争议", "refused": "已拒绝",
    "continuous": "连续交易", "halted": "停牌", "closed": "休市", "trading": "交易中",
    "pending": "待准入", "admitted": "已准入", "approved": "已批准", "rejected": "已驳回",
    "noticed": "已通知", "countered": "已申辩", "upheld": "成立", "released": "解除",
    "partial": "部分成立", "requested": "已申请",
  ]
}
