"""Orders and cancels have a door ahead of the routes: on one connection both must look like one."""

import http.client
import socket
import time

import pytest
from harness import Member, read_reply


@pytest.fixture(scope="module")
def trader(market):
    creator = market.member("creator")
    market.robe = market.list(creator, "DOOR")
    assert creator.order(market.robe, "sell", 500, 1_000).status == 200
    return market.member("trader", cash=10_000_000)


def order(market, trader, **members):
    return trader.signed("order.place", **{
        "instrument": "DOOR", "limit": "100", "quantity": 1, "side": "buy",
        "terms": market.robe.terms, "timeInForce": "GTC", **members})


def post(document, path="/v1/documents", *fields):
    lines = [f"POST {path} HTTP/1.1", "Host: v", "Content-Type: application/json", *fields]
    if not any("chunked" in field for field in fields):
        lines.append(f"Content-Length: {len(document)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + document


STATUS = b"GET /v1/status HTTP/1.1\r\nHost: v\r\n\r\n"


class Reader:
    """Answers of one connection, one after the other."""

    def __init__(self, connection):
        self.file = connection.makefile("rb")

    def makefile(self, _mode):
        return self

    def read_next(self):
        response = http.client.HTTPResponse(self)
        response.fp = self.file
        response.close = lambda: None
        response.begin()
        response._close_conn = lambda: None
        return read_reply(response)


def test_pipelined_requests_are_answered_in_their_sequence(venue, market, trader):
    orders = [order(market, trader) for _ in range(3)]
    cancel = trader.signed("order.cancel-all", instrument="DOOR")
    opening = Member(venue).signed("account.open", name="x", contact="", roles=[])
    with venue.socket() as connection:
        connection.sendall(
            STATUS + post(orders[0]) + post(orders[1]) + STATUS + post(cancel, "/v1/cancels")
            + post(opening) + post(orders[0]) + STATUS + post(b"{}") + post(orders[2]))
        reader = Reader(connection)
        replies = [reader.read_next() for _ in range(10)]
    assert [reply.status for reply in replies] == [200] * 8 + [400, 200]
    kinds = [reply.json.get("kind") for reply in replies if reply.status == 200]
    assert kinds == [
        None, "order.place", "order.place", None, "order.cancel-all", "account.open",
        "order.place", None, "order.place"]
    # The sixth of the documents was the first one once more.
    assert replies[6].body == replies[1].body
    assert replies[1].json["sequence"] < replies[2].json["sequence"] < replies[9].json["sequence"]


def test_requests_in_pieces(venue, market, trader):
    request = post(order(market, trader)) + STATUS + post(order(market, trader))
    with venue.socket() as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(request), 97):
            connection.sendall(request[start:start + 97])
            time.sleep(0.002)
        reader = Reader(connection)
        assert [reader.read_next().status for _ in range(3)] == [200] * 3


def test_who_ends_his_side_gets_his_answer(venue, market, trader):
    with venue.socket() as connection:
        connection.sendall(post(order(market, trader)) + post(order(market, trader)))
        connection.shutdown(socket.SHUT_WR)
        reader = Reader(connection)
        assert [reader.read_next().status for _ in range(2)] == [200] * 2
        assert reader.file.read() == b""


def test_what_the_door_leaves_to_the_routes(venue, market, trader):
    """Answers are the same by either way."""
    document = order(market, trader)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(document), document)
    first = venue.send(document)
    with venue.socket() as connection:
        connection.sendall(
            post(document, "/v1/documents", "Transfer-Encoding: chunked")[:-len(document)] + chunked
            + post(document, "/v1/documents", "Disclosures: ")
            + post(document, "/v1/documents", "Prefer: return=minimal")
            + post(document, "/v1/documents", "Connection: close"))
        reader = Reader(connection)
        replies = [reader.read_next() for _ in range(4)]
    assert [reply.status for reply in replies] == [200] * 4
    assert replies[0].json == replies[1].json == replies[3].json == first.json
    assert "receipt" not in replies[2].json
    names = {name.lower() for name in first.headers.keys()}
    assert names == {name.lower() for name in replies[0].headers.keys()}
