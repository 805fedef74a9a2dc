"""Ketenhuis: the gateway with one partner in the chain, who counts what he is asked; and what then is in the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from app.boek import logsleutel
from app.config import Settings
from app.execution.executor import Antwoord, Executor
from app.execution.vraag import Vraag
from app.main import bouw
from app.push.vragen import SYSTEEM
from app.sandbox import uitgever
from app.sandbox.server import sandbox_settings
from app.sandbox.wereld.bouwer import vaste_uuid
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.opslag import Opslag
from app.verwerkingenlog.regel import Audit, Regel, Verwerking
from resolvers.grammar.antwoorden import Deellijst
from resolvers.grammar.context import Wijziging
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Rsin
from resolvers.loaders import Loaders
from resolvers.organisatie import Organisatie
from tests.gateway import Sandbox

#: Works on one zaak of the burger.
OIN = uitgever.OIN_KETENPARTNER
KETEN = "{ a: mijnZaken(first: 20) { nodes { id keten { beschikbaar } } } "
VOORKEUR = "mutation($input: KlantvoorkeurInput!) { klantvoorkeurWijzigen(input: $input) { fouten { code } } }"
LANGS = "b: mijnZaken(first: 20) { nodes { id } } c: mijnZaken(first: 20) { nodes { id zaak { omschrijving } } } }"


class Partner:
    """Counts the zaken that it was asked about, and answers when it may."""

    naam = "partner"
    partner = Organisatie(naam="Provincie", oin=OIN, rsin=None, aanbieder=True)
    sleutels = frozenset({Rsin(OIN[8:17])})
    activiteit = "ketenbijdrage"

    def __init__(self) -> None:
        self.gevraagd = 0
        self.mag = asyncio.Event()
        self._hoorde = asyncio.Event()

    async def is_gevraagd(self) -> None:
        async with asyncio.timeout(10):
            await self._hoorde.wait()

    def kent_als(self, zaak: object) -> None:
        return None

    def vraagbaar(self) -> bool:
        return True

    async def bijdragen(self, zaken: Sequence[object], *_: object) -> Sequence[Deellijst[Any]]:
        self.gevraagd += len(zaken)
        self._hoorde.set()
        await self.mag.wait()
        return [Deellijst[Any]() for _ in zaken]


class Opstelling:
    def __init__(self, app: Starlette, settings: Settings, partner: Partner) -> None:
        self.partner = partner
        self.executor: Executor = app.state.executor
        self._app = app
        self._settings = settings

    async def burger(self) -> Any:
        return await self.afnemer("burger")

    async def afnemer(self, persona: str) -> Any:
        return await self._app.state.bearer.lees([f"Bearer {uitgever.token(persona)}"], None)

    async def vraag(self, query: str) -> bytes:
        return (await self.executor.execute(Vraag(query=query, trace_id="1" * 32), await self.burger())).body

    async def wijzig(self, query: str, variables: dict[str, Any]) -> bytes:
        vraag = Vraag(query=query, variables=variables, trace_id="3" * 32)
        return (await self.executor.execute(vraag, await self.burger())).body

    async def meld(self) -> Antwoord | None:
        """That the zaak on which the partner works has another status, told to a system."""
        systeem = await self._app.state.bearer.lees([f"Bearer {uitgever.token('ketenpartner')}"], None)
        zaak = Ref("openzaak", "Zaak", vaste_uuid("zaken", "ZAAK-2026-0001"))
        wijziging = Wijziging(soort="STATUS_GEWIJZIGD", onderwerp=zaak, tijdstip=datetime.now(UTC))
        vraag = Vraag(query=SYSTEEM, trace_id="2" * 32)
        return await self.executor.meld(vraag, systeem, wijziging, eenmalig=True)

    def gelogd(self) -> int:
        """About how many zaken of how many persons the partner was asked, as the log has it."""
        return sum(
            len(verstrekking.objecten)
            for regel in self._verwerkingen()
            if regel.naam == "opvragen ketenbijdrage"
            for verstrekking in regel.verstrekkingen
        )

    def verteld(self) -> int:
        """How many records there are of what the message told."""
        return sum(regel.trace_id == "2" * 32 for regel in self._verwerkingen())

    def _verwerkingen(self) -> list[Verwerking]:
        return [regel for regel in self.regels() if isinstance(regel, Verwerking)]

    def audit(self, trace_id: str) -> list[Audit]:
        log = self._log()
        found = [vermelding.audit for vermelding in log.audit_van_trace(trace_id)]
        log.close()
        return [audit for audit in found if isinstance(audit, Audit)]

    def _log(self) -> Opslag:
        return open_opslag(self._settings.verwerkingenlog.opslag, logsleutel(self._settings), aanmaken=False)

    def regels(self) -> list[Regel]:
        log = self._log()
        regels = [found.regel for found in log.sinds(0)]
        log.close()
        return regels


def gewijzigd(registers: Sandbox) -> list[str]:
    return [call.method for call in registers.product("openklant").state.oproepen if call.method != "GET"]


@asynccontextmanager
async def opstelling(basis: str, map_: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Opstelling]:
    settings, partner = sandbox_settings(basis, log=f"sqlite:{map_}/log.sqlite"), Partner()

    def met_partner(registers: Any, *rest: Any, **named: Any) -> Loaders:
        return Loaders(replace(registers, keten=[partner]), *rest, **named)

    monkeypatch.setattr("app.main.Loaders", met_partner)
    app = bouw(settings)
    async with app.router.lifespan_context(app):
        made = Opstelling(app, settings, partner)
        await made.vraag("{ ik { klant { naam } } }")
        yield made
