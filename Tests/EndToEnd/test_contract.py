"""What is written and what runs: the contract, the pages' commands and client, and answers."""

import json
import re
import subprocess
import sys
import time

import openapi_spec_validator
import pytest
import yaml
from harness import BINARY, ROOT, WORKS, Market, Venue, now, save_key, wait_for_log

CONTRACT = ROOT / "Contracts" / "openapi.yaml"
CONFORMANCE = ROOT / "Tests" / "Conformance"
METHODS = {"get", "put", "post", "delete", "patch", "head", "options", "trace"}


def tell_of_every_order(market, trader, listed):
    """Each event of an order, each option, and a tick."""
    def place(side, limit, quantity, force="GTC", **more):
        return trader.order(listed, side, limit, quantity, force, **more).json

    place("buy", 5000, 1, "GTD", expiry=now(1), postOnly=True, selfTrade="decrement")
    place("buy", 4900, 1, "DAY")
    place("buy", 5200, 99, "FOK")
    place("sell", 5150, 3)
    place("buy", 5150, 1, selfTrade="decrement")
    place("buy", 5150, 1, selfTrade="cancel-both")
    trader.act("order.place", instrument=listed.symbol, collar="5300", quantity=1, side="buy",
               terms=listed.terms, timeInForce="IOC")
    trader.act("order.batch", instrument=listed.symbol, terms=listed.terms, orders=[
        ["buy", "5300", 1, "FOK", {"collar": True}], ["buy", "4800", 1, "DAY", {"postOnly": True}]])
    trader.act("order.cancel-after", instrument=listed.symbol, seconds=3600)
    market.operator.act("instrument.collar", instrument=listed.symbol, lowest="4850",
                        highest="9000", reason="limits")
    time.sleep(1.5)


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """A venue with something to read on every route."""
    folder = tmp_path_factory.mktemp("story")
    with Venue(folder / "data") as venue:
        market = Market(venue)
        creator = market.member("creator", name="Lin Yue", contact="lin@example.com")
        auditor = market.member("auditor")
        picture = (WORKS / "peony.png").read_bytes()
        work = creator.register(picture, "image/png", kind="material", title="Peony").json
        copy = creator.register(
            (WORKS / "copies" / "peony-reencoded.jpg").read_bytes(), "image/jpeg",
            kind="material", title="Peony again").json
        assert copy["similar"][0]["asset"] == work["asset"]
        peony = market.list(creator, "PEONY", 200, work["asset"])
        market.list(creator, "CLOUD", 10)
        trader = market.member("trader", cash=1_000_000)
        assert creator.order(peony, "sell", 5200, 10).status == 200
        assert trader.order(peony, "buy", 5200, 4)["status"] == "filled"
        assert trader.order(peony, "buy", 5100, 1)["status"] == "open"
        trader.act("cash.withdraw", amount="5")
        tell_of_every_order(market, trader, peony)
        notice = trader.act(
            "claim.notify", asset=work["asset"], grounds="copyright", statement="mine",
            evidence=[])["claim"]
        auditor.act(
            "claim.open", claim=notice, asset=work["asset"], scope=["issue"], reasons="seen")
        creator.act("claim.counter", claim=notice, statement="no", evidence=[])
        auditor.act("claim.decide", claim=notice, decision="released", scope=[], reasons="done")
        market.operator.act("instrument.halt", instrument="CLOUD", reason="a pause")
        wait_for_log(venue)
        venue.signers = [f"{venue.folder / 'operator.key'}:0"]
        for name, member in (("creator", creator), ("auditor", auditor), ("trader", trader)):
            path = save_key(member.key, folder / f"{name}.key")
            venue.signers.append(f"{path}:{member.account}")
        yield venue


def run(script, *arguments, **environment):
    done = subprocess.run(
        [sys.executable, str(CONFORMANCE / script), *map(str, arguments)], capture_output=True,
        text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def routes_in_code():
    routes = set()
    for path in sorted((ROOT / "Sources" / "Service" / "API").glob("*.swift")):
        text = path.read_text(encoding="utf-8")
        for method, route in re.findall(r'Route\(\s*\.(\w+),\s*"([^"]+)"', text):
            routes.add((method, route.replace("**", "{path}")))
        # A list of paths that are mapped to routes.
        for block, method in re.findall(
            r"\[([^\[\]]*)\]\s*\.map\s*\{\s*path in Route\(\.(\w+), path\)", text):
            routes |= {(method, route) for route in re.findall(r'"([^"]+)"', block)}
    return routes


def test_the_contract_is_valid_and_lists_every_route():
    contract = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    openapi_spec_validator.validate(contract)
    assert contract["openapi"].startswith("3.1")
    written = {(method, path) for path, item in contract["paths"].items()
               for method in item.keys() & METHODS}
    assert len(written) > 40
    assert written == routes_in_code()


def test_every_route_of_the_contract_is_served(story):
    """A path that nobody serves is a 404 about the path; a served one tells of what is missing."""
    contract = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    for path, item in contract["paths"].items():
        for method in item.keys() & METHODS - {"get"}:
            reply = story.fetch(method.upper(), re.sub(r"\{\w+\}", "0" * 64, path))
            assert reply.status in (400, 401, 415), (method, path, reply)
        if "get" not in item:
            reply = story.get(re.sub(r"\{\w+\}", "0" * 64, path))
            assert reply.status == 405, (path, reply)


def test_the_contract_is_handed_out(story):
    assert story.get("/openapi.yaml").body == CONTRACT.read_bytes()


def test_contracts():
    run("contracts.py")


def test_commands_of_the_pages():
    assert run("commands.py", BINARY)["commands"] > 20


def test_answers(story):
    result = run("answers.py", story.url, *story.signers)
    assert result["asked"] > 100 and result["faults"] == 0


def test_the_client_of_the_pages(story):
    operator = story.folder / "operator.key"
    admit = f"{BINARY} member admit {{account}} --role creator --server {story.url}"
    admit += f" --key {operator}"
    result = run("creators_client.py", story.url, WORKS / "hanfu-cloak.preview.webp",
                 "--admit", admit)
    assert result["verified"] and result["lines"] <= 80
