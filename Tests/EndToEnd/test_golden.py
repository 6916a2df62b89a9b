"""Logs of earlier programs: this one replays them to the same digests."""

import json
import pathlib
import shutil
import subprocess

import pytest
from harness import BINARY

LOGS = sorted(
    path for path in (pathlib.Path(__file__).parents[2] / "Fixtures" / "logs").iterdir()
    if path.is_dir())


def verify(*words):
    done = subprocess.run(
        [BINARY, "verify", *map(str, words), "--json"], capture_output=True, timeout=120,
        check=False)
    return done.returncode, json.loads(done.stdout)


def test_there_are_some():
    assert len(LOGS) >= 2


@pytest.mark.parametrize("golden", LOGS, ids=[path.name for path in LOGS])
def test_a_golden_log_replays_to_the_same_digests(golden):
    expected = json.loads((golden / "expected.json").read_bytes())
    assert verify(golden / "log", "--disclosures", golden / "all.ndjson") == (0, expected)
    code, public = verify(golden / "log")
    assert (code, public["scope"]) == (0, "public")
    assert all(public[name] == expected[name] for name in ("root", "size", "stateDigest"))


@pytest.mark.parametrize("golden", LOGS, ids=[path.name for path in LOGS])
def test_a_golden_log_with_one_byte_changed_does_not_hold(golden, tmp_path):
    shutil.copytree(golden / "log", tmp_path / "log")
    bundle = max((tmp_path / "log" / "tile" / "entries").rglob("*"), key=lambda path: (
        path.is_file(), path.stat().st_size))
    content = bytearray(bundle.read_bytes())
    at = content.rindex(b'"code":"accepted"')
    content[at + 9] ^= 1
    bundle.write_bytes(content)
    code, report = verify(tmp_path / "log")
    assert code == 1 and not report["ok"]
