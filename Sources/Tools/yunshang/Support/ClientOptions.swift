import ArgumentParser
import Client
import Foundation

/// What every command of a client takes.
struct ClientOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The venue's address, such as http://127.0.0.1:8080 (or YUNSHANG_SERVER).",
      valueName: "url"))
  var server: String?

  @Option(
    help: ArgumentHelp("The file of your key (or YUNSHANG_KEY).", valueName: "file"),
    completion: .file())
  var key: String?

  @Option(
    help: ArgumentHelp(
      "Your account, where it cannot be known from the key.", valueName: "number"))
  var account: String?

  @Option(
    help: ArgumentHelp(
      "The venue's name for itself, instead of what the server says.", valueName: "name",
      visibility: .hidden))
  var audience: String?

  @Option(help: ArgumentHelp("Which profile to use.", valueName: "name"))
  var profile: String?

  @Option(help: ArgumentHelp("How long to wait for an answer.", valueName: "seconds"))
  var timeout: Double = 30

  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  func validate() throws {
    guard timeout >= 0.05, timeout <= 3600 else {
      throw ValidationError("--timeout is from 0.05 to 3600 seconds.")
    }
  }

  /// Options, then the environment, then the profile.
  func session(_ folders: Folders) throws -> Session {
    let environment = ProcessInfo.processInfo.environment
    let kept = try Profile.load(profile, folders)
    var options = Session.Options()
    options.server = server ?? environment["YUNSHANG_SERVER"] ?? kept.server
    options.keyPath = keyPath(kept, environment, folders)
    // A profile's account is that of its own key.
    let isOwnKey = key == nil && environment["YUNSHANG_KEY"] == nil
    options.account = account ?? (isOwnKey ? kept.account : nil)
    options.audience = audience ?? kept.audience
    options.timeoutMilliseconds = Int(timeout * 1000)
    return try Session(options, folders)
  }

  /// The key's file: as for a session, or the usual place.
  func keyPath(_ kept: Profile, _ environment: [String: String], _ folders: Folders) -> String {
    key ?? environment["YUNSHANG_KEY"] ?? kept.key ?? folders.key
  }
}
