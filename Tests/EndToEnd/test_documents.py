"""A hostile first look at the door for documents: whatever is wrong gets its own clear error, and
nothing changes."""

import concurrent.futures
import json
import unicodedata

import pytest
import rfc8785
from harness import Member, b64url, base58, make_proof, now, refused, sha256, sign

pytestmark = pytest.mark.usefixtures("unchanged")


@pytest.fixture(scope="module")
def board(market):
    """A listed instrument, its creator, a trader with cash and one with units on sale."""
    market.creator = market.member("creator")
    market.robe = market.list(market.creator, "ROBE")
    market.trader = market.member("trader", cash=10_000_000)
    market.other = market.member("trader", cash=10_000_000)
    assert market.creator.order(market.robe, "sell", 500, 100).status == 200
    # An owner's first order draws an alias, which belongs to the state from then on.
    for member in (market.trader, market.other):
        drawn = member.order(market.robe, "buy", 1, 1)["order"]
        assert member.post("order.cancel", order=drawn).status == 200
    return market


def order(board, **members):
    return board.trader.document("order.place", **{
        "instrument": "ROBE", "limit": "100", "quantity": 1, "side": "buy",
        "terms": board.robe.terms, "timeInForce": "GTC", **members})


def signed(board, **members):
    return sign(order(board, **members), board.trader.key)


def loosely_signed(board, **members):
    """An order whose signature is right, and whose JSON is `text` in the quantity's place."""
    text = members.pop("text")
    document = order(board, quantity=77777, **members)
    return sign(document, board.trader.key).replace(b"77777", text)


FORMS = {
    "white space": (lambda b: signed(b).replace(b'","', b'", "', 1), "not-canonical"),
    "white space around": (lambda b: signed(b) + b"\n", "not-canonical"),
    "byte order mark": (lambda b: b"\xef\xbb\xbf" + signed(b), "not-canonical"),
    "unsorted": (lambda b: json.dumps(
        dict(reversed(json.loads(signed(b)).items())), separators=(",", ":")).encode(),
        "not-canonical"),
    "needless escape": (lambda b: signed(b).replace(b"ROBE", b"\\u0052OBE"), "not-canonical"),
    "upper-case escape": (lambda b: signed(b).replace(b"ROBE", b"\\u001F"), "not-canonical"),
    "surrogate": (lambda b: signed(b).replace(b"ROBE", b"\\ud800"), "not-canonical"),
    "raw control character": (lambda b: signed(b).replace(b"ROBE", b"\x01"), "not-canonical"),
    "single quotes": (lambda b: signed(b).replace(b'"', b"'"), "not-canonical"),
    "trailing comma": (lambda b: signed(b)[:-1] + b",}", "not-canonical"),
    "cut off": (lambda b: signed(b)[:-20], "not-canonical"),
    "two documents": (lambda b: signed(b) * 2, "not-canonical"),
    "nothing": (lambda b: b"", "not-canonical"),
    "NUL": (lambda b: b"\0" * 100, "not-canonical"),
    "a string": (lambda b: b'"order.place"', "wrong-type"),
    "an array": (lambda b: b"[" + signed(b) + b"]", "wrong-type"),
    "null": (lambda b: b"null", "wrong-type"),
    "duplicate key": (lambda b: signed(b).replace(
        b'"quantity":1', b'"quantity":1,"quantity":2'), "duplicate-key"),
    "duplicate key, same value": (lambda b: signed(b).replace(
        b'"quantity":1', b'"quantity":1,"quantity":1'), "duplicate-key"),
    "duplicate key in the proof": (lambda b: signed(b).replace(
        b'"cryptosuite":"eddsa-jcs-2022"',
        b'"cryptosuite":"eddsa-jcs-2022","cryptosuite":"eddsa-jcs-2022"'), "duplicate-key"),
    "1.0": (lambda b: loosely_signed(b, text=b"1.0"), "not-an-integer"),
    "1e2": (lambda b: loosely_signed(b, text=b"1e2"), "not-an-integer"),
    "1E2": (lambda b: loosely_signed(b, text=b"1E2"), "not-an-integer"),
    "-0": (lambda b: loosely_signed(b, text=b"-0"), "not-canonical"),
    "01": (lambda b: loosely_signed(b, text=b"01"), "not-canonical"),
    "+1": (lambda b: loosely_signed(b, text=b"+1"), "not-canonical"),
    "NaN": (lambda b: loosely_signed(b, text=b"NaN"), "not-canonical"),
    "2^53": (lambda b: loosely_signed(b, text=b"9007199254740992"), "number-out-of-range"),
    "2^64": (lambda b: loosely_signed(b, text=b"18446744073709551616"), "number-out-of-range"),
    "-2^63": (lambda b: loosely_signed(b, text=b"-9223372036854775808"), "number-out-of-range"),
    "400 digits": (lambda b: loosely_signed(b, text=b"9" * 400), "number-out-of-range"),
    "deep arrays": (lambda b: loosely_signed(b, text=b"[" * 20_000), "too-deep"),
    "deep objects": (lambda b: loosely_signed(b, text=b'{"a":' * 8_000), "too-deep"),
    "17 deep": (lambda b: loosely_signed(b, text=b"[" * 16 + b"]" * 16), "too-deep"),
    "member name not ASCII": (lambda b: signed(b).replace(
        b'"type"', '"typé"'.encode()), "name-not-ascii"),
    "invalid UTF-8": (lambda b: signed(b).replace(b"ROBE", b"RO\xffBE"), "invalid-utf8"),
    "overlong UTF-8": (lambda b: signed(b).replace(b"ROBE", b"\xc0\xaf"), "invalid-utf8"),
    "UTF-8 surrogate": (lambda b: signed(b).replace(b"ROBE", b"\xed\xa0\x80"), "invalid-utf8"),
    "UTF-8 cut off": (lambda b: signed(b).replace(b"ROBE", b"\xe4\xba"), "invalid-utf8"),
}


