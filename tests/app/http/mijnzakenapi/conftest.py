"""One gateway with this door for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.app.http.mijnzakenapi.opstelling import Api
from tests.app.http.mijnzakenapi.opstelling import api as opgesteld


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    with opgesteld() as made:
        yield made
