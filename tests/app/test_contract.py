"""The contract of every release holds: what is added is fine, what is taken away or becomes something else is found."""

from __future__ import annotations

import pytest

from app.beleid import sdl
from app.console.contract import brekend, uitgaven
from tests.app.opdrachtregel import roep
from tests.sdl import zonder


def test_nothing_of_any_release_is_broken() -> None:
    assert next(iter(uitgaven())) == "0.1.0"
    assert brekend() == []


@pytest.mark.parametrize(
    "weg", ["MijnZakenInformatie.titel", "Query.mijnZaken", "WijzigingSoort.ZAAK_GESTART", "Node.id"]
)
def test_what_is_taken_away_is_found(weg: str) -> None:
    assert brekend(zonder(sdl(), weg)) != []


@pytest.mark.parametrize(
    ("was", "wordt"),
    [("  titel: String\n", "  titel: Int\n"), ("  bsn: BSN @", "  bsn: String @"), ("first: Int! = 20", "first: Int!")],
)
def test_what_becomes_something_else_is_found(was: str, wordt: str) -> None:
    assert was in sdl()
    assert brekend(sdl().replace(was, wordt)) != []


def test_what_is_added_breaks_nothing() -> None:
    assert brekend(sdl().replace("  titel: String\n", "  titel: String\n\n  ondertitel: String\n")) == []


def test_what_has_changed_since_a_release_is_a_changelog() -> None:
    found = roep("schema", "--sinds", "0.1.0")
    assert found.exit_code == 0
    assert "### Breekt" not in found.output
    nieuw = found.output.partition("### Nieuw\n")[2].splitlines()
    assert any("ketenzaken" in line for line in nieuw)
    assert nieuw == sorted(nieuw)


def test_of_a_release_that_is_not_there_it_says_which_are() -> None:
    found = roep("schema", "--sinds", "9.9")
    assert found.exit_code == 1
    assert "0.1.0" in found.output
