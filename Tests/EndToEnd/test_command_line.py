"""The command line: what it exits with, and what its outbox keeps when an answer does not come."""

import json
import select
import signal
import socket
import threading
import time

import pytest
from harness import WORKS, CommandLine, Market, load_key, save_key, wait_for_log


@pytest.fixture(scope="module")
def board(market, tmp_path_factory):
    market.creator = market.member("creator")
    market.robe = market.list(market.creator, "ROBE")
    market.trader = market.member("trader", cash=1_000_000)
    market.creator.order(market.robe, "sell", 5000, 100)
    market.folder = tmp_path_factory.mktemp("cli")
    return market


def command_line(board, member, name):
    key = save_key(member.key, board.folder / f"{name}.key")
    return CommandLine(board.venue, board.folder / name, key, member.account)


@pytest.fixture(scope="module")
def trader(board):
    return command_line(board, board.trader, "trader")


@pytest.fixture(scope="module")
def operator(board):
    return command_line(board, board.operator, "operator")


BUSY = json.dumps({
    "type": "urn:yunshang:problem:busy", "title": "busy", "status": 503, "code": "busy",
    "detail": "later"}).encode()


class Gate(threading.Thread):
    """Stands between the command line and the venue. What is read passes; of documents and their
    answers it loses what `mode` says."""

    ANSWERS = {
        "a proxy's page": b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n"
                          b"Content-Length: 6\r\n\r\n<html>",
        "busy": b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Type: "
                b"application/problem+json\r\nContent-Length: %d\r\n\r\n" % len(BUSY) + BUSY}

    def __init__(self, venue):
        super().__init__(daemon=True)
        self.venue = venue
        self.mode = "pass"
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.start()

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(connection,), daemon=True).start()

    def carry(self, near):
        try:
            with near, self.venue.socket() as far:
                self.exchange(near, far)
        except OSError:
            return

    def exchange(self, near, far):
        mode = "pass"
        while True:
            for side in select.select([near, far], [], [], 30)[0]:
                data = side.recv(65536)
                if not data:
                    return
                if side is near:
                    mode = self.mode if data.startswith(b"POST /v1/") else mode
                    if mode == "lose the document":
                        return
                    if mode == "busy":
                        return near.sendall(self.ANSWERS[mode])
                    far.sendall(data)
                elif mode == "lose the answer":
                    return
                elif mode == "cut the answer":
                    return near.sendall(data[:40])
                elif mode == "silence":
                    return time.sleep(6)
                else:
                    near.sendall(self.ANSWERS.get(mode, data))
                    if mode in self.ANSWERS:
                        return

    def close(self):
        self.listener.close()


@pytest.fixture
def gate(venue):
    gate = Gate(venue)
    yield gate
    gate.close()


def open_orders(member):
    return member.read(f"/v1/accounts/{member.account}/orders?status=open")["orders"]


def test_exit_statuses(board, trader, operator, venue):
    cases = [
        (0, None, trader, "book ROBE"), (0, None, trader, "order buy ROBE 1 50.00"),
        (0, None, trader, "holdings"), (0, None, trader, "order list"),
        (0, None, trader, "trades ROBE"), (0, None, trader, "account show"),
        (0, None, trader, "cash show"), (0, None, trader, "order buy ROBE 1 50.00 --dry-run"),
        (3, None, trader, "order buy ROBE 1 1.00 --ioc"),
        (4, "not-allowed", trader, f"cash credit {board.trader.account} 5 --reference me"),
        (4, "not-allowed", trader, "instrument halt ROBE --reason me"),
        (4, "not-your-order", operator, "order cancel {order}"),
        (5, "insufficient-cash", trader, "order buy ROBE 100 5000.00"),
        (5, "insufficient-units", trader, "order sell ROBE 9999 50.00"),
        (6, "not-found", trader, "book NONE"),
        (6, "unknown-account", operator, "member admit 999999 --role trader"),
        (7, "order-not-open", trader, "order cancel 1.0"),
        (7, "already-listed", operator, f"instrument open {board.robe.edition} ROBE"),
    ]
    order = board.trader.order(board.robe, "buy", 1, 1)["order"]
    for status, code, who, words in cases:
        found, answer, said = who(*words.format(order=order).split())
        assert found == status, (words, answer, said)
        if code:
            assert (answer["code"], bool(answer["detail"])) == (code, True), (words, answer)
        elif "order buy" in words and "--dry-run" not in words:
            assert answer.keys() >= {
                "order", "sequence", "status", "filled", "remaining", "trades", "receipt"}
    for words in ("order buy", "order buy ROBE", "order buy ROBE x 5", "order buy ROBE 1 1.234",
                  "order fly ROBE", "fly", "order buy ROBE 1 5 --fly", "order buy ROBE 0 5",
                  "order buy ROBE 1 0", "order buy ROBE 1", "order buy ROBE 1 5 --market",
                  "order buy ROBE 1 --market", "order buy ROBE 1 5 --collar 6",
                  "order buy ROBE 1 --market --collar 0",
                  "order buy ROBE 1 --market --collar 6 --tif GTC",
                  "order buy ROBE 1 5 --post-only --ioc", "order buy ROBE 1 5 --tif GTD",
                  "order buy ROBE 1 5 --tif DAY --expires 2099-01-01T00:00:00Z",
                  "order buy ROBE 1 5 --expires tomorrow", "order buy ROBE 1 5 --ioc --tif GTC",
                  "order buy ROBE 1 5 --tif GTX", "order buy ROBE 1 5 --self-trade off",
                  "order cancel-after ROBE 86401", "order cancel-after ROBE soon",
                  "order amend 1.0 --limit 0", "instrument collar ROBE 6 5 --reason r",
                  "account statement --date today"):
        found, _, said = trader(*words.split())
        assert found == 2 and said, (words, found, said)
    stranger = CommandLine(venue, board.folder / "stranger")
    stranger.key = board.folder / "nokey"
    assert stranger("order", "buy", "ROBE", "1", "5")[0] == 1
    found, answer, _ = trader("book", "ROBE", server="http://127.0.0.1:1")
    assert found == 1 and answer["detail"]


