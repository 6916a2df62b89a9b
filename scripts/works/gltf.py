"""Writing glTF 2.0 binaries and checking them against the specification's rules."""

import json
import struct
from dataclasses import dataclass, field

import numpy as np

FLOAT, USHORT, UINT = 5126, 5123, 5125
ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER = 34962, 34963
COMPONENTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
SIZES = {FLOAT: 4, USHORT: 2, UINT: 4, 5121: 1}
COPYRIGHT = "CC0-1.0, Yunshang contributors"


@dataclass
class Model:
    """A named model: parts are (name, Mesh, material index), materials are glTF material values."""

    name: str
    parts: list
    materials: list
    texture: bytes
    joints: list = field(default_factory=list)  # (name, parent index or -1, world position)
    extensions: dict = field(default_factory=dict)
    thumbnail: bytes | None = None


class Binary:
    def __init__(self):
        self.data, self.views, self.accessors = bytearray(), [], []

    def view(self, content, target=None, stride=None):
        self.data += b"\0" * (-len(self.data) % 4)
        view = {"buffer": 0, "byteOffset": len(self.data), "byteLength": len(content)}
        if stride:
            view["byteStride"] = stride
        if target:
            view["target"] = target
        self.data += content
        self.views.append(view)
        return len(self.views) - 1

    def accessor(self, values, component, kind, view, offset=0, bounds=False):
        accessor = {
            "bufferView": view,
            "byteOffset": offset,
            "componentType": component,
            "count": len(values),
            "type": kind,
        }
        if bounds:
            flat = values.reshape(len(values), -1)
            cast = int if component != FLOAT else float
            accessor["min"] = [cast(x) for x in flat.min(0)]
            accessor["max"] = [cast(x) for x in flat.max(0)]
        self.accessors.append(accessor)
        return len(self.accessors) - 1


def attributes(mesh):
    """(semantic, type, component, array) of every vertex attribute."""
    rows = [
        ("POSITION", "VEC3", FLOAT, mesh.positions),
        ("NORMAL", "VEC3", FLOAT, mesh.normals),
        ("TEXCOORD_0", "VEC2", FLOAT, mesh.uvs),
    ]
    if mesh.joints is not None:
        rows += [("JOINTS_0", "VEC4", USHORT, mesh.joints), ("WEIGHTS_0", "VEC4", FLOAT, mesh.weights)]
    kinds = {FLOAT: np.float32, USHORT: np.uint16}
    return [(s, t, c, np.ascontiguousarray(a, kinds[c])) for s, t, c, a in rows]


