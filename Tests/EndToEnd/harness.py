"""A real venue in a process of its own, and members who speak to it.

Nothing here shares code with the venue: documents are made with `cryptography` and `rfc8785`, and
sent through sockets, so that these tests are an independent peer of the API.
"""

import base64
import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import time

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("YUNSHANG_BINARY", str(ROOT / ".build" / "release" / "yunshang"))
WORKS = ROOT / "Fixtures" / "works"
ORIGIN = "exchange.example"
SECONDS_MAXIMUM = 30
STOP_SECONDS_MAXIMUM = 8
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def b64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def sha256(data):
    return hashlib.sha256(data).digest()


def base58(data):
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        digits = BASE58[rest] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def unbase58(text, size):
    number = 0
    for character in text:
        number = number * 58 + BASE58.index(character)
    return number.to_bytes(size, "big")


def did(key):
    return "did:key:z" + base58(b"\xed\x01" + key.public_key().public_bytes_raw())


def load_key(path):
    secret = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))["secretKeyMultibase"]
    return Ed25519PrivateKey.from_private_bytes(unbase58(secret[1:], 34)[2:])


def save_key(key, path):
    name = did(key)
    public = name.removeprefix("did:key:")
    kept = {
        "controller": name, "id": f"{name}#{public}", "publicKeyMultibase": public,
        "secretKeyMultibase": "z" + base58(b"\x80\x26" + key.private_bytes_raw()),
        "type": "Multikey"}
    path = pathlib.Path(path)
    path.touch(mode=0o600)
    path.write_bytes(rfc8785.dumps(kept) + b"\n")
    return path


def now(ahead=0):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + ahead))


def make_proof(document, key):
    name = did(key)
    proof = {
        "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "assertionMethod",
        "type": "DataIntegrityProof",
        "verificationMethod": f"{name}#{name.removeprefix('did:key:')}"}
    message = sha256(rfc8785.dumps(proof)) + sha256(rfc8785.dumps(document))
    return {**proof, "proofValue": "z" + base58(key.sign(message))}


def sign(document, *keys):
    """The document's wire bytes, signed by each key."""
    proofs = [make_proof(document, key) for key in keys]
    return rfc8785.dumps({**document, "proof": proofs[0] if len(proofs) == 1 else proofs})


class Reply:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        return self.json["code"]

    def __getitem__(self, name):
        return self.json[name]

    def __repr__(self):
        return f"<{self.status} {self.body[:300]!r}>"


def read_reply(response):
    return Reply(response.status, response.headers, response.read())


def refused(reply, status, code):
    """The reply is a problem document with this status and code, and says what to do."""
    assert (reply.status, reply.code) == (status, code), reply
    assert reply.headers["Content-Type"].split(";")[0] == "application/problem+json"
    problem = reply.json
    assert problem["type"] == f"urn:yunshang:problem:{code}" and problem["status"] == status
    assert problem["title"] and len(problem["detail"]) > 10
    return problem


