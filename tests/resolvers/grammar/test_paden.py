"""Whatever the path (direct, by an interface, in a list, as a relatie, in a fragment), the same fields are open, and
what an argument would give away is refused. The types are about a library, because the engine knows no domain."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from typing import Annotated, Any

import pytest
import strawberry
from graphql import ExecutionResult, execute, parse

from resolvers.grammar.antwoorden import Deellijst
from resolvers.grammar.argument import OnvolledigeDeclaratie, argument, invoerveld, volgorde
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, benoem, ingang, relatie, veld
from resolvers.grammar.context import Context, Info
from resolvers.grammar.errors import Forbidden, RegisterUnavailable
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
from resolvers.grammar.lijst import gesloten_lijst
from resolvers.grammar.loader import lader
from resolvers.grammar.sleutel import Bsn, Sleutel
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from resolvers.grammar.zicht import open_vanuit

IK, ANDER = Bsn("999990019"), Bsn("999990123")


@bedrijfsobject("Iets in de kast.", interface=True)
class PadStuk(Bedrijfsobject):
    titel: str | None = veld("De titel.")


@gesloten_lijst("De volgorde.", TITEL="Op titel.", NOTITIE="Op notitie.")
class PadVolgorde(Enum):
    TITEL = "TITEL"
    NOTITIE = "NOTITIE"


volgorde(PadVolgorde, TITEL=("PadBoek.titel",), NOTITIE=("PadBoek.notitie",))


@strawberry.input(description="Welke boeken.")
class PadFilter:
    titel: str | None = invoerveld("Met deze titel.", onthult=["PadBoek.titel"])
    notitie: str | None = invoerveld("Met deze notitie.", onthult=["PadBoek.notitie"])


@strawberry.input(description="Een filter dat niets zegt.")
class ZwijgendFilter:
    titel: str | None = strawberry.field(description="Met deze titel.", default=None)


@bedrijfsobject("Een boek.", gegevens=GegevensCategorie.ZAAKVOORTGANG)
class PadBoek(PadStuk):
    titel: str | None = veld("De titel.")
    notitie: str | None = veld("Wat erin geschreven is.", gegevens=GegevensCategorie.ZAAKINHOUD)
    wie: strawberry.Private[frozenset[Sleutel]] = frozenset({IK})

    def over_wie(self) -> frozenset[Sleutel]:
        return self.wie

    @relatie("list[PadBoek]", "De andere boeken van de reeks.", lader="reeks")
    def reeks(
        self,
        volgorde: Annotated[PadVolgorde, argument("In welke volgorde.")] = PadVolgorde.TITEL,
        filter: Annotated[PadFilter | None, argument("Welke.")] = None,
    ) -> PadBoek:
        return self

    @relatie("PadLener", "Wie het leende.", lader="lener", gegevens=GegevensCategorie.ZAAKVOORTGANG)
    def lener(self) -> PadBoek:
        return self

    @relatie("PadLener", "Wie het kocht.", lader="bestaat_niet", gegevens=GegevensCategorie.DOCUMENTEN)
    def koper(self) -> PadBoek:
        return self


@bedrijfsobject("Een lener.", gegevens=GegevensCategorie.ZAAKVOORTGANG, persoon=True)
class PadLener(Bedrijfsobject):
    naam: str | None = veld("De naam.", gegevens=GegevensCategorie.IDENTITEIT)
    actief: bool | None = veld("Of hij nog leent.")
    wie: strawberry.Private[frozenset[Sleutel]] = frozenset({IK})

    def over_wie(self) -> frozenset[Sleutel]:
        return self.wie


benoem(PadVolgorde=PadVolgorde)


class Laders:
    """`van`: who borrowed it; `deel`: whether a register did not answer."""

    def __init__(self, van: Bsn, deel: bool) -> None:
        self.van, self.deel = van, deel

    @lader
    async def reeks(self, boeken: Any) -> Any:
        found = [PadBoek(titel="b", notitie="n"), PadBoek(titel="vreemd", notitie="n", wie=frozenset({ANDER}))]
        fouten = [RegisterUnavailable(register="kast")] if self.deel else []
        return [Deellijst(found, fouten) for _ in boeken]

    @lader
    async def lener(self, boeken: Any) -> Any:
        return [PadLener(naam="L", actief=True, wie=frozenset({self.van})) for _ in boeken]


def _onder_inzage(found: Any, info: Info) -> Any:
    return open_vanuit(Zicht(PadQuery(), info.context.toegang), found, info.context)


@bedrijfsobject("De wortel.", bron=BetrokkeneBron.GEEN)
class PadQuery(Bedrijfsobject):
    @ingang("PadBoek | None", "Een boek.")
    async def boek(self, info: Info) -> Any:
        return _onder_inzage(PadBoek(titel="b", notitie="n"), info)

    @ingang("PadStuk | None", "Een stuk.")
    async def stuk(self, info: Info) -> Any:
        return _onder_inzage(PadBoek(titel="b", notitie="n"), info)

    @ingang("list[PadStuk]", "Alle stukken.")
    async def stukken(self, info: Info) -> Any:
        found = [PadBoek(titel="b", notitie="n"), PadBoek(titel="vreemd", notitie="n", wie=frozenset({ANDER}))]
        return _onder_inzage(found, info)


SCHEMA = strawberry.Schema(query=PadQuery, types=[PadBoek])
enforce(SCHEMA._schema)


def _inzage(*opent: GegevensCategorie) -> Inzage:
    grond = Grond(
        grondslag=Grondslag.EIGEN_GEGEVENS,
        rij="proef",
        activiteit="https://example.org/proef",
        opent=frozenset(opent),
        plafond=Vertrouwelijkheidaanduiding.VERTROUWELIJK,
        betrokkenen=frozenset({IK}),
    )
    return Inzage((grond,), Betrouwbaarheidsniveau.SUBSTANTIEEL)


ALLES = _inzage(*GegevensCategorie)
VOORTGANG = _inzage(GegevensCategorie.ZAAKVOORTGANG)


async def _ask(query: str, inzage: Inzage, *, van: Bsn = IK, deel: bool = False) -> tuple[ExecutionResult, Context]:
    context = Context(afnemer=None, loaders=Laders(van, deel), toegang=inzage, nu=datetime(2026, 11, 2, tzinfo=UTC))
    running = execute(SCHEMA._schema, parse(query), context_value=context)
    assert not isinstance(running, ExecutionResult)
    return await running, context


PADEN = {
    "boek": "{ boek { ...f } }",
    "stuk": "{ stuk { ...f } }",
    "stukken": "{ stukken { ...f } }",
    "reeks": "{ boek { reeks { ...f } } }",
}
FRAGMENT = " fragment f on PadStuk { __typename titel ... on PadBoek { notitie } }"


def _laatste(found: Any) -> Any:
    while "__typename" not in found:
        found = found[0] if isinstance(found, list) else next(iter(found.values()))
    return found


@pytest.mark.parametrize("pad", PADEN)
async def test_by_every_path_the_same_is_open(pad: str) -> None:
    whole, _ = await _ask(PADEN[pad] + FRAGMENT, ALLES)
    closed, context = await _ask(PADEN[pad] + FRAGMENT, VOORTGANG)

    assert _laatste(whole.data) == {"__typename": "PadBoek", "titel": "b", "notitie": "n"}
    assert _laatste(closed.data) == {"__typename": "PadBoek", "titel": "b", "notitie": None}
    assert [(entry["pad"].rpartition(".")[2], entry["aantal"]) for entry in context.afgeschermd.extensions()] == [  # type: ignore[attr-defined]
        ("notitie", 1)
    ]


@pytest.mark.parametrize("pad", ["stukken", "reeks"])
async def test_what_is_of_somebody_else_is_not_in_a_list_and_not_counted(pad: str) -> None:
    result, context = await _ask(PADEN[pad] + FRAGMENT, ALLES)

    assert "vreemd" not in str(result.data)
    assert str(result.data).count("PadBoek") == 1
    assert context.afgeschermd.extensions() == []


@pytest.mark.parametrize(
    ("arguments", "mag"),
    [
        ("", True),
        ("(volgorde: TITEL)", True),
        ('(filter: {titel: "b"})', True),
        ("(filter: {notitie: null})", True),
        ("(volgorde: NOTITIE)", False),
        ('(filter: {notitie: "n"})', False),
        ('(filter: {titel: "b", notitie: ""})', False),
    ],
)
async def test_a_filter_or_order_by_what_is_closed_is_refused_and_by_what_is_open_is_not(
    arguments: str, mag: bool
) -> None:
    closed, _ = await _ask(f"{{ boek {{ reeks{arguments} {{ titel }} }} }}", VOORTGANG)
    whole, _ = await _ask(f"{{ boek {{ reeks{arguments} {{ titel }} }} }}", ALLES)

    assert whole.errors is None
    assert (closed.errors is None) is mag
    if closed.errors:
        assert isinstance(closed.errors[0].original_error, Forbidden)
        assert closed.data == {"boek": {"reeks": None}}


async def test_another_person_is_narrowed_to_his_progress() -> None:
    query = "{ boek { lener { naam actief } } }"
    myself, _ = await _ask(query, ALLES)
    other, context = await _ask(query, ALLES, van=ANDER)

    assert myself.data == {"boek": {"lener": {"naam": "L", "actief": True}}}
    assert other.data == {"boek": {"lener": {"naam": None, "actief": True}}}
    assert context.afgeschermd.extensions() == [{"pad": "boek.lener.naam", "code": "FORBIDDEN", "aantal": 1}]


async def test_a_list_that_misses_a_register_is_given_and_told() -> None:
    result, context = await _ask("{ boek { reeks { titel } } }", ALLES, deel=True)

    assert result.data == {"boek": {"reeks": [{"titel": "b"}]}}
    assert result.errors is None
    assert [(path, type(fout)) for path, fout in context.fouten] == [(["boek", "reeks"], RegisterUnavailable)]


async def test_what_is_seen_is_noted_under_whom_it_is_about_and_holds_no_value() -> None:
    _, context = await _ask("{ boek { titel lener { naam } } }", ALLES, van=ANDER)
    noted = {
        (wie, coordinate) for (_, (wie,)), told in context.verstrekkingen.regels.items() for coordinate in told.velden
    }

    assert noted == {
        (frozenset({IK}), "PadBoek"),
        (frozenset({IK}), "PadBoek.titel"),
        (frozenset({IK}), "PadBoek.lener"),
        (frozenset({ANDER}), "PadLener"),
    }
    assert IK.waarde not in repr(context.verstrekkingen)


async def test_a_relatie_that_is_not_open_asks_no_loader() -> None:
    """Decided before anything is asked: it costs nothing, takes no time and cannot fail. Here there is no loader."""
    result, context = await _ask("{ boek { koper { naam } } }", VOORTGANG)

    assert (result.data, result.errors) == ({"boek": {"koper": None}}, None)
    assert context.afgeschermd.extensions() == [{"pad": "boek.koper", "code": "FORBIDDEN", "aantal": 1}]


async def test_what_is_not_open_at_all_is_not_there() -> None:
    result, context = await _ask("{ boek { titel } stukken { titel } }", _inzage(GegevensCategorie.DOCUMENTEN))

    assert (result.data, result.errors) == ({"boek": None, "stukken": []}, None)
    assert context.verstrekkingen.regels == {}


def test_an_order_that_leaves_a_value_unsaid_does_not_import() -> None:
    with pytest.raises(TypeError, match="PadVolgorde"):
        volgorde(PadVolgorde, TITEL=())


def test_an_input_field_that_says_nothing_does_not_build() -> None:
    @bedrijfsobject("De wortel.", bron=BetrokkeneBron.GEEN)
    class PadWortel(Bedrijfsobject):
        @ingang("PadBoek | None", "Een boek.")
        async def boek(self, info: Info, filter: Annotated[ZwijgendFilter | None, argument("Welke.")] = None) -> Any:
            return None

    with pytest.raises(OnvolledigeDeclaratie, match=r"ZwijgendFilter\.titel"):
        enforce(strawberry.Schema(query=PadWortel)._schema)
