"""Originals of the mesh corpus: geometry only, one mesh, as GLB."""
import json
import struct

import numpy
import trimesh

VERSION = 1
ENDINGS = {".obj", ".off", ".stl", ".ply", ".dae", ".glb", ".3mf"}
# Fewer triangles are boxes and boards, of which many are alike by nature; with more, every edit
# takes seconds.
TRIANGLES_MINIMUM = 200
TRIANGLES_MAXIMUM = 60_000


def write_original(path, source, target, rule):
    """The file written, or None where `path` is no mesh of a size within the bounds."""
    if path.suffix.lower() not in ENDINGS or path.stat().st_size > 8_000_000:
        return None
    try:
        mesh = trimesh.load(path, force="mesh", process=False, skip_materials=True)
        positions = numpy.asarray(mesh.vertices, dtype=numpy.float64)
        triangles = numpy.asarray(mesh.faces, dtype=numpy.int64)
    except Exception:
        # Test files of importers are broken in every way there is.
        return None
    if not TRIANGLES_MINIMUM <= len(triangles) <= TRIANGLES_MAXIMUM:
        return None
    if not numpy.isfinite(positions).all() or numpy.ptp(positions, axis=0).min() == 0:
        return None
    file = target.with_name(target.name + ".glb")
    write(file, positions, triangles)
    return file


def write(file, positions, triangles):
    """Indexed triangles as binary glTF 2.0: one node, one mesh, one primitive, nothing else."""
    used, triangles = numpy.unique(triangles, return_inverse=True)
    positions = positions[used].astype("<f4")
    indices = triangles.reshape(-1).astype("<u4")
    blob = positions.tobytes() + indices.tobytes()
    header = {
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "mode": 4}]}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": len(positions), "type": "VEC3",
             "min": positions.min(axis=0).tolist(), "max": positions.max(axis=0).tolist()},
            {"bufferView": 1, "componentType": 5125, "count": len(indices), "type": "SCALAR"}],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": positions.nbytes, "target": 34962},
            {"buffer": 0, "byteOffset": positions.nbytes, "byteLength": indices.nbytes,
             "target": 34963}],
        "buffers": [{"byteLength": len(blob)}],
    }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
    chunks += struct.pack("<II", len(blob), 0x004E4942) + blob
    file.write_bytes(struct.pack("<III", 0x46546C67, 2, 12 + len(chunks)) + chunks)


def read(file):
    """Positions and triangles of a GLB that `write` wrote."""
    content = file.read_bytes()
    length = struct.unpack_from("<I", content, 12)[0]
    header = json.loads(content[20:20 + length])
    blob = memoryview(content)[28 + length:]
    views = header["bufferViews"]
    positions = numpy.frombuffer(blob[:views[0]["byteLength"]], "<f4").reshape(-1, 3)
    triangles = numpy.frombuffer(blob[views[1]["byteOffset"]:], "<u4").reshape(-1, 3)
    return positions.astype(numpy.float64), triangles.astype(numpy.int64)
