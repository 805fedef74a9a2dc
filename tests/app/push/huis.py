"""Huis: the gateway with push on a socket of its own, before registers that tell when something changes, a mailbox and
a receiver of webhooks: everything from a change to the last byte."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.boek import logsleutel
from app.config import Settings
from app.main import bouw
from app.push.aanmelden import meld_aan
from app.push.opslag.openen import open_postvak
from app.push.postvak import Bericht, Staat
from app.sandbox import uitgever
from app.sandbox.server import sandbox_config
from app.sandbox.voortgang import zet_voort
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.regel import Handeling, Regel
from tests.app.http.deur import bediend
from tests.app.registries.ruwe_server import vrije_poort
from tests.gateway import Sandbox

#: As long as anything here may take on a busy machine; nothing waits for it when all is well.
GEDULD_S = 20.0
VOLG = """
subscription ($namens: ID, $id: ID, $aanleiding: Aanleiding) {
  mijnZakenGewijzigd(namens: $namens, id: $id, aanleiding: $aanleiding) {
    soort informatie { id titel status { groep naam } zaak { identificatie omschrijving } }
  }
}
"""


@dataclass(slots=True)
class Luisteraar:
    """What came in over one connection, the newest last."""

    gehoord: list[dict[str, Any]] = field(default_factory=list)
    merken: list[str] = field(default_factory=list)

    def neem(self, resultaat: dict[str, Any]) -> None:
        assert "errors" not in resultaat, resultaat
        self.gehoord.append(resultaat["data"]["mijnZakenGewijzigd"])
        self.merken.append(resultaat["extensions"]["gebeurtenis"])

    @property
    def nummers(self) -> list[str]:
        return [gehoord["informatie"]["zaak"]["identificatie"] for gehoord in self.gehoord]

    async def tot(self, aantal: int) -> None:
        await tot(lambda: len(self.gehoord) >= aantal)


@dataclass(frozen=True, slots=True)
class Pushhuis:
    sandbox: Sandbox
    poort: int
    settings: Settings

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.poort}"

    async def zet_voort(self, zaaknummer: str) -> str:
        """What a behandelaar does in the zaakregister."""
        return await asyncio.to_thread(zet_voort, self.sandbox.basis, zaaknummer, "")

    @property
    def mails(self) -> list[Any]:
        found: list[Any] = self.sandbox.app.state.postbus.mails
        return found

    def webhooks(self, naam: str) -> list[Any]:
        return [found for found in self.sandbox.app.state.webhooks.ontvangen if found.naam == naam]

    def berichten(self, staat: Staat) -> list[Bericht]:
        postvak = open_postvak(self.settings.verwerkingenlog.opslag)
        try:
            return postvak.berichten(staat)
        finally:
            postvak.close()

    def log(self) -> list[Regel]:
        opslag = open_opslag(self.settings.verwerkingenlog.opslag, logsleutel(self.settings), aanmaken=False)
        try:
            return [item.regel for item in opslag.sinds(0, 100_000)]
        finally:
            opslag.close()

    def gemeld(self) -> list[Handeling]:
        """What was told because something changed, as the log has it."""
        found = [regel for regel in self.log() if isinstance(regel, Handeling)]
        return [regel for regel in found if "mijnZakenGewijzigd" in regel.naam]

    async def vraag(self, query: str, als: str, **variabelen: Any) -> Any:
        return (await self.antwoord(query, als, **variabelen))["data"]

    async def antwoord(self, query: str, als: str, **variabelen: Any) -> dict[str, Any]:
        async with httpx.AsyncClient() as client:
            response = await client.post(
                f"{self.url}/graphql",
                json={"query": query, "variables": variabelen},
                headers={"Authorization": f"Bearer {uitgever.token(als)}"},
            )
        found: dict[str, Any] = response.json()
        return found

    async def kwestie(self, zaaknummer: str, als: str) -> dict[str, Any]:
        query = "{ mijnZaken(first: 100) { nodes { id zaak { id identificatie contactmomenten { id } } } } }"
        nodes = (await self.vraag(query, als))["mijnZaken"]["nodes"]
        (found,) = [node for node in nodes if node["zaak"] and node["zaak"]["identificatie"] == zaaknummer]
        kwestie: dict[str, Any] = found
        return kwestie

    @asynccontextmanager
    async def luister(
        self, als: str, *, na: str | None = None, geldig_s: int = 3600, **variabelen: Any
    ) -> AsyncIterator[Luisteraar]:
        """Over graphql-transport-ws, until the end of the block."""
        luisteraar = Luisteraar()
        async with self._socket(als, geldig_s) as socket:
            payload = {"query": VOLG, "variables": variabelen, "extensions": {"na": na}}
            await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
            lezen = asyncio.create_task(_lees(socket, luisteraar))
            await self.ingeschreven()
            try:
                yield luisteraar
            finally:
                lezen.cancel()
                await asyncio.gather(lezen, return_exceptions=True)

    @asynccontextmanager
    async def _socket(self, als: str, geldig_s: int) -> AsyncIterator[ClientConnection]:
        url, protocol = f"ws://127.0.0.1:{self.poort}/graphql", Subprotocol("graphql-transport-ws")
        async with connect(url, subprotocols=[protocol], compression=None, proxy=None) as socket:
            token = f"Bearer {uitgever.token(als, geldig_s)}"
            await socket.send(json.dumps({"type": "connection_init", "payload": {"Authorization": token}}))
            ack = json.loads(await socket.recv())
            assert ack["type"] == "connection_ack"
            assert ack["payload"]["gebeurtenis"]
            yield socket

    @asynccontextmanager
    async def luister_sse(self, als: str, *, na: str = "", **variabelen: Any) -> AsyncIterator[Luisteraar]:
        """Over graphql-sse."""
        luisteraar = Luisteraar()
        koppen = {"Authorization": f"Bearer {uitgever.token(als)}", "Accept": "text/event-stream"}
        if na:
            koppen["Last-Event-ID"] = na
        body = {"query": VOLG, "variables": variabelen}
        async with httpx.AsyncClient(timeout=None) as client:
            stream = client.stream("POST", f"{self.url}/graphql/stream", json=body, headers=koppen)
            async with stream as response:
                assert response.status_code == 200
                lezen = asyncio.create_task(_lees_sse(response, luisteraar))
                await self.ingeschreven()
                try:
                    yield luisteraar
                finally:
                    lezen.cancel()
                    await asyncio.gather(lezen, return_exceptions=True)

    async def ingeschreven(self) -> None:
        """A little while: what happens before a subscription stands, it need not tell."""
        await asyncio.sleep(0.5)


async def _lees(socket: ClientConnection, luisteraar: Luisteraar) -> None:
    async for raw in socket:
        bericht = json.loads(raw)
        assert bericht["type"] in {"next", "complete", "ping"}, bericht
        if bericht["type"] == "next":
            luisteraar.neem(bericht["payload"])


async def _lees_sse(response: httpx.Response, luisteraar: Luisteraar) -> None:
    soort = ""
    async for line in response.aiter_lines():
        naam, _, waarde = line.partition(": ")
        if naam == "event":
            soort = waarde
        elif naam == "data" and soort == "next":
            luisteraar.neem(json.loads(waarde))


async def tot(voorwaarde: Callable[[], bool], geduld_s: float = GEDULD_S) -> None:
    until = monotonic() + geduld_s
    while not voorwaarde():
        assert monotonic() < until, "it did not come"
        await asyncio.sleep(0.02)


@contextmanager
def pushhuis(sandbox: Sandbox, map_: Path, *, opslag: str = "", demo: bool = False, **push: Any) -> Iterator[Pushhuis]:
    """`demo`: with the pages of the demo; `push`: settings of that block, instead of those of the sandbox."""
    poort, smtp = vrije_poort(), vrije_poort()
    sandbox.app.state.postbus.open(smtp)
    sandbox.product("opennotificaties").state.vertraging_s = 0.02
    aan: dict[str, Any] = {"port": poort, "mijnzaken_api": True, "publiek_url": f"http://127.0.0.1:{poort}"}
    aan |= {"portaal": demo, "graphiql": demo}
    config = sandbox_config(sandbox.basis, log=opslag or f"sqlite:{map_}/log.sqlite", smtp=smtp, **aan)
    config["push"] |= {"bundelen_s": 0.2, **push}
    settings = Settings.model_validate(config)
    with bediend(bouw(settings, demo=demo), poort):
        with ThreadPoolExecutor(1) as draad:  # a test may have a loop of its own
            aangemeld = draad.submit(lambda: asyncio.run(meld_aan(settings.push))).result()
        assert not any(one.remedie for one in aangemeld), aangemeld
        yield Pushhuis(sandbox, poort, settings)
    sandbox.app.state.close()
