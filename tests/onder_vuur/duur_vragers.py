"""Duur-vragers: the hundred who ask in the duurproef, what each of them must be answered, and what came of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median
from time import perf_counter

from app.sandbox import uitgever
from tests.onder_vuur.documenten import aanvallen
from tests.onder_vuur.honderd import AANTAL, MERK, VRAGEN, merk
from tests.onder_vuur.storing_proxy import SPOREN

#: How often one asks what must be refused.
KWAAD = 50
#: After this long the process has all that it keeps.
WARM_S = 300.0
_STOORT = ("REGISTER_UNAVAILABLE", "REGISTER_TIMEOUT", "REGISTER_INVALID_RESPONSE", "DEADLINE_EXCEEDED")


@dataclass(frozen=True, slots=True)
class Stand:
    """The process at the end of a cycle, and how it answered in its last seconds. `op_s`: since the beginning."""

    op_s: float
    geheugen_mb: float
    descriptors: int
    bezig: float
    p50_ms: float
    p99_ms: float


@dataclass
class Verslag:
    """`mis`: what may not be, in words; none of the others' data, no 500, no cut answer, no lost line, nothing late."""

    per_s: float = 0.0
    antwoorden: int = 0
    met_fout: int = 0
    geweigerd: int = 0
    storingen: int = 0
    hersteld_s: float = 0.0
    standen: list[Stand] = field(default_factory=list)
    mis: list[str] = field(default_factory=list)
    sporen: list[str] = field(default_factory=list)
    logregels: int = 0
    stopte_s: float = 0.0
    bij_stoppen: int = 0

    def groei(self, wat: Callable[[Stand], float]) -> tuple[float, float]:
        """The middle of the first and of the last third, once the process is warm."""
        warm = [stand for stand in self.standen if stand.op_s >= WARM_S] or self.standen
        derde = max(1, len(warm) // 3)
        return median(map(wat, warm[:derde])), median(map(wat, warm[-derde:]))


class Afgebroken(Exception):
    """No answer; `deel`: what of it had come."""

    def __init__(self, deel: bytes) -> None:
        super().__init__("the connection ended")
        self.deel = deel


@dataclass
class Vragers:
    """A hundred people, and their connections. `gestoord`: an answer may miss something. `gezond`: what each
    of them was answered when nothing was wrong, the first time."""

    poort: int
    verslag: Verslag
    kans: Random = field(default_factory=lambda: Random(8))
    gezond: dict[tuple[int, int], object] = field(default_factory=dict)
    wachttijden: list[float] = field(default_factory=list)
    gestoord: bool = False
    laatste_fout: float = 0.0
    stopt: bool = False
    _gevraagd: int = 0
    _vrij: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)
    _kwaad: Sequence[str] = tuple(aanvallen().values())
    _tokens: dict[str, str] = field(default_factory=dict)

    async def vraag(self) -> None:
        self._gevraagd += 1
        begonnen, was_gestoord = perf_counter(), self.gestoord
        wie, wat = self.kans.randrange(AANTAL), self.kans.randrange(len(VRAGEN))
        kwaad = self._gevraagd % KWAAD == 0
        persoon, tekst = ("burger2", self.kans.choice(self._kwaad)) if kwaad else (merk(wie), VRAGEN[wat])
        try:
            status, body, spoor = await self._stel(persoon, tekst)
        except (Afgebroken, OSError) as gone:
            deel = gone.deel if isinstance(gone, Afgebroken) else b""
            if deel or not self.stopt:
                self.verslag.mis.append(f"cut off: {type(gone).__name__} after {len(deel)} bytes")
            return
        self.wachttijden.append(perf_counter() - begonnen)
        if kwaad:
            self._keur_weigering(status, body)
        else:
            self._keur(wie, wat, status, body, spoor, calm=not (was_gestoord or self.gestoord))

    def _keur_weigering(self, status: int, body: str) -> None:
        self.verslag.geweigerd += 1
        if status not in {400, 413, 422, 429}:
            self.verslag.mis.append(f"not refused: {status} {body[:200]}")

    def _keur(self, wie: int, wat: int, status: int, body: str, spoor: str, *, calm: bool) -> None:
        verslag = self.verslag
        verslag.antwoorden += 1
        if vreemd := set(MERK.findall(body)) - {merk(wie)} | {found for found in SPOREN if found in body}:
            verslag.mis.append(f"of another: {sorted(vreemd)}")
        if status != 200:
            verslag.mis.append(f"status {status}: {body[:200]}")
            return
        answer = json.loads(body)
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        if codes - set(_STOORT):
            verslag.mis.append(f"codes {sorted(codes)}")
        if codes:
            verslag.met_fout += 1
            self.laatste_fout = perf_counter()
        elif calm and answer["data"] != self.gezond.setdefault((wie, wat), answer["data"]):
            verslag.mis.append(f"other data than before: {VRAGEN[wat]}")
        if answer["data"] is not None:
            verslag.sporen.append(spoor)

    async def _stel(self, persoon: str, vraag: str) -> tuple[int, str, str]:
        """Status, body and trace. By hand: a library's client costs more than all that is asked here."""
        if persoon not in self._tokens:
            self._tokens[persoon] = uitgever.token(persoon, geldig_s=86_400)
        data = json.dumps({"query": vraag}).encode()
        kop = f"POST /graphql HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {self._tokens[persoon]}\r\n"
        kop += "Accept: application/graphql-response+json\r\nContent-Type: application/json\r\n"
        while True:
            kept = bool(self._vrij)
            line = self._vrij.pop() if kept else await asyncio.open_connection("127.0.0.1", self.poort, limit=2**20)
            try:
                line[1].write(f"{kop}Content-Length: {len(data)}\r\n\r\n".encode() + data)
                head, body = await _lees(line[0])
            except Afgebroken as gone:
                line[1].transport.abort()
                if kept and not gone.deel:  # it had been closed while nobody used it
                    continue
                raise
            break
        if b"\r\nconnection: close" in head.lower():
            line[1].close()
        else:
            self._vrij.append(line)
        koppen = dict(part.split(": ", 1) for part in head.decode("latin-1").lower().split("\r\n")[1:] if part)
        return int(head.split(b" ")[1]), body.decode(), koppen.get("x-trace-id", "")

    def sluit(self) -> None:
        for _, writer in self._vrij:
            writer.transport.abort()


async def _lees(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = b""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        return head, await reader.readexactly(size)
    except asyncio.IncompleteReadError as gone:
        raise Afgebroken(head + gone.partial) from None
    except ConnectionError:
        raise Afgebroken(head) from None
