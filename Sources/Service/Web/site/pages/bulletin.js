// The bulletin: claims and what became of them.

import { read } from "../api.js";
import { h } from "../dom.js";
import { badge, facts, preview, scopeText, timeOf } from "../parts.js";
import { t } from "../strings.js";

/** One claim, beside the work it is against. */
export function claimView(claim) {
  return h("article", { class: "claim" },
    h("a", { class: "claim-picture", href: `/works/${claim.asset}` },
      preview(claim.asset, `№ ${claim.asset}`)),
    h("div", {},
      h("h2", {}, t("bulletin.claim", { number: claim.claim })),
      h("p", { class: "tags" }, badge("claim", claim.status),
        h("a", { href: `/works/${claim.asset}` }, t("common.work", { number: claim.asset }))),
      facts([
        [t("bulletin.scope"),
          (claim.scope ?? []).length > 0 ? scopeText(claim.scope) : t("bulletin.nothingFrozen")],
        claim.opened && [t("bulletin.opened"), timeOf(claim.opened)],
        claim.decided && [t("bulletin.decided"), timeOf(claim.decided)],
        claim.reasons && [t("bulletin.reasons"), claim.reasons],
      ])));
}

export async function bulletinPage({ signal }) {
  const { entries } = await read("/v1/bulletin", signal);
  const newest = [...entries].sort((a, b) => Number(b.claim) - Number(a.claim));
  return {
    title: t("bulletin.title"),
    element: h("div", { class: "page" },
      h("h1", { class: "display" }, t("bulletin.title")),
      h("p", { class: "standfirst" }, t("bulletin.lead")),
      newest.length === 0
        ? h("p", { class: "empty" }, t("bulletin.empty"))
        : h("div", { class: "claims" }, newest.map(claimView))),
  };
}
