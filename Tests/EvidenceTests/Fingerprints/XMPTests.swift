import Fingerprints
import Testing

/// What a model states about its rights in XMP.
struct XMPTests {
  private func statement(_ packet: String, link: String = "{\"packet\":0}") throws -> XMPStatement?
  {
    var model = TestModel.tetrahedron()
    model.edits = [
      (
        "\"asset\":{\"version\":\"2.0\"}",
        "\"asset\":{\"version\":\"2.0\",\"extensions\":{\"KHR_xmp_json_ld\":\(link)}}"
      )
    ]
    model.extra = ",\"extensions\":{\"KHR_xmp_json_ld\":{\"packets\":[\(packet)]}}"
    return try XMPStatement(reading: model.bytes())
  }

  @Test func everyFormOfAValue() throws {
    let found = try #require(
      try statement(
        """
        {"@context":{"dc":"http://purl.org/dc/elements/1.1/"},
        "dc:title":{"@type":"rdf:Alt","rdf:_1":{"@language":"en-us","@value":"Robe"},
        "rdf:_2":{"@language":"zh","@value":"袍"}},
        "dc:creator":{"@list":["Lin","Mei"]},"dc:rights":"all","xmpRights:Owner":{"@set":["Lin"]},
        "xmpRights:UsageTerms":{"@value":"ask"},"xmpRights:Marked":"True",
        "xmpRights:WebStatement":{"@id":"https://example.com/terms"}}
        """))
    #expect(found.title == "Robe" && found.creators == ["Lin", "Mei"] && found.rights == "all")
    #expect(found.owners == ["Lin"] && found.usageTerms == "ask" && found.isMarked == true)
    #expect(found.webStatement == "https://example.com/terms")
    let empty = try #require(try statement("{}"))
    #expect(empty.title == nil && empty.creators.isEmpty && empty.isMarked == nil)
    #expect(try XMPStatement(reading: TestModel.tetrahedron().bytes()) == nil)
  }

  @Test func refusals() {
    func expect(_ packet: String, link: String = "{\"packet\":0}", _ part: String) {
      let error = #expect(throws: FingerprintError.self) { try statement(packet, link: link) }
      #expect(error?.code == .modelMalformed && error?.message.contains(part) == true)
    }
    expect("{}", link: "{\"packet\":1}", "asset.extensions.KHR_xmp_json_ld.packet is 1")
    expect("{}", link: "{}", "has no packet")
    let place = "extensions.KHR_xmp_json_ld.packets[0]"
    expect("{\"dc:title\":7}", place)
    expect("{\"dc:creator\":{\"@list\":[[]]}}", place)
    expect("{\"xmpRights:Marked\":\"perhaps\"}", place)
    expect("{\"dc:rights\":\"\(String(repeating: "x", count: 1001))\"}", place)
    let many = [String](repeating: "\"x\"", count: 101).joined(separator: ",")
    expect("{\"dc:creator\":[\(many)]}", place)
  }
}
