"""The feed has every public event once, in sequence, whatever happens to its readers."""

import itertools
import json
import threading
import time

import pytest
from harness import Feed, Market, refused


@pytest.fixture
def board(own_venue):
    market = Market(own_venue)
    market.creator = market.member("creator")
    market.robe = market.list(market.creator, "ROBE")
    market.sash = market.list(market.creator, "SASH")
    market.trader = market.member("trader", cash=1_000_000_000)
    return market


def position(name):
    sequence, _, place = name.partition(".")
    return int(sequence), int(place)


def outcomes(venue, first=0, instrument=None):
    """Every public event as the log tells it: what the feed must have sent."""
    events = []
    for sequence in range(first, venue.status["sequence"] + 1):
        lines = venue.get(f"/log/outcome/{sequence}").body.splitlines()
        for place, line in enumerate(lines):
            event = json.loads(line)
            if instrument is None or event.get("instrument") == instrument:
                events.append((f"{sequence}.{place}", event["event"], event))
    return events


class Stream(threading.Thread):
    """Orders in batches from one creator, until told to stop or `count` batches are in."""

    def __init__(self, market, count, size=20):
        super().__init__()
        self.market = market
        self.count = count
        self.size = size
        self.failed = None

    def run(self):
        market = self.market
        connection = market.venue.connection()
        try:
            for number in range(self.count):
                robe = (market.robe, market.sash)[number % 2]
                orders = [["sell", str(1000 + number), 1, "GTC"]] * self.size
                reply = market.creator.post(
                    "order.batch", connection=connection, instrument=robe.symbol,
                    terms=robe.terms, orders=orders)
                assert reply.status == 200, reply
        except Exception as error:  # told to the test, which joins
            self.failed = error


def read_until(feed, last):
    seen = []
    for event in feed:
        seen.append(event)
        if position(event[0]) >= last:
            break
    return seen


def test_events_come_as_the_log_has_them(own_venue, board):
    with Feed(own_venue) as feed, Feed(own_venue, instrument="SASH") as one:
        first = own_venue.status["sequence"] + 1
        board.creator.order(board.robe, "sell", 100, 10)
        board.trader.order(board.robe, "buy", 100, 4)
        board.trader.order(board.sash, "buy", 90, 4)
        board.trader.order(board.robe, "buy", 100, 4, "IOC")
        board.trader.post("order.cancel-all", instrument="SASH")
        refused(board.trader.order(board.robe, "buy", 10**9, 100_000), 422, "insufficient-cash")
        expected = outcomes(own_venue, first)
        assert {name for _, name, _ in expected} >= {
            "order-accepted", "trade", "order-rested", "order-cancelled"}
        assert read_until(feed, position(expected[-1][0])) == expected
        wanted = outcomes(own_venue, first, "SASH")
        assert read_until(one, position(wanted[-1][0])) == wanted


def test_reconnecting_has_no_gap_and_no_double(own_venue, board):
    """A reader who is cut off every few events while orders pour in sees each of them once."""
    stream = Stream(board, 200)
    stream.start()
    last, seen, connections, end = "0.0", [], 0, None
    while end is None or position(last) < end:
        if end is None and not stream.is_alive():
            end = position(outcomes(own_venue)[-1][0])
            continue
        # A second of silence ends a connection too, since the last event may come before the
        # stream is known to be over.
        with Feed(own_venue, after=last, seconds=1) as feed:
            connections += 1
            for event in feed:
                seen.append(event)
                last = event[0]
                if len(seen) % (150 * (1 + connections % 5)) == 0 or end == position(last):
                    break
                if end is None and not stream.is_alive():
                    break
    stream.join()
    assert stream.failed is None and connections > 10
    names = [name for name, _, _ in seen]
    assert names == sorted(set(names), key=position), "an event twice, or before its time"
    assert seen == outcomes(own_venue)


def test_a_subscription_made_while_orders_pour_in_has_no_double(own_venue, board):
    """From the journal to the live feed: the seam shows neither a gap nor an event twice."""
    stream = Stream(board, 400)
    stream.start()
    readers = []

    def read():
        seen = []
        with Feed(own_venue, after="0.0") as feed:
            for event in feed:
                seen.append(event[0])
                if len(seen) >= 2500:
                    break
        readers.append(seen)

    threads = []
    while stream.is_alive() and len(threads) < 60:
        threads.append(threading.Thread(target=read))
        threads[-1].start()
        time.sleep(0.02)
    stream.join()
    for thread in threads:
        thread.join()
    assert stream.failed is None
    names = [name for name, _, _ in outcomes(own_venue)]
    for seen in readers:
        assert seen == names[:len(seen)]


def test_a_restart_is_no_gap(own_venue, board):
    with Feed(own_venue, after="0.0") as feed:
        stream = Stream(board, 20)
        stream.start()
        seen = list(itertools.islice(feed, 100))
        stream.join()
    own_venue.kill()
    own_venue.start()
    Stream(board, 10).run()
    with Feed(own_venue, after=seen[-1][0]) as feed:
        expected = outcomes(own_venue)
        seen += read_until(feed, position(expected[-1][0]))
    assert seen == expected


def test_a_stream_ends_with_the_venue(own_venue):
    with Feed(own_venue) as feed:
        assert own_venue.stop()[0] == 0
        assert list(feed) == []


def test_silence_is_told_from_a_dead_line(own_venue):
    with Feed(own_venue, seconds=12) as feed:
        thread = threading.Thread(target=lambda: list(feed))
        thread.start()
        deadline = time.monotonic() + 12
        while time.monotonic() < deadline:
            beats = [at for at, text in list(feed.comments) if "heartbeat" in text]
            if len(beats) >= 2:
                break
            time.sleep(0.1)
        assert len(beats) >= 2 and 4 <= beats[1] - beats[0] <= 6
        own_venue.stop()
        thread.join()


def test_a_slow_reader_is_closed_and_resumes_without_loss(own_venue, board):
    # 20,000 events of 130 bytes: more than what sockets and the subscription can keep. An account
    # can have 10,000 orders.
    slow = Feed(own_venue, receive_buffer=2048)
    fast = Feed(own_venue)
    first = own_venue.status["sequence"] + 1
    quick = []
    stream = Stream(board, 39, 250)
    stream.start()
    reader = threading.Thread(target=lambda: quick.extend(
        itertools.islice(fast, 39 * 250 * 2)))
    reader.start()
    stream.join()
    assert stream.failed is None
    expected = outcomes(own_venue, first)
    assert len(expected) == 19_500
    reader.join()
    # Who keeps up may be closed too when one entry has hundreds of events, and resumes as well.
    assert len(quick) > 0
    while len(quick) < len(expected):
        with Feed(own_venue, after=quick[-1][0]) as feed:
            quick += itertools.islice(feed, len(expected) - len(quick))
    assert quick == expected
    seen = list(slow)
    assert 0 < len(seen) < len(expected), "the slow reader was not closed"
    slow.close()
    fast.close()
    rounds = 0
    while len(seen) < len(expected) and rounds < 100:
        rounds += 1
        with Feed(own_venue, after=seen[-1][0]) as feed:
            seen += itertools.islice(feed, len(expected) - len(seen))
    assert seen == expected


def test_many_readers(own_venue, board):
    feeds = [Feed(own_venue) for _ in range(200)]
    first = own_venue.status["sequence"] + 1
    Stream(board, 5).run()
    expected = outcomes(own_venue, first)
    for feed in feeds:
        assert read_until(feed, position(expected[-1][0])) == expected
        feed.close()
