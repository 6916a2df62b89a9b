// The bulletin: claims and what became of them.

import { read } from "../api.js";
import { h } from "../dom.js";
import { badge, facts, moreButton, preview, scopeText, timeOf } from "../parts.js";
import { t } from "../strings.js";

/** One claim, beside the work it is against. */
export function claimView(claim) {
  return h("article", { class: "claim" },
    h("a", { class: "claim-picture", href: `/works/${claim.asset}` },
      preview(claim.asset, claim.title ?? `№ ${claim.asset}`)),
    h("div", {},
      h("p", { class: "eyebrow" }, t("bulletin.claim", { number: claim.claim })),
      h("h2", {}, h("a", { href: `/works/${claim.asset}` },
        claim.title ?? t("common.work", { number: claim.asset }))),
      h("p", { class: "tags" }, badge("claim", claim.status)),
      facts([
        [t("bulletin.scope"),
          (claim.scope ?? []).length > 0 ? scopeText(claim.scope) : t("bulletin.nothingFrozen")],
        claim.opened && [t("bulletin.opened"), timeOf(claim.opened)],
        claim.countered && [t("bulletin.countered"), timeOf(claim.countered)],
        claim.decided && [t("bulletin.decided"), timeOf(claim.decided)],
        claim.reasons && [t("bulletin.reasons"), claim.reasons],
      ])));
}

export async function bulletinPage({ signal }) {
  const list = h("div", { class: "claims" });
  const more = moreButton(load);
  let before = null;

  async function load() {
    const query = before === null ? "" : `?before=${encodeURIComponent(before)}`;
    const { entries, next } = await read(`/v1/bulletin${query}`, signal);
    list.append(...entries.map(claimView));
    before = next ?? null;
    more.hidden = before === null;
  }

  await load();
  if (list.childElementCount === 0) {
    list.append(h("p", { class: "empty" }, t("bulletin.empty")));
  }
  return {
    title: t("bulletin.title"),
    element: h("div", { class: "page" },
      h("h1", { class: "display" }, t("bulletin.title")),
      h("p", { class: "standfirst" }, t("bulletin.lead")), list, more),
  };
}
