"""Dienst: reads the whole program in, and then forks itself for who asks (`aanloop`).

    python -m tests.warm.dienst SOCKET

Says "klaar" when it listens; ends, and its forks with it, when its input does. Whoever asked and is gone, is gone with
his fork: a kill of the one is a kill of the other.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import random
import runpy
import selectors
import signal
import socket
import sys
import threading
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import app


@dataclass(frozen=True, slots=True)
class Opdracht:
    """What a fork is to do, and with whose input, output and errors."""

    module: str
    args: list[str]
    map_: str
    omgeving: dict[str, str]
    stromen: list[int]


def lees_in() -> None:
    for found in pkgutil.walk_packages(app.__path__, "app."):
        if not found.name.endswith(".__main__"):
            import_module(found.name)
    if threading.active_count() > 1:
        raise RuntimeError("a thread does not survive a fork")
    gc.collect()
    gc.freeze()


class Dienst:
    def __init__(self, deur: socket.socket) -> None:
        self._deur = deur
        self._kiezer = selectors.DefaultSelector()
        self._pids: dict[socket.socket, int] = {}
        self._wek, wekker = socket.socketpair()
        for kant in (self._wek, wekker):
            kant.setblocking(False)
        self._wekker = wekker
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wekker.fileno())
        for bron in (deur, self._wek, sys.stdin):
            self._kiezer.register(bron, selectors.EVENT_READ)

    def wacht(self) -> Opdracht | None:
        """Until it is over; in a fork: what that is to do."""
        while True:
            for sleutel, _ in self._kiezer.select():
                bron = sleutel.fileobj
                if bron is sys.stdin:
                    for pid in self._pids.values():
                        os.kill(pid, signal.SIGKILL)
                    return None
                if bron is self._deur:
                    if (opdracht := self._fork(self._deur.accept()[0])) is not None:
                        return opdracht
                elif bron is self._wek:
                    self._wek.recv(4096)
                    self._meld_wie_klaar_is()
                elif isinstance(bron, socket.socket) and bron in self._pids:
                    self._geef_door(bron)

    def _fork(self, lijn: socket.socket) -> Opdracht | None:
        kop, stromen, _, _ = socket.recv_fds(lijn, 4, 3)
        with lijn.makefile("rb", buffering=0) as bestand:
            vraag: dict[str, Any] = json.loads(_lees(bestand, int.from_bytes(kop, "big")))
        module, *args = vraag["opdracht"]
        pid = os.fork()
        if pid == 0:
            self._vergeet(lijn)
            return Opdracht(module, args, vraag["map"], vraag["omgeving"], stromen)
        for stroom in stromen:
            os.close(stroom)
        self._pids[lijn] = pid
        self._kiezer.register(lijn, selectors.EVENT_READ)
        return None

    def _vergeet(self, lijn: socket.socket) -> None:
        """A fork has nothing to do with the others."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._kiezer.close()
        for kant in (self._deur, self._wek, self._wekker, lijn, *self._pids):
            kant.close()

    def _geef_door(self, lijn: socket.socket) -> None:
        """Signals, a byte each; or he is gone."""
        try:
            nummers = lijn.recv(16)
        except ConnectionError:
            nummers = b""
        for nummer in nummers or (signal.SIGKILL,):
            os.kill(self._pids[lijn], nummer)
        if not nummers:
            self._kiezer.unregister(lijn)

    def _meld_wie_klaar_is(self) -> None:
        for lijn, pid in tuple(self._pids.items()):
            found, status = os.waitpid(pid, os.WNOHANG)
            if not found:
                continue
            del self._pids[lijn]
            if lijn in self._kiezer.get_map():
                self._kiezer.unregister(lijn)
                lijn.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))
            lijn.close()


def _lees(bestand: Any, aantal: int) -> bytes:
    found = b""
    while len(found) < aantal:
        found += bestand.read(aantal - len(found))
    return found


def voer_uit(opdracht: Opdracht) -> None:
    """As `python -m` would, in a process that looks as if it had begun so."""
    for nummer, stroom in enumerate(opdracht.stromen):
        os.dup2(stroom, nummer)
        os.close(stroom)
    os.chdir(opdracht.map_)
    os.environ.clear()
    os.environ.update(opdracht.omgeving)
    random.seed()
    sys.argv = [opdracht.module, *opdracht.args]
    runpy.run_module(opdracht.module, run_name="__main__", alter_sys=True)


def main() -> None:
    lees_in()
    with socket.socket(socket.AF_UNIX) as deur:
        deur.bind(sys.argv[1])
        deur.listen(64)
        sys.stdout.write("klaar\n")
        sys.stdout.flush()
        opdracht = Dienst(deur).wacht()
    if opdracht is not None:
        voer_uit(opdracht)


if __name__ == "__main__":
    main()
