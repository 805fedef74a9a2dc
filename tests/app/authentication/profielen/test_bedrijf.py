"""eHerkenning: a company for itself, through an intermediary, or for a person in its care."""

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
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Vestigingsnummer
from tests.app.authentication.profielen.inloggen import (
    BURGER,
    DIENST,
    EH_LEGAL,
    EH_SERVICE,
    EH_SOORT,
    EH_TUSSEN,
    EH_TUSSEN_KVK,
    EH_VESTIGING,
    KVK,
    KVK2,
    LOA3,
    VERLOOPT,
    geweigerd,
    ingelogd,
)

VESTIGING = "000037178598"
ONLEESBARE_VESTIGING = ["37178598", "", "00003717859x", 37178598, [VESTIGING], {}]


def test_eherkenning_is_a_company_by_its_kvk_number() -> None:
    assert ingelogd("eherkenning", acr=LOA3, **{EH_LEGAL: KVK}) == Authenticatie(
        soort=AfnemerSoort.PRIVATE_PARTIJ,
        rollen=(AfnemerRol.ONDERNEMER,),
        niveau=Niveau.SUBSTANTIEEL,
        verloopt=VERLOOPT,
        sleutel=KvkNummer(KVK),
    )


def test_eherkenning_says_by_which_number_the_company_is_known() -> None:
    kvk = ingelogd("eherkenning", namequalifier=f"{EH_SOORT}KvKnr", **{EH_LEGAL: KVK})
    rsin = ingelogd("eherkenning", namequalifier=f"{EH_SOORT}RSIN", **{EH_LEGAL: BURGER})

    assert kvk.sleutel == KvkNummer(KVK)
    assert rsin.sleutel == Rsin(BURGER)


def test_eherkenning_for_one_vestiging_is_that_vestiging_only() -> None:
    found = ingelogd("eherkenning", **{EH_LEGAL: KVK, EH_VESTIGING: VESTIGING})

    assert found.vestiging == Vestigingsnummer(VESTIGING)


@pytest.mark.parametrize("vestiging", ONLEESBARE_VESTIGING)
def test_a_restriction_to_a_vestiging_that_cannot_be_read_is_refused_and_not_dropped(vestiging: object) -> None:
    """Dropping it would open the whole company to who may see one branch."""
    geweigerd("eherkenning", **{EH_LEGAL: KVK, EH_VESTIGING: vestiging})
    geweigerd("eherkenning", **{EH_LEGAL: KVK, EH_VESTIGING: vestiging, EH_TUSSEN: KVK2})
    geweigerd("eherkenning-bewindvoering", sel_uid=BURGER, **{EH_LEGAL: KVK, EH_VESTIGING: vestiging})


GEEN_BEDRIJF: list[dict[str, object]] = [
    {},
    {EH_LEGAL: "9000135"},
    {EH_LEGAL: 90001354},
    {EH_LEGAL: BURGER},
    {EH_LEGAL: KVK, "namequalifier": f"{EH_SOORT}RSIN"},
    {EH_LEGAL: KVK, "namequalifier": f"{EH_SOORT}Pseudo"},
    {EH_LEGAL: KVK, "namequalifier": "urn:kwaad:RSIN"},
    {EH_LEGAL: KVK, "namequalifier": ""},
    {EH_LEGAL: KVK, "namequalifier": 7},
]


@pytest.mark.parametrize("body", GEEN_BEDRIJF)
def test_eherkenning_without_a_company_that_we_know_how_to_read_is_refused(body: dict[str, object]) -> None:
    geweigerd("eherkenning", **body)
    geweigerd("eherkenning", **{EH_TUSSEN: KVK2}, **body)
    geweigerd("eherkenning-bewindvoering", sel_uid=BURGER, **body)


