"""The document: generated parts are replaced, prose stays."""
import pytest

import evaluation
import report
import score
from score import Copy

DOCUMENT = """# Fingerprints

Before.

<!-- evaluate:pictures -->
old
<!-- /evaluate -->

Between.

<!-- evaluate:meshes -->
<!-- /evaluate -->
After.
"""


def test_only_the_part_between_its_markers_changes():
    text = report.replaced(DOCUMENT, "pictures", r"new \1 text")
    assert text == DOCUMENT.replace("old\n", "\nnew \\1 text\n\n")
    assert report.replaced(text, "pictures", r"new \1 text") == text


def test_an_empty_part_is_filled():
    assert "-->\n\nfigures\n\n<!-- /evaluate -->\nAfter." in \
        report.replaced(DOCUMENT, "meshes", "figures")


def test_a_missing_part_is_told():
    with pytest.raises(SystemExit, match="corpus"):
        report.replaced(DOCUMENT, "corpus", "")


class NoLabels:
    def alike(self, one, other):
        return one == other

    def groups(self):
        return {}


def measured(verdict, false=()):
    """An evaluation of two meshes, every copy of which has the verdict."""
    names = ["hat", "shoe"]
    rows = score.recall("meshes", {Copy("rigid", name): verdict for name in names}, names)
    return evaluation.Evaluation(
        "meshes", {"versions": {"box": "1.0"}},
        [{"name": name, "package": "box"} for name in [*names, "plain"]],
        {name: {"keypoints": None} for name in names}, names, NoLabels(),
        [row for row in rows if row.title == "rigid motion"],
        {"originals": 1000}, {"originals": list(false)}, [], [])


def test_figures_of_a_run_that_passes():
    result = measured("same-shape")
    result.originals.pop()
    assert result.misses() == []
    text = report.part(result)
    assert "| rigid motion | any turn, moved by up to two diagonals | 100% | 100.0% | 2 |" in text
    assert "False pairs:" not in text and "Missed are" not in text


def test_every_bar_that_is_missed_is_told():
    pair = (Copy("noise", "hat"), "shoe")
    result = measured("similar", [(pair, "same-shape")] * 3)
    assert [miss.split(": ")[1] for miss in result.misses()] == [
        "rigid motion", "originals", "33.3% are not fingerprintable, bar 5%"]
    text = report.part(result)
    assert "0.0% ✗ | 2 | 2 | 2 | 0 |" in text
    assert "- hat (noise) and shoe: `same-shape`" in text
    assert "Missed are 2 copies of 2 originals" in text
    assert "plain" in text


def test_packages_are_counted_by_kind():
    assert "| box | 1.0 |  | 3 |" in report.corpus([measured("exact")])
