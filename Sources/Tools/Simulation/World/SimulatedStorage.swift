import Files
import Foundation
import Journal
import Node

/// The venue's data on a simulated disk.
final class SimulatedStorage: Storage {
  let disk: SimulatedDisk
  let scratch: String
  private(set) var stores: Opening.Stores
  var journalPath: String { "/venue/journal.sqlite" }
  var rebuiltPath: String { "/venue/journal.rebuilt" }
  var system: String? { disk.systemName }
  /// What a full disk has left, in bytes.
  private static let rest = 40_000
  private var random: SimulationRandom

  init(seed: UInt64) throws {
    disk = SimulatedDisk(seed: seed)
    random = SimulationRandom(seed: seed, stream: "rot")
    disk.faults = .power
    // A name that nothing in the run depends on.
    scratch = "/dev/shm/simulation-\(getpid())-\(ObjectIdentifier(disk).hashValue)"
    stores = SimulatedStorage.stores(disk)
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: scratch) }

  private static func stores(_ disk: SimulatedDisk) -> Opening.Stores {
    Opening.Stores(
      folder: SimulatedFileStore(disk, folder: "/venue"),
      copy: SimulatedFileStore(disk, folder: "/venue/copy"),
      snapshots: SimulatedFileStore(disk, folder: "/venue/snapshots"))
  }

  // What has gone into the database and is not synced yet stands in the write-ahead log still.
  var isJournalSynced: Bool { disk.isSynced(journalPath + "-wal") }
  var hasCrashed: Bool { disk.isDown }
  var callCount: Int { Int(disk.operationCount) }

  func replaceJournal() throws {
    let store = SimulatedFileStore(disk, folder: "/venue")
    for suffix in ["-wal", "-shm"] { try store.remove("journal.sqlite" + suffix) }
    // What was written beside the database goes into it when it is closed.
    try store.remove("journal.rebuilt-wal")
    try store.rename("journal.rebuilt", to: "journal.sqlite")
  }

  func cutPower(afterCalls calls: Int?) {
    if let calls { disk.crashAfter(operations: calls, .power) } else { disk.crash(.power) }
  }

  func restore() {
    disk.restart()
    stores = SimulatedStorage.stores(disk)
  }

  func endProcess() { disk.crash(.process) }

  func failOnce(afterCalls calls: Int) {
    switch random.draw(0...2) {
    case 0: disk.faults.failedSync.countdown = calls / 8
    case 1: disk.faults.readError.countdown = calls / 8
    default: disk.faults.writeError.countdown = calls
    }
  }

  func disarm() {
    disk.faults.failedSync.countdown = nil
    disk.faults.readError.countdown = nil
    disk.faults.writeError.countdown = nil
    disk.disarm()
  }

  func setFull(_ isFull: Bool) {
    disk.capacity = isFull ? disk.usedByteCount + SimulatedStorage.rest : .max
  }

  func rot(_ victim: RotVictim) -> String? {
    let prefix =
      switch victim {
      case .journal: "/venue/journal.sqlite"
      case .copy: "/venue/copy/"
      case .snapshots: "/venue/snapshots/"
      case .sideFile: "/venue/newest-checkpoint"
      }
    let names = disk.names.filter { $0.hasPrefix(prefix) }
    guard let name = random.pick(names), let offset = disk.rot(in: name) else { return nil }
    return "\(name) at \(offset)"
  }
}

func makeStorage(seed: UInt64) throws -> any Storage { try SimulatedStorage(seed: seed) }
