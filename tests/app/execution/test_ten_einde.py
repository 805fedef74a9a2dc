"""What is asked of a partner, and what is changed, stands in the log whoever leaves; what only reads ends at once."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from starlette.applications import Starlette

from app.boek import logsleutel
from app.config import Settings
from app.console.vragen import voorbeeld
from app.execution.executor import Antwoord, Executor, NuNiet
from app.execution.stapsgewijs import Stapsgewijs, stapsgewijs
from app.execution.ten_einde import TenEinde
from app.execution.vraag import Vraag
from app.main import bouw
from app.push.vragen import SYSTEEM
from app.registries.client.lijn import Lijn
from app.sandbox import uitgever
from app.sandbox.kern import Storing
from app.sandbox.server import sandbox_settings
from app.sandbox.wereld.bouwer import vaste_uuid
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.opslag import OpslagFout
from app.verwerkingenlog.records import SqlOpslag
from app.verwerkingenlog.regel import Handeling, Regel, Verwerking
from resolvers.grammar.antwoorden import Deellijst
from resolvers.grammar.context import Wijziging
from resolvers.grammar.errors import RegisterTimeout
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Rsin
from resolvers.loaders import Loaders
from resolvers.organisatie import Organisatie
from tests.app.http.abonnement.opstelling import huis
from tests.gateway import Sandbox
from tests.resolvers.geven import GEEF, geschreven, invoer

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
        return await self._app.state.bearer.lees([f"Bearer {uitgever.token('burger')}"], None)

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

    def regels(self) -> list[Regel]:
        log = open_opslag(self._settings.verwerkingenlog.opslag, logsleutel(self._settings), aanmaken=False)
        regels = [found.regel for found in log.sinds(0)]
        log.close()
        return regels


def _gewijzigd(registers: Sandbox) -> list[str]:
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


async def test_what_a_partner_is_asked_stands_in_the_log_before_he_hears_it(
    registers: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So who asked may leave: the question ends with him."""
    async with opstelling(registers.basis, tmp_path, monkeypatch) as huis:
        asking = asyncio.create_task(huis.vraag(KETEN + LANGS))
        await huis.partner.is_gevraagd()
        assert huis.gelogd()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await _binnen(1, asking)


async def test_while_the_log_is_away_no_partner_is_asked_and_no_register_changed(
    eigen_registers: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def weg(*_: object) -> None:
        raise OpslagFout("De schijf is vol.")

    async with opstelling(eigen_registers.basis, tmp_path, monkeypatch) as huis:
        huis.partner.mag.set()
        voorkeur = await huis.wijzig(VOORKEUR, {"input": {"taal": "eng"}})
        assert b'"fouten":[]' in voorkeur
        eerder = len(geschreven(eigen_registers)), len(_gewijzigd(eigen_registers))
        with monkeypatch.context() as patch:
            patch.setattr(SqlOpslag, "schrijf", weg)
            answers = [
                await huis.vraag(KETEN + LANGS),
                await huis.wijzig(GEEF, {"input": invoer()}),
                await huis.wijzig(VOORKEUR, {"input": {"taal": "nld"}}),
            ]
        assert [b"LOG_UNAVAILABLE" in answer for answer in answers] == [True] * 3
        assert [b"er niets gewijzigd" in answer for answer in answers] == [False, True, True]
        assert huis.partner.gevraagd == 0
        assert (len(geschreven(eigen_registers)), len(_gewijzigd(eigen_registers))) == eerder


async def test_a_change_of_which_it_is_not_known_whether_it_arrived_stands_in_the_log(
    eigen_registers: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That somebody wanted it, about whom and of which register; and that it failed."""
    echt = Lijn._attempt

    async def te_laat(self: Lijn, verzoek: Any, *rest: Any) -> Any:
        found = await echt(self, verzoek, *rest)
        if verzoek.method == "POST" and "objects" in verzoek.sjabloon and "search" not in verzoek.sjabloon:
            raise RegisterTimeout("openobject")
        return found

    monkeypatch.setattr(Lijn, "_attempt", te_laat)
    async with opstelling(eigen_registers.basis, tmp_path, monkeypatch) as huis:
        eerder = len(huis.regels())
        answer = await huis.wijzig(GEEF, {"input": invoer()})
        voornemen, handeling = huis.regels()[eerder:]

    assert b"REGISTER_TIMEOUT" in answer
    assert len(geschreven(eigen_registers)) == 1
    assert isinstance(voornemen, Verwerking)
    assert isinstance(handeling, Handeling)
    assert (voornemen.naam, voornemen.bronnen) == ("voornemen: vastleggen toestemmingen", ("openobject",))
    assert voornemen.verstrekkingen[0].velden == ("Mutation.toestemmingGeven",)
    assert voornemen.betrokkene == voornemen.ontvanger.id
    assert voornemen.parent_span_id == handeling.span_id
    assert handeling.status == "Error"


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
