"""Licences: whatever runs may go along with a work under the EUPL-1.2, and brings its own licence text.

The EUPL lets a work be combined with what is under a permissive licence, and names the licences with copyleft that it
is compatible with (LICENSE.md, Appendix); of those we use what asks it of its own files only, unchanged beside ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.metadata import distribution
from typing import Any

import pytest

from app.http.graphiql import MEEGELEVERD
from tests.app.opdrachtregel import ROOT, roep
from tests.vastzetten import BESTAND

VRIJ = {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0"}
#: Copyleft for their own files: each package is named, so that a next one is a decision.
EIGEN_BESTANDEN: Mapping[str, str] = {
    "certifi": "MPL-2.0",
    "psycopg": "LGPL-3.0-only",
    "psycopg-binary": "LGPL-3.0-only",  # an installation without `postgres` has neither
}


def _mag(naam: str, licentie: str) -> bool:
    """One of those to choose from, and of that all that hold together."""
    return licentie == EIGEN_BESTANDEN.get(naam) or any(
        all(word.strip("() ") in VRIJ for word in keuze.split(" AND ")) for keuze in licentie.split(" OR ")
    )


@pytest.fixture(scope="module")
def licenties() -> dict[str, str]:
    """Per package of this installation, as `mijnzaken sbom` tells it; "" when it does not say."""
    document: dict[str, Any] = json.loads(roep("sbom").stdout)
    parts = [document["metadata"]["component"], *document["components"]]
    return {part["name"]: next(map(_tekst, part["licenses"]), "") for part in parts}


def _tekst(licentie: dict[str, Any]) -> str:
    said: str = licentie["expression"] if "expression" in licentie else licentie["license"]["id"]
    return said


def _vast() -> list[str]:
    return re.findall(r"^([a-z0-9-]+)==", BESTAND.read_text(encoding="utf-8"), re.MULTILINE)


def test_whatever_runs_may_go_along_with_ours(licenties: dict[str, str]) -> None:
    ander = {naam: tekst for naam, tekst in licenties.items() if naam != "mijnzaken" and not _mag(naam, tekst)}

    assert ander == {}
    assert licenties["mijnzaken"] == "EUPL-1.2"


def test_that_is_all_that_is_pinned_with_its_optional_parts(licenties: dict[str, str]) -> None:
    """So that nothing is in the image of which the licence was not looked at."""
    assert set(_vast()) - set(licenties) == {"setuptools"}  # which builds, and does not go along


@pytest.mark.parametrize("licentie", ["GPL-3.0-only", "", "MIT AND GPL-3.0-only", "UNKNOWN", "MPL-2.0"])
def test_another_licence_would_be_found(licentie: str) -> None:
    assert not _mag("een-pakket", licentie)


@pytest.mark.parametrize("licentie", ["MIT", "GPL-2.0-only OR MIT", "(MIT OR GPL-2.0-only)", "Apache-2.0 AND ISC"])
def test_what_leaves_a_choice_may_be_chosen(licentie: str) -> None:
    assert _mag("een-pakket", licentie)


def test_every_package_brings_its_licence_along(licenties: dict[str, str]) -> None:
    """Who hands on an image hands on these texts with it."""
    meegeleverd = {naam for naam, _ in MEEGELEVERD}
    zonder = [
        naam
        for naam in licenties.keys() - meegeleverd - {"mijnzaken"}
        if not any(re.search(r"(?i)licen[cs]e|copying", file.name) for file in distribution(naam).files or ())
    ]
    tekst = (ROOT / "app/http/static/graphiql/LICENSES.txt").read_text(encoding="utf-8")

    assert zonder == []
    assert [naam for naam in meegeleverd if naam not in tekst] == []
