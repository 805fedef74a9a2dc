"""Run it: every gateway in turn, several rounds, all in one run; the medians count."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from statistics import median
from tempfile import gettempdir

import uvloop

from app.sandbox import uitgever
from tests.benchmarks.vergelijk.belasting import Meting, belast, verzoek
from tests.benchmarks.vergelijk.opstelling import KERN_POORT, KERN_REST, draait, een, registers, stub, vrije_poort
from tests.benchmarks.vergelijk.poorten import Poort, eigen, installeer, peers
from tests.benchmarks.vergelijk.rapport import Uitslag, als_markdown, als_pagina
from tests.benchmarks.vergelijk.vragen import VRAGEN

_ZAKEN = 200


def _vraag(poort: Poort, port: int, naam: str) -> bytes:
    koppen = {"Accept": "application/json"}
    if poort.ingelogd:
        koppen["Authorization"] = f"Bearer {uitgever.token(VRAGEN[naam].persona, 86_400)}"
    return verzoek(port, "/graphql", json.dumps({"query": VRAGEN[naam].tekst}).encode(), koppen)


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

    def __init__(
        self, registers: str, opwarmen: float, seconden: float, vertragingen: Sequence[int], verbindingen: int
    ) -> None:
        self._registers, self._vertragingen = registers, vertragingen
        self._verbindingen = verbindingen
        self._opwarmen, self._seconden = opwarmen, seconden
        self._antwoorden: dict[str, object] = {}

    def meet(self, naam: str, poortnaam: str, poort: Poort) -> Uitslag:
        port = vrije_poort()
        command = poort.commando[VRAGEN[naam].graaf](port, self._registers, VRAGEN[naam].bsn)
        with draait(command, port, KERN_POORT) as pid:
            request = _vraag(poort, port, naam)
            data = asyncio.run(een(port, request))
            if data != self._antwoorden.setdefault(naam, data):
                place = _verschil(self._antwoorden[naam], data)
                raise RuntimeError(f"{poortnaam} answers {naam} otherwise than the first one, at {place}")
            asyncio.run(
                belast(port, pid, request, verbindingen=max(1, self._verbindingen // 2), seconden=self._opwarmen)
            )
            self._geteld()
            asyncio.run(een(port, request))
            alleen = self._geteld()
            meting = uvloop.run(belast(port, pid, request, verbindingen=self._verbindingen, seconden=self._seconden))
            samen = self._geteld() / meting.verzoeken
            wacht = {}
            for delay in self._vertragingen:
                stub(self._registers, f"/__vertraag/{delay}")
                wacht[delay] = uvloop.run(belast(port, pid, request, verbindingen=1, seconden=1.0)).p50_ms
            stub(self._registers, "/__vertraag/0")
            return Uitslag(meting, alleen, samen, wacht)

    def _geteld(self) -> float:
        """How many calls there were since this was last asked."""
        return stub(self._registers, "/__telling")["aantal"]


def _midden(found: Sequence[Uitslag]) -> Uitslag:
    metingen = [astuple(uitslag.meting) for uitslag in found]
    return Uitslag(
        Meting(*(median(column) for column in zip(*metingen, strict=True))),
        median([uitslag.oproepen for uitslag in found]),
        median([uitslag.oproepen_samen for uitslag in found]),
        {delay: median([uitslag.wacht_ms[delay] for uitslag in found]) for delay in found[0].wacht_ms},
    )


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
    parser.add_argument("--verbindingen", type=int, default=16, help="hoeveel clients tegelijk vragen")
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
    os.sched_setaffinity(0, {KERN_REST})
    with registers(_ZAKEN) as adres:
        delays = [int(delay) for delay in given.vertraging.split(",") if delay]
        ronde = Ronde(adres, given.opwarmen, given.seconden, delays, given.verbindingen)
        gemeten: dict[str, dict[str, list[Uitslag]]] = {}
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
    hoe = f"{given.rondes} rondes van {given.seconden:g} s, {given.verbindingen} verbindingen"
    kop = f"{hoe}, de poort op één kern; medianen."
    (given.uit / "vergelijking.html").write_text(als_pagina(uitslagen, kop), encoding="utf-8")
    print(f"{als_markdown(uitslagen)}\n\n{given.uit / 'vergelijking.html'}")


if __name__ == "__main__":
    main()
