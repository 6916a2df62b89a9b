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
import urllib.request

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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


def tampered(certificate, space):
    """Copies of a certificate, each changed in one place. Where the evidence was changed, another
    key signs the copy anew: the evidence has to speak for itself."""
    def copy():
        return json.loads(json.dumps(certificate))

    def signed(changed, key=Ed25519PrivateKey.generate()):
        me = "z" + space["b58"](b"\xed\x01" + key.public_key().public_bytes_raw())
        changed["issuer"] = f"did:key:{me}"
        changed["proof"]["verificationMethod"] = f"did:key:{me}#{me}"
        signature = key.sign(space["message"](changed, changed["proof"]))
        changed["proof"]["proofValue"] = "z" + space["b58"](signature)
        return changed

    changed = copy()
    changed["credentialSubject"]["title"] += "!"
    yield "title", changed
    changed = copy()
    changed["issuer"] = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    yield "issuer", changed
    changed = copy()
    changed["evidence"][0]["entry"] = changed["evidence"][0]["entry"].replace('"time":1', '"time":2')
    yield "entry", signed(changed)
    receipt = certificate["evidence"][0]["receipt"]
    middle = receipt.index("\n\n")
    for what, at in (("path", middle - 20), ("root", receipt.index("\n\n", middle + 2) - 20),
                     ("signature", len(receipt) - 20)):
        changed = copy()
        flipped = "A" if receipt[at] != "A" else "B"
        changed["evidence"][0]["receipt"] = receipt[:at] + flipped + receipt[at + 1:]
        yield what, signed(changed)


def check_again(source, result, key):
    """The client's own check accepts the certificate and refuses every changed copy."""
    space = {}
    exec(compile(source.split("\nserver, path, title")[0], "client", "exec"), space)
    space["origin"] = key.split("+")[0].removesuffix("/log")
    certificate = result["certificate"]
    document = json.dumps(json.loads(certificate["evidence"][0]["entry"])["open"])
    space["check"](certificate, document, key)
    refused = []
    for what, changed in tampered(certificate, space):
        try:
            space["check"](changed, document, key)
        except (AssertionError, InvalidSignature):
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
    with urllib.request.urlopen(arguments.server.rstrip("/") + "/log/key", timeout=60) as reply:
        key = reply.read().decode()
    refused = check_again(source, result, key)
    print(json.dumps({**result, "lines": count, "refused": refused}, ensure_ascii=False))


main()
