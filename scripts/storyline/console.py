"""What the story prints: numbered steps, the commands they run, and what came of them."""

import os
import shlex
import sys


class Fault(Exception):
    """A step that did not do what it says."""


class Console:
    def __init__(self, stream=sys.stdout):
        self.stream = stream
        self.steps = 0
        self.checks = 0
        self.is_coloured = stream.isatty() and not os.environ.get("NO_COLOR")

    def paint(self, code, text):
        return f"\033[{code}m{text}\033[0m" if self.is_coloured else text

    def line(self, text=""):
        print(text, file=self.stream, flush=True)

    def step(self, title):
        self.steps += 1
        self.line()
        self.line(f"{self.paint('1;36', f'{self.steps:2}')}  {self.paint('1', title)}")

    def command(self, words):
        self.line(self.paint("2", "    $ yunshang " + shlex.join(map(str, words))))

    def note(self, text):
        self.line(f"    {self.paint('32', '✓')} {text}")

    def fault(self, text):
        self.line(f"    {self.paint('1;31', '✗')} {text}")

    def equal(self, what, found, expected):
        """Holds what the venue says to what it must be."""
        self.checks += 1
        if found != expected:
            raise Fault(f"{what}: expected {expected!r}, found {found!r}")

    def holds(self, what, condition):
        self.checks += 1
        if not condition:
            raise Fault(f"it does not hold that {what}")


def yuan(fen):
    """Fen as yuan: 5270 is 52.70."""
    sign, fen = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02}"


def runs(numbers):
    """Serial numbers for people: [1, 2, 3, 7] is #1–3, #7."""
    parts = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(f"#{a}" if a == b else f"#{a}–{b}" for a, b in parts) or "none"
