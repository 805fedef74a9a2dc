"""Dienst: all of push in one process, put together: started with it, and stopped before the registers and the log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import time

from app.authorization.pseudoniem import Pseudoniemen
from app.config import Settings
from app.execution.executor import Executor
from app.push.adresboek import COLLECTIES, Adresboek
from app.push.betrokken import Betrokken
from app.push.bezorging import Bezorging
from app.push.loket import Loket
from app.push.merken import Merken
from app.push.ontvangers import Ontvangers
from app.push.ontvangst import Ontvangst
from app.push.peilen import Peiling
from app.push.postvak import Postvak, PostvakFout
from app.push.uitzending import Uitzending
from app.push.verwerking import Verwerking
from app.push.wekker import Wekker
from app.push.zending import Kanaal
from app.registries.connect import Verbindingen
from resolvers.loaders import Loaders

#: How long what came to its end is remembered: longer than any register tries to deliver again (about a day), and than
#: any client may come back after.
BEWAARD_S = 7 * 86_400.0
_OPRUIMEN_S = 3600.0


@dataclass(slots=True)
class Push:
    """`ontvangst` and `adressen` for the door by which notifications come in, `uitzending` for those by which clients
    listen."""

    loket: Loket
    adressen: Adresboek
    ontvangst: Ontvangst
    uitzending: Uitzending
    verwerking: Verwerking
    bezorging: Bezorging
    kanalen: Mapping[str, Kanaal]
    peiling: Peiling | None
    _taken: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        with suppress(PostvakFout):  # a database that is not up yet is no reason not to start
            await self.uitzending.nr()  # from here on nothing is missed
        loops = [self.uitzending.loop(), self.verwerking.loop(), self.bezorging.loop(), self._ruim_steeds_op()]
        if self.peiling is not None:
            loops.append(self.peiling.loop())
        self._taken = [asyncio.create_task(loop) for loop in loops]

    async def _ruim_steeds_op(self) -> None:
        while True:
            with suppress(PostvakFout):  # tried again in an hour, and nothing depends on it
                await self.loket.doe(self.loket.postvak.ruim_op, int((time() - BEWAARD_S) * 1000))
            await asyncio.sleep(_OPRUIMEN_S)

    async def aclose(self) -> None:
        for taak in self._taken:
            taak.cancel()
        await asyncio.gather(*self._taken, return_exceptions=True)
        await self.ontvangst.aclose()
        for kanaal in self.kanalen.values():
            await kanaal.aclose()
        await self.loket.aclose()


def bouw_push(
    settings: Settings,
    *,
    postvak: Postvak,
    executor: Executor,
    verbindingen: Verbindingen,
    maak_loaders: Callable[[], Loaders],
    kanalen: Mapping[str, Kanaal],
    pseudoniemen: Pseudoniemen,
    merken: Merken,
) -> Push:
    push, loket = settings.push, Loket(postvak)
    ontvangst = Ontvangst(loket)
    betrokken = Betrokken(maak_loaders, verbindingen.verbanden)
    ontvangers = Ontvangers(
        push,
        kanalen=frozenset(naam.partition(":")[0] for naam in kanalen),
        afspraken=settings.toegang.afspraken,
        pseudoniemen=pseudoniemen,
        klok=lambda: datetime.now(UTC),
    )
    uitzending = Uitzending(
        loket,
        executor,
        pseudoniemen=pseudoniemen,
        merken=merken,
        wekker=Wekker(loket),
        vergeet=verbindingen.vergeet_catalogus,
        meeste=push.abonnementen,
        luwte=ontvangst.luwte,
    )
    peiling = None
    if push.peilen_s is not None:
        peiling = Peiling(loket, ontvangst, verbindingen.peilingen, om_de_s=push.peilen_s)
    return Push(
        loket=loket,
        adressen=Adresboek(
            verbindingen.basissen(),
            {naam: COLLECTIES.get(soort, ()) for naam, soort in verbindingen.soorten().items()},
        ),
        ontvangst=ontvangst,
        uitzending=uitzending,
        verwerking=Verwerking(
            loket,
            maak_loaders=maak_loaders,
            betrokken=betrokken,
            ontvangers=ontvangers,
            pseudoniemen=pseudoniemen,
            wekker=Wekker(loket),
            luwte=ontvangst.luwte,
        ),
        bezorging=Bezorging(
            loket,
            executor,
            kanalen,
            push,
            maak_loaders=maak_loaders,
            pseudoniemen=pseudoniemen,
            wekker=Wekker(loket),
        ),
        kanalen=kanalen,
        peiling=peiling,
    )
