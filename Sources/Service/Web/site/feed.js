// Following the venue's events.

const eventNames = [
  "order-accepted", "trade", "order-rested", "order-amended", "order-cancelled", "order-refused",
  "order-reduced", "match-prevented", "timer-set", "collar-set",
  "asset-registered", "asset-examined", "edition-issued", "instrument-opened",
  "instrument-halted", "instrument-resumed", "rules-set", "claim-opened", "claim-countered",
  "claim-decided",
];

const retryMinimum = 1_000;
const retryMaximum = 30_000;

/** Follows the public events of one instrument, or of all. The browser resumes with Last-Event-ID
 * by itself after a dropped connection; after a refused one it gives up, so this starts again.
 * `onOpen` runs at every (re)connection: what was shown may have been missed meanwhile.
 * @returns a function that ends it. */
export function follow(instrument, { onOpen, onEvent, onState }) {
  const path = instrument ? `/v1/feed?instrument=${encodeURIComponent(instrument)}` : "/v1/feed";
  let source = null;
  let timer = 0;
  let wait = retryMinimum;
  let ended = false;

  function connect() {
    clearTimeout(timer);
    if (ended) return;
    // A browser allows few connections to one host: a page nobody looks at gives its own back.
    if (document.hidden) {
      onState("paused");
      return;
    }
    onState("connecting");
    source = new EventSource(path);
    source.addEventListener("open", () => {
      wait = retryMinimum;
      onState("live");
      onOpen();
    });
    source.addEventListener("error", () => {
      onState("lost");
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, retryMaximum);
    });
    for (const name of eventNames) {
      source.addEventListener(name, (message) => {
        let event;
        try {
          event = JSON.parse(message.data);
        } catch {
          return;
        }
        onEvent(event, Number.parseInt(message.lastEventId, 10));
      });
    }
  }

  function disconnect() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  function onVisibility() {
    disconnect();
    connect();
  }

  document.addEventListener("visibilitychange", onVisibility);
  connect();
  return () => {
    ended = true;
    document.removeEventListener("visibilitychange", onVisibility);
    disconnect();
  };
}

/** Runs `work` soon after it is asked for, never twice at once and never more often than every
 * `interval` milliseconds; what is asked for meanwhile runs once, afterwards. */
export function throttle(interval, work) {
  let timer = 0;
  let running = false;
  let again = false;
  let last = -Infinity;
  let ended = false;

  async function run() {
    timer = 0;
    running = true;
    again = false;
    last = performance.now();
    let pause = interval;
    try {
      await work();
    } catch (error) {
      if (error.name !== "AbortError") {
        again = true;
        pause = Math.max(2_000, (error.retryAfterSeconds ?? 0) * 1_000);
      }
    }
    running = false;
    if (again) schedule(pause);
  }

  function schedule(pause) {
    if (ended || timer || running) return;
    timer = setTimeout(run, Math.max(0, last + pause - performance.now()));
  }

  return {
    ask() {
      again = true;
      schedule(interval);
    },
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}
