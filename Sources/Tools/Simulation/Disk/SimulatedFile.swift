/// A file of a simulated disk: its bytes as they are read, and how to come from them to what is on the
/// platter.
///
/// A change keeps what it replaced and not a copy of the file, so that a write costs its own bytes, and
/// a sync nothing.
final class SimulatedFile {
  /// Changes that are kept back at most: beyond them the system writes the older half to the platter by
  /// itself.
  private static let changesMaximum = 1_024

  /// Its name, or the last one that it had.
  var name: String
  /// Whether the folder may still forget that it was made.
  var isNew = true
  /// The open files that hold a lock, and how strong each is.
  var locks: [(holder: OpenFile, level: Int32)] = []

  private(set) var image = DiskImage()
  /// The count on the platter, but for `changes`.
  private(set) var durableCount = 0
  /// What was changed since the last sync, in sequence.
  private(set) var changes: [FileChange] = []
  /// What the changes replaced, one behind the other.
  private var replaced: [UInt8] = []
  /// Sectors that are not on the platter as they are read, and that no sync will bring there, since one
  /// has failed: by number, what the platter has.
  private var stale: [Int: [UInt8]] = [:]

  init(name: String) { self.name = name }

  var count: Int { image.count }

  // MARK: Changes

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int, number: UInt64) {
    guard !bytes.isEmpty else { return }
    keep(
      FileChange(
        number: number, offset: offset, count: bytes.count, isTruncation: false,
        countBefore: image.count, replacedStart: replaced.count))
    image.write(bytes, at: offset)
  }

  func truncate(to count: Int, number: UInt64) {
    guard count != image.count else { return }
    keep(
      FileChange(
        number: number, offset: count, count: 0, isTruncation: true, countBefore: image.count,
        replacedStart: replaced.count))
    image.resize(to: count)
  }

  private func keep(_ change: FileChange) {
    if change.replacedCount > 0 {
      replaced.append(
        contentsOf: image.bytes(change.offset..<change.offset + change.replacedCount))
    }
    changes.append(change)
  }

  /// Brings all changes to the platter.
  func sync() {
    settle(first: changes.count)
  }

  /// What the system does by itself where nobody syncs; says whether it did.
  func writeBack() -> Bool {
    guard changes.count > SimulatedFile.changesMaximum else { return false }
    settle(first: changes.count / 2)
    return true
  }

  /// The first changes are on the platter.
  private func settle(first settledCount: Int) {
    guard settledCount > 0 else { return }
    if !stale.isEmpty {
      for change in changes[..<settledCount] {
        for sector in change.sectors { stale[sector] = nil }
        if change.isTruncation {
          stale = stale.filter { $0.key * SimulatedDisk.sectorSize < change.offset }
        }
      }
    }
    if settledCount == changes.count {
      durableCount = image.count
      changes.removeAll(keepingCapacity: true)
      replaced.removeAll(keepingCapacity: true)
      return
    }
    let next = changes[settledCount]
    durableCount = next.countBefore
    changes.removeFirst(settledCount)
    replaced.removeFirst(next.replacedStart)
    for at in changes.indices { changes[at].replacedStart -= next.replacedStart }
  }

  /// Flips a bit, of what is read and of what is on the platter.
  func flip(bit: Int, at offset: Int) { image.flip(bit: bit, at: offset) }

  /// Whether a byte is on the platter as it is read.
  func isDurable(at offset: Int) -> Bool {
    offset < durableCount && stale[offset / SimulatedDisk.sectorSize] == nil
      && !changes.contains { change in
        change.isTruncation
          ? offset >= min(change.offset, change.countBefore)
          : change.offset <= offset && offset < change.offset + change.count
      }
  }

  // MARK: What reaches the platter

  /// Only what is on the platter is left, once each change has met its fate.
  func loseCache(_ fates: [ChangeFate], _ generator: inout DiskGenerator) {
    let written = goBack()
    let cached = image.copy()
    image.resize(to: durableCount)
    for sector in stale.keys.sorted() {
      if let bytes = stale[sector] { put(bytes, sector: sector, below: durableCount) }
    }
    for ((change, bytes), fate) in zip(zip(changes, written), fates) where fate != .lost {
      if change.isTruncation {
        if fate == .kept || generator.below(2) == 0 {
          image.resize(to: change.offset)
        }
      } else {
        redo(change, bytes, isTorn: fate == .torn, cached, &generator)
      }
    }
    changes.removeAll()
    replaced.removeAll()
    stale.removeAll()
    durableCount = image.count
  }

  /// A sync failed. What of the changes met its fate on the platter stays there; the rest is read until
  /// the cache is lost, and no longer counts as changed.
  func failSync(_ fates: [ChangeFate], _ generator: inout DiskGenerator) {
    let read = image.copy()
    var touched = Set(stale.keys)
    for change in changes {
      touched.formUnion(change.sectors)
      guard change.isTruncation else { continue }
      let size = SimulatedDisk.sectorSize
      touched.formUnion(
        min(change.offset, change.countBefore)
          / size..<(max(change.offset, change.countBefore) + size - 1) / size)
    }
    loseCache(fates, &generator)
    for sector in touched {
      let (platter, cache) = (bytes(image, sector: sector), bytes(read, sector: sector))
      if platter != cache { stale[sector] = platter }
    }
    image = read
  }

  /// Takes all changes back, and returns what each had written, in sequence.
  private func goBack() -> [[UInt8]] {
    var written: [[UInt8]] = []
    for change in changes.reversed() {
      written.append(Array(image.bytes(change.offset..<change.offset + change.count)))
      image.resize(to: change.countBefore)
      replaced.withUnsafeBytes { replaced in
        let range = change.replacedStart..<change.replacedStart + change.replacedCount
        image.write(UnsafeRawBufferPointer(rebasing: replaced[range]), at: change.offset)
      }
    }
    return written.reversed()
  }

  /// Writes a change once more, all of it or what of it was kept.
  private func redo(
    _ change: FileChange, _ bytes: [UInt8], isTorn: Bool, _ cached: DiskImage,
    _ generator: inout DiskGenerator
  ) {
    let size = SimulatedDisk.sectorSize
    for sector in change.sectors {
      let start = max(change.offset, sector * size)
      var end = min(change.offset + change.count, (sector + 1) * size)
      if isTorn {
        switch generator.below(8) {
        case 0..<4: continue
        case 4: end = start + generator.below(end - start)
        default: break
        }
      }
      if stale.removeValue(forKey: sector) != nil {
        // The sector is written as it stood in the cache, with what the failed sync left out.
        put(self.bytes(cached, sector: sector), sector: sector, below: cached.count)
      }
      bytes.withUnsafeBytes { bytes in
        image.write(
          UnsafeRawBufferPointer(rebasing: bytes[start - change.offset..<end - change.offset]),
          at: start)
      }
    }
  }

  /// A sector's bytes, with zeros beyond the end.
  private func bytes(_ image: DiskImage, sector: Int) -> [UInt8] {
    let size = SimulatedDisk.sectorSize
    var bytes = Array(image.bytes(sector * size..<(sector + 1) * size))
    bytes.append(contentsOf: repeatElement(0, count: size - bytes.count))
    return bytes
  }

  private func put(_ bytes: [UInt8], sector: Int, below limit: Int) {
    let start = sector * SimulatedDisk.sectorSize
    let count = min(bytes.count, limit - start)
    guard count > 0 else { return }
    bytes.withUnsafeBytes {
      image.write(UnsafeRawBufferPointer(rebasing: $0[..<count]), at: start)
    }
  }
}
