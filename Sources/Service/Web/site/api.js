// Reading the venue. Every read here is public.

/** A read that did not succeed; `status` 0 stands for no connection. */
export class ReadError extends Error {
  constructor(status, code, detail, retryAfterSeconds) {
    super(detail || code || `HTTP ${status}`);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

async function request(path, signal) {
  let response;
  try {
    response = await fetch(path, { signal, credentials: "omit", cache: "no-store" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ReadError(0, "unreachable", "");
  }
  if (response.ok) return response;
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // Not a problem document: the status has to do.
  }
  const wait = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  throw new ReadError(
    response.status, problem.code ?? "", problem.detail ?? problem.title ?? "",
    Number.isFinite(wait) ? wait : undefined);
}

/** The JSON at `path`. */
export async function read(path, signal) {
  const response = await request(path, signal);
  try {
    return await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ReadError(response.status, "not-json", "");
  }
}

/** The text at `path`. */
export async function readText(path, signal) {
  return (await request(path, signal)).text();
}

/** The bytes at `path`. */
export async function readBytes(path, signal) {
  return new Uint8Array(await (await request(path, signal)).arrayBuffer());
}

/** As `read`, but `fallback` where the read fails: for what a page can do without. */
export async function readOr(fallback, path, signal) {
  try {
    return await read(path, signal);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return fallback;
  }
}

const pagesMaximum = 64;

/** All that a list holds, page by page, up to `pagesMaximum` pages: `member` names the list in an
 * answer, `cursor` the parameter that takes an answer's `next`. */
export async function readAll(path, member, cursor, signal) {
  const found = [];
  let next = null;
  for (let page = 0; page < pagesMaximum; page += 1) {
    const glue = path.includes("?") ? "&" : "?";
    const answer = await read(
      next === null ? path : `${path}${glue}${cursor}=${encodeURIComponent(next)}`, signal);
    found.push(...answer[member]);
    next = answer.next ?? null;
    if (next === null) break;
  }
  return found;
}

/** The newest `limit` works, newest first. A work's number is its entry's, and lists rise, so the
 * newest are found in a window that ends at the log's end and widens until it holds enough. */
export async function newestAssets(limit, sequence, signal) {
  for (let window = 512; ; window *= 16) {
    const start = Math.max(0, sequence - window);
    const query = start > 0 ? `after=${start}&limit=200` : "limit=200";
    const found = await readAll(`/v1/assets?${query}`, "assets", "after", signal);
    if (found.length >= limit || start === 0) {
      return found.sort((a, b) => Number(b.asset) - Number(a.asset)).slice(0, limit);
    }
  }
}
