"""Duurproef: half an hour at a part of what the gateway can bear, while its registers are disturbed over and over.

    python -m tests.onder_vuur.duurproef [--minuten 30] [--deel 0.7]

First it is measured what a question costs, of those that come as they come. Then a hundred people ask so many a second
as take `--deel` of the gateway's core, whether it answers or not, and one in fifty of them what must be refused. Every
45 seconds some registers are disturbed for 5; the last 10 seconds of those 45 all must be well again, and there the
figures are taken.
At the end it is told to stop while they go on asking; then every answer that came must stand in the log, once.

The gateway is `mijnzaken serve`, with a core to itself. The load, the faults and the registers (which answer from
memory) share the other.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

import pytest
import yaml

from app.boek import logsleutel
from app.config import Settings, lees
from app.console import verify
from app.sandbox.server import sandbox_config
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.regel import Handeling
from tests.app.registries.ruwe_server import vrije_poort
from tests.benchmarks.vergelijk.belasting import cpu_s, geheugen_mb
from tests.benchmarks.vergelijk.opstelling import KERN_POORT, KERN_REST, draait
from tests.onder_vuur.duur_vragers import Stand, Verslag, Vragers
from tests.onder_vuur.honderd import AANTAL, komen_erbij
from tests.onder_vuur.storing_proxy import Baan, Kanarie, Storing
from tests.onder_vuur.storing_veld import GROEPEN
from tests.onder_vuur.storingen import STORINGEN

#: A cycle: disturbed, mending, well again.
GESTOORD_S, HERSTEL_S, GOED_S = 5.0, 30.0, 10.0
#: How long a measurement of the most that it can bear takes, with how many at a time.
MEET_S, TEGELIJK = 20.0, 32


# ---------------------------------------------------------------------- the load


async def _gesloten(vragers: Vragers, duur_s: float) -> float:
    """Each asks again as soon as he was answered: how many a second that makes."""
    begonnen, tot = perf_counter(), perf_counter() + duur_s
    aantal = 0

    async def door() -> None:
        nonlocal aantal
        while perf_counter() < tot:
            await vragers.vraag()
            aantal += 1

    await asyncio.gather(*(door() for _ in range(TEGELIJK)))
    return aantal / (perf_counter() - begonnen)


@asynccontextmanager
async def _open(vragers: Vragers, per_s: float) -> AsyncIterator[None]:
    """They come as they come, whether those before them were answered or not."""
    bezig: set[asyncio.Task[None]] = set()

    async def komen() -> None:
        volgende = perf_counter()
        while True:
            volgende += vragers.kans.expovariate(per_s)
            await asyncio.sleep(max(0.0, volgende - perf_counter()))
            task = asyncio.create_task(vragers.vraag())
            bezig.add(task)
            task.add_done_callback(bezig.discard)

    stroom = asyncio.create_task(komen())
    try:
        yield
    finally:
        stroom.cancel()
        await asyncio.gather(stroom, *bezig, return_exceptions=True)


async def _cyclus(vragers: Vragers, baan: Baan, pid: int, begin: float, deel: float) -> None:
    """One fault, its mending, and the figures of when all is well. `deel`: of the length of each part."""
    verslag, kans = vragers.verslag, vragers.kans
    mis = len(verslag.mis)
    storing = kans.choice(list(STORINGEN.values()))
    groep = "alles" if storing.lijn else kans.choice(("zaken", "rest"))
    vragers.gestoord = True
    await _verstoord(baan, storing, groep, GESTOORD_S * deel)
    einde = perf_counter()
    await asyncio.sleep(HERSTEL_S * deel)
    vragers.gestoord = False
    verslag.storingen += 1
    vragers.wachttijden.clear()
    cpu, toen = cpu_s(pid), perf_counter()
    await asyncio.sleep(GOED_S * deel)
    hersteld = max(0.0, vragers.laatste_fout - einde)
    verslag.hersteld_s = max(verslag.hersteld_s, hersteld)
    ms = quantiles((wacht * 1000 for wacht in vragers.wachttijden), n=100)
    bezig = (cpu_s(pid) - cpu) / (perf_counter() - toen)
    fds = len(os.listdir(f"/proc/{pid}/fd"))
    stand = Stand(perf_counter() - begin, geheugen_mb(pid), fds, bezig, ms[49], ms[98])
    verslag.standen.append(stand)
    print(
        f"{stand.op_s / 60:5.1f} min  {verslag.antwoorden:>7} antwoorden  {bezig:4.0%} CPU  "
        f"p50 {stand.p50_ms:5.1f}  p99 {stand.p99_ms:6.1f} ms  {stand.geheugen_mb:6.1f} MB  {fds:>3} descriptors  "
        f"hersteld na {hersteld:4.1f} s van {storing.naam} ({groep})  mis: {len(verslag.mis)}",
        *(f"\n  {wat}" for wat in dict.fromkeys(verslag.mis[mis:])),
        flush=True,
    )


async def _verstoord(baan: Baan, storing: Storing, groep: str, duur_s: float) -> None:
    await baan.verstoor(storing, GROEPEN[groep])
    await asyncio.sleep(duur_s)
    await baan.herstel()


def _leeft(pid: int) -> bool:
    """Until it is gone; that it is not cleared away yet does not make it alive."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"


