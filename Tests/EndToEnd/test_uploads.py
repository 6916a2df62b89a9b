"""A hostile first look at files: cut-off, endless and poisoned uploads."""

import concurrent.futures
import http.client
import json
import pathlib
import struct
import time
import zlib

import pytest
from harness import WORKS, Member, read_reply, refused, sha256, sign

pytestmark = pytest.mark.usefixtures("unchanged")

FILE_MAXIMUM = 64 << 20
HUGE = 200 << 20
GROWTH_MAXIMUM = 300 << 20  # bytes of memory that nothing here may take


@pytest.fixture(scope="module")
def creator(market):
    return market.member("creator")


def memory(venue):
    """The most memory that the venue has held, in bytes."""
    status = pathlib.Path(f"/proc/{venue.process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def incoming(venue):
    return list((venue.folder / "vault" / "incoming").iterdir())


def wait_until_empty(venue):
    deadline = time.monotonic() + 10
    while incoming(venue) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert incoming(venue) == []


def head(member, method, path, *lines, authorization=True):
    lines = [f"{method} {path} HTTP/1.1", "Host: venue", *lines]
    if authorization:
        lines.append(f"Authorization: {member.proof(method, path)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def answer(connection):
    response = http.client.HTTPResponse(connection)
    response.begin()
    return read_reply(response)


def pour(connection, size, chunked=False):
    """Sends `size` bytes until the venue has had enough; how many went."""
    block, sent = bytes(1 << 16), 0
    while sent < size:
        try:
            if chunked:
                connection.sendall(b"10000\r\n" + block + b"\r\n")
            else:
                connection.sendall(block)
        except OSError:
            break
        sent += len(block)
    return sent


def test_a_cut_off_upload_leaves_nothing(venue, creator):
    data = bytes(range(256)) * 4000
    path = f"/v1/files/{sha256(data).hex()}"
    for count in (0, 1, 70_000, len(data) - 1):
        with venue.socket() as connection:
            connection.sendall(head(creator, "PUT", path, f"Content-Length: {len(data)}"))
            connection.sendall(data[:count])
            time.sleep(0.05)
    with venue.socket() as connection:
        connection.sendall(head(creator, "PUT", path, "Transfer-Encoding: chunked"))
        connection.sendall(b"1000\r\n" + data[:100])
        time.sleep(0.05)
    wait_until_empty(venue)
    refused(creator.read(path), 404, "not-found")
    # And the whole file is taken afterwards.
    assert creator.upload(data)["size"] == len(data)
    assert creator.read(path).body == data


def test_a_file_is_the_one_it_is_announced_as(venue, creator):
    path = f"/v1/files/{sha256(b'announced').hex()}"
    refused(creator.read(path, "PUT", b"another"), 422, "digest-differs")
    refused(creator.read(path, "PUT", b""), 400, "wrong-length")
    refused(creator.read(path, "PUT", b"announced and more"), 422, "digest-differs")
    for wrong in ("0" * 63, "A" * 64, "..%2f..%2foperator.key", "0" * 65, "%00" * 64):
        refused(creator.read(f"/v1/files/{wrong}", "PUT", b"x"), 400, "wrong-value")
    wait_until_empty(venue)


def test_a_length_that_does_not_fit(venue, creator):
    """What comes after the announced length is another request, and a bad one."""
    data = b"announced"
    path = f"/v1/files/{sha256(data).hex()}"
    with venue.socket() as connection:
        connection.sendall(head(creator, "PUT", path, f"Content-Length: {len(data)}"))
        connection.sendall(data + b"and more of it\r\n\r\n")
        assert answer(connection).status == 201
    for length in ("-1", "9x", "1, 2", "99999999999999999999999"):
        with venue.socket() as connection:
            connection.sendall(head(creator, "PUT", path, f"Content-Length: {length}"))
            connection.sendall(data)
            reply = answer(connection)
            assert reply.status in (400, 413), (length, reply)
    with venue.socket() as connection:
        connection.sendall(head(
            creator, "PUT", path, f"Content-Length: {len(data)}", "Transfer-Encoding: chunked"))
        connection.sendall(b"9\r\nannounced\r\n0\r\n\r\n")
        assert answer(connection).status in (201, 400)
    with venue.socket() as connection:
        connection.sendall(head(creator, "PUT", path, "Transfer-Encoding: chunked"))
        connection.sendall(b"zz\r\nannounced\r\n0\r\n\r\n")
        assert answer(connection).status == 400
    wait_until_empty(venue)


@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "chunked"])
@pytest.mark.parametrize("where", ["document", "plan", "file", "board"])
def test_200_megabytes(venue, creator, where, chunked):
    method, path, member = {
        "document": ("POST", "/v1/documents", None), "plan": ("POST", "/v1/plan", None),
        "file": ("PUT", f"/v1/files/{sha256(bytes(HUGE)).hex()}", creator),
        "board": ("POST", "/", None)}[where]
    before = memory(venue)
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {HUGE}"
    with venue.socket() as connection:
        connection.sendall(head(
            member, method, path, length, "Content-Type: application/json",
            authorization=member is not None))
        sent = pour(connection, HUGE, chunked)
        try:
            reply = answer(connection)
        except ConnectionError:
            # The answer may be lost with the connection, which ends with bytes still on their way.
            assert sent < HUGE, "the connection ended without an answer"
        else:
            refused(reply, *((405, "method-not-allowed") if where == "board"
                             else (413, "too-large")))
    assert memory(venue) - before < GROWTH_MAXIMUM
    wait_until_empty(venue)


