"""Peilen: for registers that tell nothing. Open Zaak can say no more than which zaken somebody has, and when each was
last changed; so those are asked for, now and then, for everybody who is listening. Who only wants messages is not
served by this: for that a register must tell.

What is found goes the road of a notification. Its key is the zaak and the moment of the change, so that several
instances, or a round that is done again, tell nobody anything twice.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from app.authorization.pseudoniem import Pseudoniemen
from app.push.loket import Loket
from app.push.notificatie import Notificatie
from app.push.ontvangst import Ontvangst
from app.push.postvak import PostvakFout
from app.registries.oproep import oproepen_van, willekeurig_spoor
from resolvers.grammar.errors import BadUserInput, MijnZakenError
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.lijsten import ZakenVraag
from resolvers.loaders import Loaders
from resolvers.zaak import Zaak

_log = structlog.get_logger("mijnzaken.push")

_POSITIE = "peilen"
#: How many people are asked about at the same time, and how long one question may take.
_TEGELIJK, _DEADLINE_S = 4, 10.0
#: Clocks differ, and what was changed during a round may have been read before.
_SPELING = timedelta(seconds=30)


class Peiling:
    """`gevolgd` gives what is listened to now: pseudonyms, and global ids of zaken. Every `om_de_s` seconds, never all
    instances at the same moment."""

    def __init__(
        self,
        loket: Loket,
        ontvangst: Ontvangst,
        *,
        gevolgd: Callable[[], Sequence[str]],
        maak_loaders: Callable[[], Loaders],
        pseudoniemen: Pseudoniemen,
        om_de_s: float,
    ) -> None:
        self._loket = loket
        self._ontvangst = ontvangst
        self._gevolgd = gevolgd
        self._maak_loaders = maak_loaders
        self._pseudoniemen = pseudoniemen
        self._om_de_s = om_de_s
        self._mislukt = False

    async def loop(self) -> None:
        """Until it is cancelled."""
        while True:
            await asyncio.sleep(self._om_de_s * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, no secret
            try:
                await self.ronde()
            except (MijnZakenError, PostvakFout) as error:
                if not self._mislukt:
                    _log.warning("peilen mislukt", soort=type(error).__name__)
                self._mislukt = True
            else:
                self._mislukt = False

    async def ronde(self) -> None:
        """Raises what kept a register or the postvak from answering; the next round then looks back as far."""
        nu = datetime.now(UTC)
        bekend = await self._loket.doe(self._loket.postvak.positie, _POSITIE)
        sinds = datetime.fromisoformat(bekend) - _SPELING if bekend else nu
        loaders, beurt = self._maak_loaders(), asyncio.Semaphore(_TEGELIJK)

        async def vraag(wie: str) -> list[Zaak]:
            async with beurt:
                with oproepen_van(*willekeurig_spoor(), _DEADLINE_S):
                    return await self._zaken(loaders, wie)

        gevonden = await asyncio.gather(*(vraag(wie) for wie in self._gevolgd()))
        veranderd = {zaak.ref: zaak for zaken in gevonden for zaak in zaken if _sinds(zaak, sinds)}
        await self._ontvangst.neem_aan([_notificatie(zaak) for zaak in veranderd.values()])
        await self._loket.doe(self._loket.postvak.zet_positie, _POSITIE, nu.isoformat())

    async def _zaken(self, loaders: Loaders, wie: str) -> list[Zaak]:
        sleutel: Sleutel | None = self._pseudoniemen.onthul(wie)
        if sleutel is None:
            try:
                zaak = await loaders.zaak.load(Ref.decode(wie))
            except BadUserInput:  # a pseudonym of a key that is no longer known
                return []
            return [zaak] if zaak is not None else []
        vraag = ZakenVraag(sleutels=frozenset({sleutel}), alles=True)
        return [
            zaak
            for register in loaders.registers.zaken
            async for batch in register.zaken_van(vraag, loaders.vooruitblik)
            for zaak in batch
        ]


def _sinds(zaak: Zaak, moment: datetime) -> bool:
    return zaak.laatst_gemuteerd is not None and zaak.laatst_gemuteerd > moment


def _notificatie(zaak: Zaak) -> Notificatie:
    assert zaak.laatst_gemuteerd is not None
    return Notificatie(
        register=zaak.ref.register,
        soort="Zaak",
        id=zaak.ref.id,
        resource="zaak",
        actie="partial_update",
        tijdstip=zaak.laatst_gemuteerd.astimezone(UTC),
    )
