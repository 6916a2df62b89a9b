"""Holds Contracts/ together: every schema and example is valid, openapi.yaml repeats exactly the
schemas of Contracts/schemas, so that the one file that a server hands out is complete, and its
list of problem codes is that of the sources.

usage: contracts.py           checks; exit status 1 and one line for each fault
       contracts.py --write   first renews the copied part of openapi.yaml
"""

import base64
import hashlib
import hmac
import json
import pathlib
import re
import sys

import jsonschema
import referencing
import rfc8785
import yaml
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from openapi_spec_validator import OpenAPIV31SpecValidator

CONTRACTS = pathlib.Path(__file__).resolve().parents[2] / "Contracts"
SCHEMAS = CONTRACTS / "schemas"
SOURCES = CONTRACTS.parent / "Sources"
MARKER = "    # From here on copied from Contracts/schemas by Tests/Conformance/contracts.py --write.\n"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
METASCHEMA = jsonschema.Draft202012Validator
faults = []


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def rewritten(value):
    """A schema as a component: without $schema and $id, and with references within openapi.yaml."""
    if isinstance(value, list):
        return [rewritten(element) for element in value]
    if not isinstance(value, dict):
        return value
    out = {}
    for name, inner in value.items():
        if name == "$ref":
            out[name] = "#/components/schemas/" + inner.rsplit("/", 1)[1]
        elif name not in ("$schema", "$id"):
            out[name] = rewritten(inner)
    return out


def components():
    """What openapi.yaml must repeat, by component name."""
    found = {}
    for name, schema in load(SCHEMAS / "common.json")["$defs"].items():
        found[name] = rewritten(schema)
    found["disclosure"] = rewritten(load(SCHEMAS / "disclosure.json"))
    for folder, prefix in (("documents", "document."), ("events", "event.")):
        names = []
        for path in sorted((SCHEMAS / folder).glob("*.json")):
            found[prefix + path.stem] = rewritten(load(path))
            names.append(prefix + path.stem)
        if folder == "documents":  # These two are never posted to /v1/documents.
            names = [n for n in names if n not in ("document.order.plan", "document.request")]
        member = "type" if folder == "documents" else "event"
        found["Document" if folder == "documents" else "Event"] = {
            "oneOf": [{"$ref": "#/components/schemas/" + n} for n in names],
            "discriminator": {
                "propertyName": member,
                "mapping": {n[len(prefix):]: "#/components/schemas/" + n for n in names},
            },
        }
    return found


def copied_text():
    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data):
            return True

    text = yaml.dump(components(), Dumper=Dumper, allow_unicode=True, sort_keys=False, width=100)
    return MARKER + "".join("    " + line + "\n" for line in text.splitlines())


def base58_decode(text):
    number = 0
    for character in text:
        number = number * 58 + BASE58.index(character)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def check_proofs(what, document):
    """Every example is really signed, so that it can serve as a test vector."""
    proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    for proof in proofs:
        options = {name: value for name, value in proof.items() if name != "proofValue"}
        message = hashlib.sha256(rfc8785.dumps(options)).digest()
        message += hashlib.sha256(rfc8785.dumps(unsigned)).digest()
        key = base58_decode(proof["verificationMethod"].split("#z")[1])[2:]
        try:
            signature = base58_decode(proof["proofValue"][1:])
            Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        except InvalidSignature:
            faults.append(f"{what}: a proof of the example does not fit")


def check_schemas():
    paths = sorted(SCHEMAS.rglob("*.json"))
    schemas = {path: load(path) for path in paths}
    resources = [
        (schema["$id"], referencing.Resource.from_contents(schema)) for schema in schemas.values()
    ]
    registry = referencing.Registry().with_resources(resources)
    for path, schema in schemas.items():
        what = str(path.relative_to(CONTRACTS))
        try:
            METASCHEMA.check_schema(schema)
        except jsonschema.SchemaError as error:
            faults.append(f"{what}: {error.message}")
            continue
        if path.name == "common.json":
            continue
        if not schema["$id"].endswith("/" + str(path.relative_to(CONTRACTS))):
            faults.append(f"{what}: $id does not end in the file's path")
        if not schema.get("examples"):
            faults.append(f"{what}: has no example")
        validator = METASCHEMA(schema, registry=registry)
        for example in schema.get("examples", []):
            for error in validator.iter_errors(example):
                faults.append(f"{what}: example: {error.json_path}: {error.message}")
            if path.parent.name == "documents":
                check_proofs(what, example)
            surplus = {**example, "surplus": 1}
            if validator.is_valid(surplus):
                faults.append(f"{what}: accepts a member that it does not name")
    rules = METASCHEMA(
        {"$ref": "https://yunshang.example/schemas/common.json#/$defs/rules"}, registry=registry
    )
    for path in sorted((CONTRACTS / "rules").glob("*.json")):
        data = path.read_bytes()
        if data != rfc8785.dumps(json.loads(data)) + b"\n":
            faults.append(f"rules/{path.name}: not canonical JSON and a newline")
        for error in rules.iter_errors(json.loads(data)):
            faults.append(f"rules/{path.name}: {error.json_path}: {error.message}")
        if json.loads(data)["name"] != path.stem:
            faults.append(f"rules/{path.name}: names itself otherwise")
    licences = load(SCHEMAS / "common.json")["$defs"]["terms"]["properties"]["licence"]["enum"]
    for path in sorted((CONTRACTS / "licences").glob("*.json")):
        if load(path)["licence"] != path.stem or path.stem not in licences:
            faults.append(f"licences/{path.name}: names itself otherwise or is not in terms")
        text = path.with_suffix(".md").read_bytes()
        if load(path)["text"]["sha256"] != hashlib.sha256(text).hexdigest():
            faults.append(f"licences/{path.name}: its text's digest is another")
    return len(paths)


