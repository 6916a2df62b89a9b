// Ed25519 and SHA-256 through the browser's own cryptography.

import { fromBase58, hex } from "./bytes.js";

/** SHA-256. */
export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** Whether `signature` is that of the 32-byte `key` over `message`. */
export async function verifies(key, signature, message) {
  if (key.length !== 32 || signature.length !== 64) return false;
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    if (error.name === "DataError") return false;
    throw error;
  }
  return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
}

// RFC 8032 §7.1, test 2: one byte, and the same signature over another must fail.
const known = {
  key: "z6MkiaMbhXHNA4eJVCCj8dbzKzTgYDKf6crKgHVHid1F1WCT",
  signature:
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
};

/** Why this browser cannot check signatures; `null` where it can, tried on a published value. */
export async function incapacity() {
  if (!globalThis.crypto?.subtle) return "insecure-context";
  try {
    const key = fromBase58(known.key.slice(1)).slice(2);
    const signature = Uint8Array.from(
      known.signature.match(/../g), (pair) => Number.parseInt(pair, 16));
    const right = await verifies(key, signature, Uint8Array.of(0x72));
    const wrong = await verifies(key, signature, Uint8Array.of(0x73));
    return right && !wrong ? null : "no-ed25519";
  } catch {
    return "no-ed25519";
  }
}

/** The 32-byte key of `did:key:z6Mk…` or of `did:key:z6Mk…#z6Mk…`; `null` if it is neither. */
export function didKey(text) {
  const match = /^did:key:(z[1-9A-HJ-NP-Za-km-z]{20,100})(?:#(.+))?$/.exec(String(text));
  if (!match || (match[2] !== undefined && match[2] !== match[1])) return null;
  const bytes = fromBase58(match[1].slice(1));
  if (!bytes || bytes.length !== 34 || bytes[0] !== 0xed || bytes[1] !== 0x01) return null;
  return bytes.slice(2);
}

/** The digest of a file, as the registry writes it. Reads the file whole. */
export async function digestOfFile(file) {
  return hex(await sha256(await file.arrayBuffer()));
}
