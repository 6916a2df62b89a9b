"""The story of scripts/demo, played by the real binary: it holds, and it notices what does not."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import urllib.request

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("YUNSHANG_BINARY", ROOT / ".build/release/yunshang"))
SECONDS_MAXIMUM = 180
STEP_COUNT = 19


@pytest.fixture
def demo(tmp_path):
    """Starts scripts/demo with its folders below a temporary one; ends it if it has not ended."""
    started = []

    def start(*options, binary=BINARY):
        environment = os.environ | {
            "YUNSHANG_BINARY": str(binary), "TMPDIR": str(tmp_path), "NO_COLOR": "1"}
        process = subprocess.Popen(
            [ROOT / "scripts/demo", *options], env=environment, cwd=tmp_path, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            # It stops its server when it is asked to, and only then.
            process.terminate()
            process.wait(SECONDS_MAXIMUM)
        process.stdout.close()


def steps(text):
    return [int(number) for number in re.findall(r"^ ?(\d+)  \S", text, re.M)]


def test_story_once(demo, tmp_path):
    process = demo("--once")
    text, _ = process.communicate(timeout=SECONDS_MAXIMUM)
    assert process.returncode == 0, text
    assert steps(text) == list(range(1, STEP_COUNT + 1))
    assert "every step did what it says" in text
    assert "✗" not in text
    assert list(tmp_path.iterdir()) == [], "--once leaves nothing behind"


def test_board_stays_up_until_interrupted(demo, tmp_path):
    process = demo()
    seen, address = [], None
    for line in process.stdout:
        seen.append(line)
        if found := re.match(r"The board is open at (http://127\.0\.0\.1:\d+/)", line):
            address = found[1]
            break
    assert address, "".join(seen)
    with urllib.request.urlopen(address, timeout=10) as page:
        assert b"<title>Yunshang" in page.read()
    with urllib.request.urlopen(f"{address}v1/trades?limit=100", timeout=10) as trades:
        assert trades.read().count(b'"trade"') >= 50
    # The pages in a real browser: books, live trades, and the verdict on a certificate.
    pages = subprocess.run(
        [sys.executable, ROOT / "Tests/EndToEnd/Web/check.py", address.rstrip("/")],
        capture_output=True, text=True, timeout=120)
    assert pages.returncode == 0, pages.stdout + pages.stderr
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=SECONDS_MAXIMUM)
    assert process.returncode == 0, "".join(seen) + rest
    (folder,) = tmp_path.iterdir()
    assert str(folder) in rest
    done = subprocess.run(
        [BINARY, "verify", folder / "venue/log", "--json"], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stdout
    with pytest.raises(OSError):
        urllib.request.urlopen(address, timeout=2)


# What is falsified: the commands whose answer it is in, and how sed makes it false.
FALSE_ANSWERS = {
    "cash": ("cash show", r's/"total":"\([0-9]*\)"/"total":"1\1"/'),
    "trades": ("order buy", r's/"filled":[0-9]*/"filled":0/'),
    "serial numbers": ("holdings", r's/"first":7,/"first":8,/'),
    "verdict": ("verify copy", r's/"entry":[0-9]*/"entry":3000/'),
}


@pytest.mark.parametrize("lie", FALSE_ANSWERS)
def test_story_notices_a_false_answer(demo, tmp_path, lie):
    """A binary that lies in one place: the story must fail there, and keep its folder."""
    words, edit = FALSE_ANSWERS[lie]
    liar = tmp_path / "liar"
    liar.write_text(
        "#!/usr/bin/env bash\n"
        f'if [[ "$* " != "{words} "* ]]; then exec "{BINARY}" "$@"; fi\n'
        f'"{BINARY}" "$@" | sed -e \'{edit}\'\n'
        "exit ${PIPESTATUS[0]}\n")
    liar.chmod(0o755)
    process = demo("--once", binary=liar)
    text, _ = process.communicate(timeout=SECONDS_MAXIMUM)
    assert process.returncode == 1, text
    assert "✗" in text and "expected" in text
    assert "every step did what it says" not in text


@pytest.mark.parametrize("version", ["", "Swift version 5.10 (swift-5.10-RELEASE)",
                                     "Apple Swift version 6.1.2 (swift-6.1.2-RELEASE)"])
def test_setup_says_that_the_toolchain_is_too_old(tmp_path, version):
    swift = tmp_path / "swift"
    swift.write_text(f"#!/bin/sh\necho '{version}'\n")
    swift.chmod(0o755)
    done = subprocess.run(
        [ROOT / "scripts/setup"], env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1 and "Swift 6.2 or newer is needed" in done.stderr


def test_usage():
    done = subprocess.run([ROOT / "scripts/demo", "--twice"], capture_output=True, timeout=30)
    assert done.returncode == 2
    assert b"usage" in done.stderr


if __name__ == "__main__":
    sys.exit(pytest.main([__file__]))
