import Cryptography
import Documents
import Foundation

// Files: up, in one stream; down, checked before they get their name.
extension Session {
  /// How long nothing may move while a file travels, in milliseconds.
  private static let idleMilliseconds = 30_000

  /// The SHA-256 and size of a file. Reads it once, in pieces.
  package static func measure(_ path: String) throws -> (digest: Digest, size: Int64) {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw ClientError.failed("no-such-file", "\(path) cannot be read.")
    }
    defer { try? file.close() }
    let stream = SHA256()
    var size: Int64 = 0
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      piece.withUnsafeBytes { stream.update($0) }
      size += Int64(piece.count)
      guard size <= AssetFiling.fileSizeMaximum else {
        throw ClientError.failed(
          "file-too-large", "\(path) is larger than \(AssetFiling.fileSizeMaximum) bytes.")
      }
    }
    guard size > 0 else { throw ClientError.failed("file-empty", "\(path) is empty.") }
    return (stream.finish(), size)
  }

  /// Uploads a file under its SHA-256. Doing it again changes nothing, so nothing is kept for it in
  /// the outbox.
  package func upload(
    _ path: String, _ digest: Digest, mediaType: String, progress: ((Int64) -> Void)? = nil
  ) throws {
    let route = "/v1/files/\(digest.hex)"
    var request = HTTPRequest(
      "PUT", server + route,
      headers: [("Content-Type", mediaType), try authorization("PUT", route)], body: .file(path))
    request.totalMilliseconds = 0
    request.idleMilliseconds = Session.idleMilliseconds
    let response: HTTPResponse
    do throws(HTTPFailure) {
      response = try http.send(request, progress: progress)
    } catch {
      throw ClientError(error, server: server)
    }
    try Session.check(response, request.url)
  }

  /// States what a file is that stays here.
  package func state(_ digest: Digest, _ statement: JSON.Object) throws {
    let route = "/v1/fingerprints/\(digest.hex)"
    var request = HTTPRequest(
      "PUT", server + route,
      headers: [("Content-Type", "application/json"), try authorization("PUT", route)],
      body: .bytes(JSON.object(statement).canonicalBytes))
    request.totalMilliseconds = options.timeoutMilliseconds
    let response: HTTPResponse
    do throws(HTTPFailure) { response = try http.send(request) } catch {
      throw ClientError(error, server: server)
    }
    try Session.check(response, request.url)
  }

  /// Downloads into a file, which gets its name only when all of it has come.
  ///
  /// - Parameter digest: the SHA-256 that the file must have; `nil` where it has none yet.
  /// - Returns: the number of bytes.
  package func download(
    _ route: String, to path: String, digest: Digest? = nil, isPrivate: Bool,
    progress: ((Int64) -> Void)? = nil
  ) throws -> Int64 {
    let temporary = path + ".part-\(getpid())"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw ClientError.failed(
        "local-file", "\(temporary) cannot be written: \(String(cString: strerror(errno))).")
    }
    defer {
      close(file)
      unlink(temporary)
    }
    var request = HTTPRequest("GET", server + route)
    if isPrivate { request.headers.append(try authorization("GET", route)) }
    request.totalMilliseconds = 0
    request.idleMilliseconds = Session.idleMilliseconds
    var size: Int64 = 0
    var problem: [UInt8] = []
    var failure: (any Error)?
    let hash = SHA256()
    var response: HTTPResponse
    do throws(HTTPFailure) {
      response = try http.stream(request) { piece, head in
        guard head.status == 200 else {
          // An error's body is a short problem, not the file.
          problem.append(contentsOf: piece.prefix(max(0, (1 << 16) - problem.count)))
          return true
        }
        do {
          try LocalFile.append(piece, to: file, temporary)
        } catch {
          failure = error
          return false
        }
        hash.update(piece)
        size += Int64(piece.count)
        progress?(size)
        return true
      }
    } catch {
      throw ClientError(error, server: server)
    }
    if let failure { throw failure }
    response.body = problem
    try Session.check(response, request.url)
    let found = hash.finish()
    guard digest.map({ $0 == found }) ?? true else {
      throw ClientError.failed(
        "digest-differs", "What came is not the file: its SHA-256 is \(found.hex).")
    }
    guard fsync(file) == 0, rename(temporary, path) == 0 else {
      throw ClientError.failed(
        "local-file", "\(path) cannot be written: \(String(cString: strerror(errno))).")
    }
    return size
  }
}
