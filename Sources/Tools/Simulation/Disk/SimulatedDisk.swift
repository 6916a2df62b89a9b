/// A disk in memory, which fails in all the ways that real ones do, the same way for the same seed.
///
/// Files are known by their whole name; a folder is what names begin with. A write is seen at once and
/// is durable when its file was synced: until then a loss of power decides for each sector of 512 bytes
/// whether it was kept. Names are journaled: a rename is durable when it returns, a new name with its
/// file's sync or the next rename, and of what is pending a loss of power keeps the first part.
///
/// Used from one thread.
package final class SimulatedDisk: @unchecked Sendable {
  /// What the platter writes whole, or, torn, in part.
  package static let sectorSize = 512
  /// Changes of names that stay pending at most.
  private static let nameChangesMaximum = 64

  /// What goes wrong.
  package var faults = DiskFaults()
  /// What an operation takes.
  package var latency = DiskLatency()
  /// The room on the disk in bytes. Whoever wants more gets a part of what they wrote, and ENOSPC.
  package var capacity = Int.max
  /// The time that SQLite is told, in microseconds since 1970.
  package var time: Int64 = 1_700_000_000_000_000

  /// What all operations took so far, in microseconds.
  package internal(set) var elapsed: UInt64 = 0
  /// Operations so far, failed ones too.
  package private(set) var operationCount: UInt64 = 0
  /// The bytes of all files.
  package private(set) var usedByteCount = 0
  /// Whether the node is gone: every operation fails until `restart`.
  package private(set) var isDown = false
  /// How many times the node was interrupted. Whatever was open before is dead.
  private(set) var life = 0

  var generator: DiskGenerator
  private var latencyGenerator: DiskGenerator
  var sqliteGenerator: DiskGenerator
  private var files: [String: SimulatedFile] = [:]
  private var nameChanges: [NameChange] = []
  private var changeCount: UInt64 = 0
  private var awaited: (operations: Int, crash: DiskCrash)?
  private lazy var system = SimulatedSystem(self)

  /// A change of names that a loss of power may undo.
  private struct NameChange {
    var number: UInt64
    /// What the names stood for before it.
    var before: [(name: String, file: SimulatedFile?)]
  }

  package init(seed: UInt64) {
    var seeds = DiskGenerator(seed: seed)
    generator = DiskGenerator(seed: seeds.next())
    latencyGenerator = DiskGenerator(seed: seeds.next())
    sqliteGenerator = DiskGenerator(seed: seeds.next())
  }

  /// The name under which SQLite knows this disk, as long as the disk or a file on it is in use.
  package var systemName: String { system.name }

  // MARK: Crashes

  /// Interrupts the node: whatever it has open is dead.
  package func crash(_ crash: DiskCrash = .power) {
    isDown = true
    life += 1
    awaited = nil
    for file in files.values { file.locks.removeAll() }
    if crash == .power { loseCache() }
  }

  /// Interrupts the node after so many more operations: the next one may still be made, whole or in
  /// part, or not at all, and returns EIO, as does every other until `restart`.
  package func crashAfter(operations: Int, _ crash: DiskCrash = .power) {
    awaited = (operations, crash)
  }

  /// Takes back an interruption that is still awaited.
  package func disarm() { awaited = nil }

  /// Whether all of a file's bytes are durable; so too where there is no such file.
  package func isSynced(_ name: String) -> Bool { files[name]?.changes.isEmpty ?? true }

  /// From now on a new node can open files. Nothing happens where the node was not interrupted.
  package func restart() {
    isDown = false
    awaited = nil
  }

  private func loseCache() {
    let isAtRisk = generator.happens(faults.lost)
    let isReordered = generator.happens(faults.reordered)
    let oldest = min(
      files.values.compactMap { $0.changes.first?.number }.min() ?? changeCount,
      nameChanges.first?.number ?? changeCount)
    // Kept is what has a number below the cut.
    let cut = isAtRisk ? oldest + UInt64(generator.below(Int(changeCount - oldest) + 1)) : .max
    while let last = nameChanges.last, last.number >= cut {
      for (name, file) in last.before { set(name, file) }
      nameChanges.removeLast()
    }
    commitNames()
    for name in files.keys.sorted() {
      guard let file = files[name] else { continue }
      let fates = file.changes.map { fate($0, cut: cut, isReordered: isReordered) }
      file.loseCache(fates, &generator)
    }
    usedByteCount = files.values.reduce(0) { $0 + $1.count }
  }

  private func fate(_ change: FileChange, cut: UInt64, isReordered: Bool) -> ChangeFate {
    if isReordered, cut != .max {
      if generator.happens(faults.torn) { return .torn }
      return generator.below(2) == 0 ? .kept : .lost
    }
    if change.number < cut { return .kept }
    return change.number == cut && generator.happens(faults.torn) ? .torn : .lost
  }

  // MARK: Operations

  private enum Passage {
    case free, fails, crashes
  }

  /// Counts an operation and says what becomes of it.
  private func begin(
    _ operation: DiskOperation, _ name: String, byteCount: Int = 0
  ) throws(DiskError) -> Passage {
    guard !isDown else { throw .io }
    operationCount += 1
    elapsed += latency.cost(operation, byteCount: byteCount, &latencyGenerator)
    if let awaited {
      guard awaited.operations > 0 else { return .crashes }
      self.awaited?.operations -= 1
    }
    let fails =
      switch operation {
      case .read, .list: faults.readError.strikes(name, &generator)
      case .sync: faults.failedSync.strikes(name, &generator)
      default: faults.writeError.strikes(name, &generator)
      }
    return fails ? .fails : .free
  }

  /// Carries out what is done as a whole or not at all.
  private func whole(
    _ operation: DiskOperation, _ name: String, _ body: () -> Void
  ) throws(DiskError) {
    switch try begin(operation, name) {
    case .free: body()
    case .fails: throw .io
    case .crashes:
      if generator.below(2) == 0 { body() }
      try interrupt()
    }
  }

  private func interrupt() throws(DiskError) {
    crash(awaited?.crash ?? .power)
    throw .io
  }

  private func number() -> UInt64 {
    changeCount += 1
    return changeCount - 1
  }

  func read(_ file: SimulatedFile, _ range: Range<Int>) throws(DiskError) -> UnsafeRawBufferPointer
  {
    switch try begin(.read, file.name, byteCount: range.count) {
    case .free: return file.image.bytes(range)
    case .fails: throw .io
    case .crashes:
      try interrupt()
      throw .io
    }
  }

  func write(
    _ bytes: UnsafeRawBufferPointer, to file: SimulatedFile, at offset: Int
  ) throws(DiskError) {
    let passage = try begin(.write, file.name, byteCount: bytes.count)
    let growth = max(0, offset + bytes.count - file.count)
    let excess = max(0, growth - (capacity - usedByteCount))
    var count = max(0, bytes.count - excess)
    if passage != .free { count = generator.below(2) == 0 ? 0 : generator.below(count + 1) }
    let before = file.count
    file.write(UnsafeRawBufferPointer(rebasing: bytes[..<count]), at: offset, number: number())
    usedByteCount += file.count - before
    if file.writeBack(), file.isNew { commitNames() }
    switch passage {
    case .free: if excess > 0 { throw .full }
    case .fails: throw .io
    case .crashes: try interrupt()
    }
  }

  func truncate(_ file: SimulatedFile, to count: Int) throws(DiskError) {
    guard count - file.count <= capacity - usedByteCount || count <= file.count else { throw .full }
    try whole(.truncate, file.name) {
      usedByteCount += count - file.count
      file.truncate(to: count, number: number())
    }
  }

  func sync(_ file: SimulatedFile) throws(DiskError) {
    switch try begin(.sync, file.name) {
    case .free:
      file.sync()
      if file.isNew { commitNames() }
    case .fails:
      let fates = file.changes.map { _ in
        [ChangeFate.torn, .kept, .lost, .lost][generator.below(4)]
      }
      file.failSync(fates, &generator)
      if generator.happens(faults.droppedAtOnce) { file.loseCache([], &generator) }
      throw .io
    case .crashes:
      if generator.below(2) == 0 { file.sync() }
      try interrupt()
    }
  }

  // MARK: Names

  /// All names, in ascending order.
  package var names: [String] { files.keys.sorted() }

  /// The names that begin with `prefix`, in ascending order.
  func list(_ prefix: String) throws(DiskError) -> [String] {
    try whole(.list, prefix) {}
    return names.filter { $0.hasPrefix(prefix) }
  }

  /// Whether there is a file of this name.
  func exists(_ name: String) throws(DiskError) -> Bool {
    try whole(.list, name) {}
    return files[name] != nil
  }

  /// The file of this name, made where there is none and it is asked for.
  func open(_ name: String, isMade: Bool) throws(DiskError) -> SimulatedFile {
    guard !isDown else { throw .io }
    if let file = files[name] { return file }
    guard isMade else { throw .missing }
    let file = SimulatedFile(name: name)
    try whole(.create, name) { change([(name, file)]) }
    return file
  }

  func remove(_ name: String) throws(DiskError) {
    guard !isDown else { throw .io }
    guard let file = files[name] else { throw .missing }
    try whole(.remove, name) {
      usedByteCount -= file.count
      change([(name, nil)])
    }
  }

  func rename(_ name: String, to other: String) throws(DiskError) {
    guard !isDown else { throw .io }
    guard let file = files[name] else { throw .missing }
    try whole(.rename, name) {
      usedByteCount -= files[other]?.count ?? 0
      change([(name, nil), (other, file)])
    }
    commitNames()
  }

  private func change(_ changes: [(name: String, file: SimulatedFile?)]) {
    nameChanges.append(
      NameChange(number: number(), before: changes.map { ($0.name, files[$0.name]) }))
    for (name, file) in changes { set(name, file) }
    if nameChanges.count > SimulatedDisk.nameChangesMaximum { commitNames() }
  }

  private func set(_ name: String, _ file: SimulatedFile?) {
    files[name] = file
    file?.name = name
  }

  /// All names are durable as they are.
  private func commitNames() {
    nameChanges.removeAll(keepingCapacity: true)
    for file in files.values { file.isNew = false }
  }

  // MARK: Bit rot

  /// Flips one bit of a durable byte, and says of which: in a range of a file, or anywhere in it. `nil`
  /// where there is no such byte.
  @discardableResult
  package func rot(in name: String, _ range: Range<Int>? = nil) -> Int? {
    guard let file = files[name] else { return nil }
    let range = (range ?? 0..<file.count).clamped(to: 0..<file.count)
    guard !range.isEmpty else { return nil }
    // A byte that was changed since is no damage that anybody could find.
    for _ in 0..<64 {
      let offset = range.lowerBound + generator.below(range.count)
      guard file.isDurable(at: offset) else { continue }
      file.flip(bit: generator.below(8), at: offset)
      return offset
    }
    return nil
  }

  /// The bytes of a file as they are read, without an operation; `nil` where there is none.
  package func contents(_ name: String) -> [UInt8]? {
    files[name].map { Array($0.image.bytes) }
  }
}
