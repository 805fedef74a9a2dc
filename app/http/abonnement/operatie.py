"""Operatie: one operation on a connection that stays: the one answer to a query or mutation, or all those of a
subscription."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import NamedTuple

import msgspec
from graphql import OperationType

from app.execution.engels import in_taal
from app.execution.executor import Antwoord, Executor, Uitkomst, Vraag
from app.execution.results import fout
from app.push.uitzending import Uitzender
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.errors import ErrorCode


class Resultaat(NamedTuple):
    """`body`: the JSON of a GraphQL result. `merk`: how a client goes on after it. `geweigerd`: errors, and nothing
    else."""

    body: bytes
    merk: str = ""
    geweigerd: bool = False


async def resultaten(
    executor: Executor, uitzender: Uitzender, vraag: Vraag, afnemer: Authenticatie, na: str | None
) -> AsyncGenerator[Resultaat]:
    """Ends when there are no more; the consumer closes it when it has enough."""
    soort = await executor.soort(vraag, afnemer)
    if isinstance(soort, Antwoord):
        yield _resultaat(soort)
        return
    if soort is not OperationType.SUBSCRIPTION:
        yield _resultaat(await executor.execute(vraag, afnemer))
        return
    abonnement = await uitzender.abonneer(vraag, afnemer, na=na)
    if isinstance(abonnement, Antwoord):
        yield _resultaat(abonnement, geweigerd=True)
        return
    try:
        async for levering in abonnement:
            yield Resultaat(levering.body, levering.merk)
    finally:
        await abonnement.aclose()


def fouten(code: ErrorCode, melding: str, trace_id: str, taal: str) -> bytes:
    """A result that is nothing but this error."""
    return msgspec.json.encode({"errors": in_taal([fout(code, melding, trace_id)], taal)})


def _resultaat(antwoord: Antwoord, *, geweigerd: bool = False) -> Resultaat:
    return Resultaat(antwoord.body, geweigerd=geweigerd or antwoord.uitkomst is not Uitkomst.UITGEVOERD)
