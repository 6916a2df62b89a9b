"""Counting: what is found, what is false, and what counts as neither."""
import json

import pytest

import labels
import rows
import score
from score import Copy


@pytest.fixture
def alike(tmp_path):
    file = tmp_path / "rules.json"
    file.write_text(json.dumps([
        {"files": "^box/(\\w+)-(?:day|night)\\.", "name": "box \\1", "why": "day and night"}]))
    sources = ["box/hill-day.png", "box/hill-night.png", "box/sea-day.png", "box/tree.png"]
    return labels.Labels(file, [
        {"name": source[4:-4], "source": source} for source in sources])


NAMES = ["hill-day", "hill-night", "sea-day", "tree"]


def row(result, title):
    return next(one for one in result if one.title == title)


def test_found_similar_and_missed_are_told_apart():
    said = ["same-picture", "part-of", "similar", "not-fingerprintable"]
    verdicts = {Copy("grey", name): verdict for name, verdict in zip(NAMES, said)}
    grey = row(score.recall("pictures", verdicts, NAMES), "grey")
    assert (grey.count, grey.found, grey.similar, grey.blank) == (4, 2, 1, 1)
    assert grey.missed == [Copy("grey", "sea-day"), Copy("grey", "tree")]
    assert not grey.passed


def test_a_copy_without_verdict_is_missed_but_one_that_was_never_pasted_does_not_count():
    result = score.recall("pictures", {Copy("pasted", "tree"): "part-of"}, NAMES)
    assert (row(result, "blur").count, row(result, "blur").found) == (4, 0)
    assert (row(result, "pasted").count, row(result, "pasted").found) == (1, 1)


def test_a_row_takes_all_its_edits_together():
    verdicts = {
        Copy(edit, name): "exact" for edit in ("turn-90", "turn-180") for name in NAMES}
    turns = row(score.recall("pictures", verdicts, NAMES), "quarter turns")
    assert (turns.count, turns.found, turns.share) == (12, 8, 8 / 12)


@pytest.mark.parametrize("found, passed", [(98, True), (97, False)])
def test_a_bar_is_reached_exactly_at_its_share(found, passed):
    names = [str(number) for number in range(100)]
    verdicts = {
        Copy("grey", name): "exact" if int(name) < found else "none" for name in names}
    assert row(score.recall("pictures", verdicts, names), "grey").passed is passed


def test_a_row_without_copies_does_not_pass():
    assert not row(score.recall("meshes", {}, []), "rigid motion").passed


def test_a_texture_in_common_does_not_make_a_mesh_found_but_is_a_false_pair():
    rigid = row(score.recall("meshes", {Copy("rigid", "a"): "same-texture"}, ["a"]), "rigid motion")
    assert rigid.found == 0
    pairs = [("a", "b"), ("a", "c"), ("b", "c"), ("a", "d")]
    said = ["same-texture", "similar", "none", "not-fingerprintable"]
    assert score.false_pairs(pairs, said) == [(("a", "b"), "same-texture")]


def test_pairs_of_originals_leave_out_shared_artwork(alike):
    pairs = score.pairs_of_originals(NAMES, alike, None, 1)
    assert len(pairs) == 5
    assert ("hill-day", "hill-night") not in pairs


def test_a_sample_is_fixed_by_its_seed(alike):
    one, again, other = (score.pairs_of_originals(NAMES, alike, 3, seed) for seed in (1, 1, 2))
    assert one == again and len(one) == 3
    assert one != other


def test_pairs_with_copies_leave_out_shared_artwork_and_the_host(alike):
    hosts = {name: "tree" for name in NAMES[:3]}
    pairs = score.pairs_with_copies(NAMES, ["pasted"], hosts, alike, 100, 1)
    assert {(copy.name, other) for copy, other in pairs} == {
        ("hill-day", "sea-day"), ("hill-night", "sea-day"), ("sea-day", "hill-day"),
        ("sea-day", "hill-night")}


def test_hosts_share_nothing_with_what_is_pasted(alike):
    hosts = score.hosts(NAMES, ["hill-day", "tree"], alike, 1)
    assert hosts["hill-night"] == "tree" and hosts["tree"] == "hill-day"
    assert score.hosts(["tree"], ["tree"], alike, 1) == {}


@pytest.mark.parametrize("line, expected", [
    ({"keypoints": 30, "quality": 0}, True), ({"keypoints": 29, "quality": 49}, False),
    ({"keypoints": 0, "quality": 50}, True), ({"keypoints": None, "quality": None}, False),
    ({"keypoints": 99, "quality": 99, "error": "malformed"}, False)])
def test_fingerprintable_is_told_by_keypoints_or_quality(line, expected):
    assert score.is_fingerprintable("pictures", line) is expected


def test_every_edit_is_in_exactly_one_row():
    import edits_meshes
    import edits_pictures
    for kind, edits in (("pictures", edits_pictures.EDITS), ("meshes", edits_meshes.EDITS)):
        assert sorted(edit for row in rows.ROWS[kind] for edit in row.edits) == sorted(edits)
