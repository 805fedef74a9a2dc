"""Inzage: grounds add up, never take away; the first in the order of Grondslag is the one recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from resolvers.grammar.inzage import (
    GEEN_INZAGE,
    NA_VERSMALLING,
    Betrouwbaarheidsniveau,
    GegevensCategorie,
    Grond,
    Grondslag,
    Inzage,
)
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding

IK, ANDER, BEDRIJF = Bsn("999990019"), Bsn("999990123"), KvkNummer("90001354")
MENSEN: list[Sleutel] = [IK, ANDER, BEDRIJF, Rsin("999990019")]
ZAAKTYPEN = ["KAPVERGUNNING", "WOZ-BEZWAAR"]


GROND = st.builds(
    Grond,
    grondslag=st.sampled_from(Grondslag),
    rij=st.sampled_from(["a", "b"]),
    activiteit=st.just("https://example.org/proef"),
    opent=st.frozensets(st.sampled_from(GegevensCategorie), max_size=4),
    plafond=st.sampled_from(Vertrouwelijkheidaanduiding),
    betrokkenen=st.none() | st.frozensets(st.sampled_from(MENSEN)),
    zaaktypen=st.none() | st.frozensets(st.sampled_from(ZAAKTYPEN)),
    ziet_intern=st.booleans(),
)
INZAGE = st.builds(
    lambda gronden, niveau: Inzage(tuple(gronden), niveau),
    st.lists(GROND, max_size=4),
    st.sampled_from(Betrouwbaarheidsniveau),
)


@dataclass
class Ding:
    mensen: frozenset[Sleutel]
    hoe: Vertrouwelijkheidaanduiding
    intern: bool
    zaaktypen: frozenset[str]

    def over_wie(self) -> frozenset[Sleutel]:
        return self.mensen

    def hoe_vertrouwelijk(self) -> Vertrouwelijkheidaanduiding:
        return self.hoe

    def is_intern(self) -> bool:
        return self.intern

    def binnen_zaaktypen(self) -> frozenset[str]:
        return self.zaaktypen


DING = st.builds(
    Ding,
    mensen=st.frozensets(st.sampled_from(MENSEN)),
    hoe=st.sampled_from(Vertrouwelijkheidaanduiding),
    intern=st.booleans(),
    zaaktypen=st.frozensets(st.sampled_from(ZAAKTYPEN)),
)


def _opent(inzage: Inzage | None) -> frozenset[GegevensCategorie]:
    return inzage.opent if inzage else frozenset()


@given(inzage=INZAGE, erbij=GROND, ding=DING, zelf=st.booleans())
def test_one_ground_more_never_closes_a_field_of_any_object(
    inzage: Inzage, erbij: Grond, ding: Ding, zelf: bool
) -> None:
    more = Inzage((*inzage.gronden, erbij), inzage.niveau)
    before, after = (seen.voor(ding, zegt_zelf_over_wie=zelf) for seen in (inzage, more))

    assert inzage.opent <= more.opent
    assert _opent(before) <= _opent(after)
    assert not (before is not None and before.gronden and after is None)


@given(gronden=st.lists(GROND, max_size=5), gegevens=st.sampled_from(GegevensCategorie))
def test_the_ground_recorded_is_the_first_in_the_order_that_opens_it(
    gronden: list[Grond], gegevens: GegevensCategorie
) -> None:
    found = Inzage(tuple(gronden), Betrouwbaarheidsniveau.HOOG).grond_voor(gegevens)
    opening = [grond for grond in gronden if gegevens in grond.opent]

    assert (found is None) is (opening == [])
    if found is not None:
        order = list(Grondslag)
        assert order.index(found.grondslag) == min(order.index(grond.grondslag) for grond in opening)


def test_consent_is_recorded_only_when_nothing_else_opens_it() -> None:
    assert [grondslag.name for grondslag in Grondslag] == [
        "EIGEN_GEGEVENS",
        "MACHTIGING",
        "WETTELIJKE_TAAK",
        "KETENPARTNER",
        "TOESTEMMING",
    ]


@given(inzage=INZAGE, ding=DING)
def test_what_is_left_on_an_object_is_of_grounds_that_reach_it(inzage: Inzage, ding: Ding) -> None:
    seen = inzage.voor(ding)
    reaching = tuple(grond for grond in inzage.gronden if grond.geldt_voor(ding))

    assert (seen.gronden if seen else ()) == reaching
    for grond in reaching:
        assert ding.hoe <= grond.plafond
        assert grond.ziet_intern or not ding.intern
        assert grond.betrokkenen is None or grond.betrokkenen & ding.mensen
        assert grond.zaaktypen is None or grond.zaaktypen & ding.zaaktypen


@given(inzage=INZAGE)
def test_narrowing_leaves_only_the_progress_of_a_zaak_and_no_ground_less(inzage: Inzage) -> None:
    narrowed = inzage.versmald()

    assert narrowed.opent == inzage.opent & NA_VERSMALLING
    assert [grond.rij for grond in narrowed.gronden] == [grond.rij for grond in inzage.gronden]
    assert {GegevensCategorie.ZAAKVOORTGANG} == NA_VERSMALLING


@given(inzage=INZAGE, mensen=st.frozensets(st.sampled_from(MENSEN)))
def test_it_is_about_somebody_only_when_a_ground_names_him(inzage: Inzage, mensen: frozenset[Sleutel]) -> None:
    named = frozenset[Sleutel]().union(*(grond.betrokkenen or () for grond in inzage.gronden))

    assert inzage.gaat_over(mensen) is bool(named & mensen)


def test_no_ground_opens_nothing() -> None:
    assert GEEN_INZAGE.opent == frozenset()
    assert GEEN_INZAGE.grond_voor(GegevensCategorie.ZAAKVOORTGANG) is None


def test_a_ground_does_not_tell_whom_it_is_about() -> None:
    grond = Grond(
        grondslag=Grondslag.EIGEN_GEGEVENS,
        rij="proef",
        activiteit="https://example.org/proef",
        opent=frozenset(),
        plafond=Vertrouwelijkheidaanduiding.OPENBAAR,
        betrokkenen=frozenset({IK}),
    )

    assert IK.waarde not in f"{grond} {grond!r} {replace(grond, bewijs='sessie')}"
