"""Huis: the whole sandbox behind the adapters, with a place in between to look and to disturb."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from app.config.registers import RegisterSettings
from app.sandbox.kern import Register
from app.sandbox.server import bouw_sandbox, sandbox_settings
from resolvers.grammar.context import Vooruitblik
from resolvers.grammar.sleutel import Bsn, Sleutel
from resolvers.lijsten import ZakenVraag
from tests.contract.stellen import Omgeleid, vraag

BASIS = "http://sandbox"
ANNA, JAN, NOOR = Bsn("999990019"), Bsn("999990123"), Bsn("999990226")
VAN_ANNA = {"ZAAK-2025-0105", "ZAAK-2026-0001", "ZAAK-2026-0002", "ZAAK-2026-0003", "ZAAK-2026-0004", "ZAAK-2026-0006"}
LIJSTEN = """{
  klant(sleutel: {bsn: "999990019"}) {
    verzoeken { nodes { kenmerk } } producten { nodes { naam } } taken { titel } contactmomenten { nodes { onderwerp } }
  }
}"""
GROOT = """{ mijnZaken(first: 100) { totaal nodes {
  titel status { naam } proces { naam } levertijd { verwachtOp } resultaat { naam } taken { titel } producten { naam }
  zaak { identificatie documenten { titel } besluiten { datum } contactmomenten { onderwerp } zaaktype { omschrijving }
    betrokkenen { rolGeneriek naam klant { id naam } } behandelaar { naam } statussen { naam }
    substatussen { omschrijving } eigenschappen { naam } } } }
  klant(sleutel: {bsn: "999990019"}) { naam afspraken { begin } toestemmingen { activiteit }
    machtigingen { soort } } }"""

Wijziging = Callable[[httpx.Request], httpx.Request]
Nabewerking = Callable[[httpx.Request, Any], Any]


@dataclass(slots=True)
class Tussen(httpx.AsyncBaseTransport):
    """`vooraf` changes a request, `achteraf` the JSON of an answer; `gezien` is all that passed."""

    inner: httpx.AsyncBaseTransport
    vooraf: Wijziging | None = None
    achteraf: Nabewerking | None = None
    gezien: list[tuple[httpx.Request, int]] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request = self.vooraf(request) if self.vooraf else request
        response = await self.inner.handle_async_request(request)
        content = await response.aread()
        self.gezien.append((request, response.status_code))
        if self.achteraf is not None and "json" in response.headers.get("content-type", ""):
            content = json.dumps(self.achteraf(request, json.loads(content))).encode()
        kept = {key: value for key, value in response.headers.items() if key not in {"content-length"}}
        return httpx.Response(response.status_code, headers=kept, content=content, request=request)


class Huis:
    def __init__(
        self,
        *,
        vooraf: Wijziging | None = None,
        achteraf: Nabewerking | None = None,
        anders: Mapping[str, Starlette] | None = None,
    ) -> None:
        """`anders`: another application in the place of a product."""
        self.app = bouw_sandbox(BASIS)
        if anders:
            routes = [Mount(f"/{naam}", app=app) for naam, app in anders.items()]
            self.app.router.routes[:0] = routes
        self.tussen = Tussen(httpx.ASGITransport(self.app), vooraf=vooraf, achteraf=achteraf)

        def transport(register: RegisterSettings, _: object) -> httpx.AsyncBaseTransport:
            return self.tussen

        self.verbindingen = Omgeleid(sandbox_settings(BASIS).registers, transport)
        self.registers = self.verbindingen.registers

    def register(self, product: str) -> Register:
        found: Register = self.app.state.producten[product].state.register
        return found

    def rijen(self, product: str, collectie: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.register(product).store[collectie]]

    def zaak(self, nummer: str) -> dict[str, Any]:
        return next(row for row in self.rijen("openzaak", "zaken") if row["identificatie"] == nummer)

    async def vraag(self, query: str, wie: Sleutel = ANNA) -> dict[str, Any]:
        return await vraag(self.verbindingen, query, wie)

    async def nummers(self, wie: Sleutel = ANNA) -> set[str]:
        """The zaken that the graph shows of somebody."""
        answer = await self.vraag("{ mijnZaken(first: 100) { nodes { zaak { identificatie } } } }", wie)
        assert "errors" not in answer, answer["errors"]
        return {node["zaak"]["identificatie"] for node in answer["data"]["mijnZaken"]["nodes"] if node["zaak"]}

    def paden(self, method: str = "") -> list[str]:
        return [request.url.path for request, _ in self.tussen.gezien if request.method.startswith(method)]


async def zaken_uit_register(huis: Huis, wie: Any = ANNA) -> list[Any]:
    """What the adapter gets, before anybody decides."""
    asked = ZakenVraag(sleutels=frozenset({wie}), alles=True)
    return [zaak async for batch in huis.registers.zaken[0].zaken_van(asked, Vooruitblik()) for zaak in batch]
