import Cryptography
import Documents
import Entries
import Journal
import Node
import TransparencyLog
import Venue

// The venue's door: what is answered without the sequencer, and what is shown once it may be.
extension World {
  /// A document arrives.
  func receive(_ letter: Letter) {
    // Nobody listens: the client will send again.
    guard let machine else { return }
    trace.add("request", UInt64(letter.number))
    let document: Document
    let action: Action
    do throws(Problem) {
      // Whoever signed is known here; only what was tampered with is worth the fifty microseconds.
      document = try Document(
        bytes: letter.bytes, for: World.origin, verifying: letter.isForged)
      action = try document.action()
    } catch {
      return answer(letter, error)
    }
    guard let alias = Alias(salts.bytes(16)) else { return }
    let submission = Submission(
      ticket: 0, document: document, action: action, salt: salts.bytes(16), alias: alias,
      examination: Examination(fingerprints: letter.fingerprints))
    if document.type.isCancel {
      machine.urgent.append(.submit(letter, submission))
    } else {
      guard machine.ordinary.count < Machine.waitingMaximum else {
        return answer(letter, Problem(503, "busy", ""))
      }
      machine.ordinary.append(.submit(letter, submission))
    }
    planTurn(machine)
  }

  /// Answers with a problem, and holds the venue to what such an answer promises.
  func answer(_ letter: Letter, _ problem: Problem) {
    let saysNothing = problem.code == "busy" || problem.code == "internal"
    if !saysNothing, let entry = letter.entry {
      fail("document \(letter.number) is entry \(entry), and is answered `\(problem.code)`")
    }
    switch problem.code {
    case "busy", "internal", "created-in-the-future", "unknown-key", "entry-too-large": break
    default:
      // Nothing was done under this document's name, and nothing ever will be.
      letter.refusedForGood = problem.code
      if problem.code == "expired" { tally.expired += 1 }
    }
    if problem.code == "id-reused", let account = letter.account {
      let known = witness.document(of: account, id: letter.id)
      if known == nil || known == letter.digest {
        fail("document \(letter.number) is answered `id-reused`, and its id was free")
      }
    }
    carry(.answer(letter, .problem(status: problem.status, code: problem.code)))
  }

  /// What a turn says of a document, once it may be said.
  func show(_ result: SubmissionResult, _ letter: Letter, _ reader: JournalReader) {
    switch result {
    case .entered(let made):
      let receipt = made.proofs.receipt(of: made.sequence)
      let told = EntryAnswer(
        sequence: made.sequence, time: made.time, refusal: made.refusal?.rawValue,
        reply: made.reply, checkpoint: receipt.checkpoint)
      check(told, receipt.hashes, letter)
      carry(.answer(letter, .entry(told, proof: receipt.hashes)))
    case .known(let sequence): show(entry: sequence, letter, reader)
    case .rejected(let problem): answer(letter, problem)
    case .outsideWindow(let account):
      do {
        let row = try reader.row(ofOld: letter.id, account: account, digest: letter.digest)
        show(entry: row.sequence, letter, reader)
      } catch let problem as Problem {
        answer(letter, problem)
      } catch {
        answer(letter, Problem(500, "internal", "\(error)"))
      }
    }
  }

  /// Answers from the record.
  private func show(entry sequence: EntryNumber, _ letter: Letter, _ reader: JournalReader) {
    tally.repetitions += 1
    do {
      guard let row = try reader.row(sequence),
        let covering = try reader.checkpoint(covering: sequence)
      else { return answer(letter, Problem(503, "busy", "")) }
      let (refusal, reply) = row.answer
      let told = EntryAnswer(
        sequence: sequence, time: try Entry(bytes: row.entry).time, refusal: refusal?.rawValue,
        reply: reply, checkpoint: covering.checkpoint)
      check(told, nil, letter)
      carry(.answer(letter, .entry(told, proof: nil)))
    } catch {
      // The disk would not read: the client asks again.
      answer(letter, Problem(500, "internal", "\(error)"))
    }
  }

  /// Holds an answer to the entry that it is about, at the moment when it leaves the venue.
  private func check(_ told: EntryAnswer, _ proof: [Digest]?, _ letter: Letter) {
    func wrong(_ what: String) { fail("the answer to document \(letter.number) \(what)") }
    guard told.sequence < witness.size else {
      return wrong("names entry \(told.sequence); only \(witness.size) entries are durable")
    }
    let kept = witness.kept[Int(told.sequence)]
    guard kept.letter == letter.number else {
      return wrong("names entry \(told.sequence), which is another document's")
    }
    guard kept.time == told.time, kept.refusal == told.refusal, kept.reply == told.reply else {
      return wrong("is not what became of it")
    }
    guard kept.checkpoint == told.checkpoint else {
      return wrong("has another checkpoint than the one that covers it")
    }
    guard let proof else { return }
    guard proof == witness.tree.proof(of: Int(told.sequence), in: Int(kept.size)) else {
      return wrong("has a receipt that proves nothing")
    }
  }

  /// Somebody wants to look at an account.
  func look() {
    guard let machine else { return }
    let accounts = witness.model.members.keys.sorted()
    guard let account = network.pick(accounts) else { return }
    machine.urgent.append(.read(Look(account: account)))
    planTurn(machine)
  }

  /// A look has been answered: what it saw must be what is durable.
  func check(_ look: Look) {
    tally.reads += 1
    guard let size = look.size, size <= witness.size else {
      return fail("a read shows \(look.size ?? 0) entries, \(witness.size) are durable")
    }
    // One that came in the middle of its batch saw what the model has passed by.
    guard size == witness.size else { return }
    let model = witness.model
    guard look.held == model.held(look.account),
      look.available == model.available(look.account),
      look.openOrders == model.openOrders(look.account)
    else { return fail("a read of account \(look.account) shows what it does not have") }
  }
}
