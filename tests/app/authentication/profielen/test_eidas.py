"""eIDAS: a person from abroad, known here by BSN or not, and somebody for a company from abroad."""

from __future__ import annotations

import pytest

from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort
from resolvers.grammar.inzage import Betrouwbaarheidsniveau as Niveau
from resolvers.grammar.sleutel import Bsn
from tests.app.authentication.profielen.inloggen import (
    BURGER,
    EIDAS_BEDRIJF,
    EIDAS_BSN,
    EIDAS_PSEUDO,
    LOA3,
    geweigerd,
    ingelogd,
)

PSEUDO = "DE/NL/2a8f"


def test_a_person_with_a_bsn_is_a_burger() -> None:
    found = ingelogd("eidas", acr=LOA3, **{EIDAS_BSN: BURGER, EIDAS_PSEUDO: PSEUDO})

    assert (found.soort, found.rollen, found.sleutel, found.niveau) == (
        AfnemerSoort.BURGER,
        (AfnemerRol.INWONER,),
        Bsn(BURGER),
        Niveau.SUBSTANTIEEL,
    )


def test_a_pseudonym_is_somebody_whom_no_register_knows() -> None:
    found = ingelogd("eidas", **{EIDAS_PSEUDO: PSEUDO})

    assert (found.soort, found.sleutel) == (AfnemerSoort.BURGER, None)


@pytest.mark.parametrize("persoon", [{EIDAS_BSN: BURGER}, {EIDAS_PSEUDO: PSEUDO}])
def test_who_acts_for_a_company_abroad_does_not_look_at_his_own_affairs(persoon: dict[str, object]) -> None:
    found = ingelogd("eidas", **{EIDAS_BEDRIJF: "BE/NL/0123"}, **persoon)

    assert (found.soort, found.rollen, found.sleutel) == (AfnemerSoort.PRIVATE_PARTIJ, (AfnemerRol.ONDERNEMER,), None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {EIDAS_BEDRIJF: "BE/NL/0123"},
        {EIDAS_BSN: "999990018"},
        {EIDAS_BSN: "999990018", EIDAS_PSEUDO: PSEUDO},
        {EIDAS_BSN: 7},
        {EIDAS_PSEUDO: ""},
        {EIDAS_PSEUDO: [PSEUDO]},
        {EIDAS_PSEUDO: PSEUDO, EIDAS_BEDRIJF: ""},
        {EIDAS_PSEUDO: PSEUDO, EIDAS_BEDRIJF: {"id": "BE/NL/0123"}},
        {EIDAS_PSEUDO: "x" * 256},
    ],
)
def test_eidas_without_a_person_that_can_be_read_is_refused(body: dict[str, object]) -> None:
    geweigerd("eidas", **body)
