import ArgumentParser
import Client
import Documents

struct StatusCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show how far the venue's log has come.",
    discussion: "  yunshang status --server http://127.0.0.1:8080")
  @OptionGroup var client: ClientOptions

  func run(_ context: Context) throws {
    let status = try context.session().get("/v1/status")
    context.show(status) {
      context.show([
        (localized("origin", "场所"), Cell.text(status["origin"])),
        (localized("sequence", "序号"), Cell.text(status["sequence"])),
        (localized("log size", "日志条数"), Cell.text(status["logSize"])),
        (localized("rules", "规则"), Cell.text(status["rules"])),
        (localized("state digest", "状态摘要"), Cell.text(status["stateDigest"])),
        (localized("catalog lag", "目录延迟"), Cell.text(status["lag"]?["catalog"])),
        (localized("log lag", "日志延迟"), Cell.text(status["lag"]?["log"])),
      ])
    }
  }
}
