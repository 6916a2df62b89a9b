#!/usr/bin/env python3
"""The story of a qipao, played through the real binary, every step held to what it must come to.

    scripts/story.py BINARY [--once]

A work is registered, listed, traded, claimed and verified, end to end; a market on paper
(storyline/market.py) says to the fen what each step must come to. Afterwards the venue stays open,
with more works on its board and traders at work, until Ctrl-C; with --once it closes at once and
its folder is removed. Exit status 0 only if every step did what it says.
"""

import argparse
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import time

from storyline import board
from storyline.binary import Binary, Server
from storyline.console import Console, Fault, yuan
from storyline.market import Market
from storyline.reckoning import Reckoning
from storyline.stream import Stream, crossing_orders

ROOT = pathlib.Path(__file__).resolve().parents[1]
WORKS = ROOT / "Fixtures" / "works"
ORIGIN = "demo.test"
OPERATOR = "venue/operator.key"
NOWHERE = "http://127.0.0.1:1"  # where no server is: what works against it works offline
APPROVAL = "demonstration: no authority has approved this venue"
SYMBOL, UNITS = "QIPAO", 200
STREAM_ORDERS, KILLED_AFTER = 72, (16, 32, 48)
STREAM_CLIENTS = [("wan", "buy"), ("lin", "sell"), ("ren", "buy"), ("lin", "sell")]

# (name as others know it, contact, roles); the keys are in NAME.json.
PEOPLE = {
    "lin": ("Lin Yue", "lin@example.com", ["creator"]),
    "su": ("Su Mo", "su@example.com", ["creator"]),
    "wan": ("Wan Bo", "wan@example.com", ["trader"]),
    "ren": ("Ren Qi", "ren@example.com", ["creator", "trader"]),
    "auditor": ("Shen Ming", "auditor@example.com", ["auditor"]),
}
# Who, side, quantity, limit in fen, immediate or cancel; and what must come of it.
EIGHT = [
    ("lin", "sell", 40, 5270, False, "open", []),
    ("lin", "sell", 12, 5330, False, "open", []),
    ("wan", "buy", 15, 5270, False, "filled", [(15, 5270)]),
    ("ren", "buy", 30, 5270, False, "partly-filled", [(25, 5270)]),
    ("wan", "sell", 6, 5270, False, "partly-filled", [(5, 5270)]),
    ("ren", "buy", 15, 5330, True, "cancelled", [(1, 5270), (12, 5330)]),
    ("wan", "buy", 10, 5190, False, "open", []),
    ("ren", "sell", 7, 5190, True, "filled", [(7, 5190)]),
]


