"""What the tests of the journal's rooms share."""

from collections.abc import Iterator

import pytest

from tests.support.elsewhere import House, open_house


@pytest.fixture
def house() -> Iterator[House]:
    """A server of the test's own."""
    with open_house() as opened:
        yield opened