class Venue:
    """A venue's folder, and the process that serves it while it runs."""

    def __init__(self, folder, demo=True, origin=ORIGIN, options=()):
        self.folder = pathlib.Path(folder)
        self.origin = origin
        self.demo = demo
        self.options = list(options)
        self.process = None
        self.port = None

    def command(self, origin=None):
        words = [BINARY, "serve", "--data", str(self.folder), "--listen", "127.0.0.1:0",
                 "--origin", origin or self.origin]
        return words + (["--demo"] if self.demo else []) + self.options

    def start(self):
        self.log = open(f"{self.folder}.stderr", "ab")
        self.process = subprocess.Popen(
            self.command(), stdout=subprocess.PIPE, stderr=self.log, stdin=subprocess.DEVNULL)
        line = self.process.stdout.readline()
        assert line, f"the venue did not start: {self.messages()}"
        self.announced = json.loads(line)
        self.port = int(self.announced["listening"].rpartition(":")[2])
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def messages(self):
        self.process.wait(SECONDS_MAXIMUM)
        return pathlib.Path(f"{self.folder}.stderr").read_text(encoding="utf-8")[-2000:]

    def kill(self):
        self.process.kill()
        self.end()

    def stop(self):
        """Ends the venue as an operator would; the exit status and the seconds that it took."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(STOP_SECONDS_MAXIMUM)
        except subprocess.TimeoutExpired:
            self.kill()
            return None, STOP_SECONDS_MAXIMUM
        self.end()
        return status, time.monotonic() - begun

    def end(self):
        self.process.wait(SECONDS_MAXIMUM)
        self.process.stdout.close()
        self.log.close()

    @property
    def is_alive(self):
        return self.process.poll() is None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.is_alive:
            self.kill()

    def socket(self, seconds=SECONDS_MAXIMUM):
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_MAXIMUM)

    def fetch(self, method, path, body=None, connection=None, **headers):
        """One request; header names have _ for -."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if connection is not None:
            connection.request(method, path, body, headers)
            return read_reply(connection.getresponse())
        with contextlib.closing(self.connection()) as connection:
            connection.request(method, path, body, headers)
            return read_reply(connection.getresponse())

    def get(self, path, **headers):
        return self.fetch("GET", path, **headers)

    def send(self, document, path="/v1/documents", connection=None, **headers):
        headers.setdefault("Content_Type", "application/json")
        return self.fetch("POST", path, document, connection, **headers)

    @property
    def status(self):
        return self.get("/v1/status").json

    @property
    def digest(self):
        return self.status["stateDigest"]

    def operator(self):
        return Member(self, load_key(self.folder / "operator.key"), "0")


class Member:
    """Someone with a key and, once it is open, an account."""

    def __init__(self, venue, key=None, account="new"):
        self.venue = venue
        self.key = key or Ed25519PrivateKey.generate()
        self.account = account

    @property
    def did(self):
        return did(self.key)

    def document(self, kind, /, **members):
        return {
            "account": self.account, "audience": self.venue.origin, "created": now(),
            "id": secrets.token_hex(8), "type": kind, **members}

    def signed(self, kind, /, **members):
        return sign(self.document(kind, **members), self.key)

    def post(self, kind, /, lane="documents", connection=None, **members):
        document = self.signed(kind, **members)
        return self.venue.send(document, f"/v1/{lane}", connection)

    def act(self, kind, /, **members):
        """Posts a document that has to be accepted; its answer."""
        reply = self.post(kind, **members)
        assert reply.status == 200, f"{kind}: {reply}"
        return reply.json

    def open(self, *roles, name="A member", contact=""):
        opened = self.act("account.open", name=name, contact=contact, roles=sorted(roles))
        self.account = opened["account"]
        return self

    def proof(self, method, path, **members):
        return "Proof " + b64url(self.signed("request", method=method, path=path, **members))

    def read(self, path, method="GET", body=None, **headers):
        return self.venue.fetch(
            method, path, body, Authorization=self.proof(method, path), **headers)

    def upload(self, data):
        """Brings a file; its entry for a filing."""
        reply = self.read(f"/v1/files/{sha256(data).hex()}", "PUT", data)
        assert reply.status == 201, reply
        return {"sha256": reply["sha256"], "size": reply["size"]}

    def filing(self, files, /, **members):
        name = b64url(rfc8785.dumps([b64url(secrets.token_bytes(16)), "name", "Somebody"]))
        members = {
            "basis": "own-work", "category": "qipao", "class": "UGC", "description": "",
            "kind": "garment", "making": "human", "title": "A robe", "files": files,
            "authors": [{
                "account": self.account, "name": b64url(sha256(name.encode())), "share": 10000}],
            **members}
        return self.document("asset.register", **members)

    def register(self, data, media="application/octet-stream", /, **members):
        file = {**self.upload(data), "mediaType": media, "name": "work", "role": "original"}
        return self.venue.send(sign(self.filing([file], **members), self.key))

    def order(self, instrument, side, limit, quantity, force="GTC", /, kind="order.place", **more):
        return self.post(
            kind, instrument=instrument.symbol, limit=str(limit), quantity=quantity, side=side,
            terms=instrument.terms, timeInForce=force, **more)

    @property
    def cash(self):
        return self.read(f"/v1/accounts/{self.account}/cash").json

    @property
    def holdings(self):
        lines = self.read(f"/v1/accounts/{self.account}/holdings")["holdings"]
        return {line["instrument"]: line for line in lines}


