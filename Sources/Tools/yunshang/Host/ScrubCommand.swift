import ArgumentParser
import Documents
import Foundation
import Node

/// Reads everything that a venue keeps and checks it.
struct ScrubCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scrub",
    abstract: "Read everything that a venue keeps, and check it.",
    discussion: """
      Holds every row of the journal to its hash, applies every entry again, compares every batch with
      its signed root, and reads the second copy, the snapshots, the log's files and the deposited
      files. The venue must not run; to check a running one, scrub what `yunshang restore` makes of
      a backup.

      Example: yunshang scrub --data ./venue
      """)

  @Option(help: ArgumentHelp("The venue's folder.", valueName: "dir"))
  var data: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let found = try DataFolder(data).scrub()
    if json {
      let object: JSON = [
        "copied": .number(Int64(found.copiedCount)), "entries": .number(Int64(found.entryCount)),
        "faults": .array(found.faults.map { .string($0) }),
        "logFiles": .number(Int64(found.logFileCount)), "ok": .bool(found.faults.isEmpty),
        "snapshots": .number(Int64(found.snapshotCount)),
        "vaultFiles": .number(Int64(found.vaultFileCount)),
      ]
      print(String(decoding: object.canonicalBytes, as: UTF8.self))
    } else {
      print(
        "\(found.entryCount) entries in the journal, \(found.copiedCount) in its second copy, "
          + "\(found.snapshotCount) snapshots, \(found.logFileCount) files of the log, "
          + "\(found.vaultFileCount) deposited files.")
      for fault in found.faults { print("FAULT \(fault)") }
      if found.faults.isEmpty { print("All of it is as it was written.") }
    }
    if !found.faults.isEmpty { throw ExitCode(1) }
  }
}
