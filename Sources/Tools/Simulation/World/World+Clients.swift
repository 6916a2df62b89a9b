import Cryptography
import Documents
import Venue
import VenueModel

// What clients do: write, sign, send, wait, send again, and compare what they are told.
extension World {
  /// How often a client sends at most before it gives up waiting; more often than any fault lasts.
  private static let attemptsMaximum = 400

  // MARK: The next command

  func nextCommand() {
    // Setting up may have taken all of them.
    guard drawn < options.commands else { return }
    defer {
      if drawn < options.commands {
        var gap = pace.draw(workload.interval)
        if pace.hits(workload.pause) { gap += pace.draw(workload.pauseLength) }
        agenda.add(.command, at: clock.now + gap)
      }
    }
    if pace.hits(workload.clockSet) { setClock() }
    let number = drawn
    drawn += 1
    var random = SimulationRandom(seed: options.seed, stream: "command", index: UInt64(number))
    guard !options.skipped.contains(where: { $0.contains(number) }) else { return }
    sent += 1
    var weight = Int(random.next() % UInt64(workload.weightSum))
    var act = Act.order
    for (candidate, share) in workload.mix {
      if weight < share {
        act = candidate
        break
      }
      weight -= share
    }
    write(act, number, random)
    if network.hits(workload.reads) { look() }
  }

  /// Sets the venue's clock, or sets it right.
  private func setClock() {
    if pace.once(in: 3) {
      clock.correct()
    } else {
      let step = pace.draw(workload.clockStep)
      clock.set(by: pace.once(in: 2) ? step : -step)
    }
    trace.add("clock", UInt64(bitPattern: clock.offset))
    if let machine {
      machine.tickTime = nil
      watch(machine)
    }
  }

  private func write(_ act: Act, _ number: Int, _ random: SimulationRandom) {
    var drawing = Drawing(
      model: witness.model, keys: keys, workload: workload, wall: clock.wall, random: random)
    if act == .repetition, let letter = drawing.random.pick(letters) {
      if drawing.random.once(in: 3), !letter.isForged, letter.account != nil,
        var draft = drawing.draft(.order), draft.account == letter.account || !letter.isWaiting
      {
        // The same id for something else.
        draft.account = letter.account
        draft.signers = [drawing.signer(letter.account ?? 0)]
        post(draft, number, id: letter.id, &drawing.random)
      } else {
        letter.isWaiting = true
        send(letter)
      }
      return
    }
    guard let draft = drawing.draft(act) else { return }
    if act == .forgery {
      forge(draft, number, &drawing.random)
    } else {
      post(draft, number, &drawing.random)
    }
  }

  /// Signs a draft, keeps it in its sender's outbox and sends it, now or late.
  @discardableResult
  func post(
    _ draft: Draft, _ number: Int, id: String? = nil, _ random: inout SimulationRandom
  ) -> Letter? {
    var created = clock.now / 1_000_000
    let skew = random.draw(workload.skew) / 1_000_000
    created += random.once(in: 2) ? skew : -skew
    guard
      let bytes = sign(
        draft, id: id ?? "c\(number)", created: created, audience: World.origin)
    else { return nil }
    let letter = Letter(
      draft, number: number, bytes: bytes, id: id ?? "c\(number)", created: created,
      isForged: false)
    keep(letter)
    // Kept in the outbox of somebody who is offline.
    if isSetUp, random.hits(workload.late) {
      letter.attempts = 1
      agenda.add(.patience(letter, attempt: 1), at: clock.now + random.draw(workload.lateness))
    } else {
      send(letter)
    }
    return letter
  }

  private func keep(_ letter: Letter) {
    letters.append(letter)
    witness.sent(letter)
    trace.add("letter", UInt64(letter.number))
    trace.add(letter.bytes)
  }

  private func sign(
    _ draft: Draft, id: String, created: Int64, audience: String
  ) -> [UInt8]? {
    let signers = draft.signers.compactMap { keys[$0] }
    guard signers.count == draft.signers.count, !signers.isEmpty else { return nil }
    var object = JSON.Object(draft.members)
    object["account"] = .string(draft.account.map { String($0) } ?? "new")
    object["audience"] = .string(audience)
    object["created"] = .string(Timestamp.format(seconds: created))
    object["id"] = .string(id)
    object["type"] = .string(draft.type.rawValue)
    return JSON.object(Proof.sign(object, by: signers)).canonicalBytes
  }

  /// Sends something that must never come to anything.
  private func forge(_ draft: Draft, _ number: Int, _ random: inout SimulationRandom) {
    var draft = draft
    let created = clock.now / 1_000_000
    let kind = random.draw(0...4)
    if kind == 1, draft.account != nil { draft.signers = [keys.word()] }
    let audience = kind == 2 ? "elsewhere.example" : World.origin
    guard var bytes = sign(draft, id: "c\(number)", created: created, audience: audience) else {
      return
    }
    switch kind {
    case 1 where draft.account != nil, 2: break
    case 3: bytes.removeLast(Int(random.draw(1...20)))
    case 4: bytes.insert(UInt8(ascii: " "), at: 1)
    default:
      // One letter of what was signed is changed: still a canonical document.
      let text = String(decoding: bytes, as: UTF8.self)
        .replacing("\"id\":\"c\(number)\"", with: "\"id\":\"f\(number)\"")
      bytes = Array(text.utf8)
    }
    let letter = Letter(
      draft, number: number, bytes: bytes, id: "c\(number)", created: created, isForged: true)
    keep(letter)
    send(letter)
  }

  // MARK: The network

  func send(_ letter: Letter) {
    letter.attempts += 1
    if letter.attempts > 1 { tally.retries += 1 }
    guard letter.attempts <= World.attemptsMaximum else {
      return fail("document \(letter.number) is not answered after \(letter.attempts) attempts")
    }
    carry(.request(letter))
    // Longer from attempt to attempt, as a client does that means well.
    let patience = network.draw(workload.patience)
    agenda.add(
      .patience(letter, attempt: letter.attempts),
      at: clock.now + patience * Int64(min(letter.attempts, 8)))
  }

  /// Carries a message: once, late, twice or not at all.
  func carry(_ message: Happening) {
    let isQuiet = !isSetUp || isEnding
    if !isQuiet, network.hits(workload.drop) { return }
    let copies = !isQuiet && network.hits(workload.double) ? 2 : 1
    for _ in 0..<copies {
      var time = network.draw(workload.latency)
      if !isQuiet, network.hits(workload.delay) { time += network.draw(workload.delayLength) }
      agenda.add(message, at: clock.now + time)
    }
  }

  // MARK: Answers

  /// A client gets an answer.
  func receive(_ answer: Answer, _ letter: Letter) {
    switch answer {
    case .entry(let entry, _):
      trace.add("told", UInt64(letter.number), entry.sequence)
      if let known = letter.answer, known != entry {
        fail("document \(letter.number) is answered otherwise than before")
      }
      letter.answer = entry
      letter.isWaiting = false
    case .problem(let status, let code):
      trace.add("refused", UInt64(letter.number), UInt64(status))
      switch code {
      case "busy", "internal", "created-in-the-future":
        break  // It is sent again when the patience is at its end.
      default: letter.isWaiting = false
      }
    }
  }
}
