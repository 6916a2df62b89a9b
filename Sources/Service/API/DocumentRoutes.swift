import Cryptography
import Documents
import Entries
import Fingerprints
import Foundation
import HTTPTypes
import Hummingbird
import Journal
import Node
import TransparencyLog
import Venue

// All writes: one signed document in, one answer with its receipt out.
extension Service {
  var documentRoutes: [Route] {
    [
      Route(.post, "/v1/documents") { [self] request, _ in
        try await post(request, isCancels: false)
      },
      Route(.post, "/v1/cancels") { [self] request, _ in try await post(request, isCancels: true) },
      Route(.post, "/v1/plan") { [self] request, _ in try await plan(request) },
    ]
  }

  static let documentTooLarge = Problem(
    413, "too-large", "A document is at most \(Document.byteCountMaximum) bytes long.")

  /// The most disclosures beside a document.
  private static let disclosureCountMaximum = 32

  private func read(_ request: Request) async throws -> Document {
    let mediaType = request.headers[.contentType]?.split(separator: ";").first
    guard mediaType?.trimmingPrefix(" ").lowercased() == "application/json" else {
      throw Problem(415, "unsupported-media-type", "Send the document as application/json.")
    }
    // Told before a body is sent, where its length is announced.
    if let length = request.headers[.contentLength].flatMap({ Int($0) }),
      length > Document.byteCountMaximum
    {
      throw Service.documentTooLarge
    }
    let body = try await request.body.collect(upTo: Document.byteCountMaximum)
    return try self.document(Array(body.readableBytesView))
  }

  /// Reads and verifies a document that is meant for this venue.
  func document(_ bytes: [UInt8]) throws(Problem) -> Document {
    try Document(bytes: bytes, for: node.origin)
  }

  /// That documents of this type are posted where this one was.
  func requirePath(of type: DocumentType, isCancels: Bool) throws(Problem) {
    guard !isCancels || type.isCancel else {
      throw Problem(
        400, "wrong-type",
        "/v1/cancels takes order.cancel and order.cancel-all; send others to "
          + "/v1/documents.")
    }
    if case .unlogged = type.openness {
      throw Problem(
        400, "wrong-type",
        "A `\(type.rawValue)` is not posted as a document: see /openapi.yaml.")
    }
  }

  /// A document on its way, with all that can be drawn and computed before it has a number.
  func submission(
    _ document: Document, disclosures: [String] = [], examination: Examination = Examination()
  ) throws(Problem) -> Submission {
    Submission(
      ticket: 0, document: document, action: try document.action(),
      salt: RandomBytes.make(Disclosure.saltByteCount), alias: drawAlias(),
      disclosures: disclosures, examination: examination)
  }

  static let tooMuchWaits = Problem(
    503, "busy",
    "The venue has more documents waiting than it will take: send it again "
      + "in a moment, unchanged; cancels go to /v1/cancels.")

  static let waitsForDisk = Problem(
    503, "waiting-for-disk",
    "The venue's disk is full or fails, and nothing is taken until that is mended; this document was "
      + "not. Reading goes on. Send it again later, unchanged.")

  private func post(_ request: Request, isCancels: Bool) async throws -> Response {
    let lane: Admission.Lane = isCancels ? .cancels : .orders
    guard !node.waitsForDisk else { throw Service.waitsForDisk }
    guard !admission.isFull(lane) else { throw Service.tooMuchWaits }
    let document = try await read(request)
    try requirePath(of: document.type, isCancels: isCancels)
    if document.type == .openAccount, !openings.take() {
      throw Problem(429, "too-many", "Too many accounts are being opened: try again in a moment.")
    }
    _ = try document.action()
    let examination =
      document.type == .registerAsset
      ? try await node.examiner.examine(document.object) : Examination()
    if document.type == .issueEdition { try await requireDeposit(document) }
    let submission = try submission(
      document, disclosures: try disclosures(request, for: document), examination: examination)
    let byteCount = document.bytes.count
    guard admission.enter(lane, byteCount: byteCount) else { throw Service.tooMuchWaits }
    defer { admission.leave(lane, byteCount: byteCount) }
    let isMinimal = request.headers[.prefer] == "return=minimal"
    return try await answer(to: submission, isMinimal: isMinimal || document.type == .batchOrders)
  }

  /// An edition is of a work that can be delivered: whose originals are all here.
  private func requireDeposit(_ document: Document) async throws {
    guard let number = document.object["asset"]?.string.flatMap({ UInt64($0) }) else { return }
    let originals = try await look { venue in venue.asset(number)?.originals ?? [] }
    let vault = node.vault
    let missing = try await blocking {
      originals.map { Digest(hex: Hex.encode($0.bytes)) }.first {
        $0.map { !vault.has($0) } ?? false
      }
    }
    if let missing = missing ?? nil {
      throw Problem(
        422, "file-missing",
        "The work's file \(missing) was stated and is not here: upload it before an edition is issued."
      )
    }
  }

  private func drawAlias() -> Alias {
    guard let alias = Alias(RandomBytes.make(16)) else { preconditionFailure("16 bytes") }
    return alias
  }

