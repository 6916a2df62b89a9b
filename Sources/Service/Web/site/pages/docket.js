// The docket's public side: what still waits for an auditor.

import { readAll } from "../api.js";
import { h } from "../dom.js";
import { badge, command, preview, section, timeOf } from "../parts.js";
import { t, word } from "../strings.js";
import { claimView } from "./bulletin.js";

/** A filing beside the works it resembles. */
function filingView(asset) {
  const similar = asset.similar ?? [];
  return h("article", { class: "filing", "aria-label": t("docket.side") },
    h("a", { href: `/works/${asset.asset}` },
      preview(asset.asset, asset.title, { path: asset.preview }),
      h("span", { class: "card-number" }, `№ ${asset.asset}`),
      h("span", { class: "card-title" }, asset.title),
      timeOf(asset.registered, "date"), badge("status", asset.status)),
    similar.map((hit) => h("a", { class: "earlier", href: `/works/${hit.asset}` },
      preview(hit.asset, `№ ${hit.asset}`),
      h("span", { class: "card-number" }, t("docket.resembles")),
      h("span", { class: "card-title" }, `№ ${hit.asset}`),
      h("span", {}, word("work.verdict", hit.verdict)))));
}

export async function docketPage({ signal }) {
  const filings = (status) =>
    readAll(`/v1/assets?status=${status}&limit=200`, "assets", "after", signal);
  const [claims, examinations, contested] = await Promise.all([
    readAll("/v1/bulletin?limit=200", "entries", "before", signal), filings("examination"),
    filings("contested"),
  ]);
  const waiting = claims.filter((claim) => ["noticed", "open", "countered"].includes(claim.status))
    .sort((a, b) => Number(a.claim) - Number(b.claim));
  const list = (found, view, className, none) => found.length === 0
    ? h("p", { class: "empty" }, t(none))
    : h("div", { class: className }, found.map(view));
  return {
    title: t("docket.title"),
    element: h("div", { class: "page" },
      h("h1", { class: "display" }, t("docket.title")),
      h("p", { class: "standfirst" }, t("docket.lead")),
      section(t("docket.claims"), { id: "claims" },
        list(waiting, claimView, "claims", "docket.noClaims")),
      section(t("docket.examinations"), { id: "examinations" },
        list(examinations, filingView, "filings", "docket.noExaminations")),
      section(t("docket.contested"), { id: "contested" },
        list(contested, filingView, "filings", "docket.noContested")),
      h("div", { class: "independent" }, h("p", {}, t("docket.sealed")),
        command(`yunshang claim list --server ${location.origin}`))),
  };
}
