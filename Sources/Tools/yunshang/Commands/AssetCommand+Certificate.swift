import ArgumentParser
import Client
import Documents

extension AssetCommand {
  struct Certificate: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Get a work's certificate, and check one offline.",
      discussion: Help.text(
        """
        A certificate is a W3C Verifiable Credential with the log's receipt. --check verifies the
        issuer's signature, the entry in the log and that it says what the certificate says. With
        --file, --log-key and --issuer nothing is asked of any server.

          yunshang asset certificate 17 --out qipao.json
          yunshang asset certificate 17 --check
          yunshang asset certificate --check --file qipao.json --log-key log.key --issuer did:key:…
        """))
    @Argument(help: "The asset; not needed with --file.") var asset: String?
    @Option(help: "A certificate that you have already.", completion: .file()) var file: String?
    @Option(help: "Keep the certificate in this file.", completion: .file()) var out: String?
    @Flag(help: "Check it.") var check = false
    @Option(help: ArgumentHelp("The log's verifier key, or a file with it.", valueName: "key"))
    var logKey: String?
    @Option(
      help: ArgumentHelp("Who must have issued it; without it, the venue.", valueName: "did:key"))
    var issuer: String?
    @OptionGroup var client: ClientOptions

    func validate() throws {
      guard asset != nil || file != nil else { throw ValidationError("Name an asset or a --file.") }
      guard file == nil || check else { throw ValidationError("With --file, say --check.") }
    }

    func run(_ context: Context) throws {
      let bytes = try bytes(context)
      let certificate = try LooseJSON.parse(bytes)
      if let out {
        try LocalFile.write(certificate.canonicalBytes + [0x0A], to: out, mode: 0o644)
      }
      guard check else {
        if context.isJSON || out == nil {
          Terminal.print(String(decoding: certificate.canonicalBytes, as: UTF8.self))
        } else {
          Terminal.note(localized("Kept in \(out ?? "").", "已保存到 \(out ?? "")。"))
        }
        return
      }
      let key = try logKey.map { try Session.logKey($0) } ?? context.session().logKey()
      let expected: String? =
        if let issuer { issuer } else if logKey == nil { try context.session().issuer() } else {
          nil
        }
      let found = try CertificateCheck(bytes, logKey: key, issuer: expected)
      guard asset.map({ $0 == found.asset }) ?? true else {
        throw ClientError.failed(
          "bad-certificate", "This is the certificate of asset \(found.asset).")
      }
      context.show(found.json) { show(found, isIssuerKnown: expected != nil, context) }
    }

    private func bytes(_ context: Context) throws -> [UInt8] {
      if let file {
        return try LocalFile.input(file, limit: CertificateCheck.byteCountMaximum)
      }
      return try context.session().certificate(asset ?? "")
    }

    private func show(_ found: CertificateCheck, isIssuerKnown: Bool, _ context: Context) {
      let title = Table.plain(found.title)
      Terminal.print(
        localized("The certificate holds: \(title).", "证书有效：\(title)。"))
      context.show(
        [
          (localized("asset", "作品"), found.asset),
          (localized("log", "日志"), found.origin),
          (
            localized("entry", "条目"),
            localized(
              "\(found.sequence), in the signed tree of \(found.treeSize)",
              "\(found.sequence)，包含于 \(found.treeSize) 条的签名树")
          ),
          (localized("issuer", "签发者"), found.issuer),
        ] + found.signers.map { (localized("signed by", "签名者"), $0) })
      if !isIssuerKnown {
        Terminal.note(
          localized(
            "Who the issuer is was not checked: name the venue's key with --issuer.",
            "未核验签发者身份：请用 --issuer 指定场所密钥。"))
      }
    }
  }
}
