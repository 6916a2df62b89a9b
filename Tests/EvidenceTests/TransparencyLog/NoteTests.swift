import Cryptography
import Testing
import TransparencyLog

@Suite("Signed notes, checkpoints, receipts")
struct NoteTests {
  private let key: LogKey
  private let entries: [[UInt8]] = (0..<21).map { Array("entry \($0)".utf8) }

  init() throws {
    let seed = try #require(Ed25519.PrivateKey(seed: [UInt8](repeating: 7, count: 32)))
    key = try LogKey(name: "example.com/log", privateKey: seed)
  }

  private func receipt(index: Int, extra: [UInt8]? = nil) -> Receipt {
    let batch = BatchProofs(after: Frontier(), leaves: entries.map { TreeHasher().leaf($0) })
    return Receipt(
      index: UInt64(index), hashes: batch.proof(of: index),
      checkpoint: key.checkpoint(size: 21, root: batch.root), extra: extra)
  }

  @Test("the published note verifies, and with any byte changed it does not")
  func publishedNote() throws {
    let text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    let verifier = try VerifierKey(text: text)
    #expect(verifier.text == text)
    let line =
      "\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
    let bytes = Array(("This is an example message.\n\n" + line).utf8)
    let note = try SignedNote(parsing: bytes)
    try note.verify(verifier)
    #expect(note.bytes == bytes)
    for position in bytes.indices {
      for bit in 0..<8 {
        var wrong = bytes
        wrong[position] ^= 1 << UInt8(bit)
        #expect(throws: LogFormatError.self, "byte \(position) bit \(bit)") {
          try SignedNote(parsing: wrong).verify(verifier)
        }
      }
    }
  }

  @Test("a verifier key with any character changed is refused or is another key")
  func keyMutations() throws {
    let text = Array(key.verifierKey.text.utf8)
    for position in text.indices {
      for bit in 0..<7 {
        var wrong = text
        wrong[position] ^= 1 << UInt8(bit)
        let parsed = try? VerifierKey(text: String(decoding: wrong, as: UTF8.self))
        #expect(parsed == nil)
      }
    }
  }

  @Test("unknown signatures are ignored, a false one by a known key is not")
  func severalSignatures() throws {
    let otherSeed = try #require(Ed25519.PrivateKey(seed: [UInt8](repeating: 8, count: 32)))
    let other = try LogKey(name: "witness.example", privateKey: otherSeed)
    let third = try LogKey(name: "example.com/log", privateKey: otherSeed)
    let note = SignedNote(signedText: "a\n\nb\n", by: key)
    let both = try note.adding(other.sign(note.text)).adding(third.sign(note.text))
    let parsed = try SignedNote(parsing: both.bytes)
    #expect(parsed.text == "a\n\nb\n")
    #expect(parsed.signatures == both.signatures)
    try parsed.verify(key.verifierKey)
    try parsed.verify(other.verifierKey)
    let withFalse = try note.adding(other.sign("another\n"))
    try withFalse.verify(key.verifierKey)
    #expect(throws: LogFormatError.self) { try withFalse.verify(other.verifierKey) }
    #expect(throws: LogFormatError.self) { try note.verify(other.verifierKey) }
    var many = note
    for _ in 1..<SignedNote.signatureCountMaximum { many = try many.adding(note.signatures[0]) }
    try SignedNote(parsing: many.bytes).verify(key.verifierKey)
    #expect(throws: LogFormatError.self) { try many.adding(note.signatures[0]) }
    let tooMany = many.bytes + Array(note.signatures[0].line.utf8)
    #expect(throws: LogFormatError.self) { try SignedNote(parsing: tooMany) }
  }

  @Test(
    "malformed notes are refused",
    arguments: [
      "", "\n", "\n\n", "a\n", "a\n\n", "a\n\n\u{2014} n\n", "a\n\n\u{2014} n AAAA\n",
      "a\n\n- n AAAAAAA=\n", "a\n\n\u{2014} n AAAAAAA=", "a\n\n\u{2014}  AAAAAAA=\n",
      "a\n\n\u{2014} n+m AAAAAAA=\n", "a\r\n\n\u{2014} n AAAAAAA=\n",
      "a\n\n\u{2014} n AAAAAAA= \n", "a\n\n\u{2014} n\u{3000}m AAAAAAA=\n",
      "a\n\n\u{2014} n AAAAAAA=\nx\n",
    ])
  func malformed(text: String) {
    #expect(throws: LogFormatError.self) { try SignedNote(parsing: Array(text.utf8)) }
  }

  @Test("what is not UTF-8 or too large is refused")
  func notText() {
    let bytes = SignedNote(signedText: "a\n", by: key).bytes
    #expect(throws: LogFormatError.self) { try SignedNote(parsing: [0xFF] + bytes) }
    let padding = [UInt8](repeating: 0x61, count: SignedNote.byteCountMaximum)
    #expect(throws: LogFormatError.self) { try SignedNote(parsing: padding + bytes) }
  }

  @Test("a checkpoint's bytes, and every change of a bit refused")
  func checkpoint() throws {
    let root = MerkleTree.root(of: entries.map { TreeHasher().leaf($0) })
    let bytes = key.checkpoint(size: 21, root: root)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix("example.com/log\n21\n\(Base64.encode(root.bytes))\n\n\u{2014} "))
    let parsed = try Checkpoint(parsing: bytes, verifiedBy: key.verifierKey)
    #expect(parsed.size == 21 && parsed.root == root && parsed.origin == "example.com/log")
    #expect(parsed.bytes == bytes)
    for position in bytes.indices {
      for bit in 0..<8 {
        var wrong = bytes
        wrong[position] ^= 1 << UInt8(bit)
        #expect(throws: LogFormatError.self, "byte \(position) bit \(bit)") {
          try Checkpoint(parsing: wrong, verifiedBy: key.verifierKey)
        }
      }
    }
  }

  @Test("checkpoints with odd lines are refused though their signature is right")
  func oddCheckpoints() throws {
    let root = Base64.encode(Digest.zero.bytes)
    let good = "example.com/log\n3\n\(root)\n"
    for text in [
      "example.com/log\n03\n\(root)\n", "example.com/log\n-3\n\(root)\n",
      "example.com/log\n+3\n\(root)\n", "example.com/log\n\n3\n\(root)\n",
      "example.com/log\n9223372036854775808\n\(root)\n", "example.com/log\n3\n\(root)A\n",
      "example.com/log\n3\nAAAA\n", "example.com/log\n3\n", "other\n3\n\(root)\n",
      "example.com/log\n0\n\(root)\n", good + "\nx\n", good + String(repeating: "x\n", count: 17),
    ] {
      let bytes = SignedNote(signedText: text, by: key).bytes
      #expect(throws: LogFormatError.self, "\(text)") {
        try Checkpoint(parsing: bytes, verifiedBy: key.verifierKey)
      }
    }
    let extended = SignedNote(signedText: good + "more\n", by: key).bytes
    #expect(
      try Checkpoint(parsing: extended, verifiedBy: key.verifierKey).extensions == ["more"])
  }

  @Test("a receipt verifies; with any bit changed, or for another entry, it does not")
  func receipts() throws {
    for index in entries.indices {
      let bytes = receipt(index: index).bytes
      let parsed = try Receipt(parsing: bytes)
      #expect(parsed.bytes == bytes)
      try parsed.verify(entry: entries[index], key: key.verifierKey)
      #expect(throws: LogFormatError.self) {
        try parsed.verify(entry: entries[index] + [0], key: key.verifierKey)
      }
    }
    let bytes = receipt(index: 20).bytes
    for position in bytes.indices {
      for bit in 0..<8 {
        var wrong = bytes
        wrong[position] ^= 1 << UInt8(bit)
        #expect(throws: LogFormatError.self, "byte \(position) bit \(bit)") {
          try Receipt(parsing: wrong).verify(entry: entries[20], key: key.verifierKey)
        }
      }
    }
    for count in bytes.indices {
      #expect(throws: LogFormatError.self, "cut at \(count)") {
        try Receipt(parsing: Array(bytes[..<count])).verify(
          entry: entries[20], key: key.verifierKey)
      }
    }
  }

  @Test("the receipt's text, line by line")
  func receiptText() throws {
    let made = receipt(index: 3, extra: [1, 2, 3])
    let lines = String(decoding: made.bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "c2sp.org/tlog-proof@v1")
    #expect(lines[1] == "extra AQID")
    #expect(lines[2] == "index 3")
    #expect(lines[3] == Base64.encode(TreeHasher().leaf(entries[2]).bytes))
    #expect(lines[8] == "")
    #expect(lines[9] == "example.com/log")
    let parsed = try Receipt(parsing: made.bytes)
    #expect(parsed.extra == [1, 2, 3])
    try parsed.verify(entry: entries[3], key: key.verifierKey)
  }

  @Test("entry bundles: round trip, bytes and limits")
  func bundles() throws {
    let longest = [UInt8](repeating: 1, count: 65_535)
    let bundle = try EntryBundle.encode([[], [9], longest])
    #expect(Array(bundle.prefix(7)) == [0, 0, 0, 1, 9, 0xFF, 0xFF])
    #expect(try EntryBundle.decode(bundle).map { Array($0) } == [[], [9], longest])
    #expect(throws: LogFormatError.self) { try EntryBundle.decode(bundle.dropLast()) }
    #expect(throws: LogFormatError.self) { try EntryBundle.decode([0]) }
    #expect(throws: LogFormatError.self) { try EntryBundle.encode([longest + [0]]) }
    let empties = [[UInt8]](repeating: [], count: 256)
    #expect(try EntryBundle.decode(EntryBundle.encode(empties)).count == 256)
    #expect(throws: LogFormatError.self) { try EntryBundle.encode(empties + [[]]) }
    #expect(throws: LogFormatError.self) {
      try EntryBundle.decode([UInt8](repeating: 0, count: 2 * 257))
    }
  }
}
