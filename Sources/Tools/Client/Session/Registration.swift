import Cryptography
import Documents

/// A work's registration as a user states it, and the document that says it.
package struct Registration {
  /// An author.
  package struct Author: Sendable {
    /// Their account.
    package var account: String
    /// Their share in basis points.
    package var share: Int64
    /// Their public name, which is sealed until they disclose it.
    package var name: String

    package init(account: String, share: Int64, name: String) {
      self.account = account
      self.share = share
      self.name = name
    }
  }

  /// A file.
  package struct File: Sendable {
    /// Its path here.
    package var path: String
    /// Whether it is a preview, which everyone may see, rather than an original.
    package var isPreview: Bool
    /// Its SHA-256.
    package var digest: Digest
    /// Its size in bytes.
    package var size: Int64

    /// Measures a file.
    /// - Throws: `ClientError` if it cannot be read, is empty or too large.
    package init(_ path: String, isPreview: Bool) throws {
      self.path = path
      self.isPreview = isPreview
      (digest, size) = try Session.measure(path)
    }

    /// Its media type, by the end of its name.
    package var mediaType: String { FileKind.mediaType(of: path) }

    var json: JSON {
      [
        "mediaType": .string(mediaType), "name": .string(FileKind.name(of: path)),
        "role": isPreview ? "preview" : "original", "sha256": .string(digest.hex),
        "size": .number(size),
      ]
    }
  }

  /// Declarations that are plain words: basis, category, class, description, kind, making, title.
  package var declarations: [(String, JSON)]
  /// Likeness and voice, for a virtual human.
  package var consent: JSON?
  /// The authors, the filer first.
  package var authors: [Author]
  /// The files.
  package var files: [File]

  package init(
    declarations: [(String, JSON)], consent: JSON?, authors: [Author], files: [File]
  ) {
    self.declarations = declarations
    self.consent = consent
    self.authors = authors
    self.files = files
  }

  /// The document's members, and the disclosures of the authors' names under new random salts.
  package func members() -> (members: [(String, JSON)], disclosures: [String]) {
    let disclosures = authors.map {
      Disclosure(
        salt: RandomBytes.make(Disclosure.saltByteCount), name: "name", value: .string($0.name))
    }
    let lines = zip(authors, disclosures).map { author, disclosure -> JSON in
      [
        "account": .string(author.account),
        "name": .string(Base64.encode(disclosure.digest.bytes, .url)),
        "share": .number(author.share),
      ]
    }
    var members = declarations
    members.append(("authors", .array(lines)))
    members.append(("files", .array(files.map(\.json))))
    if let consent { members.append(("consent", consent)) }
    return (members, disclosures.map(\.text))
  }
}
