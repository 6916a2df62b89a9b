"""After the story: more works on the board, a history of trades, and traders who go on trading."""

import random
import time

from .console import Fault, yuan

ROUNDS = 10
PAUSE_SECONDS = (0.8, 2.6)
RESTING_MAXIMUM = 12  # orders of one trader on one instrument, before they begin anew
SWING, PULL = 0.013, 0.08  # how far a price wanders in a round, and how it is drawn back

# Symbol, filed by, price in fen, units, file, preview, title, and what else is declared.
LISTED = [
    ("CLOAK", "su", 12800, 240, "hanfu-cloak.glb", "hanfu-cloak.preview.webp",
     "Cloud-crane cloak 云鹤披风", ["--class", "PGC", "--category", "hanfu"]),
    ("SNEAKER", "lin", 3650, 800, "sneaker.glb", "sneaker.preview.webp",
     "Wave-treading sneaker 踏浪", ["--class", "UGC", "--category", "footwear"]),
    ("YUNNIANG", "su", 26800, 120, "avatar.vrm", "avatar.preview.webp",
     "Yunniang, an avatar in hanfu 云娘",
     ["--class", "PGC", "--category", "avatar", "--kind", "virtual-human",
      "--likeness", "fictional", "--voice", "none"]),
    ("DRAGON", "lin", 8800, 500, "dragon-robe.jpg", "copies/dragon-robe-half.webp",
     "The breast of a dragon robe 龙袍", ["--kind", "collectible", "--category", "print"]),
    ("PHOENIX", "su", 5400, 500, "phoenix.webp", "copies/phoenix-half.jpg",
     "A phoenix before the sun 丹凤朝阳", ["--kind", "collectible", "--category", "print"]),
]
NEWCOMERS = {"hua": "Hua Jin", "mei": "Mei Lan"}


class Line:
    """An instrument as its traders see it: where its price is and where it belongs."""

    def __init__(self, symbol, issuer, price, terms):
        self.symbol, self.issuer, self.base, self.middle = symbol, issuer, price, float(price)
        self.terms = terms

    def wander(self, dice):
        self.middle += self.middle * dice.gauss(0, SWING) + PULL * (self.base - self.middle)

    def at(self, offset):
        """A price so many thousandths from the middle, in fen."""
        return max(1, round(self.middle * (1 + offset / 1000)))


