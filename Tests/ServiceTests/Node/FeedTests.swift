import Node
import Testing

@Suite struct FeedTests {
  @Test func namesAnEventByItsEntryAndPlace() {
    let lines = Array(
      """
      {"code":"frozen","event":"refused"}
      {"event":"order-rested","instrument":"QIPAO","limit":"1","order":"4.0"}

      """.utf8)
    let events = FeedEvent.events(of: 4, lines)
    #expect(events.map(\.name) == ["refused", "order-rested"])
    #expect(events.map(\.instrument) == [nil, "QIPAO"])
    #expect(events.map(\.position) == [0, 1])
    #expect(events.allSatisfy { $0.sequence == 4 })
  }
}
