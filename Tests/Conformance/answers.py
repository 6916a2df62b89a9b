"""Asks a running venue everything that openapi.yaml says can be read, and holds every answer to it.

usage: answers.py SERVER [KEYFILE:ACCOUNT …]

Public routes are asked as anyone, private ones in the name of each key that is given. What is in
the venue decides which numbers are asked for; a status that the contract does not name, or an
answer that its schema refuses, is a fault. The log's entries and events are read too, and held to
Contracts/schemas and to their own hashes. Exit status 1 and one line for each.
"""

import base64
import hashlib
import json
import pathlib
import re
import secrets
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import jsonschema
import referencing
import rfc8785
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

CONTRACT = pathlib.Path(__file__).resolve().parents[2] / "Contracts" / "openapi.yaml"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
VALUES_MAXIMUM = 6
BYTES_MAXIMUM = 1 << 24
ENTRIES_MAXIMUM = 4096
STREAMS = {"text/event-stream"}


def base58(data):
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        digits = BASE58[rest] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def load_key(path):
    secret = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))["secretKeyMultibase"]
    number = 0
    for character in secret[1:]:
        number = number * 58 + BASE58.index(character)
    return Ed25519PrivateKey.from_private_bytes(number.to_bytes(34, "big")[2:])


def today():
    """The day in Shanghai."""
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))


