"""Samen: what one process fetched of a catalogue, the others need not fetch.

Kept is what the register sent, and each process makes its own objects of it. No personal data, as in the cache that
stands before it. The types decide what may be seen (`intern`), so that what others could write is not believed: each
sheet has a seal, of a key that only this installation has.

A sheet says how far its maker had heard of changes when it began to fetch (`nr`, of the last notification of that
register), so that nobody who knows of a change takes what was fetched before it; no clocks need agree for that.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from time import time
from typing import Generic, Protocol, TypeVar

import msgspec
import structlog

W = TypeVar("W")
V = TypeVar("V")

#: (register, soort, id)
Sleutel = tuple[str, str, str]

#: Whoever fetches has this long; then another may.
BEZIG_S = 10.0
#: For that long another's fetching is waited for, and looked at this often.
GEDULD_S, KIJK_S = 2.0, 0.05
_ZEGEL = sha256().digest_size

_log = structlog.get_logger("mijnzaken.samen")


class Voorraad(Protocol):
    """Where sheets lie, for a while. Every method raises ConnectionError when it is away."""

    async def haal(self, sleutel: str) -> bytes | None: ...

    async def leg(self, sleutel: str, inhoud: bytes, ttl_s: float) -> None: ...

    async def claim(self, sleutel: str, ttl_s: float) -> bool:
        """True for one of all who ask, until it is wiped or `ttl_s` has passed."""
        ...

    async def wis(self, sleutel: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Deelbaar(Generic[W, V]):
    """A way to fetch something that processes may have from each other: `haal` gives it as it came `van` an address, in
    a form that msgspec can write and read, and `maak` makes of that what is used. `vers_s`: how long it is good; None:
    as long as the cache says."""

    van: str
    vorm: type[W]
    haal: Callable[[], Awaitable[W]]
    maak: Callable[[W], V]
    vers_s: float | None = None

    async def __call__(self) -> V:
        return self.maak(await self.haal())


@dataclass(frozen=True, slots=True)
class Gehaald(Generic[V]):
    """`leeftijd_s`: since its fetching began. A clock that is ahead of ours counts as one that is behind."""

    value: V
    leeftijd_s: float
    nr: int


class Samen:
    """`geheim`: of this installation; two that use one store never read each other's."""

    def __init__(self, voorraad: Voorraad, *, geheim: bytes, klok: Callable[[], float] = time) -> None:
        self._voorraad = voorraad
        self._geheim = geheim
        self._klok = klok

    async def haal(
        self,
        key: Sleutel,
        deel: Deelbaar[W, V],
        *,
        vers_s: float,
        oudst_s: float,
        nr: int,
        veranderd: Callable[[], bool],
    ) -> Gehaald[V]:
        """What another fetched less than `vers_s` ago, knowing of change `nr`. Else fetched now, by one at a time, and
        left for the others for `oudst_s`, unless it has changed by then. Raises what `deel` raises."""
        naam = self._naam(key, deel)
        for _ in range(round(GEDULD_S / KIJK_S)):
            found = await self._lees(naam, deel)
            if found is not None and found.nr >= nr and found.leeftijd_s < vers_s:
                return found
            if await self._is_aan_ons(naam):
                break
            await asyncio.sleep(KIJK_S)
        try:
            begonnen = self._klok()
            kaal = await deel.haal()
            if not veranderd():
                await self._leg(naam, msgspec.msgpack.encode((begonnen, nr, kaal)), oudst_s)
            return Gehaald(deel.maak(kaal), 0.0, nr)
        finally:
            with suppress(ConnectionError):  # it ends by itself
                await self._voorraad.wis(_bezig(naam))

    async def oud(self, key: Sleutel, deel: Deelbaar[W, V]) -> Gehaald[V] | None:
        """Whatever there is, however old: for when its register is away."""
        return await self._lees(self._naam(key, deel), deel)

    async def _is_aan_ons(self, naam: str) -> bool:
        try:
            return await self._voorraad.claim(_bezig(naam), BEZIG_S)
        except ConnectionError:
            return True  # nobody can be waited for

    async def _leg(self, naam: str, inhoud: bytes, ttl_s: float) -> None:
        with suppress(ConnectionError):  # then the others fetch for themselves
            await self._voorraad.leg(naam, self._zegel(naam, inhoud) + inhoud, ttl_s)

    async def _lees(self, naam: str, deel: Deelbaar[W, V]) -> Gehaald[V] | None:
        try:
            raw = await self._voorraad.haal(naam) or b""
        except ConnectionError:
            return None
        zegel, inhoud = raw[:_ZEGEL], raw[_ZEGEL:]
        if not hmac.compare_digest(zegel, self._zegel(naam, inhoud)):
            if raw:
                _log.warning("gedeelde catalogus geweigerd")
            return None
        try:
            begonnen, nr, kaal = msgspec.msgpack.decode(inhoud, type=tuple[float, int, msgspec.Raw])
            found = msgspec.msgpack.decode(kaal, type=deel.vorm)
        except msgspec.MsgspecError:  # of another release of ours that writes the same form otherwise
            _log.warning("gedeelde catalogus onleesbaar")
            return None
        return Gehaald(deel.maak(found), abs(self._klok() - begonnen), nr)

    def _naam(self, key: Sleutel, deel: Deelbaar[W, V]) -> str:
        """Hides what it is of, and is another for another form: an older release leaves it alone."""
        wat = msgspec.json.encode((key, deel.van, msgspec.json.schema(deel.vorm)), order="deterministic")
        return f"mijnzaken:catalogus:{hmac.new(self._geheim, wat, sha256).hexdigest()[:32]}"

    def _zegel(self, naam: str, inhoud: bytes) -> bytes:
        return hmac.new(self._geheim, naam.encode() + inhoud, sha256).digest()


def _bezig(naam: str) -> str:
    return f"{naam}:bezig"