class Board:
    def __init__(self, story):
        self.story, self.dice = story, random.Random(2011)
        self.traders = ["wan", "ren", *NEWCOMERS]
        self.lines, self.resting = [], {}

    def fill(self, works):
        story = self.story
        self.admit()
        self.lines.append(Line("QIPAO", "lin", 5300, story.terms))
        self.list("PEONY", "lin", story.picture, 990, 1_000)
        for symbol, who, price, units, file, preview, title, declared in LISTED:
            filed = story.by(
                who, "asset", "register", works / file, "--preview", works / preview,
                "--title", title, *declared)
            story.say.equal("status", filed["status"], "registered")
            self.list(symbol, who, filed["asset"], price, units)
        for _ in range(ROUNDS):
            for line in self.dice.sample(self.lines, len(self.lines)):
                line.wander(self.dice)
                self.exchange(line)
        for line in self.lines:
            for who in [line.issuer, *self.dice.sample(self.traders, 2)]:
                self.ladder(line, who)

    def admit(self):
        story = self.story
        for who, name in NEWCOMERS.items():
            story.run("key", "new", story.key(who), shown=False)
            opened = story.by(who, "account", "open", "--name", name, "--role", "trader",
                              shown=False)
            story.accounts[who] = opened["account"]
            story.operator("member", "admit", opened["account"], "--role", "trader", shown=False)
        for who in self.traders:
            self.credit(who)

    def credit(self, who):
        story = self.story
        story.operator("cash", "credit", story.accounts[who], "200000.00",
                       "--reference", f"bank, for {who}", shown=False)

    def list(self, symbol, who, asset, price, units):
        story = self.story
        issued = story.by(who, "edition", "issue", asset, units,
                          "--royalty", f"{story.accounts[who]}:5%")
        story.operator("instrument", "open", issued["edition"], symbol)
        self.lines.append(Line(symbol, who, price, issued["terms"]))

    def batch(self, line, who, orders):
        """Orders of one member in one document: (side, thousandths from the middle, units, TIF)."""
        rows = [f"{side},{line.at(offset) / 100:.2f},{units},{time_in_force}"
                for side, offset, units, time_in_force in orders]
        path = self.story.folder / "orders.csv"
        path.write_text("\n".join(rows) + "\n")
        return self.send(who, "order", "batch", line.symbol, path.name, "--terms", line.terms)

    def send(self, who, *words):
        """Traders may be refused for want of cash or units, or end unfilled; nothing else."""
        words = [*words, "--key", self.story.key(who)]
        status, answer, messages = self.story.run.attempt(words)
        if status not in (0, 3, 5):
            raise Fault(f"`yunshang {' '.join(map(str, words))}` ended with {status}: {messages}")
        codes = [answer.get("code"), *(o.get("code") for o in answer.get("orders", ())
                                       if isinstance(o, dict))]
        if "insufficient-cash" in codes:
            self.credit(who)
        return answer

    def exchange(self, line):
        """Somebody quotes, somebody else takes."""
        dice = self.dice
        quoting, taking = dice.sample(self.traders, 2)
        self.batch(line, line.issuer, [
            ("sell", dice.randint(2, 14), dice.randint(1, 3), "GTC") for _ in range(2)])
        self.batch(line, quoting, [
            ("buy", -dice.randint(2, 18), dice.randint(1, 3), "GTC"),
            ("sell", dice.randint(4, 20), dice.randint(1, 2), "GTC")])
        side, sign = dice.choice([("buy", 1), ("buy", 1), ("sell", -1)])
        self.batch(line, taking, [
            (side, sign * dice.randint(8, 22), dice.randint(1, 4), "IOC") for _ in range(2)])

    def ladder(self, line, who):
        """One member's orders at some distance, anew."""
        dice = self.dice
        self.send(who, "order", "cancel-all", line.symbol)
        steps = [dice.randint(4, 60) for _ in range(3)]
        sides = ["sell"] if who == line.issuer else ["buy", "sell"]
        self.resting[line.symbol, who] = len(steps) * len(sides)
        self.batch(line, who, [
            (side, step if side == "sell" else -step, dice.randint(1, 6), "GTC")
            for side in sides for step in steps])

    def go_on(self):
        """One thing that one trader does."""
        dice = self.dice
        line, who = dice.choice(self.lines), dice.choice(self.traders)
        line.wander(dice)
        resting = self.resting.get((line.symbol, who), 0)
        if resting >= RESTING_MAXIMUM:
            self.ladder(line, who)
            if dice.random() < 0.5:
                self.ladder(line, line.issuer)
            return
        side, sign = dice.choice([("buy", 1), ("sell", -1)])
        words = [line.symbol, dice.randint(1, 4), "--terms", line.terms, "--limit-fen"]
        if dice.random() < 0.45:
            self.send(who, "order", side, *words, line.at(sign * dice.randint(4, 20)), "--ioc")
        else:
            self.resting[line.symbol, who] = resting + 1
            self.send(who, "order", side, *words, line.at(-sign * dice.randint(1, 30)))


def keep_open(story, works):
    """Fills the board and keeps it alive until an interrupt."""
    say, board = story.say, Board(story)
    say.step(f"More works are listed and more people trade: watch it at {story.server.address}/")
    board.fill(works)
    for shown in story.run("instrument", "list", shown=False)["instruments"]:
        price = [yuan(int(shown[name])) if shown[name] else "—"
                 for name in ("bestBid", "bestAsk", "last")]
        say.note(f"{shown['instrument']:9} bid {price[0]:>8}  ask {price[1]:>8}  last {price[2]:>8}"
                 f"  volume {shown['volume']}")
    say.line()
    say.line(say.paint("1", f"The board is open at {story.server.address}/")
             + " with traders at work; Ctrl-C closes it.")
    say.line(say.paint("2", f"    export YUNSHANG_SERVER={story.server.address}"))
    say.line(say.paint("2", f"    {story.run.path} book QIPAO --watch"))
    try:
        while True:
            time.sleep(board.dice.uniform(*PAUSE_SECONDS))
            board.go_on()
    except KeyboardInterrupt:
        say.line()
