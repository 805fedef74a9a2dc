"""Groei: what an answer costs as more is behind it, and as more ask at once.

    python -m tests.benchmarks.groei [--zaken 1,10,100,1000,10000] [--klanten 1,10,100,1000]

The first table: one page of twenty zaken, and the matters of one klant, as he has more and more zaken. The second: that
page of twenty, asked by more and more clients at once. The gateway has a core to itself; CPU is the kernel's account.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from dataclasses import dataclass

import uvloop

from app.sandbox import uitgever
from tests.benchmarks.vergelijk.belasting import Meting, belast, verzoek
from tests.benchmarks.vergelijk.opstelling import KERN_POORT, KERN_REST, draait, een, registers, stub, vrije_poort

_BLADZIJDE = """{ ik { klant { zaken(first: 20) { nodes {
  identificatie omschrijving startdatum zaaktype { omschrijving } status { naam gezetOp } } } } } }"""
_KWESTIES = "{ mijnZaken(first: 20) { nodes { titel status { groep naam } levertijd { verwachtOp aard } } } }"
VRAGEN = {"zaken(first: 20)": _BLADZIJDE, "mijnZaken(first: 20)": _KWESTIES}


@dataclass(frozen=True, slots=True)
class Regel:
    meting: Meting
    oproepen: float
    antwoord_bytes: int


class Proef:
    """The gateway before registers with so many zaken, asked one thing by so many at once."""

    def __init__(self, adres: str, seconden: float) -> None:
        self._adres, self._seconden = adres, seconden

    def meet(self, query: str, verbindingen: int) -> Regel:
        port = vrije_poort()
        command = [sys.executable, "-m", "tests.benchmarks.vergelijk.poort", "--port", str(port)]
        with draait([*command, "--registers", self._adres], port, KERN_POORT) as pid:
            koppen = {"Accept": "application/json", "Authorization": f"Bearer {uitgever.token('veelzaken', 86_400)}"}
            request = verzoek(port, "/graphql", json.dumps({"query": query}).encode(), koppen)
            size = len(json.dumps(asyncio.run(een(port, request))))
            uvloop.run(belast(port, pid, request, verbindingen=min(8, verbindingen), seconden=self._seconden / 2))
            stub(self._adres, "/__telling")
            meting = uvloop.run(belast(port, pid, request, verbindingen=verbindingen, seconden=self._seconden))
            return Regel(meting, stub(self._adres, "/__telling")["aantal"] / meting.verzoeken, size)


def _cellen(regel: Regel) -> str:
    meting = regel.meting
    return (
        f"{meting.cpu_ms:8.2f}  {meting.per_s:8.0f}  {meting.p50_ms:8.1f}  {meting.p99_ms:8.1f}  "
        f"{regel.oproepen:8.1f}  {regel.antwoord_bytes:8}  {meting.geheugen_mb:5.0f}"
    )


_KOP = "  CPU ms    per s     p50 ms    p99 ms    oproepen  bytes     MB"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.groei", description=__doc__)
    parser.add_argument("--zaken", default="1,10,100,1000,10000", help="hoeveel zaken de klant heeft, met komma's")
    parser.add_argument("--klanten", default="1,10,100,1000", help="hoeveel er tegelijk vragen, met komma's")
    parser.add_argument("--seconden", type=float, default=3.0, help="hoe lang elke meting duurt")
    given = parser.parse_args()
    os.sched_setaffinity(0, {KERN_REST})
    print(f"{'vraag':22}  {'zaken':>6}{_KOP}", flush=True)
    for aantal in map(int, given.zaken.split(",")):
        with registers(aantal) as adres:
            for naam, query in VRAGEN.items():
                print(f"{naam:22}  {aantal:>6}  {_cellen(Proef(adres, given.seconden).meet(query, 4))}", flush=True)
    print(f"\n{'vraag':22}  {'tegelijk':>8}{_KOP}", flush=True)
    with registers(100) as adres:
        for aantal in map(int, given.klanten.split(",")):
            regel = Proef(adres, given.seconden).meet(_BLADZIJDE, aantal)
            print(f"{'zaken(first: 20)':22}  {aantal:>8}  {_cellen(regel)}", flush=True)


if __name__ == "__main__":
    main()
