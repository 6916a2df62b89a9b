// The registry: every work, searched and filtered.

import { read } from "../api.js";
import { announce, fill, h } from "../dom.js";
import { count } from "../format.js";
import { moreButton, workCard } from "../parts.js";
import { t, word } from "../strings.js";

const pageSize = 48;
const choices = {
  kind: ["garment", "virtual-human", "collectible", "material"],
  class: ["UGC", "PGC", "OGC"],
  status: ["registered", "examination", "contested", "refused"],
};

function filter(name, chosen, onChange) {
  const option = (value, text) =>
    h("option", { value, selected: value === chosen }, text);
  return h("label", { class: "field" }, h("span", {}, t(`works.${name}`)),
    h("select", { name, on: { change: onChange } }, option("", t("common.all")),
      choices[name].map((value) => option(value, word(name, value)))));
}

export async function worksPage({ signal, query }) {
  const grid = h("div", { class: "lookbook" });
  const tally = h("p", { class: "muted tally" });
  const more = moreButton(() => load(false));
  let shown = 0;
  let after = null;
  let turn = 0;

  async function load(fresh) {
    const mine = ++turn;
    const parameters = new URLSearchParams({ limit: String(pageSize) });
    for (const name of ["query", "kind", "class", "status"]) {
      const value = query.get(name)?.trim();
      if (value) parameters.set(name, value);
    }
    if (!fresh && after !== null) parameters.set("after", after);
    const answer = await read(`/v1/assets?${parameters}`, signal);
    // An earlier search may answer after a later one.
    if (mine !== turn) return;
    if (fresh) {
      grid.replaceChildren();
      shown = 0;
    }
    grid.append(...answer.assets.map(workCard));
    shown += answer.assets.length;
    after = answer.next ?? null;
    more.hidden = after === null;
    tally.textContent = t("works.count", { count: count(shown) });
    if (shown === 0) fill(grid, h("p", { class: "empty" }, t("works.empty")));
    announce(tally.textContent);
  }

  async function search(event) {
    event?.preventDefault();
    for (const [name, value] of new FormData(form)) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    const text = query.toString();
    history.replaceState(null, "", text ? `/works?${text}` : "/works");
    try {
      await load(true);
    } catch (error) {
      if (error.name === "AbortError") return;
      fill(grid, h("p", { class: "empty" }, error.message || t("error.unreachable")));
    }
  }

  const form = h("form", { class: "filters", role: "search", on: { submit: search } },
    h("label", { class: "field grow" }, h("span", {}, t("works.search")),
      h("input", {
        type: "search", name: "query", maxlength: 60, value: query.get("query") ?? "",
      })),
    Object.keys(choices).map((name) => filter(name, query.get(name) ?? "", search)),
    h("button", { class: "button solid" }, t("works.find")));
  await load(true);

  return {
    title: t("works.title"),
    element: h("div", { class: "page" },
      h("h1", { class: "display" }, t("works.title")),
      h("p", { class: "standfirst" }, t("works.lead")),
      form, tally, grid, more),
  };
}
