"""From a status that is set in the zaakregister to everybody whom it concerns: a citizen over both transports, who
represents him, the desk with his toestemming, a mailbox, a signed webhook. And to nobody else; and written down."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from time import time

import httpx
import pytest
from standardwebhooks.webhooks import Webhook as Standaard

from app.sandbox import uitgever
from app.verwerkingenlog.regel import Handeling, Verwerking
from tests.app.push.huis import Pushhuis, pushhuis, tot
from tests.gateway import sandbox


@pytest.fixture
def huis(tmp_path: Path) -> Iterator[Pushhuis]:
    with sandbox() as registers, pushhuis(registers, tmp_path) as found:
        yield found


async def test_everybody_whom_it_concerns_hears_it_once_and_nobody_else(huis: Pushhuis) -> None:
    kwestie = await huis.kwestie("ZAAK-2026-0001", "burger")
    aanleiding = {"contactmoment": kwestie["zaak"]["contactmomenten"][0]["id"]}
    async with AsyncExitStack() as stack:
        fatima = await stack.enter_async_context(huis.luister("burger"))
        fatima_sse = await stack.enter_async_context(huis.luister_sse("burger"))
        jan = await stack.enter_async_context(huis.luister("burger2"))
        balie = await stack.enter_async_context(huis.luister("kcc", id=kwestie["id"], aanleiding=aanleiding))
        noor = await stack.enter_async_context(huis.luister("gemachtigde"))
        bakker = await stack.enter_async_context(huis.luister("ondernemer"))
        voor = len(huis.gemeld())

        assert await huis.zet_voort("ZAAK-2026-0001") == "ZAAK-2026-0001: Besluit genomen"
        for luisteraar in (fatima, fatima_sse, jan, balie):
            await luisteraar.tot(1)
        await tot(lambda: len(huis.mails) == 1 and bool(huis.webhooks("kcc-crm")) and bool(huis.webhooks("provincie")))
        await asyncio.sleep(1.0)  # as long as a second one would take

    for luisteraar in (fatima, fatima_sse, jan, balie):
        (gehoord,) = luisteraar.gehoord
        assert gehoord["soort"] == "STATUS_GEWIJZIGD"
        assert gehoord["informatie"]["status"] == {"groep": "BESLIST", "naam": "Besluit genomen"}
    assert balie.gehoord[0]["informatie"]["zaak"]["omschrijving"] is not None  # by her toestemming
    assert noor.gehoord == bakker.gehoord == []
    assert [len(huis.webhooks(naam)) for naam in ("kcc-crm", "provincie")] == [1, 1]

    (mail,) = huis.mails
    assert mail.aan == ["fatima@voorbeeld.example"]
    assert "Dakkapel" not in mail.tekst
    # four connections, two systems and one mail: each told once, and each in the log
    assert len(huis.gemeld()) == voor + 7


async def test_it_is_in_the_log_before_it_is_told(huis: Pushhuis) -> None:
    async with huis.luister("burger2") as jan:
        await huis.zet_voort("ZAAK-2026-0102")
        await jan.tot(1)
        gehoord_ms = int(time() * 1000)
        alles = huis.log()

    gemeld = [regel for regel in alles if isinstance(regel, Handeling) and "mijnZakenGewijzigd" in regel.naam]
    verteld = [
        regel
        for regel in alles
        if isinstance(regel, Verwerking) and regel.trace_id in {handeling.trace_id for handeling in gemeld}
    ]
    assert verteld
    assert all(regel.einde_ms <= gehoord_ms for regel in verteld)
    told = {veld for regel in verteld for verstrekking in regel.verstrekkingen for veld in verstrekking.velden}
    assert "MijnZakenStatus.groep" in told


async def test_who_represents_somebody_hears_what_that_covers(huis: Pushhuis) -> None:
    antwoord = await huis.vraag("{ ik { vertegenwoordigt { id geldig } } }", "gemachtigde")
    (namens,) = [item["id"] for item in antwoord["ik"]["vertegenwoordigt"] if item["geldig"]]
    async with huis.luister("gemachtigde", namens=namens) as noor:
        await huis.zet_voort("ZAAK-2026-0102")  # not covered
        await huis.zet_voort("ZAAK-2026-0101")
        await noor.tot(1)
        await asyncio.sleep(0.5)

    assert set(noor.nummers) == {"ZAAK-2026-0101"}


async def test_who_was_away_hears_what_he_missed_and_nothing_twice(huis: Pushhuis) -> None:
    async with huis.luister("burger2") as eerst:
        await huis.zet_voort("ZAAK-2026-0001")
        await eerst.tot(1)
    await huis.zet_voort("ZAAK-2026-0101")
    await huis.zet_voort("ZAAK-2026-0102")
    await asyncio.sleep(0.5)
    async with (
        huis.luister("burger2", na=eerst.merken[-1]) as daarna,
        huis.luister_sse("burger2", na=eerst.merken[-1]) as ook,
    ):
        await daarna.tot(2)
        await ook.tot(2)
        await asyncio.sleep(0.5)

    assert eerst.nummers == ["ZAAK-2026-0001"]
    assert set(daarna.nummers) == set(ook.nummers) == {"ZAAK-2026-0101", "ZAAK-2026-0102"}
    assert len(set(daarna.merken)) == len(daarna.merken)
    assert not set(eerst.merken) & set(daarna.merken)


async def test_a_webhook_is_signed_and_carries_no_more_than_its_row(huis: Pushhuis) -> None:
    await huis.zet_voort("ZAAK-2026-0001")
    await tot(lambda: bool(huis.webhooks("kcc-crm")))
    (gekregen,) = huis.webhooks("kcc-crm")

    (hook,) = [hook for hook in huis.settings.push.webhooks if hook.naam == "kcc-crm"]
    body = json.dumps(gekregen.body, ensure_ascii=False, separators=(",", ":"))
    assert Standaard(hook.geheim.get_secret_value()).verify(body.encode(), gekregen.koppen)
    antwoord = gekregen.body["data"]["antwoord"]["data"]["mijnZakenGewijzigd"]
    assert antwoord["informatie"]["zaak"] == {"identificatie": "ZAAK-2026-0001"}
    assert "Dakkapel" not in body


async def test_who_is_told_by_webhook_can_look_anew_where_it_says_and_nobody_else(huis: Pushhuis) -> None:
    status = await huis.zet_voort("ZAAK-2026-0001")
    await tot(lambda: bool(huis.webhooks("provincie")))
    dataref = huis.webhooks("provincie")[0].body["dataref"]

    async with httpx.AsyncClient() as client:
        answers = {
            persona: await client.get(dataref, headers={"Authorization": f"Bearer {uitgever.token(persona)}"})
            for persona in ("ketenpartner", "burger", "ondernemer")
        }
    assert {persona: answer.status_code for persona, answer in answers.items()} == {
        "ketenpartner": 200,
        "burger": 200,
        "ondernemer": 404,
    }
    assert answers["ketenpartner"].json()["huidigeStatus"] == answers["burger"].json()["huidigeStatus"]
    assert answers["burger"].json()["huidigeStatus"] in status


async def test_a_token_that_ends_takes_its_subscription_along(huis: Pushhuis) -> None:
    async with huis.luister("burger2", geldig_s=2) as jan:
        await asyncio.sleep(6.5)
        await huis.zet_voort("ZAAK-2026-0102")
        await asyncio.sleep(1.0)

    assert jan.gehoord == []


async def test_several_changes_at_once_are_one_mail(huis: Pushhuis) -> None:
    """The last status comes with a result."""
    async with huis.luister("burger") as fatima:
        await huis.zet_voort("ZAAK-2026-0002")
        await fatima.tot(2)
        await tot(lambda: len(huis.mails) == 1)
        await asyncio.sleep(1.0)

    (mail,) = huis.mails
    assert {gehoord["soort"] for gehoord in fatima.gehoord} == {"STATUS_GEWIJZIGD", "RESULTAAT_BEKEND"}
    assert mail.onderwerp == "Er is nieuws over Kapvergunning"
