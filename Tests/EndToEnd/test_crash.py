"""What an end without warning leaves: nothing acknowledged is missing, nothing is there twice."""

import collections
import http.client
import json
import os
import random
import shutil
import subprocess
import threading
import time

import pytest
from harness import (
    BINARY, Feed, Market, Member, Venue, read_log, refused, verify_receipt, wait_for_log)

# A soak sets more.
ROUNDS = int(os.environ.get("YUNSHANG_KILLS", "20"))
SENDERS = 4


class Sender(threading.Thread):
    """Sends one trader's orders one by one until the connection breaks."""

    def __init__(self, member, instrument, seed):
        super().__init__()
        self.member = member
        self.instrument = instrument
        self.random = random.Random(seed)
        self.acknowledged = {}
        self.unknown = None

    def run(self):
        connection = self.member.venue.connection()
        for _ in range(20_000):
            document = self.member.signed(
                "order.place", instrument=self.instrument.symbol, terms=self.instrument.terms,
                side=self.random.choice(("buy", "sell")), timeInForce="GTC",
                limit=str(self.random.randint(95, 105)), quantity=self.random.randint(1, 5))
            self.unknown = document
            try:
                reply = self.member.venue.send(document, connection=connection)
            except (OSError, http.client.HTTPException):
                return
            assert reply.status in (200, 422), reply
            self.acknowledged[document] = reply
            self.unknown = None


def disclosures(venue, path):
    """The operator's export; its documents by id, and how often each stands there."""
    export = venue.operator().read("/v1/disclosures").body
    path.write_bytes(export)
    lines = [json.loads(line) for line in export.splitlines()[1:]]
    return collections.Counter(
        (line["document"]["account"], line["document"]["id"])
        for line in lines if "document" in line)


def verify(*words):
    done = subprocess.run(
        [BINARY, "verify", *map(str, words), "--json"], capture_output=True, timeout=60,
        check=False)
    return done.returncode, json.loads(done.stdout)


def books_balance(venue, members, instrument, cash):
    """Units and cash are conserved; what is held belongs to open orders."""
    holdings = [member.holdings.get(instrument.symbol) for member in members]
    assert sum(line["quantity"] for line in holdings if line) == 1_000_000
    balances = [member.cash for member in members]
    for balance in balances:
        available, held, total = (int(balance[name]) for name in ("available", "held", "total"))
        assert available + held == total and min(available, held) >= 0
    fees = royalties = 0
    before = ""
    while True:
        page = venue.get(f"/v1/trades?limit=200{before}")["trades"]
        for trade in page:
            fees += sum(int(fee) for fee in trade["fees"].values())
            royalties += sum(int(line) for line in trade["royalties"])
        if len(page) < 200:
            break
        before = f"&before={page[-1]['trade']}"
    # Royalties went to the creator, who is one of the members; fees to the venue.
    assert sum(int(balance["total"]) for balance in balances) + fees == cash
    return fees, royalties


def test_kill_in_the_middle_of_a_stream_of_orders(own_venue, tmp_path):
    venue, market = own_venue, Market(own_venue)
    creator = market.member("creator", "trader")
    robe = market.list(creator, "ROBE")
    traders = [market.member("trader", cash=1_000_000_000) for _ in range(SENDERS - 1)]
    members = [creator, *traders]
    market.operator.act("cash.credit", member=creator.account, amount="1000000000", reference="b")
    expected = set()
    seed = random.SystemRandom().randrange(1 << 32)
    print("seed", seed)
    moments = random.Random(seed)
    for round_number in range(ROUNDS):
        senders = [Sender(member, robe, seed + 10 * round_number + index)
                   for index, member in enumerate(members)]
        for sender in senders:
            sender.start()
        time.sleep(moments.uniform(0.02, 0.4))
        venue.kill()
        for sender in senders:
            sender.join()
        venue.start()
        status = venue.status
        acknowledged = sum(len(sender.acknowledged) for sender in senders)
        assert acknowledged > 0
        key = venue.get("/log/key").body.decode()
        for sender in senders:
            for document, reply in sender.acknowledged.items():
                assert reply["sequence"] <= status["sequence"], "acknowledged, and gone"
        size = wait_for_log(venue)
        _, leaves = read_log(venue)
        assert len(leaves) == size
        for sender in senders:
            # Every receipt still holds for the entry that the log has now.
            for document, reply in sender.acknowledged.items():
                assert verify_receipt(reply["receipt"], leaves[reply["sequence"]], key)
                again = venue.send(document)
                assert (again.status, again.json) == (reply.status, reply.json)
            if sender.unknown:
                first, again = venue.send(sender.unknown), venue.send(sender.unknown)
                assert first.status in (200, 422) and again.json == first.json
            for document in [*sender.acknowledged, *filter(None, [sender.unknown])]:
                read = json.loads(document)
                expected.add((read["account"], read["id"]))
        found = disclosures(venue, tmp_path / "all.ndjson")
        assert not expected - found.keys(), "missing"
        assert max(found.values()) == 1, "doubled"
        wait_for_log(venue)
        code, report = verify(venue.url, "--disclosures", tmp_path / "all.ndjson")
        assert (code, report["ok"], report["scope"], report["venue"]) == (0, True, "full", "agrees")
        books_balance(venue, members, robe, SENDERS * 1_000_000_000)
    assert venue.stop()[0] == 0
    assert verify(venue.folder / "log")[0] == 0