def check_sealing():
    """The examples of entry.json and disclosure.json belong together, as entry.md says."""
    entry = load(SCHEMAS / "entry.json")["examples"][0]
    full, own = load(SCHEMAS / "disclosure.json")["examples"]
    digest = hashlib.sha256(own["disclosures"][0].encode()).digest()
    if entry["sealed"] != [base64url(digest)]:
        faults.append("entry.json: the example's sealed digest is not its disclosure's")
    salt = base64.urlsafe_b64decode(full["salt"] + "==")
    salt = hmac.new(salt, b"document", hashlib.sha256).digest()[:16]
    triple = rfc8785.dumps([base64url(salt), "document", full["document"]])
    if base64url(triple) != own["disclosures"][0]:
        faults.append("disclosure.json: the two examples disclose different documents")
    leaf = hashlib.sha256(b"\0" + hashlib.sha256(own["sealedEvents"][0].encode()).digest())
    if entry["outcome"]["sealedRoot"] != leaf.hexdigest():
        faults.append("entry.json: the example's sealedRoot is not its one sealed event's")
    if any(full["document"][name] != value for name, value in entry["open"].items()):
        faults.append("entry.json: the example's excerpt is not its document's")


def check_codes(api):
    """The codes that the service can answer with are exactly those of the contract."""
    rooms = ["Service", "Storage/Catalog", "Storage/Vault", "Evidence/Documents"]
    paths = [path for room in rooms for path in (SOURCES / room).rglob("*.swift")]
    paths = [path for path in paths if path.name != "KeyFile.swift"]
    found = set()
    for path in paths:
        text = path.read_text(encoding="utf-8")
        found.update(re.findall(r'Problem\(\s*[^,()]+,\s*"([a-z0-9-]+)"', text))
        found.update(re.findall(r'code: (?:String = )?"([a-z0-9-]+)"', text))
    for path in ("Venue/Outcome/Refusal.swift", "Evidence/Fingerprints/FingerprintError.swift"):
        text = (SOURCES / path).read_text(encoding="utf-8")
        for name, code in re.findall(r'^ +case (\w+)(?: = "([a-z0-9-]+)")?$', text, re.M):
            found.add(code or name)
    told = set(api["components"]["schemas"]["ProblemCode"]["enum"])
    for code in sorted(found - told):
        faults.append(f"openapi.yaml: ProblemCode lacks {code}")
    for code in sorted(told - found):
        faults.append(f"openapi.yaml: ProblemCode has {code}, which nothing in Sources says")


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def check_openapi(text):
    api = yaml.safe_load(text)
    for error in OpenAPIV31SpecValidator(api).iter_errors():
        faults.append(f"openapi.yaml: {list(error.path)}: {error.message}"[:500])
    copied = components()
    for name, schema in copied.items():
        if api["components"]["schemas"].get(name) != schema:
            faults.append(f"openapi.yaml: {name} is not what Contracts/schemas says: --write")
    check_examples(api)
    check_codes(api)
    operations = [
        operation["operationId"]
        for item in api["paths"].values()
        for method, operation in item.items()
        if method != "parameters"
    ]
    if len(set(operations)) != len(operations):
        faults.append("openapi.yaml: an operationId stands twice")
    return len(operations)


def check_examples(api):
    """Every example of a JSON body is valid under the schema that stands beside it."""
    base = "urn:openapi"
    resource = referencing.jsonschema.DRAFT202012.create_resource(api)
    registry = referencing.Registry().with_resource(base, resource)

    def absolute(value):
        if isinstance(value, list):
            return [absolute(element) for element in value]
        if isinstance(value, dict):
            return {
                k: base + v if k == "$ref" and isinstance(v, str) else absolute(v)
                for k, v in value.items()
            }
        return value

    def walk(value, where):
        if isinstance(value, list):
            for at, element in enumerate(value):
                walk(element, f"{where}/{at}")
        if not isinstance(value, dict):
            return
        for media, body in value.get("content", {}).items() if "content" in value else ():
            examples = [e["value"] for e in body.get("examples", {}).values()]
            examples += [body["example"]] if "example" in body else []
            if "json" not in media:
                continue
            for example in examples:
                validator = METASCHEMA(absolute(body["schema"]), registry=registry)
                for error in validator.iter_errors(example):
                    faults.append(f"openapi.yaml{where}: example: {error.message}"[:500])
        for name, inner in value.items():
            if where != "/components" or name != "schemas":
                walk(inner, f"{where}/{name}")

    walk(api, "")


def main():
    path = CONTRACTS / "openapi.yaml"
    text = path.read_text(encoding="utf-8")
    if "--write" in sys.argv[1:]:
        text = text.split(MARKER)[0] + copied_text()
        path.write_text(text, encoding="utf-8")
    schemas = check_schemas()
    check_sealing()
    operations = check_openapi(text)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(json.dumps({"faults": len(faults), "operations": operations, "schemas": schemas}))
    sys.exit(1 if faults else 0)


main()
