"""What a partner is asked, and what a register is asked to change, stands in the log before they hear of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from app.execution.stapsgewijs import Stapsgewijs, stapsgewijs
from app.execution.vraag import Vraag
from app.registries.client.lijn import Lijn
from app.verwerkingenlog.opslag import OpslagFout
from app.verwerkingenlog.records import SqlOpslag
from app.verwerkingenlog.regel import Handeling, Opschoning, Schrijfsel, Verwerking
from resolvers.grammar.errors import RegisterTimeout
from tests.app.execution.ketenhuis import KETEN, LANGS, VOORKEUR, gewijzigd, opstelling
from tests.gateway import Sandbox
from tests.resolvers.geven import GEEF, geschreven, invoer


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
        eerder = len(geschreven(eigen_registers)), len(gewijzigd(eigen_registers))
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
        assert (len(geschreven(eigen_registers)), len(gewijzigd(eigen_registers))) == eerder


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
        begin, voornemen, handeling = huis.regels()[eerder:]

    assert b"REGISTER_TIMEOUT" in answer
    assert len(geschreven(eigen_registers)) == 1
    assert isinstance(begin, Handeling)
    assert isinstance(voornemen, Verwerking)
    assert isinstance(handeling, Handeling)
    assert (voornemen.naam, voornemen.bronnen) == ("voornemen: vastleggen toestemmingen", ("openobject",))
    assert voornemen.verstrekkingen[0].velden == ("Mutation.toestemmingGeven",)
    assert voornemen.betrokkene == voornemen.ontvanger.id
    assert (voornemen.parent_span_id, begin.parent_span_id) == (begin.span_id, handeling.span_id)
    assert (begin.naam, begin.ontvanger) == (voornemen.naam, voornemen.ontvanger)
    assert handeling.status == "Error"


async def test_a_change_that_is_done_when_the_log_goes_away_is_not_said_to_be_undone(
    eigen_registers: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    echt, geschreven_ = SqlOpslag.schrijf, 0

    def alleen_vooraf(self: SqlOpslag, schrijfsels: Sequence[Schrijfsel]) -> None:
        nonlocal geschreven_
        geschreven_ += 1
        if geschreven_ > 1:
            raise OpslagFout("De schijf is vol.")
        echt(self, schrijfsels)

    async with opstelling(eigen_registers.basis, tmp_path, monkeypatch) as huis:
        with monkeypatch.context() as patch:
            patch.setattr(SqlOpslag, "schrijf", alleen_vooraf)
            answer = await huis.wijzig(GEEF, {"input": invoer()})

    assert len(geschreven(eigen_registers)) == 1
    assert b"LOG_UNAVAILABLE" in answer
    assert b"Het is niet zeker of dit is gewijzigd" in answer


async def test_who_had_a_partner_asked_stands_in_the_log_and_the_audit_when_he_leaves(
    registers: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = '{ klant(sleutel: {bsn: "999990019"}) { mijnZaken { nodes { keten { beschikbaar } } } } }'
    async with opstelling(registers.basis, tmp_path, monkeypatch) as huis:
        medewerker = await huis.afnemer("behandelaar")
        asking = asyncio.create_task(huis.executor.execute(Vraag(query=query, trace_id="4" * 32), medewerker))
        await huis.partner.is_gevraagd()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        regels = [regel for regel in huis.regels() if not isinstance(regel, Opschoning) and regel.trace_id == "4" * 32]
        audit = huis.audit("4" * 32)

    assert [type(regel) for regel in regels[:2]] == [Handeling, Verwerking]
    assert {regel.naam for regel in regels} == {"opvragen ketenbijdrage"}
    assert regels[0].ontvanger.soort == "MEDEWERKER"
    assert [found.gebruiker for found in audit] == [medewerker.medewerker_id]


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


async def _binnen(seconden: float, werk: Awaitable[Any]) -> None:
    async with asyncio.timeout(seconden):
        await werk
