// Checking a certificate, step by step, with nothing but its own bytes, the log's key and the log.

import { utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";
import { incapacity } from "./ed25519.js";
import { TiledTree, checkpoint, entries, firstBundlePath, includes, leafHash, receipt, verifierKey }
  from "./log.js";
import { signers } from "./proof.js";
import { ReadError, readBytes, readText } from "./api.js";

/** The steps, in the sequence they are shown in. */
export const steps = ["proof", "issuer", "authors", "subject", "receipt", "checkpoint", "growth"];

const same = (a, b) => canonical(a ?? null) === canonical(b ?? null);

function require(condition, what) {
  if (!condition) throw new Error(what);
}

/** The filing inside an entry: the authors' whole signed document. */
function filingOf(entry) {
  return entry.open?.proof ? entry.open : entry.open?.document;
}

async function proofStep({ certificate }) {
  const keys = await signers(certificate);
  require(keys.length === 1 && keys[0] === certificate.issuer, "not the issuer's proof");
  return { key: certificate.issuer };
}

/** The issuer must be the venue's own: the log's first entry names the key of its credentials. */
async function issuerStep({ certificate, key, signal }) {
  const now = await checkpoint(await readText("/log/checkpoint", signal), key);
  const bundle = await readBytes(`/log/${firstBundlePath(now.size)}`, signal);
  const genesis = entries(bundle)[0];
  require(genesis, "no first entry");
  const proof = receipt(await readText("/v1/receipts/0", signal));
  const signed = await checkpoint(proof.checkpoint, key);
  require(
    proof.index === 0 && (await includes({
      leaf: await leafHash(genesis), index: 0, size: signed.size, proof: proof.hashes,
      root: signed.root,
    })), "the first entry is not in the log");
  const { kind, open } = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(genesis));
  const { issuer } = certificate;
  require(
    kind === "genesis" && [open.credentialKey, open.operatorKey].includes(issuer),
    "the first entry names another key");
  return { key: issuer };
}

async function authorsStep({ entry }) {
  const filing = filingOf(entry);
  require(filing?.type === "asset.register", "the entry is not a filing");
  const keys = await signers(filing);
  require(keys.length >= filing.authors.length, "fewer signatures than authors");
  return { keys, count: keys.length };
}

async function subjectStep({ certificate, entry, asset }) {
  const subject = certificate.credentialSubject;
  const filing = filingOf(entry);
  require(String(subject.asset) === String(entry.sequence), "asset");
  require(asset === undefined || String(subject.asset) === String(asset), "asset");
  for (const name of ["title", "kind", "class"]) require(same(subject[name], filing[name]), name);
  const authors = (list) => list.map(({ account, share }) => ({ account, share }));
  require(same(authors(subject.authors), authors(filing.authors)), "authors");
  const digests = (list) => list.map((file) => file.sha256);
  require(same(digests(subject.files), digests(filing.files)), "files");
  return { number: subject.asset, count: subject.files.length };
}

async function receiptStep({ leaf, entry, proof, signed }) {
  require(proof.index === entry.sequence, "another entry's receipt");
  require(await includes({
    leaf, index: proof.index, size: signed.size, proof: proof.hashes, root: signed.root,
  }), "not in the tree");
  return { index: proof.index, count: proof.hashes.length, size: signed.size };
}

async function checkpointStep({ proof, key }) {
  const signed = await checkpoint(proof.checkpoint, key);
  return { origin: signed.origin, size: signed.size };
}

/** The log as it is now must still begin with the tree that the receipt was given for. */
async function growthStep({ signed, key, signal }) {
  const now = await checkpoint(await readText("/log/checkpoint", signal), key);
  // The published checkpoint may be a moment behind a receipt that is just being given.
  if (now.size < signed.size) return { size: now.size, pending: true };
  const tree = new TiledTree(now.size, (path) => readBytes(`/log/${path}`, signal));
  require(same([...(await tree.root(now.size))], [...now.root]), "the tiles are not the checkpoint's");
  require(same([...(await tree.root(signed.size))], [...signed.root]), "the log was rewritten");
  return { size: now.size };
}

/** Checks `certificate`, telling `onStep(name, {state, facts|what})` of each step's result.
 * A step that could not be made (the log is not reached) is `unable`, never `pass`.
 * @returns the verdict: `valid`, `invalid` or `unable`, the last with a `reason`. */
export async function check(certificate, { asset, signal, onStep }) {
  const reason = await incapacity();
  if (reason) {
    for (const name of steps) onStep(name, { state: "unable" });
    return { verdict: "unable", reason };
  }
  const context = { certificate, asset, signal };
  const results = [];
  async function step(name, work) {
    let result;
    try {
      result = { state: "pass", facts: await work(context) };
    } catch (error) {
      if (error.name === "AbortError") throw error;
      result = error instanceof ReadError
        ? { state: "unable", what: error.message }
        : { state: "fail", what: error.message };
    }
    results.push(result.state);
    onStep(name, result);
  }

  await step("proof", proofStep);
  try {
    const evidence = certificate.evidence?.[0];
    require(typeof evidence?.entry === "string" && typeof evidence.receipt === "string", "evidence");
    context.leaf = await leafHash(utf8(evidence.entry));
    context.entry = JSON.parse(evidence.entry);
    // An entry has one spelling; another one would hide members from some readers.
    require(canonical(context.entry) === evidence.entry, "the entry is not canonical");
    context.proof = receipt(evidence.receipt);
    context.key = await verifierKey(await readText("/log/key", signal));
    context.signed = await checkpoint(context.proof.checkpoint, context.key);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    context.broken = error;
  }
  const withEvidence = (work) => async (given) => {
    if (given.broken) throw given.broken;
    return work(given);
  };
  await step("issuer", withEvidence(issuerStep));
  await step("authors", withEvidence(authorsStep));
  await step("subject", withEvidence(subjectStep));
  await step("receipt", withEvidence(receiptStep));
  await step("checkpoint", withEvidence(checkpointStep));
  await step("growth", withEvidence(growthStep));
  if (results.includes("fail")) return { verdict: "invalid" };
  if (results.includes("unable")) return { verdict: "unable", reason: "unreachable" };
  return { verdict: "valid" };
}
