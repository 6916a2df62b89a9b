import ArgumentParser
import Client
import Documents

struct ReceiptCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "receipt", abstract: "The proof that an entry is in the log.",
    discussion: Help.text(
      """
      A C2SP tlog-proof: with the entry and the log's key it can be checked offline, for ever.
      --check fetches the entry from the log's tiles and does so now.

        yunshang receipt 41 > 41.receipt
        yunshang receipt 41 --check
      """))
  @Argument(help: "The entry's number.") var sequence: UInt64
  @Flag(help: "Check it.") var check = false
  @Option(help: ArgumentHelp("The log's verifier key, or a file with it.", valueName: "key"))
  var logKey: String?
  @OptionGroup var client: ClientOptions

  func run(_ context: Context) throws {
    let session = try context.session()
    let receipt = try session.receipt(sequence)
    guard check else {
      context.show(["receipt": .string(receipt), "sequence": .number(Int64(sequence))]) {
        Terminal.write(receipt, toMessages: false)
      }
      return
    }
    let key = try session.logKey(logKey)
    let (entry, checkpoint) = try session.check(receipt: receipt, sequence: sequence, key: key)
    let json: JSON = [
      "entry": .string(String(decoding: entry, as: UTF8.self)), "ok": true,
      "receipt": .string(receipt), "root": .string(checkpoint.root.hex),
      "sequence": .number(Int64(sequence)), "size": .number(Int64(checkpoint.size)),
    ]
    context.show(json) {
      Terminal.print(
        localized(
          "The receipt holds: entry \(sequence) is in the log of \(checkpoint.size).",
          "凭证有效：第 \(sequence) 条包含于 \(checkpoint.size) 条的日志。"))
      context.show([
        (localized("log", "日志"), checkpoint.origin),
        (localized("root", "根"), checkpoint.root.hex),
        (localized("entry", "条目"), String(decoding: entry, as: UTF8.self)),
      ])
    }
  }
}
