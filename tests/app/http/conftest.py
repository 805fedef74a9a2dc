"""One gateway with its registers for all tests of a file: starting it costs a second."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.app.http.deur import Deur, dienst


@pytest.fixture(scope="module")
def deur() -> Iterator[Deur]:
    with dienst() as served:
        yield served
