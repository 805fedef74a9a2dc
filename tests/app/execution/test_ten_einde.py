"""What changes something is carried on to its end whoever leaves; what only reads ends at once."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Awaitable
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from app.boek import logsleutel
from app.console.vragen import voorbeeld
from app.execution.executor import NuNiet
from app.execution.ten_einde import TenEinde
from app.registries.client.lijn import Lijn
from app.sandbox.kern import Storing
from app.sandbox.server import sandbox_settings
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.regel import Verwerking
from tests.app.execution.ketenhuis import KETEN, LANGS, opstelling
from tests.app.http.abonnement.opstelling import huis
from tests.gateway import Sandbox
from tests.resolvers.geven import GEEF, geschreven, invoer


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


async def test_no_more_changes_and_questions_to_partners_are_under_way_than_may_be(
    registers: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opstelling(registers.basis, tmp_path, monkeypatch) as huis:
        huis.executor._gelijktijdig = 3
        vragen = [asyncio.create_task(huis.vraag(KETEN + LANGS)) for _ in range(12)]
        await huis.partner.is_gevraagd()
        huis.partner.mag.set()
        answers = await asyncio.gather(*vragen)
        await huis.vraag(KETEN + LANGS)
    assert sum(b"RATE_LIMITED" in answer for answer in answers) == 9


async def test_a_message_that_was_told_at_a_later_try_stands_in_the_log(
    eigen_registers: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opstelling(eigen_registers.basis, tmp_path, monkeypatch) as huis:
        eigen_registers.product("openzaak").state.storing = Storing.DOWN
        with pytest.raises(NuNiet):
            await huis.meld()
        eigen_registers.product("openzaak").state.storing = Storing.GEEN
        gelogd = []
        for _ in range(2):
            assert await huis.meld() is not None
            gelogd.append(huis.verteld())
        assert gelogd[0] > 0
        assert gelogd[1] == gelogd[0], "told again, and written once"


@pytest.mark.parametrize(("keer", "nog_antwoorden"), [(1, True), (2, True), (1, False), (3, False)])
async def test_who_is_called_off_is_so_when_it_was_finished(keer: int, nog_antwoorden: bool) -> None:
    """A page that is closed ends its operation first, and then hangs up."""
    ten_einde, gedaan = TenEinde(), []

    async def wijzig() -> None:
        await asyncio.sleep(0.1)
        gedaan.append("gewijzigd")

    async def vraag() -> None:
        await ten_einde.breng(wijzig(), nog_antwoorden=nog_antwoorden)
        gedaan.append("gehoord")
        await asyncio.sleep(0)
        gedaan.append("en verder")

    asking = asyncio.create_task(vraag())
    for _ in range(keer):
        await asyncio.sleep(0.02)
        asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert gedaan == (["gewijzigd", "gehoord"] if nog_antwoorden else ["gewijzigd"])


async def test_who_is_called_off_in_one_of_many_does_not_begin_the_next() -> None:
    ten_einde, gedaan = TenEinde(), []

    async def een(nummer: int) -> None:
        await asyncio.sleep(0.01)
        gedaan.append(nummer)

    async def alle() -> None:
        for nummer in range(10):
            await ten_einde.breng(een(nummer))

    asking = asyncio.create_task(alle())
    await asyncio.sleep(0.005)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert gedaan == [0]


async def _binnen(seconden: float, werk: Awaitable[Any]) -> None:
    async with asyncio.timeout(seconden):
        await werk


async def test_what_fails_fails_and_what_takes_too_long_is_told_so() -> None:
    ten_einde = TenEinde()

    async def mislukt() -> None:
        await asyncio.sleep(0.01)
        raise ValueError

    async def afgeblazen() -> None:
        raise asyncio.CancelledError

    with pytest.raises(ValueError):
        await ten_einde.breng(mislukt())
    with pytest.raises(asyncio.CancelledError):
        await ten_einde.breng(afgeblazen())
    begin = monotonic()
    with pytest.raises(TimeoutError):
        await _binnen(0.02, ten_einde.breng(asyncio.sleep(0.1)))
    assert monotonic() - begin >= 0.1
    await asyncio.sleep(0)
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
