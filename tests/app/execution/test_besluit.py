"""The form of a decision is kept with the plan, for everybody: who comes after another gets his own decision all the
same. Left out of what it is kept by, each of the things on which it depends is missed at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache
from random import Random
from typing import Any

import pytest
import strawberry
from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    parse,
)

from app.execution.plan import besluit
from app.execution.plan.besluit import Besluitvorm, besluit_over, besluitvorm
from app.execution.plan.compileren import Plan, Typeplan, concrete_typen
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, ingang, veld
from resolvers.grammar.guard import enforce
from resolvers.grammar.inzage import (
    BetrokkeneBron,
    Betrouwbaarheidsniveau,
    GegevensCategorie,
    Grond,
    Grondslag,
    Inzage,
    Zicht,
)
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from resolvers.schema import schema

TREKKINGEN = 8_000
_ALLE = list(GegevensCategorie)
#: Few, so that two who ask often differ in one thing.
ENKELE = [frozenset[GegevensCategorie](), frozenset(_ALLE), frozenset(_ALLE[::2]), frozenset(_ALLE[::3])]


@bedrijfsobject(
    "Iets waarvan een deel een betere login vraagt.", gegevens=GegevensCategorie.IDENTITEIT, bron=BetrokkeneBron.OUDER
)
class Iets(Bedrijfsobject):
    gewoon: str | None = veld("Voor wie het mag zien.")
    zeker: str | None = veld("Voor wie zeker is wie hij is.", niveau=Betrouwbaarheidsniveau.SUBSTANTIEEL)


@bedrijfsobject("De wortel.", bron=BetrokkeneBron.GEEN)
class IetsQuery(Bedrijfsobject):
    @ingang("Iets", "Iets.")
    async def iets(self) -> Zicht[Iets] | None:
        return None


@cache
def _typen() -> list[Typeplan]:
    """All fields of every type that is about somebody, as one question would ask them."""
    klein = strawberry.Schema(query=IetsQuery)._schema
    enforce(klein)
    return [*_typen_van(schema._schema), *_typen_van(klein)]


def _typen_van(core: GraphQLSchema) -> list[Typeplan]:
    plan = Plan(core, _operatie("{ __typename }"), {}, concrete_typen(core), {})
    found = []
    for graphql_type in concrete_typen(core).values():
        gevraagd = [name for name, veld in graphql_type.fields.items() if _is_blad(graphql_type, veld)]
        if gevraagd:
            sets = [_operatie(f"{{ {' '.join(gevraagd)} }}").selection_set]
            found.append(plan.werk_uit(graphql_type, sets, graphql_type.name))
    return found


def _operatie(tekst: str) -> OperationDefinitionNode:
    (found,) = parse(tekst).definitions
    assert isinstance(found, OperationDefinitionNode)
    return found


def _is_blad(graphql_type: GraphQLObjectType, veld: Any) -> bool:
    return is_leaf_type(get_named_type(veld.type)) and not any(map(is_required_argument, veld.args.values()))


def _inzage(random: Random) -> Inzage:
    gronden = [
        Grond(
            grondslag=random.choice(list(Grondslag)),
            rij="",
            activiteit="",
            opent=random.choice(ENKELE),
            plafond=Vertrouwelijkheidaanduiding.ZEER_GEHEIM,
            betrokkenen=None,
        )
        for _ in range(random.randint(0, 2))
    ]
    return Inzage(tuple(gronden), random.choice(list(Betrouwbaarheidsniveau)), random.choice(ENKELE))


def _is_gelijk(one: Besluitvorm, other: Besluitvorm) -> bool:
    return all(getattr(one, naam) == getattr(other, naam) for naam in Besluitvorm.__slots__)


def _verschillen() -> int:
    """How often somebody gets another decision than if he had been the first."""
    random, found = Random(4), 0
    for typeplan in _typen():
        typeplan.besluiten.clear()
    for _ in range(TREKKINGEN):
        typeplan, inzage, openbaar = random.choice(_typen()), _inzage(random), random.random() < 0.3
        gehouden = besluit_over(typeplan, inzage, openbaar=openbaar)
        assert gehouden.inzage is inzage
        found += not _is_gelijk(gehouden.vorm, besluitvorm(typeplan, inzage, openbaar=openbaar))
    return found


def test_whoever_came_before_each_gets_his_own_decision() -> None:
    assert _verschillen() == 0
    assert sum(len(typeplan.besluiten) for typeplan in _typen()) < TREKKINGEN, "some of them were kept ones"


@pytest.mark.parametrize("zonder", range(4))
def test_what_is_left_out_of_what_it_is_kept_by_is_missed(zonder: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = besluit.kenmerk_van

    def kenmerk_van(inzage: Inzage, *, openbaar: bool) -> Hashable:
        delen = list(real(inzage, openbaar=openbaar))
        return *delen[:zonder], *delen[zonder + 1 :]

    monkeypatch.setattr(besluit, "kenmerk_van", kenmerk_van)
    assert _verschillen() > 0


def test_no_more_are_kept_than_there_may_be() -> None:
    random, typeplan = Random(5), _typen()[0]
    for _ in range(500):
        besluit_over(typeplan, _inzage(random), openbaar=False)
        assert len(typeplan.besluiten) <= 64
