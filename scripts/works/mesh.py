"""Triangle meshes grown from grids and tubes. Metres, y up, the front toward +z."""

from dataclasses import dataclass, field

import numpy as np

from .canvas import spline  # noqa: F401  (curves in the plane; `curve3` is its sibling in space)


@dataclass
class Mesh:
    """Vertices with unit normals and texture coordinates; `joints` and `weights` only when skinned."""

    positions: np.ndarray
    normals: np.ndarray
    uvs: np.ndarray
    indices: np.ndarray
    joints: np.ndarray | None = field(default=None)
    weights: np.ndarray | None = field(default=None)


def curve3(points, count=None):
    """A Catmull-Rom curve in space."""
    p = np.asarray(points, np.float64)
    p = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    t = np.linspace(0, len(p) - 3 - 1e-9, count or 12 * len(p))
    i = t.astype(int)
    f = (t - i)[:, None]
    a, b, c, d = p[i], p[i + 1], p[i + 2], p[i + 3]
    return 0.5 * (2 * b + (c - a) * f + (2 * a - 5 * b + 4 * c - d) * f**2 + (3 * b - a - 3 * c + d) * f**3)


def table(x, knots):
    """Columns interpolated smoothly over the first column of `knots`, which rises."""
    k = np.asarray(knots, np.float64)
    t = np.interp(x, k[:, 0], np.arange(len(k)))
    ends = np.vstack([2 * k[0] - k[1], k, 2 * k[-1] - k[-2]])[:, 1:]
    i = np.minimum(t.astype(int), len(k) - 2)
    f = (t - i)[..., None]
    a, b, c, d = ends[i], ends[i + 1], ends[i + 2], ends[i + 3]
    return 0.5 * (2 * b + (c - a) * f + (2 * a - 5 * b + 4 * c - d) * f**2 + (3 * b - a - 3 * c + d) * f**3)


def grid(place, rows, columns, rect, closed=False, flip=False, span=(0, 1, -1, 1)):
    """The surface place(u, v) -> (..., 3) over `span`, textured by `rect` = (s0, t0, s1, t1).

    `closed` welds the normals of the first and last column."""
    u0, u1, v0, v1 = span
    a, b = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
    p = np.asarray(place(u0 + (u1 - u0) * a, v0 + (v1 - v0) * b), np.float64)
    s0, t0, s1, t1 = rect
    uv = np.stack([s0 + (s1 - s0) * b, t0 + (t1 - t0) * a], -1)
    i = np.arange(rows * columns).reshape(rows, columns)
    q00, q01, q10, q11 = i[:-1, :-1].ravel(), i[:-1, 1:].ravel(), i[1:, :-1].ravel(), i[1:, 1:].ravel()
    faces = np.concatenate([np.stack([q00, q10, q01], 1), np.stack([q01, q10, q11], 1)])
    if flip:
        faces = faces[:, ::-1]
    flat = p.reshape(-1, 3)
    cross = np.cross(flat[faces[:, 1]] - flat[faces[:, 0]], flat[faces[:, 2]] - flat[faces[:, 0]])
    faces = faces[np.linalg.norm(cross, axis=1) > 1e-12]
    cross = np.cross(flat[faces[:, 1]] - flat[faces[:, 0]], flat[faces[:, 2]] - flat[faces[:, 0]])
    normals = np.zeros_like(flat)
    for k in range(3):
        np.add.at(normals, faces[:, k], cross)
    normals = normals.reshape(p.shape)
    if closed:
        normals[:, 0] += normals[:, -1]
        normals[:, -1] = normals[:, 0]
    for row in (0, -1):
        if np.ptp(p[row], axis=0).max() < 1e-9:
            normals[row] = normals[row].sum(0)
    length = np.linalg.norm(normals, axis=-1, keepdims=True)
    normals = np.where(length > 1e-12, normals / np.maximum(length, 1e-12), (0, 1, 0))
    return Mesh(flat, normals.reshape(-1, 3), uv.reshape(-1, 2), faces.ravel())


def tube(points, radius, rect, sides=8, caps=True):
    """A round cord along points; `radius` is a number or one per point."""
    p = np.asarray(points, np.float64)
    n = len(p)
    tangent = np.gradient(p, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True) + 1e-12
    up = np.array([0.31, 0.87, 0.38])
    normal = np.empty_like(p)
    previous = np.cross(tangent[0], up)
    for i in range(n):
        previous = previous - tangent[i] * np.dot(previous, tangent[i])
        previous /= np.linalg.norm(previous) + 1e-12
        normal[i] = previous
    binormal = np.cross(tangent, normal)
    r = np.broadcast_to(np.asarray(radius, np.float64), (n,)).copy()
    if caps:
        p = np.vstack([p[:1], p, p[-1:]])
        normal, binormal = (np.vstack([a[:1], a, a[-1:]]) for a in (normal, binormal))
        r = np.concatenate([[0], r, [0]])

    def place(u, v):
        i = np.rint(u * (len(p) - 1)).astype(int)
        angle = v * np.pi
        return p[i] + r[i][..., None] * (normal[i] * np.cos(angle)[..., None] + binormal[i] * np.sin(angle)[..., None])

    return grid(place, len(p), sides + 1, rect, closed=True, flip=True)


def ball(centre, radii, rect, rows=12, columns=16):
    c, r = np.asarray(centre, np.float64), np.broadcast_to(np.asarray(radii, np.float64), (3,))

    def place(u, v):
        polar, around = u * np.pi, v * np.pi
        return c + r * np.stack([np.sin(polar) * np.sin(around), np.cos(polar), np.sin(polar) * np.cos(around)], -1)

    return grid(place, rows, columns, rect, closed=True)


def join(meshes):
    offset, indices = 0, []
    for m in meshes:
        indices.append(m.indices + offset)
        offset += len(m.positions)
    stack = lambda name: np.concatenate([getattr(m, name) for m in meshes])
    skinned = meshes[0].joints is not None
    return Mesh(
        stack("positions"),
        stack("normals"),
        stack("uvs"),
        np.concatenate(indices),
        stack("joints") if skinned else None,
        stack("weights") if skinned else None,
    )
