import Simulation
import Testing

@Suite struct WorkloadTests {
  @Test(arguments: Workloads.names) func reads(_ name: String) throws {
    let workload = try Workload(parsing: try Workloads.text(name))
    #expect(workload.weightSum > 0)
  }

  @Test(arguments: [
    ("[mix]\norder = 1\n[nowhere]", "line 3: there is no section [nowhere]"),
    ("[mix]\norder = 1\nodrer = 2", "line 3: [mix] has no `odrer`"),
    ("[mix]\norder = 1\norder = 2", "line 3: `order` is set twice"),
    ("order = 1", "line 1: `order` stands before the first [section]"),
    ("[mix]\norder", "line 2: this is neither a [section] nor a name = value"),
    ("[mix]\norder = many", "line 2: `order` is a whole number from 0 to 100000; `many` is not"),
    ("[network]\ndrop = 1.5", "line 2: `drop` is a chance"),
    ("[network]\ndrop = 3/2", "line 2: `drop` is a chance"),
    ("[network]\nlatency = 5", "line 2: `latency` is a time"),
    ("[network]\nlatency = 5ms..1ms", "line 2: `latency` is a time"),
    ("[machine]\ncatalog = true", "line 2: `catalog` is yes or no"),
    ("[market]\ndrop = 0.1", "line 2: `drop` belongs to the section [network]"),
    ("[market]\naccounts = 5", "the section [mix] gives no act a weight"),
  ])
  func says(_ text: String, _ message: String) {
    var said = ""
    do { _ = try Workload(parsing: text) } catch { said = "\(error)" }
    #expect(said.hasPrefix(message), "\(said)")
  }

  @Test func readsChancesAndSpans() {
    #expect(Chance("1/500")?.millionths == 2_000)
    #expect(Chance("0.000001")?.millionths == 1)
    #expect(Chance("1")?.millionths == 1_000_000)
    #expect(Chance("1.000001") == nil && Chance("-0.1") == nil && Chance("0.0000001") == nil)
    #expect(Span("200us..5ms") == Span(200, 5_000))
    #expect(Span("2min") == Span(120_000_000, 120_000_000))
    #expect(Span("1x") == nil && Span("ms") == nil && Span("-1s") == nil)
  }

  @Test func readsSkippedCommands() {
    #expect(SkippedCommands.parse("40-99,120") == [40..<100, 120..<121])
    #expect(SkippedCommands.text([40..<100, 120..<121]) == "40-99,120")
    #expect(SkippedCommands.parse("9-3") == nil && SkippedCommands.parse("x") == nil)
  }
}
