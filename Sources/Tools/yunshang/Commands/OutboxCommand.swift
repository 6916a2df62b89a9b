import ArgumentParser
import Client
import Documents

struct OutboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "Documents whose answer never came.",
    discussion: Help.text(
      """
      Each document is kept on disk before it is sent, and forgotten when its answer comes. After a
      timeout or a cut connection (exit status 9) it waits here.
      """),
    subcommands: [List.self, Resume.self], defaultSubcommand: List.self)

  struct List: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what waits.", discussion: "  yunshang outbox list")
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let items = try Outbox(folder: context.folders.outbox).items()
      let list = items.map { item -> JSON in
        [
          "account": .string(item.account), "id": .string(item.id),
          "server": .string(item.server), "type": .string(item.type),
        ]
      }
      context.show(["documents": .array(list)]) {
        var table = Table([
          .init(localized("Document", "文件")), .init(localized("Type", "类型")),
          .init(localized("Account", "账户"), isNumber: true),
          .init(localized("Server", "服务器")),
        ])
        for item in items { table.add([item.id, item.type, item.account, item.server]) }
        context.show(table, orElse: localized("Nothing waits.", "没有待定文件。"))
      }
    }
  }

  struct Resume: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send what waits again, and learn what became of it.",
      discussion: Help.text(
        """
        The same bytes are sent: a document that the venue took already gets its first answer, and
        is never taken twice. With --server or a profile only what waits for that server is sent.

        With --json: {"documents":[{"id","type","server","outcome",…the venue's answer}]}, where
        outcome is accepted, refused or unknown. Exit status 9 says that something still waits.

          yunshang outbox resume
        """))
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let only = try client.server.map { try Session.normalised($0) }
      let items = try Outbox(folder: context.folders.outbox).items()
        .filter { only == nil || $0.server == only }
      var results: [JSON] = []
      var waiting: ClientError?
      for item in items {
        let (result, error) = try OutboxCommand.resume(item, context)
        results.append(.object(result))
        waiting = waiting ?? error
        if !context.isJSON { OutboxCommand.say(result) }
        if case .interrupted = error { break }
      }
      context.show(["documents": .array(results)]) {
        if items.isEmpty { Terminal.note(localized("Nothing waits.", "没有待定文件。")) }
      }
      if let waiting {
        // With --json the one object is printed already.
        Terminal.fault(waiting.detail)
        throw ExitCode(
          waiting.exitStatus == .interrupted
            ? waiting.exitStatus.rawValue : CommandStatus.unknownOutcome.rawValue)
      }
    }
  }

  /// What became of one document; an error where that is still unknown.
  private static func resume(
    _ item: Outbox.Item, _ context: Context
  ) throws -> (JSON.Object, ClientError?) {
    var options = Session.Options()
    options.server = item.server
    options.timeoutMilliseconds = Int(context.options.timeout * 1000)
    let session = try Session(options, context.folders)
    var result = JSON.Object()
    var unclear: ClientError?
    do {
      result = try session.resume(item).object ?? JSON.Object()
      result["outcome"] = "accepted"
    } catch let error as ClientError {
      result = error.json.object ?? JSON.Object()
      let isAnswered = try !session.outbox.items().contains { $0.name == item.name }
      result["outcome"] = isAnswered ? "refused" : "unknown"
      if !isAnswered { unclear = error }
    }
    result["id"] = .string(item.id)
    result["server"] = .string(item.server)
    result["type"] = .string(item.type)
    return (result, unclear)
  }

  private static func say(_ result: JSON.Object) {
    let (id, type) = (Cell.text(result["id"]), Cell.text(result["type"]))
    switch result["outcome"]?.string {
    case "accepted":
      let entry = Cell.text(result["sequence"])
      Terminal.print(localized("\(id) \(type): entry \(entry)", "\(id) \(type)：日志第 \(entry) 条"))
    case "refused":
      Terminal.print("\(id) \(type): \(Cell.text(result["code"])): \(Cell.text(result["detail"]))")
    default: Terminal.print(localized("\(id) \(type): still unknown", "\(id) \(type)：仍不明"))
    }
  }
}
