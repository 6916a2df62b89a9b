"""What is private stays so: reads need a proof by whoever may read, for this request, made now."""

import pytest
from harness import Member, b64url, now, refused, sign

pytestmark = pytest.mark.usefixtures("unchanged")

PRIVATE = ("", "/cash", "/holdings", "/orders?status=all", "/statement", "/withdrawals",
         "/disclosures")


@pytest.fixture(scope="module")
def people(market):
    return market.member("trader", cash=500), market.member("trader")


def test_others_read_nothing(venue, people):
    mine, other = people
    for suffix in PRIVATE:
        path = f"/v1/accounts/{mine.account}{suffix}"
        assert mine.read(path).status == 200, path
        refused(other.read(path), 403, "not-allowed")
        refused(venue.get(path), 401, "proof-required")
    path = f"/v1/accounts/{mine.account}/holder-credential?edition=1&audience=w"
    refused(other.read(path), 403, "not-allowed")
    for path in ("/v1/members", "/v1/withdrawals", "/v1/disclosures", "/v1/claims"):
        refused(mine.read(path), 403, "not-allowed")
        refused(venue.get(path), 401, "proof-required")
    # What is not there looks like what is somebody else's.
    refused(other.read("/v1/accounts/999999"), 403, "not-allowed")


def test_proofs(venue, people):
    mine, other = people
    path = f"/v1/accounts/{mine.account}/cash"

    def get(proof):
        return venue.get(path, Authorization=proof)

    assert get(mine.proof("GET", path)).status == 200
    refused(get(mine.proof("GET", path, created=now(-301))), 401, "proof-expired")
    refused(get(mine.proof("GET", path, created=now(130))), 401, "proof-expired")
    assert get(mine.proof("GET", path, created=now(-240))).status == 200
    for method, elsewhere in (
        ("GET", f"/v1/accounts/{mine.account}/holdings"), ("GET", path + "?x=1"),
        ("GET", path + "/"), ("POST", path), ("PUT", path), ("get", path), ("GET", ""),
    ):
        reply = get(mine.proof(method, elsewhere))
        assert reply.status in (400, 401), reply
        refused(reply, reply.status, reply.code)
    refused(get(mine.proof("GET", path, audience="elsewhere.example")), 401, "proof-required")
    refused(get(Member(venue).proof("GET", path, account=mine.account)), 403, "unknown-key")
    refused(get(other.proof("GET", path, account=mine.account)), 403, "unknown-key")
    refused(get(other.proof("GET", path)), 403, "not-allowed")
    refused(get(mine.proof("GET", path, scope="all")), 400, "unknown-field")
    changed = mine.document("request", method="GET", path=path)
    signed = sign(changed, mine.key).replace(b"cash", b"CASH")
    refused(get("Proof " + b64url(signed)), 403, "bad-signature")
    other_kind = mine.signed("cash.withdraw", amount="1")
    refused(get("Proof " + b64url(other_kind)), 401, "proof-required")
    for header in ("Proof", "Proof ", "Proof x", "Proof ====", "Bearer abc", "Proof " + "A" * 6000,
                   "proof " + b64url(signed), "Proof e30", "Basic Og=="):
        reply = get(header)
        assert reply.status in (400, 401), (header, reply)
        refused(reply, reply.status, reply.code)


def test_a_key_that_was_revoked_reads_nothing(venue, market):
    member = market.member("trader")
    second = Member(venue, account=member.account)
    both = sign(member.document("key.add", key=second.did), member.key, second.key)
    assert venue.send(both).status == 200
    path = f"/v1/accounts/{member.account}"
    assert second.read(path).status == 200
    assert member.act("key.revoke", key=second.did)
    refused(second.read(path), 403, "unknown-key")
    refused(second.post("cash.withdraw", amount="1"), 403, "unknown-key")
    refused(member.post("key.revoke", key=member.did), 422, "last-key")
    taken = sign(market.operator.document("key.add", key=second.did), market.operator.key,
                 second.key)
    refused(venue.send(taken), 409, "key-taken")
