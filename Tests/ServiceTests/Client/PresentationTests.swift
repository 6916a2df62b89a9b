import Client
import Documents
import Foundation
import Testing

/// Money, tables and small readers.
struct PresentationTests {
  @Test(arguments: [
    ("52", 5200), ("52.0", 5200), ("52.5", 5250), ("52.05", 5205), ("0.01", 1), ("0", 0),
    ("¥52.00", 5200), ("￥1.10", 110), ("007.00", 700),
    ("46116860184273879.03", (1 << 62) - 1),
  ])
  func yuanIsReadExactly(_ text: String, _ fen: Int64) { #expect(Yuan.parse(text) == fen) }

  @Test(arguments: [
    "", ".", "52.", ".5", "52.005", "-1", "+1", "1,000.00", "1e3", " 52", "52 ", "５２", "¥", "1.2.3",
    "46116860184273879.04", "92233720368547758.07", "99999999999999999999", "0x10", "٥",
  ])
  func whatIsNotYuanIsRefused(_ text: String) { #expect(Yuan.parse(text) == nil) }

  @Test func yuanIsWrittenExactly() {
    #expect(Yuan.format(5200) == "¥52.00")
    #expect(Yuan.format(5) == "¥0.05")
    #expect(Yuan.format(-105) == "-¥1.05")
    #expect(Yuan.format(.max) == "¥92233720368547758.07")
    #expect(Yuan.format(.min) == "-¥92233720368547758.08")
    #expect(Yuan.format(text: "5200") == "¥52.00")
    #expect(Yuan.format(text: "?") == "?")
  }

  @Test(arguments: [
    ("abc", 3), ("云裳", 4), ("云a裳", 5), ("e\u{301}", 1), ("ｱ", 1), ("Ａ", 2), ("👗", 2),
    ("👩‍🎨", 2), ("🇨🇳", 2), ("\u{200B}", 0), ("¥", 1), ("…", 1), ("한복", 4), ("", 0), ("❤️", 2),
  ])
  func columnsAreCounted(_ text: String, _ width: Int) { #expect(DisplayWidth.of(text) == width) }

  @Test func textIsCutBetweenCharacters() {
    #expect(DisplayWidth.cut("云裳旗袍", to: 8) == "云裳旗袍")
    #expect(DisplayWidth.cut("云裳旗袍", to: 7) == "云裳旗…")
    #expect(DisplayWidth.cut("云裳旗袍", to: 6) == "云裳…")
  }

  @Test func columnsAlignWhateverTheScript() {
    var table = Table([.init("Title"), .init("Price", isNumber: true)])
    table.add(["云裳旗袍", "¥52.00"])
    table.add(["Peony", "¥1052.00"])
    table.add(["bad\u{1B}[31m\n\u{202E}title"])
    #expect(
      table.lines() == [
        "Title              Price", "云裳旗袍          ¥52.00",
        "Peony           ¥1052.00", "bad [31m title",
      ])
  }

  @Test func languageFollowsTheEnvironment() {
    #expect(Language(environment: ["LANG": "zh_CN.UTF-8"]) == .chinese)
    #expect(Language(environment: ["LANG": "zh_CN.UTF-8", "LC_ALL": "C"]) == .english)
    #expect(Language(environment: ["LANG": "zh_CN.UTF-8", "LC_ALL": ""]) == .chinese)
    #expect(Language(environment: [:]) == .english)
  }

  @Test func looseJSONIsReadWithOneMeaning() throws {
    let text =
      " { \"b\" : [1, -2, 1.50, 1e3, 9007199254740992], \"a\":\"\\u4e91\\ud83d\\udc57\\/\" } \n"
    let json = try LooseJSON.parse(Array(text.utf8))
    let expected: JSON = ["a": "云👗/", "b": [1, -2, "1.50", "1e3", "9007199254740992"]]
    #expect(json == expected)
  }

  @Test(arguments: [
    "", "{", "{\"a\":1,\"a\":2}", "{\"a\":1,}", "[1 2]", "01", "+1", ".5", "1.", "nul", "\"\\x\"",
    "\"\\ud800\"", "\"\u{1}\"", "{} {}", "\u{FEFF}{}", "{a:1}", "'a'", "\"",
  ])
  func otherJSONIsRefused(_ text: String) {
    #expect(throws: ClientError.self) { try LooseJSON.parse(Array(text.utf8)) }
  }

  @Test func hostileJSONIsRefused() {
    #expect(throws: ClientError.self) {
      try LooseJSON.parse([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
    }
    #expect(throws: ClientError.self) { try LooseJSON.parse([0x22, 0xFF, 0x22]) }
    #expect(throws: ClientError.self) { try LooseJSON.parse([0x22, 0xED, 0xA0, 0x80, 0x22]) }
  }

  @Test func batchesAreReadByLine() throws {
    let lines = try OrderLines.parse("# mine\nbuy,51.00,10\n\n sell , 53 , 4 , IOC \r\n")
    #expect(lines == [["buy", "5100", 10, "GTC"], ["sell", "5300", 4, "IOC"]])
    let more = try OrderLines.parse(
      """
      buy,51,10,DAY,post-only,self-trade=decrement
      sell,50,1,FOK,market
      sell,50,1,GTD,expires=2026-12-31T16:00:00Z
      """)
    #expect(
      more == [
        ["buy", "5100", 10, "DAY", ["postOnly": true, "selfTrade": "decrement"]],
        ["sell", "5000", 1, "FOK", ["collar": true]],
        ["sell", "5000", 1, "GTD", ["expiry": "2026-12-31T16:00:00Z"]],
      ])
    for bad in [
      "", "buy,51.00", "hold,51,1", "buy,51.001,1", "buy,51,0", "buy,0,1", "buy,51,1,GTX",
      "buy,51,1,GTC,iceberg", "buy,51,1,GTD,expires", "buy,51,1,GTC,post-only=1",
    ] {
      #expect(throws: ClientError.self) { try OrderLines.parse(bad) }
    }
    let many = String(repeating: "buy,1,1\n", count: 251)
    #expect(throws: ClientError.self) { try OrderLines.parse(many) }
  }

  @Test func presetsAreTheContracts() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../Contracts/rules").standardizedFileURL.path
    for preset in RulePreset.allCases {
      let bytes = try #require(try LocalFile.read("\(root)/\(preset.rawValue).json"))
      #expect(try LooseJSON.parse(bytes) == .object(preset.rules))
    }
  }
}
