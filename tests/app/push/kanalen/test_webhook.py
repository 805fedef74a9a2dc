"""Webhooks, to a real web server: what arrives, signed; and what is said when it does not."""

from __future__ import annotations

import json
import ssl
from asyncio import sleep, start_server
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from standardwebhooks.webhooks import Webhook as Standaard
from standardwebhooks.webhooks import WebhookVerificationError

from app.config.push import WebhookSettings
from app.config.registers import OrganisatieSettings
from app.push.kanalen import webhook as kanaal
from app.push.kanalen.webhook import Webhook, bron_van
from app.push.zending import NietBezorgd
from resolvers.grammar.afnemer import AfnemerRol
from resolvers.grammar.ref import Ref
from tests.app.push.kanalen.ontvangers import Webserver, webserver
from tests.app.push.kanalen.stukken import ADRES, ID, zending
from tests.app.registries.certificaten import maak
from tests.app.registries.ruwe_server import Gedrag, Gesprek, altijd, bedien, vrije_poort

GEHEIM = b64encode(bytes(range(32))).decode()
OIN = "00000001003214345000"
WIJ = OrganisatieSettings(naam="Gemeente Voorbeeldstad", oin=OIN)
KOP = b"HTTP/1.1 200 OK\r\n"


def webhook(adres: str, geheim: str = GEHEIM) -> Webhook:
    settings = WebhookSettings(naam="crm", url=f"{adres}/in?bron=1", geheim=SecretStr(geheim), rol=AfnemerRol.KCC)
    return Webhook(settings, WIJ)


async def bezorg(adres: str, **anders: Any) -> None:
    gemaakt = webhook(adres)
    try:
        await gemaakt.bezorg(zending(**anders))
    finally:
        await gemaakt.aclose()


async def niet_bezorgd(adres: str) -> NietBezorgd:
    with pytest.raises(NietBezorgd) as fout:
        await bezorg(adres)
    return fout.value


# ---------------------------------------------------------------------- what arrives


@pytest.mark.parametrize("voorvoegsel", ["", "whsec_"])
async def test_a_webhook_is_a_cloudevent_that_another_library_knows_to_be_ours(voorvoegsel: str) -> None:
    server = Webserver()
    with webserver(server) as adres:
        gemaakt = webhook(adres, voorvoegsel + GEHEIM)
        await gemaakt.bezorg(zending(gegevens=b'{"data":{"x":"\xc3\xa9"}}'))
        await gemaakt.aclose()

    ((pad, koppen, body),) = server.gekregen
    event = json.loads(body)
    assert pad == "/in?bron=1"
    assert koppen["content-type"] == "application/cloudevents+json"
    assert koppen["webhook-id"] == ID
    assert event == {
        "specversion": "1.0",
        "id": ID,
        "source": f"urn:nld:oin:{OIN}:systeem:mijnzaken",
        "type": "nl.mijnzaken.wijziging",
        "subject": "abc",
        "time": "2026-11-27T12:00:00+00:00",
        "datacontenttype": "application/json",
        "data": {"soort": "STATUS_GEWIJZIGD", "antwoord": {"data": {"x": "é"}}},
    }
    assert Standaard(GEHEIM).verify(body, koppen) == event
    assert ADRES.encode() not in body


async def test_what_was_changed_on_the_way_is_not_ours() -> None:
    server = Webserver()
    with webserver(server) as adres:
        await bezorg(adres)

    ((_, koppen, body),) = server.gekregen
    ander = Standaard(b64encode(bytes(32)).decode())
    for wie, wat, hoe in (
        (Standaard(GEHEIM), body.replace(b"abc", b"abd"), koppen),
        (Standaard(GEHEIM), body, {**koppen, "webhook-id": "anders"}),
        (Standaard(GEHEIM), body, {**koppen, "webhook-timestamp": str(int(koppen["webhook-timestamp"]) + 1)}),
        (ander, body, koppen),
    ):
        with pytest.raises(WebhookVerificationError):
            wie.verify(wat, hoe)


async def test_the_same_message_has_the_same_id_and_body_at_every_try() -> None:
    server = Webserver()
    with webserver(server) as adres:
        gemaakt = webhook(adres)
        for _ in range(2):
            await gemaakt.bezorg(zending())
        await gemaakt.aclose()

    (_, first, body), (_, second, again) = server.gekregen
    assert first["webhook-id"] == second["webhook-id"]
    assert body == again


