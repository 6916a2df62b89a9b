#!/usr/bin/env python3
"""Looks at a running venue's web site through a headless Chromium and says what is wrong.

Usage: check.py URL [--symbol S] [--asset N] [--screenshots FOLDER]

The venue has at least one instrument with an order in its book and one registered work; without
the options the first of each is taken. Exit status: 0 all holds, 1 something does not (it is named
on standard error), 2 wrong usage. Standard library only.
"""

import argparse
import json
import pathlib
import sys
import urllib.error
import urllib.request

from browser import Browser, BrowserError

READY = "document.querySelector('main:not([aria-busy]) .page')"
STEPS = ["proof", "issuer", "authors", "subject", "receipt", "checkpoint", "growth"]

# Checks a certificate after `change` had its way with it.
CHECK_CHANGED = """(async () => {
  const { check } = await import("/assets/certificate.js");
  const answer = await fetch("/v1/assets/%(asset)s/certificate");
  const certificate = await answer.json();
  const failed = [];
  %(change)s;
  const { verdict } = await check(certificate, {
    asset: "%(asset)s", onStep: (name, { state }) => { if (state === "fail") failed.push(name); },
  });
  return [verdict, failed.join(" ")];
})()"""

# What is changed, and the steps that must notice. A changed proof is noticed by `proof` alone,
# changed evidence also by the steps that rest on it.
FORGERIES = {
    "another title": ("certificate.credentialSubject.title += '!'", "proof subject"),
    "another file": (
        "certificate.credentialSubject.files[0].sha256 = '0'.repeat(64)", "proof subject"),
    "another issuer": (
        "certificate.issuer = 'did:key:z6MkiaMbhXHNA4eJVCCj8dbzKzTgYDKf6crKgHVHid1F1WCT'",
        "proof issuer"),
    "another time in the entry": (
        "certificate.evidence[0].entry = certificate.evidence[0].entry"
        ".replace(/\"time\":(\\d+)/, (_, time) => `\"time\":${Number(time) + 1}`)",
        "proof subject receipt"),
    "white space in the entry": (
        "certificate.evidence[0].entry = ' ' + certificate.evidence[0].entry",
        "proof issuer authors subject receipt checkpoint growth"),
    "another size in the receipt": (
        "certificate.evidence[0].receipt = certificate.evidence[0].receipt"
        ".replace(/\\/log\\n(\\d+)\\n/, (_, size) => `/log\\n${Number(size) + 1}\\n`)",
        "proof issuer authors subject receipt checkpoint growth"),
}

# Published values: RFC 8785 §3.2.2, C2SP signed-note, RFC 6962's usual eight leaves.
VECTORS = """(async () => {
  const { canonical } = await import("/assets/canonical.js");
  const { fromBase64, hex, utf8 } = await import("/assets/bytes.js");
  const { verifies } = await import("/assets/ed25519.js");
  const { TiledTree, includes, leafHash, verifierKey } = await import("/assets/log.js");
  const wrong = [];
  const expect = (name, right) => { if (!right) wrong.push(name); };
  expect("canonical JSON", canonical({ "\\u20ac": "Euro Sign", "\\r": "Carriage Return",
    "\\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
    "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control", "\\u00f6": "Latin Small Letter O With Diaeresis",
  }) === '{"\\\\r":"Carriage Return","1":"One","\\u0080":"Control",'
    + '"\\u00f6":"Latin Small Letter O With Diaeresis","\\u20ac":"Euro Sign",'
    + '"\\ud83d\\ude00":"Emoji: Grinning Face","\\ufb33":"Hebrew Letter Dalet With Dagesh"}');
  const key = await verifierKey(
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  const blob = fromBase64("Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFX"
    + "mRKuwHjG1Yu72IneyaQM=");
  expect("signed note", await verifies(
    key.bytes, blob.slice(4), utf8("This is an example message.\\n")));
  const leaves = await Promise.all(["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f"].map((text) => leafHash(
      Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16)))));
  const tile = new Uint8Array(leaves.flatMap((leaf) => [...leaf]));
  const tree = new TiledTree(8, async () => tile);
  const roots = ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"];
  for (const [index, root] of roots.entries()) {
    expect(`tree of ${index + 1}`, hex(await tree.root(index + 1)) === root);
  }
  // Of three leaves the last one's sibling is the root of the first two.
  const [two, three] = [await tree.root(2), await tree.root(3)];
  const last = { leaf: leaves[2], index: 2, size: 3, proof: [two], root: three };
  expect("inclusion", await includes(last));
  expect("inclusion elsewhere", !(await includes({ ...last, index: 1 })));
  expect("inclusion of another", !(await includes({ ...last, leaf: leaves[3] })));
  expect("inclusion with more", !(await includes({ ...last, proof: [two, two] })));
  return wrong;
})()"""


class Site:
    """A venue's address, and what was found wrong there."""

    def __init__(self, base, screenshots):
        self.base = base.rstrip("/")
        self.screenshots = pathlib.Path(screenshots) if screenshots else None
        self.faults = []

    def read(self, path):
        with urllib.request.urlopen(self.base + path, timeout=20) as answer:
            return json.load(answer)

    def expect(self, holds, what):
        print(("ok    " if holds else "WRONG ") + what, flush=True)
        if not holds:
            self.faults.append(what)

    def open(self, browser, path):
        browser.open(self.base + path)
        browser.wait(READY)

    def picture(self, browser, name):
        if self.screenshots:
            self.screenshots.mkdir(parents=True, exist_ok=True)
            # Pictures and the feed's first word come a moment after the page.
            browser.wait("[...document.images].every((image) => image.complete || "
                         "image.loading === 'lazy')")
            browser.screenshot(self.screenshots / f"{name}.png")


