// The board: the market at a glance, and the newest works.

import { newestAssets, read, readOr } from "../api.js";
import { sparkline } from "../chart.js";
import { fill, h } from "../dom.js";
import { follow, throttle } from "../feed.js";
import { change, count, money } from "../format.js";
import { badge, preview, section, timeOf, workCard } from "../parts.js";
import { t, word } from "../strings.js";

const worksShown = 12;
const tradesShown = 12;
const tradesRead = 500;
const trendLength = 60;
const trendReadsMaximum = 40;
const refreshInterval = 1_000;

export const volumeText = (volume) => volume !== null && typeof volume === "object"
  ? t("instrument.volumeToday", { today: count(volume.today), ever: count(volume.ever) })
  : count(volume);
const volumeOf = (instrument) => Number(instrument.volume?.ever ?? instrument.volume ?? 0);

/** A change of price as a coloured figure with its arrow. */
export function changeView(from, to) {
  const moved = change(from, to);
  if (!moved) return h("span", { class: "change flat" }, "—");
  const arrow = { up: "▲ ", down: "▼ ", flat: "" }[moved.direction];
  return h("span", { class: `change ${moved.direction}` }, arrow, moved.text);
}

async function load(signal) {
  const [{ instruments }, rules, status, { trades }] = await Promise.all([
    read("/v1/instruments", signal), readOr(null, "/v1/rules", signal),
    read("/v1/status", signal), readOr({ trades: [] }, `/v1/trades?limit=${tradesRead}`, signal),
  ]);
  const bySymbol = new Map();
  for (const trade of trades) {
    if (!bySymbol.has(trade.instrument)) bySymbol.set(trade.instrument, []);
    bySymbol.get(trade.instrument).push(trade);
  }
  // A quiet instrument's last trades can lie behind all those of the busy ones.
  const quiet = instruments.filter((one) =>
    one.last && (bySymbol.get(one.instrument)?.length ?? 0) < 2).slice(0, trendReadsMaximum);
  await Promise.all(quiet.map(async ({ instrument }) => {
    const path = `/v1/instruments/${instrument}/trades?limit=${trendLength}`;
    bySymbol.set(instrument, (await readOr({ trades: [] }, path, signal)).trades);
  }));
  // Oldest first, as a drawing wants them.
  for (const [symbol, list] of bySymbol) bySymbol.set(symbol, list.slice(0, trendLength).reverse());
  instruments.sort((a, b) => volumeOf(b) - volumeOf(a));
  return { instruments, rules, status, trades, bySymbol };
}

function strip({ instruments, rules, status }) {
  const cell = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value));
  return h("dl", { class: "strip", "aria-label": t("strip.label") },
    cell(t("strip.rules"), h("code", {}, status.rules ?? rules?.version ?? "—")),
    cell(t("strip.approval"), rules?.approval || t("strip.noApproval")),
    cell(t("strip.listed"), count(instruments.length)),
    cell(t("strip.entries"), count(status.logSize)),
    status.lag && cell(
      t("strip.lag"), t("strip.seconds", { seconds: Number(status.lag.catalog).toFixed(1) })));
}

function featured(instrument, trend) {
  const path = `/instruments/${instrument.instrument}`;
  return h("article", { class: "featured" },
    h("a", { class: "featured-picture", href: path, tabindex: "-1", "aria-hidden": "true" },
      preview(instrument.asset, instrument.title, { eager: true })),
    h("div", { class: "featured-text" },
      h("p", { class: "eyebrow" }, t("board.featured")),
      h("h2", { class: "display" }, h("a", { href: path }, instrument.title)),
      h("p", { class: "featured-meta" }, h("code", { class: "symbol" }, instrument.instrument),
        badge("phase", instrument.phase)),
      h("div", { class: "featured-price" },
        h("span", { class: "price" }, money(instrument.last)), changeView(trend[0]?.price, instrument.last)),
      sparkline(trend, { width: 420, height: 92 }),
      h("dl", { class: "quote" },
        h("div", { class: "bid" }, h("dt", {}, t("instrument.bid")),
          h("dd", {}, money(instrument.bestBid))),
        h("div", { class: "ask" }, h("dt", {}, t("instrument.ask")),
          h("dd", {}, money(instrument.bestAsk))),
        h("div", {}, h("dt", {}, t("instrument.volume")), h("dd", {}, volumeText(instrument.volume))),
        h("div", {}, h("dt", {}, t("instrument.issued")), h("dd", {}, count(instrument.quantity)))),
      h("a", { class: "button", href: path }, t("board.open"))));
}

