import Files
import Simulation
import Testing

@Suite struct SimulatedDiskTests {
  private static let names = ["a", "b", "c"]

  private func state(_ disk: SimulatedDisk) -> ReferenceDisk.State {
    var state = ReferenceDisk.State()
    for name in disk.names { state.files[String(name.dropFirst(2))] = disk.contents(name) }
    return state
  }

  /// One of the things that can be done with files, on the disk and on the reference.
  private func act(
    _ files: SimulatedFileStore, _ reference: inout ReferenceDisk, _ draw: inout SeededGenerator
  ) throws {
    let name = SimulatedDiskTests.names[draw.below(3)]
    let known = reference.current.files[name]
    switch draw.below(10) {
    case 0..<4:
      let count = draw.below(draw.below(2) == 0 ? 50 : 3_000) + 1
      let bytes = (0..<count).map { _ in UInt8(draw.below(255) + 1) }
      let offset = draw.below(2) == 0 ? known?.count ?? 0 : draw.below(6_000)
      try files.write(bytes, to: name, at: offset)
      reference.write(bytes, to: name, at: offset)
    case 4:
      let count = draw.below((known?.count ?? 0) + 600)
      guard count != known?.count else { return }
      try files.truncate(name, to: count)
      reference.truncate(name, to: count)
    case 5, 6:
      try files.sync(name)
      reference.sync(name)
    case 7 where known != nil:
      try files.remove(name)
      reference.remove(name)
    case 8 where known != nil:
      let other = SimulatedDiskTests.names[draw.below(3)]
      guard other != name else { return }
      try files.rename(name, to: other)
      reference.rename(name, to: other)
    default:
      #expect(try files.read(name) == known)
    }
  }

