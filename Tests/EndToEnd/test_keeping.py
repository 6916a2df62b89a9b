"""What an operator does when a disk was not kind: repair, scrub, backup and restore."""

import json
import re
import shutil
import subprocess
import time

import pytest
from harness import BINARY, Market, Venue, all_answered_again, read_log, wait_for_log


def run(*words, status=0):
    """A command of the one binary; its JSON, and what it says beside it."""
    done = subprocess.run(
        [BINARY, *map(str, words), "--json"], capture_output=True, timeout=120, check=False,
        text=True)
    assert done.returncode == status, done
    return json.loads(done.stdout) if done.stdout else None, done.stderr


def start_fails(venue):
    done = subprocess.run(
        venue.command(), capture_output=True, timeout=30, check=False, text=True)
    assert done.returncode == 1 and done.stdout == "", done
    return done.stderr


class Traded:
    """A venue that has traded, and what it has said meanwhile."""

    def __init__(self, venue, orders=60):
        self.venue = venue
        market = Market(venue)
        creator = market.member("creator", "trader")
        self.robe = market.list(creator, "ROBE")
        self.trader = market.member("trader", cash=1_000_000_000)
        self.acknowledged = {}
        self.trade(orders)

    def trade(self, orders):
        for number in range(orders):
            document = self.trader.signed(
                "order.place", instrument=self.robe.symbol, terms=self.robe.terms, side="buy",
                timeInForce="GTC", limit=str(50 + number % 9), quantity=1)
            reply = self.venue.send(document)
            assert reply.status == 200, reply
            self.acknowledged[document] = reply
        self.digest = self.venue.digest
        self.sequence = self.venue.status["sequence"]
        wait_for_log(self.venue)

    def all_there(self, venue):
        """Every answer is given again, word for word, and its receipt still proves it."""
        assert (venue.digest, venue.status["sequence"]) == (self.digest, self.sequence)
        assert wait_for_log(venue) == self.sequence + 1
        all_answered_again(venue, self.acknowledged)


@pytest.fixture
def traded(own_venue):
    return Traded(own_venue)


def flip(path, at):
    content = bytearray(path.read_bytes())
    content[at] ^= 0x04
    path.write_bytes(content)


def flip_everywhere(paths):
    """One letter of one entry, in each of the files that has it."""
    mark, found = b'"kind":"edition.issue"', 0
    for path in paths:
        content = path.read_bytes()
        found += content.count(mark)
        path.write_bytes(content.replace(mark, b'"kind":"edition.issuf"'))
    assert found


