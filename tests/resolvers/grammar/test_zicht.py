"""The check of one object: whom it is about, its ceiling, whether it is internal; the same for what follows its
parent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, veld
from resolvers.grammar.inzage import (
    BetrokkeneBron,
    Betrouwbaarheidsniveau,
    GegevensCategorie,
    Grond,
    Grondslag,
    Inzage,
    Zicht,
)
from resolvers.grammar.sleutel import Bsn, Rsin, Sleutel
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from resolvers.grammar.zicht import zicht_op

IK, ANDER = Bsn("999990019"), Bsn("999990123")
GROND = Grond(
    grondslag=Grondslag.EIGEN_GEGEVENS,
    rij="proef",
    activiteit="https://example.org/proef",
    opent=frozenset(GegevensCategorie),
    plafond=Vertrouwelijkheidaanduiding.VERTROUWELIJK,
    betrokkenen=frozenset({IK}),
)
INZAGE = Inzage((GROND,), Betrouwbaarheidsniveau.SUBSTANTIEEL)


class _Proef(Bedrijfsobject):
    wie: frozenset[Sleutel] = frozenset({IK})
    hoe: Vertrouwelijkheidaanduiding = Vertrouwelijkheidaanduiding.OPENBAAR
    intern: bool = False

    def over_wie(self) -> frozenset[Sleutel]:
        return self.wie

    def hoe_vertrouwelijk(self) -> Vertrouwelijkheidaanduiding:
        return self.hoe

    def is_intern(self) -> bool:
        return self.intern


@bedrijfsobject("Een ding.", gegevens=GegevensCategorie.ZAAKVOORTGANG)
class ProefZelf(_Proef):
    naam: str | None = veld("De naam.")


@bedrijfsobject("Een deel van een ding.", gegevens=GegevensCategorie.DOCUMENTEN, bron=BetrokkeneBron.OUDER)
class ProefDeel(_Proef):
    naam: str | None = veld("De naam.")


@bedrijfsobject("Een mens bij een ding.", gegevens=GegevensCategorie.ZAAKVOORTGANG, persoon=True)
class ProefMens(_Proef):
    naam: str | None = veld("De naam.")


def _met(thing: _Proef, **facts: object) -> _Proef:
    for name, value in facts.items():
        setattr(thing, name, value)
    return thing


def test_an_object_about_me_is_seen_and_one_about_somebody_else_is_not() -> None:
    assert zicht_op(ProefZelf(naam=""), INZAGE) is not None
    assert zicht_op(_met(ProefZelf(naam=""), wie=frozenset({ANDER})), INZAGE) is None
    assert zicht_op(_met(ProefZelf(naam=""), wie=frozenset()), INZAGE) is None


def test_the_same_digits_of_another_kind_of_number_are_somebody_else() -> None:
    assert zicht_op(_met(ProefZelf(naam=""), wie=frozenset({Rsin(IK.waarde)})), INZAGE) is None


@pytest.mark.parametrize("thing", [ProefZelf, ProefDeel])
def test_above_the_ceiling_nothing_is_seen_also_of_what_follows_its_parent(thing: type[_Proef]) -> None:
    assert zicht_op(_met(thing(naam=""), hoe=Vertrouwelijkheidaanduiding.VERTROUWELIJK), INZAGE) is not None  # type: ignore[call-arg]
    assert zicht_op(_met(thing(naam=""), hoe=Vertrouwelijkheidaanduiding.CONFIDENTIEEL), INZAGE) is None  # type: ignore[call-arg]


@pytest.mark.parametrize("thing", [ProefZelf, ProefDeel])
def test_what_is_internal_is_seen_only_on_a_ground_that_sees_it(thing: type[_Proef]) -> None:
    medewerker = Inzage((replace(GROND, ziet_intern=True),), Betrouwbaarheidsniveau.HOOG)

    assert zicht_op(_met(thing(naam=""), intern=True), INZAGE) is None  # type: ignore[call-arg]
    assert zicht_op(_met(thing(naam=""), intern=True), medewerker) is not None  # type: ignore[call-arg]


def test_another_person_is_seen_narrowed() -> None:
    myself, other = (
        zicht_op(ProefMens(naam=""), INZAGE),
        zicht_op(_met(ProefMens(naam=""), wie=frozenset({ANDER})), INZAGE),
    )

    assert myself is not None
    assert other is not None
    assert GegevensCategorie.IDENTITEIT in myself.inzage.opent
    assert other.inzage.opent == {GegevensCategorie.ZAAKVOORTGANG}


def test_a_type_whose_category_is_closed_is_not_seen() -> None:
    no_documents = Inzage(
        (replace(GROND, opent=frozenset({GegevensCategorie.ZAAKVOORTGANG})),), Betrouwbaarheidsniveau.HOOG
    )

    assert zicht_op(ProefDeel(naam=""), no_documents) is None


def test_a_limit_to_zaaktypen_holds_for_what_has_a_zaaktype() -> None:
    limited = Inzage((replace(GROND, reikwijdte=frozenset({"zaaktype:KAPVERGUNNING"})),), Betrouwbaarheidsniveau.HOOG)

    assert zicht_op(ProefZelf(naam=""), limited) is None


def test_a_part_of_an_openbaar_object_needs_no_ground_and_its_own_persons_still_do() -> None:
    nobody = Inzage((), Betrouwbaarheidsniveau.BASIS)

    ouder: Zicht[Any] = Zicht(ProefDeel(naam=""), nobody, openbaar=True)
    part = zicht_op(ProefDeel(naam=""), nobody, ouder)

    assert part is not None
    assert part.openbaar
    assert zicht_op(ProefDeel(naam=""), nobody) is None
    assert zicht_op(ProefZelf(naam=""), nobody, ouder) is None
