"""Bezorgen: messages to callbacks, one after the other, in a thread of their own that begins with the first one.

Source: docs/delivery_guarantees.rst of Open Notificaties 1.16.1: at least once, in no order, again and again with
longer pauses until the receiver answers 2xx, and after the last try not at all.
"""

from __future__ import annotations

import random
import threading
from collections import deque
from dataclasses import dataclass
from heapq import heappop, heappush
from time import monotonic
from typing import NamedTuple

from starlette.datastructures import State

from app.sandbox.kern import Collectie, bel

POGINGEN = 8
BEWAARD = 10_000


class Aflevering(NamedTuple):
    """One try. `resource`: of a CloudEvent its type; `status`: what the receiver answered, 0 when nobody did."""

    kanaal: str
    resource: str
    actie: str
    poging: int
    status: int

    @property
    def gelukt(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Zending:
    """A message for one abonnement (its uuid). `wat`: kanaal, resource, actie."""

    abonnement: str
    body: bytes
    media: str
    wat: tuple[str, str, str]
    poging: int = 1
    herhaald: bool = False


class Bezorger:
    """Delivers until it is closed. Its settings are those of the app's state, as they are at that moment."""

    def __init__(self, staat: State, abonnementen: Collectie) -> None:
        staat.vertraging_s, staat.herhaal_s, staat.dubbel, staat.door_elkaar = 0.1, 0.5, 0.0, False
        self._bezorgd: deque[Aflevering] = deque(maxlen=BEWAARD)
        staat.bezorgd = self._bezorgd
        self._staat = staat
        self._abonnementen = abonnementen
        self._wachtrij: list[tuple[float, int, Zending]] = []
        self._nummer = 0
        self._bel = threading.Condition()
        self._thread: threading.Thread | None = None
        self._dicht = False

    def neem(self, zending: Zending) -> None:
        spreiding = random.uniform(1, 3) if self._staat.door_elkaar else 1.0  # noqa: S311 - disorder, no secret
        self._plan(zending, self._staat.vertraging_s * spreiding)

    def close(self) -> None:
        with self._bel:
            self._dicht = True
            self._wachtrij.clear()
            self._bel.notify_all()
        if self._thread is not None:
            self._thread.join(10)

    def _plan(self, zending: Zending, over_s: float) -> None:
        with self._bel:
            if self._dicht:
                return
            self._nummer += 1
            heappush(self._wachtrij, (monotonic() + over_s, self._nummer, zending))
            if self._thread is None:
                self._thread = threading.Thread(target=self._werk, name="opennotificaties", daemon=True)
                self._thread.start()
            self._bel.notify_all()

    def _werk(self) -> None:
        while (zending := self._volgende()) is not None:
            self._bezorg(zending)

    def _volgende(self) -> Zending | None:
        """Waits for the next one; None when it is closed."""
        with self._bel:
            while not self._dicht:
                wacht_s = self._wachtrij[0][0] - monotonic() if self._wachtrij else None
                if wacht_s is not None and wacht_s <= 0:
                    return heappop(self._wachtrij)[2]
                self._bel.wait(wacht_s)
        return None

    def _bezorg(self, zending: Zending) -> None:
        abonnement = self._abonnementen.zoek(zending.abonnement)
        if abonnement is None:
            return
        kop = {"Content-Type": zending.media, "Authorization": str(abonnement["_auth"])}
        try:
            status = bel("POST", str(abonnement["callbackUrl"]), body=zending.body, kop=kop).status
        except OSError:
            status = 0
        aflevering = Aflevering(*zending.wat, zending.poging, status)
        self._bezorgd.append(aflevering)
        if aflevering.gelukt:
            self._misschien_nog_eens(zending)
        elif zending.poging < POGINGEN:
            volgende = Zending(zending.abonnement, zending.body, zending.media, zending.wat, zending.poging + 1)
            self._plan(volgende, self._staat.herhaal_s * 2 ** (zending.poging - 1))

    def _misschien_nog_eens(self, zending: Zending) -> None:
        if not zending.herhaald and random.random() < self._staat.dubbel:  # noqa: S311 - chance, no secret
            self.neem(Zending(zending.abonnement, zending.body, zending.media, zending.wat, herhaald=True))
