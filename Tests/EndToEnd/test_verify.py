"""`verify` reaches the same books by itself, and finds what was changed."""

import base64
import json
import os
import random
import shutil
import subprocess

import pytest
from harness import (
    BINARY, ROOT, Market, Venue, read_log, verify_receipt, wait_for_log)

FLIPS = 20
GO = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode"}


def verify(*words):
    done = subprocess.run(
        [BINARY, "verify", *map(str, words), "--json"], capture_output=True, timeout=60,
        check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A venue with some 700 entries of every kind, still running."""
    folder = tmp_path_factory.mktemp("told")
    with Venue(folder / "data") as venue:
        market = Market(venue)
        creator = market.member("creator")
        robes = [market.list(creator, symbol) for symbol in ("ROBE", "SASH")]
        traders = [market.member("trader", cash=10_000_000) for _ in range(3)]
        chance = random.Random(4)
        connection = venue.connection()
        for robe in robes:
            creator.order(robe, "sell", 100, 500)
        for _ in range(640):
            chance.choice(traders).post(
                "order.place", connection=connection, terms=(robe := chance.choice(robes)).terms,
                instrument=robe.symbol, side=chance.choice(("buy", "sell")),
                limit=str(chance.randint(95, 105)), quantity=chance.randint(1, 9),
                timeInForce=chance.choice(("GTC", "IOC")))
        traders[0].act("order.cancel-all", instrument="ROBE")
        traders[0].act("cash.withdraw", amount="77")
        venue.trader = traders[0]
        venue.size = wait_for_log(venue)
        venue.digests = venue.digest
        yield venue


def exported(member, path, name):
    place = path / name
    place.write_bytes(member.read(
        "/v1/disclosures" if member.account == "0"
        else f"/v1/accounts/{member.account}/disclosures").body)
    return place


def test_public_scope(told):
    for target in (told.url, told.url + "/", told.folder / "log"):
        code, report = verify(target)
        assert (code, report["ok"], report["scope"]) == (0, True, "public")
        assert (report["size"], report["stateDigest"]) == (told.size, told.digest)
    assert verify(told.url)[1]["venue"] == "agrees"
    root = told.get("/log/checkpoint").body.split(b"\n")[2]
    assert base64.b64decode(root).hex() == report["root"]


def test_full_and_own_scope(told, tmp_path):
    export = exported(told.operator(), tmp_path, "all.ndjson")
    for target in (told.url, told.folder / "log"):
        code, report = verify(target, "--disclosures", export)
        assert (code, report["scope"], report["size"]) == (0, "full", told.size)
        assert report["stateDigest"] == told.digest and len(report["fullDigest"]) == 64
    mine = exported(told.trader, tmp_path, "own.ndjson")
    code, report = verify(told.folder / "log", "--disclosures", mine)
    cash = told.trader.cash
    assert (code, report["scope"], report["account"]) == (0, "own", told.trader.account)
    assert (report["available"], report["held"]) == (cash["available"], cash["held"])


def test_a_key_known_from_elsewhere(told):
    key = told.get("/log/key").body.decode().strip()
    assert verify(told.url, "--log-key", key)[0] == 0
    other = Venue(told.folder.parent / "other")
    with other:
        wait_for_log(other)
        stranger = other.get("/log/key").body.decode().strip()
    code, report = verify(told.url, "--log-key", stranger)
    assert (code, report["ok"]) == (1, False) and report["what"]


def test_disclosures_that_lie(told, tmp_path):
    lines = exported(told.operator(), tmp_path, "all.ndjson").read_bytes().splitlines()
    lies = {
        "amount": [line.replace(b'"amount":"10000000"', b'"amount":"10000001"') for line in lines],
        "missing": lines[:40] + lines[41:],
        "swapped": [*lines[:40], lines[41], lines[40], *lines[42:]],
        "salt": [line.replace(b'"salt":"', b'"salt":"AAAA', 1) for line in lines],
        "cut": lines[:-1], "header": [lines[0].replace(b'"fullDigest":"', b'"fullDigest":"0', 1),
                                      *lines[1:]],
        "not JSON": [*lines[:30], b"{", *lines[31:]], "empty": [],
    }
    for what, changed in lies.items():
        path = tmp_path / "lie.ndjson"
        path.write_bytes(b"".join(line + b"\n" for line in changed))
        assert changed != lines
        code, report = verify(told.folder / "log", "--disclosures", path)
        assert (code, report["ok"]) == (1, False), what
        assert report["what"], what


@pytest.fixture
def copy(told, tmp_path):
    return shutil.copytree(told.folder / "log", tmp_path / "log")


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_flipped_byte_is_found_and_its_place_told(told, copy):
    """Twenty random bytes of any file, and one of every kind of file."""
    seed = random.SystemRandom().randrange(1 << 32)
    print("seed", seed)
    chance = random.Random(seed)
    everything = files(copy)
    places = chance.choices(everything, [path.stat().st_size for path in everything], k=FLIPS)
    for path in [*places, *everything]:
        data = path.read_bytes()
        at = chance.randrange(len(data))
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1:])
        code, report = verify(copy)
        path.write_bytes(data)
        name = str(path.relative_to(copy))
        assert (code, report["ok"]) == (1, False), (name, at)
        assert report["what"], (name, at)
        if name.startswith("tile/"):
            assert "entry" in report or "tile" in report, (name, at, report)
    assert verify(copy)[0] == 0


def test_every_byte_of_the_checkpoint_counts(copy):
    path = copy / "checkpoint"
    data = path.read_bytes()
    for at in range(0, len(data), 7):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
        code, report = verify(copy)
        assert (code, report["ok"]) == (1, False), at


def test_strangers_are_refused(copy):
    for name in ("stranger", "tile/stranger", "tile/0/stranger", "tile/entries/000.tmp",
                 "tile/0/999", "tile/1/001", "tile/63/000", "tile/0/000.p/1x", ".hidden"):
        path = copy / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 32)
        code, report = verify(copy)
        assert (code, report["ok"]) == (1, False), name
        assert report["what"], name
        path.unlink()
        for parent in path.parents:
            if parent != copy and copy in parent.parents and not any(parent.iterdir()):
                parent.rmdir()
    (copy / "link").symlink_to("/etc/passwd")
    assert verify(copy)[0] == 1
    (copy / "link").unlink()
    assert verify(copy)[0] == 0


def test_what_is_missing_is_noticed(copy):
    superseded = {
        str(path.relative_to(copy)) for folder in copy.rglob("*.p")
        for path in sorted(folder.iterdir(), key=lambda path: int(path.name))[:-1]}
    for path in files(copy):
        name = str(path.relative_to(copy))
        data = path.read_bytes()
        path.unlink()
        code, report = verify(copy)
        # The key stands in the first entry too; what an older checkpoint needed may go.
        if name != "key" and name not in superseded:
            assert (code, report["ok"]) == (1, False), name
            assert report["what"]
        path.write_bytes(data)
    for path in files(copy):
        data = path.read_bytes()
        # The key's last byte is a newline, which says nothing.
        path.write_bytes(data[:-2])
        assert verify(copy)[0] == 1, path
        path.write_bytes(data + b"\0")
        assert verify(copy)[0] == 1, path
        path.write_bytes(data)


def test_where_there_is_no_log(told, tmp_path):
    gone = Venue(tmp_path / "gone").start()
    gone.kill()
    (tmp_path / "empty").mkdir()
    for target in (gone.url, tmp_path / "nothing", tmp_path / "empty", told.folder / "vault",
                   "http://127.0.0.1:1", "http://nowhere.invalid", told.url + "/v1"):
        code, report = verify(target)
        assert (code, report["ok"]) == (1, False), target
        assert len(report["what"]) > 10, target


def test_receipts_of_every_entry(told):
    key = told.get("/log/key").body.decode()
    _, leaves = read_log(told)
    connection = told.connection()
    for sequence in range(0, len(leaves), 7):
        receipt = told.fetch("GET", f"/v1/receipts/{sequence}", connection=connection).body
        assert verify_receipt(receipt.decode(), leaves[sequence], key) > sequence
    with pytest.raises(AssertionError):
        verify_receipt(receipt.decode(), leaves[0], key)


def test_gos_own_client_accepts_the_running_log(told, tmp_path):
    """Debian's golang-golang-x-mod-dev has the Go project's sumdb/note and sumdb/tlog."""
    assert shutil.which("go"), "install Debian's golang-go and golang-golang-x-mod-dev"
    client = tmp_path / "go-log-client"
    subprocess.run(
        ["go", "build", "-o", str(client), "main.go"], check=True, env=GO,
        cwd=ROOT / "Tests" / "Conformance" / "go-log-client", timeout=120)
    key = told.get("/log/key").body.decode().strip()
    _, leaves = read_log(told)
    receipt, leaf = tmp_path / "receipt", tmp_path / "leaf"
    receipt.write_bytes(told.get("/v1/receipts/300").body)
    leaf.write_bytes(leaves[300])

    def run(target, *more):
        return subprocess.run(
            [str(client), str(target), key, *map(str, more)], capture_output=True, text=True,
            timeout=60, check=False)

    for target in (f"{told.url}/log", told.folder / "log"):
        done = run(target, receipt, leaf)
        assert (done.returncode, done.stdout) == (0, f"ok size {len(leaves)}\n"), done.stderr
    leaf.write_bytes(leaves[301])
    assert run(told.folder / "log", receipt, leaf).returncode == 1
    # It goes on accepting while the log grows.
    trader = told.trader
    for _ in range(3):
        trader.post("order.cancel", order="1.0")
        size = wait_for_log(told)
        assert run(f"{told.url}/log").stdout == f"ok size {size}\n"


def test_checkpoints_are_consistent_and_cached_for_seconds(told):
    reply = told.get("/log/checkpoint")
    assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"
    seconds = int(reply.headers["Cache-Control"].rpartition("max-age=")[2])
    assert seconds <= 10
    assert reply.body.count(b"\n") == 5 and reply.body.startswith(b"exchange.example/log\n")
    full = told.get("/log/tile/0/000")
    assert len(full.body) == 8192 and "immutable" in full.headers["Cache-Control"]
    # Any other partial tile is computed.
    for width in (1, 17, 255):
        assert told.get(f"/log/tile/0/000.p/{width}").body == full.body[:32 * width]
    bundle = told.get("/log/tile/entries/000.p/3").body
    assert told.get("/log/tile/entries/000").body.startswith(bundle)
