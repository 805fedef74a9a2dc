"""Registers that tell nothing are asked, for who is listening; and the portal's inbox."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.push.kanalen.portaal import Portaal
from app.push.zending import NietBezorgd
from app.registries.client import RegisterClient
from app.registries.credentials import Vast
from app.registries.openvtb_berichten import Berichten
from app.sandbox import kern
from tests.app.push.huis import pushhuis, tot
from tests.app.push.kanalen.stukken import zending
from tests.gateway import Sandbox

_URN = "urn:nld:brp:bsn:999990019"


async def test_who_listens_hears_what_a_register_does_not_tell(eigen_registers: Sandbox, tmp_path: Path) -> None:
    zaken = eigen_registers.product("openzaak").state.register.store["zaken"]
    with pushhuis(eigen_registers, tmp_path, peilen_s=1, webhooks=[]) as huis:
        async with huis.luister("burger2") as jan, huis.luister("ondernemer") as bakker:
            await asyncio.sleep(2.5)  # the first round only says from when
            (zaak,) = [rij for rij in zaken if rij["identificatie"] == "ZAAK-2026-0102"]
            zaken.wijzig(zaak, {"laatstGemuteerd": datetime.now(UTC).isoformat()})
            await jan.tot(1)
            await asyncio.sleep(3)  # rounds that look back as far

        assert [(gehoord["soort"], nummer) for gehoord, nummer in zip(jan.gehoord, jan.nummers, strict=True)] == [
            ("ZAAK_GEWIJZIGD", "ZAAK-2026-0102")
        ]
        assert bakker.gehoord == []


def _portaal(sandbox: Sandbox, token: str = kern.TOKEN) -> tuple[Portaal, RegisterClient]:
    credentials = Vast(koptekst="Authorization", waarde=f"Token {token}")
    client = RegisterClient(naam="openvtb", basis=f"{sandbox.basis}/openvtb/berichten/api/v1", credentials=credentials)
    return Portaal(Berichten(client=client), "Gemeente Voorbeeldstad"), client


async def test_a_message_in_the_portal_fits_its_fields(eigen_registers: Sandbox) -> None:
    portaal, client = _portaal(eigen_registers)
    async with client:
        await portaal.bezorg(zending(_URN, titel="Een heel lange naam " * 20))

    (bericht,) = [rij for rij in _berichten(eigen_registers) if rij["referentie"]]
    assert bericht["ontvanger"] == _URN
    assert bericht["referentie"] == ("1f" * 32)[:25]
    assert len(bericht["onderwerp"]) <= 50
    assert "Wij zijn ermee bezig." in bericht["berichtTekst"]
    assert bericht["mijnOverheidBerichtenbox"] is False


async def test_a_portal_that_refuses_is_told_without_whom_it_was_for(eigen_registers: Sandbox) -> None:
    portaal, client = _portaal(eigen_registers, token="onbekend")
    async with client:
        with pytest.raises(NietBezorgd) as fout:
            await portaal.bezorg(zending(_URN))

    assert "99999" not in str(fout.value)


async def test_who_wants_messages_and_has_no_address_finds_them_in_his_portal(
    eigen_registers: Sandbox, tmp_path: Path
) -> None:
    partijen = eigen_registers.product("openklant").state.register.store["partijen"]
    for partij in list(partijen):
        partijen.wijzig(partij, {"voorkeursDigitaalAdres": None})
    with pushhuis(eigen_registers, tmp_path, webhooks=[]) as huis:
        await huis.zet_voort("ZAAK-2026-0001")
        await tot(lambda: any(rij["referentie"] for rij in _berichten(eigen_registers)))

        assert huis.mails == []
    assert {rij["ontvanger"] for rij in _berichten(eigen_registers) if rij["referentie"]} == {_URN}


def _berichten(sandbox: Sandbox) -> list[Any]:
    return list(sandbox.product("openvtb").state.register.store["berichten"])
