import Files
import Foundation
import Testing

@Suite struct FolderStoreTests {
  private let path =
    FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

  @Test func keepsFlatFiles() throws {
    let files = try FolderStore(path: path)
    #expect(try files.names() == [])
    #expect(try files.read("a") == nil)
    try files.append([1, 2], to: "a")
    try files.append([3], to: "a")
    #expect(try files.read("a") == [1, 2, 3])
    try files.overwrite("a", with: [9])
    #expect(try files.read("a") == [9])
    try files.append([8, 7], to: "a")
    try files.truncate("a", to: 2)
    #expect(try files.read("a") == [9, 8])
    try files.replace("a", with: [4])
    try files.append([5], to: "a")
    #expect(try files.read("a") == [4, 5])
    try files.replace("b", with: [])
    try files.sync("b")
    #expect(try files.names() == ["a", "b"])
    try files.remove("a")
    try files.remove("a")
    #expect(try files.names() == ["b"])
    // More files than descriptors stay open.
    for number in 0..<40 { try files.append([UInt8(number)], to: "n\(number)") }
    for number in 0..<40 { try files.append([0], to: "n\(number)") }
    #expect(try files.read("n7") == [7, 0])
  }

  /// On a full disk, what is left of a large file that found no room would keep it from all others.
  @Test func leavesNothingOfAFileThatDidNotGetItsPlace() throws {
    let files = try FolderStore(path: path)
    try files.append([1], to: "a.new")
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["a.new"])
    _ = try FolderStore(path: path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [])
    try FileManager.default.createDirectory(
      atPath: path + "/a/b", withIntermediateDirectories: true)
    #expect(throws: FileStoreError.self) { try files.replace("a", with: [1, 2]) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["a"])
  }

  @Test func saysWhatTheSystemWouldNotDo() throws {
    #expect(throws: FileStoreError.self) { _ = try FolderStore(path: path + "/missing/folder") }
    let files = try FolderStore(path: path)
    #expect(throws: FileStoreError.self) { try files.append([1], to: "no/such/folder") }
  }
}