async def _stop(vragers: Vragers, pid: int, per_s: float) -> None:
    """SIGTERM while they ask; who is not heard any more may be refused, and nobody is told a half."""
    async with _open(vragers, per_s):
        await asyncio.sleep(1)
        toen, vragers.stopt = perf_counter(), True
        voor = vragers.verslag.antwoorden
        os.kill(pid, 15)
        while _leeft(pid):  # noqa: ASYNC110 - of what another process does
            await asyncio.sleep(0.01)
        vragers.verslag.stopte_s = perf_counter() - toen
        vragers.verslag.bij_stoppen = vragers.verslag.antwoorden - voor
    vragers.sluit()


# ---------------------------------------------------------------------- all together


@contextmanager
def _registers() -> Iterator[str]:
    """A hundred people in the sandbox, behind a stub that answers from memory."""
    bron, poort = vrije_poort(), vrije_poort()
    before = [sys.executable, "-m", "tests.benchmarks.vergelijk.stub", "--port", str(poort)]
    with (
        draait([sys.executable, "-m", "tests.onder_vuur.honderd", str(bron)], bron, None),
        draait([*before, "--bron", f"127.0.0.1:{bron}"], poort, KERN_REST),
    ):
        yield f"http://127.0.0.1:{poort}"


async def duurproef(map_: Path, duur_s: float, deel: float = 0.7, *, kort: float = 1.0) -> Verslag:
    """`kort`: by how much every part is shorter than it is meant to be."""
    verslag, kanarie = Verslag(), Kanarie()
    os.sched_setaffinity(0, {KERN_REST})
    with ExitStack() as stack:
        komen_erbij(stack.enter_context(pytest.MonkeyPatch.context()))
        registers = stack.enter_context(_registers())
        async with kanarie.open(), Baan(registers, kanarie).open() as baan:
            poort = vrije_poort()
            config = sandbox_config(
                f"http://127.0.0.1:{baan.poort}", log=f"sqlite:{map_}/log.sqlite", port=poort, deadline_s=5.0
            )
            bestand = map_ / "mijnzaken.yaml"
            bestand.write_text(yaml.safe_dump(json.loads(json.dumps(config))), encoding="utf-8")
            serve = [sys.executable, "-m", "app", "serve", "--config", str(bestand)]
            start = draait(serve, poort, KERN_POORT)
            pid = await asyncio.to_thread(stack.enter_context, start)
            vragers = Vragers(poort, verslag)
            hoogste = await _gesloten(vragers, MEET_S * kort)
            cpu, voor = cpu_s(pid), verslag.antwoorden + verslag.geweigerd
            async with _open(vragers, hoogste / 2):
                await asyncio.sleep(MEET_S * kort)
            kost_s = (cpu_s(pid) - cpu) / (verslag.antwoorden + verslag.geweigerd - voor)
            verslag.per_s = deel / kost_s
            print(
                f"{hoogste:.0f} vragen/s als ieder op zijn antwoord wacht; een vraag kost {kost_s * 1000:.1f} ms CPU; "
                f"nu {verslag.per_s:.0f}/s, {duur_s / 60:.0f} minuten",
                flush=True,
            )
            begin = perf_counter()
            async with _open(vragers, verslag.per_s):
                while perf_counter() - begin < duur_s:
                    await _cyclus(vragers, baan, pid, begin, kort)
            await _stop(vragers, pid, verslag.per_s)
        if kanarie.bezoek:
            verslag.mis.append(f"{kanarie.bezoek} visits to a foreign host")
    _keur_log(lees(bestand), verslag)
    return verslag


def _keur_log(settings: Settings, verslag: Verslag) -> None:
    uitslag, goed = verify(settings, {}, print)
    if not goed:
        verslag.mis.append(uitslag)
    log = open_opslag(settings.verwerkingenlog.opslag, logsleutel(settings), aanmaken=False)
    geschreven = Counter(
        found.regel.trace_id for found in log.sinds(0, 90_000_000) if isinstance(found.regel, Handeling)
    )
    log.close()
    verslag.logregels = sum(geschreven[spoor] == 1 for spoor in verslag.sporen)
    if verslag.logregels != len(verslag.sporen):
        verslag.mis.append(f"{len(verslag.sporen) - verslag.logregels} answers are not once in the log")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minuten", type=float, default=30.0)
    parser.add_argument("--deel", type=float, default=0.7, help="van de kern van de gateway")
    given = parser.parse_args()
    with TemporaryDirectory(prefix="mijnzaken-duurproef-") as map_:
        verslag = asyncio.run(duurproef(Path(map_), given.minuten * 60, given.deel))
    print(
        f"\n{verslag.antwoorden} antwoorden aan {AANTAL} mensen, {verslag.met_fout} met een melding van een register, "
        f"{verslag.geweigerd} geweigerd\n"
        f"{verslag.storingen} storingen, hersteld na hooguit {verslag.hersteld_s:.1f} s\n"
        f"logregels: {verslag.logregels} van {len(verslag.sporen)}\n"
        f"SIGTERM: klaar na {verslag.stopte_s:.1f} s, met nog {verslag.bij_stoppen} antwoorden"
    )
    for naam, wat in (
        ("geheugen (MB)", lambda stand: stand.geheugen_mb),
        ("descriptors", lambda stand: float(stand.descriptors)),
        ("p50 (ms)", lambda stand: stand.p50_ms),
        ("p99 (ms)", lambda stand: stand.p99_ms),
    ):
        eerst, laatst = verslag.groei(wat)
        print(f"{naam}: {eerst:.1f} → {laatst:.1f} ({laatst / eerst - 1:+.1%})")
    print("\n".join([f"mis: {len(verslag.mis)}", *verslag.mis[:20]]))
    return 1 if verslag.mis else 0


if __name__ == "__main__":
    sys.exit(main())
