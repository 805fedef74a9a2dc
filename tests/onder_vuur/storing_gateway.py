"""Storing-gateway: many gateways in one real uvicorn process, each before registers of its own ("baan"), so that faults
that take long are tried side by side and the memory of all of them is one figure.

    python -m tests.onder_vuur.storing_gateway POORT MAP REGISTERPOORT...

`/baan/3/graphql` is the fourth gateway's `/graphql`. `/baan/3/_vers` makes its circuits and retry budgets as those of a
process that just began, so that one fault does not answer for the next; nothing else is touched.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app import main
from app.console.servers import richt_geheugen_in
from app.http.abonnement.verbinding import WEBSOCKET
from app.http.verbinding import Verbinding
from app.registries.breaker import Breaker, Herhaalbudget
from app.registries.connect import Verbindingen
from app.sandbox.server import sandbox_settings
from app.telemetry.logging import richt_in

#: How long a call and an answer may take here: short, so that what hangs is tried often.
GEDULD_S, DEADLINE_S = 1.5, 4.0

_gemaakt: list[Verbindingen] = []


class _Onthouden(Verbindingen):
    """Kept, because the application does not give its connections away."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # as they come
        _gemaakt.append(self)


class Banen:
    def __init__(self, gateways: list[Starlette]) -> None:
        self._gateways = gateways

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        _, _, nummer, rest = scope["path"].split("/", 3)
        if rest == "_vers":
            _maak_vers(_gemaakt[int(nummer)])
            await Response(status_code=204)(scope, receive, send)
            return
        path = f"/{rest}"
        await self._gateways[int(nummer)]({**scope, "path": path, "raw_path": path.encode()}, receive, send)


def _maak_vers(verbindingen: Verbindingen) -> None:
    for aansluiting in verbindingen.aansluitingen:
        for client in aansluiting.clients.values():
            Breaker.__init__(client.breaker)
            Herhaalbudget.__init__(client._lijn._budget)


def _bouw(basis: str, map_: Path, adres: str) -> Starlette:
    map_.mkdir()
    settings = sandbox_settings(
        basis,
        log=f"sqlite:{map_ / 'verwerkingenlog.sqlite'}",
        mijnzaken_api=True,
        publiek_url=adres,
        deadline_s=DEADLINE_S,
    )
    kort = [
        register.model_copy(update={"grenzen": register.grenzen.model_copy(update={"timeout_s": GEDULD_S})})
        for register in settings.registers
    ]
    return main.bouw(settings.model_copy(update={"registers": kort}), demo=True)


async def _draai(poort: int, map_: Path, registerpoorten: list[int]) -> None:
    richt_in()
    richt_geheugen_in()
    main.__dict__["Verbindingen"] = _Onthouden
    gateways = [
        _bouw(f"http://127.0.0.1:{registers}", map_ / str(nummer), f"http://127.0.0.1:{poort}/baan/{nummer}")
        for nummer, registers in enumerate(registerpoorten)
    ]
    config = uvicorn.Config(
        Banen(gateways),
        host="127.0.0.1",
        port=poort,
        http=Verbinding,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        **WEBSOCKET,
    )
    async with AsyncExitStack() as stack:
        for gateway in gateways:
            await stack.enter_async_context(gateway.router.lifespan_context(gateway))
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(_draai(int(sys.argv[1]), Path(sys.argv[2]), [int(poort) for poort in sys.argv[3:]]))
