"""Holds what the venue says, in every place where it says it, to the market on paper."""

import json
from datetime import datetime, timedelta, timezone

from .console import runs, yuan

SHANGHAI = timezone(timedelta(hours=8))


class Reckoning:
    """What a story needs besides its steps: it has a market, a binary to run, and a console."""

    def book_order(self, who, side, quantity, limit, answer, is_immediate=False):
        """Puts an order into the market on paper, and holds the venue's answer to it."""
        expected = self.market.place(
            answer["order"], who, self.symbol, side, limit, quantity, is_immediate)
        found = {name: answer[name] for name in ("filled", "remaining", "status")}
        found["trades"] = [
            {"price": t["price"], "quantity": t["quantity"]} for t in answer["trades"]]
        self.say.equal(f"order {answer['order']}", found, expected)

    def adds_up(self, title):
        self.say.step(title)
        market = self.market
        edition = market.editions[self.symbol]
        book = self.run("book", self.symbol, "--depth", 1000, shown=False)
        self.say.equal("book", {side: book[side] for side in ("asks", "bids")},
                       market.book(self.symbol))
        trades = self.run("trades", self.symbol, "--limit", 500)["trades"]
        for trade in trades:
            self.say.equal("rules of a trade", trade["rules"], self.rules)
        names = edition.trades[0].keys()
        self.say.equal("trades", [{n: t[n] for n in names} for t in reversed(trades)],
                       edition.trades)
        self.say.equal("volume", self.run("instrument", "show", self.symbol, shown=False)["volume"],
                       sum(trade["quantity"] for trade in edition.trades))
        total, serials = 0, []
        for who in ("operator", "lin", "su", "wan", "ren"):
            total += self.cash_adds_up(who)
            serials += self.units_add_up(who)
            self.orders_add_up(who)
        self.say.equal("all cash", total, market.credited)
        self.say.equal("all units, each once", sorted(serials), [*range(1, edition.quantity + 1)])
        gross = sum(int(trade["price"]) * trade["quantity"] for trade in trades)
        shares = [sum(int(t["royalties"][line]) for t in trades) for line in (0, 1)]
        fees = sum(int(fee) for t in trades for fee in t["fees"].values())
        self.say.note(f"{len(trades)} trades, {yuan(gross)} in all; fees {yuan(fees)}, royalties "
                      f"{yuan(shares[0])} and {yuan(shares[1])}")
        self.say.note(f"{edition.quantity} serial numbers, each with one owner; {yuan(total)} of "
                      "cash, to the fen what a market on paper comes to")

    def cash_adds_up(self, who):
        key = self.key(who)
        cash = self.run("cash", "show", "--key", key, shown=False)
        total, held = self.market.cash[who], self.market.held(who)
        self.say.equal(f"cash of {who}", (cash["available"], cash["held"], cash["total"]),
                       (str(total - held), str(held), str(total)))
        self.say.equal(f"statement of {who}", sum(self.changes(key)), total)
        if who != "operator":
            units = runs(sorted(self.market.units[who, self.symbol]))
            self.say.note(f"{self.people[who][0]:8} {yuan(total):>10}, of it held {yuan(held):>9}; "
                          f"units {units}")
        return total

    def changes(self, key):
        """What a statement's lines change, page after page."""
        lines, start, more = {}, 0, True
        while more:
            page = self.run("cash", "statement", "--from", start, "--key", key, shown=False)
            fresh = {json.dumps(line): line for line in page["lines"]}
            more = bool(fresh.keys() - lines.keys())
            lines |= fresh
            start = max((line["sequence"] for line in lines.values()), default=0)
        return [int(line["change"]) for line in lines.values()]

    def units_add_up(self, who):
        expected = self.market.units[who, self.symbol]
        if who == "operator":
            return expected
        lines = self.by(who, "holdings", shown=False)["holdings"]
        line = next((line for line in lines if line["instrument"] == self.symbol), None)
        if line is None:
            self.say.equal(f"units of {who}", [], expected)
            return []
        serials = []
        for lot in line["serials"]:
            serials += range(lot["first"], lot["first"] + lot["count"])
            day = datetime.fromtimestamp(lot["acquired"] / 1e6, SHANGHAI).date().isoformat()
            self.say.equal("unlock date under T+0", lot["unlock"], day)
        held = self.market.held_units(who, self.symbol)
        self.say.equal(f"serials of {who}, first acquired first", serials, expected)
        self.say.equal(f"units of {who}", (line["quantity"], line["held"], line["available"]),
                       (len(expected), held, len(expected) - held))
        return serials

    def orders_add_up(self, who):
        if who == "operator":
            return
        listed = self.by(who, "order", "list", "--all", shown=False)["orders"]
        names = ("side", "quantity", "filled", "remaining", "status")
        found = {o["order"]: (o["limit"], *(o[name] for name in names)) for o in listed}
        self.say.equal(f"orders of {who}", found, {
            order.id: (str(order.limit), *(getattr(order, name) for name in names))
            for order in self.market.orders.values() if order.account == who
        })
        self.say.equal(f"orders of {who}, each once", len(listed), len(found))

    def stream_adds_up(self, known, stream, others):
        """What the venue lists is what was sent, each once, and each traded as on paper."""
        found = {}
        for who in ("lin", "wan", "ren"):
            for order in self.by(who, "order", "list", "--all", shown=False)["orders"]:
                if order["order"] not in known:
                    found[order["order"]] = (
                        who, order["side"], order["quantity"], int(order["limit"]))
        expected = sorted([*stream.sent, ("wan", "buy", 1, 4900)])
        self.say.equal("orders in the venue", sorted(found.values()), expected)
        for line, answer in stream.answers.items():
            self.say.equal("order as acknowledged", found.get(answer["order"]), line)
        acknowledged = {a["order"]: a for a in [*stream.answers.values(), *others]}
        self.say.equal("orders acknowledged", set(acknowledged), set(found))
        for id in sorted(found, key=lambda id: int(id.split(".")[0])):
            self.book_order(*found[id], acknowledged[id])
        self.say.note(f"{len(found)} orders were sent and {len(found)} are there, each once, each "
                      "filled as the first answer said")
