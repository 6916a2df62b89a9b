/// What came back.
struct Tally {
  /// Between these times answers are measured; earlier and later ones are only held to the log.
  var start: UInt64 = 0
  var end: UInt64 = 0
  /// Measured answers of status 200.
  private(set) var accepted = 0
  /// Orders of measured batches that were taken: a batch's answer is 200 with some of them refused.
  private(set) var acceptedLines = 0
  /// Answers of status 429 or 503, measured or not.
  private(set) var shed = 0
  /// Answers by any other status that is not 200.
  private(set) var others: [Int: Int] = [:]
  /// The first body of each of these.
  private(set) var examples: [Int: String] = [:]
  /// All answers of whatever status within the measured time.
  private(set) var answered = 0
  /// Requests that have no answer.
  var unanswered = 0
  /// What was acknowledged, by sequence.
  private(set) var sequences = Bits()
  /// Whether a sequence was acknowledged twice, or a 200 came without one.
  private(set) var isBroken = false
  /// Latencies of measured answers of status 200, by lane.
  private(set) var orders = Latencies()
  private(set) var cancels = Latencies()

  /// The measured time, in seconds.
  var seconds: Double { end > start ? Double(end - start) / 1e9 : 0 }

  /// Takes an answer in.
  mutating func add(
    _ status: Int, _ body: UnsafeRawBufferPointer, _ lane: Lane, due: UInt64, now: UInt64
  ) {
    let isMeasured = now >= start && now < end
    if isMeasured { answered += 1 }
    switch status {
    case 200:
      guard let at = HTTP.find("\"sequence\":", in: body),
        let sequence = HTTP.number(body, at: at + 11), sequences.insert(Int(sequence))
      else {
        isBroken = true
        return
      }
      // The open pace measures by when a request was due: a late answer is a late answer.
      guard due >= start, due < end else { return }
      if lane == .cancels { cancels.add(now - due) } else { orders.add(now - due) }
      guard isMeasured else { return }
      accepted += 1
      guard lane == .orders else { return }
      acceptedLines +=
        HTTP.count("\"status\":", in: body) - HTTP.count("\"status\":\"refused\"", in: body)
    case 429, 503: shed += 1
    default:
      others[status, default: 0] += 1
      if examples[status] == nil { examples[status] = String(decoding: body, as: UTF8.self) }
    }
  }

  /// Takes in what came back to another client in the same time.
  mutating func add(_ other: Tally) {
    accepted += other.accepted
    acceptedLines += other.acceptedLines
    shed += other.shed
    others.merge(other.others, uniquingKeysWith: +)
    examples.merge(other.examples) { first, _ in first }
    answered += other.answered
    unanswered += other.unanswered
    isBroken = !sequences.insert(all: other.sequences) || isBroken || other.isBroken
    orders.add(other.orders)
    cancels.add(other.cancels)
  }
}