@pytest.mark.parametrize("where", ["document", "file"])
def test_a_body_that_is_too_large_is_told_before_it_is_sent(venue, creator, where):
    method, path, member = {
        "document": ("POST", "/v1/documents", None),
        "file": ("PUT", f"/v1/files/{'0' * 64}", creator)}[where]
    with venue.socket() as connection:
        connection.sendall(head(
            member, method, path, f"Content-Length: {HUGE}", "Content-Type: application/json",
            authorization=member is not None))
        reply = answer(connection)
        refused(reply, 413, "too-large")
        assert reply.headers["Connection"] == "close"


@pytest.mark.parametrize("where", ["document", "file"])
def test_a_refused_body_ends_the_connection(venue, creator, where):
    """Without an end to the connection, an endless body would be read for ever."""
    method, path, member = {
        "document": ("POST", "/v1/documents", None),
        "file": ("PUT", f"/v1/files/{'0' * 64}", creator)}[where]
    with venue.socket(5) as connection:
        connection.sendall(head(
            member, method, path, "Transfer-Encoding: chunked", "Content-Type: application/json",
            authorization=member is not None))
        pour(connection, FILE_MAXIMUM + (1 << 16), True)
        refused(answer(connection), 413, "too-large")
        try:
            assert connection.recv(1) == b""
        except ConnectionError:
            pass


def test_the_largest_file(venue, creator):
    data = bytes(FILE_MAXIMUM)
    before = memory(venue)
    assert creator.upload(data)["size"] == FILE_MAXIMUM
    path = f"/v1/files/{sha256(data + b'0').hex()}"
    with venue.socket() as connection:
        connection.sendall(head(creator, "PUT", path, "Transfer-Encoding: chunked"))
        pour(connection, FILE_MAXIMUM, True)
        connection.sendall(b"1\r\n0\r\n0\r\n\r\n")
        refused(answer(connection), 413, "too-large")
    assert memory(venue) - before < GROWTH_MAXIMUM
    wait_until_empty(venue)


