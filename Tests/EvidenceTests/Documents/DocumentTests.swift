import Cryptography
import Documents
import Foundation
import Testing
import Venue

@Suite("Documents")
struct DocumentTests {
  @Test("The contracts' examples are read as they stand", arguments: DocumentType.allCases)
  func examples(type: DocumentType) throws {
    let example = try Sample.example(type)
    let bytes = JSON.object(example).canonicalBytes
    let document = try Document(bytes: bytes)
    #expect(document.type == type)
    #expect(document.bytes == bytes)
    #expect(document.digest == SHA256.hash(bytes))
    #expect((document.account == nil) == (type == .openAccount))
    #expect(document.audience == "demo.test")
    #expect(Timestamp.format(seconds: document.created) == "2026-11-23T22:00:00Z")
    #expect(document.signers.count == example["proof"]?.array?.count ?? 1)
    #expect(Sample.code(bytes) == "accepted")
    let unverified = try Document(bytes: bytes, verifying: false)
    #expect(unverified.signers == document.signers)
  }

  @Test("Each member is needed", arguments: DocumentType.allCases)
  func missing(type: DocumentType) throws {
    let example = JSON.object(try Sample.example(type))
    for path in example.memberPaths where !path.contains("proof") {
      let object = try #require(example.replacing(path[...], with: nil).object)
      let isOptional = type == .admitMember && path == ["owner"]
      #expect(
        Sample.code(Sample.signed(object)) == (isOptional ? "accepted" : "missing-field"),
        "\(type.rawValue) without \(path)")
    }
    let unsigned = try #require(example.replacing(["proof"], with: nil).object)
    #expect(Sample.code(JSON.object(unsigned).canonicalBytes) == "missing-field")
  }

  @Test("Each member has its type", arguments: DocumentType.allCases)
  func mistyped(type: DocumentType) throws {
    let example = JSON.object(try Sample.example(type))
    // What a `request` names is held to the request that carries it, not here.
    let elsewhere = type == .request ? ["method", "path"] : []
    for path in example.memberPaths
    where !path.contains("proof") && Set(path).isDisjoint(with: elsewhere) {
      let wrong: [JSON] =
        switch example.at(path[...]) {
        case .string: [1, .null, true, [], JSON.object(JSON.Object())]
        case .number: ["1", .null, true, [], JSON.object(JSON.Object())]
        case .array: ["a", 1, .null, JSON.object(JSON.Object())]
        default: ["a", 1, .null, []]
        }
      for value in wrong {
        let object = try #require(example.replacing(path[...], with: value).object)
        #expect(
          Sample.code(Sample.signed(object)) == "wrong-type",
          "\(type.rawValue) with \(path) \(value)")
      }
    }
  }

  @Test("No member is added", arguments: DocumentType.allCases)
  func extra(type: DocumentType) throws {
    let example = JSON.object(try Sample.example(type))
    var objects: Set<[String]> = [[]]
    for path in example.memberPaths where !path.contains("proof") {
      objects.insert(Array(path.dropLast()))
    }
    for path in objects {
      for name in ["", "aaa", "zzz", "Account"] {
        let object = try #require(example.replacing((path + [name])[...], with: 1).object)
        #expect(
          Sample.code(Sample.signed(object)) == "unknown-field", "\(type.rawValue) \(path) \(name)")
      }
    }
  }

  /// Type, path, value, code.
  @Test(
    "Values are held to their form",
    arguments: [
      ("cash.withdraw", "account", "", "wrong-length"),
      ("cash.withdraw", "account", "new", "wrong-value"),
      ("cash.withdraw", "account", "01", "wrong-value"),
      ("cash.withdraw", "account", "-1", "wrong-value"),
      ("cash.withdraw", "account", "+1", "wrong-value"),
      ("cash.withdraw", "account", " 1", "wrong-value"),
      ("cash.withdraw", "account", "4611686018427387904", "wrong-value"),
      ("cash.withdraw", "account", "99999999999999999999", "wrong-value"),
      ("cash.withdraw", "amount", "1.00", "wrong-value"),
      ("cash.withdraw", "amount", "", "wrong-value"),
      ("cash.withdraw", "id", "", "wrong-length"), ("cash.withdraw", "id", "a b", "wrong-value"),
      ("cash.withdraw", "id", "é", "wrong-value"), ("cash.withdraw", "id", "a.b", "wrong-value"),
      ("cash.withdraw", "audience", "demo test", "wrong-value"),
      ("cash.withdraw", "audience", "", "wrong-length"),
      ("cash.withdraw", "created", "2026-11-23T22:00:00", "wrong-length"),
      ("cash.withdraw", "created", "2026-02-30T22:00:00Z", "wrong-value"),
      ("cash.withdraw", "type", "cash.steal", "unknown-type"),
      ("cash.withdraw", "type", "", "wrong-length"),
      ("cash.withdraw", "type", "cash.credit", "missing-field"),
      ("account.open", "account", "7", "wrong-value"),
      ("order.place", "side", "Buy", "wrong-value"),
      ("order.place", "timeInForce", "fok", "wrong-value"),
      ("order.place", "limit", "1e3", "wrong-value"),
      ("order.place", "instrument", "qipao", "wrong-value"),
      ("order.place", "instrument", "1A", "wrong-value"),
      ("order.place", "instrument", "ABCDEFGHIJKLMNOPQ", "wrong-length"),
      ("order.place", "terms", "00", "wrong-length"),
      ("order.cancel", "order", "41", "wrong-length"),
      ("order.cancel", "order", "41.65536", "wrong-value"),
      ("order.cancel", "order", "41.0.0", "wrong-value"),
      ("order.cancel", "order", "041.0", "wrong-value"),
      ("order.cancel", "order", "41.-1", "wrong-value"),
      ("order.cancel", "order", "41.", "wrong-value"),
      ("order.cancel", "order", "410.", "wrong-value"),
      ("key.add", "key", "did:key:z6Mk", "wrong-value"),
      ("claim.notify", "grounds", "envy", "wrong-value"),
      ("claim.decide", "decision", "maybe", "wrong-value"),
      ("asset.register", "kind", "shoe", "wrong-value"),
      ("asset.register", "kind", "virtual-human", "missing-field"),
    ])
  func values(type: String, member: String, value: String, expected: String) throws {
    let kind = try #require(DocumentType(rawValue: type))
    var object = try Sample.example(kind)
    object[member] = .string(value)
    #expect(Sample.code(Sample.signed(object)) == expected, "\(type) \(member) \(value)")
  }

  @Test("Numbers are held to their bounds")
  func numbers() throws {
    for (type, value): (DocumentType, Int64) in [
      (.placeOrder, 0), (.placeOrder, -1), (.placeOrder, 1_000_000_001), (.amendOrder, 0),
      (.issueEdition, 0), (.issueEdition, 10_000_001),
    ] {
      var object = try Sample.example(type)
      object["quantity"] = .number(value)
      #expect(Sample.code(Sample.signed(object)) == "number-out-of-range")
    }
  }

  @Test("Long documents are refused before they are read")
  func size() throws {
    let bytes = [UInt8](repeating: UInt8(ascii: "["), count: Document.byteCountMaximum + 1)
    #expect(Sample.code(bytes) == "too-large")
    #expect(Sample.code(Array(bytes.dropLast())) == "too-deep")
    #expect(Sample.code(Array("[]".utf8)) == "wrong-type")
    var object = try Sample.example(.notifyClaim)
    object["statement"] = .string(String(repeating: "衣", count: 6667))
    #expect(Sample.code(Sample.signed(object)) == "wrong-length")
    object["statement"] = .string(String(repeating: "衣", count: 6666))
    #expect(Sample.code(Sample.signed(object)) == "accepted")
  }

  @Test("Lists of words rise, and lists are bounded")
  func lists() throws {
    func code(_ type: DocumentType, _ member: String, _ value: JSON) throws -> String {
      var object = try Sample.example(type)
      object[member] = value
      return Sample.code(Sample.signed(object))
    }
    #expect(try code(.openAccount, "roles", []) == "accepted")
    #expect(try code(.openAccount, "roles", ["auditor", "creator"]) == "accepted")
    #expect(try code(.openAccount, "roles", ["creator", "auditor"]) == "wrong-value")
    #expect(try code(.openAccount, "roles", ["creator", "creator"]) == "wrong-value")
    #expect(try code(.openAccount, "roles", ["king"]) == "wrong-value")
    #expect(try code(.openClaim, "scope", []) == "wrong-value")
    #expect(try code(.openClaim, "scope", ["deliver", "issue", "trade"]) == "accepted")
    #expect(try code(.openClaim, "scope", ["trade", "issue"]) == "wrong-value")
    #expect(try code(.notifyClaim, "evidence", ["00"]) == "wrong-value")
    #expect(try code(.notifyClaim, "evidence", []) == "accepted")
    let digest = JSON.string(String(repeating: "a", count: 64))
    let many = JSON.array(Array(repeating: digest, count: 65))
    #expect(try code(.notifyClaim, "evidence", many) == "wrong-length")
    #expect(try code(.batchOrders, "orders", []) == "wrong-length")
    let order: JSON = ["buy", "5", 1, "GTC"]
    for (count, expected) in [(250, "accepted"), (251, "wrong-length")] {
      let orders = JSON.array(Array(repeating: order, count: count))
      #expect(try code(.batchOrders, "orders", orders) == expected)
    }
    for bad: JSON in [
      [], ["buy", "5", 1], ["buy", "5", 1, "GTC", 1], ["buy", 5, 1, "GTC"],
      ["buy", "5", "1", "GTC"], ["up", "5", 1, "GTC"], ["buy", "5", 0, "GTC"],
      ["buy", "5", 1, "day"], ["buy", "05", 1, "GTC"], "buy", ["a": 1],
    ] {
      #expect(try code(.batchOrders, "orders", [order, bad]) == "wrong-value")
    }
    var decided = try Sample.example(.decideClaim)
    decided["decision"] = "released"
    decided["scope"] = ["trade"]
    #expect(Sample.code(Sample.signed(decided)) == "wrong-value")
    decided["scope"] = []
    #expect(Sample.code(Sample.signed(decided)) == "accepted")
  }

  @Test("A filing's authors and files are held together")
  func filing() throws {
    let example = JSON.object(try Sample.example(.registerAsset))
    func code(_ path: [String], _ value: JSON) throws -> String {
      Sample.code(Sample.signed(try #require(example.replacing(path[...], with: value).object)))
    }
    #expect(try code(["authors", "0", "share"], 6999) == "shares-do-not-sum")
    #expect(try code(["authors", "0", "share"], 0) == "number-out-of-range")
    #expect(try code(["authors", "1", "account"], "3") == "wrong-value")
    #expect(try code(["account"], "5") == "wrong-value")
    #expect(try code(["authors"], []) == "wrong-length")
    #expect(try code(["files"], []) == "wrong-length")
    #expect(try code(["files", "0", "role"], "preview") == "wrong-value")
    #expect(try code(["files", "0", "size"], 67_108_865) == "number-out-of-range")
    #expect(
      try code(["authors", "0", "name"], .string(String(repeating: "+", count: 43)))
        == "wrong-value")
    #expect(try code(["consent"], ["likeness": "fictional", "voice": "none"]) == "unknown-field")
    var human = try #require(example.object)
    human["kind"] = "virtual-human"
    human["consent"] = ["likeness": "fictional", "voice": "none"]
    #expect(Sample.code(Sample.signed(human)) == "accepted")
    for (member, value) in [("likeness", "mine"), ("voice", "loud")] {
      let other = try #require(
        JSON.object(human).replacing(["consent", member], with: .string(value)).object)
      #expect(Sample.code(Sample.signed(other)) == "wrong-value")
    }
  }

  @Test("A command says what its document says")
  func actions() throws {
    guard
      case .placeBatch(let lines, let instrument, _) = try Document(
        bytes: JSON.object(try Sample.example(.batchOrders)).canonicalBytes
      ).action()
    else { return #expect(Bool(false), "not an order") }
    #expect(instrument == Symbol("QIPAO") && lines.count == 2)
    #expect(lines[1].limit == 5000 && lines[1].timeInForce == .immediateOrCancel)
    #expect(lines[0].timeInForce == .goodTillCancelled && lines[0].side == .buy)
    let sheet = try #require(try Sample.example(.issueEdition)["terms"]?.object)
    guard
      case .issueEdition(let issue) = try Document(
        bytes: JSON.object(try Sample.example(.issueEdition)).canonicalBytes
      ).action()
    else { return #expect(Bool(false), "not an issue") }
    #expect(issue.terms.digest == SHA256.hash(JSON.object(sheet).canonicalBytes).word)
    #expect(issue.terms.royalties.map(\.rate) == [700, 300])
    guard
      case .setRules(let rules, _) = try Document(
        bytes: JSON.object(try Sample.example(.setRules)).canonicalBytes
      ).action()
    else { return #expect(Bool(false), "no rules") }
    #expect(JSON.object(RuleSet.write(rules)) == (try Sample.example(.setRules))["rules"])
  }
}
