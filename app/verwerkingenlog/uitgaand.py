"""Uitgaand: what is written here, delivered to logs elsewhere: afterwards, in order, at least once.

Per target: read what comes after its position, put it in its form, send it, and only when the receiver acknowledged it
move the position, durably. So a stop at any moment repeats at most what was not acknowledged, with the same span ids;
and a target that is away keeps its place, however long, and costs a disclosure nothing. Nothing is ever skipped: a
message that a target keeps refusing holds up that target, and the log of the application says so.

Several processes may have the same target; the one that has its beurt (a lock in the storage) delivers.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import msgspec
import structlog
from msgspec import Struct

from app.authorization.pseudoniem import Pseudoniemen
from app.config.verwerkingenlog import UitgaandSettings
from app.registries.client import NietAfgeleverd, Zender
from app.verwerkingenlog.journaal import Journaal
from app.verwerkingenlog.opslag import Beurt, Opslag, Vermelding
from app.verwerkingenlog.projecties import adl, ldv, otlp, vng
from app.verwerkingenlog.projecties.afzender import Afzender
from app.verwerkingenlog.regel import Handeling, Verwerking
from resolvers.grammar.errors import LogUnavailable
from resolvers.grammar.sleutel import Bsn

_log = structlog.get_logger("mijnzaken.verwerkingenlog")


class Bericht(Struct, frozen=True):
    """`tot`: up to which nr the target has everything once it has this."""

    pad: str
    body: bytes
    tot: int


Vorm = Callable[[Sequence[Vermelding]], list[Bericht]]
"""Records of whole operations, as messages in their order."""


class Ritme(Struct, frozen=True, kw_only=True):
    """`blad`: how many records at a time. In seconds: how often is looked for something new, how long to wait after a
    first failure (each next one twice as long), and at most."""

    blad: int = 500
    rust_s: float = 1.0
    eerste_wacht_s: float = 0.5
    langste_wacht_s: float = 60.0

    def wacht(self, mislukt: int, na_s: float | None) -> float:
        """After so many failures in a row. Never twice the same, so that many who failed together do not come back
        together; and not before the target asked."""
        langst = min(self.langste_wacht_s, self.eerste_wacht_s * 2 ** min(mislukt - 1, 20))
        return max(random.uniform(langst / 2, langst), min(na_s or 0.0, self.langste_wacht_s))  # noqa: S311


class Aflevering:
    """The delivery to one target."""

    def __init__(self, naam: str, journaal: Journaal, vorm: Vorm, zender: Zender, ritme: Ritme | None = None) -> None:
        self._naam = naam
        self._journaal = journaal
        self._vorm = vorm
        self._zender = zender
        self._ritme = ritme or Ritme()
        self._beurt: Beurt | None = None
        self._reden = ""

    async def lever_steeds(self) -> None:
        """Until it is cancelled."""
        mislukt = 0
        try:
            while True:
                na_s = None
                try:
                    bezig = await self._aan_de_beurt() and await self._lever_blad()
                except (NietAfgeleverd, LogUnavailable) as error:
                    na_s = error.na_s if isinstance(error, NietAfgeleverd) else None
                    self._meld(error.reden if isinstance(error, NietAfgeleverd) else "het eigen log is niet te lezen")
                    mislukt += 1
                except Exception as error:  # whatever it is, the next record must not be lost over it
                    self._meld(f"onverwachte fout ({type(error).__name__})")
                    mislukt += 1
                else:
                    self._meld("")
                    mislukt = 0
                    if bezig:
                        continue
                await asyncio.sleep(self._ritme.wacht(mislukt, na_s) if mislukt else self._ritme.rust_s)
        finally:
            await self._zender.aclose()
            if self._beurt is not None:
                self._beurt.geef_op()

    async def _aan_de_beurt(self) -> bool:
        """Whether this process is the one that delivers to this target now."""
        if self._beurt is not None:
            if await asyncio.to_thread(self._beurt.houdt):
                return True
            self._beurt.geef_op()
        self._beurt = await self._journaal.lees(lambda opslag: opslag.neem_beurt(self._naam))
        return self._beurt is not None

    async def _lever_blad(self) -> bool:
        """Delivers the next records; whether there were any."""
        blad = await self._journaal.lees(partial(volgend_blad, naam=self._naam, limiet=self._ritme.blad))
        if not blad:
            return False
        tot, einde = 0, blad[-1].plek.nr
        for bericht in self._vorm(blad):
            await self._stuur(bericht)
            await self._zet_positie(tot := bericht.tot)
        if tot < einde:  # what comes last had nothing for this target
            await self._zet_positie(einde)
        return True

    async def _stuur(self, bericht: Bericht) -> None:
        answer = await self._zender.stuur(bericht.pad, bericht.body)
        with suppress(msgspec.DecodeError, msgspec.ValidationError):  # no text of a receiver matters, but for this one
            if rejected := otlp.geweigerd(msgspec.json.decode(answer, type=dict[str, object])):
                raise NietAfgeleverd(f"heeft {rejected} regels geweigerd")

    async def _zet_positie(self, nr: int) -> None:
        await self._journaal.lees(lambda opslag: opslag.zet_positie(self._naam, nr))

    def _meld(self, reden: str) -> None:
        """Said when it changes, not at every try."""
        if reden and reden != self._reden:
            _log.error("uitgaand log hapert", doel=self._naam, reden=reden)
        elif not reden and self._reden:
            _log.info("uitgaand log werkt weer", doel=self._naam)
        self._reden = reden


class Uitgaand:
    """All targets of one process: started with it, and stopped before the journaal is."""

    def __init__(self, afleveringen: Sequence[Aflevering]) -> None:
        self._afleveringen = afleveringen
        self._taken: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._taken = [asyncio.create_task(aflevering.lever_steeds()) for aflevering in self._afleveringen]

    async def aclose(self) -> None:
        for taak in self._taken:
            taak.cancel()
        await asyncio.gather(*self._taken, return_exceptions=True)


def volgend_blad(opslag: Opslag, naam: str, limiet: int) -> list[Vermelding]:
    """What the target has not had yet."""
    return volgend_blad_na(opslag, opslag.positie(naam), limiet)


def volgend_blad_na(opslag: Opslag, na: int, limiet: int) -> list[Vermelding]:
    """What stands behind record `na`, of whole operations: one that does not fit waits for the next page, and one that
    fits no page makes the page larger."""
    while True:
        found = opslag.sinds(na, limiet)
        if len(found) < limiet:
            return found
        begin = max((place for place, item in enumerate(found) if isinstance(item.regel, Handeling)), default=0)
        if begin:
            return found[:begin]
        limiet *= 2


def afleveringen(
    settings: Sequence[UitgaandSettings], journaal: Journaal, afzender: Afzender, pseudoniemen: Pseudoniemen
) -> list[Aflevering]:
    return [
        Aflevering(
            doel.merk,
            journaal,
            vorm_van(doel, afzender, pseudoniemen),
            Zender(
                doel.url,
                {naam: waarde.get_secret_value() for naam, waarde in doel.kopteksten.items()},
                herhaalbaar=doel.soort != "vng",
            ),
        )
        for doel in settings
    ]


def vorm_van(doel: UitgaandSettings, afzender: Afzender, pseudoniemen: Pseudoniemen) -> Vorm:
    match doel.soort:
        case "otlp":
            return partial(_als_traces, afzender=afzender)
        case "adl":
            return partial(_als_logs, afzender=afzender)
        case "vng":
            onthul = partial(bsn_van, pseudoniemen) if doel.met_bsn else None
            return partial(_als_acties, afzender=afzender, onthul=onthul)


def bsn_van(pseudoniemen: Pseudoniemen, pseudoniem: str) -> str | None:
    sleutel = pseudoniemen.onthul(pseudoniem)
    return sleutel.waarde if isinstance(sleutel, Bsn) else None


def _als_traces(blad: Sequence[Vermelding], afzender: Afzender) -> list[Bericht]:
    found = list(ldv.logregels((item.regel for item in blad), afzender))
    return [Bericht("/v1/traces", msgspec.json.encode(otlp.traces(found)), blad[-1].plek.nr)] if found else []


def _als_logs(blad: Sequence[Vermelding], afzender: Afzender) -> list[Bericht]:
    found = list(adl.beslissingen((item.regel for item in blad), afzender))
    return [Bericht("/v1/logs", msgspec.json.encode(otlp.logs(found)), blad[-1].plek.nr)] if found else []


def _als_acties(blad: Sequence[Vermelding], afzender: Afzender, onthul: vng.Onthul | None) -> list[Bericht]:
    """One each: the API takes no more at a time. It gives its own id to an actie and so knows no repetition: after a
    stop between acknowledgement and position, that one actie stands there twice."""
    return [
        Bericht("/verwerkingsacties", msgspec.json.encode(actie), item.plek.nr)
        for item in blad
        if isinstance(item.regel, Verwerking)
        and (actie := vng.verwerkingsactie(item.regel, afzender, onthul)) is not None
    ]