@pytest.mark.parametrize("what", FORMS)
def test_bytes_that_are_not_canonical_are_refused(venue, board, what):
    make, code = FORMS[what]
    problem = refused(venue.send(make(board)), 400, code)
    assert "sequence" not in problem


MEMBERS = {
    "unknown field": (dict(colour="red"), 400, "unknown-field"),
    "unknown type": (dict(type="order.steal"), 400, "unknown-type"),
    "quantity 0": (dict(quantity=0), 400, "number-out-of-range"),
    "quantity -1": (dict(quantity=-1), 400, "number-out-of-range"),
    "quantity 2^53-1": (dict(quantity=2**53 - 1), 400, "number-out-of-range"),
    "quantity a string": (dict(quantity="1"), 400, "wrong-type"),
    "quantity true": (dict(quantity=True), 400, "wrong-type"),
    "quantity null": (dict(quantity=None), 400, "wrong-type"),
    "quantity beyond the rules": (dict(quantity=1_000_000_000), 422, "quantity-out-of-range"),
    "limit a number": (dict(limit=100), 400, "wrong-type"),
    "limit 0": (dict(limit="0"), 422, "limit-out-of-range"),
    "limit -1": (dict(limit="-1"), 400, "wrong-value"),
    "limit 1.5": (dict(limit="1.5"), 400, "wrong-value"),
    "limit 007": (dict(limit="007"), 400, "wrong-value"),
    "limit with a space": (dict(limit=" 7"), 400, "wrong-value"),
    "limit in other digits": (dict(limit="１２"), 400, "wrong-value"),
    "limit 2^62": (dict(limit=str(2**62)), 400, "wrong-value"),
    "limit 2^62-1": (dict(limit=str(2**62 - 1)), 422, "limit-out-of-range"),
    "limit 10^40": (dict(limit="9" * 40), 400, "wrong-value"),
    "limit times quantity beyond 2^63": (
        dict(limit="100000000000", quantity=10_000_000), 422, "quantity-out-of-range"),
    "side both": (dict(side="both"), 400, "wrong-value"),
    "unknown time in force": (dict(timeInForce="FOREVER"), 400, "wrong-value"),
    "terms of another edition": (dict(terms="0" * 64), 422, "terms-differ"),
    "terms in upper case": (dict(terms="A" * 64), 400, "wrong-value"),
    "terms cut": (dict(terms="0" * 63), 400, "wrong-length"),
    "instrument in lower case": (dict(instrument="robe"), 400, "wrong-value"),
    "instrument too long": (dict(instrument="R" * 17), 400, "wrong-length"),
    "no such instrument": (dict(instrument="NONE"), 404, "unknown-instrument"),
    "id with a slash": (dict(id="../../journal"), 400, "wrong-value"),
    "id empty": (dict(id=""), 400, "wrong-length"),
    "id too long": (dict(id="a" * 65), 400, "wrong-length"),
    "id not ASCII": (dict(id="é"), 400, "wrong-value"),
    "account not a number": (dict(account="new"), 400, "wrong-value"),
    "account huge": (dict(account="99999999999999999999"), 400, "wrong-value"),
    "account of nobody": (dict(account="999999"), 403, "unknown-key"),
    "another venue's": (dict(audience="elsewhere.example"), 400, "wrong-audience"),
    "another venue's with a prefix": (
        dict(audience="exchange.example.org"), 400, "wrong-audience"),
    "created not a time": (dict(created="yesterday, at noon!!"), 400, "wrong-value"),
    "created on February 30": (dict(created="2026-02-30T00:00:00Z"), 400, "wrong-value"),
    "created without a zone": (dict(created="2026-02-20T00:00:00"), 400, "wrong-length"),
    "created a number": (dict(created=1), 400, "wrong-type"),
}


