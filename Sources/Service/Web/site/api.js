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

/** The newest `limit` works, newest first. A work's number is its entry's, and lists rise, so the
 * newest are found in a window that ends at the log's end and widens until it holds enough. */
export async function newestAssets(limit, sequence, signal) {
  let found = [];
  for (let window = 512; ; window *= 16) {
    const start = Math.max(0, sequence - window);
    found = [];
    let after = start;
    // A page is at most a few hundred works; the bound keeps a strange answer from looping.
    for (let page = 0; page < 64; page += 1) {
      const query = after > 0 ? `after=${after}&limit=100` : "limit=100";
      const answer = await read(`/v1/assets?${query}`, signal);
      found.push(...answer.assets);
      if (answer.next === undefined || answer.next === null) break;
      after = Number(answer.next);
    }
    if (found.length >= limit || start === 0) break;
  }
  return found.sort((a, b) => Number(b.asset) - Number(a.asset)).slice(0, limit);
}
