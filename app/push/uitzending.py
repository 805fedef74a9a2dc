"""Uitzending: who is connected now, and what reaches them.

A subscription keeps no answers: it knows up to which event it has looked, and the next answer is made when the client
can take it. So who reads slowly costs no memory, and who comes back goes on where he was. Every answer is made under
what the receiver may see at that moment: a machtiging or toestemming that was withdrawn opens nothing at the next
change.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from time import time
from typing import NamedTuple, Protocol

import msgspec
import structlog

from app.authorization.pseudoniem import Pseudoniemen
from app.execution.engels import in_taal
from app.execution.executor import Antwoord, Executor, NuNiet, Uitkomst, Vraag
from app.execution.results import fout
from app.push.loket import Loket
from app.push.merken import Merken
from app.push.ontvangst import Luwte
from app.push.postvak import Gebeurtenis, PostvakFout
from app.push.verwerking import CATALOGUS
from app.push.wekker import Wekker
from app.push.wijziging import wijziging_uit
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.context import Volgt
from resolvers.grammar.errors import ErrorCode

_log = structlog.get_logger("mijnzaken.push")

#: How many events are read at a time, and how many a subscription keeps waiting; one that has more reads them again
#: from the postvak when it comes to it.
_BLAD, _MEESTE_WACHTEND = 500, 100
#: How many answers are made at the same time, however many subscriptions an event concerns.
_TEGELIJK = 32
#: A change that cannot be told now (a register or the log is away) is tried again this often, ever longer apart.
_POGINGEN, _EERSTE_WACHT_S, _LANGSTE_WACHT_S = 12, 0.5, 30.0


class Levering(NamedTuple):
    """One answer. `merk`: where the client is when it has this; it gives it back to go on from there. `body`: the JSON
    of a GraphQL result; it holds the same `merk` as `extensions.gebeurtenis`."""

    merk: str
    body: bytes


class Abonnement(Protocol):
    """A live subscription. Iterating ends when the subscription does; the answer was written in the log before it is
    given. `aclose` may be called at any time, by whoever holds it."""

    def __aiter__(self) -> AsyncIterator[Levering]: ...

    async def __anext__(self) -> Levering: ...

    async def aclose(self) -> None: ...


class Uitzender(Protocol):
    async def abonneer(self, vraag: Vraag, afnemer: Authenticatie, *, na: str | None = None) -> Abonnement | Antwoord:
        """`na`: the merk of the last Levering that the client has. An Antwoord: refused, with errors."""
        ...

    async def merk(self) -> str:
        """Where a client is that has heard nothing yet: with it, who loses his connection before the first change does
        not miss that. Empty when it cannot be said."""
        ...


class GeenUitzending:
    """Of a gateway that nobody tells of changes."""

    async def abonneer(self, vraag: Vraag, afnemer: Authenticatie, *, na: str | None = None) -> Antwoord:
        return _geweigerd(ErrorCode.BAD_REQUEST, "Deze dienst meldt geen wijzigingen.", vraag)

    async def merk(self) -> str:
        return ""


class Uitzending:
    """`vergeet` is told the name of a register whose catalogue changed, and the number of that event. `meeste`: how
    many subscriptions at once."""

    def __init__(
        self,
        loket: Loket,
        executor: Executor,
        *,
        pseudoniemen: Pseudoniemen,
        merken: Merken,
        wekker: Wekker,
        vergeet: Callable[[str, int], None],
        meeste: int,
        luwte: Luwte,
    ) -> None:
        self._loket = loket
        self.luwte = luwte
        self.merken = merken
        self.tegelijk = asyncio.Semaphore(_TEGELIJK)
        self.executor = executor
        self._pseudoniemen = pseudoniemen
        self._wekker = wekker
        self._vergeet = vergeet
        self._meeste = meeste
        self._nr: int | None = None
        self._per_sleutel: dict[str, set[Lopend]] = {}
        self.aantal = 0

    async def loop(self) -> None:
        """Until it is cancelled: hands every event to the subscriptions that it may concern."""
        await self._wekker.steeds(self.ronde, naam="uitzending")

    async def ronde(self) -> bool:
        found = await self.gebeurtenissen_na(await self.nr())
        for gebeurtenis in found:
            self._nr = gebeurtenis.nr
            if gebeurtenis.soort == CATALOGUS:
                self._vergeet(gebeurtenis.onderwerp, gebeurtenis.nr)
                continue
            for abonnement in self._voor(gebeurtenis):
                abonnement.bied_aan(gebeurtenis)
        return len(found) == _BLAD

    async def gebeurtenissen_na(self, nr: int) -> list[Gebeurtenis]:
        """The next page of them."""
        return await self._loket.doe(self._loket.postvak.gebeurtenissen_na, nr, _BLAD)

    async def nr(self) -> int:
        """Up to which event this process has looked."""
        if self._nr is None:
            found = await self._laatste()
            if self._nr is None:  # nobody else was first
                self._nr = found
        return self._nr

    async def merk(self) -> str:
        try:
            return self.merken.maak(await self.nr())
        except PostvakFout:
            return ""

    async def _laatste(self) -> int:
        return await self._loket.doe(self._loket.postvak.laatste_gebeurtenis)

    def _voor(self, gebeurtenis: Gebeurtenis) -> set[Lopend]:
        keys = (*gebeurtenis.betrokkenen, gebeurtenis.onderwerp)
        return set().union(*(self._per_sleutel.get(key, ()) for key in keys))

    async def abonneer(self, vraag: Vraag, afnemer: Authenticatie, *, na: str | None = None) -> Abonnement | Antwoord:
        if self.aantal >= self._meeste:
            return _geweigerd(ErrorCode.RATE_LIMITED, "Er staan te veel abonnementen open.", vraag)
        try:
            return await self._abonneer(vraag, afnemer, na)
        except PostvakFout:
            return _geweigerd(ErrorCode.LOG_UNAVAILABLE, "Wijzigingen kunnen nu niet worden gevolgd.", vraag)

    async def _abonneer(self, vraag: Vraag, afnemer: Authenticatie, na: str | None) -> Abonnement | Antwoord:
        vanaf = await self.nr()  # before it is asked what may be followed: nothing that happens meanwhile is missed
        if na is not None:
            gezien = self.merken.lees(na)
            # another instance may have been quicker than this one
            if gezien is None or (gezien > vanaf and gezien > await self._laatste()):
                return _geweigerd(ErrorCode.BAD_USER_INPUT, "Dit merk is niet van deze dienst.", vraag)
            vanaf = gezien
        volgt = await self.executor.volg(vraag, afnemer)
        if isinstance(volgt, Antwoord):
            return volgt
        return Lopend(self, vraag, afnemer, self._sleutels(volgt), vanaf)

    def _sleutels(self, volgt: Volgt) -> frozenset[str]:
        """By what an event finds it. One zaak stays that zaak; but a verzoek that becomes a zaak is another object,
        so who follows that is found as the klant that it is about."""
        if volgt.onderwerp is not None and (volgt.onderwerp.soort == "Zaak" or not volgt.sleutels):
            return frozenset({volgt.onderwerp.encode()})
        return frozenset(self._pseudoniemen.versluier(sleutel) for sleutel in volgt.sleutels)

    def schrijf_in(self, abonnement: Lopend) -> None:
        self.aantal += 1
        for sleutel in abonnement.sleutels:
            self._per_sleutel.setdefault(sleutel, set()).add(abonnement)

    def schrijf_uit(self, abonnement: Lopend) -> None:
        self.aantal -= 1
        for sleutel in abonnement.sleutels:
            overig = self._per_sleutel[sleutel]
            overig.discard(abonnement)
            if not overig:
                del self._per_sleutel[sleutel]


class Lopend:
    """One live subscription: what it asked, as whom, and up to which event it has looked."""

    __slots__ = ("_achter", "_afnemer", "_gesloten", "_gezien", "_nieuw", "_uit", "_vraag", "_wachtend", "sleutels")

    def __init__(
        self, uit: Uitzending, vraag: Vraag, afnemer: Authenticatie, sleutels: frozenset[str], vanaf: int
    ) -> None:
        self.sleutels = sleutels
        self._uit = uit
        self._vraag = vraag
        self._afnemer = afnemer
        self._gezien = vanaf
        self._wachtend: deque[Gebeurtenis] = deque()
        self._achter = True  # what happened since `vanaf` stands in the postvak
        self._nieuw: asyncio.Event | None = asyncio.Event()
        self._gesloten = False
        uit.schrijf_in(self)

    def bied_aan(self, gebeurtenis: Gebeurtenis) -> None:
        if not self._achter:
            if len(self._wachtend) < _MEESTE_WACHTEND:
                self._wachtend.append(gebeurtenis)
            else:
                self._wachtend.clear()
                self._achter = True
        self._wek()

    def _wek(self) -> None:
        if self._nieuw is not None:
            self._nieuw.set()

    def __aiter__(self) -> AsyncIterator[Levering]:
        return self

    async def __anext__(self) -> Levering:
        while True:
            gebeurtenis = await self._volgende()
            if (gemaakt := await self._maak(gebeurtenis)) is not None:
                return gemaakt

    async def _volgende(self) -> Gebeurtenis:
        """The next event that concerns it; waits for one. Raises StopAsyncIteration when it is over."""
        assert self._nieuw is not None
        while True:
            if self._is_over():
                await self.aclose()
                raise StopAsyncIteration
            self._nieuw.clear()
            if self._achter and not await self._haal_in():
                await asyncio.sleep(_EERSTE_WACHT_S)  # the postvak is away: it goes on when that is back
                continue
            while self._wachtend:
                gebeurtenis = self._wachtend.popleft()
                if gebeurtenis.nr > self._gezien:
                    return gebeurtenis
            if self._achter:
                continue
            try:
                async with asyncio.timeout(max(0.0, self._afnemer.verloopt.timestamp() - time())):
                    await self._nieuw.wait()
            except TimeoutError:
                continue

    def _is_over(self) -> bool:
        return self._gesloten or datetime.now(UTC) >= self._afnemer.verloopt

    async def _haal_in(self) -> bool:
        """What it missed, from the postvak: as much as it may keep. False when that cannot be read now."""
        bij = self._gezien
        try:
            tot = await self._uit.nr()
            found = await self._uit.gebeurtenissen_na(bij)
        except PostvakFout:
            return False
        for gebeurtenis in found:
            if len(self._wachtend) >= _MEESTE_WACHTEND:
                return True
            bij = gebeurtenis.nr
            if gebeurtenis.onderwerp in self.sleutels or not self.sleutels.isdisjoint(gebeurtenis.betrokkenen):
                self._wachtend.append(gebeurtenis)
        if not self._wachtend:
            self._gezien = max(self._gezien, bij)
        # an event that was handed out while we read was not offered to us: then read once more
        if len(found) < _BLAD and await self._uit.nr() <= max(bij, tot):
            self._achter = False
        return True

    async def _maak(self, gebeurtenis: Gebeurtenis) -> Levering | None:
        """The answer; None when this receiver hears nothing of it."""
        wijziging = wijziging_uit(gebeurtenis)
        merk = self._uit.merken.maak(gebeurtenis.nr)
        for poging in range(_POGINGEN):
            vraag = replace(self._vraag, trace_id=os.urandom(16).hex())
            try:
                async with self._uit.tegelijk:
                    await self._uit.luwte()
                    if self._is_over():
                        break
                    antwoord = await self._uit.executor.meld(vraag, self._afnemer, wijziging, merk=merk)
            except NuNiet:
                await asyncio.sleep(min(_LANGSTE_WACHT_S, _EERSTE_WACHT_S * 2**poging))
                continue
            self._gezien = gebeurtenis.nr
            return Levering(merk, antwoord.body) if antwoord is not None else None
        if self._is_over():
            return None
        _log.error("wijziging niet gemeld", pogingen=_POGINGEN)
        self._gezien = gebeurtenis.nr
        return None

    async def aclose(self) -> None:
        if not self._gesloten:
            self._gesloten = True
            self._uit.schrijf_uit(self)
            self._wek()


def _geweigerd(code: ErrorCode, melding: str, vraag: Vraag) -> Antwoord:
    errors = in_taal([fout(code, melding, vraag.trace_id)], vraag.taal)
    return Antwoord(Uitkomst.NIET_GELDIG, msgspec.json.encode({"errors": errors}))
