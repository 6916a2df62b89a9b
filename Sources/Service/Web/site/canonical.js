// RFC 8785, the JSON Canonicalization Scheme. ECMAScript's own number and string forms are the
// scheme's, so what is left to do is sorting members by UTF-16 code units.

const depthMaximum = 64;

/** The canonical text of a JSON value.
 * @throws for what has no canonical form: lone surrogates, non-finite numbers, endless nesting. */
export function canonical(value, depth = 0) {
  if (depth > depthMaximum) throw new Error("nested too deeply");
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Error("not a finite number");
    return JSON.stringify(value);
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new Error("a lone surrogate");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => canonical(item, depth + 1)).join(",")}]`;
  }
  const members = Object.keys(value).sort().map(
    (name) => `${canonical(name)}:${canonical(value[name], depth + 1)}`);
  return `{${members.join(",")}}`;
}
