"""Storing-slag: every fault on every question of the README, side by side over a few gateways; random sequences of
faults; an outage and its end. Once for all tests, which then look at what came of it."""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.onder_vuur.storing_proxy import Storing
from tests.onder_vuur.storing_veld import GROEPEN, REGISTERS, VRAGEN, Uitslag, Veld, veld
from tests.onder_vuur.storingen import STORINGEN

LANG = os.environ.get("MIJNZAKEN_LANG") == "1"
#: More than can be busy at once: what hangs waits, and waits beside the others. Those that only listen are apart: what
#: is sent on to others afterwards would be counted with the next question.
BANEN, LUISTERBANEN = (8, 2) if LANG else (6, 2)
REEKSEN = 1_000 if LANG else 10
ZAAD = 20261127
#: How long a register may be away in the outage; as long as it takes for the longest pause, in the long run.
UITVAL_S = 40.0 if LANG else 0.0

KORT = ("eerste", "later")

#: Faults that touch the connection, and so could touch who uses it next.
_AAN_DE_LIJN = frozenset({"afgebroken", "protocol"})

Opdracht = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Proef:
    """One question under one fault."""

    storing: Storing
    groep: str
    uitslag: Uitslag


@dataclass(frozen=True, slots=True)
class Gehoord:
    """What a subscription heard while a fault was on, and after it; and how long after."""

    storing: Storing
    aangenomen: int
    tijdens: Sequence[str]
    daarna: Sequence[str]
    na_s: float


@dataclass
class Slag:
    """`hersteld`: after how long a question was good again, and its answer. `kanarie`: how often the foreign host was
    reached. `bewaard`: every file that the process wrote."""

    gezond: dict[str, Uitslag] = field(default_factory=dict)
    proeven: dict[str, list[Proef]] = field(default_factory=dict)
    reeksen: list[list[Proef]] = field(default_factory=list)
    hersteld: list[tuple[str, float, Uitslag]] = field(default_factory=list)
    gehoord: list[Gehoord] = field(default_factory=list)
    eerste_golf: list[Uitslag] = field(default_factory=list)
    tweede_golf: list[Uitslag] = field(default_factory=list)
    tweede_golf_s: float = 0.0
    na_uitval_s: float = 0.0
    groei_mb: float = 0.0
    kanarie: int = 0
    kanarie_hoort: bool = False
    bewaard: list[tuple[str, str]] = field(default_factory=list)

    # ------------------------------------------------------------------ one fault after another

    async def beproef(self, veld_: Veld, storing: Storing, nummer: int, baan: int) -> None:
        """Each question once; in the long run with each group of registers, and until it is over without help."""
        proeven = self.proeven.setdefault(storing.naam, [])
        for groep, naam in _vragen_onder(storing, nummer):
            async with veld_.verstoord(baan, storing, GROEPEN[groep]):
                proeven.append(Proef(storing, groep, await veld_.stel(baan, naam)))
            if LANG:
                self.hersteld.append((storing.naam, *await veld_.tot_goed(baan, naam)))
            await veld_.maak_vers(baan)
        if not LANG:  # what the fault left behind on the connections would be in one of these
            na = "ask" if storing.familie in _AAN_DE_LIJN else "rest"
            self.hersteld.append((storing.naam, *await veld_.tot_goed(baan, na)))

    async def reeks(self, veld_: Veld, nummer: int, baan: int) -> None:
        """Faults in any order on any registers, without anything that makes good between them."""
        random_ = random.Random(f"{ZAAD}-{nummer}")
        steps: list[Proef] = []
        for _ in range(3):
            storing = random_.choice(list(STORINGEN.values()))
            op = REGISTERS if storing.lijn else frozenset(random_.sample(sorted(REGISTERS), random_.randint(1, 9)))
            async with veld_.verstoord(baan, storing, op):
                found = await veld_.stel(baan, random_.choice(list(VRAGEN)))
            steps.append(Proef(storing, ",".join(sorted(op)), found))
        await veld_.maak_vers(baan)
        self.hersteld.append((f"reeks {nummer}", *await veld_.tot_goed(baan, "ask")))
        self.reeksen.append(steps)

    async def luister(self, veld_: Veld, storing: Storing, baan: int) -> None:
        """A status is set while the zaakregister is disturbed: who listens hears of it when that is over."""
        async with veld_.luister(baan) as gehoord:
            async with veld_.verstoord(baan, storing, GROEPEN["alles" if storing.lijn else "zaken"]):
                taken = await veld_.meld(baan)
                await asyncio.sleep(2.0 if storing.traag else 0.5)
                during = tuple(gehoord)
            begin = perf_counter()
            await tot(lambda: _gaf_een_titel(gehoord), 40)
            self.gehoord.append(Gehoord(storing, taken, during, tuple(gehoord), perf_counter() - begin))
        await veld_.maak_vers(baan)

    # ------------------------------------------------------------------ all registers away

    async def uitval(self, veld_: Veld, storing: Storing, baan: int) -> None:
        """Until every circuit that can is open; then a second wave; and then until all is good, without help."""
        begin = perf_counter()
        async with veld_.verstoord(baan, storing, REGISTERS):
            while len(self.eerste_golf) < 4 or perf_counter() - begin < UITVAL_S:
                self.eerste_golf += await asyncio.gather(*(veld_.stel(baan, "ask") for _ in range(4)))
                await asyncio.sleep(0.2 if UITVAL_S else 0)
            self.tweede_golf = [await veld_.stel(baan, naam) for _ in range(15) for naam in ("ask", "rest")]
        self.tweede_golf_s = median(found.duur_s for found in self.tweede_golf)
        self.na_uitval_s, found = await veld_.tot_goed(baan, "ask")
        self.hersteld.append(("uitval", self.na_uitval_s, found))


