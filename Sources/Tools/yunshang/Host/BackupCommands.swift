import ArgumentParser
import Documents
import Node

/// Copies what a venue can be made from again.
struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy all that a venue can be made from again, while it runs.",
    discussion: """
      A backup has every entry that was acknowledged before it was begun, what the entries seal, the
      deposited files and the keys: keep it as secret as the venue's own folder.

      Example: yunshang backup --data ./venue --to ./backups/2026-11-24
      """)

  @Option(help: ArgumentHelp("The venue's folder.", valueName: "dir"))
  var data: String

  @Option(help: ArgumentHelp("The new folder of the backup.", valueName: "dir"))
  var to: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let made = try DataFolder(data).backUp(to: to)
    if json {
      let object: JSON = [
        "entries": .number(Int64(made.entryCount)), "ok": true, "path": .string(made.path),
      ]
      print(String(decoding: object.canonicalBytes, as: UTF8.self))
    } else {
      print("\(made.entryCount) entries and all files they name are in \(made.path).")
    }
  }
}

/// Makes a venue again from a backup.
struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Make a venue again from a backup.",
    discussion: """
      Applies every entry of the backup again, compares every root with the signed one, and only then
      puts the result in the folder's place. What was there is moved aside, not deleted. The venue
      must not run.

      Example: yunshang restore ./backups/2026-11-24 --data ./venue
      """)

  @Argument(help: "The folder of the backup.")
  var backup: String

  @Option(help: ArgumentHelp("The venue's folder.", valueName: "dir"))
  var data: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let (report, aside) = try DataFolder(data).restore(from: backup)
    if json {
      var object = JSON.Object([
        ("entries", .number(Int64(report.entryCount))), ("ok", true),
        ("root", .string(report.root.hex)),
      ])
      if let aside { object["aside"] = .string(aside) }
      print(String(decoding: JSON.object(object).canonicalBytes, as: UTF8.self))
    } else {
      print(
        "\(data) has \(report.entryCount) entries again."
          + (aside.map { " What was there is in \($0)." } ?? ""))
    }
  }
}
