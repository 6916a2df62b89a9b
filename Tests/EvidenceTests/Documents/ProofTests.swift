import Cryptography
import Documents
import Foundation
import Testing

@Suite("Proofs")
struct ProofTests {
  private func code(_ object: JSON.Object) -> String {
    do throws(Problem) {
      _ = try Proof.verify(object)
      return "accepted"
    } catch {
      return error.code
    }
  }

  /// vc-di-eddsa, appendix "Representation: eddsa-jcs-2022".
  @Test("The W3C vector")
  func standard() throws {
    let url = Sample.repository.appendingPathComponent("Fixtures/vectors/eddsa-jcs-2022.json")
    let bytes = Array(try Data(contentsOf: url).dropLast())
    let signed = try #require(try CanonicalParser.parse(bytes).object)
    let keys = try Proof.verify(signed)
    #expect(
      keys.map(DIDKey.text) == ["did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"])
    for path in JSON.object(signed).memberPaths where path != ["proof"] {
      let value = JSON.object(signed).at(path[...])
      let changed: JSON = value?.string.map { .string($0 + "x") } ?? .null
      let object = try #require(JSON.object(signed).replacing(path[...], with: changed).object)
      #expect(code(object) == "bad-signature", "\(path)")
      let removed = try #require(JSON.object(signed).replacing(path[...], with: nil).object)
      #expect(code(removed) == "bad-signature", "\(path)")
    }
  }

  /// Signed by Python's cryptography over bytes of the PyPI package rfc8785.
  @Test("Another implementation's proofs, byte for byte")
  func peer() throws {
    let url = Sample.repository.appendingPathComponent("Fixtures/vectors/proofs.jsonl")
    let lines = try Data(contentsOf: url).split(separator: 10)
    #expect(lines.count == 4)
    for line in lines {
      let signed = try #require(try CanonicalParser.parse(Array(line)).object)
      let keys = try Proof.verify(signed)
      let ours = Proof.sign(signed, by: (1...keys.count).map { Sample.key(UInt8($0)) })
      #expect(JSON.object(ours).canonicalBytes == Array(line))
    }
  }

  @Test("No byte of a signed document can be another", arguments: [UInt8(1), 0x20, 0x80])
  func tampering(mask: UInt8) throws {
    for type in [DocumentType.placeOrder, .addKey] {
      let bytes = JSON.object(try Sample.example(type)).canonicalBytes
      for at in bytes.indices {
        var changed = bytes
        changed[at] ^= mask
        #expect(throws: Problem.self, "byte \(at)") { try Document(bytes: changed) }
      }
      for at in bytes.indices {
        var shorter = bytes
        shorter.remove(at: at)
        #expect(throws: Problem.self, "without byte \(at)") { try Document(bytes: shorter) }
      }
    }
  }

  @Test("Several sign one document, each once")
  func several() throws {
    let plain = try Sample.example(.addKey)
    let three = Proof.sign(plain, by: [Sample.key(1), Sample.key(2), Sample.key(3)])
    #expect(try Proof.verify(three) == [1, 2, 3].map { Sample.key($0).publicKey })
    let proofs = try #require(three["proof"]?.array)
    func with(_ proof: JSON?) -> JSON.Object {
      var object = three
      object["proof"] = proof
      return object
    }
    #expect(try Proof.verify(with(.array(proofs.reversed()))).count == 3)
    #expect(try Proof.verify(with(proofs[1])) == [Sample.key(2).publicKey])
    #expect(code(with(.array([proofs[0], proofs[0]]))) == "bad-signature")
    #expect(code(with([])) == "bad-signature")
    #expect(code(with(nil)) == "bad-signature")
    #expect(code(with("z")) == "bad-signature")
    #expect(code(with([1])) == "bad-signature")
    let many = Proof.sign(plain, by: (1...33).map { Sample.key($0) })
    #expect(code(many) == "bad-signature")
    let most = Proof.sign(plain, by: (1...32).map { Sample.key($0) })
    #expect(try Proof.verify(most).count == 32)
    // One good proof does not carry a bad one.
    let foreign = try #require(
      Proof.sign(try Sample.example(.placeOrder), by: [Sample.key(4)])["proof"])
    #expect(code(with([proofs[0], foreign])) == "bad-signature")
  }

  @Test(
    "A proof is what the suite says",
    arguments: [
      ("type", "DataIntegrityProof2", "bad-signature"),
      ("cryptosuite", "eddsa-rdfc-2022", "bad-signature"),
      ("proofPurpose", "authentication", "bad-signature"), ("proofValue", "z1", "bad-signature"),
      ("proofValue", "", "bad-signature"), ("proofValue", "m0", "bad-signature"),
      ("verificationMethod", "did:key:z6Mk", "bad-signature"), ("@context", "x", "bad-signature"),
      ("created", "2026-11-23T22:00:00Z", "bad-signature"), ("domain", "x", "unknown-field"),
      ("challenge", "x", "unknown-field"), ("previousProof", "x", "unknown-field"),
    ])
  func form(member: String, value: String, expected: String) throws {
    let signed = Proof.sign(try Sample.example(.placeOrder), by: [Sample.key(1)])
    let changed = JSON.object(signed).replacing(["proof", member], with: .string(value))
    #expect(code(try #require(changed.object)) == expected)
  }

  @Test("A context is bound into the proof")
  func context() throws {
    var object = try Sample.example(.placeOrder)
    object["@context"] = ["https://www.w3.org/ns/credentials/v2"]
    let signed = Proof.sign(object, by: [Sample.key(1)])
    #expect(signed["proof"]?["@context"] == object["@context"])
    #expect(Sample.code(JSON.object(signed).canonicalBytes) == "accepted")
    let bare = JSON.object(signed).replacing(["proof", "@context"], with: nil)
    #expect(code(try #require(bare.object)) == "bad-signature")
    let without = JSON.object(signed).replacing(["@context"], with: nil)
    #expect(code(try #require(without.object)) == "bad-signature")
  }
}
