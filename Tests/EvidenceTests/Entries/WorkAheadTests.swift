import Entries
import Synchronization
import Testing

@Suite("Work ahead")
struct WorkAheadTests {
  @Test("Results come in the sequence of the inputs", arguments: [0, 1, 4])
  func sequence(threads: Int) {
    let work = WorkAhead<Int, Int>(threads: threads) { input in
      // Earlier inputs take longer.
      var sum = input
      for step in 0..<(1_000 - input % 1_000) { sum = sum &+ step &- step }
      return sum * 2
    }
    var taken: [Int] = []
    for input in 0..<5_000 { work.put(input, byteCount: 100) { taken.append($0) } }
    work.finish { taken.append($0) }
    #expect(taken == (0..<5_000).map { $0 * 2 })
    #expect(work.pendingCount == 0)
  }

  @Test("What is under way is bounded, by inputs and by bytes", arguments: [0, 2])
  func bound(threads: Int) {
    let begun = Atomic<Int>(0)
    let work = WorkAhead<Int, Int>(threads: threads) { input in
      begun.add(1, ordering: .relaxed)
      return input
    }
    let pieceCount = WorkAhead<Int, Int>.pieceCountMaximum
    var taken = 0
    var pendingMaximum = 0
    for input in 0..<20_000 {
      work.put(input, byteCount: 1) { _ in taken += 1 }
      pendingMaximum = max(pendingMaximum, work.pendingCount)
      #expect(begun.load(ordering: .relaxed) - taken <= work.pieceMaximum * pieceCount)
    }
    #expect(pendingMaximum <= work.pieceMaximum * pieceCount)
    // Large inputs go alone: 64 of them in each piece would be too much memory.
    let large = WorkAhead<Int, Int>(threads: threads) { $0 }
    for input in 0..<1_000 {
      large.put(input, byteCount: 1 << 20) { _ in }
      #expect(large.pendingCount <= large.pieceMaximum)
    }
  }

  @Test("An error of who takes ends it there")
  func error() {
    struct Stop: Error {}
    let work = WorkAhead<Int, Int>(threads: 2) { $0 }
    var taken: [Int] = []
    #expect(throws: Stop.self) {
      for input in 0..<10_000 {
        try work.put(input, byteCount: 1) {
          guard $0 < 777 else { throw Stop() }
          taken.append($0)
        }
      }
      try work.finish { _ in throw Stop() }
    }
    #expect(taken == Array(0..<777))
  }
}
