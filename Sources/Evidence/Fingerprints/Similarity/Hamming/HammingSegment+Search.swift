import CKernels

extension HammingSegment {
  /// The largest distance that the tables answer for.
  ///
  /// Two codes that differ in at most 31 = 16 + 15 bits cannot differ in two or more bits of all 16
  /// slots. Moreover there is a slot with at most 1 from which on, counting around, any `l` slots
  /// together differ in at most 31·l/16 bits (Qin and Xiao, "Pigeonring", VLDB 2018): 3 for the slot
  /// and the next one, of which the signature is a part. So each near code stands in at least one
  /// bucket that is looked at, with a signature that passes.
  static let tableRadius = 31
  private static let slotRadius = 1
  private static let pairRadius = 3
  /// Buckets of a slot within `slotRadius` of a value.
  private static let probesPerSlot = 17
  /// Postings looked at before comparing with all codes is cheaper, as a part of these.
  private static let postingsPart = 8

  /// Room that searches use again.
  struct Scratch {
    var runs: [kernels_hamming_run] = []
    var candidates: [UInt32] = []
    var matches: [kernels_hamming_match] = []
    let scanned = 512
  }

  /// Hands over every code from `first` on that differs from `wanted` in at most `radius` bits, once,
  /// in no particular order.
  func search(
    for wanted: SIMD4<UInt64>, radius: Int, from first: Int, scratch: inout Scratch,
    _ body: (_ place: Int, _ distance: Int) -> Void
  ) {
    var scanFrom = first
    if radius <= HammingSegment.tableRadius, first < tabled,
      tabled - first >= HammingSegment.tabledMinimum,
      probe(for: wanted, radius: radius, from: first, scratch: &scratch, body)
    {
      scanFrom = tabled
    }
    scan(for: wanted, radius: radius, from: scanFrom, scratch: &scratch, body)
  }

  /// Compares with the codes from `first` on, one after another.
  func scan(
    for wanted: SIMD4<UInt64>, radius: Int, from first: Int, scratch: inout Scratch,
    _ body: (_ place: Int, _ distance: Int) -> Void
  ) {
    guard first < count else { return }
    if scratch.matches.count < scratch.scanned {
      scratch.matches = Array(repeating: .init(), count: scratch.scanned)
    }
    var next = first
    withUnsafeBytes(of: wanted) { words in
      guard let wanted = words.bindMemory(to: UInt64.self).baseAddress else { return }
      scratch.matches.withUnsafeMutableBufferPointer { matches in
        guard let base = matches.baseAddress else { return }
        while next < count {
          let found = kernels_hamming_scan(
            codes, count, wanted, UInt32(radius), &next, base, matches.count)
          for match in UnsafeBufferPointer(start: base, count: found) {
            body(Int(match.index), Int(match.distance))
          }
        }
      }
    }
  }

  /// Looks the tables up; `false`, having handed nothing over, where so many codes share the buckets
  /// that comparing with all is cheaper.
  private func probe(
    for wanted: SIMD4<UInt64>, radius: Int, from first: Int, scratch: inout Scratch,
    _ body: (_ place: Int, _ distance: Int) -> Void
  ) -> Bool {
    let limit = tabled / Self.postingsPart
    guard let total = collectRuns(for: wanted, into: &scratch.runs, limit: limit) else {
      return false
    }
    let room = total + 16
    if scratch.candidates.count < room {
      scratch.candidates = Array(repeating: 0, count: room + room / 2)
    }
    let passed = scratch.runs.withUnsafeBufferPointer { runs in
      scratch.candidates.withUnsafeMutableBufferPointer {
        kernels_hamming_filter(runs.baseAddress, runs.count, UInt32(Self.placeBits), $0.baseAddress)
      }
    }
    if scratch.matches.count <= passed {
      scratch.matches = Array(repeating: .init(), count: passed + passed / 2 + 1)
    }
    let found = withUnsafeBytes(of: wanted) { words in
      scratch.candidates.withUnsafeBufferPointer { candidates in
        scratch.matches.withUnsafeMutableBufferPointer {
          kernels_hamming_verify(
            codes, candidates.baseAddress, passed, words.bindMemory(to: UInt64.self).baseAddress,
            UInt32(radius), $0.baseAddress)
        }
      }
    }
    guard found > 0 else { return true }
    // A code may have been met in several tables.
    scratch.matches[0..<found].sort { $0.index < $1.index }
    var last = -1
    for match in scratch.matches[0..<found] {
      let place = Int(match.index)
      // Codes that only some tables have yet are compared with one by one.
      if place != last, place >= first, place < tabled { body(place, Int(match.distance)) }
      last = place
    }
    return true
  }

  /// The buckets to be looked at, and how many postings they have; `nil` if more than `limit`.
  private func collectRuns(
    for wanted: SIMD4<UInt64>, into runs: inout [kernels_hamming_run], limit: Int
  ) -> Int? {
    let most = Self.slotCount * Self.probesPerSlot
    if runs.capacity < most { runs.reserveCapacity(most) }
    runs.removeAll(keepingCapacity: true)
    var total = 0
    for slot in 0..<Self.slotCount {
      guard let starts = starts(of: slot), let postings = postings(of: slot) else { return nil }
      let key = Self.key(wanted[slot / 4], slot)
      let next = (slot + 1) % Self.slotCount
      let signature = UInt16(Self.signature(wanted[next / 4], next))
      for probe in 0..<Self.probesPerSlot {
        let bucket = probe == 0 ? key : key ^ (1 << (probe - 1))
        let start = starts[bucket]
        let length = starts[bucket + 1] &- start
        guard length > 0 else { continue }
        total += Int(length)
        runs.append(
          kernels_hamming_run(
            postings: postings + Int(start), count: length, signature: signature,
            limit: UInt16(Self.pairRadius - (probe == 0 ? 0 : Self.slotRadius))))
      }
      if total > limit { return nil }
    }
    return total
  }
}