def test_one_flipped_bit_in_the_write_ahead_log(traded):
    """SQLite drops in silence what follows it: the start names the loss, and the repair undoes it."""
    venue = traded.venue
    venue.kill()
    wal = venue.folder / "journal.sqlite-wal"
    assert wal.stat().st_size > 100_000
    flip(wal, wal.stat().st_size // 2)
    said = start_fails(venue)
    assert "yunshang repair" in said and str(traded.sequence + 1) in said, said
    report, _ = run("repair", "--data", venue.folder)
    assert report["ok"] and report["entries"] == traded.sequence + 1
    assert report["kept"] > 0 and report["restored"] > 0
    assert (venue.folder / "damaged-1" / "journal.sqlite").exists()
    with venue:
        traded.all_there(venue)


def test_a_journal_that_is_gone(traded):
    venue = traded.venue
    assert venue.stop()[0] == 0
    for path in venue.folder.glob("journal.sqlite*"):
        path.unlink()
    start_fails(venue)
    report, _ = run("repair", "--data", venue.folder)
    assert (report["kept"], report["restored"]) == (0, traded.sequence + 1)
    with venue:
        traded.all_there(venue)
        traded.trade(5)
    # What came after the repair is in the copy too.
    assert run("repair", "--data", venue.folder)[0]["entries"] == traded.sequence + 1


def test_a_row_that_rotted(traded):
    venue = traded.venue
    assert venue.stop()[0] == 0
    flip_everywhere(venue.folder.glob("journal.sqlite*"))
    assert "yunshang repair" in start_fails(venue)
    report, _ = run("scrub", "--data", venue.folder, status=1)
    assert any("journal" in fault for fault in report["faults"])
    assert run("repair", "--data", venue.folder)[0]["ok"]
    assert run("scrub", "--data", venue.folder)[0]["ok"]
    with venue:
        traded.all_there(venue)


def test_what_is_in_neither_is_named_and_nothing_is_changed(traded):
    venue = traded.venue
    assert venue.stop()[0] == 0
    paths = [*venue.folder.glob("journal.sqlite*"), *(venue.folder / "copy").iterdir()]
    flip_everywhere(paths)
    copy = {path: path.read_bytes() for path in (venue.folder / "copy").iterdir()}
    _, said = run("repair", "--data", venue.folder, status=1)
    assert "Entries" in said and f"to {traded.sequence}" in said and "restore" in said
    assert {path: path.read_bytes() for path in (venue.folder / "copy").iterdir()} == copy
    assert (venue.folder / "journal.sqlite").exists()
    assert not list(venue.folder.glob("damaged-*"))


def test_a_running_venue_is_not_repaired(traded):
    _, said = run("repair", "--data", traded.venue.folder, status=1)
    assert "in use" in said
    _, said = run("scrub", "--data", traded.venue.folder, status=1)
    assert "in use" in said


def test_a_backup_of_a_running_venue(traded, tmp_path):
    venue = traded.venue
    made, _ = run("backup", "--data", venue.folder, "--to", tmp_path / "backup")
    assert made["entries"] == traded.sequence + 1
    _, said = run("backup", "--data", venue.folder, "--to", tmp_path / "backup", status=1)
    assert "exists" in said
    digest = traded.digest
    traded.trade(3)
    # Beside the first, which goes on.
    restored, _ = run("restore", tmp_path / "backup", "--data", tmp_path / "again")
    assert restored["entries"] == made["entries"] and "aside" not in restored
    assert run("scrub", "--data", tmp_path / "again")[0]["entries"] == made["entries"]
    with Venue(tmp_path / "again") as again:
        assert again.digest == digest
        wait_for_log(again)
        assert again.get(f"/v1/instruments/{traded.robe.symbol}").status == 200
    # In its place: what was there is kept.
    _, said = run("restore", tmp_path / "backup", "--data", venue.folder, status=1)
    assert "in use" in said
    assert venue.stop()[0] == 0
    restored, _ = run("restore", tmp_path / "backup", "--data", venue.folder)
    assert restored["aside"].endswith(".aside-1")
    assert run("scrub", "--data", restored["aside"])[0]["entries"] == traded.sequence + 1
    with venue:
        assert venue.digest == digest


def test_a_damaged_backup_changes_nothing(traded, tmp_path):
    venue = traded.venue
    run("backup", "--data", venue.folder, "--to", tmp_path / "backup")
    assert venue.stop()[0] == 0
    path = next((tmp_path / "backup" / "copy").iterdir())
    flip(path, path.stat().st_size // 2)
    _, said = run("restore", tmp_path / "backup", "--data", venue.folder, status=1)
    assert "damaged" in said
    with venue:
        traded.all_there(venue)


def test_scrub_reads_everything(traded, tmp_path):
    venue = traded.venue
    asset = venue.get("/v1/assets").json["assets"][0]
    assert venue.stop()[0] == 0
    report, _ = run("scrub", "--data", venue.folder)
    assert report["ok"] and report["entries"] == report["copied"] == traded.sequence + 1
    assert report["vaultFiles"] > 0 and report["logFiles"] > 3, asset
    whole = tmp_path / "whole"
    shutil.copytree(venue.folder, whole)
    for what, pattern in {
        "second copy": "copy/*", "log": "log/tile/entries/**/*", "vault": "vault/files/*/*",
    }.items():
        path = next(path for path in sorted(venue.folder.glob(pattern)) if path.is_file())
        flip(path, path.stat().st_size // 2)
        report, _ = run("scrub", "--data", venue.folder, status=1)
        assert [fault.split(":")[0] for fault in report["faults"]] == [what]
        shutil.copy(whole / path.relative_to(venue.folder), path)
    assert run("scrub", "--data", venue.folder)[0]["ok"]


def test_a_folder_that_is_no_venue(tmp_path):
    for words in (["repair", "--data", tmp_path], ["scrub", "--data", tmp_path],
                  ["backup", "--data", tmp_path, "--to", tmp_path / "b"],
                  ["restore", tmp_path, "--data", tmp_path / "b"]):
        _, said = run(*words, status=1)
        assert "venue" in said
    assert not (tmp_path / "b").exists()


# Snapshots.

INTERVAL = 25


@pytest.fixture
def snapshotted(tmp_path):
    """A venue that has traded and has kept two snapshots."""
    with Venue(tmp_path / "data", options=["--snapshot-interval", str(INTERVAL)]) as venue:
        traded = Traded(venue, orders=0)
        for _ in range(40):
            traded.trade(10)
            if len(snapshots(venue)) == 2:
                break
            time.sleep(0.05)
        assert len(snapshots(venue)) == 2
        yield traded


def snapshots(venue):
    return sorted((venue.folder / "snapshots").glob("*.snapshot"))


def replayed(venue):
    """How many entries the newest start has replayed, by what it has logged."""
    log = (venue.folder.parent / f"{venue.folder.name}.stderr").read_text(encoding="utf-8")
    return [int(number) for number in re.findall(r"replayed=(\d+)", log)][-1]


def agrees(traded):
    """Nothing is missing, and whoever replays the whole log comes to the same."""
    venue = traded.venue
    traded.all_there(venue)
    export = venue.folder.parent / "disclosures"
    export.write_bytes(venue.operator().read("/v1/disclosures").body)
    wait_for_log(venue)
    report, _ = run("verify", venue.url, "--disclosures", export)
    assert report["ok"] and report["scope"] == "full"


def kinds(venue):
    wait_for_log(venue)
    return [json.loads(leaf)["kind"] for leaf in read_log(venue)[1]]


def test_a_start_goes_on_from_the_newest_snapshot(snapshotted):
    venue = snapshotted.venue
    time.sleep(0.5)
    snapshotted.trade(1)
    made = kinds(venue)
    assert made.count("snapshot") >= made.count("snapshot-digest") >= 2
    for end in (venue.kill, venue.stop):
        end()
        newest = int(snapshots(venue)[-1].name.split("-")[0])
        venue.start()
        assert replayed(venue) == venue.status["sequence"] - newest < 3 * INTERVAL
        agrees(snapshotted)
        snapshotted.trade(3)
    # A start from another one's state answers as the first would have.
    venue.stop()
    for path in snapshots(venue):
        path.unlink()
    venue.start()
    assert replayed(venue) == snapshotted.sequence + 1
    agrees(snapshotted)
    assert venue.stop()[0] == 0
    assert run("scrub", "--data", venue.folder)[0]["ok"]


def test_a_snapshot_that_is_not_sound_is_not_used(snapshotted):
    venue = snapshotted.venue
    time.sleep(0.5)
    snapshotted.trade(1)
    assert venue.stop()[0] == 0
    older, newest = snapshots(venue)
    report, _ = run("scrub", "--data", venue.folder)
    assert report["ok"] and report["snapshots"] == 2
    flip(newest, newest.stat().st_size // 2)
    report, _ = run("scrub", "--data", venue.folder, status=1)
    assert [fault.split(":")[0] for fault in report["faults"]] == ["snapshot"]
    venue.start()
    assert replayed(venue) == venue.status["sequence"] - int(older.name.split("-")[0])
    agrees(snapshotted)
    assert venue.stop()[0] == 0
    # One that says of itself that it is of a later entry, and one that was never finished.
    for path in snapshots(venue):
        path.unlink(missing_ok=True)
    number, digest = older.stem.split("-")
    newest.write_bytes(b"")
    older.with_name(f"{int(number) + 1:016}-{digest}.snapshot").write_bytes(b"x" * 100)
    older.with_name(f"{number}.pending").write_bytes(b"x" * 100)
    venue.start()
    assert replayed(venue) == venue.status["sequence"] + 1
    agrees(snapshotted)


def test_another_snapshot_under_a_sound_ones_name(snapshotted, tmp_path):
    """A file that is whole, but not the state that the log says."""
    venue = snapshotted.venue
    time.sleep(0.5)
    snapshotted.trade(1)
    assert venue.stop()[0] == 0
    older, newest = snapshots(venue)
    shutil.copy(older, newest)
    venue.start()
    assert replayed(venue) == venue.status["sequence"] - int(older.name.split("-")[0])
    agrees(snapshotted)
