"""Transparent is not exposed: what is sealed cannot be found in anything public."""

import base64
import collections
import json
import re

import pytest
from harness import (
    WORKS, Feed, Market, Member, Venue, b64url, read_log, sha256, sign, tile_path, wait_for_log)

NAMES = ["Wei Qianxun of Suzhou Creek", "欧阳若曦", "Bartholomew Quill"]
CONTACTS = ["wei.qianxun@mail.invalid", "+86 138 5555 0199", "quill@post.invalid"]
CREDITS = [987_654_321_09, 876_543_219_08, 765_432_198_07]
WITHDRAWN = [13_572_468, 24_681_357]
REFERENCES = ["SPDB-2026-REF-77310", "ICBC-WIRE-88421", "BOC-OUT-55902"]
STATEMENTS = [
    "I drew this collar in my grandmother's house in 1998.", "The claimant never saw the draft."]
EVIDENCE = sha256(b"a drawing").hex()
REJECTION = "the bank does not know this payee"


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """Three traders trade two works' editions with each other; one of them claims a work."""
    with Venue(tmp_path_factory.mktemp("privacy") / "data") as venue:
        market = Market(venue)
        operator = market.operator
        creator = market.member("creator", name="An author")
        auditor = market.member("auditor", name="An auditor", contact="auditor@office.invalid")
        # Numbers of accounts that cannot stand there by chance: far from those of works.
        filler = market.list(creator, "FILLER", 10)
        for _ in range(90):
            creator.order(filler, "sell", 10**9, 1, "IOC")
        market.traders = [
            market.member("trader", name=name, contact=contact, cash=cash, reference=reference)
            for name, contact, cash, reference in zip(NAMES, CONTACTS, CREDITS, REFERENCES)]
        robes = [market.list(creator, symbol, 5000) for symbol in ("ROBE", "SASH")]
        first, second, third = market.traders
        second_key = Member(venue, account=first.account)
        venue.send(sign(first.document("key.add", key=second_key.did), first.key, second_key.key))
        market.keys = [*(trader.did for trader in market.traders), second_key.did]
        market.orders = collections.defaultdict(list)

        def order(member, robe, *what, **more):
            answer = member.order(robe, *what, **more).json
            market.orders[member.account].append((robe.symbol, answer))

        for robe in robes:
            creator.order(robe, "sell", 700, 900)
            order(first, robe, "buy", 700, 300)
            order(second, robe, "buy", 705, 200, "IOC")
            order(third, robe, "buy", 650, 100)
            order(first, robe, "sell", 650, 150)
            order(second, robe, "sell", 640, 50)
            order(third, robe, "sell", 9_999, 10_000)  # withheld: not enough units
            order(third, robe, "buy", 10**9, 100_000)  # withheld: not enough cash
            batch = third.act(
                "order.batch", instrument=robe.symbol, terms=robe.terms,
                orders=[["buy", "600", 5, "GTC"], ["sell", "800", 99_999, "GTC"],
                        ["buy", "610", 5, "GTC"]])
            rested = batch["orders"][0]["order"]
            third.act("order.amend", order=rested, limit="605", quantity=4)
            second.post("order.cancel", order=rested)
            third.act("order.cancel", order=rested)
            third.act("order.cancel-all", instrument=robe.symbol)
        wanted = first.act("cash.withdraw", amount=str(WITHDRAWN[0]))["withdrawal"]
        operator.act("cash.approve", withdrawal=wanted, reference=REFERENCES[2])
        refused = second.act("cash.withdraw", amount=str(WITHDRAWN[1]))["withdrawal"]
        operator.act("cash.reject", withdrawal=refused, reason=REJECTION)
        claim = second.act(
            "claim.notify", asset=robes[0].asset, grounds="copyright", statement=STATEMENTS[0],
            evidence=[EVIDENCE])["claim"]
        auditor.act(
            "claim.open", claim=claim, asset=robes[0].asset, scope=["trade"], reasons="formal")
        creator.act("claim.counter", claim=claim, statement=STATEMENTS[1], evidence=[EVIDENCE])
        auditor.act("claim.decide", claim=claim, decision="released", scope=[], reasons="no case")
        market.member("trader", name="Nobody yet", contact="later@mail.invalid")
        wait_for_log(venue)
        market.creator, market.auditor, market.robes, market.claim = creator, auditor, robes, claim
        yield market


