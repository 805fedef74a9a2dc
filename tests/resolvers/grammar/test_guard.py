"""The schema is closed: what says nothing does not build, and what is not opened is not told, by whatever path."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
import strawberry
from graphql import ExecutionResult, execute, parse

from resolvers.grammar.argument import OnvolledigeDeclaratie, argument
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, benoem, ingang, veld
from resolvers.grammar.context import Context, Info
from resolvers.grammar.errors import ErrorCode
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
from resolvers.grammar.sleutel import Bsn, Sleutel
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding

IK = Bsn("999990019")


class _OverMij(Bedrijfsobject):
    def over_wie(self) -> frozenset[Sleutel]:
        return frozenset({IK})


@bedrijfsobject("Een deel.", gegevens=GegevensCategorie.DOCUMENTEN, bron=BetrokkeneBron.OUDER)
class GuardDeel(_OverMij):
    titel: str | None = veld("De titel.")


@bedrijfsobject("Een ding.", gegevens=GegevensCategorie.ZAAKVOORTGANG)
class GuardDing(_OverMij):
    naam: str = veld("De naam.")
    inhoud: str | None = veld("Wat erin staat.", gegevens=GegevensCategorie.ZAAKINHOUD)
    geheim: str | None = veld("Alleen na sterk inloggen.", niveau=Betrouwbaarheidsniveau.HOOG)
    leuze: str | None = veld("Voor iedereen.", openbaar=True)
    deel: GuardDeel | None = veld("Het deel.")


def _inzage(*opent: GegevensCategorie, niveau: Betrouwbaarheidsniveau = Betrouwbaarheidsniveau.SUBSTANTIEEL) -> Inzage:
    grond = Grond(
        grondslag=Grondslag.EIGEN_GEGEVENS,
        rij="proef",
        activiteit="https://example.org/proef",
        opent=frozenset(opent),
        plafond=Vertrouwelijkheidaanduiding.VERTROUWELIJK,
        betrokkenen=frozenset({IK}),
    )
    return Inzage((grond,), niveau)


@bedrijfsobject("De wortel.", bron=BetrokkeneBron.GEEN)
class GuardQuery(Bedrijfsobject):
    @ingang("GuardDing | None", "Het ding.")
    async def ding(
        self,
        info: Info,
        met_inhoud: Annotated[bool | None, argument("Alleen met inhoud.", onthult=("GuardDing.inhoud",))] = None,
    ) -> Any:
        made = GuardDing(naam="n", inhoud="i", geheim="g", leuze="l", deel=GuardDeel(titel="t"))
        return Zicht(made, info.context.toegang)


async def _ask(query: str, inzage: Inzage) -> tuple[ExecutionResult, Context]:
    made = strawberry.Schema(query=GuardQuery)
    enforce(made._schema)
    context = Context(afnemer=None, loaders=None, toegang=inzage, nu=datetime(2026, 11, 2, tzinfo=UTC))
    running = execute(made._schema, parse(query), context_value=context)
    assert not isinstance(running, ExecutionResult)
    return await running, context


ALLES = "{ ding { naam inhoud geheim leuze deel { titel } } }"


async def test_what_the_ground_opens_is_told_and_noted_per_field() -> None:
    result, context = await _ask(ALLES, _inzage(*GegevensCategorie, niveau=Betrouwbaarheidsniveau.HOOG))

    assert result.data == {"ding": {"naam": "n", "inhoud": "i", "geheim": "g", "leuze": "l", "deel": {"titel": "t"}}}
    assert context.afgeschermd.extensions() == []
    assert {coordinate for told in context.verstrekkingen.regels.values() for coordinate in told.velden} == {
        "GuardDing",
        "GuardDing.naam",
        "GuardDing.inhoud",
        "GuardDing.geheim",
        "GuardDing.deel",
        "GuardDeel",
        "GuardDeel.titel",
    }


async def test_what_the_ground_does_not_open_is_null_and_counted() -> None:
    result, context = await _ask(ALLES, _inzage(GegevensCategorie.ZAAKVOORTGANG))

    assert result.data == {"ding": {"naam": "n", "inhoud": None, "geheim": None, "leuze": "l", "deel": None}}
    assert {entry["pad"]: entry["code"] for entry in context.afgeschermd.extensions()} == {
        "ding.inhoud": ErrorCode.FORBIDDEN.value,
        "ding.geheim": ErrorCode.ASSURANCE_LEVEL_TOO_LOW.value,
    }


async def test_a_fragment_and_an_alias_are_no_way_around() -> None:
    query = "{ ding { ...f } } fragment f on GuardDing { x: inhoud ... @include(if: true) { y: inhoud } }"
    result, context = await _ask(query, _inzage(GegevensCategorie.ZAAKVOORTGANG))

    assert result.data == {"ding": {"x": None, "y": None}}
    assert {entry["pad"] for entry in context.afgeschermd.extensions()} == {"ding.x", "ding.y"}


async def test_a_filter_on_what_is_closed_is_refused_instead_of_answered_differently() -> None:
    result, _ = await _ask("{ ding(metInhoud: true) { naam } }", _inzage(GegevensCategorie.ZAAKVOORTGANG))

    assert result.data == {"ding": None}
    assert result.errors is not None
    assert result.errors[0].original_error.code is ErrorCode.FORBIDDEN  # type: ignore[union-attr]


def test_a_field_that_is_called_off_before_it_began_leaves_nothing_behind() -> None:
    made = strawberry.Schema(query=GuardQuery)
    enforce(made._schema)
    query_type = made._schema.query_type
    assert query_type is not None
    haal = query_type.fields["ding"].resolve
    assert haal is not None
    with warnings.catch_warnings(record=True) as gezegd:
        warnings.simplefilter("always")
        haal(None, None)  # graphql-core has it in hand, and an error beside it takes its place
        gc.collect()
    assert [str(one.message) for one in gezegd] == []


def _met(kind: type) -> strawberry.Schema:
    benoem(**{kind.__name__: kind})

    @bedrijfsobject("De wortel.", bron=BetrokkeneBron.GEEN)
    class GuardWortel(Bedrijfsobject):
        @ingang(f"{kind.__name__} | None", "Het ding.")
        async def ding(self, info: Info) -> Any:
            return None

    return strawberry.Schema(query=GuardWortel)


def _zonder_declaratie() -> type:
    @strawberry.type(description="Een type dat niets zegt.")
    class Zwijgend:
        naam: str = strawberry.field(description="De naam.")

    return Zwijgend


def _veld_zonder_regel() -> type:
    @bedrijfsobject("Een type met een veld dat niets zegt.", gegevens=GegevensCategorie.ZAAKVOORTGANG)
    class ZwijgendVeld(_OverMij):
        naam: str = strawberry.field(description="De naam.", default="")

    return ZwijgendVeld


def _geen_categorie() -> type:
    @bedrijfsobject("Een type zonder categorie.")
    class ZonderCategorie(_OverMij):
        naam: str = veld("De naam.")

    return ZonderCategorie


def _over_niemand() -> type:
    @bedrijfsobject("Een type dat niet zegt over wie het gaat.", gegevens=GegevensCategorie.ZAAKVOORTGANG)
    class OverNiemand(Bedrijfsobject):
        naam: str = veld("De naam.")

    return OverNiemand


def _niet_leeg_te_laten() -> type:
    @bedrijfsobject("Een type met een gesloten veld dat niet leeg kan.", gegevens=GegevensCategorie.ZAAKVOORTGANG)
    class NietLeeg(_OverMij):
        naam: str = veld("De naam.", gegevens=GegevensCategorie.ZAAKINHOUD)

    return NietLeeg


@pytest.mark.parametrize(
    ("maak", "coordinate"),
    [
        (_zonder_declaratie, "Zwijgend: "),
        (_veld_zonder_regel, "ZwijgendVeld.naam: "),
        (_geen_categorie, "ZonderCategorie: "),
        (_over_niemand, "OverNiemand: "),
        (_niet_leeg_te_laten, "NietLeeg.naam: "),
    ],
)
def test_what_leaves_something_unsaid_does_not_build_and_is_named(maak: Callable[[], type], coordinate: str) -> None:
    with pytest.raises(OnvolledigeDeclaratie, match=f"^{coordinate}"):
        enforce(_met(maak())._schema)


def test_an_argument_that_says_nothing_does_not_build() -> None:
    @bedrijfsobject("De wortel.", bron=BetrokkeneBron.GEEN)
    class GuardWortel(Bedrijfsobject):
        @ingang("GuardDing | None", "Het ding.")
        async def ding(self, info: Info, naam: str = "") -> Any:
            return None

    with pytest.raises(OnvolledigeDeclaratie, match="naam"):
        enforce(strawberry.Schema(query=GuardWortel)._schema)
