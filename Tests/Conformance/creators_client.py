"""Runs the one Python client of docs/creators.md, exactly as it stands there.

usage: creators_client.py SERVER FILE [--title TITLE] [--admit COMMAND] [--extract PATH]

SERVER   a running venue; `-` only extracts and counts
--admit  the command by which the operator admits an account as creator; {account} stands for its
         number, as in: yunshang member admit {account} --role creator --server URL --key FILE
         (or the environment's YUNSHANG_ADMIT; without it, somebody else has to admit)

Prints what the client printed, and `lines`; exit status 1 says what went wrong. Afterwards the
certificate is checked once more against copies that were changed in one place each, all of which
the client must refuse.
"""

import argparse
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "creators.md"
LINES_MAXIMUM = 80
SECONDS_MAXIMUM = 120


def extract():
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    if len(blocks) != 1:
        sys.exit(f"{PAGE.name} has {len(blocks)} Python blocks; it has one")
    count = len(blocks[0].splitlines())
    if count > LINES_MAXIMUM:
        sys.exit(f"the client has {count} lines; it has at most {LINES_MAXIMUM}")
    return blocks[0], count


def run(client, arguments, admit):
    """Runs the client, and admits the account that it says is waiting."""
    process = subprocess.Popen(
        [sys.executable, client, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    said = []
    for line in process.stderr:
        said.append(line)
        waiting = re.fullmatch(r"account (\d+) waits for the operator's admission\n", line)
        if waiting and admit:
            command = [part.replace("{account}", waiting[1]) for part in shlex.split(admit)]
            admitted = subprocess.run(command, capture_output=True, text=True, check=False)
            if admitted.returncode != 0:
                process.kill()
                sys.exit(f"the account was not admitted: {admitted.stdout}{admitted.stderr}")
    output = process.stdout.read()
    if process.wait(SECONDS_MAXIMUM) != 0:
        sys.exit(f"the client ended with {process.returncode}: {output}{''.join(said)}")
    return json.loads(output)


def tampered(certificate):
    """Copies of a certificate, each changed in one place."""
    def changed(change):
        copy = json.loads(json.dumps(certificate))
        change(copy)
        return copy

    def flip(text, at):
        return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1:]

    evidence = certificate["evidence"][0]
    yield "title", changed(lambda c: c["credentialSubject"].update(title="another"))
    yield "issuer", changed(lambda c: c.update(issuer="did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"))
    entry = evidence["entry"].replace('"time":1', '"time":2')
    yield "entry", changed(lambda c: c["evidence"][0].update(entry=entry))
    for what, at in (("signature", len(evidence["receipt"]) - 20),
                     ("root", evidence["receipt"].index("\n\n") + 20),
                     ("path", evidence["receipt"].index("\n\n") - 20)):
        receipt = flip(evidence["receipt"], at)
        yield what, changed(lambda c, receipt=receipt: c["evidence"][0].update(receipt=receipt))


def check_again(source, result, key):
    """The client's own check accepts the certificate and refuses every changed copy."""
    functions = source.split("\nserver, path, title")[0]
    space = {}
    exec(compile(functions, "client", "exec"), space)
    space["origin"] = key.split("+")[0].removesuffix("/log")
    certificate = result["certificate"]
    document = json.dumps(json.loads(certificate["evidence"][0]["entry"])["open"])
    space["check"](certificate, document, key)
    refused = []
    for what, copy in tampered(certificate):
        try:
            # Where only the evidence was changed, the venue's own signature is renewed: what has
            # to be found is the evidence.
            space["check"](copy, document, key)
        except Exception:
            refused.append(what)
            continue
        sys.exit(f"the client accepts a certificate with a changed {what}")
    return refused


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server")
    parser.add_argument("file", nargs="?")
    parser.add_argument("--title", default="云裳 · Cloud robe")
    parser.add_argument("--admit", default=os.environ.get("YUNSHANG_ADMIT"))
    parser.add_argument("--extract")
    arguments = parser.parse_args()
    source, count = extract()
    if arguments.extract:
        pathlib.Path(arguments.extract).write_text(source, encoding="utf-8")
    if arguments.server == "-":
        print(json.dumps({"lines": count}))
        return
    with tempfile.TemporaryDirectory() as folder:
        client = os.path.join(folder, "client.py")
        pathlib.Path(client).write_text(source, encoding="utf-8")
        words = [arguments.server, arguments.file, arguments.title, os.path.join(folder, "key")]
        result = run(client, words, arguments.admit)
    space = {}
    exec("import urllib.request", space)
    with space["urllib"].request.urlopen(arguments.server.rstrip("/") + "/log/key") as reply:
        key = reply.read().decode()
    refused = check_again(source, result, key)
    print(json.dumps({**result, "lines": count, "refused": refused}, ensure_ascii=False))


main()
