/// Frozen works, by what the public events say of claims alone: such a work neither trades nor is
/// issued or listed where its freeze forbids that.
struct FreezeWatch {
  private struct Freeze {
    var claim: Int64
    var words: String
  }
  /// Each work's freezes.
  private var frozen: [Int64: [Freeze]] = [:]
  /// The work of an edition, and the edition of an instrument.
  private var works: [Int64: Int64] = [:]
  private var editions: [String: Int64] = [:]

  private func isFrozen(_ asset: Int64, _ word: String) -> Bool {
    frozen[asset]?.contains { $0.words.contains(word) } == true
  }

  private func asset(_ line: ArraySlice<UInt8>) -> Int64? {
    Witness.text(after: "\"instrument\":\"", in: line)
      .flatMap { editions[String(decoding: $0, as: UTF8.self)] }.flatMap { works[$0] }
  }

  /// What in an entry's events a freeze forbids that stood before it.
  func offence(of lines: [ArraySlice<UInt8>]) -> String? {
    guard frozen.contains(where: { !$0.value.isEmpty }) else { return nil }
    for line in lines {
      guard let event = Witness.text(after: "\"event\":\"", in: line) else { continue }
      if event.elementsEqual("trade".utf8) || event.elementsEqual("order-accepted".utf8) {
        guard let asset = asset(line), isFrozen(asset, "trade") else { continue }
        return "work \(asset) trades though it is frozen"
      }
      if event.elementsEqual("edition-issued".utf8) {
        guard let asset = Witness.number(after: "\"asset\":\"", in: line),
          isFrozen(asset, "issue")
        else { continue }
        return "work \(asset) is issued though it is frozen"
      }
      if event.elementsEqual("instrument-opened".utf8) {
        guard let edition = Witness.number(after: "\"edition\":\"", in: line),
          let asset = works[edition], isFrozen(asset, "issue") || isFrozen(asset, "trade")
        else { continue }
        return "work \(asset) is listed though it is frozen"
      }
    }
    return nil
  }

  /// Follows what an entry's events say.
  mutating func follow(_ lines: [ArraySlice<UInt8>]) {
    for line in lines {
      guard let event = Witness.text(after: "\"event\":\"", in: line) else { continue }
      if event.elementsEqual("edition-issued".utf8) {
        if let edition = Witness.number(after: "\"edition\":\"", in: line) {
          works[edition] = Witness.number(after: "\"asset\":\"", in: line)
        }
      } else if event.elementsEqual("instrument-opened".utf8) {
        if let name = Witness.text(after: "\"instrument\":\"", in: line) {
          editions[String(decoding: name, as: UTF8.self)] =
            Witness.number(after: "\"edition\":\"", in: line)
        }
      } else if event.starts(with: "claim-opened".utf8) || event.starts(with: "claim-decided".utf8)
      {
        guard let asset = Witness.number(after: "\"asset\":\"", in: line),
          let claim = Witness.number(after: "\"claim\":\"", in: line)
        else { continue }
        let words = String(decoding: line, as: UTF8.self).split(separator: "\"scope\":").last ?? ""
        frozen[asset, default: []].removeAll { $0.claim == claim }
        frozen[asset, default: []].append(Freeze(claim: claim, words: String(words)))
      }
    }
  }
}
