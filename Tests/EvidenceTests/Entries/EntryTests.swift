import Cryptography
import Documents
import Entries
import Foundation
import Testing
import TransparencyLog
import Venue

@Suite("Entries and disclosures")
struct EntryTests {
  @Test("An entry is read as it was written, and in no other form")
  func roundTrip() throws {
    let story = try LogStory()
    _ = try story.tellRobe()
    for (at, bytes) in story.leaves.enumerated() {
      let entry = try Entry(bytes: bytes)
      #expect(entry.bytes == bytes)
      #expect(entry.sequence == UInt64(at))
      #expect(bytes.count <= Entry.byteCountMaximum)
      #expect(entry.facts.venue.withheld == story.outcomes[at].withheld)
      #expect(throws: Problem.self) { try Entry(bytes: bytes + [10]) }
      let json = try CanonicalParser.parse(bytes, depthMaximum: 18)
      for member in json.object?.members ?? [] {
        let without = json.replacing([member.name], with: nil).canonicalBytes
        #expect(throws: Problem.self) { try Entry(bytes: without) }
        let mistyped = json.replacing([member.name], with: true).canonicalBytes
        #expect(throws: Problem.self) { try Entry(bytes: mistyped) }
      }
      for path in [["zzz"], ["outcome", "zzz"], ["facts", "zzz"]] {
        let more = json.replacing(path[...], with: 1).canonicalBytes
        #expect(throws: Problem.self) { try Entry(bytes: more) }
      }
      let other = json.replacing(["kind"], with: "order.plan").canonicalBytes
      #expect(throws: Problem.self) { try Entry(bytes: other) }
    }
  }

  @Test("What is sealed does not stand in the open")
  func sealed() throws {
    let story = try LogStory()
    let robe = try story.tellRobe()
    for (at, bytes) in story.leaves.enumerated() {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(!text.contains("c@example.org") && !text.contains("bank") && !text.contains("mine"))
      guard let document = story.documents[at], case .whole = document.type.openness else {
        #expect(!text.contains("\"account\""), "\(text)")
        continue
      }
    }
    let refused = String(decoding: story.leaves[robe.refusedPrivately], as: UTF8.self)
    #expect(refused.contains(#""code":"withheld""#) && refused.contains(#""withheld":[0]"#))
    let batch = String(decoding: story.leaves[robe.batch], as: UTF8.self)
    #expect(batch.contains(#""code":"accepted""#) && batch.contains(#""withheld":[1]"#))
  }

  /// RFC 9901 §4.2.3: the digest is of the disclosure's text. §4.2.1's third form is ours.
  @Test("The digest of RFC 9901")
  func standard() {
    let given = Disclosure(
      text: "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0")
    #expect(
      Base64.encode(given.digest.bytes, .url) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0")
    #expect(given.content == nil, "white space is not canonical")
    let compact = Disclosure(
      text: "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZhbWlseV9uYW1lIiwiTcO2Yml1cyJd")
    #expect(compact.content?.name == "family_name")
    #expect(compact.content?.value == "Möbius")
    #expect(
      Disclosure(
        salt: Base64.decode("_26bc4LT-ac6q2KI6cBW5es", .url) ?? [], name: "family_name",
        value: "Möbius"
      ).content?.value == "Möbius")
  }

  @Test("A disclosure's salt follows from its entry's and its name")
  func salts() {
    let salt = [UInt8](repeating: 0x0B, count: 20)
    // RFC 4231 §4.2, cut to 16 bytes.
    #expect(
      Hex.encode(Disclosure.salt(entry: salt, name: "Hi There"))
        == "b0344c61d8db38535ca8afceaf0bf12b")
    let value: JSON = ["a": [1, "二"]]
    let one = disclosure(salt, "document", value)
    let two = disclosure(salt, "event/0", value)
    #expect(one.digest != two.digest)
    #expect(one.content?.name == "document" && one.content?.value == value)
    for text in ["", "!", "W10", "WzEsMiwzXQ", "bnVsbA"] {
      #expect(Disclosure(text: text).content == nil)
    }
  }

  @Test("A line of an export comes back")
  func lines() throws {
    let story = try LogStory()
    let robe = try story.tellRobe()
    for (at, disclosed) in story.disclosed.enumerated() {
      let read = try DisclosedEntry(line: disclosed.line)
      #expect(read.line == disclosed.line && read.salt == disclosed.salt)
      #expect(read.document == disclosed.document)
      let own = story.own(at, of: robe.buyer)
      let back = try DisclosedEntry(line: own.line)
      #expect(back.events == own.events && back.documentDisclosure == own.documentDisclosure)
    }
    for bad in [
      "", "[]", "{}", #"{"sequence":"1"}"#, #"{"sequence":-1}"#, #"{"salt":"x","sequence":1}"#,
      #"{"document":1,"sequence":1}"#, #"{"sequence":1,"zzz":1}"#,
      #"{"disclosures":[],"sequence":1}"#,
    ] {
      #expect(throws: Problem.self) { try DisclosedEntry(line: Array(bad.utf8)) }
    }
  }

  @Test("Every event that the Venue writes is canonical JSON, and so are its states")
  func events() throws {
    let story = try LogStory()
    _ = try story.tellRobe()
    for outcome in story.outcomes {
      for events in [outcome.publicEvents, outcome.sealedEvents] {
        for at in 0..<events.count {
          let value = try CanonicalParser.parse(Array(events[at]))
          #expect(value["event"]?.string != nil)
          #expect(value.canonicalBytes == Array(events[at]))
        }
        #expect(events.bytes.count { $0 == 10 } == events.count)
      }
      for at in 0..<outcome.publicEvents.count {
        let value = try CanonicalParser.parse(Array(outcome.publicEvents[at]))
        #expect(value["account"] == nil && value["alias"] == nil)
      }
    }
    for state in [story.venue.publicState(), story.venue.sealedState()] {
      for line in state.split(separator: 10) { _ = try CanonicalParser.parse(Array(line)) }
    }
  }

  @Test("The contracts' example entry and its disclosure belong together")
  func contract() throws {
    func example(_ name: String) throws -> JSON {
      let url = Sample.repository.appendingPathComponent("Contracts/schemas/\(name).json")
      return try #require(try Sample.examples(url).first)
    }
    let entry = try Entry(bytes: try example("entry").canonicalBytes)
    let line = try DisclosedEntry(line: try example("disclosure").canonicalBytes)
    #expect(entry.sequence == line.sequence)
    let bytes = try #require(line.document)
    let object = try #require(try CanonicalParser.parse(bytes).object)
    let disclosure = disclosure(line.salt, "document", .object(object))
    #expect(entry.sealed == [Base64.encode(disclosure.digest.bytes, .url)])
    let document = try Document(bytes: bytes)
    #expect(entry.kind == .document(document.type))
    #expect(document.type.excerpt(of: object) == entry.open)
  }
}
