"""Storing-veld: the gateway as a process of its own, with proxies between it and the registers; asks the questions of
the README while a fault is on, and tells what came of it."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import sys
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from app.sandbox import uitgever
from app.sandbox.server import NOTIFICATIES_AUTHORIZATION
from tests.app.execution.test_gedeeltelijk import RAAKT
from tests.app.registries.ruwe_server import vrije_poort
from tests.gateway import Sandbox, sandbox
from tests.onder_vuur.storing_proxy import Baan, Kanarie, Storing, lees

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ZAAK = "ZAAK-2026-0001"
_METEN_S = 0.05
_OPGEHAALD = re.compile(r'"opgehaaldOp": "[^"]*"')
REGISTERS = frozenset(RAAKT)
#: The register that all matters begin with, and those that add to them.
GROEPEN: dict[str, frozenset[str]] = {
    "zaken": frozenset({"openzaak"}),
    "rest": REGISTERS - {"openzaak"},
    "qmatic": frozenset({"qmatic"}),
    "alles": REGISTERS,
}


def zonder_tijd(value: object) -> str:
    """An answer as text, to be held against another."""
    return _OPGEHAALD.sub("", json.dumps(value, sort_keys=True))


def regels_van_de_readme(opdracht: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if opdracht in line]


@dataclass(frozen=True, slots=True)
class Vraag:
    """A question of the README: GraphQL, or the path of its REST. `registers`: which of them it asks; `in_delen`: by a
    client that takes an answer in parts."""

    naam: str
    als: str
    query: str = ""
    pad: str = "/graphql"
    registers: frozenset[str] = REGISTERS
    variabelen: Mapping[str, str] = field(default_factory=dict)
    in_delen: bool = False


def vragen_van_de_readme() -> dict[str, Vraag]:
    """The first question; the example as a citizen and, for the register of companies, as a company; what may come
    later; and the list of zaken over REST. The subscription has a test of its own."""
    (eerste,) = re.findall(r"mijnzaken ask '(\{.*\})'", README)
    (later,) = [block for block in re.findall(r"```graphql\n(.*?)```", README, re.DOTALL) if "@defer" in block]
    (ask,) = [line for line in regels_van_de_readme("mijnzaken ask") if "--calls" in line]
    als = shlex.split(ask)[shlex.split(ask).index("--als") + 1]
    (curl,) = regels_van_de_readme("curl")
    adres = urlsplit(shlex.split(curl)[-1])
    (_, rest_als), *_ = re.findall(r"mijnzaken (token) (\w+)", curl)
    voorbeeld = (ROOT / "app" / "sandbox" / "voorbeeld.graphql").read_text(encoding="utf-8")
    return {
        "eerste": Vraag("eerste", "burger", eerste),
        "later": Vraag("later", "burger", later, variabelen={"zaaknummer": ZAAK}, in_delen=True),
        "ask": Vraag("ask", als, voorbeeld),
        "bedrijf": Vraag("bedrijf", "ondernemer", voorbeeld),
        "rest": Vraag("rest", rest_als, pad=f"{adres.path}?{adres.query}", registers=frozenset({"openzaak"})),
    }


VRAGEN = vragen_van_de_readme()
_token = cache(partial(uitgever.token, geldig_s=86_400))
(_LUISTER,) = [line for line in regels_van_de_readme("mijnzaken ask") if "subscription" in line]
ABONNEMENT = shlex.split(_LUISTER)[-1]


@dataclass(frozen=True, slots=True)
class Uitslag:
    """What one question gave while a fault was on. `oproepen`: as the registers counted them."""

    vraag: str
    status: int
    koppen: str
    tekst: str
    duur_s: float
    oproepen: int

    @property
    def body(self) -> dict[str, Any]:
        """Of an answer in parts: the first, with the errors of all, and the others as they came."""
        if not self.tekst.startswith("\r\n--graphql"):
            found: dict[str, Any] = json.loads(self.tekst)
            return found
        stukken = [stuk.partition("\r\n\r\n")[2] for stuk in self.tekst.split("\r\n--graphql")]
        eerste, *verder = [json.loads(stuk) for stuk in stukken if stuk]
        delen = [deel for stuk in verder for deel in stuk.get("incremental", ())]
        fouten = [fout for deel in (eerste, *delen) for fout in deel.get("errors", ())]
        return {**eerste, "delen": verder} | ({"errors": fouten} if fouten else {})

    @property
    def fouten(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.body.get("errors", [])
        return found

    @property
    def codes(self) -> set[str]:
        return {str(fout["extensions"]["code"]) for fout in self.fouten}

    @property
    def paden(self) -> set[str]:
        """Of the errors; without the places in lists."""
        return {".".join(part for part in fout.get("path", ()) if isinstance(part, str)) for fout in self.fouten}

    @property
    def inhoud(self) -> str:
        """What was told, to be held against another answer: without when it was fetched and what it cost."""
        body = self.body
        body.pop("extensions", None)
        return zonder_tijd(body)


@dataclass
class Veld:
    """`gezond`: what each question gives when nothing is wrong."""

    poort: int
    pid: int
    map_: Path
    banen: list[Baan]
    kanarie: Kanarie
    melding: dict[str, Any]
    gezond: dict[str, Uitslag] = field(default_factory=dict)
    groei_mb: float = 0.0

    async def stel(self, baan: int, naam: str) -> Uitslag:
        vraag = VRAGEN[naam]
        before, begin = self._gevraagd(baan, vraag), perf_counter()
        body = {"query": vraag.query, "variables": dict(vraag.variabelen)} if vraag.query else None
        kop = {"Authorization": f"Bearer {_token(vraag.als)}"}
        kop |= {"Accept": "multipart/mixed;deferSpec=20220824"} if vraag.in_delen else {}
        status, koppen, text = await self._http(baan, vraag.pad, body, **kop)
        took = perf_counter() - begin
        return Uitslag(naam, status, koppen, text, took, self._gevraagd(baan, vraag) - before)

    async def _http(self, baan: int, pad: str, body: object = None, **koppen: str) -> tuple[int, str, str]:
        """Status, headers and text of one answer, over a connection of its own."""
        reader, writer = await self._open(baan, pad, body, Connection="close", **koppen)
        head, rest = await lees(reader)
        writer.close()
        text = head.decode("latin-1")
        return int(text.split(" ")[1]), text, rest.decode()

    async def _open(
        self, baan: int, pad: str, body: object, **koppen: str
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """By hand: a library's client costs more than all that is asked here."""
        data = json.dumps(body).encode() if body is not None else b""
        lines = [f"{'GET' if body is None else 'POST'} /baan/{baan}{pad} HTTP/1.1", "Host: gateway"]
        lines += [f"{key}: {value}" for key, value in koppen.items()]
        lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"] if data else []
        reader, writer = await asyncio.open_connection("127.0.0.1", self.poort, limit=2**20)
        writer.write("\r\n".join([*lines, "", ""]).encode() + data)
        return reader, writer

    def _gevraagd(self, baan: int, vraag: Vraag) -> int:
        return sum(self.banen[baan].gevraagd[register] for register in vraag.registers)

    async def maak_vers(self, baan: int) -> None:
        status, _, _ = await self._http(baan, "/_vers", {})
        assert status == 204

    @asynccontextmanager
    async def verstoord(self, baan: int, storing: Storing, op: frozenset[str]) -> AsyncIterator[None]:
        await self.banen[baan].verstoor(storing, op)
        try:
            yield
        finally:
            await self.banen[baan].herstel()

    @asynccontextmanager
    async def luister(self, baan: int) -> AsyncIterator[list[str]]:
        """The events of the subscription of the README, as text, as they come."""
        koppen = {"Authorization": f"Bearer {_token('burger')}", "Accept": "text/event-stream"}
        reader, writer = await self._open(baan, "/graphql/stream", {"query": ABONNEMENT}, **koppen)
        assert b" 200 " in await reader.readline()
        gehoord: list[str] = []

        async def luister() -> None:
            while line := (await reader.readline()).decode():
                if line.startswith("data: {"):
                    gehoord.append(line.removeprefix("data: ").strip())

        reading = asyncio.create_task(luister())
        await asyncio.sleep(0.3)  # what happens before a subscription stands, it need not tell
        try:
            yield gehoord
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            writer.transport.abort()

    async def meld(self, baan: int) -> int:
        """As Open Notificaties does, of a zaak of the burger; the status of the answer."""
        basis = f"http://127.0.0.1:{self.banen[baan].poort}"
        melding = {**self.melding, "aanmaakdatum": datetime.now(UTC).isoformat()}
        melding |= {key: f"{basis}{melding[key]}" for key in ("hoofdObject", "resourceUrl")}
        status, _, _ = await self._http(baan, "/notificaties", melding, Authorization=NOTIFICATIES_AUTHORIZATION)
        return status

    async def tot_goed(self, baan: int, naam: str) -> tuple[float, Uitslag]:
        """Asks until all is as it was; after how long."""
        begin = perf_counter()
        while True:
            found = await self.stel(baan, naam)
            after = perf_counter() - begin
            if (found.status, found.inhoud) == (200, self.gezond[naam].inhoud) or after > 40:
                return after, found
            await asyncio.sleep(0.25)

    # ------------------------------------------------------------------ what the process leaves and takes

    def geheugen_mb(self) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024

    async def meet(self) -> None:
        """The largest growth within half a minute: what a fault does. Over the hours a process grows to what its caches
        hold, which is measured elsewhere (tests.benchmarks.geheugen)."""
        recent: deque[float] = deque(maxlen=int(30 / _METEN_S))
        while True:
            recent.append(self.geheugen_mb())
            self.groei_mb = max(self.groei_mb, recent[-1] - min(recent))
            await asyncio.sleep(_METEN_S)

    def geschreven(self) -> Iterator[tuple[str, str]]:
        """Every file of the process: its output, its logs."""
        for path in self.map_.rglob("*"):
            if path.is_file():
                yield path.name, path.read_bytes().decode("latin-1")


