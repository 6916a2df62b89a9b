"""A disk without room: nothing is lost, everything is told, and writing goes on by itself."""

import concurrent.futures
import os
import subprocess
import time

import pytest
from harness import Feed, Market, Venue, all_answered_again, refused

DISK_BYTES = 48 << 20


@pytest.fixture
def small_disk(tmp_path):
    path = tmp_path / "disk"
    path.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(path)],
        capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr!r}")
    yield path
    subprocess.run(["umount", "-l", str(path)], check=True)


class Ballast:
    """A file that takes all the room there is but a little."""

    def __init__(self, folder):
        self.path = folder / "ballast"

    def fill(self, left):
        status = os.statvfs(self.path.parent)
        with open(self.path, "ab") as file:
            count = max(0, status.f_bavail * status.f_frsize - left)
            try:
                file.write(b"\0" * count)
            except OSError:
                pass

    def drop(self):
        self.path.unlink()


class Trading:
    def __init__(self, venue):
        self.venue = venue
        market = Market(venue)
        self.robe = market.list(market.member("creator", "trader"), "ROBE")
        self.trader = market.member("trader", cash=1_000_000_000)
        self.acknowledged = {}
        self.unclear = []

    def order(self, price):
        return self.trader.signed(
            "order.place", instrument=self.robe.symbol, terms=self.robe.terms, side="buy",
            timeInForce="GTC", limit=str(price), quantity=1)

    def send(self, document, path="/v1/documents"):
        reply = self.venue.send(document, path)
        if reply.status == 200:
            self.acknowledged[document] = reply
        elif reply.code == "outcome-unknown":
            refused(reply, 503, "outcome-unknown")
            assert reply.headers["Retry-After"]
            self.unclear.append(document)
        return reply

    def until_full(self):
        """Trades until there is no room; the answer that said so."""
        for number in range(20_000):
            reply = self.send(self.order(50 + number % 9))
            if reply.status != 200:
                return reply
        raise AssertionError("the disk never filled")

    def all_there(self, venue):
        all_answered_again(venue, self.acknowledged)


def test_a_full_disk(small_disk):
    with Venue(small_disk / "data", options=["--snapshot-interval", "200"]) as venue:
        trading = Trading(venue)
        ballast = Ballast(small_disk)
        for _ in range(3):
            ballast.fill(left=300_000)
            reply = trading.until_full()
            assert reply.code in ("outcome-unknown", "waiting-for-disk"), reply
            # At the latest when the followers have noticed too, everything else says so.
            refused(until(lambda: trading.send(trading.order(51)), 503), 503, "waiting-for-disk")
            refused(
                trading.send(
                    trading.trader.signed("order.cancel-all", instrument=trading.robe.symbol),
                    "/v1/cancels"), 503, "waiting-for-disk")
            # Reads go on, and agree with what was acknowledged.
            begun = time.monotonic()
            status = venue.status
            assert status["state"] == "waiting-for-disk"
            newest = max(reply["sequence"] for reply in trading.acknowledged.values())
            assert status["sequence"] >= newest
            assert venue.get(f"/v1/instruments/{trading.robe.symbol}").status == 200
            assert venue.get(f"/v1/instruments/{trading.robe.symbol}/book").status == 200
            assert trading.trader.cash["held"] != "0"
            assert "yunshang_waits_for_disk 1" in venue.get("/metrics").body.decode()
            assert time.monotonic() - begun < 5
            ballast.drop()
            until(lambda: trading.send(trading.order(52)), 200)
            assert venue.status["state"] == "running"
            for document in trading.unclear:
                assert trading.send(document).status == 200
        trading.all_there(venue)
        assert venue.stop()[0] == 0
        with venue:
            trading.all_there(venue)


def test_a_full_disk_and_an_end(small_disk):
    """What is killed or stopped while it waits comes back with all that it has said."""
    with Venue(small_disk / "data") as venue:
        trading = Trading(venue)
        ballast = Ballast(small_disk)
        for end in (venue.kill, venue.stop):
            ballast.fill(left=300_000)
            trading.until_full()
            end()
            ballast.drop()
            venue.start()
            trading.all_there(venue)
            for document in trading.unclear:
                assert venue.send(document).status == 200
            trading.send(trading.order(60))


def test_many_wait_for_one_disk(small_disk):
    """Everybody who waits is told within moments, and nobody is told anything wrong."""
    with Venue(small_disk / "data") as venue:
        trading = Trading(venue)
        ballast = Ballast(small_disk)
        documents = [trading.order(50 + number % 9) for number in range(400)]
        with concurrent.futures.ThreadPoolExecutor(16) as pool, Feed(venue, seconds=30):
            ballast.fill(left=400_000)
            trading.until_full()
            begun = time.monotonic()
            replies = list(pool.map(venue.send, documents))
            assert time.monotonic() - begun < 30
            assert {reply.status for reply in replies} <= {200, 503}
            assert {reply.code for reply in replies if reply.status == 503} <= {
                "waiting-for-disk", "outcome-unknown", "busy"}
            ballast.drop()
            until(lambda: trading.send(trading.order(52)), 200)
            for document, reply in zip(documents, replies):
                again = venue.send(document)
                assert again.status == 200
                assert reply.status == 503 or again.json == reply.json
        trading.all_there(venue)


def until(ask, status, seconds=20):
    """Asks until an answer has this status."""
    end = time.monotonic() + seconds
    while True:
        reply = ask()
        if reply.status == status and reply.code != "outcome-unknown":
            return reply
        assert time.monotonic() < end, reply
        time.sleep(0.05)
