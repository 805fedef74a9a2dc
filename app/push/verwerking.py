"""Verwerking: takes notifications from the postvak and works out what follows: events for who is connected, messages
for who wants one. What follows and that it was handled are one transaction, so that a crash at any moment loses nothing
and does nothing twice. Several instances share the work: what one has taken, the others leave alone for a while.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from time import time

import msgspec
import structlog

from app.authorization.pseudoniem import Pseudoniemen
from app.push.betrokken import Betrokken, Gevolg
from app.push.loket import Loket
from app.push.notificatie import Notificatie
from app.push.ontvangers import Ontvangers
from app.push.ontvangst import Luwte
from app.push.postvak import Melding, NieuwBericht, NieuweGebeurtenis, PostvakFout
from app.push.wekker import Wekker
from app.registries.oproep import oproepen_van, willekeurig_spoor
from resolvers.grammar.errors import MijnZakenError
from resolvers.loaders import Loaders

_log = structlog.get_logger("mijnzaken.push")

#: How many notifications are handled together, and how long the others leave them to who took them.
_SAMEN, _HUUR_S = 200, 30.0
#: How long the registers may take for one batch.
_DEADLINE_S = 20.0
#: After a failure, doubling with each; a register that is away for a night is asked again in the morning.
_EERSTE_WACHT_S, _LANGSTE_WACHT_S = 1.0, 300.0
#: The kind of event that says: the catalogue of this register changed. It is about nobody.
CATALOGUS = "CATALOGUS"


class Verwerking:
    def __init__(
        self,
        loket: Loket,
        *,
        maak_loaders: Callable[[], Loaders],
        betrokken: Betrokken,
        ontvangers: Ontvangers,
        pseudoniemen: Pseudoniemen,
        wekker: Wekker,
        luwte: Luwte,
    ) -> None:
        self._loket, self._postvak = loket, loket.postvak
        self._luwte = luwte
        self._maak_loaders = maak_loaders
        self._betrokken = betrokken
        self._ontvangers = ontvangers
        self._pseudoniemen = pseudoniemen
        self._wekker = wekker
        self._houder = os.urandom(8).hex()

    async def loop(self) -> None:
        """Until it is cancelled."""
        await self._wekker.steeds(self.ronde, naam="verwerking")

    async def ronde(self) -> bool:
        """One batch; whether there was anything."""
        await self._luwte()
        nu_ms = int(time() * 1000)
        tot_ms = nu_ms + int(_HUUR_S * 1000)
        meldingen = await self._loket.doe(self._postvak.neem_meldingen, self._houder, nu_ms, tot_ms, _SAMEN)
        if not meldingen:
            return False
        loaders = self._maak_loaders()
        notificaties = [msgspec.json.decode(melding.inhoud, type=Notificatie) for melding in meldingen]
        with oproepen_van(*willekeurig_spoor(), _DEADLINE_S):
            found = await self._betrokken.met(loaders, notificaties)
            await asyncio.gather(
                *(
                    self._sluit_af(loaders, melding, notificatie, gevolgen)
                    for melding, notificatie, gevolgen in zip(meldingen, notificaties, found, strict=True)
                )
            )
        return True

    async def _sluit_af(
        self, loaders: Loaders, melding: Melding, notificatie: Notificatie, gevolgen: Sequence[Gevolg] | Exception
    ) -> None:
        try:
            if isinstance(gevolgen, Exception):
                raise gevolgen
            gebeurtenissen, berichten = await self._werk_uit(loaders, melding, notificatie, gevolgen)
            await self._loket.doe(self._postvak.verwerkt, melding, gebeurtenissen, berichten, int(time() * 1000))
        except PostvakFout:
            raise  # the batch is taken again when the lease is over
        except Exception as error:  # whatever it is, the others must go on, and this one must not be lost
            soort = error.code.value if isinstance(error, MijnZakenError) else type(error).__name__
            _log.warning("melding uitgesteld", soort=soort, pogingen=melding.pogingen)
            wacht_s = min(_LANGSTE_WACHT_S, _EERSTE_WACHT_S * 2 ** min(melding.pogingen, 20))
            await self._loket.doe(self._postvak.stel_uit, melding, int((time() + wacht_s) * 1000))

    async def _werk_uit(
        self, loaders: Loaders, melding: Melding, notificatie: Notificatie, gevolgen: Sequence[Gevolg]
    ) -> tuple[list[NieuweGebeurtenis], list[NieuwBericht]]:
        tijdstip_ms = int(notificatie.tijdstip.timestamp() * 1000) or melding.ontvangen_ms
        if notificatie.soort == "Catalogus":
            return [_catalogus(melding, notificatie, tijdstip_ms)], []
        gebeurtenissen = [self._gebeurtenis(melding, gevolg, tijdstip_ms) for gevolg in gevolgen]
        per_gevolg: list[Awaitable[list[NieuwBericht]]] = [
            self._ontvangers.berichten(loaders, gevolg, gebeurtenis.id, tijdstip_ms)
            for gevolg, gebeurtenis in zip(gevolgen, gebeurtenissen, strict=True)
        ]
        berichten = [bericht for found in await asyncio.gather(*per_gevolg) for bericht in found]
        return gebeurtenissen, berichten

    def _gebeurtenis(self, melding: Melding, gevolg: Gevolg, tijdstip_ms: int) -> NieuweGebeurtenis:
        onderwerp = gevolg.onderwerp.encode()
        sleutels = {sleutel for partij in gevolg.partijen for sleutel in partij}
        return NieuweGebeurtenis(
            id=_id(melding, onderwerp),
            soort=gevolg.soort.value,
            onderwerp=onderwerp,
            deel=gevolg.deel.encode() if gevolg.deel is not None else "",
            tijdstip_ms=tijdstip_ms,
            betrokkenen=tuple(sorted(self._pseudoniemen.versluier(sleutel) for sleutel in sleutels)),
        )


def _catalogus(melding: Melding, notificatie: Notificatie, tijdstip_ms: int) -> NieuweGebeurtenis:
    return NieuweGebeurtenis(
        id=_id(melding, notificatie.register),
        soort=CATALOGUS,
        onderwerp=notificatie.register,
        tijdstip_ms=tijdstip_ms,
        betrokkenen=(),
    )


def _id(melding: Melding, onderwerp: str) -> str:
    return sha256(f"{melding.sleutel}\n{onderwerp}".encode()).hexdigest()
