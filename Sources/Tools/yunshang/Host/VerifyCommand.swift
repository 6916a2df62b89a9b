import ArgumentParser
import Client
import Documents
import Entries
import Foundation
import TransparencyLog
import Venue

/// Replays a public log and holds it to its own word.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Replay a log and check everything that can be checked.",
    discussion: """
      Reads every entry and every tile, checks the checkpoint's signature, replays all entries
      through the venue's own rules, and compares what they come to. The scope says how much could
      be checked: `public` (books, trades, units, titles and rules), `own` (one account's cash and
      documents too) or `full` (everything).

      Examples:
        yunshang verify http://127.0.0.1:8080
        yunshang verify ./venue/log --json
        yunshang disclosures export --out all.ndjson && yunshang verify ./log --disclosures all.ndjson
      """)

  @Argument(help: "A venue's address, or a folder like DIR/log.")
  var target: String

  @Option(help: ArgumentHelp("Disclosures as exported: checks more.", valueName: "file"))
  var disclosures: String?

  @Option(
    help: ArgumentHelp("The log's verifier key, if you know it from elsewhere.", valueName: "key"))
  var logKey: String?

  @Flag(help: "The folder is being written to: tiles beyond the checkpoint are not judged.")
  var live = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let report: JSON
    do {
      report = try check()
    } catch let fault as LogFault {
      var object = JSON.Object([("ok", false), ("what", .string(fault.what))])
      if let entry = fault.entry { object["entry"] = .number(Int64(clamping: entry)) }
      if let tile = fault.tile { object["tile"] = .string(tile) }
      show(.object(object))
      throw ExitCode(1)
    } catch let error as ExitCode {
      throw error
    } catch {
      show(["ok": false, "what": .string("\(error)")])
      throw ExitCode(1)
    }
    show(report)
  }

  private func show(_ report: JSON) {
    if json {
      print(String(decoding: report.canonicalBytes, as: UTF8.self))
      return
    }
    for member in report.object?.members ?? [] {
      let value: String =
        switch member.value {
        case .string(let text): text
        case .number(let number): String(number)
        case .bool(let flag): flag ? "yes" : "no"
        default: ""
        }
      print(member.name.padding(toLength: 12, withPad: " ", startingAt: 0) + " " + value)
    }
  }

  private var isAddress: Bool { target.hasPrefix("http://") || target.hasPrefix("https://") }
  private var address: String { target.hasSuffix("/") ? String(target.dropLast()) : target }

  private func check() throws -> JSON {
    let source: any LogSource =
      isAddress ? HTTPLogSource(address: "\(address)/log") : FolderSource(target)
    let key = try verifierKey(source)
    let disclosed = try disclosures.map { try DisclosureExport(path: $0) }
    var replay = PipelinedReplay(scope: disclosed?.isFull == true ? .full : .open)
    var own = disclosed?.account.map { OwnReplay(account: $0) }
    let verifier = LogVerifier(source, key: key, ahead: live ? .count : .refuse)
    let report: LogReport
    do {
      report = try verifier.verify { index, entry in
        let line = try disclosed?.next(index)
        if let disclosed, disclosed.isFull, index >= disclosed.entryCount {
          throw LogFault(
            entry: index,
            what: "the disclosures cover \(disclosed.entryCount) entries only: export them again")
        }
        let bytes = Array(entry)
        try replay.put(bytes, disclosed: disclosed?.isFull == true ? line : nil)
        if let line { try own?.apply(bytes, line) }
      }
    } catch {
      // Whatever it is, what of the entries before it does not hold comes first.
      try replay.finish()
      throw error
    }
    try replay.finish()
    return try self.report(report, key, replay.replay, disclosed, own)
  }

  private func report(
    _ report: LogReport, _ key: VerifierKey, _ replay: borrowing Replay,
    _ disclosed: DisclosureExport?, _ own: OwnReplay?
  ) throws -> JSON {
    guard let genesis = replay.genesis, genesis.logKey == key.publicKey,
      "\(genesis.origin)/log" == report.checkpoint.origin
    else {
      throw LogFault(entry: 0, what: "the genesis names another log than the one that was read")
    }
    let digest = replay.stateDigest.hex
    var result = JSON.Object([
      ("ok", true), ("root", .string(report.checkpoint.root.hex)),
      ("size", .number(Int64(report.checkpoint.size))), ("stateDigest", .string(digest)),
      ("scope", .string(disclosed == nil ? "public" : disclosed?.isFull == true ? "full" : "own")),
    ])
    if let disclosed { try add(disclosed, replay.fullDigest.hex, own, to: &result) }
    if let imbalance = replay.venue.imbalance() { throw LogFault(what: imbalance) }
    if isAddress { try compareStatus(size: report.checkpoint.size, digest: digest, &result) }
    return .object(result)
  }

  private func add(
    _ disclosed: DisclosureExport, _ fullDigest: String, _ own: OwnReplay?,
    to result: inout JSON.Object
  ) throws {
    if disclosed.isFull {
      guard disclosed.fullDigest == fullDigest else {
        throw LogFault(what: "the replay's sealed state is not the one that was exported")
      }
      result["fullDigest"] = .string(fullDigest)
    }
    if let own {
      result["account"] = .string(own.account)
      result["available"] = .string(String(own.available))
      result["held"] = .string(String(own.held))
    }
  }

  /// The key that was given, the folder's own, or the one that the first entry names; whichever it
  /// is, the first entry must name the same.
  private func verifierKey(_ source: any LogSource) throws -> VerifierKey {
    if let logKey { return try VerifierKey(text: logKey) }
    if let bytes = try source.fetch(LogVerifier.keyName) {
      return try VerifierKey(
        text: String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines))
    }
    guard let checkpoint = try source.fetch("checkpoint") else {
      throw LogFault(what: "there is no checkpoint at \(target): is it a log?")
    }
    let size = try Checkpoint(parsing: checkpoint).size
    let width = Int(min(size, UInt64(TileCoordinates.widthMaximum)))
    let place = TileCoordinates(.entries, index: 0, width: width)
    guard let bundle = try source.fetch(place.path),
      let first = try EntryBundle.decode(bundle).first
    else { throw LogFault(tile: place.path, what: "the first entries are missing") }
    let genesis = try GenesisRecord(try Entry(bytes: Array(first)).open)
    return try VerifierKey(name: "\(genesis.origin)/log", publicKey: genesis.logKey)
  }

  /// Compares with what the venue says of itself, if it is still at the same entry.
  private func compareStatus(
    size: UInt64, digest: String, _ result: inout JSON.Object
  ) throws {
    let response = try HTTPClient().send(
      HTTPRequest("GET", "\(address)/v1/status"), limit: 1 << 20)
    let status = try CanonicalParser.parse(response.body)
    guard status["sequence"]?.number == Int64(size) - 1 else {
      result["venue"] = "has moved on"
      return
    }
    guard status["stateDigest"]?.string == digest else {
      throw LogFault(what: "the venue's stateDigest is not what its log comes to")
    }
    result["venue"] = "agrees"
  }
}