@pytest.mark.parametrize(
    "tussen",
    [
        {EH_TUSSEN: KVK2},
        {EH_TUSSEN: [KVK2]},
        {EH_TUSSEN_KVK: KVK2},
        {EH_TUSSEN: [KVK2], EH_TUSSEN_KVK: KVK2},
    ],
)
def test_with_ketenmachtiging_the_intermediary_acts_for_the_company_whose_data_it_is(
    tussen: dict[str, object],
) -> None:
    found = ingelogd("eherkenning", **{EH_LEGAL: KVK, EH_SERVICE: DIENST}, **tussen)

    assert found.sleutel == KvkNummer(KVK2)
    assert found.vertegenwoordigt == Vertegenwoordiging(
        sleutel=KvkNummer(KVK), soort=MachtigingSoort.KETEN, bron=MachtigingBron.EHERKENNING, diensten=(DIENST,)
    )


def test_a_ketenmachtiging_for_one_vestiging_is_for_that_vestiging_only() -> None:
    found = ingelogd("eherkenning", **{EH_LEGAL: KVK, EH_TUSSEN: KVK2, EH_VESTIGING: VESTIGING})

    assert found.vestiging is None
    assert found.vertegenwoordigt is not None
    assert found.vertegenwoordigt.sleutel == Vestigingsnummer(VESTIGING)


@pytest.mark.parametrize(
    "tussen",
    [
        {EH_TUSSEN: "9000136"},
        {EH_TUSSEN: ""},
        {EH_TUSSEN: 90001362},
        {EH_TUSSEN: {"id": KVK2}},
        {EH_TUSSEN: [None]},
        {EH_TUSSEN: [KVK2, "90001370"]},
        {EH_TUSSEN: KVK2, EH_TUSSEN_KVK: "90001370"},
        {EH_TUSSEN: KVK},
    ],
)
def test_an_intermediary_that_is_not_one_other_company_is_refused(tussen: dict[str, object]) -> None:
    geweigerd("eherkenning", **{EH_LEGAL: KVK}, **tussen)


@pytest.mark.parametrize(
    ("rol", "vorm"),
    [
        (None, WettelijkeVorm.BEWIND),
        ("bewindvoerder", WettelijkeVorm.BEWIND),
        ("curator", WettelijkeVorm.CURATELE),
        ("mentor", WettelijkeVorm.MENTORSCHAP),
    ],
)
def test_bewindvoering_is_a_company_that_acts_for_a_person(rol: str | None, vorm: WettelijkeVorm) -> None:
    found = ingelogd(
        "eherkenning-bewindvoering", sel_uid=BURGER, mandate_role=rol, **{EH_LEGAL: KVK, EH_SERVICE: DIENST}
    )

    assert (found.soort, found.rollen, found.sleutel) == (
        AfnemerSoort.PRIVATE_PARTIJ,
        (AfnemerRol.ONDERNEMER,),
        KvkNummer(KVK),
    )
    assert found.vertegenwoordigt == Vertegenwoordiging(
        sleutel=Bsn(BURGER),
        soort=MachtigingSoort.WETTELIJK,
        bron=MachtigingBron.EHERKENNING,
        wettelijke_vorm=vorm,
        diensten=(DIENST,),
    )


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"sel_uid": None},
        {"sel_uid": "999990018"},
        {"sel_uid": KVK},
        {"sel_uid": [BURGER]},
        {"sel_uid": BURGER, "mandate_role": "voogd"},
        {"sel_uid": BURGER, "mandate_role": "Bewindvoerder"},
        {"sel_uid": BURGER, "mandate_role": ""},
        {"sel_uid": BURGER, "mandate_role": ["curator"]},
        {"sel_uid": BURGER, EH_TUSSEN: KVK2},
    ],
)
def test_bewindvoering_without_a_person_or_in_a_role_that_we_do_not_know_is_refused(body: dict[str, object]) -> None:
    geweigerd("eherkenning-bewindvoering", **{EH_LEGAL: KVK}, **body)
