"""Registers: what it costs to have more zaakregisters, of which all but one have nothing for the klant who asks.

    python -m tests.benchmarks.registers [--aantallen 1,3,6,12] [--seconden 3] [--rondes 3]

The gateways have a core to themselves; CPU is the kernel's account. All are there at once and are measured in turn, so
that what else the machine does hits them alike; each figure is the median of the rounds. Two things are held against
each other in the same run: what a register costs that has nothing, and what a zaak costs that is told.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from statistics import median
from tempfile import TemporaryDirectory

import uvicorn
import uvloop

from app.console import richt_geheugen_in
from app.http.verbinding import Verbinding
from app.main import bouw
from app.sandbox import uitgever
from app.sandbox.server import bouw_sandbox, sandbox_settings
from app.telemetry.logging import richt_in
from tests.benchmarks.vergelijk.belasting import Meting, belast, verzoek
from tests.benchmarks.vergelijk.opstelling import KERN_POORT, KERN_REST, draait, een, stub, vrije_poort
from tests.streek.leeg import met_lege, sluit_aan

_QUERY = """{ mijnZaken(first: 100) { nodes { titel aanbieder { naam } status { groep naam }
  levertijd { verwachtOp aard } zaak { identificatie omschrijving } } } }"""
_DIT = "tests.benchmarks.registers"
#: The zaken of the klant in the first table, and those of the second, from which the price of one follows.
_ZAKEN, _MEER_ZAKEN = 20, 90
_VERTRAGING_MS = 20


@dataclass(slots=True)
class Gateway:
    """One that runs, before so many zaakregisters."""

    port: int
    pid: int
    adres: str
    cpu_ms: list[float] = field(default_factory=list)
    wacht_ms: list[float] = field(default_factory=list)
    traag_ms: list[float] = field(default_factory=list)

    def _verzoek(self) -> bytes:
        koppen = {"Accept": "application/json", "Authorization": f"Bearer {uitgever.token('veelzaken', 86_400)}"}
        return verzoek(self.port, "/graphql", json.dumps({"query": _QUERY}).encode(), koppen)

    def meet(self, verbindingen: int, seconden: float) -> Meting:
        return uvloop.run(belast(self.port, self.pid, self._verzoek(), verbindingen=verbindingen, seconden=seconden))

    def oproepen(self) -> float:
        """How many calls one answer costs the registers, when it knows their catalogues."""
        for _ in range(2):
            asyncio.run(een(self.port, self._verzoek()))
        stub(self.adres, "/__telling")
        asyncio.run(een(self.port, self._verzoek()))
        return stub(self.adres, "/__telling")["aantal"]


@contextmanager
def _registers(zaken: int, leeg: int) -> Iterator[str]:
    """The sandbox with so many empty registers, behind a stub that answers from memory: its address."""
    bron, port = vrije_poort(), vrije_poort()
    sandbox = [sys.executable, "-m", _DIT, "bron", "--port", str(bron), "--zaken", str(zaken), "--leeg", str(leeg)]
    before = [sys.executable, "-m", "tests.benchmarks.vergelijk.stub", "--port", str(port)]
    with draait(sandbox, bron, None), draait([*before, "--bron", f"127.0.0.1:{bron}"], port, KERN_REST):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _gateway(adres: str, leeg: int) -> Iterator[Gateway]:
    port = vrije_poort()
    command = [sys.executable, "-m", _DIT, "poort", "--port", str(port), "--registers", adres, "--leeg", str(leeg)]
    with draait(command, port, KERN_POORT) as pid:
        yield Gateway(port, pid, adres)


def _in_rondes(gateways: Sequence[Gateway], rondes: int, seconden: float) -> None:
    for gateway in gateways:
        gateway.meet(4, seconden / 2)
    for _ in range(rondes):
        for gateway in gateways:
            meting = gateway.meet(4, seconden)
            gateway.cpu_ms.append(meting.cpu_ms)
            gateway.wacht_ms.append(gateway.meet(1, seconden / 3).p50_ms)
            stub(gateway.adres, f"/__vertraag/{_VERTRAGING_MS}")
            gateway.traag_ms.append(gateway.meet(1, seconden / 3).p50_ms)
            stub(gateway.adres, "/__vertraag/0")


def meet(aantallen: Sequence[int], rondes: int, seconden: float) -> None:
    with ExitStack() as stack:
        vol = stack.enter_context(_registers(_ZAKEN, max(aantallen) - 1))
        meer = stack.enter_context(_registers(_MEER_ZAKEN, 0))
        rij = {aantal: stack.enter_context(_gateway(vol, aantal - 1)) for aantal in aantallen}
        ander = stack.enter_context(_gateway(meer, 0))
        oproepen = {aantal: gateway.oproepen() for aantal, gateway in rij.items()}
        _in_rondes([*rij.values(), ander], rondes, seconden)
    eerste = rij[aantallen[0]]
    kop = f"{'zaakregisters':>13}  {'oproepen':>8}  {'CPU ms':>7}  {'p50 ms':>7}  {'p50 bij +20 ms':>14}"
    print(f"{_ZAKEN} zaken, alle in één register\n{kop}")
    for aantal, gateway in rij.items():
        print(
            f"{aantal:>13}  {oproepen[aantal]:>8.0f}  {median(gateway.cpu_ms):>7.2f}  "
            f"{median(gateway.wacht_ms):>7.2f}  {median(gateway.traag_ms):>14.1f}"
        )
    laatste, bij = rij[aantallen[-1]], aantallen[-1] - aantallen[0]
    per_register = (median(laatste.cpu_ms) - median(eerste.cpu_ms)) / bij
    per_zaak = (median(ander.cpu_ms) - median(eerste.cpu_ms)) / (_MEER_ZAKEN - _ZAKEN)
    vragen = (oproepen[aantallen[-1]] - oproepen[aantallen[0]]) / bij
    print(f"\neen register met niets: {vragen:.2f} vraag, {per_register * 1000:.0f} µs CPU")
    print(
        f"een zaak in het antwoord: {per_zaak * 1000:.0f} µs CPU; "
        f"een leeg register kost wat {per_register / per_zaak:.1f} zaken kosten"
    )
    print(f"wachten met {bij} registers meer, bij +20 ms: × {median(laatste.traag_ms) / median(eerste.traag_ms):.2f}")


# ------------------------------------------------------------------ the processes


def bron(port: int, zaken: int, leeg: int) -> None:
    basis = f"http://127.0.0.1:{port}"
    app = bouw_sandbox(basis, zaken=zaken)
    sluit_aan(app, basis, leeg)
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False, ws="none")


def poort(port: int, registers: str, leeg: int) -> None:
    richt_in()
    with TemporaryDirectory(prefix="mijnzaken-") as map_:
        settings = sandbox_settings(registers, log=f"sqlite:{map_}/verwerkingenlog.sqlite")
        app = bouw(settings.model_copy(update={"registers": met_lege(settings.registers, registers, leeg)}))
        richt_geheugen_in()
        uvicorn.run(app, host="127.0.0.1", port=port, http=Verbinding, log_config=None, access_log=False, ws="none")


def main() -> None:
    parser = argparse.ArgumentParser(prog=f"python -m {_DIT}", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("wat", nargs="?", choices=["meet", "bron", "poort"], default="meet", help=argparse.SUPPRESS)
    parser.add_argument("--aantallen", default="1,3,6,12", help="hoeveel zaakregisters, met komma's")
    parser.add_argument("--seconden", type=float, default=3.0, help="hoe lang elke meting duurt")
    parser.add_argument("--rondes", type=int, default=3, help="hoe vaak elke meting")
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--registers", help=argparse.SUPPRESS)
    parser.add_argument("--zaken", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--leeg", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.wat == "bron":
        bron(given.port, given.zaken, given.leeg)
    elif given.wat == "poort":
        poort(given.port, given.registers, given.leeg)
    else:
        os.sched_setaffinity(0, {KERN_REST})
        meet([int(aantal) for aantal in given.aantallen.split(",")], given.rondes, given.seconden)


if __name__ == "__main__":
    main()