class Story(Reckoning):
    symbol, people = SYMBOL, PEOPLE

    def __init__(self, binary, folder, console):
        self.folder, self.say = folder, console
        self.run = Binary(binary, folder, ROOT, console)
        self.server = Server(self.run, ORIGIN)
        self.market = Market(fees={"maker": 10, "taker": 20}, operator="operator")
        self.accounts = {}

    def tell(self):
        self.opens()
        self.admits()
        self.credits()
        self.approval()
        self.registers()
        self.certificate()
        self.copies()
        self.lists()
        self.eight_orders()
        self.adds_up("It adds up: cash, units, serial numbers, fees, royalties")
        self.holder()
        self.freeze()
        self.release()
        self.withdraws()
        self.killed()
        self.adds_up("After all that it still adds up")
        self.verify_public()
        self.verify_sealed()
        self.flipped_byte()

    # Words that most steps use.

    def key(self, who):
        return OPERATOR if who == "operator" else f"{who}.json"

    def operator(self, *words, **options):
        return self.by("operator", *words, **options)

    def by(self, who, *words, **options):
        return self.run(*words, "--key", self.key(who), **options)

    def place(self, who, side, quantity, limit, *more, **options):
        words = ["order", side, SYMBOL, quantity, f"{limit // 100}.{limit % 100:02}", *more]
        return self.by(who, *words, **options)

    # The steps.

    def opens(self):
        self.say.step("A venue opens: a key for its operator, a key for its log, an empty log")
        announced, seconds = self.server.start()
        self.say.equal("origin", announced["origin"], ORIGIN)
        self.say.equal("operator's key", announced["operatorKey"], str(self.folder / OPERATOR))
        mode = (self.folder / OPERATOR).stat().st_mode & 0o777
        self.say.equal("mode of the operator's key", mode, 0o600)
        status = self.run("status")
        self.say.equal("rules of a new venue", status["rules"], "cn-prudent@0")
        self.say.note(f"it listens on {self.server.address} after {seconds:.2f} s; as long as no "
                      "approval says otherwise it registers and lists, but does not trade")

    def admits(self):
        self.say.step("Two creators, two traders and an auditor open accounts; "
                      "the operator admits them")
        for who, (name, contact, roles) in PEOPLE.items():
            self.run("key", "new", self.key(who), shown=False)
            asked = [word for role in roles for word in ("--role", role)]
            opened = self.by(who, "account", "open", "--name", name, "--contact", contact, *asked)
            self.accounts[who] = opened["account"]
            self.say.equal("account number", opened["account"], str(opened["sequence"]))
        listed = self.operator("member", "list", shown=False)["members"]
        for member in listed[1:]:
            self.say.equal("status before admission", member["status"], "pending")
        for who, (name, _, roles) in PEOPLE.items():
            asked = [word for role in roles for word in ("--role", role)]
            admitted = self.operator("member", "admit", self.accounts[who], *asked)
            self.say.equal(f"roles of {name}", admitted["roles"], roles)
        self.say.note(", ".join(
            f"{name} is account {self.accounts[who]}" for who, (name, _, _) in PEOPLE.items()))

    def credits(self):
        self.say.step("Money that came in at the bank is credited")
        for number, who in enumerate(("wan", "ren"), 1):
            credited = self.operator(
                "cash", "credit", self.accounts[who], "50000.00", "--reference", f"bank {number}")
            self.say.equal("amount", credited["amount"], "5000000")
            self.market.credit(who, 5_000_000)
        self.say.note("Wan Bo and Ren Qi have 50,000.00 each")

    def approval(self):
        self.say.step("The operator records the approval: from here on there is a continuous board")
        rules = self.operator("rules", "set", "open-continuous", "--approval", APPROVAL)["rules"]
        shown = self.run("rules", "show", shown=False)
        self.say.equal("rules in force", shown["version"], rules)
        self.say.equal("approval", shown["approval"], APPROVAL)
        self.say.equal("fees", shown["rules"]["fees"], self.market.fees)
        self.rules = rules
        self.say.note(f"{rules} is in force, and everyone can read on whose word")

    def registers(self):
        self.say.step("Lin Yue registers the peony qipao; Su Mo, her co-author, signs too")
        su = self.accounts["su"]
        filed = self.by(
            "lin", "asset", "register", WORKS / "qipao.glb", "--title", "Peony qipao 牡丹旗袍",
            "--description", "Teal silk, hand-painted peonies, frog buttons", "--class", "UGC",
            "--category", "qipao", "--preview", WORKS / "qipao.preview.webp",
            "--co-author", f"{su}:3000:su.json:Su Mo")
        digest = sha256(WORKS / "qipao.glb")
        self.say.equal("SHA-256", filed["sha256"], digest)
        self.say.equal("status", filed["status"], "registered")
        self.say.equal("similar works", filed["similar"], [])
        self.asset = filed["asset"]
        authors = self.run("asset", "show", self.asset, shown=False)["authors"]
        self.say.equal("shares", [(a["account"], a["share"]) for a in authors],
                       [(self.accounts["lin"], 7000), (su, 3000)])
        found = self.run("asset", "search", "旗袍")["assets"]
        self.say.equal("search", [work["asset"] for work in found], [self.asset])
        self.say.note(f"asset {self.asset}, 70 % Lin Yue and 30 % Su Mo, SHA-256 {digest[:16]}…")

    def certificate(self):
        self.say.step("Its certificate verifies offline")
        self.run("asset", "certificate", self.asset, "--out", "qipao.certificate.json")
        certificate = json.loads((self.folder / "qipao.certificate.json").read_text())
        shutil.copy(self.folder / "venue/log/key", self.folder / "log.key")
        self.issuer = certificate["issuer"]
        words = ["asset", "certificate", "--check", "--log-key", "log.key",
                 "--issuer", self.issuer, "--file"]
        checked = self.run(*words, "qipao.certificate.json", server=NOWHERE)
        self.say.equal("verdict", checked["ok"], True)
        self.say.equal("asset", checked["asset"], self.asset)
        keys = [self.run("key", "show", "--key", self.key(who), shown=False)["key"]
                for who in ("lin", "su")]
        self.say.equal("signers", sorted(checked["signers"]), sorted(keys))
        certificate["credentialSubject"]["title"] = "Somebody else's qipao"
        forged = json.dumps(certificate, ensure_ascii=False, separators=(",", ":"))
        (self.folder / "forged.json").write_text(forged)
        refused = self.run(*words, "forged.json", server=NOWHERE, status=1)
        self.say.note(f"both authors' signatures, the venue's, and the receipt of entry "
                      f"{checked['sequence']} hold; with another title: {refused['detail']}")

    def copies(self):
        self.say.step("Someone else's re-encoded copy of a registered picture is caught")
        picture = self.by(
            "lin", "asset", "register", WORKS / "peony.png", "--title", "Peonies in moonlight 月下牡丹",
            "--kind", "collectible", "--category", "print",
            "--preview", WORKS / "copies/peony-reencoded.jpg")
        self.say.equal("status", picture["status"], "registered")
        self.picture = picture["asset"]
        for file, kind, verdict, earlier in (
            ("peony-reencoded.webp", "collectible", "same-picture", self.picture),
            ("qipao-recoloured.glb", "garment", "same-shape", self.asset),
        ):
            copy = self.by(
                "ren", "asset", "register", WORKS / "copies" / file, "--title", "All my own",
                "--kind", kind, "--category", "print" if kind == "collectible" else "qipao")
            self.say.equal("status", copy["status"], "examination")
            first = copy["similar"][0]
            self.say.equal("earlier work", (first["asset"], first["verdict"]), (earlier, verdict))
            again = self.run("asset", "similar", copy["asset"], shown=False)["similar"]
            self.say.equal("earlier work, later", again[0]["asset"], earlier)
            record = self.run("asset", "show", earlier, shown=False)
            self.say.holds("the earlier record is the earlier one",
                           int(record["asset"]) < int(copy["asset"]))
            self.say.note(f"{verdict} as asset {earlier}, “{record['title']}”, by "
                          f"{first['score'] / 10:g} %: the copy waits for examination")
            self.by("ren", "edition", "issue", copy["asset"], 10, status=5, shown=False)
            examined = self.by("auditor", "asset", "examine", copy["asset"], "refused",
                               "--reasons", f"a copy of asset {earlier}")
            self.say.equal("status", examined["status"], "refused")

    def lists(self):
        self.say.step("200 numbered units are issued and listed, their terms fixed for ever")
        lin, su = self.accounts["lin"], self.accounts["su"]
        issued = self.by("lin", "edition", "issue", self.asset, UNITS,
                         "--royalty", f"{lin}:7%", "--royalty", f"{su}:3%")
        self.edition, self.terms = issued["edition"], issued["terms"]
        self.say.equal("quantity", issued["quantity"], UNITS)
        shown = self.run("edition", "show", self.edition, shown=False)
        sheet = json.dumps(shown["terms"], ensure_ascii=False, sort_keys=True,
                           separators=(",", ":"))
        self.say.equal("SHA-256 of the terms sheet",
                       hashlib.sha256(sheet.encode()).hexdigest(), self.terms)
        self.say.equal("royalties", shown["terms"]["royalties"],
                       [{"account": lin, "rate": 700}, {"account": su, "rate": 300}])
        opened = self.operator("instrument", "open", self.edition, SYMBOL)
        self.say.equal("status", opened["status"], "trading")
        self.market.issue(SYMBOL, "lin", UNITS, [("lin", 700), ("su", 300)])
        self.say.note(f"{SYMBOL}: 10 % of every trade goes to its authors, 7 to Lin Yue and 3 to "
                      f"Su Mo; terms {self.terms[:16]}…")

    def eight_orders(self):
        self.say.step("Eight orders go in, and trade by price, then by time")
        for who, side, quantity, limit, is_immediate, status, trades in EIGHT:
            answer = self.place(who, side, quantity, limit, *["--ioc"] * is_immediate)
            self.book_order(who, side, quantity, limit, answer, is_immediate)
            self.say.equal("status", answer["status"], status)
            self.say.equal("trades", [(t["quantity"], int(t["price"])) for t in answer["trades"]],
                           trades)
            self.say.holds("the answer carries its receipt",
                           f"\nindex {answer['sequence']}\n" in f"\n{answer['receipt']}")
            done = ", ".join(f"{count} at {yuan(price)}" for count, price in trades)
            self.say.note(f"order {answer['order']} {status}" + (f": {done}" if done else ""))

    def holder(self):
        self.say.step("A holder fetches the original and shows a proof of what he holds")
        fetched = self.by("wan", "asset", "fetch", self.asset, "--out", "wan-qipao.glb")
        digest = sha256(self.folder / "wan-qipao.glb")
        self.say.equal("SHA-256 of what was fetched", digest, sha256(WORKS / "qipao.glb"))
        self.say.equal("SHA-256 as it says", fetched["files"][0]["sha256"], digest)
        for who, asset in (("ren", self.picture), ("auditor", self.asset)):
            refused = self.by(who, "asset", "fetch", asset, "--out", "none", status=4)
            self.say.equal("to who holds nothing and has no case", refused["code"], "not-allowed")
        world = ["--audience", "metaverse.example", "--nonce"]
        self.by("wan", "holdings", "prove", self.edition, *world, "8f2c", "--out", "proof.json")
        check = ["holdings", "check", "proof.json", "--issuer", self.issuer, *world]
        proof = self.run(*check, "8f2c", server=NOWHERE)
        units = len(self.market.units["wan", SYMBOL])
        self.say.equal("proof", (proof["ok"], proof["edition"], proof["quantity"]),
                       (True, self.edition, units))
        self.run(*check, "other", server=NOWHERE, status=1, shown=False)
        self.say.note("Wan Bo has the very file of the certificate; metaverse.example knows, "
                      f"offline, that he holds {units} units")

    def freeze(self):
        self.say.step("A claim: the auditor checks its form and freezes the qipao's trade")
        notice = self.by(
            "ren", "claim", "notify", self.asset, "--grounds", "copyright",
            "--statement", "The collar is mine", "--evidence", WORKS / "cloud-collar.png")
        self.claim = notice["claim"]
        docket = self.by("auditor", "claim", "list")["claims"]
        self.say.equal("docket", [(c["claim"], c["status"]) for c in docket],
                       [(self.claim, "noticed")])
        for who, side, quantity, limit in (("ren", "sell", 5, 5400), ("lin", "sell", 9, 5390)):
            answer = self.place(who, side, quantity, limit, shown=False)
            self.book_order(who, side, quantity, limit, answer)
        pulled = len(self.market.editions[SYMBOL].orders)
        self.by("auditor", "claim", "open", self.claim, "--scope", "trade",
                "--reasons", "The notice is complete in form")
        self.market.pull(SYMBOL)
        self.by("auditor", "asset", "fetch", self.asset, "--out", "case.glb")
        self.say.equal("original, as the case's auditor sees it", sha256(self.folder / "case.glb"),
                       sha256(WORKS / "qipao.glb"))
        book = self.run("book", SYMBOL, shown=False)
        self.say.equal("book of a frozen work", (book["asks"], book["bids"]), ([], []))
        self.say.equal("frozen", self.run("asset", "show", self.asset, shown=False)["frozen"],
                       ["trade"])
        for who in ("wan", "ren", "lin"):
            self.orders_add_up(who)
        refused = self.place("ren", "buy", 1, 5270, status=5)
        self.say.equal("code", refused["code"], "frozen")
        self.say.note(f"{pulled} orders are pulled; a new one is refused: {refused['detail']}")

    def release(self):
        self.say.step("The author answers, the auditor releases, trading goes on")
        self.by("lin", "claim", "counter", self.claim, "--statement", "My drafts are older",
                "--evidence", WORKS / "qipao.preview.webp")
        heard = self.by("auditor", "claim", "show", self.claim, shown=False)
        self.say.equal("heard", (heard["status"], heard["counter"]["statement"]),
                       ("countered", "My drafts are older"))
        decided = self.by("auditor", "claim", "decide", self.claim, "released",
                          "--reasons", "The drafts of 2023 show the collar")
        self.say.equal("status", decided["status"], "released")
        entry = self.run("claim", "bulletin")["entries"][0]
        self.say.equal("bulletin", (entry["claim"], entry["status"], entry["scope"]),
                       (self.claim, "released", []))
        for who, side, quantity, limit in (("lin", "sell", 8, 5380), ("ren", "buy", 3, 5380)):
            answer = self.place(who, side, quantity, limit)
            self.book_order(who, side, quantity, limit, answer)
        self.say.equal("filled", answer["filled"], 3)
        self.say.note("the bulletin tells everyone; 3 more units trade at 53.80")

    def withdraws(self):
        self.say.step("Lin Yue withdraws some of what she earned; the bank's reference confirms it")
        asked = self.by("lin", "cash", "withdraw", "1500.00")
        held = self.by("lin", "cash", "show", shown=False)["held"]
        self.say.equal("held while it is asked for", held, "150000")
        listed = self.operator("cash", "withdrawals", "--all", shown=False)["withdrawals"]
        self.say.equal("withdrawals", [(w["withdrawal"], w["status"]) for w in listed],
                       [(asked["withdrawal"], "requested")])
        paid = self.operator("cash", "approve", asked["withdrawal"], "--reference", "bank 3")
        self.say.equal("status", paid["status"], "approved")
        self.market.withdraw("lin", 150_000)
        self.cash_adds_up("lin")

    def killed(self):
        self.say.step("kill -9 in the middle of a stream of orders, three times: "
                      "nothing is lost, nothing doubled")
        known = set(self.market.orders)
        self.run("document", "sign", self.order_file(), "--key", "wan.json", "--out", "twice.json",
                 shown=False)
        first = self.run("document", "send", "twice.json")
        clients = crossing_orders(STREAM_ORDERS, STREAM_CLIENTS)
        self.say.command([*self.order_words(clients[0][0]), "…"])
        self.say.note(f"{len(clients)} clients send {STREAM_ORDERS} such orders")
        stream = Stream(self.run, self.order_words, clients)
        resumed = []
        for count in KILLED_AFTER:
            stream.start()
            stream.wait(count, self.folder / "home/state/yunshang/outbox")
            self.server.kill()
            stream.join()
            self.say.holds("the stream was cut", len(stream.answers) < STREAM_ORDERS)
            resumed += self.recovers(stream, len(stream.sent) - len(stream.answers) - len(resumed))
        again = self.run("document", "send", "twice.json")
        self.say.equal("an acknowledged document, sent again, gets its first answer", again, first)
        stream.start()
        stream.join()
        self.stream_adds_up(known, stream, [first, *resumed])

    def recovers(self, stream, unknown):
        """Starts the server again, and learns from it what became of what had no answer."""
        waiting = self.run("outbox", "list", shown=False)["documents"]
        self.say.equal("documents without an answer", len(waiting), unknown)
        _, seconds = self.server.start()
        resumed = self.run("outbox", "resume")["documents"]
        self.say.equal("what became of them", [d["outcome"] for d in resumed],
                       ["accepted"] * unknown)
        self.say.note(f"killed after {len(stream.answers)} answers, there again after "
                      f"{seconds:.2f} s; sent without an answer, and now known: {unknown}")
        return resumed

    def order_file(self):
        """An order as plain JSON, to be signed once and sent twice."""
        path = self.folder / "twice.plain.json"
        path.write_text(json.dumps({
            "instrument": SYMBOL, "limit": "4900", "quantity": 1, "side": "buy",
            "terms": self.terms, "timeInForce": "GTC", "type": "order.place"}))
        return path.name

    def order_words(self, line):
        who, side, quantity, limit = line
        return ["order", side, SYMBOL, quantity, "--limit-fen", limit, "--terms", self.terms,
                "--key", self.key(who)]

    def verify_public(self):
        self.say.step("Anyone replays the public log, and reaches the same books")
        status = self.run("status", shown=False)
        report = self.run("verify", self.server.address)
        self.say.equal("verdict", (report["ok"], report["scope"]), (True, "public"))
        self.say.equal("stateDigest", report["stateDigest"], status["stateDigest"])
        self.say.equal("size", report["size"], status["sequence"] + 1)
        self.say.equal("the venue itself", report["venue"], "agrees")
        tree = b"".join(
            path.read_bytes() for path in (self.folder / "venue/log").rglob("*") if path.is_file())
        for name, contact, _ in PEOPLE.values():
            self.say.holds(f"{name} cannot be found in the public log",
                           name.encode() not in tree and contact.encode() not in tree)
        self.say.note(f"{report['size']} entries, stateDigest {report['stateDigest'][:16]}…, and "
                      "nobody's name or contact in them")

    def verify_sealed(self):
        self.say.step("With what is sealed, the operator's replay reaches every balance")
        self.operator("disclosures", "export", "--all", "--out", "all.ndjson")
        mode = (self.folder / "all.ndjson").stat().st_mode & 0o777
        self.say.equal("mode of the export", mode, 0o600)
        report = self.run("verify", self.server.address, "--disclosures", "all.ndjson")
        self.say.equal("verdict", (report["ok"], report["scope"]), (True, "full"))
        with open(self.folder / "all.ndjson") as export:
            exported = json.loads(next(export))
        self.say.equal("fullDigest", report["fullDigest"], exported["fullDigest"])
        for who in ("lin", "su", "wan", "ren"):
            self.by(who, "disclosures", "export", "--out", f"{who}.ndjson", shown=who == "lin")
            own = self.run("verify", self.server.address, "--disclosures", f"{who}.ndjson",
                           shown=who == "lin")
            total, held = self.market.cash[who], self.market.held(who)
            self.say.equal(f"balance of {who} by replay", (own["available"], own["held"]),
                           (str(total - held), str(held)))
        self.say.note(f"fullDigest {report['fullDigest'][:16]}…; and each member's own replay "
                      "comes to their own cash, to the fen")

    def flipped_byte(self):
        self.say.step("The same on a copy with one flipped byte fails, and says where")
        copy = self.folder / "copy"
        shutil.copytree(self.folder / "venue/log", copy)
        sound = self.run("verify", "copy")
        tile = newest_bundle(copy / "tile/entries", sound["size"])
        content = bytearray(tile.read_bytes())
        entry, place = random.choice(list(entries(content)))
        content[place] ^= 1
        tile.write_bytes(content)
        found = self.run("verify", "copy", status=1)
        name = tile.relative_to(copy).as_posix()
        first = 0 if sound["size"] < 256 else int(tile_index(tile)) * 256
        self.say.equal("where", (found["ok"], found["tile"], found["entry"]),
                       (False, name, first + entry))
        self.say.note(f"entry {found['entry']} in {name}: {found['what']}")