async def tot(klaar: Callable[[], bool], geduld_s: float) -> None:
    """Or until the patience is over: what then is not there, a test says."""
    until = perf_counter() + geduld_s
    while not klaar() and perf_counter() < until:  # noqa: ASYNC110 - of what another process does
        await asyncio.sleep(0.05)


def _gaf_een_titel(gehoord: Sequence[str]) -> bool:
    return any('"titel":"' in text for text in gehoord)


def _vragen_onder(storing: Storing, nummer: int) -> list[tuple[str, str]]:
    """Group of registers, question. In the ordinary run the groups take turns, and so do the two short questions."""
    if storing.lijn:
        return [("alles", naam) for naam in VRAGEN]
    if LANG:
        graaf = [(groep, naam) for naam in VRAGEN if naam != "rest" for groep in ("zaken", "rest")]
        return [*graaf, ("zaken", "rest")]
    last = [("qmatic", "ask")] if storing.familie == "vorm" else []  # what the others would hide: it is asked last
    kort = ("rest" if nummer % 4 < 2 else "zaken", KORT[nummer % 2])
    return [("zaken" if nummer % 3 else "rest", "ask"), ("rest", "bedrijf"), ("zaken", "rest"), kort, *last]


def _om_te_beluisteren() -> list[Storing]:
    """One of each family that is noticed for certain (who lies well about a zaak is believed, and nothing is told); in
    the long run all."""
    certain = [storing for storing in STORINGEN.values() if not storing.soms]
    return certain if LANG else list({storing.familie: storing for storing in certain}.values())


async def lever_slag(map_: Path) -> Slag:
    slag = Slag()
    async with veld(map_, BANEN + LUISTERBANEN + 1) as found:
        slag.gezond = found.gezond
        faults = sorted(STORINGEN.values(), key=lambda storing: not storing.traag)
        work: list[Opdracht] = [partial(slag.beproef, found, storing, nummer) for nummer, storing in enumerate(faults)]
        work += [partial(slag.reeks, found, nummer) for nummer in range(REEKSEN)]
        listen: list[Opdracht] = [partial(slag.luister, found, storing) for storing in _om_te_beluisteren()]
        away: list[Opdracht] = [partial(slag.uitval, found, STORINGEN["hangt"])]
        todo, first = list[Awaitable[None]](), 0
        # An outage is tried while most lanes wait for what is slow; in the long run they never all do, so afterwards.
        for opdrachten, banen in (
            (deque(work), BANEN),
            (deque(listen), LUISTERBANEN),
            (deque(away if not LANG else []), 1),
        ):
            todo += [_werk(opdrachten, baan) for baan in range(first, first + banen)]
            first += banen
        await asyncio.gather(*todo)
        if LANG:
            await slag.uitval(found, STORINGEN["hangt"], 0)
        await asyncio.sleep(0.1)  # for the last measurement
        slag.groei_mb = found.groei_mb
        slag.kanarie = found.kanarie.bezoek
        slag.kanarie_hoort = await found.kanarie.hoort()
    slag.bewaard = list(found.geschreven())
    return slag


async def _werk(todo: deque[Opdracht], baan: int) -> None:
    while todo:
        await todo.popleft()(baan)


def heeft_geen_fout(text: str) -> bool:
    return not json.loads(text).get("errors")
