"""The market on paper: a second, slow and plain reckoning of what the venue must come to.

It knows the rules of docs/traders.md and nothing of the venue's code: price–time priority, escrow,
fees and royalties to the fen, serial numbers that leave in the order in which they came.
"""

from collections import defaultdict
from dataclasses import dataclass, field

BASIS = 10_000


@dataclass
class Order:
    id: str
    account: str
    symbol: str
    side: str
    limit: int
    quantity: int
    remaining: int
    filled: int = 0
    status: str = "open"


@dataclass
class Edition:
    quantity: int
    royalties: list  # [(account, rate)], as the terms sheet lists them
    orders: list = field(default_factory=list)  # those in the book, oldest first
    trades: list = field(default_factory=list)


class Market:
    def __init__(self, fees, operator):
        self.fees, self.operator = fees, operator
        self.cash = defaultdict(int)
        self.units = defaultdict(list)  # (account, symbol) -> serials, first acquired first
        self.editions = {}
        self.orders = {}
        self.credited = 0

    def credit(self, account, amount):
        self.cash[account] += amount
        self.credited += amount

    def withdraw(self, account, amount):
        self.credit(account, -amount)

    def issue(self, symbol, account, quantity, royalties):
        self.editions[symbol] = Edition(quantity, royalties)
        self.units[account, symbol] = list(range(1, quantity + 1))

    def place(self, id, account, symbol, side, limit, quantity, is_immediate=False):
        """Matches an order, keeps what is left of it; what it came to, as the CLI prints it."""
        order = Order(id, account, symbol, side, limit, quantity, quantity)
        self.orders[id] = order
        edition, trades = self.editions[symbol], []
        while order.remaining and (maker := self.best(order)):
            trades.append(self.trade(edition, maker, order))
            if not maker.remaining:
                edition.orders.remove(maker)
        if order.remaining and is_immediate:
            order.remaining, order.status = 0, "cancelled"
        elif order.remaining:
            edition.orders.append(order)
        return {
            "filled": order.filled, "remaining": order.remaining, "status": order.status,
            "trades": [{"price": t["price"], "quantity": t["quantity"]} for t in trades],
        }

    def best(self, taker):
        """The order that it trades with next: the best price, then the oldest."""
        sign = 1 if taker.side == "buy" else -1
        crossing = [
            order for order in self.editions[taker.symbol].orders
            if order.side != taker.side and sign * (taker.limit - order.limit) >= 0
        ]
        return min(crossing, key=lambda order: sign * order.limit, default=None)

    def trade(self, edition, maker, taker):
        assert maker.account != taker.account, "the story lets nobody trade with themselves"
        quantity = min(maker.remaining, taker.remaining)
        for order in (maker, taker):
            order.remaining -= quantity
            order.filled += quantity
            order.status = "partly-filled" if order.remaining else "filled"
        gross = maker.limit * quantity
        fee = {"maker": gross * self.fees["maker"] // BASIS,
               "taker": gross * self.fees["taker"] // BASIS}
        shares = royalties(gross, [rate for _, rate in edition.royalties])
        buyer, seller = (taker, maker) if taker.side == "buy" else (maker, taker)
        self.cash[buyer.account] -= gross + fee["taker" if buyer is taker else "maker"]
        self.cash[seller.account] += (
            gross - fee["taker" if seller is taker else "maker"] - sum(shares))
        self.cash[self.operator] += sum(fee.values())
        for (account, _), share in zip(edition.royalties, shares):
            self.cash[account] += share
        stock = self.units[seller.account, taker.symbol]
        moved, stock[:] = stock[:quantity], stock[quantity:]
        assert len(moved) == quantity, "the story sells only what is there"
        self.units[buyer.account, taker.symbol] += moved
        edition.trades.append({
            "fees": {side: str(amount) for side, amount in fee.items()},
            "instrument": taker.symbol, "maker": maker.id, "price": str(maker.limit),
            "quantity": quantity, "royalties": [str(share) for share in shares],
            "side": taker.side, "taker": taker.id,
        })
        return edition.trades[-1]

    def pull(self, symbol):
        """Takes every order out of a book, as a freeze does."""
        for order in self.editions[symbol].orders:
            order.remaining, order.status = 0, "cancelled"
        self.editions[symbol].orders.clear()

    def held(self, account):
        """Fen behind the open buys: each one's gross, and the worse fee on it."""
        worst = max(self.fees.values())
        gross = [
            order.limit * order.remaining
            for edition in self.editions.values() for order in edition.orders
            if (order.account, order.side) == (account, "buy")
        ]
        return sum(amount + amount * worst // BASIS for amount in gross)

    def held_units(self, account, symbol):
        return sum(
            order.remaining for order in self.editions[symbol].orders
            if (order.account, order.side) == (account, "sell"))

    def book(self, symbol):
        """The levels of both sides, best first, as the public book lists them."""
        sides = {"buy": defaultdict(list), "sell": defaultdict(list)}
        for order in self.editions[symbol].orders:
            sides[order.side][order.limit].append(order.remaining)

        def levels(side, is_falling):
            return [
                {"limit": str(limit), "orders": len(rest), "quantity": sum(rest)}
                for limit, rest in sorted(sides[side].items(), reverse=is_falling)
            ]
        return {"asks": levels("sell", False), "bids": levels("buy", True)}


def royalties(gross, rates):
    """Floors, then the fen left over by largest remainder, the earlier line first."""
    shares = [gross * rate // BASIS for rate in rates]
    left = gross * sum(rates) // BASIS - sum(shares)
    by_remainder = sorted(range(len(rates)), key=lambda line: -(gross * rates[line] % BASIS))
    for line in by_remainder[:left]:
        shares[line] += 1
    return shares
