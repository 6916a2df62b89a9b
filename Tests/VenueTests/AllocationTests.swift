import CAllocations
import Glibc
import Testing
import Venue

/// Whether memory can be counted. Without the optimizer, values that it would keep on the stack go to
/// the heap.
private var isCounted: Bool {
  #if DEBUG
    false
  #else
    allocations_are_counted()
  #endif
}

@Suite("Memory", .enabled(if: isCounted))
struct AllocationTests {
  /// How often `body` asks for memory on this thread.
  private func allocations(_ body: () -> Void) -> UInt64 {
    let before = allocations_count()
    body()
    return allocations_count() - before
  }

  @Test("The counter counts every door of the heap, and what Swift asks for")
  func counter() {
    var made: [UnsafeMutableRawPointer?] = Array(repeating: nil, count: 4)
    #expect(allocations { made[0] = malloc(100) } == 1)
    #expect(allocations { made[1] = calloc(10, 10) } == 1)
    #expect(allocations { made[0] = realloc(made[0], 100_000) } == 1)
    #expect(allocations { made[2] = aligned_alloc(64, 128) } == 1)
    #expect(allocations { _ = posix_memalign(&made[3], 4096, 8192) } == 1)
    #expect(made[3].map { Int(bitPattern: $0) % 4096 } == 0)
    #expect(allocations { made.forEach { free($0) } } == 0)

    var numbers: [Int] = []
    #expect(allocations { numbers.append(1) } == 1)
    #expect(allocations { numbers.reserveCapacity(1_000) } == 1)
    #expect(allocations { for number in 2..<1_000 { numbers.append(number) } } == 0)
    var venue = Venue(scope: .full)
    #expect(allocations { venue.reserve(orders: 1_000, lots: 1_000) } >= 5)
  }

  @Test("A market that has grown to its size asks for no more memory, whatever is traded there")
  func market() {
    let market = BusyMarket(seed: 20_261)
    market.warmUp()
    let seen = market.seen
    var found = [UInt64](repeating: 0, count: BusyMarket.Deed.allCases.count)
    allocations_hide_throws()
    for _ in 0..<200_000 {
      let before = allocations_count()
      let deed = market.act()
      found[deed.rawValue] += allocations_count() - before
    }
    allocations_show_throws()
    for deed in BusyMarket.Deed.allCases { #expect(found[deed.rawValue] == 0, "\(deed)") }

    // All of it did happen.
    #expect(market.seen.trades - seen.trades > 50_000)
    #expect(market.seen.rested - seen.rested > 50_000)
    #expect(market.seen.requested - seen.requested > 20_000)
    #expect(market.seen.amended - seen.amended > 5_000)
    #expect(market.seen.prevented - seen.prevented > 2_000)
    #expect(market.seen.killed - seen.killed > 1_000)
    #expect(market.seen.expired - seen.expired > 2_000)
    #expect(market.seen.timedOut - seen.timedOut > 100)
    #expect(market.seen.refused - seen.refused > 10_000)
    #expect(market.imbalance == nil)
  }
}
