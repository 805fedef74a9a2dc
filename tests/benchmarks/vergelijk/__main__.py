"""Run it: every gateway in turn, several rounds, all in one run; the medians count."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import astuple
from pathlib import Path
from statistics import median
from tempfile import gettempdir
from time import monotonic, sleep
from urllib.request import urlopen

import uvloop

from app.sandbox import uitgever
from tests.benchmarks.vergelijk.belasting import Meting, belast, verzoek
from tests.benchmarks.vergelijk.poorten import Poort, eigen, installeer, peers
from tests.benchmarks.vergelijk.rapport import Uitslag, als_markdown, als_pagina
from tests.benchmarks.vergelijk.vragen import VRAGEN

#: The gateway has a core to itself; the load and the registers share the other.
_KERNEN = sorted(os.sched_getaffinity(0))
_KERN_POORT, _KERN_REST = _KERNEN[0], _KERNEN[-1]
_ZAKEN = 200


def _vrije_poort() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def draait(command: Sequence[str], port: int, kern: int | None) -> Iterator[int]:
    """A server as long as it is asked; its pid. Raises RuntimeError when it does not start."""
    pin = (lambda: os.sched_setaffinity(0, {kern})) if kern is not None else None
    env = {**os.environ, "NODE_ENV": "production", "TAILCALL_TRACKER": "false"}
    with subprocess.Popen(
        command, preexec_fn=pin, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until = monotonic() + 60
            while True:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                if process.poll() is not None or monotonic() > until:
                    raise RuntimeError(f"does not start: {' '.join(command[:4])}")
                sleep(0.05)
            yield process.pid
        finally:
            process.terminate()


def _stub(registers: str, pad: str) -> Mapping[str, float]:
    with urlopen(f"{registers}{pad}", timeout=10) as answer:
        found: Mapping[str, float] = json.load(answer)
        return found


def _vraag(poort: Poort, port: int, naam: str) -> bytes:
    koppen = {"Accept": "application/json"}
    if poort.ingelogd:
        koppen["Authorization"] = f"Bearer {uitgever.token(VRAGEN[naam].persona, 86_400)}"
    return verzoek(port, "/graphql", json.dumps({"query": VRAGEN[naam].tekst}).encode(), koppen)


async def _een(port: int, request: bytes) -> object:
    """The data of one answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    size = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    body = json.loads(await reader.readexactly(size))
    writer.close()
    if body.get("errors"):
        raise RuntimeError(json.dumps(body["errors"])[:500])
    return body["data"]


