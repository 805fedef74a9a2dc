"""Webhooks and NotifyNL, to a real web server: what arrives, signed; and what is said when it does not."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import SecretStr, ValidationError
from standardwebhooks.webhooks import Webhook as Standaard
from standardwebhooks.webhooks import WebhookVerificationError

from app.config.push import NotifyNlSettings, WebhookSettings
from app.push.kanalen import NietBezorgd
from app.push.kanalen.notifynl import NotifyNl
from app.push.kanalen.webhook import Webhook
from resolvers.grammar.afnemer import AfnemerRol
from tests.app.push.kanalen.ontvangers import Webserver, webserver
from tests.app.push.kanalen.test_email import ADRES, zending

GEHEIM = b64encode(bytes(range(32))).decode()
DIENST, NOTIFY_GEHEIM = "8ba2f2a4-1111-4222-8333-444455556666", "0a1b2c3d-aaaa-4bbb-8ccc-dddd11112222"
OIN = "00000001003214345000"


def webhook(adres: str) -> Webhook:
    settings = WebhookSettings(naam="crm", url=f"{adres}/in?bron=1", geheim=SecretStr(GEHEIM), rol=AfnemerRol.KCC)
    return Webhook(settings, oin=OIN)


async def test_a_webhook_is_a_cloudevent_that_another_library_knows_to_be_ours() -> None:
    server = Webserver()
    with webserver(server) as adres:
        kanaal = webhook(adres)
        await kanaal.bezorg(zending(gegevens=b'{"data":{"x":"\xc3\xa9"}}'))
        await kanaal.aclose()

    ((pad, koppen, body),) = server.gekregen
    event = json.loads(body)
    assert pad == "/in?bron=1"
    assert koppen["content-type"] == "application/cloudevents+json"
    assert event == {
        "specversion": "1.0",
        "id": "1f" * 32,
        "source": f"urn:nld:oin:{OIN}:systeem:mijnzaken",
        "type": "nl.mijnzaken.wijziging",
        "subject": "abc",
        "time": "2026-11-27T12:00:00+00:00",
        "datacontenttype": "application/json",
        "data": {"soort": "STATUS_GEWIJZIGD", "antwoord": {"data": {"x": "é"}}},
    }
    assert Standaard(GEHEIM).verify(body, koppen) == event
    with pytest.raises(WebhookVerificationError):
        Standaard(GEHEIM).verify(body.replace(b"abc", b"abd"), koppen)
    assert ADRES.encode() not in body


@pytest.mark.parametrize(
    ("server", "blijvend", "na_s"),
    [
        (Webserver(status=410), True, None),
        (Webserver(status=404), False, None),
        (Webserver(status=429, koppen={"Retry-After": "7"}), False, 7.0),
        (Webserver(status=500), False, None),
        (Webserver(status=302, koppen={"Location": "http://127.0.0.1:1/elders"}), False, None),
    ],
)
async def test_a_refusal_says_whether_and_when_it_may_change(
    server: Webserver, blijvend: bool, na_s: float | None
) -> None:
    with webserver(server) as adres:
        kanaal = webhook(adres)
        with pytest.raises(NietBezorgd) as fout:
            await kanaal.bezorg(zending())
        await kanaal.aclose()

    assert fout.value.blijvend is blijvend
    assert fout.value.na_s == na_s
    assert adres not in str(fout.value)
    assert len(server.gekregen) == 1  # no redirect is followed


@pytest.mark.parametrize(
    "anders",
    [
        {"url": "http://crm.example/in"},
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


def _notify(adres: str, soort: str) -> NotifyNl:
    sleutel = SecretStr(f"onze-sleutel-{DIENST}-{NOTIFY_GEHEIM}")
    return NotifyNl(NotifyNlSettings(url=adres, sleutel=sleutel), soort, "sjabloon-1", "Gemeente Voorbeeldstad")


@pytest.mark.parametrize(
    ("soort", "adres", "verwacht"),
    [
        ("sms", "0612345601", {"phone_number": "0612345601"}),
        ("email", ADRES, {"email_address": ADRES}),
        ("letter", "F. de Wit\nLindelaan 14\n1234AB Voorbeeldstad", {}),
    ],
)
async def test_notifynl_gets_what_its_api_asks_with_a_token_of_the_service(
    soort: str, adres: str, verwacht: dict[str, str]
) -> None:
    server = Webserver(status=201, koppen={"Content-Type": "application/json"}, lichaam=b'{"id":"1"}')
    with webserver(server) as url:
        kanaal = _notify(url, soort)
        await kanaal.bezorg(zending(adres))
        await kanaal.aclose()

    ((pad, koppen, body),) = server.gekregen
    told = json.loads(body)
    token = jwt.decode(koppen["authorization"].removeprefix("Bearer "), OctKey.import_key(NOTIFY_GEHEIM))
    assert pad == f"/v2/notifications/{soort}"
    assert token.claims["iss"] == DIENST
    assert told["reference"] == "1f" * 32
    assert told["template_id"] == "sjabloon-1"
    assert verwacht.items() <= told.items()
    if soort == "letter":
        regels = [told["personalisation"][f"address_line_{nummer}"] for nummer in (1, 2, 3)]
        assert regels == ["F. de Wit", "Lindelaan 14", "1234AB Voorbeeldstad"]


@pytest.mark.parametrize(("status", "blijvend"), [(400, True), (403, False), (429, False), (503, False)])
async def test_notifynl_refuses(status: int, blijvend: bool) -> None:
    with webserver(Webserver(status=status)) as url:
        kanaal = _notify(url, "sms")
        with pytest.raises(NietBezorgd) as fout:
            await kanaal.bezorg(zending("0612345601"))
        await kanaal.aclose()

    assert fout.value.blijvend is blijvend
    assert "0612345601" not in str(fout.value)
