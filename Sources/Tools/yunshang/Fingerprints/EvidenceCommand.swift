import ArgumentParser
import Client
import Cryptography
import Documents
import Fingerprints
import Foundation

/// Puts together what shows that one file is a copy of another.
struct EvidenceCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "evidence",
    abstract: "Compare two files and sign what was found, as a folder to hand on.",
    discussion: Help.text(
      """
      The folder has the codes of both files, small copies of what they show, `comparison.svg` with
      both side by side and the matching part drawn, the receipts of those that are registered, and
      `evidence.json`, which lists all of it under one signature with your key. A file may be named
      as a path, or as asset:NUMBER for a work whose original you may download. Without a server
      there are no receipts.

        yunshang evidence qipao.glb found.glb --out case-7
        yunshang evidence asset:17 found.jpg --out case-8
        yunshang evidence --check case-8
      """))

  @Argument(help: "Two files, or asset:NUMBER.", completion: .file()) var files: [String] = []
  @Option(help: "The new folder.", completion: .directory) var out: String?
  @Option(help: "Check such a folder instead.", completion: .directory) var check: String?
  @Option(help: ArgumentHelp("The log's verifier key, or a file with it.", valueName: "key"))
  var logKey: String?
  @OptionGroup var client: ClientOptions

  /// The long side of a preview, in pixels.
  private static let previewSide = 960

  func validate() throws {
    guard check == nil ? files.count == 2 && out != nil : files.isEmpty && out == nil else {
      throw ValidationError("Name two files and --out FOLDER, or a folder with --check.")
    }
  }

  func run(_ context: Context) throws {
    if let check { return try run(checking: check, context) }
    let key = try context.localKey()
    let examiner = LocalExaminer(jobs: 2)
    let a = try Exhibit(files[0], examiner, context)
    let b = try Exhibit(files[1], examiner, context)
    let finding = Comparison().compareBothWays(a.print, b.print)
    var folder = try EvidenceFolder(out ?? "")
    for (name, exhibit) in [("a", a), ("b", b)] {
      try folder.add(exhibit.line.canonicalBytes + [0x0A], as: "\(name).json")
      if let preview = exhibit.preview { try folder.add(preview.bytes, as: "\(name).webp") }
    }
    let line = CompareCommand.line(a.name, b.name, finding)
    try folder.add(Array(drawing(a, b, finding).svg.utf8), as: "comparison.svg")
    let list = try folder.sign(
      [
        ("a", a.json), ("b", b.json), ("finding", line),
        ("receipts", .array(a.receipts + b.receipts)),
        ("thresholds", .string(Comparison().thresholds.version)),
      ], by: key, at: Int64(Date().timeIntervalSince1970))
    context.show(list) {
      Terminal.print(
        "\(AssetText.verdict(.string(finding.verdict.rawValue))) · \(finding.score) · "
          + finding.reason)
      let count = a.receipts.count + b.receipts.count
      Terminal.note(
        localized(
          "Signed, with \(count) receipts: \(out ?? "")/\(EvidenceFolder.listName)",
          "已签名，含 \(count) 份凭证：\(out ?? "")/\(EvidenceFolder.listName)"))
    }
  }

  private func run(checking folder: String, _ context: Context) throws {
    let key = try logKey.map { try Session.logKey($0) } ?? (try? context.session().logKey())
    let (list, signers, receipts) = try EvidenceFolder.check(folder, logKey: key)
    let inAll = list["receipts"]?.array?.count ?? 0
    let json: JSON = [
      "ok": true, "finding": list["finding"] ?? .null,
      "receiptsChecked": .number(Int64(receipts)), "receipts": .number(Int64(inAll)),
      "signers": .array(signers.map { .string($0) }),
    ]
    context.show(json) {
      Terminal.print(localized("The evidence holds.", "证据完整有效。"))
      context.show(
        [
          (localized("verdict", "判定"), AssetText.verdict(list["finding"]?["verdict"])),
          (localized("receipts", "凭证"), "\(receipts)/\(inAll)"),
        ] + signers.map { (localized("signed by", "签名者"), $0) })
      if receipts < inAll {
        Terminal.note(
          localized(
            "Receipts were not checked: name the log's key with --log-key.",
            "未核验凭证：请用 --log-key 指定日志密钥。"))
      }
    }
  }

  private func drawing(_ a: Exhibit, _ b: Exhibit, _ finding: Finding) -> ComparisonDrawing {
    // A picture inside a model is not what its preview shows.
    let regions = a.print.image != nil && b.print.image != nil ? finding.regions : nil
    func side(_ exhibit: Exhibit, _ region: [Int]?) -> ComparisonDrawing.Side {
      .init(title: exhibit.name, preview: exhibit.preview, region: region)
    }
    return ComparisonDrawing(
      left: side(a, regions.map { MatchedRegions.thousandths($0.query, of: $0.querySides) }),
      right: side(b, regions.map { MatchedRegions.thousandths($0.known, of: $0.knownSides) }),
      lines: [
        "\(finding.verdict.rawValue) · \(AssetText.verdictInChinese(finding.verdict)) · "
          + "\(finding.score)/1000 · \(finding.algorithm)",
        finding.reason,
      ])
  }

  /// One of the two files.
  private struct Exhibit {
    /// The file's name, or the work's number.
    let name: String
    let print: FileFingerprint
    let line: JSON
    let preview: ImageDecoder.Preview?
    /// The entries that registered it, each with its receipt.
    let receipts: [JSON]

    init(_ named: String, _ examiner: LocalExaminer, _ context: Context) throws {
      let bytes: [UInt8]
      var asset: String?
      if named.hasPrefix("asset:") {
        let number = String(named.dropFirst("asset:".count))
        asset = number
        name = named
        bytes = try Exhibit.original(of: number, context)
      } else {
        name = (named as NSString).lastPathComponent
        bytes = try LocalExaminer.read(named)
      }
      print = try examiner.fingerprint(bytes, looking: .deep)
      line = FingerprintText.line(name, print)
      preview = try? examiner.preview(bytes, longSide: previewSide)
      receipts = try Exhibit.receipts(print.sha256, asset: asset, context)
    }

    var json: JSON {
      ["name": .string(name), "sha256": .string(print.sha256.hex)]
    }

    private static func original(of asset: String, _ context: Context) throws -> [UInt8] {
      let session = try context.session()
      let files = try session.asset(asset)["files"]?.array ?? []
      guard let hex = files.first(where: { $0["role"] == "original" })?["sha256"]?.string else {
        throw ClientError.failed("not-found", "Asset \(asset) has no original.")
      }
      let path = NSTemporaryDirectory() + "yunshang-\(UUID().uuidString)"
      defer { unlink(path) }
      _ = try session.fetchOriginal(hex, to: path)
      return try LocalExaminer.read(path)
    }

    /// Where a server is known, the works that have the file are asked for. A venue that cannot be
    /// reached is no reason to have no evidence.
    private static func receipts(
      _ digest: Digest, asset: String?, _ context: Context
    ) throws -> [JSON] {
      guard let session = try? context.session() else { return [] }
      var assets = asset.map { [$0] } ?? []
      if asset == nil {
        guard
          let found = try? session.get(
            Session.path("/v1/assets", [("sha256", digest.hex), ("limit", "10")]))
        else {
          Terminal.note(
            localized(
              "\(session.server) was not asked for receipts: it cannot be reached.",
              "无法连接 \(session.server)，未取得凭证。"))
          return []
        }
        assets = (found["assets"]?.array ?? []).compactMap { $0["asset"]?.string }
      }
      let key = assets.isEmpty ? nil : try session.logKey()
      return try assets.compactMap { asset in
        guard let sequence = UInt64(asset), let key else { return nil }
        let receipt = try session.receipt(sequence)
        let (entry, _) = try session.check(receipt: receipt, sequence: sequence, key: key)
        return [
          "asset": .string(asset), "entry": .string(String(decoding: entry, as: UTF8.self)),
          "receipt": .string(receipt), "sha256": .string(digest.hex),
        ]
      }
    }
  }
}
