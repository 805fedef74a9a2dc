"""Proces: where something is among its steps, and how that is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.levertijd import Levertijd, LevertijdAard, LevertijdErvaring
from resolvers.proces import (
    MijnZakenStatus,
    Processtap,
    StapToestand,
    Statusgroep,
    Statusmoment,
    Statustype,
    mijnzaken_status,
    stappen_van,
    status_van_product,
    status_van_verzoek,
    stel_proces_op,
)

T0 = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
D, H, V, O = StapToestand.DOORLOPEN, StapToestand.HUIDIG, StapToestand.VERWACHT, StapToestand.OVERGESLAGEN  # noqa: E741


def statustype(volgnummer: int, naam: str = "", *, eind: bool = False, norm: str | None = None) -> Statustype:
    return Statustype(
        id=f"type-{volgnummer}",
        naam=naam or f"Stap {volgnummer}",
        tekst=f"Uitleg {volgnummer}",
        volgnummer=volgnummer,
        eindstatus=eind,
        informeren=True,
        doorlooptijd=norm,
    )


#: volgnummers leave room between them, as catalogues do, and come in no order.
TYPEN = [
    statustype(40, "Afgehandeld", eind=True),
    statustype(10, "Ontvangen"),
    statustype(30, "Besluit genomen", norm="P2W"),
    statustype(20, "In behandeling", norm="P6W"),
]


def moment(volgnummer: int, dag: float) -> Statusmoment:
    return Statusmoment(statustype_id=f"type-{volgnummer}", gezet_op=T0 + timedelta(days=dag))


def toestanden(*momenten: Statusmoment, afgesloten: bool = False) -> list[StapToestand]:
    return [stap.toestand for stap in stel_proces_op(TYPEN, momenten, afgesloten=afgesloten)]


def status(
    *momenten: Statusmoment,
    typen: list[Statustype] = TYPEN,
    afgesloten: bool = False,
    opgeschort: bool = False,
    heeft_resultaat: bool = False,
    wacht_op_klant: bool = False,
) -> MijnZakenStatus:
    return mijnzaken_status(
        typen,
        momenten[-1] if momenten else None,
        afgesloten=afgesloten,
        opgeschort=opgeschort,
        heeft_resultaat=heeft_resultaat,
        wacht_op_klant=wacht_op_klant,
    )


def groep(naam: str, *, plaats: int = 2, generiek: str | None = None) -> Statusgroep:
    """The groep of a zaak whose statustype has this name, first or in the middle of three."""
    typen = [statustype(1), statustype(2), statustype(3, eind=True)]
    typen[plaats - 1] = Statustype(
        id="dit", naam=naam, tekst=None, volgnummer=plaats, eindstatus=False, informeren=False, generiek=generiek
    )
    huidig = Statusmoment(statustype_id="dit", gezet_op=T0)
    return status(huidig, typen=typen).groep


def test_a_zaaktype_without_a_zaak_expects_all_its_steps_with_their_norms() -> None:
    stappen = stappen_van(TYPEN)
    assert [(stap.volgnummer, stap.naam) for stap in stappen] == [
        (1, "Ontvangen"),
        (2, "In behandeling"),
        (3, "Besluit genomen"),
        (4, "Afgehandeld"),
    ]
    assert {stap.toestand for stap in stappen} == {V}
    assert [stap.doorlooptijd for stap in stappen] == [None, "P6W", "P2W", None]
    assert stappen_van([]) == []


def test_a_zaak_half_way_has_steps_behind_and_before_it() -> None:
    ontvangen, behandeling, besluit, eind = stel_proces_op(TYPEN, [moment(20, 3.9), moment(10, 0)], afgesloten=False)
    assert (ontvangen.toestand, ontvangen.bereikt_op, ontvangen.doorlooptijd) == (D, T0, "P3D")
    assert (behandeling.toestand, behandeling.bereikt_op) == (H, T0 + timedelta(days=3.9))
    assert behandeling.doorlooptijd is None
    assert (besluit.toestand, besluit.bereikt_op, besluit.doorlooptijd) == (V, None, "P2W")
    assert eind.toestand is V
    assert behandeling.toelichting == "Uitleg 20"


def test_a_step_that_was_never_reached_is_skipped() -> None:
    stappen = stel_proces_op(TYPEN, [moment(10, 0), moment(30, 5)], afgesloten=False)
    assert [stap.toestand for stap in stappen] == [D, O, H, V]
    assert (stappen[1].bereikt_op, stappen[1].doorlooptijd) == (None, None)
    assert stappen[0].doorlooptijd == "P5D"


def test_the_current_status_is_the_latest_by_date_not_by_number() -> None:
    assert toestanden(moment(30, 1), moment(20, 2)) == [O, H, V, V]


def test_of_two_statuses_at_one_moment_the_later_step_is_current_in_whatever_order_they_came() -> None:
    assert toestanden(moment(30, 1), moment(20, 1)) == toestanden(moment(20, 1), moment(30, 1)) == [O, D, H, V]


def test_a_status_set_twice_counts_from_the_last_time() -> None:
    stappen = stel_proces_op(TYPEN, [moment(10, 0), moment(20, 2), moment(10, 5), moment(20, 9)], afgesloten=False)
    assert [stap.toestand for stap in stappen] == [D, H, V, V]
    assert (stappen[0].bereikt_op, stappen[0].doorlooptijd) == (T0 + timedelta(days=5), "P4D")
    assert stappen[1].bereikt_op == T0 + timedelta(days=9)


def test_the_end_leaves_nothing_current_or_expected() -> None:
    assert toestanden(moment(10, 0), moment(40, 4), afgesloten=True) == [D, O, O, D]
    assert toestanden(moment(10, 0), moment(40, 4)) == [D, O, O, D]


def test_a_zaak_closed_without_an_end_status_expects_nothing() -> None:
    assert toestanden(moment(10, 0), moment(20, 4), afgesloten=True) == [D, D, O, O]
    assert toestanden(afgesloten=True) == [O, O, O, O]


def test_after_a_reopening_later_steps_are_expected_again() -> None:
    assert toestanden(moment(10, 0), moment(20, 2), moment(40, 4), moment(20, 8)) == [D, H, V, V]
    stappen = stel_proces_op(TYPEN, [moment(10, 0), moment(40, 4), moment(20, 8)], afgesloten=False)
    assert (stappen[3].toestand, stappen[3].bereikt_op, stappen[3].doorlooptijd) == (V, None, None)


def test_a_status_of_another_zaaktype_has_no_step_and_hides_none() -> None:
    vreemd = Statusmoment(statustype_id="elders", gezet_op=T0 + timedelta(days=6))
    assert toestanden(moment(10, 0), moment(20, 2), vreemd) == [D, D, V, V]
    assert toestanden(vreemd) == [V, V, V, V]


MOMENTEN = st.lists(
    st.builds(moment, st.sampled_from([10, 20, 30, 40, 50]), st.integers(0, 10_000).map(lambda uur: uur / 24)),
    max_size=12,
    unique_by=lambda found: found.gezet_op,
)


@given(MOMENTEN, st.booleans(), st.randoms())
def test_every_step_appears_once_whatever_the_history(
    momenten: list[Statusmoment], dicht: bool, toeval: object
) -> None:
    stappen = stel_proces_op(TYPEN, momenten, afgesloten=dicht)
    assert [stap.volgnummer for stap in stappen] == [1, 2, 3, 4]
    bereikt = [stap.bereikt_op for stap in stappen if stap.bereikt_op]
    assert len(set(bereikt)) == len(bereikt)
    assert set(bereikt) <= {found.gezet_op for found in momenten}
    for stap in stappen:
        assert (stap.bereikt_op is not None) is (stap.toestand in {D, H})
    huidig = [stap for stap in stappen if stap.toestand is H]
    assert len(huidig) <= 1
    if huidig:
        assert huidig[0].bereikt_op == max(found.gezet_op for found in momenten)
        assert {stap.toestand for stap in stappen[: huidig[0].volgnummer - 1]} <= {D, O}
        assert {stap.toestand for stap in stappen[huidig[0].volgnummer :]} <= {V}
    assert not dicht or {stap.toestand for stap in stappen} <= {D, O}
    geschud = sorted(momenten, key=lambda _: toeval.random())  # type: ignore[attr-defined]
    opnieuw = stel_proces_op(TYPEN[::-1], geschud, afgesloten=dicht)
    assert [vars(stap) for stap in opnieuw] == [vars(stap) for stap in stappen]


@given(MOMENTEN)
def test_the_status_and_the_steps_point_at_the_same_place(momenten: list[Statusmoment]) -> None:
    momenten = sorted(momenten, key=lambda found: found.gezet_op)
    stappen = stel_proces_op(TYPEN, momenten, afgesloten=False)
    nu = status(*momenten)
    assert nu.aantal_stappen == len(stappen)
    huidig = [stap.volgnummer for stap in stappen if stap.toestand is H]
    assert not huidig or nu.stap == huidig[0]
    assert nu.stap is None or stappen[nu.stap - 1].toestand in {D, H}


def test_a_status_is_told_in_the_words_for_the_klant_with_its_place() -> None:
    nu = status(moment(20, 3))
    assert (nu.groep, nu.naam, nu.toelichting) == (Statusgroep.IN_BEHANDELING, "In behandeling", "Uitleg 20")
    assert (nu.gezet_op, nu.stap, nu.aantal_stappen) == (T0 + timedelta(days=3), 2, 4)


def test_what_the_behandelaar_wrote_with_a_status_is_not_told() -> None:
    intern = Statusmoment(
        statustype_id="type-20", gezet_op=T0, toelichting="geheime notitie", substatussen=["geheime stap"]
    )
    assert "geheim" not in str(vars(status(intern)))
    assert "geheim" not in str([vars(stap) for stap in stel_proces_op(TYPEN, [intern], afgesloten=False)])
    assert "geheim" not in repr(intern)


def test_facts_of_the_zaak_go_before_the_words_of_its_status_in_this_order() -> None:
    def bij(volgnummer: int, *, afgesloten: bool) -> Statusgroep:
        alles = status(
            moment(volgnummer, 1), afgesloten=afgesloten, opgeschort=True, heeft_resultaat=True, wacht_op_klant=True
        )
        return alles.groep

    assert bij(20, afgesloten=True) is Statusgroep.AFGEROND
    assert bij(40, afgesloten=False) is Statusgroep.AFGEROND
    assert bij(20, afgesloten=False) is Statusgroep.WACHT_OP_KLANT
    assert status(moment(20, 1), opgeschort=True, heeft_resultaat=True).groep is Statusgroep.OPGESCHORT
    assert status(moment(20, 1), heeft_resultaat=True).groep is Statusgroep.BESLIST
    assert status(moment(30, 1)).groep is Statusgroep.BESLIST
    assert status(moment(10, 1)).groep is Statusgroep.ONTVANGEN


def test_a_zaak_without_a_status_has_been_received() -> None:
    nu = status()
    assert (nu.groep, nu.naam, nu.stap, nu.gezet_op) == (Statusgroep.ONTVANGEN, "Ontvangen", None, None)
    assert nu.aantal_stappen == 4
    assert (status(afgesloten=True).groep, status(afgesloten=True).naam) == (Statusgroep.AFGEROND, "Afgerond")
    assert status(typen=[]).aantal_stappen is None


def test_a_status_that_the_zaaktype_does_not_have_is_unknown_but_dated() -> None:
    nu = status(moment(50, 2))
    assert (nu.groep, nu.naam, nu.stap) == (Statusgroep.ONBEKEND, None, None)
    assert nu.gezet_op == T0 + timedelta(days=2)
    assert status(moment(50, 2), opgeschort=True).groep is Statusgroep.OPGESCHORT


@pytest.mark.parametrize(
    ("naam", "verwacht"),
    [
        ("Wacht op aanvrager", Statusgroep.WACHT_OP_KLANT),
        ("Wachten op uw gegevens", Statusgroep.WACHT_OP_KLANT),
        ("Wachten op aanvullende informatie", Statusgroep.WACHT_OP_KLANT),
        ("Aanvulling gevraagd", Statusgroep.WACHT_OP_KLANT),
        ("Gegevens opgevraagd", Statusgroep.WACHT_OP_KLANT),
        ("In afwachting van betaling", Statusgroep.WACHT_OP_KLANT),
        ("In afwachting van advies", Statusgroep.IN_BEHANDELING),
        ("Wachten op gegevens van derden", Statusgroep.IN_BEHANDELING),
        ("Informatie opgevraagd bij adviseur", Statusgroep.IN_BEHANDELING),
        ("Wacht op welstandscommissie", Statusgroep.IN_BEHANDELING),
        ("Verwacht besluit", Statusgroep.IN_BEHANDELING),
        ("Aanvulling ontvangen", Statusgroep.IN_BEHANDELING),
        ("Aangehouden", Statusgroep.OPGESCHORT),
        ("Opgeschort", Statusgroep.OPGESCHORT),
        ("Niet opgeschort", Statusgroep.IN_BEHANDELING),
        ("Besluit genomen", Statusgroep.BESLIST),
        ("Beschikking verzonden", Statusgroep.BESLIST),
        ("Vergunning verleend", Statusgroep.BESLIST),
        ("Aanvraag afgewezen", Statusgroep.BESLIST),
        ("Toegekend", Statusgroep.BESLIST),
        ("Besluit voorbereiden", Statusgroep.IN_BEHANDELING),
        ("Besluitvorming", Statusgroep.IN_BEHANDELING),
        ("Nog niet beslist", Statusgroep.IN_BEHANDELING),
        ("Conceptbesluit opgesteld", Statusgroep.IN_BEHANDELING),
        ("Concept", Statusgroep.IN_BEHANDELING),
        ("Inhoudelijke toets", Statusgroep.IN_BEHANDELING),
    ],
)
def test_words_of_a_step_in_the_middle_are_read_with_care(naam: str, verwacht: Statusgroep) -> None:
    assert groep(naam) is verwacht


@pytest.mark.parametrize(
    ("naam", "verwacht"),
    [
        ("Ontvangen", Statusgroep.ONTVANGEN),
        ("Geregistreerd", Statusgroep.ONTVANGEN),
        ("Zaak gestart", Statusgroep.ONTVANGEN),
        ("In behandeling genomen", Statusgroep.IN_BEHANDELING),
        ("Concept", Statusgroep.CONCEPT),
        ("Conceptbesluit", Statusgroep.ONTVANGEN),
    ],
)
def test_the_first_step_is_receipt_unless_it_says_otherwise(naam: str, verwacht: Statusgroep) -> None:
    assert groep(naam, plaats=1) is verwacht


def test_the_general_name_counts_as_well_as_the_municipalitys_own() -> None:
    assert groep("Fase 3b", generiek="Besluit genomen") is Statusgroep.BESLIST
    assert groep("Wacht op klant", generiek="Behandeling") is Statusgroep.WACHT_OP_KLANT


@pytest.mark.parametrize(
    ("verwerk_status", "verwacht"),
    [
        ("geregistreerd", Statusgroep.ONTVANGEN),
        ("verwerkt", Statusgroep.IN_BEHANDELING),
        ("anders", Statusgroep.ONBEKEND),
        ("", Statusgroep.ONBEKEND),
        (None, Statusgroep.ONBEKEND),
    ],
)
def test_a_verzoek_is_received_or_under_way(verwerk_status: str | None, verwacht: Statusgroep) -> None:
    assert status_van_verzoek(verwerk_status).groep is verwacht


@pytest.mark.parametrize(
    ("waarde", "verwacht"),
    [
        ("initieel", Statusgroep.CONCEPT),
        ("in_aanvraag", Statusgroep.IN_BEHANDELING),
        ("gereed", Statusgroep.BESLIST),
        ("actief", Statusgroep.AFGEROND),
        ("ingetrokken", Statusgroep.AFGEROND),
        ("geweigerd", Statusgroep.AFGEROND),
        ("verlopen", Statusgroep.AFGEROND),
        ("nieuw", Statusgroep.ONBEKEND),
        (None, Statusgroep.ONBEKEND),
    ],
)
def test_a_product_has_a_status_of_its_own(waarde: str | None, verwacht: Statusgroep) -> None:
    nu = status_van_product(waarde)
    assert nu.groep is verwacht
    assert (nu.naam is None) is (verwacht is Statusgroep.ONBEKEND)


@pytest.mark.parametrize("soort", [MijnZakenStatus, Processtap, Levertijd, LevertijdErvaring])
def test_every_field_says_where_it_comes_from(soort: type) -> None:
    definition = soort.__strawberry_definition__  # type: ignore[attr-defined]
    assert "Bron: " in definition.description
    for field in definition.fields:
        assert field.description, field.python_name
        assert "Bron: " in field.description, field.python_name


@pytest.mark.parametrize("soort", [Statusgroep, StapToestand, LevertijdAard])
def test_every_value_of_a_list_is_described(soort: type[Enum]) -> None:
    definition = soort.__strawberry_definition__  # type: ignore[attr-defined]
    assert definition.description
    for value in definition.values:
        assert value.description
        assert "Bron: " in value.description or value.name == "ONBEKEND"
