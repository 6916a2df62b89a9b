import Cryptography
import Documents
import Entries
import GRDB
import Venue

// Accounts, their keys, and money.
extension Projection {
  func openOperator(_ context: Context) throws {
    let genesis: GenesisRecord
    do throws(Problem) {
      genesis = try GenesisRecord(context.document)
    } catch {
      throw CatalogError(what: error.detail)
    }
    let roles: JSON = ["operator"]
    try database.execute(
      sql: "INSERT INTO accounts VALUES (0, ?, ?, ?, ?, 0, 'admitted', ?)",
      arguments: [
        JSON.string(genesis.origin).columnText, JSON.string("").columnText, roles.columnText,
        roles.columnText, context.time,
      ])
    try insertKey(0, genesis.operatorKey, context)
  }

  func openAccount(_ context: Context) throws {
    let document = context.document
    let proof = document["proof"]?.array?.first ?? document["proof"]
    guard let method = proof?["verificationMethod"]?.string,
      let key = DIDKey.parse(verificationMethod: method)
    else { throw CatalogError(what: "the opening names no key") }
    try database.execute(
      sql: "INSERT INTO accounts VALUES (?, ?, ?, ?, '[]', ?, 'pending', ?)",
      arguments: [
        context.sequence, try document.quoted("name"), try document.quoted("contact"),
        JSON.array(try document.array("roles")).columnText, context.sequence, context.time,
      ])
    try insertKey(context.sequence, key, context)
  }

  private func insertKey(
    _ account: Int64, _ key: Ed25519.PublicKey, _ context: Context
  ) throws {
    try database.execute(
      sql: "INSERT INTO keys VALUES (?, ?, ?, NULL)",
      arguments: [account, context.sequence, DIDKey.text(key)])
  }

  func admitMember(_ event: borrowing FlatObject) throws {
    try database.execute(
      sql: "UPDATE accounts SET status = 'admitted', owner = ?, roles = ? WHERE account = ?",
      arguments: [
        try event.number("owner"), try event.text("roles"), try event.number("account"),
      ])
  }

  private func key(_ event: borrowing FlatObject) throws -> Ed25519.PublicKey {
    guard let bytes = Hex.decode(try event.text("key")), let key = Ed25519.PublicKey(bytes: bytes)
    else { throw CatalogError(what: "a key is not 32 bytes in hexadecimal") }
    return key
  }

  func addKey(_ event: borrowing FlatObject, _ context: Context) throws {
    try insertKey(try event.number("account"), try key(event), context)
  }

  func revokeKey(_ event: borrowing FlatObject, _ context: Context) throws {
    try database.execute(
      sql: "UPDATE keys SET revoked = ? WHERE account = ? AND key = ? AND revoked IS NULL",
      arguments: [context.sequence, try event.number("account"), DIDKey.text(try key(event))])
  }

  func requestWithdrawal(_ context: Context) throws {
    try database.execute(
      sql: "INSERT INTO withdrawals VALUES (?, ?, ?, ?, ?, NULL, NULL)",
      arguments: [
        context.sequence, context.account, try context.document.decimal("amount"),
        "\(Withdrawal.Status.requested.word)", context.time,
      ])
  }

  func settleWithdrawal(_ status: Withdrawal.Status, _ context: Context) throws {
    try database.execute(
      sql: """
        UPDATE withdrawals SET status = ?, settled = ?, reference = ? WHERE withdrawal = ?
        """,
      arguments: [
        "\(status.word)", context.time, reference(context),
        try context.document.decimal("withdrawal"),
      ])
  }

  /// What a bank or the operator wrote beside a movement of money.
  private func reference(_ context: Context) -> String? {
    (context.document["reference"] ?? context.document["reason"])?.columnText
  }

  /// A line of an account's statement. What an order only holds or releases is no line: it changes
  /// no balance, and the order itself says what stands behind it.
  func addCash(_ event: borrowing FlatObject, _ position: Int64, _ context: Context) throws {
    try days.addCash(event, context.sequence)
    guard !event.has("reason", "order-hold"), !event.has("reason", "order-release") else { return }
    let trade =
      event.range("trade") == nil ? nil : try RowKey.trade(try event.pair("trade"))
    let insert = statements.insertCash
    insert.bind(1, try event.number("account"))
    insert.bind(2, context.sequence)
    insert.bind(3, position)
    insert.bind(4, context.time)
    try event.withText("reason") { insert.bind(5, $0) }
    insert.bind(6, try event.number("change"))
    insert.bind(7, try event.number("available"))
    insert.bind(8, try event.number("held"))
    insert.bind(9, trade)
    insert.bind(10, withdrawal(context))
    insert.bind(11, reference(context))
    try insert.run()
  }

  private func withdrawal(_ context: Context) -> Int64? {
    switch context.kind {
    case .document(.withdrawCash): context.sequence
    case .document(.approveWithdrawal), .document(.rejectWithdrawal):
      context.document["withdrawal"]?.string.flatMap { Int64($0) }
    default: nil
    }
  }
}
