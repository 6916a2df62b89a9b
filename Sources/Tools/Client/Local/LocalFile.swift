import Foundation

/// Files of this user's own, written so that a power cut leaves the old or the new, never a half.
package enum LocalFile {
  /// The largest file that is read whole, in bytes.
  package static let byteCountMaximum = 16 << 20

  private static func failure(_ path: String, _ what: String) -> ClientError {
    .failed("local-file", "\(path) \(what): \(String(cString: strerror(errno))).")
  }

  /// The bytes of the file at `path`; `nil` if there is none.
  package static func read(_ path: String, limit: Int = byteCountMaximum) throws -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw failure(path, "cannot be opened")
    }
    defer { close(file) }
    return try read(file, path, limit: limit)
  }

  /// The bytes of the file at `path`, or of standard input for `-`.
  package static func input(_ path: String, limit: Int = byteCountMaximum) throws -> [UInt8] {
    if path == "-" { return try read(STDIN_FILENO, "standard input", limit: limit) }
    guard let bytes = try read(path, limit: limit) else {
      throw ClientError.failed("no-such-file", "There is no file \(path).")
    }
    return bytes
  }

  private static func read(_ file: Int32, _ path: String, limit: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(file, &piece, piece.count)
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw failure(path, "cannot be read")
      }
      guard count > 0 else { return bytes }
      guard bytes.count + count <= limit else {
        throw ClientError.failed("file-too-large", "\(path) is larger than \(limit) bytes.")
      }
      bytes.append(contentsOf: piece[..<count])
    }
  }

  /// Makes a folder and those above it, for this user alone.
  package static func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw ClientError.failed("local-file", "The folder \(path) cannot be made: \(error).")
    }
  }

  /// Writes a file under a name of its own, syncs it, gives it its name and syncs the folder.
  ///
  /// - Parameter replacing: `false` refuses to take the place of another file.
  package static func write(
    _ bytes: [UInt8], to path: String, mode: mode_t = 0o600, replacing: Bool = true
  ) throws {
    let folder = (path as NSString).deletingLastPathComponent
    let temporary = path + ".new-\(getpid())"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard file >= 0 else { throw failure(temporary, "cannot be written") }
    var isNamed = false
    defer { if !isNamed { unlink(temporary) } }
    do {
      defer { close(file) }
      try append(bytes, to: file, temporary)
      guard fsync(file) == 0 else { throw failure(temporary, "cannot be made durable") }
    }
    if replacing {
      guard rename(temporary, path) == 0 else { throw failure(path, "cannot be written") }
      isNamed = true
    } else {
      // A link, unlike a rename, fails if the name is taken.
      guard link(temporary, path) == 0 else {
        if errno == EEXIST {
          throw ClientError.failed("file-exists", "\(path) exists already and is left as it is.")
        }
        throw failure(path, "cannot be written")
      }
    }
    try syncFolder(folder.isEmpty ? "." : folder)
  }

  /// Writes all of `bytes` to an open file.
  package static func append(
    _ bytes: some Collection<UInt8>, to file: Int32, _ path: String
  ) throws {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path, "cannot be written") }
      rest = rest.dropFirst(count)
    }
  }

  /// Removes a file for good; one that is not there is no error.
  package static func remove(_ path: String) throws {
    guard unlink(path) == 0 || errno == ENOENT else { throw failure(path, "cannot be removed") }
    let folder = (path as NSString).deletingLastPathComponent
    try syncFolder(folder.isEmpty ? "." : folder)
  }

  /// Where a download goes: into the folder `out`, or for an only file to the path `out`.
  ///
  /// The name is another's, so only its last part counts, and none that begins with a dot.
  package static func target(_ out: String, name: String, isOnly: Bool) throws -> String {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: out, isDirectory: &isFolder)
    if isOnly, !(exists && isFolder.boolValue), !out.hasSuffix("/") { return out }
    let last = FileKind.name(of: name)
    guard !last.isEmpty, last.first != ".", !last.utf8.contains(0) else {
      throw ClientError.failed(
        "bad-name", "The file's name `\(Table.plain(name))` cannot be used here: say --out PATH.")
    }
    try makeFolder(out)
    return out.hasSuffix("/") ? out + last : "\(out)/\(last)"
  }

  private static func syncFolder(_ path: String) throws {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw failure(path, "cannot be opened") }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw failure(path, "cannot be made durable") }
  }
}
