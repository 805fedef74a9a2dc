"""Registers that tell nothing are asked: what was set since is told once, whoever asks and however often."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from structlog.testing import capture_logs

from app.push.loket import Loket
from app.push.notificatie import Notificatie
from app.push.ontvangst import Ontvangst
from app.push.opslag.openen import open_postvak
from app.push.peilen import Peiling
from app.registries.connect import Verbindingen
from app.registries.openzaak import peiling as adapter
from app.sandbox.kern import Storing
from app.sandbox.server import sandbox_settings
from app.sandbox.voortgang import zet_voort
from tests.app.push.huis import pushhuis, tot
from tests.gateway import Sandbox

_ZAAK = "ZAAK-2026-0102"


class Klok:
    def __init__(self) -> None:
        self.verzet = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.verzet


class Peilhuis:
    """Rounds of one instance, with a postvak that others may share."""

    def __init__(self, sandbox: Sandbox, opslag: str) -> None:
        self.klok = Klok()
        settings = sandbox_settings(sandbox.basis)
        self.verbindingen = Verbindingen(settings.registers, settings.organisatie)
        self.loket = Loket(open_postvak(opslag))
        self._ontvangst = Ontvangst(self.loket)
        self.begin_opnieuw()

    def begin_opnieuw(self) -> None:
        """As after a crash: nothing is left but the postvak."""
        self.peiling = Peiling(self.loket, self._ontvangst, self.verbindingen.peilingen, om_de_s=1, klok=self.klok)

    async def ronde(self) -> list[Notificatie]:
        """What came in that was not there before."""
        await self.peiling.ronde()
        nu_ms = 1 << 50
        meldingen = await self.loket.doe(self.loket.postvak.neem_meldingen, "toets", nu_ms, nu_ms * 2, 1000)
        return [msgspec.json.decode(melding.inhoud, type=Notificatie) for melding in meldingen]

    async def aclose(self) -> None:
        await self._ontvangst.aclose()
        await self.verbindingen.aclose()
        await self.loket.aclose()


@asynccontextmanager
async def peilhuis(sandbox: Sandbox, map_: Path) -> AsyncIterator[Peilhuis]:
    huis = Peilhuis(sandbox, f"sqlite:{map_}/log.sqlite")
    try:
        yield huis
    finally:
        await huis.aclose()


async def zet(sandbox: Sandbox, zaaknummer: str = _ZAAK) -> None:
    await asyncio.to_thread(zet_voort, sandbox.basis, zaaknummer, "")


def statussen(sandbox: Sandbox) -> Sequence[dict[str, object]]:
    return list(sandbox.product("openzaak").state.register.store["statussen"])


async def test_what_was_set_since_is_told_once(eigen_registers: Sandbox, tmp_path: Path) -> None:
    async with peilhuis(eigen_registers, tmp_path) as huis:
        assert await huis.ronde() == []  # what was there before is no news
        assert await huis.ronde() == []
        await zet(eigen_registers)
        await asyncio.sleep(1.1)  # a register writes whole seconds

        (gemeld,) = await huis.ronde()
        assert await huis.ronde() == []

    status = statussen(eigen_registers)[-1]
    assert (gemeld.register, gemeld.soort, gemeld.resource, gemeld.actie) == ("openzaak", "Zaak", "status", "create")
    assert gemeld.deel == status["uuid"]
    assert str(status["zaak"]).endswith(gemeld.id)


async def test_a_crash_and_a_second_instance_tell_nothing_twice_and_lose_nothing(
    eigen_registers: Sandbox, tmp_path: Path
) -> None:
    async with peilhuis(eigen_registers, tmp_path) as huis, peilhuis(eigen_registers, tmp_path) as ander:
        await huis.ronde()
        await zet(eigen_registers)
        huis.klok.verzet = ander.klok.verzet = timedelta(minutes=1)
        assert len(await huis.ronde()) == 1

        huis.begin_opnieuw()
        assert await huis.ronde() == await ander.ronde() == []

        await zet(eigen_registers, "ZAAK-2026-0001")
        huis.begin_opnieuw()
        huis.klok.verzet = timedelta(days=3)  # it was away for a weekend
        assert len(await huis.ronde()) == 1
        assert await ander.ronde() == []


async def test_a_status_that_names_an_earlier_moment_is_found_and_one_that_is_to_come_when_it_has(
    eigen_registers: Sandbox, tmp_path: Path
) -> None:
    async with peilhuis(eigen_registers, tmp_path) as huis:
        await huis.ronde()
        huis.klok.verzet = timedelta(days=2)
        assert await huis.ronde() == []

        rijen = eigen_registers.product("openzaak").state.register.store["statussen"]
        (eerste, tweede, *_) = statussen(eigen_registers)
        rijen.wijzig(eerste, {"datumStatusGezet": (huis.klok() - timedelta(hours=20)).isoformat()})
        rijen.wijzig(tweede, {"datumStatusGezet": (huis.klok() + timedelta(hours=2)).isoformat()})
        assert [gemeld.deel for gemeld in await huis.ronde()] == [eerste["uuid"]]

        huis.klok.verzet += timedelta(hours=3)
        assert [gemeld.deel for gemeld in await huis.ronde()] == [tweede["uuid"]]


async def test_a_register_that_fails_is_told_of_once_and_asked_again(eigen_registers: Sandbox, tmp_path: Path) -> None:
    openzaak = eigen_registers.product("openzaak")
    async with peilhuis(eigen_registers, tmp_path) as huis:
        await huis.ronde()
        await zet(eigen_registers)
        huis.klok.verzet = timedelta(minutes=1)
        with capture_logs() as regels:
            openzaak.state.storing = Storing.ONZIN
            assert await huis.ronde() == await huis.ronde() == []
            openzaak.state.storing = Storing.GEEN
            assert len(await huis.ronde()) == 1

    assert [(regel["event"], regel["register"]) for regel in regels] == [
        ("peilen hapert", "openzaak"),
        ("peilen werkt weer", "openzaak"),
    ]


async def test_it_reads_no_further_back_than_it_must_and_never_without_end(
    eigen_registers: Sandbox, tmp_path: Path
) -> None:
    openzaak = eigen_registers.product("openzaak")
    peilbaar = Verbindingen(sandbox_settings(eigen_registers.basis).registers, sandbox_settings("http://x").organisatie)
    try:
        openzaak.state.oproepen.clear()
        gezet, is_alles = await peilbaar.peilingen["openzaak"].sinds(datetime.now(UTC))
        assert (gezet, is_alles) == ([], True)
        assert len(openzaak.state.oproepen) == 1

        gezet, is_alles = await peilbaar.peilingen["openzaak"].sinds(datetime(2000, 1, 1, tzinfo=UTC))
        assert len(gezet) == len(statussen(eigen_registers))
        assert is_alles
    finally:
        await peilbaar.aclose()
    assert adapter._GROOTTE * adapter._PAGINAS <= 20_000  # what the reception takes at once


async def test_without_notifications_a_citizen_hears_it_and_gets_his_mail(
    eigen_registers: Sandbox, tmp_path: Path
) -> None:
    with pushhuis(eigen_registers, tmp_path, peilen_s=1, webhooks=[]) as huis:
        eigen_registers.product("opennotificaties").state.vertraging_s = 3600  # it tells nothing
        async with huis.luister("burger") as fatima, huis.luister("ondernemer") as bakker:
            await asyncio.sleep(2.5)  # the first round only says from when
            await huis.zet_voort("ZAAK-2026-0001")
            await fatima.tot(1)
            await tot(lambda: len(huis.mails) == 1)
            await asyncio.sleep(2.5)  # rounds that look back as far

        assert fatima.nummers == ["ZAAK-2026-0001"]
        assert [gehoord["soort"] for gehoord in fatima.gehoord] == ["STATUS_GEWIJZIGD"]
        assert bakker.gehoord == []
        assert len(huis.mails) == 1