  /// Disclosures of an author's name, each of which must fit a digest in the document.
  private func disclosures(
    _ request: Request, for document: Document
  ) throws(Problem) -> [String] {
    guard let header = request.headers[.disclosures], !header.isEmpty else { return [] }
    let texts = header.split(separator: ",").map { $0.trimmingPrefix(" ") }.map(String.init)
    let digests = (document.object["authors"]?.array ?? []).compactMap { $0["name"]?.string }
    for text in texts {
      let disclosure = Disclosure(text: text)
      guard text.utf8.count <= 4096, texts.count <= Service.disclosureCountMaximum,
        disclosure.content != nil,
        digests.contains(Base64.encode(disclosure.digest.bytes, .url))
      else {
        throw Problem(
          400, "disclosure-differs", "A disclosure does not fit any digest in the document.")
      }
    }
    return texts
  }

  private func answer(to submission: Submission, isMinimal: Bool) async throws -> Response {
    let document = submission.document
    let result = try await withCheckedThrowingContinuation {
      (continuation: CheckedContinuation<SubmissionResult, any Error>) in
      let isTaken = node.sequencer.submit(submission, isUrgent: document.type.isCancel) {
        continuation.resume(returning: $0)
      }
      if !isTaken {
        continuation.resume(throwing: Service.tooMuchWaits)
      }
    }
    switch result {
    case .entered(let made): return DocumentAnswer(made, isMinimal: isMinimal).response
    case .known(let sequence): return try await answerAgain(sequence, isMinimal: isMinimal)
    case .rejected(let problem): throw problem
    case .outsideWindow(let account):
      let journal = node.journal
      let row = try await blocking {
        try journal.row(ofOld: document.id, account: account, digest: document.digest)
      }
      return try await answerAgain(row.sequence, isMinimal: isMinimal)
    }
  }

  /// The first answer once more, with the receipt that was given then.
  private func answerAgain(_ sequence: EntryNumber, isMinimal: Bool) async throws -> Response {
    let journal = node.journal
    guard let row = try await blocking({ try journal.row(sequence) }) else {
      throw Problem(503, "busy", "The entry is not durable yet: try again in a moment.")
    }
    let entry = try Entry(bytes: row.entry)
    let (refusal, reply) = row.answer
    return DocumentAnswer(
      kind: entry.kind, sequence: sequence, time: entry.time, refusal: refusal, reply: reply,
      receipt: isMinimal ? nil : try await receipt(of: sequence)
    ).response
  }

  /// The receipt of any durable entry, under the checkpoint with which it was acknowledged.
  func receipt(of sequence: EntryNumber) async throws -> Receipt {
    let (journal, tiles) = (node.journal, node.tiles)
    guard let covering = try await blocking({ try journal.checkpoint(covering: sequence) }) else {
      throw Problem(404, "not-found", "There is no entry \(sequence).")
    }
    await node.logFollower.reaches(covering.size)
    return try await blocking {
      Receipt(
        index: sequence, hashes: try tiles.inclusionProof(index: sequence, size: covering.size),
        checkpoint: covering.checkpoint)
    }
  }

  /// A dry run: what an order would do if it came next. Nothing is logged.
  private func plan(_ request: Request) async throws -> Response {
    let document = try await read(request)
    guard document.type == .planOrder,
      case .placeOrder(let line, let symbol, let terms) = try document.action()
    else {
      throw Problem(400, "wrong-type", "/v1/plan takes a document of type order.plan.")
    }
    let key = document.signers[0].word
    let drawn = drawAlias()
    let account = document.account ?? 0
    let now = Microseconds(Date().timeIntervalSince1970 * 1_000_000)
    let result = try await look { venue -> Result<Venue.Plan, Problem> in
      guard let owner = venue.account(ofKey: key), owner.stands, owner.account == account,
        let record = venue.account(account)
      else {
        return .failure(
          Problem(403, "unknown-key", "The signing key does not stand for account \(account)."))
      }
      let alias = venue.alias(of: record.owner, instrument: symbol) ?? drawn
      do throws(Refusal) {
        return .success(
          try venue.plan(
            line, on: symbol, terms: terms, account: account, alias: alias,
            at: max(now, venue.time)))
      } catch {
        return .failure(error.problem)
      }
    }
    return .json(Service.json(try result.get()))
  }
  private static func json(_ plan: Venue.Plan) -> JSON {
    func matches(_ matches: [(price: Fen, quantity: Int64)]) -> JSON {
      .array(
        matches.map { ["price": .string(String($0.price)), "quantity": .number($0.quantity)] })
    }
    var answer = JSON.Object([
      ("cancelled", .number(plan.cancelled)), ("cash", .string(String(plan.cash))),
      ("fees", .string(String(plan.fees))), ("filled", .number(plan.filled)),
      ("ownCancelled", .number(Int64(plan.ownCancelled))), ("prevented", matches(plan.prevented)),
      ("remaining", .number(plan.remaining)), ("status", .string(plan.status)),
      ("trades", matches(plan.trades)),
    ])
    answer["expiry"] = plan.expiry.map { .number($0) }
    answer["unlock"] = plan.unlock.map { .number($0) }
    return .object(answer)
  }
}
