// W3C Data Integrity proofs, cryptosuite eddsa-jcs-2022: Ed25519 over SHA-256(JCS(proof options))
// followed by SHA-256(JCS(document without proof)).

import { fromBase58, joined, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";
import { didKey, sha256, verifies } from "./ed25519.js";

const countMaximum = 32;

async function holds(proof, document) {
  if (
    proof?.type !== "DataIntegrityProof" || proof.cryptosuite !== "eddsa-jcs-2022" ||
    proof.proofPurpose !== "assertionMethod" || typeof proof.proofValue !== "string" ||
    !proof.proofValue.startsWith("z")
  ) return false;
  const key = didKey(proof.verificationMethod);
  const signature = fromBase58(proof.proofValue.slice(1));
  if (!key || !signature) return false;
  // The suite binds a document's context by copying it into the proof.
  const contexts = [proof["@context"], document["@context"]].map((context) =>
    context === undefined ? "" : canonical(context));
  if (contexts[0] !== contexts[1]) return false;
  const { proofValue: _, ...options } = proof;
  const message = joined(
    await sha256(utf8(canonical(options))), await sha256(utf8(canonical(document))));
  return verifies(key, signature, message);
}

/** The did:keys that signed `signed`, all of whose proofs must hold.
 * @throws `Error` saying which proof does not. */
export async function signers(signed) {
  const { proof, ...document } = signed;
  const proofs = Array.isArray(proof) ? proof : proof === undefined ? [] : [proof];
  if (proofs.length === 0 || proofs.length > countMaximum) throw new Error("no proof");
  const keys = [];
  for (const one of proofs) {
    const key = String(one?.verificationMethod ?? "").split("#")[0];
    if (!(await holds(one, document))) throw new Error(key || "no proof");
    keys.push(key);
  }
  return keys;
}
