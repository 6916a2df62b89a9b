/// What a disk does, told as plainly as can be: after each change a whole copy of everything is kept.
struct ReferenceDisk {
  /// Everything as of a change.
  struct State: Equatable {
    var files: [String: [UInt8]] = [:]
  }

  /// Which file a name stands for, after each change of names; the last is how it is.
  private var names: [[String: Int]] = [[:]]
  private var nameChangeNumbers: [Int] = [0]
  /// What each file had after each change since it was last synced; the last is how it is.
  private var contents: [[(number: Int, bytes: [UInt8])]] = []
  private var changeCount = 0
  /// Names below this are durable.
  private var committedNames = 0

  var current: State { state(cut: .max) }

  private mutating func number() -> Int {
    changeCount += 1
    return changeCount
  }

  private mutating func rename(_ body: (inout [String: Int]) -> Void) {
    var changed = names[names.count - 1]
    body(&changed)
    names.append(changed)
    nameChangeNumbers.append(number())
  }

  private mutating func commitNames() { committedNames = names.count - 1 }

  private mutating func file(_ name: String) -> Int {
    if let file = names[names.count - 1][name] { return file }
    contents.append([(0, [])])
    let file = contents.count - 1
    rename { $0[name] = file }
    return file
  }

  private mutating func change(_ name: String, _ body: (inout [UInt8]) -> Void) {
    let file = file(name)
    var bytes = contents[file][contents[file].count - 1].bytes
    body(&bytes)
    contents[file].append((number(), bytes))
  }

  mutating func write(_ bytes: [UInt8], to name: String, at offset: Int) {
    change(name) { file in
      if file.count < offset + bytes.count {
        file += Array(repeating: 0, count: offset + bytes.count - file.count)
      }
      file.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
  }

  mutating func truncate(_ name: String, to count: Int) {
    change(name) { file in
      file =
        count <= file.count
        ? Array(file[..<count]) : file + Array(repeating: 0, count: count - file.count)
    }
  }

  mutating func sync(_ name: String) {
    let file = file(name)
    let isNew = names[committedNames].values.contains(file) == false
    contents[file] = [(0, contents[file][contents[file].count - 1].bytes)]
    if isNew { commitNames() }
  }

  mutating func rename(_ name: String, to other: String) {
    rename { $0[other] = $0.removeValue(forKey: name) }
    commitNames()
  }

  mutating func remove(_ name: String) {
    rename { $0[name] = nil }
  }

  // MARK: After a loss of power

  /// What is left where all is lost from the change of this number on, but for what is durable.
  private func state(cut: Int) -> State {
    let at = max(committedNames, nameChangeNumbers.lastIndex { $0 < cut } ?? 0)
    return State(
      files: names[at].mapValues { file in
        contents[file].last { $0.number < cut }?.bytes ?? []
      })
  }

  /// Whether everything before one change was kept and nothing from it on.
  func isCut(_ found: State) -> Bool {
    (0...changeCount + 1).contains { state(cut: $0) == found }
  }

  /// Whether the names are as of some moment, and each byte is one that its file had since its sync.
  func isPossible(_ found: State) -> Bool {
    (committedNames..<names.count).contains { at in
      names[at].keys.sorted() == found.files.keys.sorted()
        && names[at].allSatisfy { name, file in
          ReferenceDisk.isPossible(found.files[name] ?? [], contents[file].map(\.bytes))
        }
    }
  }

  private static func isPossible(_ found: [UInt8], _ versions: [[UInt8]]) -> Bool {
    let shortest = versions.map(\.count).min() ?? 0
    let longest = versions.map(\.count).max() ?? 0
    return (shortest...longest).contains(found.count)
      && found.indices.allSatisfy { at in
        // Between what was kept and what was not there are zeros.
        found[at] == 0 || versions.contains { at < $0.count && $0[at] == found[at] }
      }
  }

  /// From now on all is as it was found.
  mutating func restart(_ found: State) {
    self = ReferenceDisk()
    for (name, bytes) in found.files.sorted(by: { $0.key < $1.key }) {
      write(bytes, to: name, at: 0)
      sync(name)
    }
    commitNames()
  }
}