def check_board(site, browser, symbol):
    site.open(browser, "/")
    rows = browser.run(
        "[...document.querySelectorAll('.instruments [data-symbol]')].map((row) => row.innerText)")
    row = next((text for text in rows if symbol in text), "")
    site.expect(row, f"the board lists {symbol}")
    site.expect("¥" in row, f"the board shows prices of {symbol}")
    site.expect(browser.run("document.querySelectorAll('.lookbook .card').length") > 0,
                "the board shows the latest registrations")
    browser.wait("document.querySelector('.live[data-state=live]')")
    site.expect(True, "the board follows the feed")
    site.picture(browser, "board")


def check_instrument(site, browser, symbol):
    site.open(browser, f"/instruments/{symbol}")
    site.expect(symbol in browser.run("document.querySelector('.instrument').innerText"),
                f"the page of {symbol} names it")
    browser.wait("document.querySelector('.live[data-state=live]')")
    browser.wait("document.querySelectorAll('.book .level-price').length > 0")
    site.expect(True, "the book has rows")
    prices = browser.run(
        "['bid', 'ask'].map((side) => [...document.querySelectorAll(`.side.${side} .level-price`)]"
        ".map((cell) => Number(cell.innerText.replace(/[^0-9]/g, ''))))")
    bids, asks = prices
    site.expect(bids == sorted(bids, reverse=True) and asks == sorted(asks),
                "the book's sides are in their sequence")
    site.expect(not bids or not asks or bids[0] < asks[0], "the book is not crossed")
    trades = site.read(f"/v1/instruments/{symbol}/trades?limit=1")["trades"]
    if trades:
        site.expect(browser.run("document.querySelectorAll('.trades [data-trade]').length") > 0,
                    "its trades are listed")
        site.expect(browser.run("Boolean(document.querySelector('.chart-line'))"),
                    "its trades are drawn")
    site.picture(browser, "instrument")


def check_work(site, browser, asset):
    site.open(browser, f"/works/{asset}")
    browser.wait("document.querySelector('#certificate-verdict').dataset.verdict !== 'checking'")
    verdict = browser.run("document.querySelector('#certificate-verdict').dataset.verdict")
    states = browser.run(
        "Object.fromEntries([...document.querySelectorAll('[data-step]')]"
        ".map((item) => [item.dataset.step, item.dataset.state]))")
    site.expect(verdict == "valid", f"the certificate's verdict is valid (it is {verdict})")
    for step in STEPS:
        site.expect(states.get(step) == "pass", f"the certificate's step {step} holds")
    site.picture(browser, "work")
    for name, (change, noticed) in FORGERIES.items():
        found = browser.run(CHECK_CHANGED % {"asset": asset, "change": change})
        site.expect(found == ["invalid", noticed], f"a certificate with {name} is invalid: {found}")
    found = browser.run(CHECK_CHANGED % {
        "asset": asset,
        "change": "crypto.subtle.importKey = async () => { throw new DOMException('', "
                  "'NotSupportedError'); }"})
    site.expect(found == ["unable", ""], "a browser without Ed25519 says that it cannot check")


def check_pages(site, browser):
    for path in ("/works", "/bulletin", "/docket", "/about"):
        site.open(browser, path)
        site.expect(browser.run("Boolean(document.querySelector('main h1')?.innerText)"),
                    f"{path} has a page")
    site.expect(browser.run("document.querySelector('[data-checkpoint]').dataset.checkpoint")
                == "valid", "the checkpoint's signature holds")
    site.expect(browser.run(VECTORS) == [], "published values are reproduced")
    browser.run("document.querySelector('.languages [lang=zh-CN]').click()")
    browser.wait("document.documentElement.lang === 'zh-CN'")
    browser.wait(READY)
    site.expect("核验" in browser.run("document.querySelector('main h1').innerText"),
                "the page speaks Chinese when asked")


def check_narrow(site, symbol, asset):
    with Browser(width=390, height=844, dark=True, language="zh-CN") as browser:
        for path in ("/", f"/instruments/{symbol}", "/works", f"/works/{asset}", "/bulletin",
                     "/docket", "/about"):
            site.open(browser, path)
            over = browser.run("document.documentElement.scrollWidth - innerWidth")
            site.expect(over <= 0, f"{path} fits a phone")
        site.expect(browser.run("document.documentElement.lang") == "zh-CN",
                    "a Chinese browser gets Chinese")
        site.faults += browser.faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("url")
    parser.add_argument("--symbol", help="the instrument to look at")
    parser.add_argument("--asset", help="the work to look at")
    parser.add_argument("--screenshots", metavar="FOLDER", help="where to put pictures")
    options = parser.parse_args()
    site = Site(options.url, options.screenshots)
    try:
        symbol = options.symbol or site.read("/v1/instruments")["instruments"][0]["instrument"]
        asset = options.asset or site.read("/v1/assets?limit=1")["assets"][0]["asset"]
        with Browser() as browser:
            check_board(site, browser, symbol)
            check_instrument(site, browser, symbol)
            check_work(site, browser, asset)
            check_pages(site, browser)
            site.faults += browser.faults
        check_narrow(site, symbol, asset)
    except (BrowserError, urllib.error.URLError, IndexError, KeyError) as error:
        site.faults.append(f"{type(error).__name__}: {error}")
    for fault in site.faults:
        print(fault, file=sys.stderr)
    return 1 if site.faults else 0


if __name__ == "__main__":
    sys.exit(main())
