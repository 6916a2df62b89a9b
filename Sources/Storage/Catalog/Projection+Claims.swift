import Documents
import GRDB
import Venue

// Claims and the freezes that come of them.
extension Projection {
  func notifyClaim(_ context: Context) throws {
    let document = context.document
    let evidence = try document.array("evidence")
    try database.execute(
      sql: """
        INSERT INTO claims (claim, asset, status, notifier, grounds, statement, evidence, noticed,
          scope) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '[]')
        """,
      arguments: [
        context.sequence, try document.decimal("asset"), "\(Claim.Status.noticed.word)",
        context.account, try document.text("grounds"), try document.quoted("statement"),
        JSON.array(evidence).columnText, context.time,
      ])
    try insertEvidence(evidence, context.sequence)
  }

  private func insertEvidence(_ evidence: [JSON], _ claim: Int64) throws {
    for file in evidence {
      try database.execute(
        sql: "INSERT OR IGNORE INTO evidence VALUES (?, ?)", arguments: [file.string, claim])
    }
  }

  /// A claim that an exact copy opens has no notice: it begins here.
  func openClaim(_ event: borrowing FlatObject, _ context: Context) throws {
    let claim = try event.number("claim")
    let asset = try event.number("asset")
    let scope = try event.text("scope")
    try database.execute(
      sql: """
        INSERT INTO claims (claim, asset, status, scope, opened, opening_reasons)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT DO UPDATE SET status = ?3, scope = ?4, opened = ?5, opening_reasons = ?6
        """,
      arguments: [
        claim, asset, "\(Claim.Status.open.word)", scope, context.time,
        context.document["reasons"]?.columnText,
      ])
    try database.execute(
      sql: "INSERT INTO freezes VALUES (?, ?, ?)", arguments: [asset, claim, scope])
  }

  func counterClaim(_ event: borrowing FlatObject, _ context: Context) throws {
    let claim = try event.number("claim")
    let evidence = try context.document.array("evidence")
    try database.execute(
      sql: """
        UPDATE claims SET status = ?, counter_account = ?, counter_statement = ?,
          counter_evidence = ?, countered = ? WHERE claim = ?
        """,
      arguments: [
        "\(Claim.Status.countered.word)", context.account, try context.document.quoted("statement"),
        JSON.array(evidence).columnText, context.time, claim,
      ])
    try insertEvidence(evidence, claim)
  }

  func decideClaim(_ event: borrowing FlatObject, _ context: Context) throws {
    let claim = try event.number("claim")
    let asset = try event.number("asset")
    let decision = try event.text("decision")
    let scope = try event.text("scope")
    // A decided claim's status is the decision's word.
    try database.execute(
      sql: """
        UPDATE claims SET status = ?1, decision = ?1, scope = ?2, decision_reasons = ?3,
          decided = ?4 WHERE claim = ?5
        """,
      arguments: [decision, scope, context.document["reasons"]?.columnText, context.time, claim])
    try database.execute(
      sql: "DELETE FROM freezes WHERE asset = ? AND claim = ?", arguments: [asset, claim])
    if decision == ClaimDecision.released.rawValue {
      guard claim == asset else { return }
      // The dispute that an exact copy opened has ended in its favour.
      try database.execute(
        sql: "UPDATE assets SET status = 'registered' WHERE asset = ? AND status = 'contested'",
        arguments: [asset])
    } else if scope != "[]" {
      try database.execute(
        sql: "INSERT INTO freezes VALUES (?, ?, ?)", arguments: [asset, claim, scope])
    }
  }
}