def test_a_server_that_is_not_there_leaves_nothing_waiting(board, trader):
    status, answer, _ = trader("order", "buy", "ROBE", "1", "1.00", server="http://127.0.0.1:1")
    assert status == 1 and answer["detail"]
    status, answer, _ = trader("outbox", "list")
    assert (status, answer["documents"]) == (0, [])


@pytest.mark.parametrize(
    "mode", ["lose the document", "lose the answer", "cut the answer", "a proxy's page", "silence"])
def test_an_answer_that_does_not_come(board, gate, mode):
    cli = command_line(board, board.trader, "trader-" + mode.replace(" ", "-"))
    before = len(open_orders(board.trader))
    gate.mode = mode
    status, answer, said = cli(
        "order", "buy", "ROBE", "1", "2.00", "--timeout", "3", server=gate.url)
    assert status == 9, (answer, said)
    assert answer["code"] and answer["detail"]
    assert len(cli("outbox", "list", server=gate.url)[1]["documents"]) == 1
    # While it is still so, resuming changes nothing.
    assert cli("outbox", "resume", "--timeout", "3", server=gate.url)[0] == 9
    assert len(open_orders(board.trader)) == before + (mode != "lose the document")
    gate.mode = "pass"
    status, answer, _ = cli("outbox", "resume", server=gate.url)
    assert status == 0 and answer["documents"][0]["outcome"] == "accepted", answer
    orders = open_orders(board.trader)
    assert len(orders) == before + 1
    assert answer["documents"][0]["order"] in [order["order"] for order in orders]
    assert cli("outbox", "list", server=gate.url)[1]["documents"] == []
    assert cli("outbox", "resume", server=gate.url)[0] == 0
    assert len(open_orders(board.trader)) == before + 1


def test_a_venue_that_is_busy(board, gate):
    """Turned away before it was looked at: nothing waits, nothing happened."""
    cli = command_line(board, board.trader, "trader-busy")
    gate.mode = "busy"
    status, answer, _ = cli("order", "buy", "ROBE", "1", "2.00", server=gate.url)
    assert (status, answer["code"]) == (8, "busy")
    gate.mode = "pass"
    assert cli("outbox", "list", server=gate.url)[1]["documents"] == []


def test_an_interruption(board, venue):
    cli = command_line(board, board.trader, "trader-interrupted")
    assert cli("book", "ROBE")[0] == 0
    venue.process.send_signal(signal.SIGSTOP)
    try:
        process = cli.start("order", "buy", "ROBE", "1", "3.00")
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
        assert process.returncode == 130
    finally:
        venue.process.send_signal(signal.SIGCONT)
    before = len(open_orders(board.trader))
    status, answer, _ = cli("outbox", "resume")
    assert status == 0
    assert len(open_orders(board.trader)) - before in (0, 1)
    assert cli("outbox", "list")[1]["documents"] == []


def test_the_venue_is_killed_between_sending_and_answering(own_venue, tmp_path):
    market = Market(own_venue)
    creator = market.member("creator")
    market.list(creator, "ROBE")
    trader = market.member("trader", cash=100_000)
    gate = Gate(own_venue)
    cli = CommandLine(own_venue, tmp_path / "cli", save_key(trader.key, tmp_path / "key"),
                      trader.account)
    assert cli("book", "ROBE", server=gate.url)[0] == 0
    own_venue.process.send_signal(signal.SIGSTOP)
    process = cli.start("order", "buy", "ROBE", "1", "3.00", server=gate.url)
    time.sleep(0.5)
    own_venue.kill()
    out, _ = process.communicate(timeout=30)
    # The order's own reads may have been what was cut off, and then nothing was sent.
    if process.returncode == 1:
        assert own_venue.start() and open_orders(trader) == []
        return
    assert process.returncode == 9, out
    own_venue.start()
    for _ in range(2):
        status, answer, _ = cli("outbox", "resume", server=gate.url)
        assert status == 0, answer
    assert len(open_orders(trader)) == 1
    gate.close()