class Instrument:
    def __init__(self, symbol, asset, edition, terms):
        self.symbol = symbol
        self.asset = asset
        self.edition = edition
        self.terms = terms


class Market:
    """A board on which members trade, told through the API alone."""

    def __init__(self, venue):
        self.venue = venue
        self.operator = venue.operator()
        self.count = 0

    def member(self, *roles, cash=0, reference="bank 1", **about):
        member = Member(self.venue).open(*roles, **about)
        self.operator.act("member.admit", member=member.account, roles=sorted(roles))
        if cash:
            self.operator.act(
                "cash.credit", member=member.account, amount=str(cash), reference=reference)
        return member

    def list(self, creator, symbol, quantity=1_000_000, asset=None, royalty=500):
        if asset is None:
            self.count += 1
            reply = creator.register(
                f"pattern {symbol} {secrets.token_hex(8)}".encode(), "text/plain",
                kind="material", title=f"Pattern {symbol}")
            assert reply.status == 200 and reply["status"] == "registered", reply
            asset = reply["asset"]
        fees = self.venue.get("/v1/rules")["rules"]["fees"]
        issued = creator.act("edition.issue", asset=asset, quantity=quantity, terms={
            "fees": fees, "licence": "personal-display-1",
            "royalties": [{"account": creator.account, "rate": royalty}], "title": symbol})
        self.operator.act("instrument.open", edition=issued["edition"], symbol=symbol)
        return Instrument(symbol, asset, issued["edition"], issued["terms"])


def verify_receipt(receipt, leaf, log_key):
    """Checks a C2SP tlog-proof of a leaf; the tree's size."""
    proven, text, notes = receipt.split("\n\n", 2)
    (name, size, root), (log, key_id, blob) = text.split("\n"), log_key.strip().split("+", 2)
    note = base64.b64decode(notes.split(f"— {log} ")[1].split("\n")[0])
    assert name == log and note[:4].hex() == key_id
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(blob)[1:])
    key.verify(note[4:], f"{text}\n".encode())
    kind, index, *siblings = proven.split("\n")
    assert kind == "c2sp.org/tlog-proof@v1"
    node, at, last = sha256(b"\0" + leaf), int(index.removeprefix("index ")), int(size) - 1
    for sibling in map(base64.b64decode, siblings):  # RFC 9162, 2.1.3.2
        is_right = at & 1 or at == last
        node = sha256(b"\1" + (sibling + node if is_right else node + sibling))
        while is_right and at and not at & 1:
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    assert last == 0 and node == base64.b64decode(root)
    return int(size)


def tile_path(first, width):
    """The path of the bundle that begins at an entry."""
    number = first // 256
    parts = []
    while True:
        parts.insert(0, f"{number % 1000:03d}")
        number //= 1000
        if not number:
            break
    path = "/".join([f"x{part}" for part in parts[:-1]] + parts[-1:])
    return f"tile/entries/{path}" + (f".p/{width}" if width < 256 else "")


