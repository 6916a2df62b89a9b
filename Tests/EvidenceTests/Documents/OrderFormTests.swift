import Cryptography
import Documents
import Testing
import Venue

@Suite("Orders in documents")
struct OrderFormTests {
  private static let kinds: [DocumentType] = [
    .placeOrder, .planOrder, .batchOrders, .cancelAfter, .setCollar, .setRules,
  ]

  @Test("Every example of the contracts is read", arguments: kinds)
  func examples(type: DocumentType) throws {
    for example in try Sample.examples(type) {
      #expect(Sample.code(JSON.object(example).canonicalBytes) == "accepted")
    }
  }

  /// The order that a document of these members says, or the code with which it is refused.
  private func line(_ changes: [(String, JSON?)]) throws -> (OrderLine?, String) {
    var object = try Sample.example(.placeOrder)
    for (name, value) in changes { object[name] = value }
    let bytes = Sample.signed(object)
    guard Sample.code(bytes) == "accepted",
      case .placeOrder(let line, _, _) = try Document(bytes: bytes).action()
    else { return (nil, Sample.code(bytes)) }
    return (line, "accepted")
  }

  @Test("An order says all that it can say")
  func options() throws {
    let base = OrderLine(side: .buy, limit: 5200, quantity: 2)
    #expect(try line([]).0 == base)
    var wanted = base
    wanted.timeInForce = .goodTillDate
    wanted.expiry = 1_798_732_800_000_000
    wanted.isPostOnly = true
    wanted.selfTrade = .cancelBoth
    let found = try line([
      ("expiry", "2026-12-31T16:00:00Z"), ("postOnly", true), ("selfTrade", "cancel-both"),
      ("timeInForce", "GTD"),
    ])
    #expect(found.0 == wanted)
    wanted = OrderLine(
      side: .buy, limit: 5200, quantity: 2, timeInForce: .fillOrKill, isMarket: true)
    #expect(
      try line([("collar", "5200"), ("limit", nil), ("timeInForce", "FOK")]).0 == wanted)
    wanted = base
    wanted.timeInForce = .day
    #expect(try line([("timeInForce", "DAY")]).0 == wanted)
  }

  @Test("What does not fit together is told at the door")
  func contradictions() throws {
    let cases: [([(String, JSON?)], String)] = [
      ([("limit", nil)], "missing-field"),
      ([("collar", "5200"), ("timeInForce", "IOC")], "order-contradictory"),
      ([("collar", "5200"), ("limit", nil)], "order-contradictory"),
      ([("collar", "5200"), ("limit", nil), ("timeInForce", "DAY")], "order-contradictory"),
      ([("postOnly", true), ("timeInForce", "IOC")], "order-contradictory"),
      ([("postOnly", true), ("timeInForce", "FOK")], "order-contradictory"),
      ([("timeInForce", "GTD")], "order-contradictory"),
      ([("expiry", "2026-12-31T16:00:00Z")], "order-contradictory"),
      ([("expiry", "2026-12-31T16:00:00Z"), ("timeInForce", "DAY")], "order-contradictory"),
      ([("expiry", "1970-01-01T00:00:00Z"), ("timeInForce", "GTD")], "order-contradictory"),
      ([("expiry", "2026-12-31"), ("timeInForce", "GTD")], "wrong-length"),
      ([("expiry", "2026-02-30T16:00:00Z"), ("timeInForce", "GTD")], "wrong-value"),
      ([("expiry", 5), ("timeInForce", "GTD")], "wrong-type"),
      ([("postOnly", false)], "wrong-value"), ([("postOnly", 1)], "wrong-type"),
      ([("postOnly", "true")], "wrong-type"), ([("selfTrade", "off")], "wrong-value"),
      ([("selfTrade", "")], "wrong-length"), ([("selfTrade", true)], "wrong-type"),
      ([("timeInForce", "GTX")], "wrong-value"), ([("timeInForce", "")], "wrong-length"),
      ([("isMarket", true)], "unknown-field"),
    ]
    for (changes, code) in cases {
      #expect(try line(changes).1 == code, "\(changes)")
    }
  }

  @Test("A line of a batch says as much in a fifth element")
  func batch() throws {
    func code(_ line: JSON) throws -> String {
      var object = try Sample.example(.batchOrders)
      object["orders"] = [["buy", "5", 1, "GTC"], line]
      return Sample.code(Sample.signed(object))
    }
    let expiry: JSON = "2026-12-31T16:00:00Z"
    let good: [JSON] = [
      ["buy", "5", 1, "FOK", ["collar": true]], ["sell", "5", 1, "DAY", ["postOnly": true]],
      ["sell", "5", 1, "GTD", ["expiry": expiry, "postOnly": true, "selfTrade": "decrement"]],
    ]
    for line in good { #expect(try code(line) == "accepted", "\(line)") }
    let bad: [(JSON, String)] = [
      (["buy", "5", 1, "GTD"], "order-contradictory"),
      (["buy", "5", 1, "GTC", ["collar": true]], "order-contradictory"),
      (["buy", "5", 1, "GTC", ["expiry": expiry]], "order-contradictory"),
      (["buy", "5", 1, "IOC", ["postOnly": true]], "order-contradictory"),
      (["buy", "5", 1, "GTC", JSON.object(JSON.Object())], "wrong-value"),
      (["buy", "5", 1, "GTC", true], "wrong-value"),
      (["buy", "5", 1, "GTC", ["postOnly": true], 1], "wrong-value"),
      (["buy", "5", 1, "GTC", ["postOnly": false]], "wrong-value"),
      (["buy", "5", 1, "GTC", ["limit": "5"]], "unknown-field"),
      (["buy", "5", 1, "gtc"], "wrong-value"),
    ]
    for (line, expected) in bad { #expect(try code(line) == expected, "\(line)") }
  }

  @Test("An entry shows of an order what its document says, and a timer waits in line")
  func excerpts() throws {
    for (type, hidden) in [
      (DocumentType.placeOrder, Set(DocumentType.commonMembers)),
      (.cancelAfter, Set(DocumentType.commonMembers)),
    ] {
      for example in try Sample.examples(type) {
        let shown = Set(type.excerpt(of: example).members.map(\.name))
        #expect(shown == Set(example.members.map(\.name)).subtracting(hidden))
      }
    }
    #expect(!DocumentType.cancelAfter.isCancel && DocumentType.cancelAllOrders.isCancel)
    guard case .whole = DocumentType.setCollar.openness else {
      Issue.record("a collar is open")
      return
    }
  }

  @Test("Rules say how long units are held, how many, and what owners' own orders do")
  func rules() throws {
    func code(_ member: String, _ value: JSON?) throws -> String {
      let example = JSON.object(try Sample.example(.setRules))
      let object = try #require(example.replacing(["rules", member], with: value).object)
      return Sample.code(Sample.signed(object))
    }
    #expect(try code("holdingDays", 366) == "accepted")
    #expect(try code("holdingDays", 367) == "number-out-of-range")
    #expect(try code("holdingDays", nil) == "missing-field")
    #expect(try code("positionMaximum", 0) == "number-out-of-range")
    #expect(try code("selfTrade", "off") == "accepted")
    #expect(try code("selfTrade", "never") == "wrong-value")
    for preset in RulePreset.allCases {
      let rules = try RuleSet.read(preset.rules)
      #expect(rules.isSound && RuleSet.write(rules) == preset.rules)
    }
  }
}