@pytest.mark.parametrize("what", MEMBERS)
def test_members_out_of_bounds_are_refused(venue, board, what):
    members, status, code = MEMBERS[what]
    refused(venue.send(signed(board, **members)), status, code)


@pytest.mark.parametrize("name", [
    "account", "audience", "created", "id", "limit", "proof", "quantity", "terms", "type"])
def test_a_missing_member_is_named(venue, board, name):
    document = json.loads(signed(board))
    del document[name]
    problem = refused(venue.send(rfc8785.dumps(document)), 400, "missing-field")
    assert f"`{name}`" in problem["detail"]


def test_time(venue, board):
    refused(venue.send(signed(board, created=now(-86_400 - 60))), 410, "expired")
    refused(venue.send(signed(board, created="1970-01-01T00:00:00Z")), 410, "expired")
    refused(venue.send(signed(board, created=now(180))), 400, "created-in-the-future")
    refused(
        venue.send(signed(board, created="9999-12-31T23:59:59Z")), 400, "created-in-the-future")


def test_composed_and_decomposed_twins(venue, market):
    """The decomposed spelling is refused, so that one name has one byte form."""
    for title in ("云裳é", "각", "Å"):
        name = unicodedata.normalize("NFD", title)
        assert name != title
        opening = Member(venue)
        problem = refused(
            opening.post("account.open", name=name, contact="", roles=[]), 400, "not-nfc")
        assert "sequence" not in problem
    # Characters that NFC replaces: the Ångström and the Kelvin sign.
    for name in ("\u212b", "\u212a"):
        refused(Member(venue).post(
            "account.open", name=name, contact="", roles=[]), 400, "not-nfc")


def test_signatures(venue, board):
    stranger = Member(venue)
    document = order(board)
    refused(venue.send(sign(document, stranger.key)), 403, "unknown-key")
    refused(venue.send(sign(document, board.other.key)), 403, "unknown-key")
    changed = {**json.loads(signed(board)), "quantity": 2}
    refused(venue.send(rfc8785.dumps(changed)), 403, "bad-signature")

    def altered(**members):
        proof = {**make_proof(document, board.trader.key), **members}
        return venue.send(rfc8785.dumps({**document, "proof": proof}))

    value = make_proof(document, board.trader.key)["proofValue"]
    zero = "z" + "1" * 64
    for wrong in (value[:-1], value + "1", "u" + value[1:], "z", "", "z0OIl", zero, "z" + "z" * 87):
        refused(altered(proofValue=wrong), 403, "bad-signature")
    refused(altered(cryptosuite="eddsa-rdfc-2022"), 403, "bad-signature")
    refused(altered(proofPurpose="authentication"), 403, "bad-signature")
    refused(altered(verificationMethod=board.other.did + "#x"), 403, "bad-signature")
    refused(altered(verificationMethod="did:web:example.com#key"), 403, "bad-signature")
    refused(altered(verificationMethod=None), 403, "bad-signature")
    refused(altered(nonce="1"), 400, "unknown-field")
    refused(altered(**{"@context": []}), 403, "bad-signature")
    proof = make_proof(document, board.trader.key)
    for proofs in ([], [proof, proof], [proof] * 33, [1], "signed", 1, None):
        refused(
            venue.send(rfc8785.dumps({**document, "proof": proofs})), 403, "bad-signature")


