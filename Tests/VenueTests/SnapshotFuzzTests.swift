import Foundation
import Testing
import Venue

@Suite("Snapshots that are not what they were")
struct SnapshotFuzzTests {
  #if DEBUG
    private static let standard = 4_000
  #else
    private static let standard = 60_000
  #endif
  /// How many are spoiled; `YUNSHANG_SNAPSHOT_SPOILED` sets another number.
  private static let count =
    ProcessInfo.processInfo.environment["YUNSHANG_SNAPSHOT_SPOILED"].flatMap { Int($0) }
    ?? standard
  /// Commands that made what is spoiled, and commands that what is left must survive.
  private static let (before, after) = (2_000, 40)

  /// Spoils `bytes` in a way that the seed decides; says which.
  private func spoil(_ bytes: inout [UInt8], _ random: inout SeededGenerator) -> String {
    let at = Int.random(in: 0..<bytes.count, using: &random)
    func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    switch draw(0...9) {
    case 0, 1:
      bytes[at] ^= 1 << UInt8(draw(0...7))
      return "a bit at \(at)"
    case 2:
      for _ in 0..<draw(1...8) { bytes[draw(0...bytes.count - 1)] = UInt8(draw(0...255)) }
      return "bytes, one at \(at)"
    case 3:
      bytes.removeLast(bytes.count - at)
      return "cut at \(at)"
    case 4:
      // A count, perhaps: more than there is, or as much as there could be.
      let value: UInt32 = random.pick([.max, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF, 0]) ?? 0
      for (byte, shift) in [0, 8, 16, 24].enumerated() where at + byte < bytes.count {
        bytes[at + byte] = UInt8(truncatingIfNeeded: value >> UInt32(shift))
      }
      return "\(value) at \(at)"
    case 5, 6:
      bytes[at] = random.once(in: 2) ? bytes[at] &+ 1 : bytes[at] &- 1
      return "one more or less at \(at)"
    case 7:
      let length = min(draw(1...64), bytes.count - at)
      let from = draw(0...bytes.count - length)
      bytes.replaceSubrange(at..<at + length, with: Array(bytes[from..<from + length]))
      return "\(length) bytes of \(from) at \(at)"
    case 8:
      let length = min(draw(1...64), bytes.count - at)
      bytes.removeSubrange(at..<at + length)
      return "\(length) bytes less at \(at)"
    default:
      bytes.insert(contentsOf: (0..<draw(1...64)).map { _ in UInt8(draw(0...255)) }, at: at)
      return "bytes more at \(at)"
    }
  }

  /// What is wrong with a Venue that was read, which it says what was read and can be gone on from.
  private func use(
    _ venue: consuming Venue, _ bytes: [UInt8], _ rest: ArraySlice<(command: Command, time: Int64)>
  ) -> String? {
    guard venue.snapshot() == bytes else { return "it says otherwise" }
    if let what = venue.imbalance() { return what }
    for step in rest {
      let time = max(step.time, venue.time)
      while venue.isDue(at: time) {
        _ = venue.apply(Command(account: nil, action: .tick), at: time)
      }
      if case .tick = step.command.action { continue }
      _ = venue.apply(step.command, at: time)
    }
    _ = venue.publicState()
    _ = venue.sealedState()
    return venue.imbalance()
  }

  @Test("They are refused, or say what was read", arguments: 1...4)
  func spoiled(seed: Int) throws {
    var flow = RandomFlow(seed: UInt64(seed), .repeated)
    flow.run(Self.before + Self.after)
    #expect(flow.failure == nil)
    let steps = flow.trial.applied
    var venue = Venue(scope: .full)
    for step in steps[..<Self.before] { _ = venue.apply(step.command, at: step.time) }
    let good = venue.snapshot()
    var random = SeededGenerator(seed: UInt64(seed))
    var (refused, read) = (0, 0)
    var reasons: [String: Int] = [:]
    for round in 0..<Self.count / 4 {
      var bytes = good
      var ways = [spoil(&bytes, &random)]
      while random.once(in: 6), !bytes.isEmpty { ways.append(spoil(&bytes, &random)) }
      do throws(SnapshotError) {
        let made = try Venue(snapshot: bytes)
        read += 1
        if let what = use(made, bytes, steps[Self.before...]) {
          Issue.record("seed \(seed), round \(round), \(ways): \(what)")
          return
        }
      } catch {
        refused += 1
        if case .unsound(let what, _) = error { reasons[what, default: 0] += 1 }
        #expect(bytes != good)
      }
    }
    #expect(refused > read)
    #expect(read > 0)
    #expect(reasons.count > 30)
    print(
      "\(good.count) bytes: \(refused) spoiled snapshots refused, \(read) read, "
        + "for \(reasons.count) reasons")
  }

  @Test("Every beginning of a snapshot is refused, and so is one that goes on")
  func cut() {
    var flow = RandomFlow(seed: 7, .swift)
    flow.run(600)
    let good = flow.trial.full.snapshot()
    var read = 0
    for count in 0..<good.count {
      if (try? Venue(snapshot: Array(good[..<count]))) != nil { read += 1 }
    }
    #expect(read == 0)
    #expect(refusal(of: good + [0]) == .unsound("more than a snapshot", at: good.count))
  }

  @Test("Bytes of no sense are refused")
  func noise() {
    var random = SeededGenerator(seed: 3)
    let head = Array(Venue(scope: .full).snapshot().prefix(20))
    for round in 0..<2_000 {
      let noise = (0..<Int.random(in: 0...400, using: &random)).map { _ in
        // Small numbers are read further than great ones.
        random.once(in: 3) ? UInt8.random(in: 0...255, using: &random) : 0
      }
      let isHeaded = round % 4 > 0
      #expect(refusal(of: isHeaded ? head + noise : noise) != nil)
    }
  }

  private func refusal(of bytes: [UInt8]) -> SnapshotError? {
    do throws(SnapshotError) {
      _ = try Venue(snapshot: bytes)
      return nil
    } catch {
      return error
    }
  }
}