def encode(model, interleaved=False, rename=None, indent=None):
    """A GLB's bytes. `interleaved` lays the vertices out record by record and puts the picture and
    the indices first; `rename` maps every name; `indent` spaces the JSON out."""
    rename = rename or (lambda name: name)
    out = Binary()
    image = out.view(model.texture) if interleaved else None
    primitives = []
    for name, mesh, material in model.parts:
        count = len(mesh.positions)
        component, kind = (USHORT, np.uint16) if count < 65535 else (UINT, np.uint32)
        index = np.ascontiguousarray(mesh.indices, kind)
        rows = attributes(mesh)
        primitive = {"attributes": {}, "material": material, "mode": 4}
        if interleaved:
            primitive["indices"] = out.accessor(
                index, component, "SCALAR", out.view(index.tobytes(), ELEMENT_ARRAY_BUFFER)
            )
            record = np.concatenate([a.view(np.uint8).reshape(count, -1) for _, _, _, a in reversed(rows)], 1)
            view = out.view(record.tobytes(), ARRAY_BUFFER, record.shape[1])
            offset = 0
            for semantic, t, c, a in reversed(rows):
                primitive["attributes"][semantic] = out.accessor(a, c, t, view, offset, semantic == "POSITION")
                offset += a.itemsize * a.shape[1]
        else:
            for semantic, t, c, a in rows:
                view = out.view(a.tobytes(), ARRAY_BUFFER)
                primitive["attributes"][semantic] = out.accessor(a, c, t, view, 0, semantic == "POSITION")
            primitive["indices"] = out.accessor(
                index, component, "SCALAR", out.view(index.tobytes(), ELEMENT_ARRAY_BUFFER)
            )
        primitives.append((name, primitive))
    if image is None:
        image = out.view(model.texture)
    images = [{"name": rename(model.name + "-cloth"), "mimeType": "image/jpeg", "bufferView": image}]
    if model.thumbnail:
        images.append({"name": "thumbnail", "mimeType": "image/png", "bufferView": out.view(model.thumbnail)})

    nodes, skins, children = [], [], []
    for name, parent, world in model.joints:
        base = np.array(model.joints[parent][2]) if parent >= 0 else np.zeros(3)
        nodes.append({"name": rename(name), "translation": [float(x) for x in np.round(np.array(world) - base, 6)]})
    for i, (_, parent, _) in enumerate(model.joints):
        if parent >= 0:
            nodes[parent].setdefault("children", []).append(i)
    if model.joints:
        inverse = np.tile(np.eye(4, dtype=np.float32), (len(model.joints), 1, 1))
        inverse[:, 3, :3] = [-np.array(world) for _, _, world in model.joints]  # column-major
        matrices = out.accessor(inverse.reshape(-1, 16), FLOAT, "MAT4", out.view(inverse.tobytes()))
        skins = [
            {
                "name": rename("skeleton"),
                "inverseBindMatrices": matrices,
                "joints": list(range(len(nodes))),
                "skeleton": 0,
            }
        ]
        children = [0]
    meshes = [{"name": rename(name), "primitives": [primitive]} for name, primitive in primitives]
    for i, (name, _) in enumerate(primitives):
        node = {"name": rename(name), "mesh": i}
        if skins:
            node["skin"] = 0
        children.append(len(nodes))
        nodes.append(node)
    materials = [dict(m, name=rename(m["name"])) for m in model.materials]
    document = {
        "asset": {"version": "2.0", "generator": "Yunshang scripts/make-works", "copyright": COPYRIGHT},
        "scene": 0,
        "scenes": [{"name": rename(model.name), "nodes": children}],
        "nodes": nodes,
        "meshes": meshes,
        "materials": materials,
        "textures": [{"sampler": 0, "source": 0}],
        "images": images,
        "samplers": [{"magFilter": 9729, "minFilter": 9987, "wrapS": 10497, "wrapT": 10497}],
        "accessors": out.accessors,
        "bufferViews": out.views,
        "buffers": [{"byteLength": len(out.data)}],
    }
    if skins:
        document["skins"] = skins
    if model.extensions:
        document["extensionsUsed"] = list(model.extensions)
        document["extensions"] = model.extensions
    if interleaved:
        document = dict(reversed(document.items()))
    text = json.dumps(document, ensure_ascii=False, indent=indent, separators=None if indent else (",", ":")).encode()
    text += b" " * (-len(text) % 4)
    data = bytes(out.data) + b"\0" * (-len(out.data) % 4)
    return (
        struct.pack("<4sII", b"glTF", 2, 28 + len(text) + len(data))
        + struct.pack("<I4s", len(text), b"JSON")
        + text
        + struct.pack("<I4s", len(data), b"BIN\0")
        + data
    )


def decode(content):
    """The JSON and the binary chunk of a GLB, with its container checked."""
    magic, version, length = struct.unpack_from("<4sII", content)
    assert (magic, version, length) == (b"glTF", 2, len(content)), "container header"
    size, kind = struct.unpack_from("<I4s", content, 12)
    assert kind == b"JSON" and size % 4 == 0
    document = json.loads(content[20 : 20 + size])
    binary_size, kind = struct.unpack_from("<I4s", content, 20 + size)
    assert kind == b"BIN\0" and binary_size % 4 == 0 and 28 + size + binary_size == length
    assert 0 <= binary_size - document["buffers"][0]["byteLength"] <= 3
    return document, content[28 + size :]


