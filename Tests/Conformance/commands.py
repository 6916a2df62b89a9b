"""Holds every `yunshang` command of README.md and docs/ to the binary: each noun, verb and option
that a page shows is one that the command's own help names.

usage: commands.py YUNSHANG        the binary's path
"""

import json
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def commands(page):
    """The commands in a page's fenced blocks, as words, with the line they begin at."""
    language, pending, begun = None, "", 0  # the open block's language; None outside
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("```"):
            language = line[3:] if language is None else None
            continue
        if language != "":
            continue
        begun = begun if pending else number
        pending += line.removesuffix("\\")
        if line.endswith("\\"):
            continue
        lexer = shlex.shlex(pending, posix=True, punctuation_chars="|&;>()")
        lexer.whitespace_split = True
        pending = ""
        words = []
        for word in [*lexer, ";"]:
            if re.fullmatch(r"[|&;>()]+", word):
                if words[:1] == ["yunshang"]:
                    yield begun, words[1:]
                words = []
            elif not (words == [] and word in ("do", "done")):
                words.append(word)


class Help:
    def __init__(self, binary):
        self.binary = binary
        self.known = {}

    def text(self, path):
        if path not in self.known:
            reply = subprocess.run(
                [self.binary, *path, "--help"], capture_output=True, text=True, check=False)
            self.known[path] = reply.stdout if reply.returncode == 0 else ""
        return self.known[path]

    def verbs(self, path):
        found = re.findall(r"^  ([a-z][a-z-]*) (?: |\(default\))", self.text(path), re.M)
        return set(found) if "SUBCOMMANDS:" in self.text(path) else set()


def faults(words, help):
    path = ()
    while words[len(path):] and words[len(path)] in help.verbs(path):
        path += (words[len(path)],)
    if not path:
        return [f"there is no `{words[0]}`"]
    standard = re.search(r"^  ([a-z-]+) \(default\)", help.text(path), re.M)
    text = help.text(path + (standard[1],)) if standard else help.text(path)
    options = [word.split("=")[0] for word in words[len(path):] if word.startswith("--")]
    return [f"`{' '.join(path)}` has no {option}" for option in options
            if not re.search(rf"(^|[\s\[]){re.escape(option)}\b", text)]


def main():
    help = Help(sys.argv[1])
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    count, wrong = 0, []
    for page in pages:
        for line, words in commands(page):
            count += 1
            wrong += [f"{page.relative_to(ROOT)}:{line}: {f}" for f in faults(words, help)]
    for fault in wrong:
        print(fault, file=sys.stderr)
    print(json.dumps({"commands": count, "faults": len(wrong)}))
    sys.exit(1 if wrong else 0)


main()
