// An instrument: its book and trades as they happen, its terms and its edition.

import { read, readOr } from "../api.js";
import { tradeChart } from "../chart.js";
import { fill, h } from "../dom.js";
import { follow, throttle } from "../feed.js";
import { count, money, rate } from "../format.js";
import { badge, digest, facts, preview, scopeText, section, timeOf } from "../parts.js";
import { t, word } from "../strings.js";
import { changeView, liveMark, volumeText } from "./board.js";

const depth = 12;
const tradesRead = 120;
const tradesShown = 24;
const bookInterval = 300;
const quietInterval = 15_000;

/** A book is shown only if it is one: both sides in their sequence and not crossed. */
function isSound({ bids, asks }) {
  const rises = (levels, sign) => levels.every((level, index) =>
    index === 0 || sign * (Number(level.limit) - Number(levels[index - 1].limit)) > 0);
  return rises(bids, -1) && rises(asks, 1) &&
    (bids.length === 0 || asks.length === 0 || Number(bids[0].limit) < Number(asks[0].limit));
}

function bookSide(levels, side, most, previous) {
  // Prices meet in the middle: the two sides mirror one another.
  const mirrored = (...cells) => (side === "ask" ? cells.reverse() : cells);
  const row = (attributes, ...cells) => h("tr", { role: "row", ...attributes }, mirrored(...cells));
  const head = (name, className) =>
    h("th", { scope: "col", role: "columnheader", class: className }, t(`instrument.${name}`));
  const cell = (className, ...value) => h("td", { role: "cell", class: className }, ...value);
  let sum = 0;
  const rows = levels.map((level) => {
    sum += Number(level.quantity);
    const fresh = previous && previous.get(level.limit) !== level.quantity;
    return row({ class: fresh ? "fresh" : undefined },
      cell("orders", count(level.orders)), cell("", count(level.quantity)),
      cell("level-price", money(level.limit), h("span", {
        class: "depth", "aria-hidden": "true", style: { "--depth": String(sum / most) },
      })));
  });
  if (rows.length === 0) rows.push(row({}, cell("empty", t("instrument.emptySide"))));
  return h("table", { class: `side ${side}`, role: "table" },
    h("caption", {}, t(side === "bid" ? "instrument.bids" : "instrument.asks")),
    h("thead", { role: "rowgroup" },
      row({}, head("orders", "orders"), head("quantity"), head("price"))),
    h("tbody", { role: "rowgroup" }, rows));
}

const levelsOf = (levels) => new Map(levels.map((level) => [level.limit, level.quantity]));

function bookView(book, before) {
  const total = (levels) => levels.reduce((sum, level) => sum + Number(level.quantity), 0);
  const most = Math.max(total(book.bids), total(book.asks), 1);
  const [bid, ask] = [book.bids[0]?.limit, book.asks[0]?.limit];
  return [
    h("div", { class: "book-sides" },
      bookSide(book.bids, "bid", most, before && levelsOf(before.bids)),
      bookSide(book.asks, "ask", most, before && levelsOf(before.asks))),
    h("p", { class: "book-foot" },
      h("span", {}, t("instrument.spread"), " ",
        bid && ask ? money(String(BigInt(ask) - BigInt(bid))) : "—"),
      h("span", { class: "muted" }, t("instrument.asOf", { sequence: count(book.sequence) }))),
  ];
}

function tradesTable(trades, seen) {
  if (trades.length === 0) return h("p", { class: "empty" }, t("board.noTrades"));
  return h("table", { class: "trades" },
    h("thead", {}, h("tr", {},
      h("th", { scope: "col" }, t("instrument.time")),
      h("th", { scope: "col" }, t("instrument.side")),
      h("th", { scope: "col", class: "figure" }, t("instrument.price")),
      h("th", { scope: "col", class: "figure" }, t("instrument.quantity")))),
    h("tbody", {}, trades.slice(0, tradesShown).map((trade) => h("tr", {
      class: seen && !seen.has(trade.trade) ? "fresh" : undefined, data: { trade: trade.trade },
    },
      h("td", {}, h("a", {
        href: `/v1/receipts/${/^t(\d+)\./.exec(trade.trade)?.[1] ?? 0}`,
        title: t("instrument.receipt"),
      }, timeOf(trade.time, "clock"))),
      h("td", { class: `side-${trade.side}` },
        trade.side === "buy" ? "▲ " : "▼ ", t(`common.${trade.side}`)),
      h("td", { class: `figure side-${trade.side}` }, money(trade.price)),
      h("td", { class: "figure" }, count(trade.quantity))))));
}