def test_the_story_in_commands(own_venue, tmp_path):
    """From a key to a verified trade with nothing but the command line."""
    def person(name, *roles):
        cli = CommandLine(own_venue, tmp_path / name)
        cli.key = tmp_path / f"{name}.json"
        assert cli("key", "new", str(cli.key))[0] == 0
        assert cli.key.stat().st_mode & 0o777 == 0o600
        words = [word for role in roles for word in ("--role", role)]
        status, answer, said = cli("account", "open", "--name", name, *words)
        assert status == 0, (answer, said)
        cli.account = answer["account"]
        assert operator("member", "admit", cli.account, *words)[0] == 0
        return cli

    operator = CommandLine(own_venue, tmp_path / "operator", own_venue.folder / "operator.key")
    creator, trader = person("creator", "creator"), person("trader", "trader")
    auditor = person("auditor", "auditor")
    assert operator("cash", "credit", trader.account, "1000.00", "--reference", "b1")[0] == 0
    status, work, said = creator(
        "asset", "register", str(WORKS / "qipao.glb"), "--title", "Peony qipao", "--kind",
        "garment", "--class", "UGC", "--category", "qipao")
    assert status == 0, said
    assert work.keys() >= {"asset", "sequence", "sha256", "similar"}
    status, copy, _ = trader(
        "asset", "register", str(WORKS / "copies" / "qipao-renamed.glb"), "--title", "Mine",
        "--kind", "garment", "--class", "UGC", "--category", "qipao")
    assert (status, copy["code"]) == (4, "not-allowed")
    status, copy, _ = person("copyist", "creator")(
        "asset", "register", str(WORKS / "copies" / "qipao-renamed.glb"), "--title", "Mine",
        "--kind", "garment", "--class", "UGC", "--category", "qipao")
    assert status == 0 and copy["similar"][0]["asset"] == work["asset"]
    status, issued, _ = creator(
        "edition", "issue", work["asset"], "200", "--royalty", f"{creator.account}:5%")
    assert status == 0
    assert operator("instrument", "open", issued["edition"], "QIPAO")[0] == 0
    assert creator("order", "sell", "QIPAO", "100", "52.00")[1]["status"] == "open"
    status, bought, _ = trader("order", "buy", "QIPAO", "10", "53.00")
    assert status == 0 and (bought["status"], bought["filled"]) == ("filled", 10)
    assert trader("holdings")[1]["holdings"][0]["quantity"] == 10
    # 10 x 52.00 and the taker's fee of 20 basis points.
    assert trader("cash", "show")[1]["available"] == str(100_000 - 52_000 - 104)
    wait_for_log(own_venue)
    certificate = tmp_path / "certificate.json"
    assert creator("asset", "certificate", work["asset"], "--out", str(certificate))[0] == 0
    key = own_venue.get("/log/key").body.decode().strip()
    assert creator(
        "asset", "certificate", "--check", "--file", str(certificate), "--log-key", key)[0] == 0
    certificate.write_bytes(certificate.read_bytes().replace(b"Peony qipao", b"Peony Qipao"))
    assert creator(
        "asset", "certificate", "--check", "--file", str(certificate), "--log-key", key)[0] != 0
    status, notice, _ = trader(
        "claim", "notify", work["asset"], "--grounds", "copyright", "--statement", "mine")
    assert status == 0
    assert auditor("claim", "open", notice["claim"], "--scope", "trade", "--reasons", "r")[0] == 0
    status, refusal, _ = trader("order", "buy", "QIPAO", "1", "53.00")
    assert (status, refusal["code"]) == (5, "frozen")
    assert creator("claim", "counter", notice["claim"], "--statement", "no")[0] == 0
    assert auditor("claim", "decide", notice["claim"], "released", "--reasons", "r")[0] == 0
    assert creator("order", "sell", "QIPAO", "100", "52.00")[0] == 0
    assert trader("order", "buy", "QIPAO", "1", "53.00")[1]["status"] == "filled"
    everything = tmp_path / "all.ndjson"
    assert operator("disclosures", "export", "--all", "--out", str(everything))[0] == 0
    wait_for_log(own_venue)
    status, report, _ = operator("verify", own_venue.url, "--disclosures", str(everything))
    assert (status, report["scope"], report["stateDigest"]) == (0, "full", own_venue.digest)
    assert load_key(creator.key)
