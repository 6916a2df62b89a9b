import Foundation

/// Where this user's files are kept (XDG Base Directory Specification 0.8).
package struct Folders: Sendable {
  /// Profiles and keys.
  package let config: String
  /// The outbox, and what was learnt about servers.
  package let state: String

  /// The folders that an environment names. Relative paths in it count as unset, as the
  /// specification demands.
  package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let home = environment["HOME"] ?? NSHomeDirectory()
    func folder(_ variable: String, _ usual: String) -> String {
      let named = environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
      return (named ?? "\(home)/\(usual)") + "/yunshang"
    }
    config = folder("XDG_CONFIG_HOME", ".config")
    state = folder("XDG_STATE_HOME", ".local/state")
  }

  /// The profiles' file.
  package var profiles: String { config + "/profile.json" }
  /// Where `key new` puts a key if it is told no other place.
  package var key: String { config + "/key.json" }
  /// Documents that wait for an answer.
  package var outbox: String { state + "/outbox" }
}