@asynccontextmanager
async def veld(map_: Path, banen: int) -> AsyncIterator[Veld]:
    """So many gateways, warm, each before its own proxy; one sandbox behind them all."""
    async with AsyncExitStack() as stack:
        registers = stack.enter_context(sandbox())
        kanarie = await stack.enter_async_context(Kanarie().open())
        lanes = [await stack.enter_async_context(Baan(registers.basis, kanarie).open()) for _ in range(banen)]
        poort = vrije_poort()
        with (map_ / "uitvoer.txt").open("wb") as uitvoer:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.onder_vuur.storing_gateway", str(poort), str(map_)),
                *(str(lane.poort) for lane in lanes),
                cwd=ROOT,
                stdout=uitvoer,
                stderr=uitvoer,
            )
        made = Veld(poort, process.pid, map_, lanes, kanarie, _melding(registers))
        try:
            await _tot_warm(made)
            meten = asyncio.create_task(made.meet())
            yield made
            meten.cancel()
        finally:
            process.terminate()
            await process.wait()


def _melding(registers: Sandbox) -> dict[str, Any]:
    """What Open Notificaties says of a status that was set; the addresses without where the register is."""
    store = registers.product("openzaak").state.register.store
    zaak = next(found for found in store["zaken"] if found["identificatie"] == ZAAK)
    return {
        "kanaal": "zaken",
        "hoofdObject": zaak["url"].removeprefix(registers.basis),
        "resource": "status",
        "resourceUrl": zaak["status"].removeprefix(registers.basis),
        "actie": "create",
        "kenmerken": {},
    }


async def _tot_warm(made: Veld) -> None:
    for _ in range(200):
        try:
            await made.maak_vers(0)
            break
        except OSError:
            await asyncio.sleep(0.1)
    for naam in VRAGEN:
        for baan in range(len(made.banen)):
            await made.stel(baan, naam)
        made.gezond[naam] = await made.stel(0, naam)
        assert made.gezond[naam].status == 200, made.gezond[naam].tekst
        assert not made.gezond[naam].codes
