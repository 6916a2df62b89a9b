import ArgumentParser
import Documents
import Foundation
import Node

/// Makes a damaged journal anew.
struct RepairCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Make a damaged journal anew from its second copy.",
    discussion: """
      For a venue that does not start because its journal is damaged or has lost entries. Takes what
      of the journal is sound, and the second copy for the rest; applies every entry again and holds
      every batch to the root that was signed for it. The damaged files are put aside, not deleted.
      Where an entry that was acknowledged is in neither, nothing is changed, and it says which.

      Example: yunshang repair --data ./venue
      """)

  @Option(help: ArgumentHelp("The venue's folder.", valueName: "dir"))
  var data: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let repair = try DataFolder(data).repair()
    let report = repair.report
    var object = JSON.Object([
      ("entries", .number(Int64(report.entryCount))), ("kept", .number(Int64(report.kept))),
      ("ok", .bool(repair.aside != nil)), ("promised", .number(Int64(repair.promised))),
      ("restored", .number(Int64(report.restored))), ("root", .string(report.root.hex)),
    ])
    if let aside = repair.aside { object["aside"] = .string(aside) }
    if let stop = report.stop { object["stop"] = .string(stop) }
    if json {
      print(String(decoding: JSON.object(object).canonicalBytes, as: UTF8.self))
    } else if let aside = repair.aside {
      print(
        "The journal has \(report.entryCount) entries: \(report.kept) as they were, "
          + "\(report.restored) from the second copy. The damaged files are in \(aside).")
    }
    guard repair.aside == nil else { return }
    let lost =
      report.entryCount < repair.promised
      ? "Entries \(report.entryCount) to \(repair.promised - 1) were acknowledged and are in neither "
        + "the journal nor its second copy"
      : "What is left comes to another root than was signed"
    let why = report.stop.map { " (\($0))" } ?? ""
    FileHandle.standardError.write(
      Data(
        (lost + why + ". Nothing was changed: restore a backup with `yunshang restore`.\n").utf8))
    throw ExitCode(1)
  }
}
