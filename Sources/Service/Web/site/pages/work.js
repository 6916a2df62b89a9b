// A work: what was filed, what stands against it, and its certificate checked on the spot.

import { read, readOr } from "../api.js";
import { check, steps } from "../certificate.js";
import { digestOfFile } from "../ed25519.js";
import { announce, fill, h } from "../dom.js";
import { bytes, count, money, rate } from "../format.js";
import { badge, command, digest, drawnPreview, facts, preview, scopeText, section, tag, timeOf }
  from "../parts.js";
import { t, word } from "../strings.js";

const fileSizeMaximum = 64 * 1024 * 1024;
const marks = { pass: "✓", fail: "✗", unable: "?", wait: "·" };

function authorsView(asset) {
  return [
    h("ul", { class: "shares" }, asset.authors.map((author) => h("li", {},
      h("span", {}, t("common.account", { number: author.account })),
      h("span", {
        class: "share-bar", "aria-hidden": "true",
        style: { "--share": String(author.share / 10_000) },
      }),
      h("span", { class: "figure" }, rate(author.share))))),
    h("p", { class: "note" }, t("work.authorsNote")),
  ];
}

function compare(asset) {
  const result = h("p", { class: "compare-result", role: "status" });
  const input = h("input", { type: "file", id: "compare-input", class: "visually-hidden" });
  input.addEventListener("change", async () => {
    const file = input.files[0];
    if (!file) return;
    if (file.size > fileSizeMaximum) {
      result.textContent = t("work.compareLarge");
      return;
    }
    if (!globalThis.crypto?.subtle) {
      result.textContent = t("certificate.insecure-context");
      return;
    }
    const found = await digestOfFile(file);
    const match = asset.files.find((one) => one.sha256 === found);
    result.className = `compare-result ${match ? "good" : ""}`;
    result.textContent = match
      ? t("work.compareSame", { name: match.name })
      : t("work.compareOther", { digest: found });
  });
  return h("div", { class: "compare" },
    input, h("label", { for: "compare-input", class: "button" }, t("work.compare")),
    h("small", {}, t("work.compareNote")), result);
}

function filesView(asset) {
  return [
    h("table", { class: "files" },
      h("thead", {}, h("tr", {},
        h("th", { scope: "col" }, t("work.file")), h("th", { scope: "col" }, t("work.size")),
        h("th", { scope: "col" }, "SHA-256"))),
      h("tbody", {}, asset.files.map((file) => h("tr", {},
        h("td", {}, h("span", { class: "file-name" }, file.name),
          h("small", {}, file.mediaType, " · ", word("role", file.role))),
        h("td", { class: "nowrap" }, bytes(file.size)),
        h("td", {}, digest(file.sha256, 12, 8)))))),
    compare(asset),
  ];
}

/** Works that a filing resembled, each beside its picture; where a part of one picture is a part of
 * the other, both are shown with that part drawn. */
export function similarView(number, similar) {
  return h("ul", { class: "similar" }, similar.map((hit) => h("li", {},
    h("a", { href: `/works/${hit.asset}` },
      hit.region ? null : preview(hit.asset, `№ ${hit.asset}`),
      h("span", {}, h("strong", {}, word("work.verdict", hit.verdict)),
        h("span", {}, t("common.work", { number: hit.asset })),
        h("small", {}, t("work.score", { score: count(hit.score) }),
          hit.algorithm ? ` · ${hit.algorithm}` : ""),
        hit.cleared && h("small", { class: "good" }, word("work.cleared", hit.cleared)))),
    hit.region && hit.queryRegion && h("figure", { class: "drawn-pair" },
      drawnPreview(number, `№ ${number}`, hit.queryRegion),
      drawnPreview(hit.asset, `№ ${hit.asset}`, hit.region),
      h("figcaption", {}, t("work.regionNote", { here: number, there: hit.asset }))))));
}

function freezeView(asset) {
  const frozen = asset.frozen ?? [];
  return frozen.length === 0
    ? h("p", { class: "notice good" }, t("work.notFrozen"))
    : h("p", { class: "notice bad" }, t("work.frozen", { scope: scopeText(frozen) }),
      " ", h("a", { href: "/bulletin" }, t("nav.bulletin")));
}

function editionsView(editions) {
  if (editions.length === 0) return h("p", { class: "empty" }, t("work.noEditions"));
  return h("ul", { class: "editions" }, editions.map((edition) => h("li", {},
    h("span", {}, t("instrument.editionNumber", { number: edition.edition })),
    h("span", {}, t("common.units", { count: count(edition.quantity) })),
    edition.instrument
      ? h("a", { href: `/instruments/${edition.instrument}` },
        h("code", { class: "symbol" }, edition.instrument),
        edition.last ? ` ${money(edition.last)}` : "")
      : h("span", { class: "muted" }, t("work.notListed")))));
}

/** The panel that checks a certificate and says, step by step, what it found; `glance` says the
 * verdict at the top of the page. */
