import Files
import Foundation

/// A folder of a simulated disk. Like whatever else is open, it is dead once its node was interrupted:
/// the next node makes its own.
package final class SimulatedFileStore: FileStore {
  private let disk: SimulatedDisk
  private let folder: String
  private let life: Int

  /// What a file is written as before it takes the place of another.
  private static let unfinished = ".new"

  /// The folder of this name; what a crash left unfinished in it is removed.
  package init(_ disk: SimulatedDisk, folder: String) {
    self.disk = disk
    self.folder = folder + "/"
    life = disk.life
    for name in disk.names
    where name.hasPrefix(self.folder) && name.hasSuffix(SimulatedFileStore.unfinished) {
      try? disk.remove(name)
    }
  }

  private func attempt<T>(
    _ doing: String, _ name: String, _ body: () throws(DiskError) -> T
  ) throws(FileStoreError) -> T {
    do throws(DiskError) {
      guard life == disk.life else { throw .io }
      return try body()
    } catch {
      throw FileStoreError(
        code: error.code,
        what: "cannot \(doing) \(folder)\(name): \(String(cString: strerror(error.code)))")
    }
  }

  package func names() throws(FileStoreError) -> [String] {
    try attempt("list", "") { () throws(DiskError) in
      try disk.list(folder).map { String($0.dropFirst(folder.count)) }
        .filter { !$0.hasSuffix(SimulatedFileStore.unfinished) }
    }
  }

  package func read(_ name: String) throws(FileStoreError) -> [UInt8]? {
    try attempt("read", name) { () throws(DiskError) in
      guard try disk.exists(folder + name) else { return nil }
      let file = try disk.open(folder + name, isMade: false)
      return Array(try disk.read(file, 0..<file.count))
    }
  }

  private func write(_ bytes: [UInt8], to file: SimulatedFile, at offset: Int) throws(DiskError) {
    try bytes.withUnsafeBufferPointer { (bytes) throws(DiskError) in
      try disk.write(UnsafeRawBufferPointer(bytes), to: file, at: offset)
    }
  }

  /// Writes bytes somewhere in a file, as a database does, making the file where there is none.
  package func write(_ bytes: [UInt8], to name: String, at offset: Int) throws(FileStoreError) {
    try attempt("write", name) { () throws(DiskError) in
      try write(bytes, to: try disk.open(folder + name, isMade: true), at: offset)
    }
  }

  package func append(_ bytes: [UInt8], to name: String) throws(FileStoreError) {
    try attempt("write", name) { () throws(DiskError) in
      let file = try disk.open(folder + name, isMade: true)
      let end = file.count
      do throws(DiskError) {
        try write(bytes, to: file, at: end)
      } catch {
        try? disk.truncate(file, to: end)
        throw error
      }
    }
  }

  package func overwrite(_ name: String, with bytes: [UInt8]) throws(FileStoreError) {
    try attempt("write", name) { () throws(DiskError) in
      let file = try disk.open(folder + name, isMade: true)
      try write(bytes, to: file, at: 0)
      try disk.truncate(file, to: bytes.count)
    }
  }

  package func truncate(_ name: String, to count: Int) throws(FileStoreError) {
    try attempt("truncate", name) { () throws(DiskError) in
      try disk.truncate(try disk.open(folder + name, isMade: true), to: count)
    }
  }

  package func replace(_ name: String, with bytes: [UInt8]) throws(FileStoreError) {
    let temporary = name + SimulatedFileStore.unfinished
    do throws(FileStoreError) {
      try overwrite(temporary, with: bytes)
      try sync(temporary)
      try rename(temporary, to: name)
    } catch {
      try? remove(temporary)
      throw error
    }
  }

  package func rename(_ name: String, to other: String) throws(FileStoreError) {
    try attempt("rename", name) { () throws(DiskError) in
      try disk.rename(folder + name, to: folder + other)
    }
  }

  package func sync(_ name: String) throws(FileStoreError) {
    try attempt("sync", name) { () throws(DiskError) in
      try disk.sync(try disk.open(folder + name, isMade: true))
    }
  }

  package func remove(_ name: String) throws(FileStoreError) {
    try attempt("remove", name) { () throws(DiskError) in
      do throws(DiskError) {
        try disk.remove(folder + name)
      } catch {
        guard error == .missing else { throw error }
      }
    }
  }
}