def test_a_key_of_small_order_signs_nothing(venue):
    """Anything is a signature of such a key, in verifiers that let it pass."""
    for public in (bytes(32), b"\1" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f"):
        name = "z" + base58(b"\xed\x01" + public)
        document = Member(venue).document("account.open", name="x", contact="", roles=[])
        proof = {
            "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "assertionMethod",
            "type": "DataIntegrityProof", "verificationMethod": f"did:key:{name}#{name}",
            "proofValue": "z" + base58(b"\1" + bytes(63))}
        refused(venue.send(rfc8785.dumps({**document, "proof": proof})), 403, "bad-signature")


def test_a_replay_is_answered_and_does_nothing_twice(venue, board):
    """Twenty at once, the same bytes: one entry, one answer."""
    document = signed(board, limit="50")
    digest = venue.digest
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda _: venue.send(document), range(20)))
    replies.append(venue.send(document))
    assert {reply.status for reply in replies} == {200}
    first = replies[-1].json
    for reply in replies:
        assert (reply["sequence"], reply["order"], reply["time"]) == (
            first["sequence"], first["order"], first["time"])
    held = board.trader.cash["held"]
    assert held == str(50 + 50 * 20 // 10_000)
    # The same id with other bytes is another document.
    other = sign({**order(board), "id": json.loads(document)["id"]}, board.trader.key)
    refused(venue.send(other), 409, "id-reused")
    # Cancels have a door of their own, and a memory in common.
    cancel = board.trader.signed("order.cancel", order=first["order"])
    answers = [venue.send(cancel, path) for path in ("/v1/cancels", "/v1/documents")]
    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0]["sequence"] == answers[1]["sequence"]
    assert venue.digest == digest


def test_a_replayed_answer_is_the_first_answer(venue, board):
    document = board.trader.signed("order.cancel", order="1.0")
    first, again = venue.send(document), venue.send(document)
    refused(first, 409, "order-not-open")
    assert again.status == first.status and again.body == first.body
    document = signed(board, limit="51")
    first, again = venue.send(document), venue.send(document)
    assert first.body == again.body
    assert board.trader.post("order.cancel", order=first["order"]).status == 200


def test_orders_of_others_stay(venue, board):
    mine = board.trader.order(board.robe, "buy", 60, 1)["order"]
    for thief in (board.other, board.creator, board.operator):
        for lane in ("documents", "cancels"):
            problem = refused(
                thief.post("order.cancel", lane=lane, order=mine), 403, "not-your-order")
            assert "sequence" in problem
        refused(
            thief.post("order.amend", order=mine, limit="1", quantity=5), 403, "not-your-order")
    reply = board.other.post("order.cancel-all", instrument="ROBE")
    assert reply.status == 200 and reply["orders"] == []
    assert mine in [line["order"] for line in venue.get(
        "/v1/instruments/ROBE/orders")["bids"]]
    assert board.trader.post("order.cancel", order=mine).status == 200