@pytest.fixture(scope="module")
def public(story):
    """Everything that anyone can fetch, by where it stands."""
    venue = story.venue
    found = {f"log/{path.relative_to(venue.folder / 'log')}": path.read_bytes()
             for path in (venue.folder / "log").rglob("*") if path.is_file()}
    size = venue.status["sequence"] + 1
    pages = [
        "/v1/status", "/v1/rules", "/v1/assets?limit=200", "/v1/instruments", "/v1/bulletin",
        "/v1/trades?limit=200", "/metrics", "/log/checkpoint", "/log/key"]
    pages += [f"/log/outcome/{number}" for number in range(size)]
    pages += [f"/v1/receipts/{number}" for number in range(0, size, 5)]
    pages += ["/log/" + tile_path(first, min(256, size - first)) for first in range(0, size, 256)]
    for asset in venue.get("/v1/assets?limit=200")["assets"]:
        pages += [f"/v1/assets/{asset['asset']}{what}" for what in ("", "/similar", "/certificate")]
        pages += [f"/v1/editions/{edition}" for edition in asset["editions"]]
    for symbol in ("ROBE", "SASH"):
        pages += [f"/v1/instruments/{symbol}{what}" for what in ("", "/book", "/orders", "/trades")]
    connection = venue.connection()
    for path in pages:
        reply = venue.fetch("GET", path, connection=connection)
        assert reply.status == 200, (path, reply)
        found[path] = reply.body
    events = []
    with Feed(venue, after="0.0") as feed:
        for event in feed:
            events.append(event)
            if event[0].startswith(f"{last_with_events(venue, size)}."):
                break
    found["/v1/feed"] = json.dumps(events, ensure_ascii=False).encode()
    return found


def last_with_events(venue, size):
    return next(number for number in range(size - 1, 0, -1)
                if venue.get(f"/log/outcome/{number}").body)


@pytest.fixture(scope="module")
def entries(story):
    return [json.loads(leaf) for leaf in read_log(story.venue)[1]]


