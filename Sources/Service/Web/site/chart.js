// Drawings of trades, in SVG.

import { h, s } from "./dom.js";
import { clock, count, money, moment } from "./format.js";
import { t } from "./strings.js";

const number = (value) => value.toFixed(2);

/** Prices as numbers for drawing only; what is written beside them stays exact. */
const priceOf = (trade) => Number(trade.price);

/** A line of the last prices, oldest first, without axes. */
export function sparkline(trades, { width = 120, height = 34 } = {}) {
  const prices = trades.map(priceOf);
  const svg = s("svg", {
    class: "spark", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true",
    preserveAspectRatio: "none",
  });
  if (prices.length < 2) {
    svg.append(s("line", {
      x1: 0, x2: width, y1: height / 2, y2: height / 2, class: "spark-flat",
    }));
    return svg;
  }
  const low = Math.min(...prices);
  const span = Math.max(...prices) - low || 1;
  const points = prices.map((price, index) => [
    (index / (prices.length - 1)) * width, height - 3 - ((price - low) / span) * (height - 6),
  ]);
  const line = points.map(([x, y]) => `${number(x)},${number(y)}`).join(" ");
  const direction = prices.at(-1) > prices[0] ? "up" : prices.at(-1) < prices[0] ? "down" : "flat";
  svg.classList.add(direction);
  svg.append(
    s("polygon", { points: `0,${height} ${line} ${width},${height}`, class: "spark-area" }),
    s("polyline", { points: line, class: "spark-line", "vector-effect": "non-scaling-stroke" }));
  return svg;
}

/** Round steps for an axis of prices in fen. */
function axisSteps(low, high, wanted) {
  const rough = Math.max((high - low) / wanted, 1);
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((size) => size >= rough);
  const values = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) {
    values.push(Math.round(value));
  }
  return values;
}

/** The chart of an instrument's page: a step a trade, with the quantity below. `update(trades)`
 * redraws it from trades in the sequence they happened. */
