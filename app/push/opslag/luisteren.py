"""Luisteren: who wants to hear that something was added, and the one thread that tells them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, RLock, Thread, current_thread
from typing import Protocol

from app.push.postvak import PostvakFout

STAP_S = 0.25
"""How long a thread waits before it looks again, where the engine does not tell."""


class Tekens(Protocol):
    """What tells that something was added."""

    def wacht(self) -> bool:
        """Waits for it, at most STAP_S. Whether there may be something. Raises PostvakFout, then too after waiting."""
        ...

    def close(self) -> None: ...


class Peiling:
    """Looks again and again how far the postvak has come; at once when this process itself added something."""

    def __init__(self, stand: Callable[[], object], aanstoot: Event) -> None:
        self._stand = stand
        self._aanstoot = aanstoot
        self._vorige: object = None  # what was added before we first looked may be new to who listens

    def wacht(self) -> bool:
        self._aanstoot.wait(STAP_S)
        self._aanstoot.clear()
        vorige, self._vorige = self._vorige, self._stand()
        return self._vorige != vorige

    def close(self) -> None:
        """It holds nothing."""


class Luisteraars:
    """There is a thread as long as somebody listens."""

    def __init__(self, tekens: Callable[[], Tekens]) -> None:
        self.aanstoot = Event()
        """Set when this process added something."""
        self._tekens = tekens
        self._slot = RLock()
        self._wekkers: dict[object, Callable[[], None]] = {}
        self._draad: Thread | None = None
        self._gestopt: list[Thread] = []
        """May still be looking for the last time."""
        self._einde = Event()

    def erbij(self, wek: Callable[[], None]) -> Callable[[], None]:
        """The answer takes it away again."""
        wie = object()
        with self._slot:
            self._wekkers[wie] = wek
            if self._draad is None:
                self._einde = Event()
                self._draad = Thread(target=self._luister, args=(self._einde,), name="postvak", daemon=True)
                self._draad.start()
        return lambda: self._eraf(wie)

    def _eraf(self, wie: object) -> None:
        with self._slot:
            self._wekkers.pop(wie, None)
            if not self._wekkers:
                self._stop()

    def _stop(self) -> None:
        self._gestopt = [draad for draad in (*self._gestopt, self._draad) if draad is not None and draad.is_alive()]
        self._draad = None
        self._einde.set()
        self.aanstoot.set()

    def close(self) -> None:
        """Nothing looks any more when it returns."""
        with self._slot:
            self._wekkers.clear()
            self._stop()
            gestopt = self._gestopt
        for draad in gestopt:
            if draad is not current_thread():
                draad.join()

    def _luister(self, einde: Event) -> None:
        tekens = self._tekens()
        try:
            while not einde.is_set():
                try:
                    teken = tekens.wacht()
                except PostvakFout:
                    teken = False  # whoever asks the postvak anything hears that it is away
                if teken:
                    self._wek(einde)
        finally:
            tekens.close()

    def _wek(self, einde: Event) -> None:
        with self._slot:
            for wie, wek in tuple(self._wekkers.items()):
                if wie in self._wekkers and not einde.is_set():
                    wek()