function instrumentRow(instrument, trend) {
  const path = `/instruments/${instrument.instrument}`;
  return h("tr", { data: { symbol: instrument.instrument } },
    h("th", { scope: "row" }, h("a", { class: "listing", href: path },
      preview(instrument.asset, instrument.title),
      h("span", {}, h("code", { class: "symbol" }, instrument.instrument),
        h("span", { class: "listing-title" }, instrument.title)))),
    h("td", { class: "trend" }, sparkline(trend)),
    h("td", { class: "figure strong" }, money(instrument.last),
      changeView(trend[0]?.price, instrument.last)),
    h("td", { class: "figure bid", data: { label: t("instrument.bid") } }, money(instrument.bestBid)),
    h("td", { class: "figure ask", data: { label: t("instrument.ask") } }, money(instrument.bestAsk)),
    h("td", { class: "figure", data: { label: t("instrument.volume") } },
      volumeText(instrument.volume)),
    h("td", { class: "state" }, badge("phase", instrument.phase)),
    h("td", { class: "rules" }, h("code", {}, instrument.rules)));
}

function instrumentTable({ instruments, bySymbol }) {
  if (instruments.length === 0) return h("p", { class: "empty" }, t("board.none"));
  const column = (name, className) => h("th", { scope: "col", class: className }, t(name));
  return h("table", { class: "instruments" },
    h("thead", {}, h("tr", {},
      column("instrument.symbol"), column("instrument.trend", "trend"),
      column("instrument.last", "figure"), column("instrument.bid", "figure"),
      column("instrument.ask", "figure"), column("instrument.volume", "figure"),
      column("instrument.phase"), column("instrument.rules", "rules"))),
    h("tbody", {}, instruments.map((one) => instrumentRow(one, bySymbol.get(one.instrument) ?? []))));
}

function tape({ trades }) {
  if (trades.length === 0) return h("p", { class: "empty" }, t("board.noTrades"));
  return h("ol", { class: "tape" }, trades.slice(0, tradesShown).map((trade) => h("li", {},
    h("a", { href: `/instruments/${trade.instrument}` },
      h("code", { class: "symbol" }, trade.instrument),
      h("span", { class: `side-${trade.side}` },
        trade.side === "buy" ? "▲ " : "▼ ", money(trade.price)),
      h("span", { class: "muted" }, "× ", count(trade.quantity)),
      timeOf(trade.time, "clock")))));
}

/** The connection's state, for the reader's eye and ear. */
export function liveMark() {
  const text = h("span", {});
  const element = h("span", { class: "live", role: "status" }, h("i", { "aria-hidden": "true" }), text);
  return {
    element,
    set(state) {
      element.dataset.state = state;
      text.textContent = word("live", state);
    },
  };
}

export async function boardPage({ signal, onLeave }) {
  const live = liveMark();
  const market = h("div", { class: "market" });
  const works = h("div", { class: "lookbook" });
  const stripBox = h("div", {});
  let sequence = 0;

  async function refresh() {
    const data = await load(signal);
    sequence = data.status.sequence;
    const lead = data.instruments.find((one) => one.last) ?? data.instruments[0];
    fill(stripBox, strip(data));
    fill(market,
      lead && h("div", { class: "lead" }, featured(lead, data.bySymbol.get(lead.instrument) ?? []),
        h("aside", { class: "panel", "aria-labelledby": "tape-title" },
          h("h2", { id: "tape-title" }, t("board.tape")), tape(data))),
      section(t("board.instruments"), { id: "instruments" }, instrumentTable(data)));
  }
  async function refreshWorks() {
    const newest = await newestAssets(worksShown, sequence, signal);
    fill(works, newest.length === 0
      ? h("p", { class: "empty" }, t("board.noWorks"))
      : newest.map(workCard));
  }

  await refresh();
  await refreshWorks();
  const soon = throttle(refreshInterval, refresh);
  const worksSoon = throttle(refreshInterval, async () => {
    await refresh();
    await refreshWorks();
  });
  let opened = false;
  const end = follow(null, {
    onOpen() {
      if (opened) worksSoon.ask();
      opened = true;
    },
    onEvent(event) {
      const ofWorks = event.event.startsWith("asset-") || event.event.startsWith("claim-");
      (ofWorks ? worksSoon : soon).ask();
    },
    onState: (state) => live.set(state),
  });
  onLeave(end);
  onLeave(soon.end);
  onLeave(worksSoon.end);

  return {
    title: "",
    element: h("div", { class: "page board" },
      h("div", { class: "title-row" },
        h("h1", { class: "verse-title" }, t("site.verse")), live.element),
      stripBox, market,
      section(t("board.works"), {
        id: "works", aside: h("a", { class: "more", href: "/works" }, t("board.allWorks"), " →"),
      }, works)),
  };
}
