// Pieces that several pages share.

import { h } from "./dom.js";
import { clock, date, iso, moment, shortened } from "./format.js";
import { t, word } from "./strings.js";

const toneOf = {
  registered: "good", continuous: "good", released: "good",
  examination: "wait", open: "wait", countered: "wait", noticed: "wait", closed: "wait",
  contested: "bad", refused: "bad", halted: "bad", upheld: "bad", partial: "bad",
};

/** A badge with a word of the wire. */
export const badge = (group, name) =>
  h("span", { class: `badge ${toneOf[name] ?? ""}` }, word(group, name));

/** A plain label. */
export const tag = (...children) => h("span", { class: "tag" }, ...children);

/** A work's picture on its mat, or a woven blank where there is none. */
export function preview(asset, title, { eager = false, path } = {}) {
  const source = path === undefined ? `/v1/assets/${asset}/preview` : path;
  const frame = h("span", { class: "mat" });
  const blank = () => {
    frame.classList.add("blank");
    frame.replaceChildren(h("span", { class: "blank-word" }, t("common.noPreview")));
  };
  if (!source) {
    blank();
    return frame;
  }
  const image = h("img", {
    src: source, alt: t("common.preview", { title }), loading: eager ? "eager" : "lazy",
    decoding: "async", on: { error: blank },
  });
  frame.append(image);
  return frame;
}

/** A work's picture with a part of it drawn: left, top, width and height in thousandths. */
export function drawnPreview(asset, title, [left, top, width, height]) {
  const part = (thousandths) => `${thousandths / 10}%`;
  const frame = h("span", { class: "drawn" });
  const image = h("img", {
    src: `/v1/assets/${asset}/preview`, alt: t("common.preview", { title }), loading: "lazy",
    decoding: "async", on: { error: () => frame.remove() },
  });
  frame.append(image, h("span", {
    class: "drawn-part", "aria-hidden": "true",
    style: {
      "inset-inline-start": part(left), "inset-block-start": part(top),
      "inline-size": part(width), "block-size": part(height),
    },
  }));
  return frame;
}

/** A moment in Shanghai. */
export function timeOf(microseconds, form = "moment") {
  if (typeof microseconds !== "number") return "—";
  const text = { moment, date, clock }[form](microseconds);
  return h("time", { datetime: iso(microseconds), title: moment(microseconds) }, text);
}

/** A button that copies `text`. */
export function copyButton(text) {
  const button = h("button", { type: "button", class: "copy" }, t("common.copy"));
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without a clipboard (no HTTPS) the text stays selectable beside the button.
      return;
    }
    button.textContent = t("common.copied");
    setTimeout(() => { button.textContent = t("common.copy"); }, 1_600);
  });
  return button;
}

/** A digest or key: short to the eye, whole to the clipboard. */
export const digest = (text, first = 10, last = 8) =>
  h("span", { class: "digest" },
    h("code", { title: text }, shortened(text, first, last)), copyButton(text));

/** A command line to copy. */
export const command = (text) =>
  h("div", { class: "command" }, h("code", {}, text), copyButton(text));

/** A button that reads more, and says so where that fails. */
export function moreButton(work) {
  const failure = h("span", { class: "muted", role: "alert" });
  const button = h("button", { type: "button", class: "button" }, t("common.more"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    failure.textContent = "";
    try {
      await work();
    } catch (error) {
      if (error.name !== "AbortError") {
        failure.textContent = error.message || t("error.unreachable");
      }
    }
    button.disabled = false;
  });
  return h("div", { class: "more-row", hidden: true }, button, failure);
}

/** A list of facts: pairs of a name and what stands for it; pairs without a value are left out. */
export const facts = (pairs, className = "") =>
  h("dl", { class: `facts ${className}` }, pairs
    .filter((pair) => pair && pair[1] !== null && pair[1] !== undefined)
    .map(([name, ...value]) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value))));

/** A section with its heading. */
export function section(title, { id, aside, className = "" } = {}, ...children) {
  const heading = h("h2", { id: id && `${id}-title` }, title);
  return h(
    "section", { class: className, id, "aria-labelledby": id && `${id}-title` },
    h("div", { class: "section-head" }, heading, aside), ...children);
}

/** What a frozen work may not do, in words. */
export const scopeText = (scope) => (scope ?? []).map((one) => word("scope", one)).join(
  t("common.comma"));

/** A work as a card of the lookbook. */
export function workCard(asset) {
  return h("a", { class: "card", href: `/works/${asset.asset}` },
    preview(asset.asset, asset.title, { path: asset.preview }),
    h("span", { class: "card-number" }, `№ ${asset.asset}`),
    h("span", { class: "card-title" }, asset.title),
    h("span", { class: "card-meta" }, word("kind", asset.kind), " · ", asset.class),
    asset.status !== "registered" && badge("status", asset.status),
    (asset.frozen ?? []).length > 0 && h("span", { class: "badge bad" }, t("work.freeze")));
}
