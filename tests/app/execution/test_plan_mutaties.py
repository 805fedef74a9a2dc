"""Mutations run one after the other, and stop where the answer is lost: on the plan as with graphql-core."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import msgspec
import pytest
import strawberry

from app.execution.documents import Documenten
from app.execution.executor import Executor, Vraag
from app.verwerkingenlog.vastlegging import Vastlegging
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie
from resolvers.grammar.argument import argument
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, ingang, veld
from resolvers.grammar.context import Context, Info, Vooruitblik
from resolvers.grammar.errors import RegisterUnavailable
from resolvers.grammar.guard import enforce
from resolvers.grammar.inzage import GEEN_INZAGE, BetrokkeneBron, Betrouwbaarheidsniveau, Zicht
from tests.autorisatie.proef import PSEUDONIEMEN, Schrijver

_IK = Authenticatie(
    soort=AfnemerSoort.BURGER,
    rollen=(AfnemerRol.INWONER,),
    niveau=Betrouwbaarheidsniveau.HOOG,
    verloopt=datetime(2027, 1, 1, tzinfo=UTC),
)


@bedrijfsobject("Wat er gedaan is.", openbaar=True)
class MutatieGedaan(Bedrijfsobject):
    naam: str = veld("Wat.")


@bedrijfsobject("De vragen.", bron=BetrokkeneBron.GEEN)
class MutatieQuery(Bedrijfsobject):
    @ingang("MutatieGedaan | None", "Niets.")
    async def niets(self, info: Info) -> None:
        return None


@bedrijfsobject("De wijzigingen.", bron=BetrokkeneBron.GEEN)
class MutatieDoe(Bedrijfsobject):
    @ingang("MutatieGedaan", "Doe het.")
    async def doe(self, info: Info, naam: Annotated[str, argument("Wat.", onthult=())]) -> Zicht[MutatieGedaan]:
        info.context.loaders.gedaan.append(naam)
        if naam.startswith("traag"):
            await asyncio.sleep(0.01)
            info.context.loaders.gedaan.append(f"{naam} klaar")
        if naam.endswith("stuk"):
            raise RegisterUnavailable("proef")
        return Zicht(MutatieGedaan(naam=naam), GEEN_INZAGE)


class Gedaan:
    """In the place of loaders: what was done."""

    def __init__(self) -> None:
        self.gedaan: list[str] = []


async def _gedaan(query: str, *, plan: bool) -> tuple[list[str], object]:
    schema = strawberry.Schema(query=MutatieQuery, mutation=MutatieDoe)._schema
    enforce(schema)
    done = Gedaan()

    def maak_context(afnemer: Authenticatie, vooruitblik: Vooruitblik, taal: str) -> Context:
        return Context(afnemer=afnemer, loaders=done, toegang=None, nu=datetime.now(UTC), vooruitblik=vooruitblik)

    executor = Executor(
        schema,
        maak_context,
        documenten=Documenten(schema),
        vastlegging=Vastlegging(Schrijver(), PSEUDONIEMEN, beleid="proef"),
        deadline_s=10.0,
        plan=plan,
    )
    answer = await executor.execute(Vraag(query=query, trace_id="1" * 32), _IK)
    return done.gedaan, msgspec.json.decode(answer.body)


@pytest.mark.parametrize("plan", [True, False], ids=["plan", "graphql-core"])
async def test_one_that_waits_ends_before_the_next_begins_and_none_begins_when_the_answer_is_gone(plan: bool) -> None:
    query = 'mutation { b: doe(naam: "traag") { naam } c: doe(naam: "c") { naam } d: doe(naam: "traag stuk") { naam } '
    done, body = await _gedaan(query + 'e: doe(naam: "e") { naam } }', plan=plan)

    assert done == ["traag", "traag klaar", "c", "traag stuk", "traag stuk klaar"]
    assert isinstance(body, dict)
    assert body["data"] is None


@pytest.mark.parametrize("plan", [True, False], ids=["plan", "graphql-core"])
async def test_they_run_in_the_order_in_which_they_stand(plan: bool) -> None:
    done, body = await _gedaan('mutation { b: doe(naam: "b") { naam } a: doe(naam: "a") { naam } }', plan=plan)

    assert done == ["b", "a"]
    assert body == {"data": {"b": {"naam": "b"}, "a": {"naam": "a"}}}


@pytest.mark.parametrize("plan", [True, False], ids=["plan", "graphql-core"])
async def test_after_one_that_takes_the_answer_with_it_nothing_more_is_changed(plan: bool) -> None:
    query = 'mutation { a: doe(naam: "a") { naam } b: doe(naam: "stuk") { naam } c: doe(naam: "c") { naam } }'
    done, body = await _gedaan(query, plan=plan)

    assert done == ["a", "stuk"]
    assert isinstance(body, dict)
    assert body["data"] is None
    assert [error["path"] for error in body["errors"]] == [["b"]]
