"""A hostile first look at the door itself: methods, paths, headers and slow connections."""

import http.client
import re
import time

import pytest
from harness import Feed, Member, read_reply, refused

pytestmark = pytest.mark.usefixtures("unchanged")


def raw(venue, data, seconds=5):
    """Sends bytes as they are; the answer, or `None` if the connection ends without one."""
    with venue.socket(seconds) as connection:
        try:
            connection.sendall(data)
            response = http.client.HTTPResponse(connection)
            response.begin()
            return read_reply(response)
        except (ConnectionError, http.client.BadStatusLine):
            return None


def test_content_types(venue):
    document = Member(venue).signed("account.open", name="x", contact="", roles=[])
    for media in (
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/jsonx", "application/xml", "application", "",
    ):
        for path in ("/v1/documents", "/v1/cancels", "/v1/plan"):
            refused(venue.send(document, path, Content_Type=media), 415, "unsupported-media-type")
    refused(venue.fetch("POST", "/v1/documents", document), 415, "unsupported-media-type")


def test_methods(venue):
    for method, path, allowed in (
        ("GET", "/v1/documents", {"POST"}), ("PUT", "/v1/documents", {"POST"}),
        ("DELETE", "/v1/files/" + "0" * 64, {"GET", "PUT"}), ("POST", "/v1/status", {"GET"}),
        ("DELETE", "/log/checkpoint", {"GET"}), ("PATCH", "/v1/assets/1", {"GET"}),
        ("POST", "/log/tile/0/000.p/1", {"GET"}), ("POST", "/", {"GET"}),
        ("POST", "/assets/app.js", {"GET"}), ("OPTIONS", "/v1/feed", {"GET"}),
        ("TRACE", "/v1/status", {"GET"}),
    ):
        reply = venue.fetch(method, path)
        refused(reply, 405, "method-not-allowed")
        assert set(reply.headers["Allow"].split(", ")) >= allowed, (method, path)


def test_head_is_answered_like_get(venue):
    for path in ("/v1/status", "/", "/log/key", "/openapi.yaml"):
        reply, full = venue.fetch("HEAD", path), venue.get(path)
        assert (reply.status, reply.body) == (200, b""), path
        assert reply.headers["Content-Type"] == full.headers["Content-Type"]
    assert venue.fetch("HEAD", "/v1/nothing").status == 404
    assert venue.fetch("HEAD", "/v1/documents").status == 405


def test_paths_that_are_not_there(venue):
    for path in (
        "/v2/status", "/v1", "/v1/", "/v1/status/x", "/admin", "/.git/config",
        "/v1/nothing", "/log", "/log/", "/log/private", "/journal.sqlite", "/log/../journal.sqlite",
        "/%00", "/v1/%2e%2e/status", "/v1/instruments/NONE", "/v1/assets/0",
        "/v1/assets/99999999999999999999", "/v1/assets/-1", "/v1/assets/1e3", "/v1/assets/%F0%9F",
        "/v1/editions/x", "/v1/receipts/999999", "/v1/receipts/0x1", "/log/outcome/999999",
        "/v1/instruments/" + "R" * 2000, "/v1/instruments/%27%20OR%201=1--/trades",
    ):
        reply = venue.get(path)
        assert reply.status in (404, 400), (path, reply)
        refused(reply, reply.status, reply.code)
        assert len(reply.body) < 4096, path


