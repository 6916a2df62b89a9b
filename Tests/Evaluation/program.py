"""Runs the program under test: `yunshang fingerprint` and `yunshang compare`."""
import json
import os
import pathlib
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The list of arguments of one process has a limit of its own.
FILES_A_RUN = 500


class Program:
    def __init__(self, jobs):
        self.path = os.environ.get("YUNSHANG_BINARY", str(ROOT / ".build/release/yunshang"))
        self.jobs = jobs
        # Seconds by what was done, for the report.
        self.seconds = {}

    def fingerprint(self, files):
        """A dictionary for every file, in order."""
        lines = []
        for start in range(0, len(files), FILES_A_RUN):
            part = [str(file) for file in files[start:start + FILES_A_RUN]]
            lines += self.run("fingerprint", ["fingerprint", *part, "--jobs", str(self.jobs)])
        return checked(lines, [(str(file),) for file in files], ("file",))

    def compare(self, pairs, deep=False):
        """A dictionary for every pair of files, in order. The program keeps the fingerprints of
        some files only, so pairs with the same second file, of which there are most, go in a
        row."""
        if not pairs:
            return []
        order = sorted(range(len(pairs)), key=lambda index: str(pairs[index][1]))
        wished = pairs
        pairs = [(str(wished[index][0]), str(wished[index][1])) for index in order]
        with tempfile.NamedTemporaryFile("w", suffix=".tsv") as table:
            table.writelines(f"{one}\t{other}\n" for one, other in pairs)
            table.flush()
            options = ["compare", "--pairs", table.name, "--jobs", str(self.jobs)]
            lines = self.run("deep comparison" if deep else "comparison",
                             options + ["--deep"] * deep)
        answers = dict(zip(order, checked(lines, pairs, ("a", "b"))))
        return [answers[index] for index in range(len(wished))]

    def run(self, what, arguments):
        start = time.monotonic()
        run = subprocess.run(
            ["nice", "-n", "10", self.path, *arguments], stdout=subprocess.PIPE, text=True)
        self.seconds[what] = self.seconds.get(what, 0) + time.monotonic() - start
        lines = [json.loads(line) for line in run.stdout.splitlines() if line.strip()]
        # Files that cannot be fingerprinted may make it fail at the end, when all lines are there.
        if run.returncode != 0 and not lines:
            raise SystemExit(f"{self.path} {arguments[0]} ended with {run.returncode}")
        return lines


def checked(lines, wanted, keys):
    """The lines in the wanted order. A program that mixes up its lines must not pass."""
    if len(lines) != len(wanted):
        raise SystemExit(f"{len(lines)} lines of output for {len(wanted)} of input")
    for line, names in zip(lines, wanted):
        if tuple(line[key] for key in keys) != names:
            raise SystemExit(f"the line of {names} is about {[line[key] for key in keys]}")
    return lines
