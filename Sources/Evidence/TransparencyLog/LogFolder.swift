import Glibc

/// A log's folder on disk: reading, listing, and writing so that a file is there whole or not at
/// all.
struct LogFolder: Sendable {
  /// The one name under which a file is written before it is renamed into place.
  static let temporaryName = ".writing"
  /// The most names that are read from one folder: a log's has at most a thousand groups of digits,
  /// each up to three times (as a tile, as a group and as a folder of partial tiles).
  static let itemCountMaximum = 4_096

  /// Its path, without a trailing slash.
  let path: String

  /// The folder at `path`, which need not exist.
  init(_ path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  private func whole(_ relative: String) -> String {
    relative.isEmpty ? path : path + "/" + relative
  }

  private func fault(_ operation: String, _ relative: String) -> FileFault {
    FileFault(path: whole(relative), operation: operation, code: errno)
  }

  /// The bytes of a file; `nil` if there is none.
  /// - Throws: `FileFault`, with EFBIG if the file is larger than any file of a log.
  func read(_ relative: String) throws -> [UInt8]? {
    let descriptor = open(whole(relative), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw fault("open", relative)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw fault("look at", relative) }
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    guard status.st_size <= EntryBundle.byteCountMaximum else {
      errno = EFBIG
      throw fault("read", relative)
    }
    let size = Int(status.st_size)
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
        if got < 0 && errno == EINTR { continue }
        failed = got < 0
        if got <= 0 { break }
        count += got
      }
    }
    guard !failed else { throw fault("read", relative) }
    return bytes
  }

  /// Whether there is something at a path.
  func exists(_ relative: String) -> Bool { access(whole(relative), F_OK) == 0 }

  /// What a folder holds; empty if there is none.
  func list(_ relative: String) throws -> [LogSourceItem] {
    guard let stream = opendir(whole(relative)) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw fault("list", relative)
    }
    defer { closedir(stream) }
    var items: [LogSourceItem] = []
    while let entry = readdir(stream) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      let name = String(decoding: bytes, as: UTF8.self)
      if name == "." || name == ".." { continue }
      guard items.count < LogFolder.itemCountMaximum else {
        errno = E2BIG
        throw fault("list", relative)
      }
      guard name.utf8.elementsEqual(bytes) else {
        // A name that is not UTF-8 cannot be asked for again; no file of a log has one.
        items.append(LogSourceItem(name: name, kind: .other))
        continue
      }
      var status = stat()
      let inner = relative.isEmpty ? name : relative + "/" + name
      guard lstat(whole(inner), &status) == 0 else {
        // It went away between the two calls: a partial tile that became full.
        if errno == ENOENT { continue }
        throw fault("look at", inner)
      }
      let mode = status.st_mode & S_IFMT
      items.append(
        LogSourceItem(
          name: name, kind: mode == S_IFREG ? .file : mode == S_IFDIR ? .folder : .other))
    }
    return items
  }

  /// Makes the folder and those above it.
  func create() throws { try createFolder("") }

  private func createFolder(_ relative: String) throws {
    if mkdir(whole(relative), 0o755) == 0 || errno == EEXIST { return }
    guard errno == ENOENT else { throw fault("make folder", relative) }
    let parent: LogFolder
    if let slash = whole(relative).lastIndex(of: "/"), slash != whole(relative).startIndex {
      parent = LogFolder(String(whole(relative)[..<slash]))
    } else {
      throw fault("make folder", relative)
    }
    try parent.create()
    guard mkdir(whole(relative), 0o755) == 0 || errno == EEXIST else {
      throw fault("make folder", relative)
    }
  }

  /// Puts a file in place, whole: it is written aside and renamed. If `durable`, it and its name
  /// have reached the disk when this returns.
  func write(_ bytes: [UInt8], to relative: String, durable: Bool) throws {
    let temporary = whole(LogFolder.temporaryName)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw fault("open", LogFolder.temporaryName) }
    do {
      defer { close(descriptor) }
      var done = 0
      while done < bytes.count {
        let put = bytes.withUnsafeBytes { buffer in
          Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, bytes.count - done)
        }
        if put < 0 && errno == EINTR { continue }
        guard put > 0 else { throw fault("write", relative) }
        done += put
      }
      if durable, fsync(descriptor) != 0 { throw fault("sync", relative) }
    }
    let parent = relative.lastIndex(of: "/").map { String(relative[..<$0]) } ?? ""
    if rename(temporary, whole(relative)) != 0 {
      guard errno == ENOENT else { throw fault("rename into", relative) }
      try createFolder(parent)
      guard rename(temporary, whole(relative)) == 0 else { throw fault("rename into", relative) }
    }
    if durable { try syncFolder(parent) }
  }

  private func syncFolder(_ relative: String) throws {
    let descriptor = open(whole(relative), O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard descriptor >= 0 else { throw fault("open", relative) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw fault("sync", relative) }
  }

  /// Removes a file; that it is not there is no error.
  func remove(_ relative: String) throws {
    guard unlink(whole(relative)) == 0 || errno == ENOENT || errno == ENOTDIR else {
      throw fault("remove", relative)
    }
  }

  /// Removes an empty folder; that it is not there or not empty is no error.
  func removeFolder(_ relative: String) { rmdir(whole(relative)) }
}