  /// Against the plain model: nothing that is synced is ever lost, nothing that was never written is
  /// ever found, and a fault that is off does not happen.
  @Test(arguments: 0..<UInt64(4))
  func keepsWhatADiskKeeps(_ group: UInt64) throws {
    for seed in group * 100..<(group + 1) * 100 {
      var draw = SeededGenerator(seed: seed)
      let disk = SimulatedDisk(seed: seed)
      let kind = seed % 4
      if kind > 0 { disk.faults.lost = 0.9 }
      if kind > 1 { disk.faults.reordered = 0.5 }
      if kind > 2 { disk.faults.torn = 0.5 }
      var reference = ReferenceDisk()
      for life in 0..<4 {
        disk.restart()
        let files = SimulatedFileStore(disk, folder: "f")
        for _ in 0..<draw.below(40) { try act(files, &reference, &draw) }
        #expect(state(disk) == reference.current, "seed \(seed), life \(life)")
        #expect(
          disk.usedByteCount == reference.current.files.values.reduce(0) { $0 + $1.count },
          "seed \(seed), life \(life)")
        let isPower = draw.below(4) > 0
        disk.crash(isPower ? .power : .process)
        let found = state(disk)
        if kind == 0 || !isPower {
          #expect(found == reference.current, "seed \(seed), life \(life)")
        } else if kind == 1 {
          #expect(reference.isCut(found), "seed \(seed), life \(life)")
        } else {
          #expect(reference.isPossible(found), "seed \(seed), life \(life)")
        }
        // What a process leaves behind is still to be synced.
        if isPower { reference.restart(found) }
      }
    }
  }

  @Test func isTheSameForTheSameSeed() throws {
    func run(_ seed: UInt64) throws -> [ReferenceDisk.State] {
      let disk = SimulatedDisk(seed: seed)
      disk.faults = .power
      disk.latency.spikeProbability = 0.1
      var draw = SeededGenerator(seed: 1)
      var states: [ReferenceDisk.State] = []
      for _ in 0..<20 {
        var reference = ReferenceDisk()
        reference.restart(state(disk))
        let files = SimulatedFileStore(disk, folder: "f")
        for _ in 0..<20 { try act(files, &reference, &draw) }
        disk.crash()
        states.append(state(disk))
        states.append(ReferenceDisk.State(files: ["\(disk.elapsed)": []]))
        disk.restart()
        draw = SeededGenerator(seed: UInt64(states.count))
      }
      return states
    }
    #expect(try run(1) == run(1))
    #expect(try run(1) != run(2))
  }

  @Test func isDeadBetweenACrashAndTheNextStart() throws {
    let disk = SimulatedDisk(seed: 1)
    let files = SimulatedFileStore(disk, folder: "f")
    try files.append([1], to: "a")
    disk.crash(.process)
    #expect(throws: FileStoreError.self) { try SimulatedFileStore(disk, folder: "f").names() }
    disk.restart()
    #expect(throws: FileStoreError.self) { try files.append([2], to: "a") }
    #expect(try SimulatedFileStore(disk, folder: "f").read("a") == [1])
  }

  /// A rename that is interrupted leaves the old file or the new one, whole.
  @Test func putsAWholeFileInPlaceOrNone() throws {
    var found: Set<[UInt8]> = []
    for seed in 0..<UInt64(200) {
      for operations in 0..<6 {
        let disk = SimulatedDisk(seed: seed)
        disk.faults = .power
        let files = SimulatedFileStore(disk, folder: "f")
        let (old, new) = ([UInt8](repeating: 1, count: 2_000), [UInt8](repeating: 2, count: 3_000))
        try files.replace("a", with: old)
        disk.crashAfter(operations: operations)
        let isReplaced = (try? files.replace("a", with: new)) != nil
        if !disk.isDown { disk.crash() }
        disk.restart()
        let left = try SimulatedFileStore(disk, folder: "f").read("a")
        #expect(left == new || left == old && !isReplaced, "seed \(seed), after \(operations)")
        found.insert(left ?? [])
      }
    }
    #expect(found.count == 2)
  }

  @Test func isFullUntilThereIsRoom() throws {
    let disk = SimulatedDisk(seed: 1)
    disk.capacity = 1_000
    let files = SimulatedFileStore(disk, folder: "f")
    try files.append([UInt8](repeating: 1, count: 900), to: "a")
    #expect(throws: FileStoreError.self) {
      try files.append([UInt8](repeating: 2, count: 200), to: "a")
    }
    #expect(try files.read("a")?.count == 900)
    #expect(disk.usedByteCount == 900)
    try files.overwrite("a", with: [UInt8](repeating: 3, count: 800))
    try files.append([UInt8](repeating: 2, count: 200), to: "a")
    disk.capacity = 2_000
    try files.append([UInt8](repeating: 2, count: 1_000), to: "b")
    #expect(disk.usedByteCount == 2_000)
  }

  /// After a failed sync the data are read as if nothing had happened, the next sync succeeds, and the
  /// loss of power shows that it never reached the platter; only what is written again does.
  @Test(arguments: [false, true]) func losesWhatAFailedSyncDropped(isWrittenAgain: Bool) throws {
    let (old, new) = ([UInt8](repeating: 1, count: 5_000), [UInt8](repeating: 2, count: 6_000))
    var lost = 0
    for seed in 0..<UInt64(100) {
      let disk = SimulatedDisk(seed: seed)
      let files = SimulatedFileStore(disk, folder: "f")
      try files.append(old, to: "a")
      try files.sync("a")
      try files.write(new, to: "a", at: 0)
      disk.faults.failedSync.countdown = 0
      #expect(throws: FileStoreError.self) { try files.sync("a") }
      #expect(try files.read("a") == new)
      if isWrittenAgain { try files.write(new, to: "a", at: 0) }
      try files.sync("a")
      disk.faults = .power
      disk.crash()
      let left = disk.contents("f/a") ?? []
      for (at, byte) in left.enumerated() {
        #expect(byte == 2 || byte == (at < 5_000 ? 1 : 0))
      }
      if left != new { lost += 1 }
    }
    #expect(isWrittenAgain ? lost == 0 : lost > 50)
  }

  @Test func failsSingleOperations() throws {
    let disk = SimulatedDisk(seed: 3)
    let files = SimulatedFileStore(disk, folder: "f")
    try files.append([1, 2, 3], to: "a")
    disk.faults.readError.countdown = 2
    _ = try files.read("a")
    #expect(throws: FileStoreError.self) { _ = try files.read("a") }
    disk.faults.writeError = DiskFault(probability: 1, prefix: "f/b")
    try files.append([4], to: "a")
    #expect(throws: FileStoreError.self) { try files.append([4], to: "b") }
    let before = disk.elapsed
    try files.sync("a")
    #expect(disk.elapsed - before >= disk.latency.sync)
    let at = try #require(disk.rot(in: "f/a", 1..<2))
    #expect(at == 1)
    #expect(try files.read("a")?[1] != 2)
  }
}