def png(width, height, depth=8, colour=0, ballast=0):
    """A picture of zeros, however large, made without making its pixels. With so many bytes of ballast
    in a chunk that readers pass over, it is not packed too well to be one."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(
            ">I", zlib.crc32(kind + data))

    channels = {0: 1, 2: 3, 6: 4}[colour]
    total = height * (1 + (width * channels * depth + 7) // 8)
    block = 1 << 24
    # A flushed deflate block of zeros can be repeated; of zeros, Adler-32 needs the count alone.
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflate.compress(bytes(block))
    deflate.flush(zlib.Z_FULL_FLUSH)
    again = deflate.compress(bytes(block)) + deflate.flush(zlib.Z_FULL_FLUSH)
    rest = deflate.compress(bytes(total % block)) + deflate.flush(zlib.Z_FINISH)
    data = b"\x78\xda" + again * (total // block) + rest
    data += struct.pack(">HH", total % 65_521, 1)
    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
            + (chunk(b"baLa", bytes(ballast)) if ballast else b"")
            + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def test_the_bombs_are_pictures():
    small = png(300, 200)
    data = small[41:small.index(b"IEND") - 8]
    assert zlib.decompress(data) == bytes(200 * 301)


BOMBS = {
    "50000x50000": png(50_000, 50_000), "16 bits of RGBA": png(20_000, 20_000, 16, 6),
    "long": png(900_000, 1, 1), "tall": png(1, 900_000, 1),
}


@pytest.mark.parametrize("what", BOMBS)
def test_decompression_bombs(venue, creator, what):
    before = memory(venue)
    begun = time.monotonic()
    refused(creator.register(BOMBS[what], "image/png"), 422, "image-too-large")
    assert time.monotonic() - begun < 10
    assert memory(venue) - before < GROWTH_MAXIMUM


def test_others_are_answered_while_the_largest_pictures_are_decoded(venue, creator):
    """Pictures at the pixel limit take seconds, in processes of their own. Their filings are by
    authors who did not sign, so that nothing is registered in the end."""
    other = [{"account": creator.account, "name": "A" * 43, "share": 5000},
             {"account": "0", "name": "A" * 43, "share": 5000}]
    files = [{**creator.upload(png(10_000, 10_000 - row, 8, 6, 1 << 20)), "mediaType": "image/png",
              "name": "p", "role": "original"} for row in range(4)]
    documents = [sign(creator.filing([file], authors=other), creator.key) for file in files]
    before, slowest = memory(venue), 0
    with concurrent.futures.ThreadPoolExecutor(len(files)) as pool:
        waiting = [pool.submit(venue.send, document) for document in documents]
        while not all(reply.done() for reply in waiting):
            begun = time.monotonic()
            assert venue.get("/v1/status").status == 200
            slowest = max(slowest, time.monotonic() - begun)
            time.sleep(0.02)
    assert {reply.result().code for reply in waiting} <= {
        "signature-missing", "image-too-costly"}
    assert slowest < 2
    assert memory(venue) - before < GROWTH_MAXIMUM


def broken(data, at, byte=0xFF):
    return data[:at] + bytes([byte]) + data[at + 1:]


def test_broken_pictures(venue, creator):
    jpeg = (WORKS / "lookbook.jpg").read_bytes()
    webp = (WORKS / "phoenix.webp").read_bytes()
    picture = (WORKS / "peony.png").read_bytes()
    for name, data in {
        "PNG cut": picture[:3000], "PNG without data": picture[:33], "PNG magic": picture[:8],
        "PNG width 0": broken(picture, 16, 0)[:16] + bytes(4) + picture[20:],
        "PNG of 2^31 - 1 columns": png(2**31 - 1, 1, 1),
        "PNG check sum": broken(picture, 5000),
        "JPEG cut": jpeg[:3000], "JPEG magic": jpeg[:4],
        "WebP cut": webp[:3000], "WebP magic": webp[:16],
        "WebP length": webp[:4] + b"\xff\xff\xff\x7f" + webp[8:],
    }.items():
        reply = creator.register(data, "image/png")
        assert reply.status == 422 and reply.code in (
            "image-malformed", "image-too-large", "image-unsupported"), (name, reply)
        refused(reply, 422, reply.code)


def glb(description, binary=b"", version=2, length=None):
    text = description if isinstance(description, bytes) else json.dumps(description).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    body = struct.pack("<I4s", len(text), b"JSON") + text
    if binary:
        body += struct.pack("<I4s", len(binary), b"BIN\0") + binary
    return struct.pack("<4sII", b"glTF", version, length or 12 + len(body)) + body


def triangle(**members):
    points = struct.pack("<9f", 0, 0, 0, 1, 0, 0, 0, 1, 0)
    model = {
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3",
             "min": [0, 0, 0], "max": [1, 1, 0]},
            {"bufferView": 1, "componentType": 5123, "count": 3, "type": "SCALAR"}],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": 36},
            {"buffer": 0, "byteOffset": 36, "byteLength": 6}],
        "buffers": [{"byteLength": 44}], **members}
    return model, points + struct.pack("<4H", 0, 1, 2, 0)


def accessors(first=None, second=None):
    model, binary = triangle()
    model["accessors"][0].update(first or {})
    model["accessors"][1].update(second or {})
    return glb(model, binary)


def models():
    model, binary = triangle()
    whole = glb(model, binary)
    bomb = BOMBS["50000x50000"]
    inner, payload = triangle()
    inner["bufferViews"].append({"buffer": 0, "byteOffset": 44, "byteLength": len(bomb)})
    inner["buffers"][0]["byteLength"] = 44 + len(bomb)
    inner["images"] = [{"bufferView": 2, "mimeType": "image/png"}]
    deep = b'{"asset":{"version":"2.0"},"extras":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    chain = [{"children": [index + 1]} for index in range(5000)] + [{"mesh": 0}]
    fan = [{"children": list(range(1 + level * 10, 11 + level * 10))} for level in range(900)]
    outward = triangle(buffers=[{"byteLength": 44, "uri": "file:///etc/passwd"}])
    distant = triangle(images=[{"uri": "http://127.0.0.1:1/x.png"}])
    return {
        "cut in the header": whole[:10], "cut in the JSON": whole[:60],
        "cut in the data": whole[:-4], "length too small": glb(model, binary, length=40),
        "length too large": glb(model, binary, length=2**31),
        "length 2^32-1": glb(model, binary, length=2**32 - 1),
        "version 99": glb(model, binary, version=99), "no JSON": glb(b""),
        "JSON of an array": glb(b"[]"), "JSON cut": glb(b'{"asset":'),
        "JSON not UTF-8": glb(b'{"asset":{"version":"2.0","generator":"\xff"}}'),
        "nested 100000 deep": glb(deep), "index out of range": glb(
            model, binary[:36] + struct.pack("<4H", 0, 1, 60_000, 0)),
        "accessor of a missing view": accessors({"bufferView": 9}),
        "accessor longer than its view": accessors({"count": 4000}),
        "accessor of 2^53": accessors({"count": 2**53 - 1}),
        "accessor of 10^300": accessors({"count": 10**300}),
        "accessor of -1": accessors({"count": -1}), "accessor of 1.5": accessors({"count": 1.5}),
        "offset -36": accessors({"byteOffset": -36}),
        "offset 2^63": accessors({"byteOffset": 2**63}),
        "unknown component": accessors({"componentType": 1}),
        "unknown shape": accessors({"type": "VEC9"}),
        "indices of floats": accessors(second={"componentType": 5126}),
        "a node inside itself": glb({**model, "nodes": [{"mesh": 0, "children": [0]}]}, binary),
        "nodes in a ring": glb({**model, "nodes": [
            {"mesh": 0, "children": [1]}, {"children": [2]}, {"children": [0]}]}, binary),
        "5000 nodes deep": glb({**model, "nodes": chain}, binary),
        "a node in a thousand places": glb({**model, "nodes": fan + [
            {"mesh": 0}] * 200}, binary),
        "a file outside": glb(*outward), "a server outside": glb(*distant),
        "a bomb inside": glb(inner, payload + bomb),
    }


MODELS = models()


@pytest.mark.parametrize("what", MODELS)
def test_malformed_models(venue, creator, what):
    before = memory(venue)
    begun = time.monotonic()
    reply = creator.register(MODELS[what], "model/gltf-binary")
    code = {
        "version 99": "model-unsupported", "nested 100000 deep": "model-too-large",
        "5000 nodes deep": "model-too-large", "a file outside": "external-resource",
        "a server outside": "external-resource", "a bomb inside": "image-too-large",
    }.get(what, "model-malformed")
    refused(reply, 422, code)
    assert time.monotonic() - begun < 10
    assert memory(venue) - before < GROWTH_MAXIMUM


def test_filings_that_do_not_fit_their_files(venue, creator, market):
    file = {**creator.upload(b"a work of mine"), "mediaType": "text/plain", "name": "w",
            "role": "original"}

    def file_as(**members):
        return venue.send(sign(creator.filing([{**file, **members}]), creator.key))

    refused(file_as(size=13), 422, "size-differs")
    refused(file_as(size=2**53 - 1), 400, "number-out-of-range")
    refused(file_as(sha256=sha256(b"never sent").hex()), 422, "file-missing")
    refused(file_as(role="preview"), 400, "wrong-value")
    refused(file_as(name=""), 400, "wrong-length")
    refused(file_as(mediaType="text/pläin"), 400, "wrong-value")
    # Knowing a file's hash is not having the file.
    thief = market.member("creator")
    refused(venue.send(sign(thief.filing([file]), thief.key)), 422, "file-missing")
    refused(thief.read(f"/v1/files/{file['sha256']}"), 404, "not-found")
    # An author who did not sign, shares that do not add up, an author twice, a false disclosure.
    both = [{"account": member.account, "name": "A" * 43, "share": 5000}
            for member in (creator, thief)]
    for authors, status, code in (
        (both, 422, "signature-missing"),
        (both[:1], 422, "shares-do-not-sum"),
        ([{**both[0], "share": 10_001}], 400, "number-out-of-range"),
        ([both[0], both[0]], 400, "wrong-value"),
        ([], 400, "wrong-length"),
        (list(reversed(both)), 422, "wrong-value"),
    ):
        refused(venue.send(sign(creator.filing([file], authors=authors), creator.key)),
                status, code)
    refused(venue.send(sign(creator.filing([file], consent={
        "likeness": "fictional", "voice": "none"}), creator.key)), 400, "unknown-field")
    refused(venue.send(sign(creator.filing([file], kind="virtual-human"), creator.key)),
            400, "missing-field")
    document = sign(creator.filing([file]), creator.key)
    for header in ("x", "e30", "W10", "A" * 9000, ",".join(["W10"] * 40)):
        refused(venue.send(document, Disclosures=header), 400, "disclosure-differs")


def test_files_of_someone_who_is_not_admitted(venue):
    waiting = Member(venue).open("creator")
    path = f"/v1/files/{sha256(b'x').hex()}"
    refused(waiting.read(path, "PUT", b"x"), 403, "not-admitted")
    refused(venue.fetch("PUT", path, b"x"), 401, "proof-required")
