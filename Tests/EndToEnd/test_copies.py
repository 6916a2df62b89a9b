"""Copies: what the program says of files without a server, and what a filing that resembles an earlier
work comes to."""

import io
import json
import pathlib
import subprocess

import iscc_core
import numpy
import pdqhash
import pytest
from harness import BINARY, WORKS, CommandLine, Market, Member, Venue, refused, save_key, sha256, sign
from PIL import Image, ImageOps

ROBE = WORKS / "dragon-robe.jpg"


def run(*arguments, status=0):
    done = subprocess.run(
        [BINARY, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    assert done.returncode == status, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def told(command, *words):
    status, reply, messages = command(*map(str, words))
    assert status == 0, messages
    return reply


def encoded(picture, kind="JPEG", **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def cropped(picture, share):
    """The middle of a picture, so much off each side."""
    width, height = picture.size
    return picture.crop((
        int(width * share), int(height * share), int(width * (1 - share)),
        int(height * (1 - share))))


@pytest.fixture(scope="module")
def robe():
    return Image.open(ROBE).convert("RGB")


@pytest.fixture(scope="module")
def copies(robe, tmp_path_factory):
    """Changed copies of a picture, by name."""
    folder = tmp_path_factory.mktemp("copies")
    host = Image.open(WORKS / "lookbook.jpg").convert("RGB")
    small = robe.resize((int(host.width * 0.4), int(host.width * 0.4) * robe.height // robe.width))
    pasted = host.copy()
    pasted.paste(small, (host.width // 3, host.height // 4))
    made = {
        "half.jpg": encoded(robe.resize((robe.width // 2, robe.height // 2)), quality=80),
        "grey.png": encoded(ImageOps.grayscale(robe), "PNG"),
        "mirrored.jpg": encoded(ImageOps.mirror(robe), quality=85),
        "turned.png": encoded(robe.rotate(90, expand=True), "PNG"),
        "cropped.jpg": encoded(cropped(robe, 0.1), quality=85),
        "quarter.jpg": encoded(cropped(robe, 0.25), quality=85),
        "pasted.jpg": encoded(pasted, quality=85),
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return folder


def test_codes_are_those_of_other_programs(tmp_path, robe):
    picture = tmp_path / "Cloud robe.png"
    picture.write_bytes(encoded(robe.resize((450, 550)), "PNG"))
    (line,) = run("fingerprint", picture)
    pixels = numpy.asarray(Image.open(picture).convert("RGB"))
    hashes, quality = pdqhash.compute_dihedral(pixels)
    assert line["quality"] == quality

    def hexadecimal(bits):
        return numpy.packbits(bits).tobytes().hex()

    assert sorted(line["pdq"]) == sorted(map(hexadecimal, hashes))
    assert line["pdq"][0] == hexadecimal(pdqhash.compute(pixels)[0])
    data = picture.read_bytes()
    assert line["sha256"] == sha256(data).hex()
    iscc = line["iscc"]
    stream = io.BytesIO(data)
    assert iscc["data"] == iscc_core.gen_data_code(stream)["iscc"]
    instance = iscc_core.gen_instance_code(io.BytesIO(data))
    assert iscc["instance"] == instance["iscc"]
    assert line["blake3"] == instance["datahash"].removeprefix("1e20")
    assert iscc["sum"] == iscc_core.gen_iscc_code([iscc["data"], iscc["instance"]])["iscc"]
    assert iscc["image"].startswith("ISCC:EE")
    assert line["keypoints"] > 100 and line["geometry"] is None and line["error"] is None


def test_each_file_has_its_line_in_order(copies):
    paths = [WORKS / "qipao.glb", WORKS / "avatar.vrm", *sorted(copies.iterdir())] * 2
    one = run("fingerprint", *paths)
    assert [line["file"] for line in one] == [str(path) for path in paths]
    assert run("fingerprint", *paths, "--jobs", 3) == one
    assert len(one[0]["geometry"]) == 64 and one[0]["pdq"] is None and one[0]["shape"]
    assert one[1]["vrm"]["specification"] == "1.0"


def test_what_cannot_be_read_has_its_reason(tmp_path):
    whole = ROBE.read_bytes()
    bad = {
        "cut.jpg": whole[: len(whole) // 2], "noise.png": b"\x89PNG\r\n\x1a\n" + bytes(500),
        "cut.glb": (WORKS / "qipao.glb").read_bytes()[:3000],
        "bomb.png": (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (60000).to_bytes(4, "big") * 2 + b"\x08\2\0\0\0"
            + bytes(40))}
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    missing = tmp_path / "missing.png"
    lines = run("fingerprint", *(tmp_path / name for name in bad), missing, ROBE, status=1)
    for line, (name, data) in zip(lines, bad.items()):
        assert line["error"], name
        assert line["sha256"] == sha256(data).hex() and line["pdq"] is None
    assert "missing.png" in lines[-2]["error"] and lines[-2]["sha256"] is None
    assert lines[-1]["error"] is None


def test_verdicts(copies, tmp_path):
    pairs = [(ROBE, path) for path in sorted(copies.iterdir())]
    pairs += [(path, ROBE) for _, path in pairs]
    others = [path for path in WORKS.iterdir()
              if path.suffix in (".jpg", ".png", ".webp") and path != ROBE]
    pairs += [(ROBE, path) for path in others]
    table = tmp_path / "pairs.tsv"
    table.write_text("".join(f"{a}\t{b}\n" for a, b in pairs))
    lines = run("compare", "--pairs", table, "--deep", "--jobs", 2)
    assert [(line["a"], line["b"]) for line in lines] == [(str(a), str(b)) for a, b in pairs]
    of = {(pathlib.Path(line["a"]).name, pathlib.Path(line["b"]).name): line for line in lines}
    for name in ["half.jpg", "grey.png", "mirrored.jpg", "turned.png"]:
        for key in [(ROBE.name, name), (name, ROBE.name)]:
            assert of[key]["verdict"] == "same-picture", of[key]
    for name in ["quarter.jpg", "pasted.jpg"]:
        for key in [(ROBE.name, name), (name, ROBE.name)]:
            assert of[key]["verdict"] == "part-of", of[key]
    for path in others:
        assert of[ROBE.name, path.name]["verdict"] in ("none", "similar"), of[ROBE.name, path.name]


def overlap(found, true):
    """Intersection over union."""
    left, top = max(found[0], true[0]), max(found[1], true[1])
    right = min(found[0] + found[2], true[0] + true[2])
    bottom = min(found[1] + found[3], true[1] + true[3])
    shared = max(0, right - left) * max(0, bottom - top)
    return shared / (found[2] * found[3] + true[2] * true[3] - shared)


def test_the_region_is_where_the_part_is(copies, robe):
    width, height = robe.size
    (line,) = run("compare", ROBE, copies / "quarter.jpg")
    assert line["regionOf"] == "a"
    true = [width // 4, height // 4, width // 2, height // 2]
    assert overlap(line["region"], true) > 0.8, line
    (line,) = run("compare", ROBE, copies / "pasted.jpg", "--deep")
    host = Image.open(WORKS / "lookbook.jpg")
    side = int(host.width * 0.4)
    true = [host.width // 3, host.height // 4, side, side * height // width]
    assert line["regionOf"] == "b" and overlap(line["region"], true) > 0.7, line


def test_models(tmp_path):
    copy = WORKS / "copies"
    (same,) = run("compare", WORKS / "qipao.glb", copy / "qipao-renamed.glb")
    assert same["verdict"] == "same-shape" and same["score"] == 1000
    (recoloured,) = run("compare", WORKS / "qipao.glb", copy / "qipao-recoloured.glb")
    assert recoloured["verdict"] == "same-shape"
    (other,) = run("compare", WORKS / "qipao.glb", WORKS / "sneaker.glb")
    assert other["verdict"] in ("none", "similar")
    (none,) = run("compare", WORKS / "sneaker.glb", ROBE)
    assert none["verdict"] in ("none", "not-fingerprintable")


def file_of(member, data, media="image/jpeg"):
    return {**member.upload(data), "mediaType": media, "name": "robe.jpg", "role": "original"}


@pytest.fixture(scope="module")
def registered(market):
    creator = market.member("creator")
    reply = creator.register(ROBE.read_bytes(), "image/jpeg")
    assert reply.status == 200 and reply["status"] == "registered", reply
    return reply["asset"]


def similar(venue, asset):
    return {hit["asset"]: hit for hit in venue.get(f"/v1/assets/{asset}/similar")["similar"]}


def test_a_crop_of_anothers_work_waits_for_examination(market, registered, copies):
    other = market.member("creator")
    reply = other.register((copies / "quarter.jpg").read_bytes(), "image/jpeg")
    assert reply["status"] == "examination", reply
    hit = similar(market.venue, reply["asset"])[registered]
    assert hit["verdict"] == "part-of" and hit["algorithm"].startswith("features-")
    assert overlap(hit["region"], [250, 250, 500, 500]) > 0.8, hit
    assert overlap(hit["queryRegion"], [0, 0, 1000, 1000]) > 0.8, hit


def test_what_waits_in_examination_is_compared_with_too(market, registered, copies):
    first = market.member("creator").register((copies / "pasted.jpg").read_bytes(), "image/jpeg")
    assert first["status"] == "examination"
    again = market.member("creator").register(
        encoded(cropped(Image.open(copies / "pasted.jpg"), 0.08)), "image/jpeg")
    assert first["asset"] in similar(market.venue, again["asset"])


def test_one_owners_works_do_not_stand_against_each_other(market):
    peony = (WORKS / "peony.png").read_bytes()
    first = market.member("creator")
    registered = first.register(peony, "image/png")["asset"]
    second = Member(market.venue).open("creator")
    market.operator.act(
        "member.admit", member=second.account, roles=["creator"], owner=first.account)
    part = cropped(Image.open(WORKS / "peony.png").convert("RGB"), 0.1)
    reply = second.register(encoded(part, quality=85), "image/jpeg")
    assert reply["status"] == "registered", reply
    assert similar(market.venue, reply["asset"])[registered]["cleared"] == "same-owner"


def test_a_licence_to_change_a_model_is_heeded(market):
    avatar = (WORKS / "avatar.vrm").read_bytes()
    first = market.member("creator").register(
        avatar, "model/vrm", kind="virtual-human",
        consent={"likeness": "fictional", "voice": "none"})
    assert first.status == 200, first
    derived = avatar.replace(b"Yun, lady of the clouds", b"Yun, madam of the cloud")
    assert derived != avatar and len(derived) == len(avatar)
    reply = market.member("creator").register(
        derived, "model/vrm", kind="virtual-human",
        consent={"likeness": "fictional", "voice": "none"})
    hit = similar(market.venue, reply["asset"])[first["asset"]]
    assert hit["verdict"] == "same-shape" and hit["cleared"] == "licence"
    assert reply["status"] == "registered"
    # The very same file is another's title, whatever its licence lets one do with it.
    exact = market.member("creator").register(
        avatar, "model/vrm", kind="virtual-human",
        consent={"likeness": "fictional", "voice": "none"})
    assert exact["status"] == "contested"


@pytest.fixture(scope="module")
def command(market, tmp_path_factory):
    member = market.member("creator")
    folder = tmp_path_factory.mktemp("command")
    key = save_key(member.key, folder / "key.json")
    return CommandLine(market.venue, folder / "home", key, member.account)


def test_a_file_is_looked_up_without_leaving(market, registered, copies, command):
    files = len(list((market.venue.folder / "vault" / "files").rglob("*")))
    found = told(command, "asset", "similar", copies / "cropped.jpg")
    assert found["verdict"] in ("part-of", "same-picture")
    assert registered in [hit["asset"] for hit in found["similar"]]
    assert told(command, "asset", "similar", WORKS / "hanfu-cloak.glb")["verdict"] in (
        "none", "similar")
    assert len(list((market.venue.folder / "vault" / "files").rglob("*"))) == files


def test_questions_are_read_strictly(market):
    def ask(body, kind="application/json"):
        return market.venue.fetch("POST", "/v1/similar", body, **{"Content-Type": kind})

    assert ask(b'{"codes":[]}').json == {"similar": [], "verdict": "not-fingerprintable"}
    refused(ask(b'{"codes":[]}', "text/plain"), 415, "unsupported-media-type")
    refused(ask(b"[]"), 400, "wrong-type")
    code = {"algorithm": "pdq-1", "hex": "0" * 63, "quality": 100}
    assert ask(json.dumps({"codes": [code]}, separators=(",", ":")).encode()).status == 400
    picture = {"features": "AAAA", "height": 1, "width": 1}
    reply = ask(json.dumps({"codes": [], "pictures": [picture]}, separators=(",", ":")).encode())
    refused(reply, 400, "wrong-value")


def test_a_work_is_registered_while_its_file_stays_at_home(market, command, tmp_path):
    phoenix = WORKS / "phoenix.webp"
    files = len(list((market.venue.folder / "vault" / "files").rglob("*")))
    reply = told(
        command, "asset", "register", phoenix, "--title", "A look", "--category", "look",
        "--at-home")
    assert reply["status"] == "registered", reply
    assert len(list((market.venue.folder / "vault" / "files").rglob("*"))) == files
    stated = market.venue.get(f"/v1/assets/{reply['asset']}/similar")["fingerprints"][0]
    assert stated["stated"] is True and len(stated["codes"]) == 4
    # It protects as any other work does.
    part = cropped(Image.open(phoenix).convert("RGB"), 0.2)
    copy = market.member("creator").register(encoded(part, quality=85), "image/jpeg")
    assert copy["status"] == "examination"
    assert similar(market.venue, copy["asset"])[reply["asset"]]["verdict"] == "part-of"
    issue = ["edition", "issue", reply["asset"], "10"]
    status, problem, _ = command(*issue)
    assert status != 0 and problem["code"] == "file-missing"
    told(command, "asset", "deposit", phoenix)
    assert "edition" in told(command, *issue)


def test_what_is_deposited_must_be_what_was_stated(market):
    member = market.member("creator")
    data = encoded(Image.effect_noise((300, 300), 80).convert("RGB"))
    digest = sha256(data).hex()
    false = {"algorithm": "pdq-1", "hex": "5" * 64, "quality": 100}
    codes = [false, {"algorithm": "sha256-1", "hex": digest, "quality": 100}]
    path = f"/v1/fingerprints/{digest}"

    def state(body):
        return member.read(
            path, "PUT", json.dumps(body, separators=(",", ":"), sort_keys=True).encode(),
            **{"Content-Type": "application/json"})

    refused(state({"codes": [false], "mediaType": "image/jpeg", "size": 9}), 400, "wrong-value")
    assert state({"codes": codes, "mediaType": "image/jpeg", "size": len(data)}).status == 201
    file = {"mediaType": "image/jpeg", "name": "n.jpg", "role": "original", "sha256": digest,
            "size": len(data)}
    reply = market.venue.send(sign(member.filing([file]), member.key))
    assert reply.status == 200, reply
    refused(member.read(f"/v1/files/{digest}", "PUT", data), 422, "fingerprint-differs")


def test_evidence_is_signed_and_noticed_when_changed(registered, copies, command, tmp_path):
    folder = tmp_path / "case"
    told(command, "evidence", ROBE, copies / "quarter.jpg", "--out", folder)
    assert {path.name for path in folder.iterdir()} == {
        "a.json", "a.webp", "b.json", "b.webp", "comparison.svg", "evidence.json"}
    svg = (folder / "comparison.svg").read_text()
    assert svg.count("<image") == 2 and svg.count('stroke="#c8102e"') == 2
    checked = told(command, "evidence", "--check", folder)
    assert checked["ok"] and checked["receipts"] == checked["receiptsChecked"] > 0
    assert checked["finding"]["verdict"] == "part-of"
    for name in ["a.json", "comparison.svg", "evidence.json"]:
        whole = (folder / name).read_bytes()
        at = len(whole) // 2
        (folder / name).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
        assert command("evidence", "--check", str(folder))[0] != 0, name
        (folder / name).write_bytes(whole)


def test_the_gallery_stands_again_after_a_restart(tmp_path, copies):
    with Venue(tmp_path / "data") as venue:
        market = Market(venue)
        first = market.member("creator").register(ROBE.read_bytes(), "image/jpeg")
        other = market.member("creator")
        venue.stop()
        venue.start()
        reply = other.register((copies / "quarter.jpg").read_bytes(), "image/jpeg")
        assert reply["status"] == "examination"
        venue.stop()
        # What recognises copies is made from the files again where it is lost.
        for path in (venue.folder / "vault" / "features").rglob("*"):
            if path.is_file():
                path.unlink()
        venue.start()
        reply = market.member("creator").register(
            (copies / "pasted.jpg").read_bytes(), "image/jpeg")
        assert first["asset"] in similar(venue, reply["asset"])
