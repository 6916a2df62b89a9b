"""The edits do what their names say, and do it alike every time."""
import numpy
import pytest
import trimesh
from PIL import Image

import chance
import edits_meshes
import edits_pictures
import meshes


@pytest.fixture(scope="module")
def picture():
    y, x = numpy.mgrid[0:120, 0:200]
    values = numpy.stack([x, y, (x * y) % 256], axis=-1) % 256
    return Image.fromarray(values.astype(numpy.uint8))


def edited(name, image):
    random = chance.generator(1, name, "picture")
    function = edits_pictures.EDITS[name]
    return function(image, random, image.resize((900, 600))) if name == "pasted" \
        else function(image, random)


@pytest.mark.parametrize("name", edits_pictures.EDITS)
def test_a_picture_edit_is_the_same_every_time(picture, name):
    before = picture.tobytes()
    assert edited(name, picture).tobytes() == edited(name, picture).tobytes()
    assert edited(name, picture).mode == "RGB"
    assert picture.tobytes() == before


@pytest.mark.parametrize("name, size", [
    ("half-size", (100, 60)), ("crop-10", (160, 96)), ("turn-90", (120, 200)),
    ("border", (220, 140)), ("half-area", (141, 85)), ("quarter-area", (100, 60)),
    ("crop-half-jpeg", (80, 48)), ("turn-30", (200, 120)), ("pasted", (900, 600))])
def test_sizes_of_edited_pictures(picture, name, size):
    assert edited(name, picture).size == size


def test_a_small_turn_shows_no_corner():
    white = Image.new("RGB", (200, 120), "white")
    assert edited("turn-2", white).getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize("name, share", [("logo", 0.09), ("logo-area", 0.30)])
def test_a_logo_covers_its_share(name, share):
    one, other = (edited(name, Image.new("RGB", (200, 120), colour)) for colour in
                  ("black", "white"))
    covered = (numpy.asarray(one) == numpy.asarray(other)).all(axis=-1).mean()
    assert covered == pytest.approx(share, abs=0.01)


def test_chance_depends_on_seed_and_names_alone():
    one = chance.generator(1, "logo", "a").random()
    assert one == chance.generator(1, "logo", "a").random()
    assert one != chance.generator(2, "logo", "a").random()
    assert one != chance.generator(1, "logo", "b").random()


@pytest.fixture(scope="module")
def ball():
    mesh = trimesh.creation.icosphere(3)
    return mesh.vertices * (1, 2, 3), numpy.asarray(mesh.faces)


def edited_mesh(name, mesh):
    return edits_meshes.EDITS[name](*mesh, chance.generator(1, name, "ball"))


def area(positions, triangles):
    return trimesh.Trimesh(positions, triangles, process=False).area


@pytest.mark.parametrize("name", ["rigid", "reorder", "unweld", "weld", "subdivide", "mirror"])
def test_area_and_outside_stay(ball, name):
    positions, triangles = edited_mesh(name, ball)
    assert area(positions, triangles) == pytest.approx(area(*ball), rel=1e-5)
    mesh = trimesh.Trimesh(positions, triangles)
    assert mesh.volume == pytest.approx(trimesh.Trimesh(*ball).volume, rel=1e-5)


@pytest.mark.parametrize("name, share", [("half", 0.5), ("fifth", 0.2)])
def test_triangles_become_fewer(ball, name, share):
    positions, triangles = edited_mesh(name, edited_mesh("unweld", ball))
    assert len(triangles) == pytest.approx(share * len(ball[1]), rel=0.02)


def test_noise_moves_every_place_by_the_same_length(ball):
    positions, _ = edited_mesh("noise", ball)
    moved = numpy.linalg.norm(positions - ball[0], axis=1)
    assert moved == pytest.approx(0.002 * edits_meshes.diagonal(ball[0]))


def test_a_mesh_is_read_as_it_was_written(ball, tmp_path):
    meshes.write(tmp_path / "ball.glb", *ball)
    positions, triangles = meshes.read(tmp_path / "ball.glb")
    assert (triangles == ball[1]).all()
    assert positions == pytest.approx(ball[0], abs=1e-6)
    assert trimesh.load(tmp_path / "ball.glb", force="mesh").area == \
        pytest.approx(area(*ball), rel=1e-5)