def test_acts_of_an_officer_need_the_role(venue, board):
    """What anyone can see to be wrong is said first, so some codes tell of the work instead."""
    other, robe = board.other, board.robe
    acts = [
        ("member.admit", dict(member=other.account, roles=["operator"])),
        ("cash.credit", dict(member=other.account, amount="1000000", reference="me")),
        ("cash.approve", dict(withdrawal="1", reference="me")),
        ("cash.reject", dict(withdrawal="1", reason="me")),
        ("asset.examine", dict(asset=robe.asset, decision="cleared", reasons="me")),
        ("instrument.open", dict(edition=robe.edition, symbol="MINE")),
        ("instrument.halt", dict(instrument="ROBE", reason="me")),
        ("instrument.resume", dict(instrument="ROBE", reason="me")),
        ("claim.open", dict(claim="1", asset=robe.asset, scope=["trade"], reasons="me")),
        ("claim.decide", dict(claim="1", decision="released", scope=[], reasons="me")),
        ("rules.set", dict(rules=venue.get("/v1/rules")["rules"], approval="me")),
        ("edition.issue", dict(asset=robe.asset, quantity=5, terms={
            "fees": venue.get("/v1/rules")["rules"]["fees"], "licence": "personal-display-1",
            "royalties": [], "title": "mine"})),
    ]
    codes = {}
    for kind, members in acts:
        reply = other.post(kind, **members)
        problem = refused(reply, reply.status, reply.code)
        codes[kind] = reply.code
        assert reply.status in (403, 404, 409) and "sequence" in problem, kind
    seen = {
        "asset.examine": "not-in-examination", "claim.decide": "claim-not-open",
        "instrument.open": "already-listed", "instrument.resume": "not-halted"}
    assert codes == {kind: seen.get(kind, "not-allowed") for kind, _ in acts}


def test_what_no_document_is(venue, board):
    for kind, members in (
        ("request", dict(method="GET", path="/v1/status")),
        ("order.plan", dict(instrument="ROBE", limit="1", quantity=1, side="buy",
                            terms=board.robe.terms, timeInForce="GTC")),
    ):
        refused(board.trader.post(kind, **members), 400, "wrong-type")
    refused(venue.send(signed(board), "/v1/cancels"), 400, "wrong-type")
    refused(venue.send(signed(board), "/v1/plan"), 400, "wrong-type")
    for kind in ("genesis", "term", "tick", "", "x" * 41):
        reply = board.trader.post(kind)
        assert reply.status == 400 and reply.code in ("unknown-type", "wrong-length"), reply


def test_cash_out_of_bounds(venue, board):
    trader = board.trader
    total = int(trader.cash["available"])
    refused(trader.post("cash.withdraw", amount=str(total + 1)), 422, "insufficient-cash")
    refused(trader.post("cash.withdraw", amount=str(2**62 - 1)), 422, "amount-out-of-range")
    for amount, status in (("0", 422), ("-1", 400), ("1.00", 400), ("", 400), ("1e3", 400)):
        assert trader.post("cash.withdraw", amount=amount).status == status, amount
    refused(
        board.operator.post(
            "cash.credit", member=trader.account, amount=str(2**62 - 1), reference="a"),
        422, "amount-out-of-range")
    refused(
        board.operator.post("cash.credit", member="999999", amount="5", reference="a"),
        404, "unknown-account")


def test_batches_out_of_bounds(venue, board):
    def batch(orders):
        return board.trader.post(
            "order.batch", instrument="ROBE", terms=board.robe.terms, orders=orders)

    good = ["buy", "100", 1, "GTC"]
    for orders in ([], [good] * 251, "all", None):
        assert batch(orders).status == 400
    for wrong in (
        [], good[:3], good + [1], ["buy", 100, 1, "GTC"], ["buy", "100", "1", "GTC"],
        ["buy", "100", 0, "GTC"], ["buy", "100", -5, "GTC"], ["buy", "-1", 1, "GTC"],
        ["BUY", "100", 1, "GTC"], ["buy", "100", 1, "day"], ["buy", "100", 1, "GTC", {}], [[], [], [], []], {"side": "buy"}, 7,
    ):
        refused(batch([good, wrong]), 400, "wrong-value")


def test_the_largest_document(venue, board):
    """48 KiB is the limit to the byte."""
    filing = board.creator.filing([])
    for size, code in ((48 * 1024, 400), (48 * 1024 + 1, 413)):
        # Many small strings, since each text of a filing has a limit of its own.
        filing["files"] = ["x" * 1000] * 40
        length = len(sign(filing, board.creator.key))
        filing["files"].append("")
        spare = size - len(sign(filing, board.creator.key))
        filing["files"][-1] = "y" * spare
        document = sign(filing, board.creator.key)
        # A signature in base58 has one digit more or less now and then.
        filing["files"][-1] = "y" * (spare + size - len(document))
        while len(document := sign(filing, board.creator.key)) != size:
            filing["id"] = b64url(sha256(document))[:len(filing["id"])]
        assert length < size and venue.send(document).status == code
