"""The edits that meshes go through between a shop and its copies. Every edit takes positions
(n x 3), triangles (m x 3) and a random generator, and answers both."""
import fast_simplification
import numpy
import trimesh

import meshes

VERSION = 1


def rigid(positions, triangles, random):
    """Turned any way round and moved by up to twice the box's diagonal."""
    turn = trimesh.transformations.random_rotation_matrix(random.random(3))[:3, :3]
    move = random.uniform(-2, 2, 3) * diagonal(positions)
    return positions @ turn.T + move, triangles


def scale(positions, triangles, random):
    """Larger or smaller by up to ten times, alike along every axis."""
    return positions * 10 ** random.uniform(-1, 1), triangles


def reorder(positions, triangles, random):
    """Vertices and triangles in another order, triangles begun at another corner."""
    order = random.permutation(len(positions))
    place = numpy.empty_like(order)
    place[order] = numpy.arange(len(order))
    triangles = place[triangles[random.permutation(len(triangles))]]
    first = random.integers(0, 3, len(triangles))[:, None]
    corners = (numpy.arange(3)[None] + first) % 3
    return positions[order], numpy.take_along_axis(triangles, corners, axis=1)


def unweld(positions, triangles, random):
    """Three vertices for every triangle."""
    return positions[triangles.reshape(-1)], numpy.arange(triangles.size).reshape(-1, 3)


def weld(positions, triangles, random):
    """Vertices at one place made one."""
    places, index = numpy.unique(positions.astype("<f4"), axis=0, return_inverse=True)
    return places.astype(numpy.float64), index.reshape(-1)[triangles]


def subdivide(positions, triangles, random):
    """Every triangle into four, over the middles of its edges."""
    return trimesh.remesh.subdivide(positions, triangles)


def quantise(positions, triangles, random):
    """Positions on a grid of 4,096 steps along the longest side of the box, as 12-bit mesh
    compression does."""
    low = positions.min(axis=0)
    step = numpy.ptp(positions, axis=0).max() / 4096
    return low + numpy.round((positions - low) / step) * step, triangles


def fewer(share):
    """Quadric decimation to a share of the triangles, after welding, without which a simplifier
    would tear the surface at every seam."""
    def edit(positions, triangles, random):
        positions, triangles = weld(positions, triangles, random)
        positions, triangles = fast_simplification.simplify(
            positions.astype(numpy.float32), triangles.astype(numpy.int32),
            target_reduction=1 - share)
        return positions.astype(numpy.float64), triangles.astype(numpy.int64)
    return edit


def noise(positions, triangles, random):
    """Every place moved by 0.2% of the box's diagonal in a direction by chance; vertices at one
    place stay together."""
    places, index = numpy.unique(positions, axis=0, return_inverse=True)
    move = random.standard_normal(places.shape)
    move *= 0.002 * diagonal(positions) / numpy.linalg.norm(move, axis=1, keepdims=True)
    return (places + move)[index.reshape(-1)], triangles


def mirror(positions, triangles, random):
    """Left and right exchanged, triangles turned so that their outside stays outside."""
    return positions * (-1, 1, 1), triangles[:, ::-1]


EDITS = {
    "rigid": rigid, "scale": scale, "reorder": reorder, "unweld": unweld, "weld": weld,
    "subdivide": subdivide, "quantise": quantise, "half": fewer(0.5), "fifth": fewer(0.2),
    "noise": noise, "mirror": mirror,
}


def write(positions, triangles, file):
    meshes.write(file, positions, triangles)


def diagonal(positions):
    return float(numpy.linalg.norm(numpy.ptp(positions, axis=0)))