def read(document, data, index):
    a = document["accessors"][index]
    view = document["bufferViews"][a["bufferView"]]
    kind = {FLOAT: "<f4", USHORT: "<u2", UINT: "<u4"}[a["componentType"]]
    width = COMPONENTS[a["type"]]
    element = SIZES[a["componentType"]] * width
    stride = view.get("byteStride", element)
    start = view.get("byteOffset", 0) + a.get("byteOffset", 0)
    assert start % SIZES[a["componentType"]] == 0 and stride % SIZES[a["componentType"]] == 0, "alignment"
    assert a.get("byteOffset", 0) + stride * (a["count"] - 1) + element <= view["byteLength"], "accessor in view"
    rows = np.lib.stride_tricks.as_strided(
        np.frombuffer(data, np.uint8, offset=start), (a["count"], element), (stride, 1)
    )
    return np.ascontiguousarray(rows).view(kind).reshape(a["count"], width)


def check(content):
    """Raises AssertionError where a GLB breaks the specification; returns its triangle count."""
    document, data = decode(content)
    assert document["asset"]["version"] == "2.0" and "CC0" in document["asset"]["copyright"]
    for view in document["bufferViews"]:
        assert (
            view["byteOffset"] % 4 == 0
            and view["byteOffset"] + view["byteLength"] <= document["buffers"][0]["byteLength"]
        )
        assert view.get("byteStride", 4) % 4 == 0 and 4 <= view.get("byteStride", 4) <= 252
    triangles = 0
    for mesh in document["meshes"]:
        for primitive in mesh["primitives"]:
            values = {k: read(document, data, v) for k, v in primitive["attributes"].items()}
            p, n = values["POSITION"], values["NORMAL"]
            accessor = document["accessors"][primitive["attributes"]["POSITION"]]
            assert np.array_equal(np.float32(accessor["min"]), p.min(0)) and np.array_equal(
                np.float32(accessor["max"]), p.max(0)
            )
            assert all(len(v) == len(p) for v in values.values()) and all(np.isfinite(v).all() for v in values.values())
            assert np.abs(np.linalg.norm(n, axis=1) - 1).max() < 5e-4, "unit normals"
            assert values["TEXCOORD_0"].min() >= 0 and values["TEXCOORD_0"].max() <= 1
            index = read(document, data, primitive["indices"])[:, 0]
            assert len(index) % 3 == 0 and index.max() < len(p)
            assert np.ptp(index.reshape(-1, 3), axis=1).min() > 0, "no degenerate triangles"
            assert 0 <= primitive["material"] < len(document["materials"])
            triangles += len(index) // 3
            if "JOINTS_0" in values:
                w, j = values["WEIGHTS_0"], values["JOINTS_0"]
                assert (
                    np.abs(w.sum(1) - 1).max() < 1e-5 and w.min() >= 0 and j.max() < len(document["skins"][0]["joints"])
                )
                assert (j[w == 0] == 0).all(), "joints of weight zero are zero"
    for image in document["images"]:
        view = document["bufferViews"][image["bufferView"]]
        start = data[view["byteOffset"] : view["byteOffset"] + 8]
        assert start.startswith({"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG"}[image["mimeType"]])
    seen = [c for node in document["nodes"] for c in node.get("children", [])]
    assert len(seen) == len(set(seen)) and not set(seen) & set(document["scenes"][0]["nodes"])
    for skin in document.get("skins", []):
        inverse = read(document, data, skin["inverseBindMatrices"])
        assert len(inverse) == len(skin["joints"]) and np.array_equal(
            inverse[:, [3, 7, 11, 15]], np.tile([0, 0, 0, 1], (len(inverse), 1))
        )
    vrm = document.get("extensions", {}).get("VRMC_vrm")
    if vrm:
        required = {"hips", "spine", "head"} | {
            s + b for s in ("left", "right") for b in ("UpperLeg", "LowerLeg", "Foot", "UpperArm", "LowerArm", "Hand")
        }
        bones = vrm["humanoid"]["humanBones"]
        assert (
            vrm["specVersion"] == "1.0"
            and required <= set(bones)
            and len({b["node"] for b in bones.values()}) == len(bones)
        )
        assert {"name", "authors", "licenseUrl"} <= set(vrm["meta"]) and vrm["meta"][
            "licenseUrl"
        ] == "https://vrm.dev/licenses/1.0/"
    return triangles
