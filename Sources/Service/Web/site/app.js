// The frame around every page: masthead, routes, language.

import { fill, h, s } from "./dom.js";
import { ReadError } from "./api.js";
import { language, t, useLanguage } from "./strings.js";
import { aboutPage } from "./pages/about.js";
import { boardPage } from "./pages/board.js";
import { bulletinPage } from "./pages/bulletin.js";
import { docketPage } from "./pages/docket.js";
import { instrumentPage } from "./pages/instrument.js";
import { workPage } from "./pages/work.js";
import { worksPage } from "./pages/works.js";

const routes = [
  [/^\/$/, boardPage, "board"],
  [/^\/instruments\/?$/, boardPage, "board"],
  [/^\/instruments\/([A-Z][A-Z0-9-]{0,15})$/, instrumentPage, "board"],
  [/^\/works\/?$/, worksPage, "works"],
  [/^\/works\/([0-9]{1,16})$/, workPage, "works"],
  [/^\/bulletin\/?$/, bulletinPage, "bulletin"],
  [/^\/docket\/?$/, docketPage, "docket"],
  [/^\/about\/?$/, aboutPage, "about"],
];

const navigation = [
  ["board", "/"], ["works", "/works"], ["bulletin", "/bulletin"], ["docket", "/docket"],
  ["about", "/about"],
];

const main = document.getElementById("main");
let leave = null;
let shownAddress = "";
const address = () => location.pathname + location.search;

function sealMark() {
  return s("svg", { class: "mark", viewBox: "0 0 64 64", "aria-hidden": "true" },
    s("rect", { x: 3, y: 3, width: 58, height: 58, rx: 7, class: "mark-ground" }),
    s("rect", { x: 8, y: 8, width: 48, height: 48, rx: 4, class: "mark-line" }),
    s("path", {
      class: "mark-stroke",
      d: "M20 19h24M15 28h34M30 28c-3 7-7 12-12 18l26-3M38 36c4 4 7 8 9 13",
    }));
}

function languageSwitch() {
  const button = (name, text, label) => h("button", {
    type: "button", lang: name === "zh" ? "zh-CN" : "en", "aria-label": label,
    "aria-pressed": String(language() === name),
    on: {
      click() {
        if (language() === name) return;
        useLanguage(name);
        show();
        document.querySelector(".languages [aria-pressed=true]")?.focus();
      },
    },
  }, text);
  return h("div", { class: "languages", role: "group", "aria-label": t("site.language") },
    button("zh", "中文", "中文"), button("en", "EN", "English"));
}

function drawFrame(current) {
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
  document.getElementById("skip").textContent = t("site.skip");
  fill(document.getElementById("masthead"),
    h("div", { class: "masthead-row" },
      h("a", { class: "brand", href: "/" }, sealMark(),
        h("span", { class: "brand-name" }, "Yunshang ", h("span", { lang: "zh-CN" }, "云裳")),
        h("span", { class: "brand-tagline" }, t("site.tagline"))),
      h("nav", { "aria-label": t("site.navigation") }, navigation.map(([name, path]) => h("a", {
        href: path, "aria-current": name === current ? "page" : undefined,
      }, t(`nav.${name}`)))),
      languageSwitch()));
  fill(document.getElementById("foot"),
    h("div", { class: "foot-row" },
      h("p", { class: "verse", lang: "zh-CN" }, "云想衣裳花想容"),
      h("p", {}, t("site.foot"), " ", h("a", { href: "/about" }, t("nav.about"))),
      h("p", {}, t("site.timezone"))));
}

function errorView(error) {
  const missing = error instanceof ReadError && error.status === 404;
  let detail = t("error.status", { status: error.status ?? "", detail: error.message });
  if (missing) detail = t("error.missingDetail");
  else if (!(error instanceof ReadError)) detail = String(error.message ?? error);
  else if (error.status === 0) detail = t("error.unreachable");
  else if (error.status === 429 || error.status === 503) detail = t("error.busy");
  return h("div", { class: "page message" },
    h("h1", { tabindex: "-1" }, t(missing ? "error.missing" : "error.title")), h("p", {}, detail),
    !missing && h("button", { type: "button", class: "button", on: { click: () => show() } },
      t("common.retry")));
}

/** Draws the page of the present address. A page gets a signal that aborts its reads, and `onLeave`
 * for what it must end; it gives back its title and element. */
async function show({ focus = false } = {}) {
  leave?.();
  const controller = new AbortController();
  const endings = [];
  leave = () => {
    controller.abort();
    for (const end of endings) end();
  };
  const path = location.pathname;
  shownAddress = address();
  const route = routes.map(([pattern, page, name]) => [pattern.exec(path), page, name])
    .find(([match]) => match);
  drawFrame(route?.[2]);
  main.setAttribute("aria-busy", "true");
  const waiting = setTimeout(() => {
    fill(main, h("p", { class: "page waiting" }, t("common.loading")));
  }, 250);
  const context = {
    signal: controller.signal, onLeave: (end) => endings.push(end),
    query: new URLSearchParams(location.search), parameter: route?.[0][1],
  };
  let drawn;
  try {
    if (!route) throw new ReadError(404, "not-found", "");
    drawn = await route[1](context);
  } catch (error) {
    clearTimeout(waiting);
    if (controller.signal.aborted) return;
    drawn = { title: t("error.title"), element: errorView(error) };
  }
  clearTimeout(waiting);
  if (controller.signal.aborted) return;
  document.title = drawn.title ? `${drawn.title} · Yunshang 云裳` : "Yunshang 云裳";
  fill(main, drawn.element);
  main.removeAttribute("aria-busy");
  drawn.onShown?.();
  if (focus) {
    const heading = main.querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    (heading ?? main).focus({ preventScroll: true });
  }
}

const servedAsFiles = /^\/(v1|log|assets|metrics|openapi\.yaml)(\/|$)/;

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (
    !link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey ||
    event.shiftKey || event.altKey || link.target || link.origin !== location.origin ||
    servedAsFiles.test(link.pathname) || link.getAttribute("href").startsWith("#")
  ) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  scrollTo(0, 0);
  show({ focus: true });
});
// A jump within the page is history too, but nothing to draw.
addEventListener("popstate", () => {
  if (address() !== shownAddress) show();
});
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});

/** Lets the page count as loaded only once it shows something, so that whoever prints, photographs or
 * reads pages waits for the content: the document of a hidden frame that is still being written holds
 * the page's load event back. */
function holdLoad() {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = "";
  frame.setAttribute("aria-hidden", "true");
  document.body.append(frame);
  frame.contentDocument?.open();
  return () => {
    frame.contentDocument?.close();
    // Once the page has loaded; before, removing it would let the load event through too.
    requestAnimationFrame(() => frame.remove());
  };
}

/** Waits for the pictures that can be seen without scrolling. */
async function picturesInView() {
  const pictures = [...main.querySelectorAll("img")]
    .filter((picture) => picture.getBoundingClientRect().top < innerHeight);
  for (const picture of pictures) picture.loading = "eager";
  await Promise.all(pictures.map((picture) => picture.decode().catch(() => {})));
}

const loadHoldMaximum = 4_000;
const release = holdLoad();
setTimeout(release, loadHoldMaximum);
show().then(picturesInView).finally(() => requestAnimationFrame(release));
