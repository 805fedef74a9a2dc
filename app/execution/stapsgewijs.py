"""Stapsgewijs: a question with `@defer`, answered step by step: what is told at once, then each part when it is there.

Every step is an operation of its own: decided, run and written down before it is told, under one trace. They share the
loaders of the question, so that a part fetches only what nothing fetched before it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from graphql import OperationType

from app.execution.documents import Document
from app.execution.engels import in_taal
from app.execution.executor import Executor
from app.execution.uitstel import Deellevering, Later, Plaats, geleverd, later
from app.execution.vraag import Antwoord, Uitkomst, Vraag, antwoord
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.context import Afgeschermd, Context, Verstrekkingen


@dataclass(frozen=True, slots=True)
class Vervolg:
    """What came later. `extensions`: of all that was told until now; `nog`: more comes."""

    leveringen: Sequence[Deellevering]
    extensions: Mapping[str, Any]
    nog: bool


async def stapsgewijs(executor: Executor, vraag: Vraag, afnemer: Authenticatie) -> Antwoord | Stapsgewijs:
    """An answer at once, when nothing of it can come later: who asks all or nothing (`streng`) gets all at once."""
    begin = monotonic()
    document = await executor.toegelaten(vraag, afnemer)
    if isinstance(document, Antwoord):
        return document
    splitsing = None
    if document.uitstel is not None and not vraag.streng:
        splitsing = document.uitstel.splits(vraag.operation_name, vraag.variables or {})
    if splitsing is None:
        return await executor.geheel(document, vraag, afnemer)
    assert document.soorten.get(vraag.operation_name) is OperationType.QUERY
    context = executor.context(document, vraag, afnemer)
    seconden = executor.seconden(vraag)
    payload, uitkomst = await executor.beantwoord(splitsing.eerst, vraag, context, seconden)
    if uitkomst is not Uitkomst.UITGEVOERD:
        return antwoord(uitkomst, payload, vraag)
    delen = later(splitsing.delen, payload["data"])
    if not delen:
        return antwoord(uitkomst, payload, vraag)
    return Stapsgewijs(executor, vraag, context, begin + seconden, payload, delen)


class Stapsgewijs:
    """`eerste`: the payload that is told at once. `tot`: the moment until which the question as a whole may take."""

    def __init__(
        self,
        executor: Executor,
        vraag: Vraag,
        context: Context,
        tot: float,
        eerste: Mapping[str, Any],
        delen: Sequence[Later[Document]],
    ) -> None:
        self._executor = executor
        self._vraag = vraag
        self._context = context
        self._tot = tot
        self._delen = delen
        self._extensions: dict[str, Any] = dict(eerste.get("extensions", {}))
        self.eerste = self._vertaald(eerste)

    @property
    def plaatsen(self) -> list[Plaats]:
        """What comes later, and where it belongs."""
        return [plaats for deel in self._delen for plaats in deel.plaatsen]

    async def vervolg(self) -> AsyncGenerator[Vervolg]:
        """Each part when it is there: a slow register keeps only what is asked of it."""
        taken = [asyncio.create_task(self._deel(deel)) for deel in self._delen]
        try:
            for nummer, klaar in enumerate(asyncio.as_completed(taken), start=1):
                yield Vervolg(await klaar, self._extensions, nummer < len(taken))
        finally:
            for taak in taken:
                taak.cancel()
            await asyncio.gather(*taken, return_exceptions=True)

    async def _deel(self, wat: Later[Document]) -> list[Deellevering]:
        context = replace(
            self._context,
            afgeschermd=Afgeschermd(),
            verstrekkingen=Verstrekkingen(),
            aanleidingen=set(self._context.aanleidingen),
            toelichtingen=set(self._context.toelichtingen),
            fouten=[],
        )
        seconden = max(self._tot - monotonic(), 0.0)
        payload, uitkomst = await self._executor.beantwoord(wat.deel.document, self._vraag, context, seconden)
        assert uitkomst is Uitkomst.UITGEVOERD  # the values fitted a moment ago
        self._neem_op(payload.get("extensions", {}), ".".join(wat.deel.pad))
        return geleverd(wat, self._vertaald(payload))

    def _neem_op(self, extensions: Mapping[str, Any], pad: str) -> None:
        """A client replaces what it had by what comes: so all of it comes again. What is closed on the way to a part
        was told before."""
        for naam, regels in extensions.items():
            nieuw = [regel for regel in regels if naam != "afgeschermd" or _onder(regel["pad"], pad)]
            if nieuw:
                self._extensions = {**self._extensions, naam: [*self._extensions.get(naam, ()), *nieuw]}

    def _vertaald(self, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        if (errors := payload.get("errors")) is None:
            return payload
        return {**payload, "errors": in_taal(errors, self._vraag.taal)}


def _onder(pad: str, van: str) -> bool:
    return not van or pad.startswith(f"{van}.")
