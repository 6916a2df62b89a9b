import harness
import pytest


@pytest.fixture(scope="module")
def venue(tmp_path_factory):
    """A demonstration venue that the tests of a module share."""
    with harness.Venue(tmp_path_factory.mktemp("venue") / "data") as venue:
        yield venue


@pytest.fixture(scope="module")
def market(venue):
    return harness.Market(venue)


@pytest.fixture
def own_venue(tmp_path):
    """A venue of the test's own, which it may stop and kill."""
    with harness.Venue(tmp_path / "data") as venue:
        yield venue


@pytest.fixture
def unchanged(request):
    """What the test does leaves the venue's state as it was, and the venue alive."""
    venue = request.getfixturevalue("venue")
    before = venue.digest
    yield
    assert venue.is_alive
    assert venue.digest == before
    assert venue.get("/v1/instruments").status == 200
