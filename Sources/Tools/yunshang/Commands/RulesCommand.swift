import ArgumentParser
import Client
import Documents

struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "The rules in force, which every trade names.",
    subcommands: [Show.self, Set.self], defaultSubcommand: Show.self)

  struct Show: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the rules in force.", discussion: "  yunshang rules show")
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let answer = try context.session().get("/v1/rules")
      context.show(answer) {
        let rules = answer["rules"]
        context.show([
          (localized("rules", "规则"), Cell.text(answer["version"])),
          (localized("approval", "批准文号"), Cell.text(answer["approval"])),
          (localized("matching", "交易方式"), Cell.text(rules?["matching"])),
          (localized("maker fee", "挂单费率"), Cell.percent(rules?["fees"]?["maker"])),
          (localized("taker fee", "吃单费率"), Cell.percent(rules?["fees"]?["taker"])),
          (localized("royalty cap", "版税上限"), Cell.percent(rules?["royaltyCap"])),
          (localized("tick", "最小变动"), Cell.yuan(rules?["tick"])),
          (localized("highest limit", "最高限价"), Cell.yuan(rules?["limitMaximum"])),
          (localized("largest order", "单笔上限"), Cell.text(rules?["quantityMaximum"])),
          (localized("open orders", "挂单上限"), Cell.text(rules?["accountOrdersMaximum"])),
          (localized("largest position", "持仓上限"), Cell.text(rules?["positionMaximum"])),
          (localized("holding days", "持有天数"), Cell.text(rules?["holdingDays"])),
          (localized("self-trades", "自成交防范"), Cell.text(rules?["selfTrade"])),
        ])
      }
    }
  }

  struct Set: ClientCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put rules into force (operator).",
      discussion: Help.text(
        """
        RULES is a file with a rule set, or the name of a preset: cn-prudent, open-continuous, yardstick.
        A continuous book needs the reference of the approval that allows it.

          yunshang rules set open-continuous --approval "沪金监〔2026〕12号"
          yunshang rules set my-rules.json --approval "…"
        """))
    @Argument(help: "A file, or a preset's name.", completion: .file()) var rules: String
    @Option(help: "The reference of the approval.") var approval = ""
    @OptionGroup var client: ClientOptions

    func run(_ context: Context) throws {
      let rules =
        try RulePreset(rawValue: rules).map { .object($0.rules) }
        ?? LooseJSON.parse(LocalFile.input(rules))
      let reply = try context.session().submit(
        .setRules, [("approval", .string(approval)), ("rules", rules)])
      let version = Cell.text(reply["rules"])
      context.accepted(reply, localized("\(version) is in force.", "\(version) 已生效。"))
    }
  }
}
