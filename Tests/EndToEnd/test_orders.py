"""Every kind of order at a real venue: what they do, what falls due by itself, and what accounts come to."""

import json
import subprocess
import time

import pytest
from harness import BINARY, CommandLine, Feed, Market, now, read_log, refused, save_key, wait_for_log


@pytest.fixture
def board(own_venue):
    market = Market(own_venue)
    market.creator = market.member("creator", name="Lin Yue")
    market.robe = market.list(market.creator, "ROBE", 1_000)
    market.coat = market.list(market.creator, "COAT", 1_000)
    market.trader = market.member("trader", cash=10_000_000)
    assert market.creator.order(market.robe, "sell", 5000, 100).status == 200
    return market


def orders(member, status="open"):
    return member.read(f"/v1/accounts/{member.account}/orders?status={status}")["orders"]


def events(feed, name):
    """The feed's events up to the first of this name."""
    found = []
    for _, kind, data in feed:
        found.append((kind, data))
        if kind == name:
            return found
    raise AssertionError(f"no {name} came: {found}")


def wait_until(check, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := check():
            return value
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def verify(venue, *options):
    wait_for_log(venue)
    done = subprocess.run(
        [BINARY, "verify", venue.url, "--json", *map(str, options)], capture_output=True, text=True,
        timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["stateDigest"] == venue.digest
    return report


def verify_both(market, folder):
    venue = market.venue
    assert verify(venue)["scope"] == "public"
    operator = CommandLine(venue, folder / "operator", venue.folder / "operator.key", "0")
    everything = folder / "all.ndjson"
    assert operator("disclosures", "export", "--all", "--out", str(everything))[0] == 0
    assert verify(venue, "--disclosures", everything)["scope"] == "full"


def kinds(venue):
    wait_for_log(venue)
    return [json.loads(leaf)["kind"] for leaf in read_log(venue)[1]]


def test_a_dated_order_expires_by_itself(board, tmp_path):
    """Nobody sends anything; the order is gone at its time, the feed tells it, and the cash is back."""
    venue, trader = board.venue, board.trader
    before = trader.cash
    expiry = now(3)
    with Feed(venue, instrument="ROBE") as feed:
        placed = trader.order(board.robe, "buy", 4000, 2, "GTD", expiry=expiry)
        assert placed["status"] == "open" and trader.cash["held"] != "0"
        told = events(feed, "order-cancelled")
    accepted = dict(told)["order-accepted"]
    assert accepted["timeInForce"] == "GTD" and accepted["expiry"] % 1_000_000 == 0
    cancelled = told[-1][1]
    assert (cancelled["order"], cancelled["reason"]) == (placed["order"], "expired")
    assert time.time() * 1_000_000 - accepted["expiry"] < 3_000_000, "it was told late"
    assert trader.cash == before
    wait_until(lambda: orders(trader) == [])
    ended = orders(trader, "all")[0]
    assert (ended["status"], ended["reason"]) == ("cancelled", "expired")
    assert ended["expiry"] == accepted["expiry"]
    assert kinds(venue)[-1] == "tick"
    entry = json.loads(read_log(venue)[1][-1])
    assert entry["open"] == entry["facts"] == {} and entry["sealed"] == []
    assert entry["time"] >= accepted["expiry"]
    verify_both(board, tmp_path)


def test_cancel_after_fires_unless_heard_from(board, tmp_path):
    venue, trader = board.venue, board.trader
    for instrument in (board.robe, board.coat):
        assert trader.order(instrument, "buy", 100, 1).status == 200
    second = trader.order(board.robe, "buy", 101, 1)["order"]
    armed = trader.act("order.cancel-after", instrument="ROBE", seconds=1)
    again = trader.act("order.cancel-after", instrument="ROBE", seconds=3)
    assert again["due"] - armed["due"] > 1_900_000 and again["instrument"] == "ROBE"
    trader.act("order.cancel-after", instrument="COAT", seconds=2)
    assert trader.act("order.cancel-after", instrument="COAT", seconds=0)["due"] == 0
    # The first timer would have run out by now.
    time.sleep(1.5)
    assert len(orders(trader)) == 3
    wait_until(lambda: [order["instrument"] for order in orders(trader)] == ["COAT"])
    assert orders(trader, "all")[0]["reason"] == "cancel-after"
    assert {order["reason"] for order in orders(trader, "all") if "reason" in order} == {
        "cancel-after"}
    assert second in [order["order"] for order in orders(trader, "all")]
    # It fires once: what comes later stands.
    assert trader.order(board.robe, "buy", 100, 1)["status"] == "open"
    refused(trader.post("order.cancel-after", instrument="ROBE", seconds=86_401), 422,
            "timer-out-of-range")
    refused(trader.post("order.cancel-after", instrument="NONE", seconds=1), 404,
            "unknown-instrument")
    stranger = board.member("auditor")
    refused(stranger.post("order.cancel-after", instrument="ROBE", seconds=1), 403, "not-allowed")
    refused(trader.post("order.cancel-after", lane="cancels", instrument="ROBE", seconds=1), 400,
            "wrong-type")
    assert kinds(venue).count("tick") == 1
    verify_both(board, tmp_path)


def test_killed_while_timers_are_armed(board, tmp_path):
    """What fell due while the venue was down is dealt with when it comes back, before anything else."""
    venue, trader = board.venue, board.trader
    short = trader.order(board.robe, "buy", 100, 1, "GTD", expiry=now(2))["order"]
    long = trader.order(board.robe, "buy", 101, 1, "GTD", expiry=now(3600))["order"]
    coat = trader.order(board.coat, "buy", 100, 1)["order"]
    trader.act("order.cancel-after", instrument="COAT", seconds=2)
    size = venue.status["sequence"] + 1
    venue.kill()
    time.sleep(2.5)
    venue.start()
    wait_until(lambda: venue.status["sequence"] + 1 > size)
    assert trader.order(board.coat, "buy", 99, 1)["status"] == "open"
    assert kinds(venue)[size:] == ["tick", "order.place"]
    wait_until(lambda: {order["order"] for order in orders(trader)} & {short, long, coat} == {long})
    reasons = {order["order"]: order.get("reason") for order in orders(trader, "all")}
    assert (reasons[short], reasons[coat], reasons[long]) == ("expired", "cancel-after", None)
    # Once more, with the ticks behind it.
    digest = venue.digest
    venue.kill()
    venue.start()
    assert venue.digest == digest
    verify_both(board, tmp_path)


def test_orders_that_never_rest(board):
    trader = board.trader
    bought = trader.post(
        "order.place", instrument="ROBE", collar="5000", quantity=3, side="buy",
        terms=board.robe.terms, timeInForce="IOC").json
    assert (bought["status"], bought["filled"]) == ("filled", 3)
    too_many = trader.order(board.robe, "buy", 5000, 98, "FOK").json
    assert (too_many["status"], too_many["filled"]) == ("cancelled", 0)
    assert trader.order(board.robe, "buy", 5000, 97, "FOK")["status"] == "filled"
    told = orders(trader, "all")
    assert [order.get("reason") for order in told] == [None, "fill-or-kill", None]
    assert told[2]["collar"] == "5000" and "limit" not in told[2]
    refused(trader.order(board.robe, "buy", 1, 1, "IOC", collar="1"), 422, "order-contradictory")
    refused(trader.order(board.robe, "buy", 1, 1, "GTD"), 422, "order-contradictory")
    refused(trader.order(board.robe, "buy", 1, 1, expiry=now(9)), 422, "order-contradictory")
    refused(trader.order(board.robe, "buy", 1, 1, "IOC", postOnly=True), 422,
            "order-contradictory")
    refused(trader.order(board.robe, "buy", 1, 1, "GTD", expiry=now(-9)), 422,
            "expiry-out-of-range")
    refused(trader.order(board.robe, "buy", 1, 1, "GTD", expiry=now(367 * 86_400)), 422,
            "expiry-out-of-range")


def test_post_only_and_self_trades(board, tmp_path):
    trader = board.trader
    refused(trader.order(board.robe, "buy", 5000, 1, postOnly=True), 422, "would-trade")
    assert trader.order(board.robe, "buy", 4999, 1, postOnly=True)["status"] == "open"
    assert trader.order(board.robe, "buy", 5000, 10)["filled"] == 10
    own = trader.order(board.robe, "sell", 4999, 4, selfTrade="decrement").json
    assert (own["filled"], own["remaining"], own["status"]) == (0, 3, "open")
    ended = {order["order"]: order for order in orders(trader, "all")}
    assert ended[own["order"]]["quantity"] == 3
    refused(trader.order(board.robe, "buy", 5000, 5, kind="order.plan"), 400, "wrong-type")
    plan = trader.venue.send(
        trader.signed(
            "order.plan", instrument="ROBE", limit="5000", quantity=5, side="buy",
            terms=board.robe.terms, timeInForce="DAY", selfTrade="cancel-oldest"), "/v1/plan").json
    assert plan["prevented"] == [{"price": "4999", "quantity": 3}]
    assert (plan["filled"], plan["ownCancelled"], plan["cancelled"]) == (5, 1, 0)
    assert plan["unlock"] and "expiry" not in plan
    placed = trader.order(board.robe, "buy", 5000, 5, "DAY", selfTrade="cancel-oldest").json
    assert (placed["filled"], placed["remaining"]) == (plan["filled"], plan["remaining"])
    batch = trader.act(
        "order.batch", instrument="ROBE", terms=board.robe.terms, orders=[
            ["buy", "100", 1, "DAY", {"postOnly": True}], ["buy", "5000", 1, "FOK", {"collar": True}],
            ["buy", "100", 1, "GTD", {"expiry": now(60), "selfTrade": "cancel-both"}]])
    assert [line["status"] for line in batch["orders"]] == ["open", "filled", "open"]
    verify_both(board, tmp_path)


def test_a_collar(board, tmp_path):
    venue, trader = board.venue, board.trader
    assert venue.get("/v1/instruments/ROBE")["collar"] is None
    low = trader.order(board.robe, "buy", 100, 1)["order"]
    refused(trader.post("instrument.collar", instrument="ROBE", lowest="1", highest="2",
                        reason="me"), 403, "not-allowed")
    board.operator.act(
        "instrument.collar", instrument="ROBE", lowest="4500", highest="5500", reason="limits")
    assert venue.get("/v1/instruments/ROBE")["collar"] == {"highest": "5500", "lowest": "4500"}
    refused(trader.order(board.robe, "buy", 4499, 1), 422, "outside-collar")
    ended = orders(trader, "all")[0]
    assert (ended["order"], ended["reason"]) == (low, "outside-collar")
    operator = CommandLine(venue, tmp_path / "cli", venue.folder / "operator.key", "0")
    status, answer, said = operator(
        "instrument", "collar", "ROBE", "40.00", "60.00", "--reason", "wider")
    assert status == 0, (answer, said)
    assert answer["lowest"] == "4000" and answer["highest"] == "6000"
    verify_both(board, tmp_path)


def test_cancelling_everywhere_is_one_document_an_instrument(board, tmp_path):
    venue, trader = board.venue, board.trader
    for instrument in (board.robe, board.coat):
        for limit in (100, 101):
            trader.order(instrument, "buy", limit, 1)
    cli = CommandLine(
        venue, tmp_path / "cli", save_key(trader.key, tmp_path / "key"), trader.account)
    status, answer, said = cli("order", "cancel-all")
    assert status == 0, said
    assert [line["instrument"] for line in answer["instruments"]] == ["COAT", "ROBE"]
    assert all(line["receipt"] and len(line["orders"]) == 2 for line in answer["instruments"])
    assert len({line["sequence"] for line in answer["instruments"]}) == 2
    assert cli("order", "cancel-all")[1] == {"instruments": []}
    status, answer, _ = cli("order", "cancel-after", "ROBE", "60")
    assert status == 0 and answer["due"] > time.time() * 1_000_000


def test_statements_and_the_balance(board, tmp_path):
    venue, trader, creator = board.venue, board.trader, board.creator
    trader.order(board.robe, "buy", 5000, 10)
    trader.order(board.robe, "buy", 4000, 1)
    withdrawal = trader.act("cash.withdraw", amount="700")["withdrawal"]
    board.operator.act("cash.approve", withdrawal=withdrawal, reference="bank 2")
    today = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
    path = f"/v1/accounts/{trader.account}/statements/{today}"
    told = trader.read(path).json
    assert told["opening"] == {"available": "0", "held": "0", "total": "0"}
    assert {"account": trader.account, "currency": "CNY", **told["closing"]} == trader.cash
    assert sum(int(line["change"]) for line in told["lines"]) == int(told["closing"]["total"])
    assert [line["reason"] for line in told["lines"]] == [
        "credit", "bought", "withdrawal-requested", "withdrawal-approved"]
    assert told["lines"][1]["trade"] and told["fees"] == {"paid": "100", "received": "0"}
    assert [(unit["instrument"], unit["bought"], unit["closing"]) for unit in told["units"]] == [
        ("ROBE", 10, 10)]
    seller = creator.read(f"/v1/accounts/{creator.account}/statements/{today}").json
    assert seller["royalties"] == {"paid": "2500", "received": "2500"}
    assert [(u["instrument"], u["issued"], u["sold"], u["closing"]) for u in seller["units"]] == [
        ("ROBE", 1000, 10, 990), ("COAT", 1000, 0, 1000)]
    assert creator.read(path).status == 403 and venue.get(path).status == 401
    assert board.operator.read(path).json == trader.read(path).json
    assert trader.read(f"/v1/accounts/{trader.account}/statements/2099-01-01").status == 404
    assert trader.read(f"/v1/accounts/{trader.account}/statements/2026-02-30").status == 400
    path = "/v1/reports/balance"
    assert trader.read(path).status == 403 and venue.get(path).status == 401
    report = board.operator.read(path).json
    assert report["cash"] == [{
        "available": str(10_000_000 - 700 - 4008), "credits": "10000000", "currency": "CNY",
        "difference": "0", "held": "4008", "withdrawals": "700"}]
    assert [(line["instrument"], line["owned"], line["difference"]) for line in report["units"]] == [
        ("ROBE", 1000, 0), ("COAT", 1000, 0)]
    cli = CommandLine(
        venue, tmp_path / "cli", save_key(trader.key, tmp_path / "key"), trader.account)
    assert cli("account", "statement", "--date", today)[1]["lines"] == told["lines"]
    operator = CommandLine(venue, tmp_path / "operator", venue.folder / "operator.key", "0")
    assert operator("report", "balance")[1]["cash"] == report["cash"]
    assert cli("report", "balance")[0] == 4


def test_holding_days_and_position_limits(board, tmp_path):
    """T+1 and a cap: what was bought today is sold tomorrow, and nobody holds more than the rules say."""
    venue, trader = board.venue, board.trader
    rules = venue.get("/v1/rules")["rules"]
    board.operator.act("rules.set", approval="test", rules={
        **rules, "holdingDays": 1, "name": "t-plus-1", "positionMaximum": 1_000})
    # Issued today, so not even the creator may sell now; what rests is looked at when it is met.
    refused(board.creator.order(board.robe, "sell", 5000, 1), 422, "holding-period")
    met = trader.order(board.robe, "buy", 5000, 2).json
    assert (met["filled"], met["remaining"]) == (0, 2)
    assert orders(board.creator, "all")[0]["reason"] == "holding-period"
    refused(trader.order(board.robe, "buy", 1, 999), 422, "position-limit")
    board.operator.act("rules.set", approval="test", rules={
        **rules, "name": "capped", "positionMaximum": 2})
    refused(trader.order(board.robe, "buy", 1, 1), 422, "position-limit")
    sold = board.creator.order(board.robe, "sell", 5000, 2)
    assert sold["filled"] == 2
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
    assert {lot["unlock"] for lot in trader.holdings["ROBE"]["serials"]} == {day}
    board.operator.act("rules.set", approval="test", rules={
        **rules, "name": "t-plus-2", "holdingDays": 2})
    later = time.strftime("%Y-%m-%d", time.gmtime(time.time() + (8 + 48) * 3600))
    assert {lot["unlock"] for lot in trader.holdings["ROBE"]["serials"]} == {later}
    refused(trader.order(board.robe, "sell", 5000, 1), 422, "holding-period")
    verify_both(board, tmp_path)
