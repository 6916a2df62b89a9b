// How numbers, money, times and digests are written.

import { language } from "./strings.js";

const locale = () => (language() === "zh" ? "zh-CN" : "en-GB");
const made = new Map();

function formatter(kind, name, options) {
  const key = `${locale()} ${name}`;
  if (!made.has(key)) made.set(key, new kind(locale(), options));
  return made.get(key);
}

/** Fen as yuan, exactly: money is whole fen and never passes through a floating-point number. */
export function money(fen) {
  if (fen === null || fen === undefined || fen === "") return "—";
  let value;
  try {
    value = BigInt(fen);
  } catch {
    return "—";
  }
  const negative = value < 0n;
  if (negative) value = -value;
  const yuan = formatter(Intl.NumberFormat, "whole", { maximumFractionDigits: 0 })
    .format(value / 100n);
  return `${negative ? "−" : ""}¥${yuan}.${String(value % 100n).padStart(2, "0")}`;
}

/** A whole number with its thousands apart. */
export function count(value) {
  if (value === null || value === undefined) return "—";
  try {
    return formatter(Intl.NumberFormat, "whole", { maximumFractionDigits: 0 })
      .format(BigInt(value));
  } catch {
    return "—";
  }
}

/** Basis points as a percentage. */
export function rate(basisPoints) {
  const percent = Number(basisPoints) / 100;
  return formatter(Intl.NumberFormat, "rate", { maximumFractionDigits: 2 }).format(percent) + "%";
}

/** A signed percentage between two prices in fen; `null` where there is nothing to compare. */
export function change(from, to) {
  if (!from || !to || BigInt(from) === 0n) return null;
  const tenThousandths = ((BigInt(to) - BigInt(from)) * 10000n) / BigInt(from);
  const sign = tenThousandths > 0n ? "+" : tenThousandths < 0n ? "−" : "";
  const size = tenThousandths < 0n ? -tenThousandths : tenThousandths;
  const text = `${sign}${size / 100n}.${String(size % 100n).padStart(2, "0")}%`;
  return { text, direction: tenThousandths > 0n ? "up" : tenThousandths < 0n ? "down" : "flat" };
}

/** Bytes, for people. */
export function bytes(size) {
  const units = ["B", "KiB", "MiB", "GiB"];
  let value = Number(size);
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

const shanghai = { timeZone: "Asia/Shanghai", hourCycle: "h23" };

/** Microseconds since 1970 as a date of Shanghai. */
export function date(microseconds) {
  return formatter(Intl.DateTimeFormat, "date", {
    ...shanghai, year: "numeric", month: "long", day: "numeric",
  }).format(new Date(microseconds / 1000));
}

/** Microseconds since 1970 as a time of day in Shanghai. */
export function clock(microseconds) {
  return formatter(Intl.DateTimeFormat, "clock", {
    ...shanghai, hour: "2-digit", minute: "2-digit", second: "2-digit",
  }).format(new Date(microseconds / 1000));
}

/** Microseconds since 1970 as a date and time in Shanghai. */
export function moment(microseconds) {
  return formatter(Intl.DateTimeFormat, "moment", {
    ...shanghai, year: "numeric", month: "short", day: "numeric",
    hour: "2-digit", minute: "2-digit", second: "2-digit",
  }).format(new Date(microseconds / 1000));
}

/** Microseconds since 1970 as ISO 8601, for a `time` element. */
export function iso(microseconds) {
  return new Date(microseconds / 1000).toISOString();
}

/** The first and last characters of something long. */
export function shortened(text, first = 10, last = 6) {
  const string = String(text ?? "");
  return string.length <= first + last + 1
    ? string
    : `${string.slice(0, first)}…${string.slice(-last)}`;
}