def all_answered_again(venue, acknowledged):
    """Every document gets its first answer, its receipt still proves it, and the whole log holds."""
    key = venue.get("/log/key").body.decode()
    wait_for_log(venue)
    _, leaves = read_log(venue)
    for document, reply in acknowledged.items():
        again = venue.send(document)
        assert (again.status, again.json) == (reply.status, reply.json)
        assert verify_receipt(reply["receipt"], leaves[reply["sequence"]], key)
    assert subprocess.run(
        [BINARY, "verify", venue.url], capture_output=True, timeout=60,
        check=False).returncode == 0


def read_log(venue):
    """The checkpoint's text and the leaves of a venue's public log, in sequence."""
    checkpoint = venue.get("/log/checkpoint").body.decode()
    size = int(checkpoint.split("\n")[1])
    leaves = []
    for first in range(0, size, 256):
        data = venue.get("/log/" + tile_path(first, min(256, size - first))).body
        at = 0
        while at < len(data):
            count = int.from_bytes(data[at:at + 2], "big")
            leaves.append(data[at + 2:at + 2 + count])
            at += 2 + count
    assert len(leaves) == size
    return checkpoint, leaves


def wait_for_log(venue, size=None):
    """Waits until the published checkpoint has caught up; its size."""
    size = size or venue.status["sequence"] + 1
    deadline = time.monotonic() + SECONDS_MAXIMUM
    while time.monotonic() < deadline:
        reply = venue.get("/log/checkpoint")
        if reply.status == 200 and int(reply.body.split(b"\n")[1]) >= size:
            return size
        time.sleep(0.05)
    raise AssertionError(f"the checkpoint did not reach {size}")


class Feed:
    """A reader of /v1/feed."""

    def __init__(self, venue, after=None, instrument=None, receive_buffer=None, seconds=10):
        if receive_buffer:
            self.socket = socket.socket()
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            self.socket.settimeout(seconds)
            self.socket.connect(("127.0.0.1", venue.port))
        else:
            self.socket = venue.socket(seconds)
        path = "/v1/feed" + (f"?instrument={instrument}" if instrument else "")
        head = f"GET {path} HTTP/1.1\r\nHost: venue\r\n"
        head += f"Last-Event-ID: {after}\r\n" if after else ""
        self.socket.sendall(head.encode() + b"\r\n")
        self.response = http.client.HTTPResponse(self.socket)
        self.response.begin()
        self.comments = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.response.close()
        self.socket.close()

    def __iter__(self):
        """Events as (id, name, data), until the stream ends; not for ever, since heartbeats come
        where events are missing."""
        fields = {}
        deadline = time.monotonic() + SECONDS_MAXIMUM
        while True:
            assert time.monotonic() < deadline, "the stream neither went on nor ended"
            try:
                line = self.response.readline()
            except (TimeoutError, http.client.IncompleteRead, ConnectionError):
                return
            if not line:
                return
            text = line.decode().rstrip("\n")
            if text.startswith(":"):
                self.comments.append((time.monotonic(), text))
            elif text:
                name, _, value = text.partition(": ")
                fields[name] = value
            elif "data" in fields:
                yield fields["id"], fields["event"], json.loads(fields["data"])
                fields = {}


class CommandLine:
    """The CLI with folders of its own."""

    def __init__(self, venue, folder, key=None, account=None):
        self.venue = venue
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.key = key
        self.account = account
        self.environment = {
            "HOME": str(self.folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8",
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_STATE_HOME": str(self.folder / "state")}

    def start(self, *words, server=None):
        options = ["--json"]
        if words[0] != "verify":
            options += ["--server", server or self.venue.url]
            options += ["--key", str(self.key)] if self.key else []
            options += ["--account", self.account] if self.account else []
        return subprocess.Popen(
            [BINARY, *words, *options], env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def __call__(self, *words, server=None):
        """Runs a command; its exit status, its object and what it said beside it."""
        process = self.start(*words, server=server)
        out, messages = process.communicate(timeout=60)
        lines = out.splitlines()
        assert len(lines) <= 1, f"{words}: {out!r}"
        return process.returncode, json.loads(lines[0]) if lines else None, messages.decode()
