import Foundation

/// The language of tables and messages. Codes, JSON and help are the same in every one.
package enum Language: Sendable {
  case english
  case chinese

  /// The language that the environment asks for (POSIX: `LC_ALL`, then `LC_MESSAGES`, then `LANG`).
  package init(environment: [String: String]) {
    let asked = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
      .first { !$0.isEmpty }
    self = asked?.hasPrefix("zh") == true ? .chinese : .english
  }

  /// This process's language.
  package static let current = Language(environment: ProcessInfo.processInfo.environment)
}

/// The text in the user's language. Both stand side by side where they are used, so that neither is
/// forgotten when the other changes.
package func localized(
  _ english: @autoclosure () -> String, _ chinese: @autoclosure () -> String
) -> String {
  Language.current == .chinese ? chinese() : english()
}
