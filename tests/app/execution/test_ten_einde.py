"""What is asked of a partner, and what is changed, stands in the log whoever leaves; what only reads ends at once."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from starlette.applications import Starlette

from app.boek import logsleutel
from app.config import Settings
from app.console.vragen import voorbeeld
from app.execution.executor import Executor
from app.execution.stapsgewijs import Stapsgewijs, stapsgewijs
from app.execution.ten_einde import TenEinde
from app.execution.vraag import Vraag
from app.main import bouw
from app.registries.client.lijn import Lijn
from app.sandbox import uitgever
from app.sandbox.kern import Storing
from app.sandbox.server import sandbox_settings
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.regel import Verwerking
from resolvers.grammar.antwoorden import Deellijst
from resolvers.grammar.sleutel import Rsin
from resolvers.loaders import Loaders
from resolvers.organisatie import Organisatie
from tests.app.http.abonnement.opstelling import huis
from tests.gateway import Sandbox
from tests.resolvers.geven import GEEF, geschreven, invoer

#: Works on one zaak of the burger.
OIN = uitgever.OIN_KETENPARTNER
KETEN = "{ a: mijnZaken(first: 20) { nodes { id keten { beschikbaar } } } "
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
        return await self._app.state.bearer.lees([f"Bearer {uitgever.token('burger')}"], None)

    async def vraag(self, query: str) -> bytes:
        return (await self.executor.execute(Vraag(query=query, trace_id="1" * 32), await self.burger())).body

    def gelogd(self) -> int:
        """About how many zaken of how many persons the partner was asked, as the log has it."""
        log = open_opslag(self._settings.verwerkingenlog.opslag, logsleutel(self._settings), aanmaken=False)
        regels = [found.regel for found in log.sinds(0)]
        log.close()
        return sum(
            len(verstrekking.objecten)
            for regel in regels
            if isinstance(regel, Verwerking) and regel.naam == "opvragen ketenbijdrage"
            for verstrekking in regel.verstrekkingen
        )


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


async def test_a_partner_is_asked_by_what_is_refused_no_more_than_stands_in_the_log(
    registers: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many objects there are turns out while it is read: the question to the partner waits then, or was asked."""
    gezien = set()
    async with opstelling(registers.basis, tmp_path, monkeypatch) as huis:
        huis.partner.mag.set()
        documenten = huis.executor._documenten
        for objecten in range(1, 50, 2):
            documenten.grenzen = documenten.grenzen.model_copy(update={"objecten": objecten})
            gevraagd, gelogd = huis.partner.gevraagd, huis.gelogd()
            geweigerd = b"QUERY_TOO_COMPLEX" in await huis.vraag(KETEN + LANGS)
            await asyncio.sleep(0.02)
            is_gevraagd = huis.partner.gevraagd > gevraagd
            assert (huis.gelogd() > gelogd) == is_gevraagd, objecten
            gezien.add((geweigerd, is_gevraagd))
    assert gezien >= {(True, False), (False, True)}


@pytest.mark.parametrize("keer", [1, 2])
async def test_what_a_partner_was_asked_is_written_down_when_who_asked_leaves(
    registers: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keer: int
) -> None:
    async with opstelling(registers.basis, tmp_path, monkeypatch) as huis:
        asking = asyncio.create_task(huis.vraag(KETEN + LANGS))
        await huis.partner.is_gevraagd()
        for _ in range(keer):
            asking.cancel()
            await asyncio.sleep(0.01)
        assert not asking.done()
        huis.partner.mag.set()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert huis.gelogd()