async def _event(kwestie: str, zaken_url: str | None) -> dict[str, Any]:
    server = Webserver()
    with webserver(server) as adres:
        settings = WebhookSettings(naam="crm", url=f"{adres}/in", geheim=SecretStr(GEHEIM), rol=AfnemerRol.KCC)
        gemaakt = Webhook(settings, WIJ, zaken_url)
        await gemaakt.bezorg(zending(id=kwestie))
        await gemaakt.aclose()
    ((_, koppen, body),) = server.gekregen
    assert Standaard(GEHEIM).verify(body, koppen)
    event: dict[str, Any] = json.loads(body)
    return event


async def test_a_system_is_told_where_to_look_at_a_zaak_anew() -> None:
    url, uuid = "https://mijnzaken.example/mijnzaken/v1/zaken", "550e8400-e29b-41d4-a716-446655440000"
    zaak = Ref("openzaak", "MijnZakenInformatie", uuid).encode()

    event = await _event(zaak, url)
    assert event["dataref"] == f"{url}/{uuid}"
    assert event == {**await _event(zaak, None), "dataref": event["dataref"]}


@pytest.mark.parametrize(
    "kwestie",
    [
        Ref("openvtb", "MijnZakenInformatieVerzoek", "550e8400-e29b-41d4-a716-446655440000").encode(),
        Ref("openproduct", "MijnZakenInformatieProduct", "550e8400-e29b-41d4-a716-446655440000").encode(),
        "abc",
    ],
)
async def test_of_what_is_no_zaak_there_is_no_such_place(kwestie: str) -> None:
    assert "dataref" not in await _event(kwestie, "https://mijnzaken.example/mijnzaken/v1/zaken")


def test_an_organisation_without_an_oin_is_known_by_its_name() -> None:
    assert bron_van(OrganisatieSettings(naam="Gemeente Bergen (L)")) == "urn:nld:gemeente-bergen-%28l%29.mijnzaken"


# ---------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("status", "blijvend"), [(410, True), (400, False), (401, False), (404, False), (422, False), (500, False)]
)
async def test_only_who_is_gone_is_not_tried_again(status: int, blijvend: bool) -> None:
    server = Webserver(status=status, lichaam=b'{"code": "weg"}', koppen={"Content-Type": "application/json"})
    with webserver(server) as adres:
        fout = await niet_bezorgd(adres)

    assert fout.blijvend is blijvend
    assert fout.na_s is None
    assert fout.reden == f"het systeem weigert met status {status}"


