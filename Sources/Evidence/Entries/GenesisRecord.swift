import Cryptography
import Documents
import Venue

/// The open part of the first entry: whose log this is.
package struct GenesisRecord: Sendable {
  /// The venue's name, which every document names as its audience.
  package var origin: String
  /// The operator's first key.
  package var operatorKey: Ed25519.PublicKey
  /// The key that signs checkpoints.
  package var logKey: Ed25519.PublicKey
  /// The key that signs certificates and holder credentials.
  package var credentialKey: Ed25519.PublicKey
  /// The rule set at the start, as data.
  package var rules: JSON.Object
  /// The approval under which a continuous board is run.
  package var approval: String

  package init(
    origin: String, operatorKey: Ed25519.PublicKey, logKey: Ed25519.PublicKey,
    credentialKey: Ed25519.PublicKey, rules: JSON.Object, approval: String
  ) {
    self.origin = origin
    self.operatorKey = operatorKey
    self.logKey = logKey
    self.credentialKey = credentialKey
    self.rules = rules
    self.approval = approval
  }

  /// Reads the open part of a genesis entry.
  package init(_ object: JSON.Object) throws(Problem) {
    let members = Members(object, of: "genesis")
    try members.check(required: [
      "approval", "credentialKey", "engine", "logKey", "operatorKey", "origin", "rules",
    ])
    guard try members.number("engine", 1...(1 << 31)) == Int64(Venue.engine) else {
      throw Problem(
        422, "newer-engine",
        "This log was made by another engine version than this program's, which is \(Venue.engine)."
      )
    }
    origin = try members.text("origin", 1...253)
    operatorKey = try members.key("operatorKey")
    logKey = try members.key("logKey")
    credentialKey = try members.key("credentialKey")
    rules = try members.nested("rules")
    approval = try members.string("approval", 0...200)
  }

  /// As the entry shows it.
  package var json: JSON.Object {
    JSON.Object([
      ("approval", .string(approval)), ("credentialKey", .string(DIDKey.text(credentialKey))),
      ("engine", .number(Int64(Venue.engine))), ("logKey", .string(DIDKey.text(logKey))),
      ("operatorKey", .string(DIDKey.text(operatorKey))), ("origin", .string(origin)),
      ("rules", .object(rules)),
    ])
  }

  /// What it asks of the Venue.
  package func command() throws(Problem) -> Command {
    let rules = try RuleSet.read(rules)
    guard rules.isSound else {
      throw Problem(422, "rules-out-of-range", "The genesis' rule set is out of range.")
    }
    return Command(
      account: nil,
      action: .genesis(Genesis(operatorKey: operatorKey.word, rules: rules, approval: approval)))
  }
}