async def test_what_a_partner_was_asked_by_a_part_is_written_down_when_who_asked_leaves(
    registers: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = """{ ik { soort } ... @defer(label: "snel") { mijnZaken { nodes { id } } }
      ... @defer(label: "keten") { a: mijnZaken { nodes { id keten { beschikbaar } } } } }"""
    async with opstelling(registers.basis, tmp_path, monkeypatch) as huis:
        found = await stapsgewijs(huis.executor, Vraag(query=query, trace_id="1" * 32), await huis.burger())
        assert isinstance(found, Stapsgewijs)
        async with aclosing(found.vervolg()) as vervolgen:
            eerste = await anext(vervolgen)
            await huis.partner.is_gevraagd()
            huis.partner.mag.set()
        assert [levering.plaats.label for levering in eerste.leveringen] == ["snel"]
        assert huis.gelogd()


async def test_a_service_that_stops_waits_for_what_a_partner_was_asked(
    registers: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opstelling(registers.basis, tmp_path, monkeypatch) as huis:
        asking = asyncio.create_task(huis.vraag(KETEN + LANGS))
        await huis.partner.is_gevraagd()
        asking.cancel()
        asyncio.get_running_loop().call_later(0.2, huis.partner.mag.set)
    assert huis.gelogd()
    await asyncio.gather(asking, return_exceptions=True)


async def test_what_only_reads_ends_when_it_is_called_off(
    eigen_registers: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opstelling(eigen_registers.basis, tmp_path, monkeypatch) as huis:
        for naam in ("openzaak", "openvtb"):
            eigen_registers.product(naam).state.storing = Storing.TRAAG
        eerder = asyncio.all_tasks()
        asking = asyncio.create_task(huis.vraag("{ mijnZaken { totaal nodes { id } } ik { klant { naam } } }"))
        await asyncio.sleep(0.3)
        van_laders = {taak for taak in asyncio.all_tasks() - eerder if "Loader" in str(taak.get_coro())}
        assert van_laders
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert all(taak.done() for taak in van_laders)


async def test_what_is_called_off_at_any_step_leaves_nothing_behind(
    registers: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No question that was made and never asked: Python would say so, and that fails the test."""
    async with opstelling(registers.basis, tmp_path, monkeypatch) as huis:
        eerder = asyncio.all_tasks()
        for stappen in (*range(120), *range(120, 1200, 40)):
            asking = asyncio.create_task(huis.vraag(voorbeeld()))
            for _ in range(stappen):
                await asyncio.sleep(0)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            van_laders = [taak for taak in asyncio.all_tasks() - eerder if "Loader" in str(taak.get_coro())]
            assert not van_laders, stappen
        gc.collect()


@pytest.mark.parametrize("keer", [1, 2, 3])
async def test_who_is_called_off_hears_what_was_finished_first(keer: int) -> None:
    """A page that is closed ends its operation first, and then hangs up."""
    ten_einde, gehoord = TenEinde(), []

    async def wijzig() -> str:
        await asyncio.sleep(0.1)
        return "gewijzigd"

    async def vraag() -> None:
        gehoord.append(await ten_einde.breng(wijzig()))
        await asyncio.sleep(0)
        gehoord.append("en verder")

    asking = asyncio.create_task(vraag())
    for _ in range(keer):
        await asyncio.sleep(0.02)
        asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert gehoord == ["gewijzigd"]


async def _binnen(seconden: float, werk: Coroutine[Any, Any, None]) -> None:
    async with asyncio.timeout(seconden):
        await werk
        await asyncio.sleep(0)


async def test_what_fails_fails_and_what_takes_too_long_is_told_so() -> None:
    ten_einde = TenEinde()

    async def mislukt() -> None:
        await asyncio.sleep(0.01)
        raise ValueError

    with pytest.raises(ValueError):
        await ten_einde.breng(mislukt())
    begin = monotonic()
    with pytest.raises(TimeoutError):
        await _binnen(0.02, ten_einde.breng(asyncio.sleep(0.1)))
    assert monotonic() - begin >= 0.1
    await ten_einde.wacht()


def test_a_change_that_is_under_way_when_a_server_stops_is_told_and_written_down(
    eigen_registers: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answer comes after the time that a server waits for its clients."""
    bereikt, gehoord = threading.Event(), []
    echt = Lijn._attempt

    async def traag(self: Lijn, verzoek: Any, *rest: Any) -> Any:
        found = await echt(self, verzoek, *rest)
        if verzoek.method == "POST" and "objects" in verzoek.sjabloon and "search" not in verzoek.sjabloon:
            bereikt.set()
            await asyncio.sleep(2.5)
        return found

    monkeypatch.setattr(Lijn, "_attempt", traag)
    with huis(eigen_registers.basis, f"sqlite:{tmp_path}/log.sqlite", wacht_s=1) as deur:
        vraag = {"query": GEEF, "variables": {"input": invoer()}}
        vrager = threading.Thread(target=lambda: gehoord.append(deur.post(vraag).json()))
        vrager.start()
        assert bereikt.wait(10)
        deur.stop()
        vrager.join(10)
        settings = sandbox_settings(eigen_registers.basis, log=f"sqlite:{tmp_path}/log.sqlite")
        log = open_opslag(settings.verwerkingenlog.opslag, logsleutel(settings), aanmaken=False)
        regels = [found.regel for found in log.sinds(0)]
        log.close()

    assert len(geschreven(eigen_registers)) == 1
    (answer,) = gehoord
    assert answer["data"]["toestemmingGeven"]["toestemming"]["geldig"]
    velden = {
        veld for regel in regels if isinstance(regel, Verwerking) for v in regel.verstrekkingen for veld in v.velden
    }
    assert "Mutation.toestemmingGeven" in velden
