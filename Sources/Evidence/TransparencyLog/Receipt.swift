import Cryptography

/// The proof, checkable for ever and offline, that an entry is in the log (C2SP tlog-proof).
package struct Receipt: Sendable {
  /// The first line.
  package static let header = "c2sp.org/tlog-proof@v1"
  /// The most bytes of extra data.
  package static let extraCountMaximum = 65_536
  /// The largest receipt, in bytes.
  package static let byteCountMaximum = SignedNote.byteCountMaximum + 2 * extraCountMaximum

  /// Data of the application, vouched for by nobody; `nil` for none.
  package let extra: [UInt8]?
  /// The entry's index.
  package let index: UInt64
  /// The inclusion proof, from the leaf's sibling up.
  package let hashes: [Digest]
  /// The checkpoint, verbatim.
  package let checkpoint: [UInt8]

  /// A receipt from its parts.
  package init(index: UInt64, hashes: [Digest], checkpoint: [UInt8], extra: [UInt8]? = nil) {
    precondition(extra.map { $0.count <= Receipt.extraCountMaximum } ?? true, "too much extra data")
    self.index = index
    self.hashes = hashes
    self.checkpoint = checkpoint
    self.extra = extra
  }

  /// Its text.
  package var bytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(64 + 45 * hashes.count + checkpoint.count)
    out.append(contentsOf: Receipt.header.utf8)
    if let extra { out.append(contentsOf: "\nextra \(Base64.encode(extra))".utf8) }
    out.append(contentsOf: "\nindex \(index)\n".utf8)
    for hash in hashes {
      hash.withBytes { out.append(contentsOf: Base64.encode($0).utf8) }
      out.append(0x0A)
    }
    out.append(0x0A)
    out.append(contentsOf: checkpoint)
    return out
  }

  /// Reads a receipt; nothing in it is verified yet.
  /// - Throws: `LogFormatError` naming the line that is malformed.
  package init(parsing bytes: [UInt8]) throws {
    guard bytes.count <= Receipt.byteCountMaximum else {
      throw LogFormatError("receipt", "more than \(Receipt.byteCountMaximum) bytes")
    }
    var rest = bytes[...]
    var number = 0
    func line() throws -> Substring {
      number += 1
      guard let end = rest.firstIndex(of: 0x0A) else {
        throw LogFormatError("receipt line \(number)", "has no end")
      }
      defer { rest = rest[(end + 1)...] }
      guard let text = String(validating: rest[..<end], as: UTF8.self) else {
        throw LogFormatError("receipt line \(number)", "not UTF-8")
      }
      return text[...]
    }
    guard try line().utf8.elementsEqual(Receipt.header.utf8) else {
      throw LogFormatError("receipt line 1", "not \(Receipt.header)")
    }
    var next = try line()
    if next.utf8.starts(with: "extra ".utf8) {
      guard let data = Base64.decode(Substring(next.utf8.dropFirst(6))),
        data.count <= Receipt.extraCountMaximum
      else { throw LogFormatError("receipt line 2", "extra data that are not base64 or too long") }
      extra = data
      next = try line()
    } else {
      extra = nil
    }
    guard next.utf8.starts(with: "index ".utf8),
      let index = parseDecimal(next.utf8.dropFirst(6), maximum: MerkleTree.sizeMaximum)
    else { throw LogFormatError("receipt line \(number)", "not an index") }
    self.index = index
    var hashes: [Digest] = []
    next = try line()
    while !next.isEmpty {
      guard hashes.count < MerkleTree.proofCountMaximum else {
        throw LogFormatError("receipt line \(number)", "more hashes than any proof has")
      }
      guard let data = Base64.decode(next), let hash = Digest(bytes: data) else {
        throw LogFormatError("receipt line \(number)", "not a hash in base64")
      }
      hashes.append(hash)
      next = try line()
    }
    self.hashes = hashes
    checkpoint = Array(rest)
  }

  /// Checks that `key`'s log contains `entry` at `index`.
  /// - Returns: the checkpoint that says so.
  /// - Throws: `LogFormatError` if the checkpoint is malformed or not the log's, or if the entry is
  ///   not in its tree at this index.
  @discardableResult
  package func verify(entry: [UInt8], key: VerifierKey) throws -> Checkpoint {
    let signed = try Checkpoint(parsing: checkpoint, verifiedBy: key)
    let leaf = TreeHasher().leaf(entry)
    guard
      MerkleTree.verifyInclusion(
        leaf: leaf, index: index, size: signed.size, proof: hashes, root: signed.root)
    else {
      throw LogFormatError("receipt", "does not prove this entry at index \(index)")
    }
    return signed
  }
}
