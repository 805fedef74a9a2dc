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
SOORTEN = ["zaaktype:KAPVERGUNNING", "zaaktype:WOZ-BEZWAAR", "producttype:paspoort", "zaak:1"]


GROND = st.builds(
    Grond,
    grondslag=st.sampled_from(Grondslag),
    rij=st.sampled_from(["a", "b"]),
    activiteit=st.just("https://example.org/proef"),
    opent=st.frozensets(st.sampled_from(GegevensCategorie), max_size=4),
    plafond=st.sampled_from(Vertrouwelijkheidaanduiding),
    betrokkenen=st.none() | st.frozensets(st.sampled_from(MENSEN)),
    reikwijdte=st.none() | st.frozensets(st.sampled_from(SOORTEN)),
    meewerkend=st.none() | st.frozensets(st.sampled_from(MENSEN)),
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
    soorten: frozenset[str] | None
    helpers: frozenset[Sleutel] | None

    def over_wie(self) -> frozenset[Sleutel]:
        return self.mensen

    def hoe_vertrouwelijk(self) -> Vertrouwelijkheidaanduiding:
        return self.hoe

    def is_intern(self) -> bool:
        return self.intern

    def reikwijdte(self) -> frozenset[str] | None:
        return self.soorten

    def wie_werkt_mee(self) -> frozenset[Sleutel] | None:
        return self.helpers


DING = st.builds(
    Ding,
    mensen=st.frozensets(st.sampled_from(MENSEN)),
    hoe=st.sampled_from(Vertrouwelijkheidaanduiding),
    intern=st.booleans(),
    soorten=st.none() | st.frozensets(st.sampled_from(SOORTEN)),
    helpers=st.none() | st.frozensets(st.sampled_from(MENSEN)),
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
    reaching = [grond for grond in inzage.gronden if _reikt(grond, ding)]

    assert [(grond.rij, grond.opent) for grond in (seen.gronden if seen else ())] == [
        (grond.rij, grond.opent) for grond in reaching
    ]


@given(inzage=INZAGE, dingen=st.lists(st.tuples(DING, st.booleans(), st.booleans()), max_size=12))
def test_an_object_is_seen_alike_whatever_was_looked_at_before(
    inzage: Inzage, dingen: list[tuple[Ding, bool, bool]]
) -> None:
    for ding, zelf, deel in dingen:
        seen = inzage.voor(ding, zegt_zelf_over_wie=zelf, deel=deel)
        fresh = Inzage(inzage.gronden, inzage.niveau).voor(ding, zegt_zelf_over_wie=zelf, deel=deel)

        assert (seen is None) is (fresh is None)
        if seen is not None and fresh is not None:
            assert [(grond.rij, grond.aangekomen, grond.bewijs) for grond in seen.gronden] == [
                (grond.rij, grond.aangekomen, grond.bewijs) for grond in fresh.gronden
            ]
            assert seen.opent == fresh.opent


def _reikt(grond: Grond, ding: Ding) -> bool:
    """The rule in one place, as the design says it, for an object that is entered directly."""
    over = not ding.mensen if grond.betrokkenen is None else bool(grond.betrokkenen & ding.mensen)
    soort = grond.reikwijdte is None or (ding.soorten is not None and bool(grond.reikwijdte & ding.soorten))
    helpt = grond.meewerkend is None or (ding.helpers is not None and bool(grond.meewerkend & ding.helpers))
    return ding.hoe <= grond.plafond and (grond.ziet_intern or not ding.intern) and over and soort and helpt


@given(inzage=INZAGE, eerst=DING, dan=DING)
def test_what_hangs_under_an_object_is_within_when_that_is_unless_it_is_of_another_kind_that_is_limited(
    inzage: Inzage, eerst: Ding, dan: Ding
) -> None:
    seen = inzage.voor(eerst)
    under = seen.voor(dan) if seen else None

    for grond in under.gronden if under else ():
        assert dan.hoe <= grond.plafond
        assert not dan.mensen if grond.betrokkenen is None else grond.betrokkenen & dan.mensen
        if grond.reikwijdte is not None and dan.soorten is not None:
            limited = {label.partition(":")[0] for label in grond.reikwijdte} | {"zaaktype", "zaak"}
            own = {label for label in dan.soorten if label.partition(":")[0] in limited}
            assert not own or own & grond.reikwijdte
        if grond.meewerkend is not None and dan.helpers is not None:
            assert grond.meewerkend & dan.helpers


@given(inzage=INZAGE, mensen=st.frozensets(st.sampled_from(MENSEN), min_size=1))
def test_on_a_person_a_ground_about_another_leaves_only_the_progress_of_a_zaak(
    inzage: Inzage, mensen: frozenset[Sleutel]
) -> None:
    narrowed = inzage.op_persoon(mensen)

    assert [grond.rij for grond in narrowed.gronden] == [grond.rij for grond in inzage.gronden]
    for before, after in zip(inzage.gronden, narrowed.gronden, strict=True):
        assert after.opent <= before.opent
        if before.betrokkenen is None or not before.betrokkenen & mensen:
            assert after.opent == before.opent & NA_VERSMALLING
        elif before.begrensd and before.grondslag is not Grondslag.MACHTIGING:
            assert after.opent == before.opent - {GegevensCategorie.IDENTITEIT}
        else:
            assert after.opent == before.opent
    assert {GegevensCategorie.ZAAKVOORTGANG} == NA_VERSMALLING


@given(inzage=INZAGE, mensen=st.frozensets(st.sampled_from(MENSEN)))
def test_it_is_about_somebody_only_when_a_ground_names_him(inzage: Inzage, mensen: frozenset[Sleutel]) -> None:
    named = frozenset[Sleutel]().union(*(grond.betrokkenen or () for grond in inzage.gronden))

    assert inzage.gaat_over(mensen) is bool(named & mensen)


def test_no_ground_opens_nothing() -> None:
    assert GEEN_INZAGE.opent == frozenset()
    assert GEEN_INZAGE.grond_voor(GegevensCategorie.ZAAKVOORTGANG) is None


@given(ding=DING)
def test_what_all_requests_share_keeps_nothing_of_any(ding: Ding) -> None:
    assert GEEN_INZAGE.voor(ding) is None
    assert not GEEN_INZAGE._gezien


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
