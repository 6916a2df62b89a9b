// The transparency log: signed notes and checkpoints (C2SP), receipts, RFC 6962 tree proofs, tiles.

import { equal, fromBase64, hex, joined, utf8 } from "./bytes.js";
import { sha256, verifies } from "./ed25519.js";

const proofCountMaximum = 64;

/** A tree's leaf. */
export const leafHash = (bytes) => sha256(joined(Uint8Array.of(0), bytes));
const nodeHash = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

/** Reads `name+hex(id)+base64(01 ‖ key)`, whose id must be that of name and key.
 * @throws `Error` naming the part that is wrong. */
export async function verifierKey(text) {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim());
  const bytes = match && fromBase64(match[3]);
  if (!bytes || bytes.length !== 33 || bytes[0] !== 1) throw new Error("not a verifier key");
  const id = (await sha256(joined(utf8(match[1]), Uint8Array.of(0x0a), bytes))).slice(0, 4);
  if (hex(id) !== match[2]) throw new Error("the key's id is not its own");
  return { name: match[1], id, bytes: bytes.slice(1), text: text.trim() };
}

/** Reads a checkpoint and checks that `key` signed it.
 * @throws `Error` naming the part that is wrong. */
export async function checkpoint(note, key) {
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) throw new Error("not a signed note");
  const text = note.slice(0, split + 1);
  const [origin, sizeText, rootText] = text.split("\n");
  const root = fromBase64(rootText ?? "");
  if (!/^(0|[1-9][0-9]{0,15})$/.test(sizeText ?? "") || root?.length !== 32) {
    throw new Error("not a checkpoint");
  }
  if (origin !== key.name) throw new Error("another log's origin");
  let signed = false;
  for (const line of note.slice(split + 2, -1).split("\n")) {
    const [dash, name, blobText, ...rest] = line.split(" ");
    const blob = dash === "—" && rest.length === 0 ? fromBase64(blobText ?? "") : null;
    if (!blob || blob.length < 5) throw new Error("not a signature line");
    // Lines of unknown keys (a witness's) are for others to judge.
    if (name !== key.name || !equal(blob.slice(0, 4), key.id)) continue;
    if (!(await verifies(key.bytes, blob.slice(4), utf8(text)))) throw new Error("false signature");
    signed = true;
  }
  if (!signed) throw new Error("not signed by this log");
  return { origin, size: Number(sizeText), root };
}

/** Reads a receipt (C2SP tlog-proof); nothing in it is verified yet.
 * @throws `Error` naming the part that is wrong. */
export function receipt(text) {
  const split = text.indexOf("\n\n");
  const lines = text.slice(0, split).split("\n");
  if (split < 0 || lines.shift() !== "c2sp.org/tlog-proof@v1") throw new Error("not a receipt");
  if (lines[0]?.startsWith("extra ")) lines.shift();
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift() ?? "");
  if (!index || lines.length > proofCountMaximum) throw new Error("not a receipt");
  const hashes = lines.map((line) => fromBase64(line));
  if (hashes.some((hash) => hash?.length !== 32)) throw new Error("not a hash");
  return { index: Number(index[1]), hashes, checkpoint: text.slice(split + 2) };
}

/** Whether `proof` puts `leaf` at `index` of the tree with `size` leaves and `root`
 * (RFC 9162 §2.1.3.2). */
export async function includes({ leaf, index, size, proof, root }) {
  if (index >= size) return false;
  let position = BigInt(index);
  let last = BigInt(size) - 1n;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0n) return false;
    if (position & 1n || position === last) {
      hash = await nodeHash(sibling, hash);
      while (!(position & 1n) && position !== 0n) {
        position >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = await nodeHash(hash, sibling);
    }
    position >>= 1n;
    last >>= 1n;
  }
  return last === 0n && equal(hash, root);
}

const tileHeight = 8;
const tileWidth = 256;

function tilePath(level, index, width) {
  const groups = [String(index % 1000).padStart(3, "0")];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  }
  return `tile/${level}/${groups.join("/")}${width < tileWidth ? `.p/${width}` : ""}`;
}

/** The tree of `size` leaves, read from tiles; `readTile(path)` gives a tile's bytes. */
export class TiledTree {
  constructor(size, readTile) {
    this.size = size;
    this.readTile = readTile;
    this.tiles = new Map();
  }

  async #tile(level, index) {
    const name = `${level}/${index}`;
    if (!this.tiles.has(name)) {
      const full = Math.floor(this.size / tileWidth ** level);
      const width = Math.min(tileWidth, full - index * tileWidth);
      const bytes = await this.readTile(tilePath(level, index, width));
      if (bytes.length !== width * 32) throw new Error("a tile of the wrong length");
      this.tiles.set(name, bytes);
    }
    return this.tiles.get(name);
  }

  /** The root of the complete subtree of 2^height leaves, the `index`th of its height. */
  async #complete(height, index) {
    const level = Math.floor(height / tileHeight);
    const span = 2 ** (height % tileHeight);
    const first = index * span;
    const tile = await this.#tile(level, Math.floor(first / tileWidth));
    let hashes = [];
    for (let i = 0; i < span; i += 1) {
      const at = ((first % tileWidth) + i) * 32;
      hashes.push(tile.slice(at, at + 32));
    }
    while (hashes.length > 1) {
      const above = [];
      for (let i = 0; i < hashes.length; i += 2) {
        above.push(await nodeHash(hashes[i], hashes[i + 1]));
      }
      hashes = above;
    }
    return hashes[0];
  }

  /** The root of the first `size` leaves, which may be fewer than the tree's. */
  async root(size) {
    const peaks = [];
    let start = 0;
    for (let height = 52; height >= 0; height -= 1) {
      const span = 2 ** height;
      if (size - start < span) continue;
      peaks.push(await this.#complete(height, start / span));
      start += span;
    }
    let hash = peaks.pop();
    while (peaks.length > 0) hash = await nodeHash(peaks.pop(), hash);
    return hash;
  }
}

/** The entries in a bundle: a big-endian 16-bit length and the bytes, one after another. */
export function entries(bundle) {
  const found = [];
  for (let at = 0; at + 2 <= bundle.length; ) {
    const length = bundle[at] * 256 + bundle[at + 1];
    found.push(bundle.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return found;
}

/** The path of the bundle that holds entry 0 of a log with `size` entries. */
export const firstBundlePath = (size) =>
  `tile/entries/000${size < tileWidth ? `.p/${size}` : ""}`;