def test_kill_at_the_very_first_moment(tmp_path):
    """Before, during and after the genesis: the next start makes or finds one venue."""
    for number, delay in enumerate(0.003 * step for step in range(20)):
        folder = tmp_path / str(number)
        venue = Venue(folder)
        with open(tmp_path / "messages", "ab") as messages:
            process = subprocess.Popen(venue.command(), stdout=messages, stderr=messages)
            time.sleep(delay)
            process.kill()
            process.wait()
        with venue:
            assert venue.status["sequence"] == 1
            operator = venue.operator()
            assert operator.read("/v1/members").status == 200
            wait_for_log(venue)
            assert verify(venue.url)[0] == 0


def half_a_body(venue):
    connection = venue.socket()
    connection.sendall(
        b"POST /v1/documents HTTP/1.1\r\nHost: v\r\nContent-Type: application/json\r\n"
        b"Content-Length: 500\r\n\r\n{")
    return connection


def half_a_head(venue):
    connection = venue.socket()
    connection.sendall(b"GET /v1/sta")
    return connection


def idle(venue):
    """A connection that is kept alive after its answer."""
    connection = venue.connection()
    assert venue.fetch("GET", "/v1/status", connection=connection).status == 200
    return connection


@pytest.mark.parametrize("connect", [Feed, Venue.socket, idle, half_a_head, half_a_body])
def test_termination_waits_for_nobody_who_does_not_move(own_venue, connect):
    """Open streams, silent connections and half-sent requests: exit 0 in time."""
    connections = [connect(own_venue) for _ in range(3)]
    time.sleep(0.1)
    status, seconds = own_venue.stop()
    for connection in connections:
        connection.close()
    assert (status, seconds < 5) == (0, True), (status, seconds)


def test_termination_lets_requests_in_flight_end(own_venue):
    venue, market = own_venue, Market(own_venue)
    creator = market.member("creator")
    robe = market.list(creator, "ROBE")
    senders = [Sender(market.member("trader", cash=1_000_000_000), robe, number)
               for number in range(3)]
    with Feed(venue) as stream:
        for sender in senders:
            sender.start()
        time.sleep(0.5)
        status, seconds = venue.stop()
        for sender in senders:
            sender.join()
        assert (status, seconds < 5) == (0, True), (status, seconds)
        list(stream)
    # Everything that was acknowledged is there after the next start.
    venue.start()
    for sender in senders:
        assert sender.acknowledged
        for document, reply in sender.acknowledged.items():
            assert venue.send(document).json == reply.json


@pytest.mark.parametrize("after", [None, "0.0"], ids=["live", "catching up"])
def test_termination_with_a_reader_who_stalls(own_venue, after):
    """A reader whose window is shut, with much to send, does not keep the venue from ending."""
    venue, market = own_venue, Market(own_venue)
    creator = market.member("creator")
    robe = market.list(creator, "ROBE")
    # Batches at a price nobody meets: 500 events each, more than any socket buffers.
    orders = [["sell", "1000", 1, "GTC"]] * 250
    readers = [] if after else [Feed(venue, receive_buffer=2048)]
    connection = venue.connection()
    for _ in range(39):
        assert creator.post(
            "order.batch", connection=connection, instrument="ROBE", terms=robe.terms,
            orders=orders).status == 200
    if after:
        readers = [Feed(venue, after, receive_buffer=2048)]
        time.sleep(0.3)
    status, seconds = venue.stop()
    for reader in readers:
        reader.close()
    assert (status, seconds < 5) == (0, True), (status, seconds)


def start_fails(venue, command=None):
    """Starting has to fail; what it says."""
    done = subprocess.run(
        command or venue.command(), capture_output=True, timeout=20, check=False, text=True)
    assert done.returncode == 1, done
    assert done.stdout == ""
    return done.stderr