def newest_bundle(folder, size):
    """The file with the log's last entries: the last full bundle, or its widest partial one."""
    full = sorted(
        path for path in folder.rglob("*") if path.is_file() and ".p" not in path.parent.name)
    if full and size % 256 == 0:
        return full[-1]
    return max(folder.glob("*.p/*"), key=lambda path: (path.parent.name, int(path.name)))


def tile_index(tile):
    return (tile.parent if tile.parent.name.endswith(".p") else tile).name.removesuffix(".p")


def entries(bundle):
    """The entries of a bundle: their positions, and the place of a byte in each one's middle."""
    place, position = 0, 0
    while place < len(bundle):
        length = int.from_bytes(bundle[place:place + 2], "big")
        yield position, place + 2 + length // 2
        place, position = place + 2 + length, position + 1


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary", type=pathlib.Path, help="the yunshang that plays")
    parser.add_argument("--once", action="store_true", help="end after the story")
    options = parser.parse_args()
    if not os.access(options.binary, os.X_OK):
        parser.error(f"{options.binary} is not there to run: build it, or use scripts/demo")
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    console = Console()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="yunshang-demo-"))
    story = Story(options.binary.resolve(), folder, console)
    status, begun = 1, time.monotonic()
    try:
        story.tell()
        console.line()
        console.line(f"{console.steps} steps, {story.run.count} commands, {console.checks} checks: "
                     f"every step did what it says, in {time.monotonic() - begun:.1f} s.")
        if not options.once:
            board.keep_open(story, WORKS)
        status = 0
    except Fault as fault:
        console.fault(str(fault))
    except KeyboardInterrupt:
        console.fault("interrupted")
        status = 130
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if (stopped := story.server.stop()) != 0:
            console.fault(f"the server ended with {stopped}")
            status = status or 1
        if status == 1:
            for line in story.server.log(10):
                console.line(console.paint("2", f"    {line}"))
        if options.once and status == 0:
            shutil.rmtree(folder)
        else:
            console.line(f"Everything is kept in {folder}")
    sys.exit(status)


if __name__ == "__main__":
    main()