def tree(leaves):
    """The RFC 6962 root of leaf hashes."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + tree(leaves[:split]) + tree(leaves[split:])).digest()


class Checker:
    def __init__(self, server):
        self.server = server.rstrip("/")
        self.api = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
        resource = referencing.jsonschema.DRAFT202012.create_resource(self.api)
        self.registry = referencing.Registry().with_resource("urn:api", resource)
        self.origin = json.loads(self.fetch("/v1/status")[2])["origin"]
        self.asked = 0
        self.faults = []

    def fetch(self, path, authorization=None):
        headers = {"Authorization": authorization} if authorization else {}
        request = urllib.request.Request(self.server + path, headers=headers)
        try:
            reply = urllib.request.urlopen(request, timeout=30)
        except urllib.error.HTTPError as error:
            reply = error
        with reply:
            media = reply.headers["Content-Type"].split(";")[0]
            return reply.status, media, b"" if media in STREAMS else reply.read(BYTES_MAXIMUM)

    def proof(self, key, account, path):
        public = "z" + base58(b"\xed\x01" + key.public_key().public_bytes_raw())
        document = {
            "account": account, "audience": self.origin, "id": secrets.token_hex(16),
            "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "method": "GET", "path": path, "type": "request"}
        proof = {
            "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "assertionMethod",
            "type": "DataIntegrityProof", "verificationMethod": f"did:key:{public}#{public}"}
        message = hashlib.sha256(rfc8785.dumps(proof)).digest()
        message += hashlib.sha256(rfc8785.dumps(document)).digest()
        proof["proofValue"] = "z" + base58(key.sign(message))
        signed = rfc8785.dumps({**document, "proof": proof})
        return "Proof " + base64.urlsafe_b64encode(signed).decode().rstrip("=")

    def resolve(self, value):
        while "$ref" in value:
            parts = value["$ref"].removeprefix("#/").split("/")
            value = self.api
            for part in parts:
                value = value[part]
        return value

    def validate(self, where, schema, value):
        def absolute(node):
            if isinstance(node, list):
                return [absolute(element) for element in node]
            if isinstance(node, dict):
                return {
                    name: "urn:api" + inner if name == "$ref" else absolute(inner)
                    for name, inner in node.items()}
            return node

        validator = jsonschema.Draft202012Validator(absolute(schema), registry=self.registry)
        for error in list(validator.iter_errors(value))[:3]:
            self.faults.append(f"{where}: {error.json_path}: {error.message}"[:400])

    def check(self, template, operation, path, signer=None):
        authorization = self.proof(*signer, path) if signer else None
        status, media, body = self.fetch(path, authorization)
        self.asked += 1
        where = f"GET {path} {status}"
        told = operation["responses"].get(str(status))
        if told is None:
            self.faults.append(f"{where}: {template} names no such status: {body[:200]!r}")
            return
        content = self.resolve(told)["content"]
        known = content.get(media) or content.get("*/*")
        if known is None:
            self.faults.append(f"{where}: {media} is not among {sorted(content)}")
            return
        if media.endswith("json") and media != "application/x-ndjson":
            self.validate(where, known["schema"], json.loads(body))
        elif media == "application/x-ndjson" and len(body) < BYTES_MAXIMUM:
            for line in body.splitlines():
                self.validate(where, known["schema"], json.loads(line))
        elif media.startswith("text/plain") and "$ref" in known["schema"]:
            self.validate(where, known["schema"], body.decode())

    def values(self):
        """What the venue has to ask for, by the names of path parameters."""
        def numbers(path, list_name, member):
            items = json.loads(self.fetch(path)[2])[list_name]
            return [item[member] for item in items][:VALUES_MAXIMUM]

        size = json.loads(self.fetch("/v1/status")[2])["logSize"]
        bundle = f"{0:03d}" if size >= 256 else f"{0:03d}.p/{size}"
        assets = json.loads(self.fetch("/v1/assets")[2])["assets"][:VALUES_MAXIMUM]
        return {
            "asset": [asset["asset"] for asset in assets] + ["999999"],
            "edition": [edition for asset in assets for edition in asset["editions"]] + ["999999"],
            "instrument": numbers("/v1/instruments", "instruments", "instrument") + ["NONE"],
            "claim": numbers("/v1/bulletin", "entries", "claim") + ["999999"],
            "sequence": ["0", "1", str(size - 1), "99999999"],
            "sha256": [asset["files"][0]["sha256"] for asset in assets] + ["0" * 64],
            "path": {
                "/log/tile/{path}": [f"0/{bundle}", f"entries/{bundle}", "0/999"],
                "/assets/{path}": ["app.js", "none"]},
        }

    def check_log(self):
        """Every entry is what entry.json says, its bytes are canonical, a document that stands open
        in it is what its schema says, and its public events hash to its root."""
        schemas = [json.loads(path.read_text(encoding="utf-8"))
                   for path in CONTRACT.parent.glob("schemas/**/*.json")]
        registry = referencing.Registry().with_resources(
            (schema["$id"], referencing.Resource.from_contents(schema)) for schema in schemas)
        validators = {
            schema["$id"].split("/schemas/")[1].removesuffix(".json"):
                jsonschema.Draft202012Validator(schema, registry=registry) for schema in schemas}

        def hold(where, name, value):
            for error in list(validators[name].iter_errors(value))[:3]:
                self.faults.append(f"{where}: {name}: {error.json_path}: {error.message}"[:400])

        size = int(self.fetch("/log/checkpoint")[2].split(b"\n")[1])
        for first in range(0, min(size, ENTRIES_MAXIMUM), 256):
            width = min(256, size - first)
            name = "/".join(f"x{part}" for part in re.findall("...", f"{first // 256:06d}"))
            name = name.removeprefix("x000/").rpartition("x")
            place = name[0] + name[2] + (f".p/{width}" if width < 256 else "")
            data = self.fetch(f"/log/tile/entries/{place}")[2]
            at, number = 0, first
            while at < len(data):
                count = int.from_bytes(data[at:at + 2], "big")
                leaf, at = data[at + 2:at + 2 + count], at + 2 + count
                entry, where = json.loads(leaf), f"entry {number}"
                hold(where, "entry", entry)
                if rfc8785.dumps(entry) != leaf or entry["sequence"] != number:
                    self.faults.append(f"{where}: not canonical, or out of sequence")
                if "proof" in entry["open"]:
                    hold(where, f"documents/{entry['kind']}", entry["open"])
                lines = self.fetch(f"/log/outcome/{number}")[2].split(b"\n")[:-1]
                for line in lines:
                    hold(where, f"events/{json.loads(line)['event']}", json.loads(line))
                root = tree([hashlib.sha256(b"\0" + line).digest() for line in lines])
                outcome = entry["outcome"]
                if (outcome["count"], outcome["root"]) != (len(lines), root.hex()):
                    self.faults.append(f"{where}: its events do not hash to its root")
                number += 1
            if number != first + width:
                self.faults.append(f"bundle {place}: {number - first} entries instead of {width}")
        return min(size, ENTRIES_MAXIMUM)

    def run(self, signers):
        values = self.values()
        for template, item in self.api["paths"].items():
            operation = item.get("get")
            if not operation:
                continue
            names = re.findall(r"\{(\w+)\}", template)
            name = names[0] if names else None
            for signer in signers if "security" in operation else [None]:
                options = values["path"][template] if name == "path" else values.get(name, [""])
                if name == "account":
                    options = [signer[1], "999999"]
                for option in options:
                    path = template.replace("{%s}" % name, urllib.parse.quote(option))
                    path = path.replace("{date}", today())
                    if template.endswith("holder-credential"):
                        path += f"?edition={values['edition'][0]}&audience=world.example"
                    self.check(template, operation, path, signer)
            if "security" in operation:
                option = (values.get(name) or ["0"])[0]
                path = template.replace("{%s}" % name, option).replace("{date}", today())
                self.check(template, operation, path)


def main():
    checker = Checker(sys.argv[1])
    signers = []
    for argument in sys.argv[2:]:
        path, _, account = argument.rpartition(":")
        signers.append((load_key(path), account))
    checker.run(signers)
    entries = checker.check_log()
    for fault in checker.faults:
        print(fault, file=sys.stderr)
    print(json.dumps({"asked": checker.asked, "entries": entries, "faults": len(checker.faults)}))
    sys.exit(1 if checker.faults else 0)


main()
