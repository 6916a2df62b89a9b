import Cryptography
import Foundation
import Testing
import TransparencyLog

@Suite("Walking a whole log")
struct LogVerifierTests {
  private func fault(_ log: LogFixture, _ ahead: LogVerifier.Ahead = .refuse) throws -> LogFault {
    try #require(throws: LogFault.self) { try log.verify(ahead) }
  }

  @Test("a flipped bit in any file is found and named")
  func flips() throws {
    let log = try LogFixture(count: 600, bytes: 5)
    try log.publish([300, 580, 600])
    try log.set("key", Data((log.key.verifierKey.text + "\n").utf8))
    _ = try log.verify()
    var random = SplitMix(seed: 9)
    for (name, whole) in try log.files().sorted(by: { $0.key < $1.key }) {
      for _ in 0..<40 {
        var wrong = [UInt8](whole)
        let position = Int.random(in: 0..<wrong.count, using: &random)
        wrong[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        try log.set(name, Data(wrong))
        let fault = try fault(log)
        #expect(fault.tile == name, "\(name) byte \(position): \(fault)")
        if name == "tile/0/001" || name == "tile/0/002.p/88" {
          #expect(fault.entry == UInt64((name == "tile/0/001" ? 256 : 512) + position / 32))
        }
        if name == "tile/entries/001" || name == "tile/entries/002.p/88" {
          let bundle = [UInt8](whole)
          let first = name == "tile/entries/001" ? 256 : 512
          var at = 0
          var entry = first
          while at + 2 + log.entries[entry].count <= position {
            at += 2 + log.entries[entry].count
            entry += 1
          }
          #expect(fault.entry == UInt64(entry), "byte \(position) of \(bundle.count): \(fault)")
        }
      }
      try log.set(name, whole)
    }
    _ = try log.verify()
  }

  @Test("a missing, longer or shorter file is named")
  func lengths() throws {
    let log = try LogFixture(count: 600, bytes: 5)
    try log.publish([600])
    for (name, whole) in try log.files() {
      try log.set(name, nil)
      #expect(try fault(log).tile == name)
      for wrong in [whole + Data([0]), whole.dropLast(), Data()] {
        try log.set(name, Data(wrong))
        #expect(try fault(log).tile == name)
      }
      try log.set(name, whole)
    }
  }

  @Test(
    "strangers are named",
    arguments: [
      "README", "tile/README", "tile/0/000.p/x", "tile/0/0000", "tile/entries/000.gz",
      "tile/9/000", "tile/0/000.p/000", ".hidden", "tile/0/x000/001", "checkpoint/x/checkpoint",
    ])
  func strangers(name: String) throws {
    let log = try LogFixture(count: 300)
    try log.publish([300])
    if name.hasPrefix("checkpoint") {
      try log.set("tile/checkpoint", Data())
    } else {
      try log.set(name, Data([1]))
    }
    let fault = try fault(log)
    #expect(fault.what == "no part of a log")
  }

  @Test("links are strangers, another key's file is too")
  func links() throws {
    let log = try LogFixture(count: 300)
    try log.publish([300])
    try log.set("key", Data("another".utf8))
    #expect(try fault(log).tile == "key")
    try log.set("key", nil)
    try FileManager.default.createSymbolicLink(
      atPath: log.path + "/tile/link", withDestinationPath: log.path)
    #expect(try fault(log).tile == "tile/link")
    try log.set("tile/link", nil)
    _ = try log.verify()
    let notUTF8 = Array((log.path + "/tile/0/").utf8CString.dropLast()) + [-1, 0]
    try #require(mkdir(notUTF8, 0o755) == 0)
    #expect(try fault(log).what == "not a file")
    try #require(rmdir(notUTF8) == 0)
    try log.set("checkpoint", nil)
    try #require(mkfifo(log.path + "/checkpoint", 0o644) == 0)
    #expect(try fault(log) == LogFault(tile: "checkpoint", what: "missing"))
  }

  @Test("tiles beyond the checkpoint are refused or counted, as asked")
  func ahead() throws {
    let log = try LogFixture(count: 600)
    try log.publish([300])
    let old = try log.files()["checkpoint"]
    try log.publish([600])
    try log.set("checkpoint", old)
    #expect(try fault(log).what == "beyond the checkpoint's tree of 300 entries")
    let report = try log.verify(.count)
    #expect(report.checkpoint.size == 300)
    #expect(report.aheadCount == 5)
  }

  @Test("a log whose tiles agree with each other but not with the signed root is refused")
  func forged() throws {
    let log = try LogFixture(count: 600)
    let forged = try LogFixture(count: 600, bytes: 41)
    try log.publish([600])
    try forged.publish([600])
    for (name, data) in try forged.files() where name != "checkpoint" { try log.set(name, data) }
    #expect(try fault(log).tile == "checkpoint")
    let seed = try #require(Ed25519.PrivateKey(seed: [UInt8](repeating: 4, count: 32)))
    let other = try LogKey(name: log.key.name, privateKey: seed)
    #expect(throws: LogFault.self) {
      try LogVerifier(FolderSource(forged.path), key: other.verifierKey).verify()
    }
  }

  @Test("the empty log, and a folder without a log")
  func empty() throws {
    let log = try LogFixture(count: 0)
    #expect(try fault(log) == LogFault(tile: "checkpoint", what: "missing"))
    try log.publish([0])
    #expect(try log.verify().checkpoint.root == MerkleTree.emptyRoot)
  }

  @Test("a receiver's refusal ends the walk")
  func refusingReceiver() throws {
    let log = try LogFixture(count: 10)
    try log.publish([10])
    let verifier = LogVerifier(FolderSource(log.path), key: log.key.verifierKey)
    #expect(throws: LogFault(entry: 4, what: "unwanted")) {
      try verifier.verify { index, _ in
        if index == 4 { throw LogFault(entry: 4, what: "unwanted") }
      }
    }
  }
}
