"""The inbox of the portal, at a real Open VTB of the sandbox: what stands there, once; and what is said when it does
not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.config import ConfigFout, Settings
from app.main import bouw
from app.push.kanalen.portaal import Portaal
from app.push.zending import NietBezorgd
from app.registries.client import RegisterClient
from app.registries.credentials import Vast
from app.registries.openvtb_berichten import Berichten
from app.sandbox import kern
from app.sandbox.kern import Storing
from app.sandbox.server import sandbox_config
from resolvers.grammar.ref import Ref
from tests.app.push.huis import pushhuis, tot
from tests.app.push.kanalen.stukken import AFZENDER, ID, LINK, zending
from tests.gateway import Sandbox

_NUMMER = "999990019"
_WIE = f"urn:nld:brp:bsn:{_NUMMER}"
_ZAAK = "7b1c4c39-6d38-4c0c-8e4a-0c9d2b1a5e11"
_KWESTIE = Ref("openzaak", "MijnZakenInformatie", _ZAAK).encode()


def berichten(sandbox: Sandbox) -> list[Any]:
    return list(sandbox.product("openvtb").state.register.store["berichten"])


@asynccontextmanager
async def portaal(
    sandbox: Sandbox, *, token: str = kern.TOKEN, pad: str = "/berichten/api/v1"
) -> AsyncIterator[Portaal]:
    credentials = Vast(koptekst="Authorization", waarde=f"Token {token}")
    client = RegisterClient(naam="openvtb", basis=f"{sandbox.basis}/openvtb{pad}", credentials=credentials)
    async with client:
        yield Portaal(Berichten(client=client, zaak_urn="urn:nld:gemeente:zaak:uuid:{uuid}"), AFZENDER)


async def niet_bezorgd(sandbox: Sandbox, adres: str = _WIE, **anders: str) -> NietBezorgd:
    async with portaal(sandbox, **anders) as kanaal:
        with pytest.raises(NietBezorgd) as fout:
            await kanaal.bezorg(zending(adres, id=_KWESTIE))
    assert _NUMMER not in repr(fout.value)
    return fout.value


async def test_a_message_says_what_there_is_of_which_zaak_and_to_whom(eigen_registers: Sandbox) -> None:
    async with portaal(eigen_registers) as kanaal:
        await kanaal.bezorg(zending(_WIE, id=_KWESTIE))

    (bericht,) = berichten(eigen_registers)
    assert bericht["ontvanger"] == _WIE
    assert bericht["referentie"] == ID[:25]
    assert bericht["isGerelateerdAan"] == [{"urn": f"urn:nld:gemeente:zaak:uuid:{_ZAAK}"}]
    assert bericht["mijnOverheidBerichtenbox"] is False
    assert "Kapvergunning" in bericht["onderwerp"]
    assert LINK in bericht["berichtTekst"]


async def test_a_long_name_is_shortened_to_what_fits(eigen_registers: Sandbox) -> None:
    async with portaal(eigen_registers) as kanaal:
        await kanaal.bezorg(zending(_WIE, titel="Een heel lange naam " * 20, aanbieder="Gemeente " * 1000))

    (bericht,) = berichten(eigen_registers)
    assert len(bericht["onderwerp"]) <= 50
    assert bericht["onderwerp"].endswith("…")
    assert len(bericht["berichtTekst"]) <= 4000
    assert bericht["isGerelateerdAan"] == []


async def test_what_stands_there_already_is_not_put_there_again(eigen_registers: Sandbox) -> None:
    async with portaal(eigen_registers) as kanaal:
        await kanaal.bezorg(zending(_WIE, id=_KWESTIE))
        await kanaal.bezorg(zending(_WIE, id=_KWESTIE))  # as after a crash
        assert len(berichten(eigen_registers)) == 1

        await kanaal.bezorg(zending("urn:nld:hr:kvknummer:90001354", id=_KWESTIE))
        assert len(berichten(eigen_registers)) == 2


async def test_a_register_that_has_no_berichten_is_not_asked_again(eigen_registers: Sandbox) -> None:
    fout = await niet_bezorgd(eigen_registers, pad="/nergens/api/v1")

    assert fout.blijvend
    assert fout.reden == "het register heeft geen berichten"


async def test_who_cannot_be_a_person_gets_nothing(eigen_registers: Sandbox) -> None:
    assert (await niet_bezorgd(eigen_registers, "urn:nld:brp:bsn:12")).blijvend
    assert berichten(eigen_registers) == []


@pytest.mark.parametrize("storing", [Storing.DOWN, Storing.ONZIN])
async def test_a_register_that_fails_is_tried_again(eigen_registers: Sandbox, storing: Storing) -> None:
    eigen_registers.product("openvtb").state.storing = storing

    assert not (await niet_bezorgd(eigen_registers)).blijvend


async def test_a_register_that_does_not_let_us_in_can_be_mended(eigen_registers: Sandbox) -> None:
    assert not (await niet_bezorgd(eigen_registers, token="onbekend")).blijvend


async def test_who_wants_messages_and_has_no_address_finds_them_in_his_portal(
    eigen_registers: Sandbox, tmp_path: Path
) -> None:
    partijen = eigen_registers.product("openklant").state.register.store["partijen"]
    for partij in list(partijen):
        partijen.wijzig(partij, {"voorkeursDigitaalAdres": None})
    with pushhuis(eigen_registers, tmp_path, webhooks=[]) as huis:
        await huis.zet_voort("ZAAK-2026-0001")
        await tot(lambda: bool(berichten(eigen_registers)))

        assert huis.mails == []
        kwestie = await huis.kwestie("ZAAK-2026-0001", "burger")
    (bericht,) = berichten(eigen_registers)
    zaak = Ref.decode(kwestie["zaak"]["id"]).id
    assert bericht["ontvanger"] == _WIE
    assert bericht["isGerelateerdAan"] == [{"urn": f"urn:nld:gemeente-voorbeeldstad:zaak:uuid:{zaak}"}]


@pytest.mark.parametrize("naam", ["bestaatniet", "openzaak"])
def test_a_portal_that_is_no_openvtb_is_a_mistake_in_the_settings(naam: str, tmp_path: Path) -> None:
    config = sandbox_config("http://127.0.0.1:1", log=f"sqlite:{tmp_path}/log.sqlite")
    config["push"]["portaal"] = naam

    with pytest.raises(ConfigFout, match=r"push\.portaal"):
        bouw(Settings.model_validate(config))