def test_a_folder_has_one_server(own_venue):
    assert "in use" in start_fails(own_venue)
    assert own_venue.status["sequence"] == 1
    own_venue.kill()
    with own_venue:
        assert own_venue.status["sequence"] == 1


def test_a_folder_has_one_name(own_venue):
    assert own_venue.stop()[0] == 0
    said = start_fails(own_venue, own_venue.command(origin="elsewhere.example"))
    assert "exchange.example" in said
    with own_venue:
        assert own_venue.status["origin"] == "exchange.example"


@pytest.fixture
def stopped(own_venue, tmp_path):
    """A venue that has traded and ended, and a copy of its folder from before its last entries."""
    market = Market(own_venue)
    market.member("trader", cash=5)
    assert own_venue.stop()[0] == 0
    earlier = tmp_path / "earlier"
    shutil.copytree(own_venue.folder, earlier)
    own_venue.start()
    market.member("trader", cash=5)
    wait_for_log(own_venue)
    assert own_venue.stop()[0] == 0
    return own_venue, earlier


def replace_journal(venue, source):
    for name in ("journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"):
        (venue.folder / name).unlink(missing_ok=True)
        if source and (source / name).exists():
            shutil.copy(source / name, venue.folder / name)


def test_a_journal_that_lost_what_was_acknowledged_is_not_carried_on(stopped):
    venue, earlier = stopped
    replace_journal(venue, earlier)
    assert "acknowledged" in start_fails(venue)


def test_a_journal_that_lost_entries_which_the_log_has_is_not_carried_on(stopped):
    """Even where the side file went with it, the log folder knows better."""
    venue, earlier = stopped
    replace_journal(venue, earlier)
    (venue.folder / "newest-checkpoint").unlink()
    start_fails(venue)


def test_a_missing_journal_is_no_new_venue(stopped):
    venue, _ = stopped
    replace_journal(venue, None)
    start_fails(venue)


def test_a_damaged_journal_is_not_carried_on(stopped):
    venue, _ = stopped
    mark = b'"kind":"member.admit"'
    for path in venue.folder.glob("journal.sqlite*"):
        path.write_bytes(path.read_bytes().replace(mark, b'"kind":"member.admiu"'))
    start_fails(venue)


def test_what_can_be_computed_is_computed_anew(stopped):
    """The catalog, previews and tiles follow from the journal: without them, the venue starts."""
    venue, _ = stopped
    with venue:
        before = venue.get("/v1/instruments").json, venue.operator().read("/v1/members").json
        checkpoint = venue.get("/log/checkpoint").body.split(b"\n")[:3]
        venue.stop()
    for name in os.listdir(venue.folder):
        if name.startswith("catalog.sqlite"):
            (venue.folder / name).unlink()
    shutil.rmtree(venue.folder / "log")
    with venue:
        wait_for_log(venue)
        assert venue.get("/log/checkpoint").body.split(b"\n")[:3] == checkpoint
        assert (venue.get("/v1/instruments").json,
                venue.operator().read("/v1/members").json) == before
        assert verify(venue.url)[0] == 0


def test_a_checkpoint_cut_off_in_writing_is_no_obstacle(stopped):
    venue, _ = stopped
    path = venue.folder / "newest-checkpoint"
    path.write_bytes(path.read_bytes()[:30])
    with venue:
        assert venue.status["state"] == "running"


def test_secrets_are_the_venues_own(own_venue):
    for name in ("operator.key", "log.key", "credential.key", "newest-checkpoint", "lock"):
        assert (own_venue.folder / name).stat().st_mode & 0o077 == 0, name
    for name in ("journal.sqlite", "catalog.sqlite"):
        mode = (own_venue.folder / name).stat().st_mode
        parent = own_venue.folder.stat().st_mode
        assert (mode & 0o077 == 0) or (parent & 0o077 == 0), name


def test_a_port_that_is_taken(own_venue, tmp_path):
    other = Venue(tmp_path / "other")
    command = other.command()
    command[command.index("127.0.0.1:0")] = f"127.0.0.1:{own_venue.port}"
    done = subprocess.run(command, capture_output=True, timeout=20, check=False)
    assert done.returncode == 1 and done.stdout == b"" and done.stderr


def test_members_know_nothing_of_a_restart(own_venue):
    market = Market(own_venue)
    trader = market.member("trader", cash=777)
    digest = own_venue.digest
    own_venue.kill()
    own_venue.start()
    assert own_venue.digest == digest
    assert trader.cash["available"] == "777"
    refused(Member(own_venue, account=trader.account).read(
        f"/v1/accounts/{trader.account}"), 403, "unknown-key")
