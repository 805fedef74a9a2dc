"""DigiD, for oneself; and DigiD Machtigen and the BVD, for another."""

from __future__ import annotations

import pytest

from resolvers.grammar.afnemer import (
    AfnemerRol,
    AfnemerSoort,
    Authenticatie,
    MachtigingBron,
    MachtigingSoort,
    Vertegenwoordiging,
    WettelijkeVorm,
)
from resolvers.grammar.inzage import Betrouwbaarheidsniveau as Niveau
from resolvers.grammar.sleutel import Bsn
from tests.app.authentication.profielen.inloggen import (
    ACTING,
    ANDER,
    BURGER,
    DIENST,
    LEGAL,
    REPRESENTATION,
    RT,
    SERVICE,
    SMARTCARD,
    VERLOOPT,
    geweigerd,
    ingelogd,
)


def test_digid_is_a_burger_for_himself() -> None:
    assert ingelogd("digid", bsn=BURGER, acr=SMARTCARD) == Authenticatie(
        soort=AfnemerSoort.BURGER,
        rollen=(AfnemerRol.INWONER,),
        niveau=Niveau.SUBSTANTIEEL,
        verloopt=VERLOOPT,
        sleutel=Bsn(BURGER),
    )


@pytest.mark.parametrize("zelf", [{ACTING: BURGER}, {LEGAL: BURGER}, {LEGAL: None, ACTING: BURGER}])
def test_digid_that_names_the_same_person_twice_is_a_burger_for_himself(zelf: dict[str, object]) -> None:
    """DigiD by SAML always has an ActingSubjectID."""
    found = ingelogd("digid", bsn=BURGER, **zelf)

    assert (found.sleutel, found.vertegenwoordigt) == (Bsn(BURGER), None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"bsn": "999990018"},
        {"bsn": 999990019},
        {"bsn": [BURGER]},
        {"bsn": "99999001"},
        {ACTING: BURGER},
        {"bsn": BURGER, LEGAL: ANDER},
        {"bsn": BURGER, LEGAL: ""},
        {"bsn": BURGER, LEGAL: {"bsn": ANDER}},
        {"bsn": BURGER, ACTING: ANDER},
        {"bsn": BURGER, LEGAL: ANDER, ACTING: BURGER},
        {"bsn": BURGER, REPRESENTATION: f"{RT}WV_Curator"},
    ],
)
def test_digid_without_a_valid_person_or_with_a_second_one_is_refused(body: dict[str, object]) -> None:
    geweigerd("digid", **body)


def test_digid_machtigen_is_a_burger_who_acts_for_another() -> None:
    found = ingelogd("digid-machtigen", acr=SMARTCARD, **{LEGAL: ANDER, ACTING: BURGER, SERVICE: DIENST})

    assert found == Authenticatie(
        soort=AfnemerSoort.BURGER,
        rollen=(AfnemerRol.INWONER,),
        niveau=Niveau.SUBSTANTIEEL,
        verloopt=VERLOOPT,
        sleutel=Bsn(BURGER),
        vertegenwoordigt=Vertegenwoordiging(
            sleutel=Bsn(ANDER),
            soort=MachtigingSoort.VRIJWILLIG,
            bron=MachtigingBron.DIGID_MACHTIGEN,
            diensten=(DIENST,),
        ),
    )


@pytest.mark.parametrize("service", [None, []])
def test_a_machtiging_without_a_service_covers_no_service(service: object) -> None:
    found = ingelogd("digid-machtigen", **{LEGAL: ANDER, ACTING: BURGER, SERVICE: service})

    assert found.vertegenwoordigt is not None
    assert found.vertegenwoordigt.diensten == ()


def test_a_machtiging_may_cover_several_services() -> None:
    found = ingelogd("digid-machtigen", **{LEGAL: ANDER, ACTING: BURGER, SERVICE: [DIENST, "b", DIENST]})

    assert found.vertegenwoordigt is not None
    assert found.vertegenwoordigt.diensten == (DIENST, "b")


@pytest.mark.parametrize(
    ("kind", "vorm"),
    [
        ("Zorg_Volledig_Gezag_Kind", WettelijkeVorm.OUDERLIJK_GEZAG),
        ("WV_Curator", WettelijkeVorm.CURATELE),
        ("WV_Bewindvoerder", WettelijkeVorm.BEWIND),
        ("WV_Mentor", WettelijkeVorm.MENTORSCHAP),
    ],
)
def test_the_bvd_says_by_which_law_somebody_acts(kind: str, vorm: WettelijkeVorm) -> None:
    found = ingelogd("digid-machtigen", **{LEGAL: ANDER, ACTING: BURGER, REPRESENTATION: f"{RT}{kind}"})

    assert found.vertegenwoordigt == Vertegenwoordiging(
        sleutel=Bsn(ANDER), soort=MachtigingSoort.WETTELIJK, bron=MachtigingBron.BVD, wettelijke_vorm=vorm
    )


@pytest.mark.parametrize("body", [{ACTING: BURGER}, {"bsn": BURGER}, {ACTING: BURGER, "bsn": BURGER, LEGAL: None}])
def test_who_represents_nobody_acts_for_himself(body: dict[str, object]) -> None:
    found = ingelogd("digid-machtigen", **body)

    assert (found.sleutel, found.vertegenwoordigt) == (Bsn(BURGER), None)


@pytest.mark.parametrize("bsn", [BURGER, ANDER])
def test_a_bsn_beside_both_is_one_of_them_and_adds_nothing(bsn: str) -> None:
    found = ingelogd("digid-machtigen", bsn=bsn, **{LEGAL: ANDER, ACTING: BURGER})

    assert found.sleutel == Bsn(BURGER)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {LEGAL: ANDER},
        {LEGAL: ANDER, "bsn": BURGER},
        {LEGAL: "999990124", ACTING: BURGER},
        {LEGAL: ANDER, ACTING: "999990018"},
        {LEGAL: {"bsn": ANDER}, ACTING: BURGER},
        {LEGAL: [ANDER], ACTING: BURGER},
        {LEGAL: "", ACTING: BURGER, "bsn": BURGER},
        {LEGAL: BURGER, ACTING: BURGER},
        {LEGAL: ANDER, ACTING: BURGER, "bsn": "999990226"},
        {ACTING: ANDER, "bsn": BURGER},
        {LEGAL: ANDER, ACTING: BURGER, REPRESENTATION: f"{RT}Voogdij"},
        {LEGAL: ANDER, ACTING: BURGER, REPRESENTATION: ""},
        {LEGAL: ANDER, ACTING: BURGER, REPRESENTATION: [f"{RT}WV_Curator"]},
        {ACTING: BURGER, REPRESENTATION: f"{RT}WV_Curator"},
        {LEGAL: ANDER, ACTING: BURGER, SERVICE: {"id": DIENST}},
    ],
)
def test_a_machtiging_that_does_not_say_who_acts_for_whom_or_why_is_refused(body: dict[str, object]) -> None:
    """A represented party without who acts for him too: the `bsn` beside it says not which of both."""
    geweigerd("digid-machtigen", **body)
