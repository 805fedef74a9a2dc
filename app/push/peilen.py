"""Peilen: for zaakregisters that send no notifications: asked now and then what happened since, and that handed on as
if they had sent it. Only Open Zaak can say it, and of its zaken only which statussen were set (see
app/registries/openzaak/peiling.py); the other registers have nothing by which what changed can be asked.

How far it came is durable. What is asked again is handed on again, but a notification of the same status is always the
same one, which the postvak takes once: so a crash repeats nothing, nothing falls between two rounds, and several
instances may ask side by side. It is not the same one as a register sends itself: let a register do one or the other.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import structlog

from app.push.loket import Loket
from app.push.notificatie import Notificatie
from app.push.ontvangst import Ontvangst
from app.registries.openzaak.peiling import Gezet, Peilbaar
from app.registries.oproep import oproepen_van, willekeurig_spoor
from resolvers.grammar.errors import MijnZakenError

_log = structlog.get_logger("mijnzaken.push")

#: A status may be written some time after the moment that it names: so far back is asked each time. Shorter than
#: notifications are remembered.
_TERUG = timedelta(hours=24)
_DEADLINE_S = 60.0
#: Instances that were started together do not ask together.
_SPREIDING = 0.2


class Peiling:
    """`peilingen`: by the name of the register; `om_de_s`: seconds between two rounds."""

    def __init__(
        self,
        loket: Loket,
        ontvangst: Ontvangst,
        peilingen: Mapping[str, Peilbaar],
        *,
        om_de_s: float,
        klok: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._loket, self._postvak = loket, loket.postvak
        self._ontvangst = ontvangst
        self._peilingen = peilingen
        self._om_de_s = om_de_s
        self._klok = klok
        self._gemeld: dict[str, set[Gezet]] = {}
        self._klachten: dict[str, str] = {}

    async def loop(self) -> None:
        """Until it is cancelled."""
        while True:
            await self.ronde()
            await asyncio.sleep(self._om_de_s * random.uniform(1 - _SPREIDING, 1 + _SPREIDING))  # noqa: S311

    async def ronde(self) -> None:
        """Each register once, side by side. One that fails is asked again the next time, and looks back as far."""
        await asyncio.gather(*(self._probeer(register) for register in self._peilingen))

    async def _probeer(self, register: str) -> None:
        try:
            with oproepen_van(*willekeurig_spoor(), _DEADLINE_S):
                is_alles = await self._peil(register)
        except Exception as error:  # whatever it is, the other registers and the next round must go on
            klacht = error.code.value if isinstance(error, MijnZakenError) else type(error).__name__
        else:
            klacht = "" if is_alles else "meer dan er te lezen was"
        if klacht != self._klachten.get(register, ""):
            _log.warning("peilen hapert" if klacht else "peilen werkt weer", register=register, soort=klacht)
        self._klachten[register] = klacht

    async def _peil(self, register: str) -> bool:
        """False when there was more than could be read: then what is older is passed over."""
        naam, nu = f"peilen {register}", self._klok()
        positie = await self._loket.doe(self._postvak.positie, naam)
        if not positie:  # what was there before is no news; registers write whole seconds
            await self._loket.doe(self._postvak.zet_positie, naam, nu.replace(microsecond=0).isoformat())
            return True
        begin = datetime.fromisoformat(positie)
        gezet, is_alles = await self._peilingen[register].sinds(begin)
        nieuw = {found for found in gezet if found.moment <= nu}  # one that is still to come, when it has come
        over = nieuw - self._gemeld.get(register, set())
        await self._ontvangst.neem_aan([_notificatie(register, found) for found in sorted(over, key=_moment)])
        self._gemeld[register] = nieuw
        if (verder := nu - _TERUG) > begin:
            await self._loket.doe(self._postvak.zet_positie, naam, verder.isoformat())
        return is_alles


def _moment(gezet: Gezet) -> datetime:
    return gezet.moment


def _notificatie(register: str, gezet: Gezet) -> Notificatie:
    """The same for the same status, whoever asked and when."""
    return Notificatie(
        register=register,
        soort="Zaak",
        id=gezet.zaak,
        resource="status",
        deel=gezet.status,
        actie="create",
        tijdstip=gezet.moment.astimezone(UTC),
        merk="gepeild",
    )
