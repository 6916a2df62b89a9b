// How to check everything.

import { read, readOr, readText } from "../api.js";
import { base64 } from "../bytes.js";
import { incapacity } from "../ed25519.js";
import { h } from "../dom.js";
import { count, rate } from "../format.js";
import { checkpoint, verifierKey } from "../log.js";
import { command, copyButton, digest, facts, section } from "../parts.js";
import { t, word } from "../strings.js";

async function checked(note, keyText) {
  if (await incapacity()) return { state: "Unable" };
  try {
    return { state: "Valid", ...(await checkpoint(note, await verifierKey(keyText))) };
  } catch {
    return { state: "Invalid" };
  }
}

export async function aboutPage({ signal }) {
  const [status, note, keyText, inForce] = await Promise.all([
    read("/v1/status", signal), readText("/log/checkpoint", signal), readText("/log/key", signal),
    readOr(null, "/v1/rules", signal),
  ]);
  const signed = await checked(note, keyText);
  const tone = { Valid: "good", Invalid: "bad", Unable: "" }[signed.state];
  const rules = inForce?.rules;
  const raw = (path, text) => h("li", {},
    path.includes("…") ? h("code", {}, path) : h("a", { href: path }, h("code", {}, path)),
    h("span", {}, text));
  return {
    title: t("nav.about"),
    element: h("div", { class: "page about" },
      h("h1", { class: "display" }, t("about.title")),
      h("p", { class: "standfirst" }, t("about.lead")),
      section(t("about.replay"), { id: "replay" }, command(`yunshang verify ${location.origin}`),
        h("p", { class: "note" }, t("about.replayNote"))),
      h("div", { class: "two" },
        section(t("about.now"), { id: "now" }, facts([
          [t("about.origin"), h("code", {}, signed.origin ?? note.split("\n")[0])],
          [t("about.size"), count(signed.size ?? status.logSize)],
          signed.root && [t("about.root"), digest(base64(signed.root), 14, 8)],
          [t("about.state"), digest(status.stateDigest, 14, 8),
            h("small", {}, t("about.stateNote", { sequence: count(status.sequence) }))],
        ], "stacked")),
        section(t("about.checkpoint"), { id: "checkpoint" },
          h("pre", { class: "note-text", tabindex: "0" }, note),
          h("p", { class: `notice ${tone}`, data: { checkpoint: signed.state.toLowerCase() } },
            t(`about.checkpoint${signed.state}`)),
          h("h3", { class: "small-head" }, t("about.key")),
          h("div", { class: "key-line" },
            h("code", {}, keyText.trim()), copyButton(keyText.trim())))),
      h("div", { class: "two" },
        section(t("about.raw"), { id: "raw" }, h("ul", { class: "raw" },
          raw("/log/checkpoint", t("about.rawCheckpoint")), raw("/log/key", t("about.rawKey")),
          raw("/log/tile/…", t("about.rawTiles")), raw("/v1/receipts/0", t("about.rawReceipt")),
          raw("/v1/feed", t("about.rawFeed")), raw("/openapi.yaml", t("about.rawContract")))),
        h("div", {},
          rules && section(t("about.rules"), { id: "rules" }, facts([
            [t("about.rules"), h("code", {}, inForce.version)],
            [t("strip.approval"), inForce.approval || t("strip.noApproval")],
            [t("about.matching"), word("about.matching", rules.matching)],
            rules.fees && [t("instrument.makerFee"), rate(rules.fees.maker)],
            rules.fees && [t("instrument.takerFee"), rate(rules.fees.taker)],
            [t("about.royaltyCap"), rate(rules.royaltyCap)],
            rules.settlement && [t("about.settlement"), `T+${rules.settlement.buyDays}`],
            [t("about.owners"),
              rules.ownersMaximum > 0 ? count(rules.ownersMaximum) : t("about.unlimited")],
          ])),
          section(t("about.reading"), { id: "reading" }, h("p", {}, t("about.colours")))))),
  };
}
