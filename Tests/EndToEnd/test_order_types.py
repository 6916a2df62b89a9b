"""The examples of docs/order-types.md, run in their sequence at a fresh venue.

usage: test_order_types.py --write        renews what the page says the commands print

What a page shows of a command is its standard output and, where it fails, its messages. Points in
time are taken to be equal.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

from harness import BINARY, ROOT, CommandLine, Market, Venue, save_key

PAGE = ROOT / "docs" / "order-types.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ")
ARRIVED = 1_000_000


class Person:
    """Whoever the page speaks to, at a shell."""

    def __init__(self, venue, folder):
        market = Market(venue)
        lin = market.member("creator", name="Lin Yue", cash=ARRIVED)
        you = market.member("trader", name="Wan Bo", cash=ARRIVED)
        market.list(lin, "QIPAO", 200)
        bin = folder / "bin"
        bin.mkdir()
        (bin / "yunshang").symlink_to(pathlib.Path(BINARY).resolve())
        self.folder, self.status = folder, 0
        self.environment = CommandLine(venue, folder).environment
        self.environment["PATH"] = f"{bin}:{os.environ['PATH']}"
        for member, name in ((you, None), (lin, "lin"), (market.operator, "operator")):
            key = save_key(member.key, folder / f"{name or 'you'}.key")
            self.run(
                f"yunshang profile set --server {venue.url} --key {key} --account {member.account}"
                + (f" --profile {name}" if name else ""))
            assert self.status == 0

    def run(self, command):
        done = subprocess.run(
            ["bash", "-c", f"(exit {self.status}); {command}"], env=self.environment,
            cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
            check=False)
        self.status = done.returncode
        return done.stdout + (done.stderr if done.returncode else "")


def written(text):
    """A block's commands and what it says they print."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def renewed(page, person):
    """The page with what its commands print now."""
    def block(match):
        lines = [f"$ {command}\n{person.run(command)}" for command, _ in written(match[1])]
        return "```console\n" + "".join(lines) + "```"
    return BLOCK.sub(block, page)


def test_the_page_is_what_happens(own_venue, tmp_path):
    person = Person(own_venue, tmp_path)
    count = 0
    for block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        for command, output in written(block):
            found = person.run(command)
            assert TIME.sub("TIME", found) == TIME.sub("TIME", output), command
            count += 1
    assert count > 25


if __name__ == "__main__":
    assert sys.argv[1:] == ["--write"], __doc__
    with tempfile.TemporaryDirectory() as name, Venue(f"{name}/data") as venue:
        told = renewed(PAGE.read_text(encoding="utf-8"), Person(venue, pathlib.Path(name)))
    PAGE.write_text(told, encoding="utf-8")
