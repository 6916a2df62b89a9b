import Cryptography
import Documents
import TransparencyLog

/// One account's own replay: its documents and its cash, proven against the public entries.
package struct OwnReplay: Sendable {
  /// The account whose export it is.
  package let account: String
  /// The account's cash after the last of its events.
  package private(set) var available: Int64 = 0
  /// What was held after the last of its events.
  package private(set) var held: Int64 = 0
  private var total: Int64 = 0

  package init(account: String) { self.account = account }

  /// Proves one line of the account's export against its entry, which must come in sequence.
  package mutating func apply(_ bytes: [UInt8], _ disclosed: DisclosedEntry) throws(LogFault) {
    func fault(_ what: String) -> LogFault { LogFault(entry: disclosed.sequence, what: what) }
    let entry: Entry
    do throws(Problem) { entry = try Entry(bytes: bytes) } catch { throw fault(error.detail) }
    if let disclosure = disclosed.documentDisclosure {
      guard entry.sealed == [Base64.encode(disclosure.digest.bytes, .url)],
        let object = disclosure.content?.value.object
      else { throw fault("the document disclosed is not the one it sealed") }
      do throws(Problem) {
        _ = try Document(bytes: JSON.object(object).canonicalBytes)
      } catch {
        throw fault(error.detail)
      }
    }
    guard !disclosed.events.isEmpty else { return }
    let hasher = TreeHasher()
    var leaves: [Digest] = []
    for text in disclosed.events {
      if text.utf8.count == 43, let bytes = Base64.decode(text, .url) {
        leaves.append(hasher.leaf(bytes))
        continue
      }
      let disclosure = Disclosure(text: text)
      leaves.append(hasher.leaf(disclosure.digest.bytes))
      guard let event = disclosure.content?.value else { throw fault("a disclosure is malformed") }
      if event["event"] == "cash", event["account"]?.string == account {
        try add(event, fault)
      }
    }
    guard leaves.count == entry.outcome.sealedCount,
      MerkleTree.root(of: leaves, hasher: hasher) == entry.outcome.sealedRoot
    else { throw fault("the sealed events disclosed are not the ones it sealed") }
  }

  private mutating func add(_ event: JSON, _ fault: (String) -> LogFault) throws(LogFault) {
    guard let available = event["available"]?.string.flatMap({ Int64($0) }),
      let held = event["held"]?.string.flatMap({ Int64($0) }),
      let change = event["change"]?.string.flatMap({ Int64($0) })
    else { throw fault("a cash event is malformed") }
    total += change
    guard available + held == total else {
      throw fault("the account's cash is not the sum of its changes")
    }
    self.available = available
    self.held = held
  }
}