TRAVERSALS = [
    "/log/tile/../../operator.key", "/log/tile/../checkpoint", "/log/tile/0/../../../log.key",
    "/log/tile/%2e%2e/%2e%2e/operator.key", "/log/tile/..%2f..%2foperator.key",
    "/log/tile/entries/../../../journal.sqlite", "/log/tile//etc/passwd", "/log/tile/0/000.p/..",
    "/log/tile/0/000.p/999", "/log/tile/0/000.p/0", "/log/tile/0/000.p/256", "/log/tile/0/0",
    "/log/tile/0/x000/000", "/log/tile/0/000.p/01", "/log/tile/-1/000", "/log/tile/64/000",
    "/log/tile/00/000.p/1", "/log/tile/0/000.p/1/", "/log/tile/0/000.p/1%00",
    "/log/tile/0/" + "x999/" * 200 + "999", "/log/tile/", "/log/tile",
    "/assets/../operator.key", "/assets/..%2f..%2foperator.key", "/assets/%2e%2e/index.html",
    "/assets//etc/passwd", "/assets/.", "/assets/", "/assets/app.js%00.html",
    "/assets/../index.html",
    "/log/outcome/../key", "/log/outcome/..%2fkey", "/v1/receipts/..%2f0",
    "/v1/files/..%2f..%2foperator.key", "/works/../../operator.key",
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_paths_that_lead_elsewhere(venue, path):
    reply = raw(venue, f"GET {path} HTTP/1.1\r\nHost: venue\r\n\r\n".encode())
    if reply is None:
        return
    assert reply.status in (400, 401, 404), reply
    assert b"secretKeyMultibase" not in reply.body and b"root:" not in reply.body


def test_queries_out_of_bounds(venue):
    for query in (
        "limit=-1", "limit=x", "limit=1.5", "limit=99999999999999999999", "after=x",
        "after=-1", "query=" + "x" * 201, "kind=" + "é" * 200,
    ):
        reply = venue.get("/v1/assets?" + query.replace("é", "%C3%A9"))
        assert reply.status == 400, (query, reply)
        refused(reply, 400, reply.code)
    for query in (
        "limit=0", "limit=1000000", "query=%22%27%3B--%20DROP%20TABLE%20asset", "query=%00",
        "query=%FF%FE", "query=*%20NEAR%20(%22", "query=", "limit=", "unknown=1", "&&&&", "%",
        "query=%E4%BA%91",
    ):
        assert venue.get("/v1/assets?" + query).status in (200, 400), query
    assert venue.get("/v1/trades?before=%27").status == 400
    assert venue.get("/v1/trades?before=t1").status == 400


BAD_REQUESTS = {
    "garbage": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
    "no version": b"GET /v1/status\r\n\r\n",
    "another protocol": b"GET /v1/status FTP/9.9\r\n\r\n",
    "a line without end": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n",
    "a header of 1 MB":
        b"GET /v1/status HTTP/1.1\r\nHost: v\r\nX: " + b"a" * (1 << 20) + b"\r\n\r\n",
    "100000 headers": b"GET /v1/status HTTP/1.1\r\nHost: v\r\n" + b"X: a\r\n" * 100_000 + b"\r\n",
    "a header without colon": b"GET /v1/status HTTP/1.1\r\nHost\r\n\r\n",
    "a folded header": b"GET /v1/status HTTP/1.1\r\nHost: v\r\nX: a\r\n b\r\n\r\n",
    "a NUL in a header": b"GET /v1/status HTTP/1.1\r\nHost: v\r\nX: \0\r\n\r\n",
    "two lengths": b"POST /v1/documents HTTP/1.1\r\nHost: v\r\nContent-Length: 3\r\n"
                   b"Content-Length: 5\r\n\r\nabcde",
    "a target without slash": b"GET status HTTP/1.1\r\nHost: v\r\n\r\n",
    "CONNECT": b"CONNECT example.com:80 HTTP/1.1\r\nHost: v\r\n\r\n",
}


@pytest.mark.parametrize("what", BAD_REQUESTS)
def test_bad_requests(venue, what):
    """An answer that says so, or the end of the connection; never a crash."""
    reply = raw(venue, BAD_REQUESTS[what])
    assert reply is None or reply.status in (200, 400, 404, 405, 415, 431, 414), reply


def test_smuggling(venue):
    """A length and a chunked body at once: whichever is believed, there is one request only."""
    body = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: v\r\n\r\n"
    with venue.socket(3) as connection:
        connection.sendall(
            b"POST /v1/documents HTTP/1.1\r\nHost: v\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n" % len(body) + body)
        seen = b""
        try:
            while data := connection.recv(65536):
                seen += data
        except (TimeoutError, ConnectionError):
            pass
    # Where the length is not believed, RFC 9112 6.3 asks that the connection ends.
    assert len(re.findall(rb"HTTP/1\.1 \d", seen)) <= 1, seen


def test_half_open_connections_hold_nobody_up(venue):
    """Some connections say nothing, some little by little; others are answered all the while."""
    silent = [venue.socket() for _ in range(100)]
    slow = [venue.socket() for _ in range(100)]
    uploading = [venue.socket() for _ in range(20)]
    try:
        for connection in uploading:
            connection.sendall(
                b"POST /v1/documents HTTP/1.1\r\nHost: v\r\nContent-Type: application/json\r\n"
                b"Content-Length: 500\r\n\r\n{")
        for byte in b"GET /v1/st":
            for connection in slow:
                connection.sendall(bytes([byte]))
            begun = time.monotonic()
            assert venue.get("/v1/status").status == 200
            assert time.monotonic() - begun < 1
        for connection in slow:
            connection.sendall(b"atus HTTP/1.1\r\nHost: v\r\n\r\n")
            assert connection.recv(15) == b"HTTP/1.1 200 OK"
    finally:
        for connection in silent + slow + uploading:
            connection.close()


def test_event_ids_that_are_none(venue):
    for wrong in ("x", "1", "1.", ".1", "-1.0", "1.-1", "1.0.0", "1e3.0", "9" * 40 + ".0",
                  "1.70000", "a" * 5000):
        refused(venue.get("/v1/feed", Last_Event_ID=wrong), 400, "wrong-value")
    for strange in ("0.0", "999999999.0", "0.65535"):
        with Feed(venue, after=strange) as feed:
            assert feed.response.status == 200


def test_answers_of_the_board_are_guarded(venue):
    reply = venue.get("/")
    assert reply.status == 200
    assert "default-src 'self'" in reply.headers["Content-Security-Policy"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
