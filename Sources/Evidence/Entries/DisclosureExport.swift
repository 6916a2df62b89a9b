import Documents
import Foundation

/// An export of disclosures, read line by line along with the log.
package final class DisclosureExport {
  /// Lines longer than this are no disclosures.
  private static let lineCountMaximum = 64 << 20

  /// Whether it discloses everything.
  package let isFull: Bool
  /// The account whose own export it is.
  package let account: String?
  /// How many entries it covers.
  package let entryCount: UInt64
  /// What the exporter's whole state came to.
  package let fullDigest: String?
  private let file: UnsafeMutablePointer<FILE>
  private var waiting: DisclosedEntry?
  /// The line that was read last, in memory that the C library grows.
  private var buffer: UnsafeMutablePointer<CChar>?
  private var capacity = 0

  /// Opens the export at `path` and reads its first line.
  package init(path: String) throws {
    guard let opened = fopen(path, "r") else {
      throw Problem(404, "not-found", "\(path) cannot be read.")
    }
    file = opened
    guard let line = DisclosureExport.line(opened, &buffer, &capacity) else {
      throw Problem(400, "wrong-value", "\(path) is empty.")
    }
    let header = try CanonicalParser.parse(line)
    guard let count = header["entries"]?.number, let scope = header["scope"]?.string else {
      throw Problem(400, "wrong-value", "\(path) is not an export of disclosures.")
    }
    isFull = scope == "full"
    account = isFull ? nil : header["account"]?.string
    entryCount = UInt64(count)
    fullDigest = header["fullDigest"]?.string
    waiting = try DisclosureExport.line(opened, &buffer, &capacity).map {
      try DisclosedEntry(line: $0)
    }
  }

  deinit {
    fclose(file)
    free(buffer)
  }

  /// The line of an entry, if there is one. Entries are asked for in sequence.
  package func next(_ sequence: UInt64) throws -> DisclosedEntry? {
    guard let line = waiting, line.sequence <= sequence else { return nil }
    guard line.sequence == sequence else {
      throw Problem(400, "wrong-value", "The disclosures are not in sequence at \(line.sequence).")
    }
    waiting = try DisclosureExport.line(file, &buffer, &capacity).map {
      try DisclosedEntry(line: $0)
    }
    return line
  }

  private static func line(
    _ file: UnsafeMutablePointer<FILE>, _ buffer: inout UnsafeMutablePointer<CChar>?,
    _ capacity: inout Int
  ) -> [UInt8]? {
    let count = getline(&buffer, &capacity, file)
    guard count > 0, count <= lineCountMaximum, let buffer else { return nil }
    let end = buffer[count - 1] == 10 ? count - 1 : count
    return [UInt8](UnsafeRawBufferPointer(start: buffer, count: end))
  }
}
