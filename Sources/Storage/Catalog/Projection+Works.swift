import Cryptography
import Documents
import GRDB
import Venue

// Works, editions and instruments.
extension Projection {
  func registerAsset(_ context: Context) throws {
    let document = context.document
    let files = try document.array("files")
    let texts = try ["title", "description", "category"].map { try document.text($0) }
    try database.execute(
      sql: "INSERT INTO assets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        context.sequence, try document.quoted("title"), try document.quoted("description"),
        try document.text("kind"), try document.text("class"),
        try document.quoted("category"), try document.text("basis"), try document.text("making"),
        "registered",
        context.time, JSON.array(try document.array("authors")).columnText,
        JSON.array(files).columnText, (context.facts["similar"] ?? []).columnText,
        (context.facts["fingerprints"] ?? []).columnText, files.contains(where: showsPicture),
      ])
    try database.execute(
      sql: "INSERT INTO asset_texts (rowid, text) VALUES (?, ?)",
      arguments: [
        context.sequence, SearchText.folded(texts.joined(separator: "\n")),
      ])
    for file in files {
      try database.execute(
        sql: "INSERT OR IGNORE INTO files VALUES (?, ?, ?)",
        arguments: [file["sha256"]?.string, context.sequence, file["role"]?.string])
    }
    try insertAuthors(context)
  }

  private func showsPicture(_ file: JSON) -> Bool {
    file["role"] == "preview" || file["mediaType"]?.string?.hasPrefix("image/") == true
  }

  private func insertAuthors(_ context: Context) throws {
    var names: [String: String] = [:]
    for line in context.disclosures.split(separator: 10) {
      let disclosure = Disclosure(text: String(decoding: line, as: UTF8.self))
      names[Base64.encode(disclosure.digest.bytes, .url)] = disclosure.content?.value.columnText
    }
    for (position, author) in try context.document.array("authors").enumerated() {
      guard let account = author["account"]?.string.flatMap({ Int64($0) }) else {
        throw CatalogError(what: "an author has no account")
      }
      try database.execute(
        sql: "INSERT INTO authors VALUES (?, ?, ?, ?)",
        arguments: [
          context.sequence, position, account, author["name"]?.string.flatMap { names[$0] },
        ])
    }
  }

  func setAssetStatus(_ event: borrowing FlatObject) throws {
    try database.execute(
      sql: "UPDATE assets SET status = ? WHERE asset = ?",
      arguments: [try event.text("status"), try event.number("asset")])
  }

  func issueEdition(_ context: Context) throws {
    guard let terms = context.document["terms"]?.object else {
      throw CatalogError(what: "the edition has no terms")
    }
    try database.execute(
      sql: "INSERT INTO editions VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [
        context.sequence, try context.document.decimal("asset"),
        try context.document.decimal("account"),
        try context.document.number("quantity"), JSON.object(terms).columnText,
        TermsSheet.digest(terms).hex,
      ])
    days.issue(
      account: try context.document.decimal("account"), edition: context.sequence,
      quantity: try context.document.number("quantity"))
  }

  func openInstrument(_ context: Context) throws {
    try database.execute(
      sql: "INSERT INTO instruments VALUES (?, ?, ?, NULL, 0, NULL, NULL)",
      arguments: [
        try context.document.text("symbol"), try context.document.decimal("edition"),
        "\(Instrument.Phase.continuous.word)",
      ])
  }

  func setCollar(_ event: borrowing FlatObject) throws {
    try database.execute(
      sql: "UPDATE instruments SET lowest = ?, highest = ? WHERE instrument = ?",
      arguments: [
        try event.number("lowest"), try event.number("highest"), try event.text("instrument"),
      ])
  }

  func setPhase(_ event: borrowing FlatObject, _ phase: Instrument.Phase) throws {
    try database.execute(
      sql: "UPDATE instruments SET phase = ? WHERE instrument = ?",
      arguments: ["\(phase.word)", try event.text("instrument")])
  }
}
