"""Gateway: the real gateway before the real sandbox, for tests. The registers are served on a loopback socket, as in
the demo."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette

from app.boek import logpseudoniemen, logsleutel
from app.config import Settings
from app.config.registers import GrenzenSettings, RegisterSettings
from app.main import bouw
from app.sandbox import uitgever
from app.sandbox.server import bouw_sandbox, sandbox_settings
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.opslag import Opslag, OpslagFout
from app.verwerkingenlog.regel import Handeling, Verwerking
from resolvers.grammar.sleutel import Sleutel


@dataclass(frozen=True, slots=True)
class Antwoord:
    """An answer, with what a test wants to know of it."""

    status: int
    body: dict[str, Any]

    @property
    def data(self) -> Any:
        return self.body["data"]

    @property
    def codes(self) -> dict[str, str]:
        """path → code; a path without list positions."""
        return {
            ".".join(str(part) for part in error.get("path", ())): error["extensions"]["code"]
            for error in self.body.get("errors", ())
        }

    @property
    def registers_met_fout(self) -> set[str]:
        found = (error["extensions"].get("register") for error in self.body.get("errors", ()))
        return {register for register in found if register}

    @property
    def afgeschermd(self) -> dict[str, int]:
        closed = self.body.get("extensions", {}).get("afgeschermd", ())
        return {entry["pad"]: entry["aantal"] for entry in closed}

    @property
    def oproepen(self) -> Counter[str]:
        """ "register METHOD template" → how often."""
        calls = self.body.get("extensions", {}).get("oproepen", ())
        return Counter(f"{call['register']} {call['methode']} {call['sjabloon']}" for call in calls)


@dataclass(frozen=True, slots=True)
class Sandbox:
    basis: str
    app: Starlette

    def product(self, naam: str) -> Starlette:
        """One product's own application: its store, and how to disturb it."""
        found: Starlette = self.app.state.producten[naam]
        return found


@contextmanager
def sandbox(*, zaken: int = 0, streek: bool = False) -> Iterator[Sandbox]:
    """All registers on a free port of the loopback, in a thread of their own; with so many zaken more; `streek`: and
    the registers of other organisations."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        basis = f"http://127.0.0.1:{listener.getsockname()[1]}"
        app = bouw_sandbox(basis, zaken=zaken, streek=streek)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        until = monotonic() + 10
        while not server.started and monotonic() < until:
            sleep(0.01)
        try:
            yield Sandbox(basis, app)
        finally:
            server.should_exit = server.force_exit = True  # a register that hangs does not hold up the test
            thread.join(timeout=10)


class Gateway:
    """Asks as a persona would; and reads what was written of it."""

    def __init__(self, client: httpx.AsyncClient, settings: Settings) -> None:
        self.client = client
        self._settings = settings

    def log(self) -> Opslag:
        """The verwerkingenlog, opened beside the gateway that writes in it; as soon as that has made it."""
        opslag = open_opslag(self._settings.verwerkingenlog.opslag, logsleutel(self._settings), aanmaken=False)
        until = monotonic() + 10
        while True:
            try:
                opslag.sinds(0, 1)
            except OpslagFout:
                if monotonic() > until:
                    raise
                sleep(0.01)
            else:
                return opslag

    def vastgelegd(self) -> list[object]:
        """Everything written so far, without when and under which ids: to whom, about whom, on which ground, which
        fields of which objects, from where; and what was refused, because of what."""
        log = self.log()
        regels = [found.regel for found in log.sinds(0)]
        log.close()
        found: list[object] = []
        for regel in regels:
            if isinstance(regel, Verwerking):
                found.append((regel.ontvanger, regel.activiteit, regel.betrokkene, regel.verstrekkingen, regel.bronnen))
            elif isinstance(regel, Handeling):
                found.append((regel.ontvanger, regel.aanleiding, regel.status, regel.weigeringen, regel.beleid))
        return found

    def pseudoniem(self, sleutel: Sleutel) -> str:
        """How this person stands in the log."""
        return logpseudoniemen(self._settings).versluier(sleutel)

    async def ask(
        self,
        query: str,
        *,
        als: str = "burger",
        variables: dict[str, Any] | None = None,
        token: str | None = None,
        streng: bool = False,
    ) -> Antwoord:
        """`streng` False, also for a machine: what is closed is left out."""
        response = await self.client.post(
            "/graphql",
            json={"query": query, "variables": variables or {}},
            headers={
                "Authorization": f"Bearer {token or uitgever.token(als)}",
                "Prefer": f"handling={'strict' if streng else 'lenient'}",
                "X-MijnZaken-Oproepen": "1",
            },
        )
        return Antwoord(response.status_code, response.json())


@asynccontextmanager
async def gateway(
    basis: str,
    *,
    geduld_s: float | None = None,
    log: str | None = None,
    plan: bool = True,
    streek: bool = False,
    registers: Callable[[list[RegisterSettings]], list[RegisterSettings]] | None = None,
    **server: object,
) -> AsyncIterator[Gateway]:
    """A gateway on the registers at this address; its catalogue already fetched, as that of a gateway that runs.
    `geduld_s`: how long it waits for each register; `log`: where its verwerkingenlog stands, else in a file that goes
    with it; `plan` False: graphql-core runs everything; `streek`: on the registers of other organisations too;
    `registers`: what is otherwise in their settings."""
    with TemporaryDirectory() as map_:
        logboek = log or f"sqlite:{map_}/verwerkingenlog.sqlite"
        settings = sandbox_settings(basis, log=logboek, streek=streek, **server)
        if registers is not None:
            settings = settings.model_copy(update={"registers": registers(settings.registers)})
        async with _gateway(settings, geduld_s, plan) as made:
            yield made


@asynccontextmanager
async def _gateway(settings: Settings, geduld_s: float | None, plan: bool) -> AsyncIterator[Gateway]:
    if geduld_s is not None:
        grenzen = GrenzenSettings(timeout_s=geduld_s)
        kort = [register.model_copy(update={"grenzen": grenzen}) for register in settings.registers]
        settings = settings.model_copy(update={"registers": kort})
    app = bouw(settings, demo=True, plan=plan)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway", timeout=30) as client:
            await client.get("/_healthz/readyz/")
            yield Gateway(client, settings)
