"""A message from due to done: tried again when it failed, dead when it keeps failing, sent again by hand; and gone when
the receiver no longer wants it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.boek import logpseudoniemen
from app.push import bezorging
from app.push.postvak import Staat
from app.sandbox.kern import Storing
from app.sandbox.server import sandbox_config
from app.verwerkingenlog.regel import Verwerking
from resolvers.grammar.sleutel import Bsn
from tests.app.opdrachtregel import roep
from tests.app.push.huis import pushhuis, tot
from tests.app.push.kanalen.ontvangers import Webserver, webserver
from tests.gateway import Sandbox, sandbox


@pytest.fixture
def registers() -> Iterator[Sandbox]:
    with sandbox() as found:
        yield found


@pytest.fixture(autouse=True)
def vlug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bezorging, "_EERSTE_WACHT_S", 0.05)


ANDER, NIEUW = "999990032", "11111111-2222-4333-8444-555555555555"


def _hook(adres: str, **van_wie: str) -> dict[str, Any]:
    return {"naam": "crm", "url": f"{adres}/crm", "geheim": "A" * 44, **(van_wie or {"rol": "KCC"})}


async def test_what_keeps_failing_is_dead_and_goes_again_by_hand_under_the_same_id(
    registers: Sandbox, tmp_path: Path
) -> None:
    server = Webserver(status=500)
    with (
        webserver(server) as adres,
        pushhuis(registers, tmp_path, webhooks=[_hook(adres)], pogingen=3, email=None, portaal=None) as huis,
    ):
        await huis.zet_voort("ZAAK-2026-0001")
        await tot(lambda: len(huis.berichten(Staat.DOOD)) == 1)
        (dood,) = huis.berichten(Staat.DOOD)
        assert dood.pogingen == 3
        assert dood.reden == "het systeem weigert met status 500"

        config = tmp_path / "mijnzaken.yaml"
        raw = sandbox_config(registers.basis, log=huis.settings.verwerkingenlog.opslag)
        config.write_text(yaml.safe_dump(raw), encoding="utf-8")
        getoond = roep("push", "berichten", "--config", str(config))
        assert dood.id in getoond.stdout
        assert "WEBHOOK crm" in getoond.stdout

        server.status = 204
        mis = roep("push", "opnieuw", "--config", str(config), "abc")
        assert (mis.exit_code, mis.stderr.partition(";")[0]) == (1, "Error: 0 van 1 berichten gaan opnieuw")
        assert roep("push", "opnieuw", "--config", str(config), "--alle").stdout == "1 berichten gaan opnieuw.\n"
        await tot(lambda: len(huis.berichten(Staat.BEZORGD)) >= 1)
        assert roep("push", "berichten", "--config", str(config)).stdout == "Er zijn geen berichten die dood zijn.\n"

    assert {koppen["webhook-id"] for _, koppen, _ in server.gekregen} == {dood.id}
    assert len(server.gekregen) == 4


async def test_a_system_that_is_gone_for_good_is_not_tried_again(registers: Sandbox, tmp_path: Path) -> None:
    server = Webserver(status=410)
    with webserver(server) as adres, pushhuis(registers, tmp_path, webhooks=[_hook(adres)]) as huis:
        await huis.zet_voort("ZAAK-2026-0001")
        await tot(lambda: len(huis.berichten(Staat.DOOD)) == 1)

    assert len(server.gekregen) == 1


async def test_a_message_that_was_tried_often_is_in_the_log_once(registers: Sandbox, tmp_path: Path) -> None:
    server = Webserver(status=503)
    with (
        webserver(server) as adres,
        pushhuis(registers, tmp_path, webhooks=[_hook(adres)], email=None, portaal=None) as huis,
    ):
        await huis.zet_voort("ZAAK-2026-0001")
        await tot(lambda: len(server.gekregen) >= 3)
        server.status = 204
        await tot(lambda: len(huis.berichten(Staat.BEZORGD)) == 1)
        (bericht,) = huis.berichten(Staat.BEZORGD)

        assert [handeling.trace_id for handeling in huis.gemeld()] == [bericht.id[:32]]


async def test_what_a_message_tells_more_at_its_second_try_is_in_the_log(registers: Sandbox, tmp_path: Path) -> None:
    """Somebody became a party to the zaak in between: she is in what is sent, so her line is in the log."""
    server = Webserver(status=500)
    with (
        webserver(server) as adres,
        pushhuis(registers, tmp_path, webhooks=[_hook(adres)], email=None, portaal=None) as huis,
    ):
        await huis.zet_voort("ZAAK-2026-0001")
        await tot(lambda: len(server.gekregen) >= 1)
        store = registers.product("openzaak").state.register.store
        zaak = next(found for found in store["zaken"] if found["identificatie"] == "ZAAK-2026-0001")
        rol = store["rollen"].van_url(zaak["rollen"][0])
        nieuw = {**rol, "uuid": NIEUW, "url": rol["url"].rsplit("/", 1)[0] + f"/{NIEUW}"}
        nieuw["betrokkeneIdentificatie"] = {**rol["betrokkeneIdentificatie"], "inpBsn": ANDER}
        store["rollen"].voeg_toe({**nieuw, "omschrijvingGeneriek": "belanghebbende"})
        store["zaken"].wijzig(zaak, {"rollen": [*zaak["rollen"], nieuw["url"]], "_etag": None})
        geprobeerd = len(server.gekregen)
        await tot(lambda: len(server.gekregen) >= geprobeerd + 2)
        server.status = 204
        await tot(lambda: len(huis.berichten(Staat.BEZORGD)) == 1)
        wie = logpseudoniemen(huis.settings).versluier(Bsn(ANDER))
        van_haar = [regel for regel in huis.log() if isinstance(regel, Verwerking) and regel.betrokkene == wie]

    assert len(van_haar) == 1


async def test_a_message_says_what_a_register_could_not_say(registers: Sandbox, tmp_path: Path) -> None:
    document = "subscription { mijnZakenGewijzigd { informatie { zaak { identificatie } verzoek { kenmerk } } } }"
    server = Webserver(status=204)
    hook = {**_hook("x"), "document": document}
    with (
        webserver(server) as adres,
        pushhuis(registers, tmp_path, webhooks=[{**hook, "url": f"{adres}/crm"}], email=None, portaal=None) as huis,
    ):
        registers.product("openvtb").state.storing = Storing.DOWN
        await huis.zet_voort("ZAAK-2026-0001")
        await tot(lambda: len(server.gekregen) == 1)

    antwoord = json.loads(server.gekregen[0][2])["data"]["antwoord"]
    assert antwoord["data"]["mijnZakenGewijzigd"]["informatie"]["zaak"]["identificatie"] == "ZAAK-2026-0001"
    assert {fout["extensions"]["code"] for fout in antwoord["errors"]} == {"REGISTER_UNAVAILABLE"}


async def test_an_organisation_only_hears_of_what_it_works_on(registers: Sandbox, tmp_path: Path) -> None:
    server = Webserver()
    hook = {"oin": "00000001003300006000"}
    with webserver(server) as adres, pushhuis(registers, tmp_path, webhooks=[_hook(adres, **hook)]) as huis:
        await huis.zet_voort("ZAAK-2026-0002")
        await huis.zet_voort("ZAAK-2026-0001")
        await tot(lambda: len(server.gekregen) == 1)
        await tot(lambda: not huis.berichten(Staat.WACHTEND))

    assert len(server.gekregen) == 1


async def test_a_zaak_above_the_ceiling_goes_to_nobody(registers: Sandbox, tmp_path: Path) -> None:
    """ZAAK-2026-0007 is about Fatima and not for her eyes; the desk may not see it either."""
    server = Webserver()
    with webserver(server) as adres, pushhuis(registers, tmp_path, webhooks=[_hook(adres)]) as huis:
        await huis.zet_voort("ZAAK-2026-0007")
        await tot(lambda: bool(huis.berichten(Staat.VERVALLEN)))
        await tot(lambda: not huis.berichten(Staat.WACHTEND))

        assert {bericht.reden for bericht in huis.berichten(Staat.VERVALLEN)} == {
            "er is niets wat de ontvanger mag weten"
        }
        assert huis.mails == []
        assert huis.gemeld() == []
    assert server.gekregen == []


async def test_who_changed_his_mind_meanwhile_gets_nothing(registers: Sandbox, tmp_path: Path) -> None:
    with pushhuis(registers, tmp_path, bundelen_s=2, webhooks=[]) as huis:
        await huis.zet_voort("ZAAK-2026-0001")
        await tot(lambda: bool(huis.berichten(Staat.WACHTEND)))
        adressen = registers.product("openklant").state.register.store["digitaleadressen"]
        for adres in list(adressen):
            if adres.get("referentie") == "portaalvoorkeur":
                adressen.wijzig(adres, {"referentie": ""})
        await tot(lambda: bool(huis.berichten(Staat.VERVALLEN)))

        assert huis.mails == []
