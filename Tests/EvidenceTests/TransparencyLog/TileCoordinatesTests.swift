import Testing
import TransparencyLog

@Suite("Tile coordinates")
struct TileCoordinatesTests {
  @Test(
    "published paths",
    arguments: [
      (0, 67, 256, "tile/0/067"), (3, 1_067, 256, "tile/3/x001/067"),
      (0, 1_234_067, 256, "tile/0/x001/x234/067"), (1, 0, 17, "tile/1/000.p/17"),
      (2, 1_000, 255, "tile/2/x001/000.p/255"),
    ] as [(Int, UInt64, Int, String)])
  func paths(level: Int, index: UInt64, width: Int, path: String) throws {
    let place = TileCoordinates(.hashes(level: level), index: index, width: width)
    #expect(place.path == path)
    #expect(try TileCoordinates(path: path) == place)
    let bundle = TileCoordinates(.entries, index: index, width: width)
    #expect(try TileCoordinates(path: bundle.path) == bundle)
  }

  @Test(
    "second spellings and strangers are refused",
    arguments: [
      "", "tile", "tile/0", "tile/0/", "tile/0/67", "tile/0/0067", "tile/00/067", "tile/8/000",
      "tile/-1/000", "tile/+1/000", "tile/0/x000/067", "tile/0/x001/x067", "tile/0/001/067",
      "tile/0/067.p/0", "tile/0/067.p/256", "tile/0/067.p/01", "tile/0/067.p/", "tile/0/067.p",
      "tile/0/067.p/1/2", "/tile/0/067", "tile/0/067/", "tile//067", "tile/data/067",
      "tile/entries/06a", "tile/0/../067", "tile/0/x999/x999/x999/x999/x999/x999/999",
      "tile/8/0/067",
      "tile/0/067.P/1", "tile/0/０６７", "checkpoint",
    ])
  func refused(path: String) {
    #expect(throws: LogFormatError.self) { try TileCoordinates(path: path) }
  }

  @Test("the published tiles of size 70,000")
  func extent() {
    let all = Array(TileCoordinates.all(size: 70_000))
    func count(_ kind: TileCoordinates.Kind, full: Bool) -> Int {
      all.count { $0.kind == kind && $0.isFull == full }
    }
    #expect(count(.hashes(level: 0), full: true) == 273)
    #expect(count(.hashes(level: 1), full: true) == 1)
    #expect(count(.entries, full: true) == 273)
    #expect(
      all.filter { !$0.isFull }.map(\.path) == [
        "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/112",
      ])
    #expect(all.count == 273 + 1 + 1 + 1 + 1 + 273 + 1)
    #expect(
      Array(TileCoordinates.all(size: 256)).map(\.path) == [
        "tile/0/000", "tile/1/000.p/1", "tile/entries/000",
      ])
    #expect(Array(TileCoordinates.all(size: 0)).isEmpty)
  }
}
