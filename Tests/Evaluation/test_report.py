"""The document: generated parts are replaced, prose stays."""
import pytest

import report

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
