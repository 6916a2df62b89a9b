import Documents

/// What a user need not say each time: the server, the key's file, the account.
package struct Profile: Sendable, Equatable {
  /// The name of the profile that is used when none is named.
  package static let defaultName = "default"
  /// The most profiles in the file.
  package static let countMaximum = 100

  /// The server's address.
  package var server: String?
  /// The path of the key's file.
  package var key: String?
  /// The account's number, where the key does not say it.
  package var account: String?
  /// The venue's name for itself, where the server's word is not taken.
  package var audience: String?

  private static let names = ["account", "audience", "key", "server"]

  /// A profile.
  package init(
    server: String? = nil, key: String? = nil, account: String? = nil, audience: String? = nil
  ) {
    self.server = server
    self.key = key
    self.account = account
    self.audience = audience
  }

  /// The profile as it is kept.
  package var json: JSON {
    var object = JSON.Object()
    for (name, value) in zip(Profile.names, [account, audience, key, server]) {
      object[name] = value.map { .string($0) }
    }
    return .object(object)
  }

  private init(_ json: JSON, _ name: String) throws {
    guard let object = json.object else {
      throw ClientError.failed("bad-profile", "The profile `\(name)` is not an object.")
    }
    for member in object.members {
      guard Profile.names.contains(member.name), member.value.string != nil else {
        throw ClientError.failed(
          "bad-profile",
          "The profile `\(name)` has no text member `\(member.name)`; it may have "
            + Profile.names.joined(separator: ", ") + ".")
      }
    }
    self.init(
      server: object["server"]?.string, key: object["key"]?.string,
      account: object["account"]?.string, audience: object["audience"]?.string)
  }

  /// All profiles by name, in rising sequence; none if there is no file.
  package static func all(_ folders: Folders) throws -> [(name: String, profile: Profile)] {
    guard let bytes = try LocalFile.read(folders.profiles) else { return [] }
    guard let object = try LooseJSON.parse(bytes)["profiles"]?.object,
      object.members.count <= countMaximum
    else {
      throw ClientError.failed(
        "bad-profile", "\(folders.profiles) is not {\"profiles\":{NAME:{…}}}: mend or remove it.")
    }
    return try object.members.map { ($0.name, try Profile($0.value, $0.name)) }
  }

  /// The profile of that name; an empty one for the default that was never set.
  package static func load(_ name: String?, _ folders: Folders) throws -> Profile {
    let wanted = name ?? defaultName
    if let found = try all(folders).first(where: { $0.name == wanted }) { return found.profile }
    guard name == nil else {
      throw ClientError.usage(
        "There is no profile `\(wanted)`: make it with `yunshang profile set --profile \(wanted) …`."
      )
    }
    return Profile()
  }

  /// Keeps the profile under that name, in place of any other.
  package func save(_ name: String, _ folders: Folders) throws {
    var object = JSON.Object(try Profile.all(folders).map { ($0.name, $0.profile.json) })
    object[name] = json
    guard object.members.count <= Profile.countMaximum else {
      throw ClientError.failed("too-many", "There are \(Profile.countMaximum) profiles already.")
    }
    try LocalFile.makeFolder(folders.config)
    let file: JSON = ["profiles": .object(object)]
    try LocalFile.write(file.canonicalBytes + [0x0A], to: folders.profiles)
  }
}
