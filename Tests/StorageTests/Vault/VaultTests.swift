import Cryptography
import Foundation
import Testing
import Vault

@Suite struct VaultTests {
  private let folder =
    FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

  private func put(_ bytes: [UInt8], as digest: Digest, in vault: Vault) throws {
    let upload = try vault.begin()
    // In two parts, as a body comes.
    try bytes.prefix(bytes.count / 2).withUnsafeBytes { try upload.write($0) }
    try bytes.dropFirst(bytes.count / 2).withUnsafeBytes { try upload.write($0) }
    try vault.finish(upload, as: digest)
  }

  private var incoming: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/incoming")) ?? ["?"]
  }

  @Test func keepsAFileUnderItsHash() throws {
    let vault = try Vault(folder: folder)
    let bytes = [UInt8](0...255)
    let digest = SHA256.hash(bytes)
    #expect(!vault.has(digest))
    try put(bytes, as: digest, in: vault)
    #expect(try vault.read(digest) == bytes)
    #expect(incoming.isEmpty)
    try vault.note(digest, by: 5)
    #expect(vault.wasBrought(digest, by: 5))
    #expect(!vault.wasBrought(digest, by: 6))
  }

  @Test func refusesAnotherFileThanAnnounced() throws {
    let vault = try Vault(folder: folder)
    let digest = SHA256.hash([1, 2, 3])
    let error = #expect(throws: VaultError.self) { try put([9, 9, 9], as: digest, in: vault) }
    #expect(error?.code == "digest-differs")
    #expect(!vault.has(digest))
    #expect(incoming.isEmpty)
  }

  @Test func leavesNothingOfACutUpload() throws {
    let vault = try Vault(folder: folder)
    do {
      let upload = try vault.begin()
      try [UInt8](repeating: 1, count: 100).withUnsafeBytes { try upload.write($0) }
      #expect(incoming.count == 1)
    }
    #expect(incoming.isEmpty)
    // What a crash left is cleared by the next opening.
    try Data([1]).write(to: URL(fileURLWithPath: "\(folder)/incoming/left"))
    _ = try Vault(folder: folder)
    #expect(incoming.isEmpty)
  }

  @Test func stopsAtTheLargestFile() throws {
    let vault = try Vault(folder: folder)
    let upload = try vault.begin()
    let part = [UInt8](repeating: 0, count: 16 << 20)
    for _ in 0..<4 { try part.withUnsafeBytes { try upload.write($0) } }
    let error = #expect(throws: VaultError.self) {
      try [UInt8(0)].withUnsafeBytes { try upload.write($0) }
    }
    #expect(error?.code == "too-large")
  }

  @Test func noticesDamage() throws {
    let vault = try Vault(folder: folder)
    let digest = SHA256.hash([1, 2, 3])
    try put([1, 2, 3], as: digest, in: vault)
    try Data([1, 2, 4]).write(to: URL(fileURLWithPath: vault.path(of: digest)))
    #expect(throws: VaultError.self) { try vault.read(digest) }
  }
}
