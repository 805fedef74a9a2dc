"""Push on its worst day: two instances on one store, killed at any moment; notifications that come twice, late and in
disorder; a mail server that is away, a webhook that refuses. Nothing acknowledged is lost, nobody is told the same
change twice, nothing is told that was not written down.

    MIJNZAKEN_LANG=1 python -m pytest tests/app/push/test_chaos.py

does 1 000 rounds on each engine instead of 20. A mail or webhook that was on its way when a process died comes again
under the same id: that is how a receiver knows it, and so they are counted by id.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import uuid
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from app.boek import logsleutel
from app.config import Settings
from app.push.opslag.openen import open_postvak
from app.push.postvak import Staat
from app.sandbox import uitgever
from app.sandbox.server import NOTIFICATIES_AUTHORIZATION, sandbox_config
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.regel import Handeling
from tests.app.push.huis import VOLG
from tests.app.push.kanalen.ontvangers import Mailserver, Webserver, mailserver, webserver
from tests.app.push.machines import Machines, machines
from tests.app.verwerkingenlog.postgres import Server
from tests.gateway import Sandbox

LANG = bool(os.environ.get("MIJNZAKEN_LANG"))
RONDEN = int(os.environ.get("MIJNZAKEN_RONDEN", "1000")) if LANG else 20
#: Fatima's; Jan is in the first one too.
ZAKEN = ("ZAAK-2026-0001", "ZAAK-2026-0002", "ZAAK-2026-0003")


@pytest.fixture(params=["sqlite", "postgresql"])
def opslag(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:{tmp_path}/log.sqlite"
        return
    server = Server()
    try:
        yield server.nieuwe_database()
    finally:
        server.weg()


@dataclass(slots=True)
class Luisteraar:
    """A citizen who listens at either instance, and comes back with what he heard last."""

    gehoord: list[tuple[str, str]] = field(default_factory=list)
    """merk and moment of the change"""
    begin: str = ""
    """Where he was before he heard anything: a connection may be lost before the first change."""

    async def luister(self, huis: Machines, kans: random.Random) -> None:
        while True:
            with suppress(OSError, WebSocketException, TimeoutError):
                await self._tot_het_breekt(kans.choice(huis.poorten))
            await asyncio.sleep(0.05)

    async def _tot_het_breekt(self, poort: int) -> None:
        url, protocol = f"ws://127.0.0.1:{poort}/graphql", Subprotocol("graphql-transport-ws")
        async with connect(url, subprotocols=[protocol], compression=None, proxy=None, open_timeout=5) as socket:
            token = f"Bearer {uitgever.token('burger')}"
            await socket.send(json.dumps({"type": "connection_init", "payload": {"Authorization": token}}))
            query = VOLG.replace("soort informatie", "soort tijdstip informatie")
            self.begin = self.begin or json.loads(await socket.recv())["payload"]["gebeurtenis"]
            extensions = {"na": self.gehoord[-1][0] if self.gehoord else self.begin}
            payload = {"query": query, "extensions": extensions}
            await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
            async for raw in socket:
                bericht = json.loads(raw)
                assert bericht["type"] in {"next", "connection_ack"}, bericht
                if bericht["type"] == "next":
                    told = bericht["payload"]
                    assert "errors" not in told, told
                    tijdstip = told["data"]["mijnZakenGewijzigd"]["tijdstip"]
                    self.gehoord.append((told["extensions"]["gebeurtenis"], tijdstip))


@dataclass(slots=True)
class Notificaties:
    """Open Notificaties: delivers until it hears 204, perhaps once more, at whichever instance answers."""

    zaken: dict[str, str]
    kans: random.Random
    begin: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    verstuurd: int = 0

    def volgende(self) -> tuple[dict[str, Any], str]:
        self.verstuurd += 1
        zaak = self.zaken[self.kans.choice(ZAKEN)]
        moment = self.begin + timedelta(seconds=self.verstuurd)
        basis = zaak.rpartition("/zaken/")[0]
        body = {
            "kanaal": "zaken",
            "hoofdObject": zaak,
            "resource": "status",
            "resourceUrl": f"{basis}/statussen/{uuid.UUID(int=self.kans.getrandbits(128), version=4)}",
            "actie": "create",
            "aanmaakdatum": moment.isoformat(),
            "kenmerken": {},
        }
        return body, moment.isoformat()

    async def bezorg(self, huis: Machines, body: dict[str, Any], wacht_s: float) -> None:
        await asyncio.sleep(wacht_s)
        async with httpx.AsyncClient(timeout=5) as client:
            for _ in range(1 + (self.kans.random() < 0.3)):
                await self._een(client, huis, body)

    async def _een(self, client: httpx.AsyncClient, huis: Machines, body: dict[str, Any]) -> None:
        while True:
            url = f"http://127.0.0.1:{self.kans.choice(huis.poorten)}/notificaties"
            try:
                answer = await client.post(url, json=body, headers={"Authorization": NOTIFICATIES_AUTHORIZATION})
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            if answer.status_code == 204:
                return
            assert answer.status_code == 503, answer.status_code
            await asyncio.sleep(0.05)


async def test_nothing_is_lost_nothing_is_told_twice_and_nothing_unwritten(
    eigen_registers: Sandbox, tmp_path: Path, opslag: str
) -> None:
    kans = random.Random(20261127)
    post, web = Mailserver(), Webserver()
    luisteraar = Luisteraar()
    gemeld: list[str] = []
    with mailserver(post) as smtp, webserver(web) as webadres:
        settings = _settings(eigen_registers, opslag, smtp, webadres)
        store = eigen_registers.product("openzaak").state.register.store
        zaken = {str(zaak["identificatie"]): str(zaak["url"]) for zaak in store["zaken"]}
        notificaties = Notificaties(zaken, kans)
        async with asyncio.timeout(120 + 3 * RONDEN), machines(settings, tmp_path, 2) as huis:
            luisteren = asyncio.create_task(luisteraar.luister(huis, kans))
            await asyncio.sleep(3)  # until he listens
            onderweg: list[asyncio.Task[None]] = []
            for _ in range(RONDEN):
                body, moment = notificaties.volgende()
                gemeld.append(moment)
                laat = kans.choice((0.0, 0.0, 0.05, 0.5, 30.0 if LANG and kans.random() < 0.05 else 1.0))
                onderweg.append(asyncio.create_task(notificaties.bezorg(huis, body, laat)))
                await _onheil(huis, kans, post, web)
                await asyncio.sleep(kans.uniform(0, 0.15))
            post.rcpt, web.status = None, 204
            await asyncio.gather(*onderweg)
            await huis.start_wat_weg_is()
            await _rustig(opslag, 60 + RONDEN / 5)
            await _tot(lambda: len(luisteraar.gehoord) >= RONDEN, 30)
            luisteren.cancel()
            await asyncio.gather(luisteren, return_exceptions=True)

    assert Counter(_tijd(moment) for _, moment in luisteraar.gehoord) == Counter(map(_tijd, gemeld))
    assert len({merk for merk, _ in luisteraar.gehoord}) == RONDEN

    hooks = [(koppen["webhook-id"], json.loads(body)["time"]) for _, koppen, body in web.gekregen]
    mails = {message["Message-ID"].strip("<>").partition("@")[0] for message in post.post}
    assert {_tijd(moment) for _, moment in set(hooks)} == set(map(_tijd, gemeld))
    assert len({id_ for id_, _ in hooks}) == RONDEN
    assert len(mails) == RONDEN

    log = open_opslag(opslag, logsleutel(Settings.model_validate(settings)), aanmaken=False)
    geschreven: Counter[str] = Counter()
    nr = 0
    while page := log.sinds(nr):
        nr = page[-1].plek.nr
        geschreven.update(found.regel.trace_id for found in page if isinstance(found.regel, Handeling))
    log.close()
    assert {geschreven[id_[:32]] for id_ in mails | {id_ for id_, _ in hooks}} == {1}
    assert set(geschreven.values()) == {1}


def _settings(registers: Sandbox, opslag: str, smtp: int, webadres: str) -> dict[str, Any]:
    config = sandbox_config(registers.basis, log=opslag, smtp=smtp)
    geheim = b64encode(bytes(32)).decode()
    config["push"] |= {
        "bundelen_s": 0,
        "pogingen": 50,
        "webhooks": [{"naam": "crm", "url": f"{webadres}/crm", "geheim": geheim, "rol": "KCC"}],
    }
    return config


async def _onheil(huis: Machines, kans: random.Random, post: Mailserver, web: Webserver) -> None:
    """What goes wrong in a round."""
    post.rcpt = "451 Try again later" if kans.random() < 0.2 else None
    web.status = 503 if kans.random() < 0.2 else 204
    await huis.start_wat_weg_is()
    if kans.random() < 0.3:
        await asyncio.sleep(kans.uniform(0, 0.2))
        huis.dood(kans.choice(huis.poorten))


async def _rustig(opslag: str, geduld_s: float) -> None:
    """Until nothing waits any more: first every notification has become an event, then every message is done."""
    postvak = open_postvak(opslag)
    try:
        until = monotonic() + geduld_s
        while await asyncio.to_thread(postvak.laatste_gebeurtenis) < RONDEN:
            assert monotonic() < until, "notifications still wait"
            await asyncio.sleep(0.2)
        while await asyncio.to_thread(postvak.berichten, Staat.WACHTEND, 10_000):
            assert monotonic() < until, "messages still wait"
            await asyncio.sleep(0.2)
        for staat in (Staat.DOOD, Staat.VERVALLEN):
            assert [found.reden for found in await asyncio.to_thread(postvak.berichten, staat, 10)] == []
    finally:
        postvak.close()


async def _tot(voorwaarde: Callable[[], bool], geduld_s: float) -> None:
    until = monotonic() + geduld_s
    while not voorwaarde():
        assert monotonic() < until, "it did not come"
        await asyncio.sleep(0.05)


def _tijd(moment: str) -> int:
    return round(datetime.fromisoformat(moment).timestamp() * 1000)