@pytest.mark.parametrize(
    ("koptekst", "na_s"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("9" * 40, 86_400.0),
        ("over 5 minuten", pytest.approx(300.0, abs=30)),
        ("5 minuten geleden", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400.0),
        ("straks", None),
        ("-5", None),
        ("٣", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_who_asks_to_come_back_later_is_heard(status: int, koptekst: str, na_s: float | None) -> None:
    over = {"over 5 minuten": timedelta(minutes=5), "5 minuten geleden": -timedelta(minutes=5)}.get(koptekst)
    if over is not None:  # a date, made when it is needed
        koptekst = format_datetime(datetime.now(UTC) + over, usegmt=True)
    kop = f"HTTP/1.1 {status} Wacht\r\nRetry-After: {koptekst}\r\nContent-Length: 0\r\n\r\n"
    async with bedien(altijd(kop.encode())) as server:
        fout = await niet_bezorgd(f"http://127.0.0.1:{server.poort}")

    assert fout.na_s == na_s
    assert not fout.blijvend


async def test_no_redirect_is_followed() -> None:
    elders = Webserver()
    with webserver(elders) as doel:
        for status in (301, 302, 303, 307, 308):
            with webserver(Webserver(status=status, koppen={"Location": f"{doel}/in"})) as adres:
                assert not (await niet_bezorgd(adres)).blijvend

    assert elders.gekregen == []


# ---------------------------------------------------------------------- misbehaviour


async def _hangt(gesprek: Gesprek) -> None:
    """Reads, and says nothing."""


async def _druppelt(gesprek: Gesprek) -> None:
    for byte in KOP + b"X-A: " + b"a" * 60_000:
        await gesprek.stuur(bytes([byte]))
        await sleep(0.01)


async def _belooft_en_druppelt(gesprek: Gesprek) -> None:
    await gesprek.stuur(KOP + b"Content-Length: 100000\r\n\r\n")
    while True:
        await gesprek.stuur(b"a")
        await sleep(0.01)


async def _stroomt(gesprek: Gesprek) -> None:
    await gesprek.stuur(KOP + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        await gesprek.stuur(b"10000\r\n" + b"a" * 65536 + b"\r\n")


async def _kop_zonder_eind(gesprek: Gesprek) -> None:
    await gesprek.stuur(KOP)
    while True:
        await gesprek.stuur(b"X-A: " + b"a" * 4096 + b"\r\n")


async def _hangt_op(gesprek: Gesprek) -> None:
    gesprek.sluit(hard=True)


@pytest.mark.parametrize("gedrag", [_hangt, _druppelt, _kop_zonder_eind, _hangt_op, altijd(b"SSH-2.0-dag\r\n")])
async def test_a_system_that_does_not_answer_is_tried_later_and_in_time(
    gedrag: Gedrag, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kanaal, "_DEADLINE_S", 0.4)
    async with bedien(gedrag) as server:
        begin = perf_counter()
        fout = await niet_bezorgd(f"http://127.0.0.1:{server.poort}")

        assert perf_counter() - begin < 1.0
    assert not fout.blijvend


@pytest.mark.parametrize("gedrag", [_belooft_en_druppelt, _stroomt])
async def test_who_took_it_has_it_whatever_else_he_says(gedrag: Gedrag) -> None:
    async with bedien(gedrag) as server:
        begin = perf_counter()
        await bezorg(f"http://127.0.0.1:{server.poort}")

        assert perf_counter() - begin < 1.0
        assert len(server.vragen) == 1


async def test_a_kept_connection_that_died_costs_no_failure() -> None:
    async def hangt_de_tweede_keer_op(gesprek: Gesprek) -> None:
        if gesprek.nummer == 2:
            gesprek.sluit(hard=True)
        else:
            await gesprek.stuur(b"HTTP/1.1 204 No Content\r\n\r\n")

    async with bedien(hangt_de_tweede_keer_op) as server:
        gemaakt = webhook(f"http://127.0.0.1:{server.poort}")
        for _ in range(2):
            await gemaakt.bezorg(zending())
        await gemaakt.aclose()

    assert (server.verbindingen, len(server.vragen)) == (2, 3)


async def test_a_refusal_that_never_ends_is_a_refusal() -> None:
    async def gedrag(gesprek: Gesprek) -> None:
        await gesprek.stuur(b"HTTP/1.1 410 Weg\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n")
        while True:
            await gesprek.stuur(b" " * 65536)

    async with bedien(gedrag) as server:
        assert (await niet_bezorgd(f"http://127.0.0.1:{server.poort}")).blijvend


async def test_a_system_that_is_not_there_or_cannot_show_who_it_is_is_tried_later(tmp_path: Path) -> None:
    kaart = maak(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(kaart.certificaat, kaart.sleutel)
    async with await start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0, ssl=tls) as server:
        for adres in (f"http://127.0.0.1:{vrije_poort()}", f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"):
            fout = await niet_bezorgd(adres)

            assert fout.reden == "het systeem is niet bereikbaar"
            assert not fout.blijvend


# ---------------------------------------------------------------------- settings


@pytest.mark.parametrize(
    "anders",
    [
        {"url": "http://crm.example/in"},
        {"url": "http://localhost:pw@crm.example/in"},
        {"url": "http://127.0.0.1.crm.example/in"},
        {"geheim": "kort"},
        {"geheim": b64encode(bytes(12)).decode()},
        {"rol": None},
        {"oin": OIN},
    ],
)
def test_a_webhook_that_cannot_be_safe_is_refused_at_the_start(anders: dict[str, Any]) -> None:
    goed: dict[str, Any] = {"naam": "crm", "url": "https://crm.example/in", "geheim": GEHEIM, "rol": "KCC"}
    WebhookSettings.model_validate(goed)

    with pytest.raises(ValidationError):
        WebhookSettings.model_validate({**goed, **anders})