function certificatePanel(asset, certificate, glance, signal) {
  const seal = h("div", { class: "stamp", "aria-hidden": "true", lang: "zh-CN" });
  const headline = h("p", { class: "verdict-text", id: "verdict-text" });
  const reason = h("p", { class: "verdict-reason" });
  const panel = h("div", { class: "certificate", id: "certificate-verdict" });
  const items = new Map(steps.map((name) => [name, h("li", { data: { step: name } })]));

  function drawStep(name, { state, facts: found, what }) {
    let detail = t(`step.${name}.why`, found);
    if (state === "fail") detail = t("step.failed", { what });
    else if (state === "unable") detail = what ? t("step.unable", { what }) : "";
    else if (state === "wait") detail = "";
    else if (found?.pending) detail = t("step.growth.pending", found);
    const item = items.get(name);
    item.dataset.state = state;
    fill(item,
      h("span", { class: "step-mark", "aria-hidden": "true" }, marks[state]),
      h("div", {},
        h("strong", {}, t(`step.${name}`)),
        h("span", { class: "visually-hidden" }, `: ${t(`certificate.state.${state}`)}`),
        detail && h("p", {}, detail),
        state === "pass" && found?.key && digest(found.key, 20, 8)));
  }
  function drawVerdict(verdict, why) {
    panel.dataset.verdict = verdict;
    seal.textContent = t(`certificate.seal.${verdict}`);
    const key = verdict === "unable" && why === "unreachable" ? "unreached" : verdict;
    headline.textContent = t(`certificate.${key}`);
    glance.textContent = headline.textContent;
    glance.className = `badge ${{ valid: "good", invalid: "bad" }[verdict] ?? "wait"}`;
    reason.textContent = why ? t(`certificate.${why}`) : "";
    if (verdict !== "checking") announce(headline.textContent);
  }

  fill(panel,
    h("div", { class: "verdict" }, seal, h("div", {}, headline, reason,
      h("p", { class: "note" }, t("certificate.lead")))),
    h("ol", { class: "steps" }, [...items.values()]),
    h("div", { class: "independent" },
      h("p", {}, t("certificate.independent")),
      command(`yunshang verify ${location.origin}`),
      h("a", { href: `/v1/assets/${asset.asset}/certificate` }, t("certificate.download"))));
  for (const name of steps) drawStep(name, { state: "wait" });
  drawVerdict("checking");
  check(certificate, { asset: asset.asset, signal, onStep: drawStep }).then(
    ({ verdict, reason: why }) => drawVerdict(verdict, why),
    (error) => {
      if (error.name !== "AbortError") drawVerdict("unable", "unreachable");
    });
  return panel;
}

/** The filing as its authors signed it, which the certificate carries. */
function filingOf(certificate) {
  try {
    return JSON.parse(certificate.evidence[0].entry).open;
  } catch {
    return null;
  }
}

export async function workPage({ signal, parameter: number }) {
  const asset = await read(`/v1/assets/${number}`, signal);
  const [editions, certificate] = await Promise.all([
    Promise.all((asset.editions ?? []).map((id) => readOr(null, `/v1/editions/${id}`, signal))),
    readOr(null, `/v1/assets/${number}/certificate`, signal),
  ]);
  const glance = h("a", { class: "badge", href: "#certificate" });
  const consent = filingOf(certificate)?.consent;
  return {
    title: asset.title,
    element: h("div", { class: "page work", data: { asset: asset.asset } },
      h("nav", { class: "crumbs", "aria-label": t("nav.works") },
        h("a", { href: "/works" }, t("nav.works")), " / ", `№ ${asset.asset}`),
      h("div", { class: "work-top" },
        h("div", { class: "work-picture" },
          preview(asset.asset, asset.title, { eager: true, path: asset.preview })),
        h("div", { class: "work-head" },
          h("p", { class: "eyebrow" }, `№ ${asset.asset}`),
          h("h1", { class: "display" }, asset.title),
          h("p", { class: "tags" }, badge("status", asset.status), tag(word("kind", asset.kind)),
            tag(asset.class), tag(word("making", asset.making)), certificate && glance),
          asset.description && h("p", { class: "description" }, asset.description),
          facts([
            [t("work.registered"), timeOf(asset.registered)],
            [t("work.category"), asset.category],
            [t("work.basis"), word("basis", asset.basis)],
            [t("work.class"), word("class", asset.class)],
            consent && [t("consent.likeness"), word("consent", consent.likeness)],
            consent && [t("consent.voice"), word("consent", consent.voice)],
          ]),
          h("h2", { class: "small-head" }, t("work.authors")), authorsView(asset),
          h("h2", { class: "small-head" }, t("work.editions")),
          editionsView(editions.filter(Boolean)))),
      section(t("certificate.title"), { id: "certificate" }, certificate
        ? certificatePanel(asset, certificate, glance, signal)
        : h("p", { class: "empty" }, t("certificate.none"))),
      h("div", { class: "two" },
        section(t("work.files"), { id: "files" }, filesView(asset)),
        h("div", {},
          section(t("work.freeze"), { id: "freeze" }, freezeView(asset)),
          section(t("work.similar"), { id: "similar" }, (asset.similar ?? []).length === 0
            ? h("p", { class: "empty" }, t("work.noSimilar"))
            : similarView(asset.asset, asset.similar))))),
  };
}