function headline(instrument, trades, asset) {
  const cell = (name, value, className) =>
    h("div", { class: className }, h("dt", {}, t(name)), h("dd", {}, value));
  return [
    h("div", { class: "headline-price" },
      h("span", { class: "price" }, money(instrument.last)),
      h("span", { title: t("instrument.change") },
        changeView(trades.at(-1)?.price, instrument.last)),
      badge("phase", instrument.phase)),
    h("dl", { class: "quote" },
      cell("instrument.bid", money(instrument.bestBid), "bid"),
      cell("instrument.ask", money(instrument.bestAsk), "ask"),
      cell("instrument.volume", volumeText(instrument.volume)),
      cell("instrument.issued", count(instrument.quantity)),
      cell("instrument.tick", money(instrument.tick)),
      cell("instrument.rules", h("code", {}, instrument.rules))),
    (asset?.frozen ?? []).length > 0 && h("p", { class: "notice bad" },
      t("instrument.frozen", { scope: scopeText(asset.frozen) })),
  ];
}

function termsView(edition, instrument) {
  const terms = edition?.terms ?? {};
  const fees = terms.fees ?? instrument.fees ?? {};
  const royalties = terms.royalties ?? [];
  const total = royalties.reduce((sum, line) => sum + Number(line.rate), 0);
  return [
    facts([
      [t("instrument.licence"), word("licence", terms.licence)],
      [t("instrument.makerFee"), rate(fees.maker)],
      [t("instrument.takerFee"), rate(fees.taker)],
      [t("instrument.royalties"), royalties.length === 0
        ? t("instrument.noRoyalties")
        : h("ul", { class: "lines" },
          royalties.map((line) => h("li", {},
            h("span", {}, t("common.account", { number: line.account })),
            h("span", {}, rate(line.rate)))),
          royalties.length > 1 && h("li", { class: "sum" },
            h("span", {}, t("instrument.total")), h("span", {}, rate(total))))],
      [t("instrument.digest"), digest(edition?.termsDigest ?? instrument.terms),
        h("small", {}, t("instrument.termsNote"))],
    ]),
    h("p", { class: "note" }, t("instrument.title")),
  ];
}

function editionView(edition, instrument, asset) {
  return facts([
    [t("instrument.edition"), t("instrument.editionNumber", { number: instrument.edition })],
    [t("instrument.issued"), t("common.units", { count: count(instrument.quantity) })],
    [t("instrument.issuer"),
      edition?.issuer ? t("common.account", { number: edition.issuer }) : undefined],
    [t("instrument.asset"), h("a", { href: `/works/${instrument.asset}` },
      t("common.work", { number: instrument.asset }))],
    asset && [t("work.kind"), word("kind", asset.kind)],
    asset && [t("work.class"), word("class", asset.class)],
    asset && [t("work.making"), word("making", asset.making)],
  ]);
}

