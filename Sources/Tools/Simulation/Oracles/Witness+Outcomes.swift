import Cryptography
import Entries
import Journal
import Venue
import VenueModel

// What an entry says that came of it, against the model, the shadow and plain arithmetic.
extension Witness {
  /// Applies a command to the model and the shadow and holds the entry to both.
  func apply(_ command: Command, _ row: JournalRow, _ entry: Entry) {
    func fault(_ what: String) { fail("entry \(row.sequence) (\(entry.kind.rawValue)): \(what)") }
    let lines = Witness.lines(row.publicEvents)
    if let what = freezes.offence(of: lines) { return fault(what) }
    let verdict = model.apply(command, at: entry.time)
    let refusal = row.answer.refusal?.rawValue
    guard refusal == verdict.refusal else {
      return fault(
        "it came to `\(refusal ?? "accepted")`, the model says "
          + "`\(verdict.refusal ?? "accepted")`")
    }
    let shown = verdict.refusal.map { Model.secret.contains($0) ? "withheld" : $0 } ?? "accepted"
    guard entry.outcome.code == shown else {
      return fault("it shows `\(entry.outcome.code)` instead of `\(shown)`")
    }
    guard Witness.isSame(row.publicEvents, verdict.lines) else {
      return fault(
        "it tells\n\(String(decoding: row.publicEvents, as: UTF8.self))"
          + "and the model\n\(verdict.lines.map { $0 + "\n" }.joined())")
    }
    guard entry.facts.venue.withheld == verdict.withheld else {
      return fault("it withholds \(entry.facts.venue.withheld), the model \(verdict.withheld)")
    }
    if !verdict.executions.isEmpty {
      let reply = String(decoding: row.answer.reply, as: UTF8.self)
      for execution in verdict.executions {
        // An amended order counts what it had filled before; the model does not.
        guard reply.contains(#""order":"\#(execution.number)""#) else {
          return fault("its answer does not tell of order \(execution.number)")
        }
      }
    }
    guard entry.outcome.count == lines.count,
      entry.outcome.root == NaiveTree.root(over: lines)
    else { return fault("its outcome's root is not that of its events") }
    freezes.follow(lines)
    if let what = bank.follow(row, command, isAccepted: refusal == nil) { return fault(what) }

    let outcome = shadow.apply(command, at: entry.time)
    guard outcome.publicEvents.bytes == row.publicEvents,
      outcome.sealedEvents.bytes == row.sealedEvents, outcome.reply == row.answer.reply,
      outcome.sealedAccounts == row.sealedAccounts
    else { return fault("a second Venue makes other bytes of it") }
  }

  static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] { bytes.split(separator: 10) }

  private static func isSame(_ bytes: [UInt8], _ lines: [String]) -> Bool {
    var at = 0
    for line in lines {
      let text = line.utf8
      guard bytes.count > at + text.count, bytes[at..<at + text.count].elementsEqual(text),
        bytes[at + text.count] == 10
      else { return false }
      at += text.count + 1
    }
    return at == bytes.count
  }

  /// What follows `mark` in an event, up to the next quote.
  static func text(after mark: StaticString, in line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    mark.withUTF8Buffer { mark in
      guard line.count >= mark.count else { return nil }
      var at = line.startIndex
      while at + mark.count <= line.endIndex {
        if line[at] == mark[0], line[at..<at + mark.count].elementsEqual(mark) {
          let rest = line[(at + mark.count)...]
          return rest.prefix { $0 != UInt8(ascii: "\"") }
        }
        at += 1
      }
      return nil
    }
  }

  /// A number that stands in quotes behind `mark`.
  static func number(after mark: StaticString, in line: ArraySlice<UInt8>) -> Int64? {
    text(after: mark, in: line).flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
  }
}
