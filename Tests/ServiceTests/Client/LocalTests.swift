import Client
import Foundation
import Testing

/// Profiles, memory and files.
struct LocalTests {
  @Test func foldersFollowTheSpecification() {
    let usual = Folders(environment: ["HOME": "/home/lin"])
    #expect(usual.profiles == "/home/lin/.config/yunshang/profile.json")
    #expect(usual.outbox == "/home/lin/.local/state/yunshang/outbox")
    let named = Folders(environment: [
      "HOME": "/home/lin", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "relative",
    ])
    #expect(named.key == "/c/yunshang/key.json")
    #expect(named.state == "/home/lin/.local/state/yunshang")
  }

  @Test func profilesAreKeptByName() throws {
    let user = try TestUser()
    #expect(try Profile.load(nil, user.folders) == Profile())
    #expect(throws: ClientError.self) { try Profile.load("studio", user.folders) }
    let mine = Profile(server: "http://a", key: "/k")
    let studio = Profile(server: "http://b", account: "7")
    try mine.save(Profile.defaultName, user.folders)
    try studio.save("studio", user.folders)
    #expect(try Profile.load(nil, user.folders) == mine)
    #expect(try Profile.load("studio", user.folders) == studio)
    #expect(try Profile.all(user.folders).map(\.name) == ["default", "studio"])
  }

  @Test(arguments: [
    "[]", "{\"profiles\":{\"default\":{\"sever\":\"x\"}}}", "{\"profiles\":{\"a\":1}}", "{",
  ])
  func aProfileWithAMistakeIsNamed(_ text: String) throws {
    let user = try TestUser()
    try LocalFile.makeFolder(user.folders.config)
    try LocalFile.write(Array(text.utf8), to: user.folders.profiles)
    #expect(throws: ClientError.self) { try Profile.load(nil, user.folders) }
  }

  @Test func aKeyIsNeverOverwritten() throws {
    let user = try TestUser()
    let before = try #require(try LocalFile.read(user.keyPath))
    #expect(throws: ClientError.self) {
      try LocalFile.write([1], to: user.keyPath, replacing: false)
    }
    #expect(try LocalFile.read(user.keyPath) == before)
    var status = stat()
    #expect(stat(user.keyPath, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    let rest = try FileManager.default.contentsOfDirectory(atPath: user.home)
    #expect(rest == ["key.json"], "nothing half-written remains")
  }

  @Test func downloadsStayInTheirFolder() throws {
    let user = try TestUser()
    for name in ["../../etc/passwd", "/etc/passwd", "passwd"] {
      #expect(
        try LocalFile.target(user.home, name: name, isOnly: true) == "\(user.home)/passwd")
    }
    for name in ["", "..", ".bashrc", "a/.."] {
      #expect(throws: ClientError.self) {
        try LocalFile.target(user.home, name: name, isOnly: false)
      }
    }
  }

  @Test(arguments: [
    ("127.0.0.1:8080", "http://127.0.0.1:8080"), ("https://x.example/", "https://x.example"),
  ])
  func addressesAreKeptInOneForm(_ text: String, _ normal: String) throws {
    #expect(try Session.normalised(text) == normal)
  }

  @Test(arguments: ["ftp://x", "http://", "http://a/?q", "http://u:p@a", "file:///x", ""])
  func otherAddressesAreRefused(_ text: String) {
    #expect(throws: ClientError.self) { try Session.normalised(text) }
  }

  @Test func exitStatusesFollowTheVenuesWord() {
    let expected: [(Int, CommandStatus)] = [
      (401, .notAllowed), (403, .notAllowed), (404, .notFound), (409, .conflict), (422, .refused),
      (429, .tooMany), (503, .tooMany), (400, .failed), (410, .failed), (500, .failed),
    ]
    for (status, exit) in expected { #expect(CommandStatus(httpStatus: status) == exit) }
    #expect(CommandStatus.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 130])
  }
}
