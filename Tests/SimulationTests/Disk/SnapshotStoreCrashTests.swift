import Cryptography
import Files
import Journal
import Node
import Simulation
import Testing

@Suite struct SnapshotStoreCrashTests {
  private func bytes(_ number: UInt64) -> [UInt8] {
    [UInt8](repeating: UInt8(number & 255), count: Int(number * 911 % 9_000) + 100)
  }

  /// Wherever it is interrupted: what has a snapshot's name is whole, and what was completed is there,
  /// or a newer one.
  @Test func keepsWhatWasCompleted() throws {
    for seed in 0..<UInt64(200) {
      var draw = SeededGenerator(seed: seed)
      let disk = SimulatedDisk(seed: seed)
      var completed: UInt64?
      var number: UInt64 = 0
      for life in 0..<6 {
        let what: Comment = "seed \(seed), life \(life)"
        disk.restart()
        disk.faults = .power
        let files = SimulatedFileStore(disk, folder: "snapshots")
        let store = SnapshotStore(files)
        let names = try files.names()
        let numbers = names.filter { $0.hasSuffix(".snapshot") }.compactMap {
          UInt64($0.prefix(16))
        }
        #expect((numbers.max() ?? 0) >= completed ?? 0, what)
        for name in names {
          let content = bytes(UInt64(name.prefix(16)) ?? 0)
          #expect(try files.read(name) == content + SHA256.hash(content).bytes, what)
        }
        // Nothing is left of what did not get its place.
        #expect(disk.names.allSatisfy { !$0.hasSuffix(".new") }, what)
        disk.crashAfter(operations: draw.below(60))
        disk.faults.writeError.probability = 0.05
        disk.faults.failedSync.probability = 0.05
        while !disk.isDown {
          number += 10
          do throws(FileStoreError) {
            try store.put(bytes(number), of: number)
            try store.complete(number, digest: number + 1)
            completed = number
            // However many an interrupted life has left.
            let kept = disk.names.filter { $0.hasSuffix(".snapshot") }
            #expect(kept.count <= 2, what)
          } catch {}
        }
      }
    }
  }

  /// A snapshot of a log that this journal does not have is passed over, and said to be.
  @Test func choosesNoneThatTheJournalDoesNotReach() throws {
    let disk = SimulatedDisk(seed: 1)
    let store = SnapshotStore(SimulatedFileStore(disk, folder: "snapshots"))
    try store.put(bytes(7), of: 7)
    try store.complete(7, digest: 8)
    let journal = try Journal(path: "journal", system: disk.systemName)
    var unused: [String] = []
    let isChosen = try store.newest(journal.reader) { unused.append($0) } != nil
    #expect(!isChosen)
    #expect(unused.count == 1)
  }

  /// A snapshot that finds no room takes none.
  @Test func leavesTheRoomThatItDoesNotGet() throws {
    let disk = SimulatedDisk(seed: 1)
    let store = SnapshotStore(SimulatedFileStore(disk, folder: "snapshots"))
    try store.put(bytes(5), of: 5)
    try store.complete(5, digest: 6)
    let used = disk.usedByteCount
    disk.capacity = used + 50
    #expect(throws: FileStoreError.self) { try store.put(bytes(7), of: 7) }
    #expect(disk.usedByteCount == used)
    disk.capacity = .max
    try store.put(bytes(7), of: 7)
  }
}
