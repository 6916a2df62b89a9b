// Text forms of bytes, each read strictly: one value, one spelling.

const encoder = new TextEncoder();

/** UTF-8. */
export const utf8 = (text) => encoder.encode(text);

/** Lower-case hexadecimal. */
export const hex = (bytes) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Base64 with padding. */
export function base64(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The bytes of `text`, or `null` unless it is what `base64` would write. */
export function fromBase64(text) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
  return base64(bytes) === text ? bytes : null;
}

const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** The bytes of base58btc `text`, or `null`; at most 128 characters, since no key or signature has
 * more. */
export function fromBase58(text) {
  if (text.length === 0 || text.length > 128) return null;
  let value = 0n;
  for (const character of text) {
    const digit = alphabet.indexOf(character);
    if (digit < 0) return null;
    value = value * 58n + BigInt(digit);
  }
  const bytes = [];
  for (; value > 0n; value >>= 8n) bytes.unshift(Number(value & 255n));
  for (const character of text) {
    if (character !== "1") break;
    bytes.unshift(0);
  }
  return Uint8Array.from(bytes);
}

/** The bytes one after another. */
export function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** Whether two byte strings are equal. */
export const equal = (a, b) => a.length === b.length && a.every((byte, index) => byte === b[index]);
