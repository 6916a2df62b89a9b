import Journal
import Venue
import VenueModel

/// The bank outside: what was paid in and out, by the documents alone, and a double entry of what the
/// sealed events say. In each entry the changes of all accounts come to what crossed the bank's
/// counter.
struct Bank {
  /// Fen paid in less fen paid out.
  private(set) var balance: Int64 = 0
  private var asked: [EntryNumber: Int64] = [:]
  private var settled: Set<EntryNumber> = []

  /// Follows an entry; what of it does not add up.
  mutating func follow(_ row: JournalRow, _ command: Command, isAccepted: Bool) -> String? {
    var moved: Int64 = 0
    if isAccepted {
      switch command.action {
      case .credit(_, let amount): moved = amount
      case .withdraw(let amount): asked[row.sequence] = amount
      case .approveWithdrawal(let number), .rejectWithdrawal(let number):
        guard let amount = asked[number] else { return "nobody asked for withdrawal \(number)" }
        guard settled.insert(number).inserted else {
          return "withdrawal \(number) is settled twice"
        }
        if case .approveWithdrawal = command.action { moved = -amount }
      default: break
      }
    }
    balance += moved
    var sum: Int64 = 0
    for line in Witness.lines(row.sealedEvents) {
      guard Witness.text(after: "\"event\":\"", in: line)?.elementsEqual("cash".utf8) == true,
        let change = Witness.number(after: "\"change\":\"", in: line),
        let available = Witness.number(after: "\"available\":\"", in: line),
        let held = Witness.number(after: "\"held\":\"", in: line)
      else { continue }
      guard available >= 0, held >= 0 else { return "an account has \(available) and \(held) held" }
      sum += change
    }
    return sum == moved ? nil : "its accounts change by \(sum) fen, \(moved) crossed the counter"
  }

  /// Whether the members have what the bank holds for them.
  func difference(from model: Model) -> String? {
    let cash = model.members.values.reduce(0) { $0 + $1.cash }
    return cash == balance ? nil : "members have \(cash) fen, the bank holds \(balance)"
  }
}