export function tradeChart() {
  const svg = s("svg", { class: "chart", role: "img", tabindex: "0" });
  const readout = h("p", { class: "chart-readout", "aria-live": "off" });
  const area = h("div", { class: "chart-area-box" }, svg);
  const element = h("div", { class: "chart-box" }, readout, area);
  let trades = [];
  let points = [];
  let selected = -1;
  let box = { width: 0, height: 0 };

  function describe(index) {
    const trade = trades[index];
    readout.replaceChildren();
    if (!trade) return;
    readout.append(
      h("strong", {}, money(trade.price)), " × ", count(trade.quantity), " · ",
      typeof trade.time === "number" ? moment(trade.time) : "", " · ",
      h("span", { class: `side-${trade.side}` },
        trade.side === "buy" ? "▲ " : "▼ ", t(`common.${trade.side}`)));
  }

  function draw() {
    box = { width: area.clientWidth, height: area.clientHeight };
    const { width, height } = box;
    if (width === 0 || height === 0) return;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.replaceChildren();
    points = [];
    if (trades.length === 0) {
      svg.setAttribute("aria-label", t("board.noTrades"));
      svg.append(s("text", {
        x: width / 2, y: height / 2, class: "chart-empty", "text-anchor": "middle",
      }, t("board.noTrades")));
      describe(-1);
      return;
    }
    const prices = trades.map(priceOf);
    const low = Math.min(...prices);
    const high = Math.max(...prices);
    const margin = Math.max((high - low) * 0.12, low * 0.004, 1);
    const [bottom, top] = [Math.max(0, low - margin), high + margin];
    const right = 66;
    const volumeHeight = Math.round(height * 0.16);
    const priceHeight = height - volumeHeight - 34;
    const plotWidth = width - right;
    const x = (index) => trades.length === 1
      ? plotWidth / 2
      : 6 + (index / (trades.length - 1)) * (plotWidth - 12);
    const y = (price) => 8 + (1 - (price - bottom) / (top - bottom)) * (priceHeight - 8);

    const lastY = y(prices.at(-1));
    for (const value of axisSteps(bottom, top, 4)) {
      svg.append(
        s("line", { x1: 0, x2: plotWidth, y1: y(value), y2: y(value), class: "chart-grid" }));
      // The last price's flag hangs in the same column.
      if (Math.abs(y(value) - lastY) > 18) svg.append(
        s("text", { x: width, y: y(value) + 4, class: "chart-label", "text-anchor": "end" },
          money(String(value))));
    }
    const volumeTop = priceHeight + 10;
    const most = Math.max(...trades.map((trade) => Number(trade.quantity)));
    const barWidth = Math.max(1.5, Math.min(14, (plotWidth / trades.length) * 0.6));
    for (const [index, trade] of trades.entries()) {
      const barHeight = Math.max(1.5, (Number(trade.quantity) / most) * volumeHeight);
      svg.append(s("rect", {
        x: number(x(index) - barWidth / 2), y: number(volumeTop + volumeHeight - barHeight),
        width: number(barWidth), height: number(barHeight), class: `chart-bar ${trade.side}`,
      }));
    }
    points = prices.map((price, index) => [x(index), y(price)]);
    let path = `M${number(points[0][0])},${number(points[0][1])}`;
    for (const [px, py] of points.slice(1)) path += `H${number(px)}V${number(py)}`;
    const lastX = points.at(-1)[0];
    svg.append(
      s("path", {
        d: `${path}V${priceHeight}H${number(points[0][0])}Z`, class: "chart-area",
      }),
      s("path", { d: path, class: "chart-line" }));
    svg.append(
      s("line", { x1: lastX, x2: plotWidth, y1: lastY, y2: lastY, class: "chart-last-line" }),
      s("circle", { cx: lastX, cy: lastY, r: 4, class: "chart-last" }),
      s("rect", {
        x: plotWidth + 2, y: lastY - 11, width: right - 2, height: 22, rx: 3, class: "chart-flag",
      }),
      s("text", { x: width - 4, y: lastY + 4, class: "chart-flag-text", "text-anchor": "end" },
        money(trades.at(-1).price)));
    const labels = width < 520 ? 3 : 6;
    const shown = new Set();
    for (let i = 0; i < labels; i += 1) {
      shown.add(Math.round((i / (labels - 1)) * (trades.length - 1)));
    }
    for (const index of trades.length === 1 ? [0] : shown) {
      if (typeof trades[index].time !== "number") continue;
      svg.append(s("text", {
        x: x(index), y: height - 6, class: "chart-label",
        "text-anchor": trades.length === 1 ? "middle"
          : index === 0 ? "start" : index === trades.length - 1 ? "end" : "middle",
      }, clock(trades[index].time)));
    }
    const summary = {
      count: trades.length, from: moment(trades[0].time), to: moment(trades.at(-1).time),
      first: money(trades[0].price), last: money(trades.at(-1).price),
      low: money(String(low)), high: money(String(high)),
    };
    svg.setAttribute("aria-label", t("instrument.chartText", summary));
    select(selected);
  }

  function select(index) {
    selected = index >= 0 && index < trades.length ? index : -1;
    svg.querySelector(".chart-cursor")?.remove();
    describe(selected < 0 ? trades.length - 1 : selected);
    if (selected < 0 || !points[selected]) return;
    const [px, py] = points[selected];
    svg.append(s("g", { class: "chart-cursor" },
      s("line", { x1: px, x2: px, y1: 0, y2: box.height - 22 }),
      s("circle", { cx: px, cy: py, r: 5 })));
  }

  svg.addEventListener("pointermove", (event) => {
    if (points.length === 0) return;
    const at = event.clientX - svg.getBoundingClientRect().left;
    let nearest = 0;
    for (const [index, [px]] of points.entries()) {
      if (Math.abs(px - at) < Math.abs(points[nearest][0] - at)) nearest = index;
    }
    select(nearest);
  });
  svg.addEventListener("pointerleave", () => select(-1));
  svg.addEventListener("blur", () => select(-1));
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    select(Math.min(Math.max((selected < 0 ? trades.length - 1 : selected) + step, 0),
      trades.length - 1));
  });
  const observer = new ResizeObserver(() => {
    if (area.clientWidth !== box.width || area.clientHeight !== box.height) draw();
  });
  observer.observe(area);

  return {
    element,
    update(next) {
      trades = next;
      draw();
    },
    end: () => observer.disconnect(),
  };
}