def _verschil(one: object, other: object, place: str = "data") -> str:
    """The first place where two answers differ, and both values there."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs = [(f"{place}.{key}", one[key], other[key]) for key in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(f"{place}.{number}", *pair) for number, pair in enumerate(zip(one, other, strict=True))]
    else:
        return f"{place}: {one!r:.200} and {other!r:.200}"
    return next(_verschil(left, right, deeper) for deeper, left, right in pairs if left != right)


class Ronde:
    """One round of one gateway on one question, measured; the answers must be those of the first gateway."""

    def __init__(self, registers: str, opwarmen: float, seconden: float, vertragingen: Sequence[int]) -> None:
        self._registers, self._vertragingen = registers, vertragingen
        self._opwarmen, self._seconden = opwarmen, seconden
        self._antwoorden: dict[str, object] = {}

    def meet(self, naam: str, poortnaam: str, poort: Poort) -> tuple[Meting, float, Mapping[int, float]]:
        port = _vrije_poort()
        command = poort.commando[VRAGEN[naam].graaf](port, self._registers, VRAGEN[naam].bsn)
        with draait(command, port, _KERN_POORT) as pid:
            request = _vraag(poort, port, naam)
            data = asyncio.run(_een(port, request))
            if data != self._antwoorden.setdefault(naam, data):
                place = _verschil(self._antwoorden[naam], data)
                raise RuntimeError(f"{poortnaam} answers {naam} otherwise than the first one, at {place}")
            asyncio.run(belast(port, pid, request, verbindingen=8, seconden=self._opwarmen))
            _stub(self._registers, "/__telling")
            meting = uvloop.run(belast(port, pid, request, verbindingen=16, seconden=self._seconden))
            oproepen = _stub(self._registers, "/__telling")["aantal"] / meting.verzoeken
            wacht = {}
            for delay in self._vertragingen:
                _stub(self._registers, f"/__vertraag/{delay}")
                wacht[delay] = uvloop.run(belast(port, pid, request, verbindingen=1, seconden=1.0)).p50_ms
            _stub(self._registers, "/__vertraag/0")
            return meting, oproepen, wacht


def _midden(found: Sequence[tuple[Meting, float, Mapping[int, float]]]) -> Uitslag:
    metingen = [astuple(meting) for meting, _, _ in found]
    middle = Meting(*(median(column) for column in zip(*metingen, strict=True)))
    delays = found[0][2]
    wacht = {delay: median([waits[delay] for _, _, waits in found]) for delay in delays}
    return Uitslag(middle, median([calls for _, calls, _ in found]), wacht)


def _gekozen(parser: argparse.ArgumentParser, alle: Mapping[str, Poort], namen: str | None) -> dict[str, Poort]:
    if namen is None:
        return dict(alle)
    wanted = [naam.strip() for naam in namen.split(",")]
    for naam in wanted:
        if naam not in alle:
            parser.error(f"--poorten: {naam!r} is er niet; er zijn: {', '.join(alle)}")
    return {naam: alle[naam] for naam in alle if naam in wanted}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.vergelijk", description=__doc__)
    parser.add_argument("--vragen", help=f"welke vragen, met komma's: {', '.join(VRAGEN)}")
    parser.add_argument("--poorten", help="welke poorten, met komma's; anders alle")
    parser.add_argument("--zonder-npm", action="store_true", help="zonder de peers die van npm komen")
    parser.add_argument("--seconden", type=float, default=4.0, help="hoe lang elke meting duurt")
    parser.add_argument("--opwarmen", type=float, default=1.5, help="hoe lang elke poort eerst mag warmlopen")
    parser.add_argument("--rondes", type=int, default=3, help="hoe vaak elke poort aan de beurt komt")
    parser.add_argument("--vertraging", default="0,20,100", help="milliseconden die elk register wacht, met komma's")
    parser.add_argument("--uit", type=Path, default=Path("vergelijking"), help="de map voor het rapport")
    given = parser.parse_args()
    alle = eigen()
    if not given.zonder_npm:
        map_ = Path(gettempdir()) / "mijnzaken-vergelijk-peers"
        installeer(map_)
        alle |= peers(map_)
    poorten = _gekozen(parser, alle, given.poorten)
    vragen = given.vragen.split(",") if given.vragen else list(VRAGEN)
    os.sched_setaffinity(0, {_KERN_REST})
    with ExitStack() as stack:
        sandboxpoort, stubpoort = _vrije_poort(), _vrije_poort()
        sandbox = [sys.executable, "-m", "app", "sandbox", "--port", str(sandboxpoort), "--zaken", str(_ZAKEN)]
        stack.enter_context(draait(sandbox, sandboxpoort, None))
        stub = [sys.executable, "-m", "tests.benchmarks.vergelijk.stub", "--port", str(stubpoort)]
        stack.enter_context(draait([*stub, "--bron", f"127.0.0.1:{sandboxpoort}"], stubpoort, _KERN_REST))
        delays = [int(delay) for delay in given.vertraging.split(",") if delay]
        ronde = Ronde(f"http://127.0.0.1:{stubpoort}", given.opwarmen, given.seconden, delays)
        gemeten: dict[str, dict[str, list[tuple[Meting, float, Mapping[int, float]]]]] = {}
        for nummer in range(given.rondes):
            for vraag in vragen:
                for naam, poort in poorten.items():
                    if poort.kan(VRAGEN[vraag].graaf):
                        print(f"ronde {nummer + 1}: {vraag}, {naam} …", file=sys.stderr, flush=True)
                        gemeten.setdefault(vraag, {}).setdefault(naam, []).append(ronde.meet(vraag, naam, poort))
    uitslagen = {
        vraag: {naam: _midden(found) for naam, found in per_poort.items()} for vraag, per_poort in gemeten.items()
    }
    given.uit.mkdir(parents=True, exist_ok=True)
    kop = f"{given.rondes} rondes van {given.seconden:g} s, 16 verbindingen, de poort op één kern; medianen."
    (given.uit / "vergelijking.html").write_text(als_pagina(uitslagen, kop), encoding="utf-8")
    print(f"{als_markdown(uitslagen)}\n\n{given.uit / 'vergelijking.html'}")


if __name__ == "__main__":
    main()