export async function instrumentPage({ signal, onLeave, parameter: symbol }) {
  const base = `/v1/instruments/${symbol}`;
  let instrument = await read(base, signal);
  let [trades, edition, asset] = await Promise.all([
    read(`${base}/trades?limit=${tradesRead}`, signal).then((answer) => answer.trades),
    readOr(null, `/v1/editions/${instrument.edition}`, signal),
    readOr(null, `/v1/assets/${instrument.asset}`, signal),
  ]);
  let book = null;
  let seen = null;
  let needed = 0;
  const live = liveMark();
  const chart = tradeChart();
  const box = {
    head: h("div", { class: "headline" }), book: h("div", { class: "book", id: "book-body" }),
    trades: h("div", { class: "trades-box", tabindex: "0", role: "region",
      "aria-label": t("instrument.trades") }),
    stale: h("p", { class: "notice stale", role: "alert", hidden: true }, t("live.stale")),
  };

  function drawTrades() {
    fill(box.trades, tradesTable(trades, seen));
    seen = new Set(trades.map((trade) => trade.trade));
    chart.update([...trades].reverse());
  }

  async function refreshBook() {
    const [nextBook, nextInstrument] = await Promise.all([
      read(`${base}/book?depth=${depth}`, signal), read(base, signal),
    ]);
    // The snapshot may have been taken before the event that asked for it, or before the one shown.
    const tooOld = nextBook.sequence < needed || (book && nextBook.sequence < book.sequence);
    if (tooOld || !isSound(nextBook)) {
      bookSoon.ask();
      if (book) return;
    }
    instrument = nextInstrument;
    if (isSound(nextBook)) {
      fill(box.book, bookView(nextBook, book));
      book = nextBook;
    }
    fill(box.head, headline(instrument, trades, asset));
  }
  async function refreshTrades() {
    trades = (await read(`${base}/trades?limit=${tradesRead}`, signal)).trades;
    drawTrades();
    fill(box.head, headline(instrument, trades, asset));
  }
  const bookSoon = throttle(bookInterval, refreshBook);
  const tradesSoon = throttle(bookInterval, refreshTrades);
  const workSoon = throttle(1_000, async () => {
    asset = await readOr(asset, `/v1/assets/${instrument.asset}`, signal);
    bookSoon.ask();
  });

  fill(box.head, headline(instrument, trades, asset));
  drawTrades();
  await refreshBook();
  onLeave(follow(symbol, {
    onOpen() {
      bookSoon.ask();
      tradesSoon.ask();
    },
    onEvent(event, sequence) {
      if (Number.isFinite(sequence)) needed = Math.max(needed, sequence);
      bookSoon.ask();
      if (event.event === "trade") tradesSoon.ask();
      if (event.event.startsWith("claim-") || event.event.startsWith("instrument-")) workSoon.ask();
    },
    onState(state) {
      live.set(state);
      box.stale.hidden = state !== "lost";
    },
  }));
  // Should a connection hang without an error, the book is still never older than this.
  const pulse = setInterval(() => bookSoon.ask(), quietInterval);
  onLeave(() => clearInterval(pulse));
  for (const end of [bookSoon.end, tradesSoon.end, workSoon.end, chart.end]) onLeave(end);

  return {
    title: `${symbol} ${instrument.title}`,
    onShown: () => chart.update([...trades].reverse()),
    element: h("div", { class: "page instrument", data: { symbol } },
      h("nav", { class: "crumbs", "aria-label": t("nav.board") },
        h("a", { href: "/" }, t("nav.board")), " / ", h("code", {}, symbol)),
      h("div", { class: "instrument-top" },
        h("a", { class: "instrument-picture", href: `/works/${instrument.asset}` },
          preview(instrument.asset, instrument.title, { eager: true })),
        h("div", { class: "instrument-head" },
          h("div", { class: "title-row" },
            h("p", { class: "eyebrow" }, h("code", { class: "symbol" }, symbol)), live.element),
          h("h1", { class: "display" }, instrument.title),
          box.head, box.stale)),
      h("div", { class: "trading" },
        section(t("instrument.chart"), { id: "chart", className: "panel chart-panel" },
          chart.element),
        section(t("instrument.book"), { id: "book", className: "panel book-panel" }, box.book),
        section(t("instrument.trades"), { id: "trades", className: "panel trades-panel" },
          box.trades)),
      h("div", { class: "two" },
        section(t("instrument.terms"), { id: "terms" }, termsView(edition, instrument)),
        section(t("instrument.edition"), { id: "edition" },
          editionView(edition, instrument, asset)))),
  };
}