def spellings(text):
    data = text.encode()
    yield data
    yield json.dumps(text)[1:-1].encode()
    for shift in range(3):
        # Whatever stands around it, this much of its base64 is always the same.
        coded = b64url(b"\0" * shift + data)
        yield coded[(shift * 8 + 5) // 6:len(coded) - 2].encode()
    yield data.hex().encode()


def found_in(public, text):
    return [place for place, data in public.items()
            if any(spelling in data for spelling in spellings(text))]


def test_the_search_finds_what_is_there(public, story):
    assert found_in(public, "Pattern ROBE")
    assert found_in(public, story.creator.did)
    assert found_in({"x": b64url(b"xx" + STATEMENTS[0].encode()).encode()}, STATEMENTS[0])


@pytest.mark.parametrize("text", [
    *NAMES, *CONTACTS, *REFERENCES, *STATEMENTS, REJECTION, EVIDENCE, "Nobody yet",
    "later@mail.invalid", "auditor@office.invalid", "bank 1", "An auditor"])
def test_words_of_members_stay_sealed(public, text):
    assert found_in(public, text) == []


def test_keys_of_members_stay_sealed(public, story):
    # A creator is known by the works, an auditor by the decisions that they sign.
    for key in story.keys:
        assert found_in(public, key.removeprefix("did:key:")) == []
    for trader in story.traders:
        assert [place for place, data in public.items()
                if trader.key.public_key().public_bytes_raw() in data] == []


def test_cash_stays_sealed(public, story):
    amounts = [*CREDITS, *WITHDRAWN]
    for trader in story.traders:
        amounts += [int(trader.cash[name]) for name in ("available", "held", "total")]
    for amount in amounts:
        if amount > 1_000_000:
            pattern = re.compile(rb"(?<!\d)%d(?!\d)" % amount)
            assert [place for place, data in public.items() if pattern.search(data)] == []


def members(value, path=()):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from members(inner, (*path, name))
    elif isinstance(value, list):
        for inner in value:
            yield from members(inner, path)
    else:
        yield path, value


def test_no_account_of_a_trader_stands_in_the_log(entries, story):
    hidden = {trader.account for trader in story.traders}
    known = {story.creator.account, story.auditor.account, "0"}
    for entry in entries:
        for path, value in members(entry):
            if path[-1] in ("account", "member", "owner", "notifier"):
                assert value in known and value not in hidden, (entry["sequence"], path)
            assert not (isinstance(value, str) and value in hidden and path[-1] not in (
                "asset", "claim", "edition", "limit")), (entry["sequence"], path)


def test_events_name_no_account_and_no_alias(public, entries):
    aliases = {entry["facts"]["alias"] for entry in entries if "alias" in entry["facts"]}
    assert len(aliases) >= 8
    for place, data in public.items():
        if place.startswith("/log/tile/entries") or place.startswith("log/tile/entries"):
            continue
        if place.endswith("/certificate"):
            continue
        for alias in aliases:
            assert alias.encode() not in data, place
            assert bytes.fromhex(alias) not in data, place
    for place, data in public.items():
        if place.startswith("/log/outcome/"):
            for line in data.splitlines():
                names = {path[-1] for path, _ in members(json.loads(line))}
                assert not names & {"account", "alias", "member", "owner", "cash", "key"}, place


def instrument_of(entry, orders):
    """Which edition's market an entry is about."""
    opened = entry["open"]
    if "instrument" in opened:
        return opened["instrument"]
    return orders.get(opened.get("order"))


def test_no_alias_is_seen_in_two_instruments(entries, story):
    orders, seen = {}, collections.defaultdict(set)
    for entry in entries:
        if entry["kind"] in ("order.place", "order.batch"):
            count = len(entry["open"].get("orders", [None]))
            orders |= {f"{entry['sequence']}.{place}": entry["open"]["instrument"]
                       for place in range(count)}
        alias = entry["facts"].get("alias")
        if alias and entry["kind"] != "edition.issue":
            instrument = instrument_of(entry, orders)
            assert instrument, entry
            seen[alias].add(instrument)
    assert all(len(instruments) == 1 for instruments in seen.values())
    # One alias for each of three traders in each of two instruments.
    counts = collections.Counter(next(iter(instruments)) for instruments in seen.values())
    assert counts["ROBE"] >= 4 and counts["SASH"] >= 4


def test_owners_are_not_tied_by_what_stands_beside_their_orders(entries, story):
    """Of an order, its market's data stands open; no id, key, signature or time of the sender's."""
    allowed = {
        "order.place": {"instrument", "limit", "quantity", "side", "terms", "timeInForce"},
        "order.batch": {"instrument", "orders", "terms"},
        "order.amend": {"limit", "order", "quantity"}, "order.cancel": {"order"},
        "order.cancel-all": {"instrument", "side"}, "claim.counter": {"claim"}}
    sealed = {"account.open", "member.admit", "key.add", "key.revoke", "cash.credit",
              "cash.withdraw", "cash.approve", "cash.reject", "claim.notify"}
    kinds = collections.Counter(entry["kind"] for entry in entries)
    assert sealed - {"key.revoke"} <= kinds.keys() and allowed.keys() <= kinds.keys()
    for entry in entries:
        kind = entry["kind"]
        if kind in sealed:
            assert entry["open"] == {} and set(entry["facts"]) <= {"withheld"}, entry
        elif kind in allowed:
            assert set(entry["open"]) <= allowed[kind], entry
            assert set(entry["facts"]) <= {"alias", "withheld"}, entry
            assert len(entry["sealed"]) == 1


def test_digests_of_the_same_thing_differ(entries):
    """Salts are drawn anew, so that equal documents and events cannot be told by their digests."""
    digests = [digest for entry in entries for digest in entry["sealed"]]
    assert len(digests) == len(set(digests)) > 100
    roots = [entry["outcome"]["sealedRoot"] for entry in entries
             if entry["outcome"]["sealedCount"]]
    assert len(roots) == len(set(roots))


def test_a_refusal_for_a_sealed_reason_says_no_more(entries, story):
    refused = [entry for entry in entries if entry["outcome"]["code"] == "withheld"]
    assert refused
    private = {"insufficient-cash", "not-allowed", "not-admitted", "unknown-account"}
    assert not private & {entry["outcome"]["code"] for entry in entries}
    for entry in entries:
        for line in story.venue.get(f"/log/outcome/{entry['sequence']}").body.splitlines():
            assert json.loads(line).get("code") not in private


def test_the_bulletin_is_redacted(story):
    bulletin = story.venue.get("/v1/bulletin")["entries"]
    entry = next(entry for entry in bulletin if entry["claim"] == story.claim)
    assert not {"notifier", "statement", "evidence", "account"} & {
        path[-1] for path, _ in members(entry)}


def test_a_notice_that_is_not_open_is_told_to_nobody(story):
    venue, notifier = story.venue, story.traders[2]
    claim = notifier.act(
        "claim.notify", asset=story.robes[1].asset, grounds="other", statement="quietly",
        evidence=[])["claim"]
    assert notifier.read(f"/v1/claims/{claim}").status == 200
    assert story.auditor.read(f"/v1/claims/{claim}").status == 200
    for other in (story.traders[0], story.creator):
        assert other.read(f"/v1/claims/{claim}").status == 404
    assert claim not in [entry["claim"] for entry in venue.get("/v1/bulletin")["entries"]]


def test_own_disclosures_disclose_ones_own_alone(story):
    """What an account exports tells nothing of others, not even whom it traded with."""
    for trader in story.traders:
        export = trader.read(f"/v1/accounts/{trader.account}/disclosures").body
        others = [other for other in story.traders if other is not trader]
        text = export.decode()
        shown = text
        for coded in re.findall(r'"([A-Za-z0-9_-]{60,})"', text):
            shown += base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode(
                "utf-8", "replace")
        assert trader.did.removeprefix("did:key:") in shown
        for other in others:
            index = story.traders.index(other)
            assert other.did not in shown
            assert NAMES[index] not in shown and CONTACTS[index] not in shown
            assert not re.search(rf'"account":"{other.account}"', shown)
            assert str(CREDITS[index]) not in shown


def test_messages_and_metrics_are_without_personal_data(story):
    log = (story.venue.folder.parent / "data.stderr").read_bytes()
    said = {"log": log, "metrics": story.venue.get("/metrics").body}
    for text in (*NAMES, *CONTACTS, *REFERENCES, *STATEMENTS, *story.keys, "secretKey"):
        assert found_in(said, text) == []


def test_pictures_lose_what_their_makers_did_not_mean_to_tell(story):
    """Previews carry no metadata: a photograph's place is not for everyone."""
    venue = story.venue
    secret = b"GPS 31.2304N 121.4737E"
    jpeg = (WORKS / "lookbook.jpg").read_bytes()
    body = b"Exif\0\0" + b"MM\0*\0\0\0\x08\0\x01\x82\x98\0\x02" + len(secret).to_bytes(
        4, "big") + (26).to_bytes(4, "big") + bytes(4) + secret
    comment = b"\xff\xfe" + (len(secret) + 2).to_bytes(2, "big") + secret
    exif = b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
    work = story.creator.register(
        jpeg[:2] + exif + comment + jpeg[2:], "image/jpeg", kind="material")
    assert work.status == 200, work
    preview = venue.get(f"/v1/assets/{work['asset']}/preview")
    assert preview.status == 200 and preview.headers["Content-Type"] == "image/webp"
    assert secret not in preview.body
