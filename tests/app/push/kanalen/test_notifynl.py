"""NotifyNL, to a real web server: what it gets of each sort of message, and what is said when it refuses."""

from __future__ import annotations

import json
from time import perf_counter, time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import SecretStr, ValidationError

from app.config.push import NotifyNlSettings
from app.push.kanalen import notifynl as kanaal
from app.push.kanalen.notifynl import NotifyNl
from app.push.zending import NietBezorgd
from tests.app.push.kanalen.ontvangers import Webserver, webserver
from tests.app.push.kanalen.stukken import ADRES, AFZENDER, ID, LINK, POSTADRES, TELEFOON, zending
from tests.app.registries.ruwe_server import Gesprek, bedien, vrije_poort

DIENST, GEHEIM = "8ba2f2a4-1111-4222-8333-444455556666", "0a1b2c3d-aaaa-4bbb-8ccc-dddd11112222"
SLEUTEL = f"onze-sleutel-{DIENST}-{GEHEIM}"
ADRESSEN = {"sms": TELEFOON, "email": ADRES, "letter": POSTADRES}


def notify(adres: str, soort: str) -> NotifyNl:
    return NotifyNl(NotifyNlSettings(url=adres, sleutel=SecretStr(SLEUTEL)), soort, "sjabloon-1", AFZENDER)


async def bezorg(url: str, soort: str, adres: str | None = None) -> None:
    gemaakt = notify(url, soort)
    try:
        await gemaakt.bezorg(zending(ADRESSEN[soort] if adres is None else adres))
    finally:
        await gemaakt.aclose()


async def niet_bezorgd(url: str, soort: str = "sms", adres: str | None = None) -> NietBezorgd:
    with pytest.raises(NietBezorgd) as fout:
        await bezorg(url, soort, adres)
    return fout.value


async def _wat_aankomt(soort: str) -> tuple[str, dict[str, str], dict[str, Any]]:
    server = Webserver(status=201, koppen={"Content-Type": "application/json"}, lichaam=b'{"id":"1"}')
    with webserver(server) as url:
        await bezorg(url, soort)
    ((pad, koppen, body),) = server.gekregen
    return pad, koppen, json.loads(body)


@pytest.mark.parametrize("soort", ADRESSEN)
async def test_each_call_carries_a_fresh_token_of_the_service(soort: str) -> None:
    pad, koppen, told = await _wat_aankomt(soort)

    token = jwt.decode(koppen["authorization"].removeprefix("Bearer "), OctKey.import_key(GEHEIM), ["HS256"])
    assert token.header == {"alg": "HS256", "typ": "JWT"}
    assert token.claims["iss"] == DIENST
    assert abs(token.claims["iat"] - time()) < 30  # more is refused there
    assert pad == f"/v2/notifications/{soort}"
    assert told["reference"] == ID
    assert told["template_id"] == "sjabloon-1"


async def test_a_text_message_is_one_short_line_with_the_link() -> None:
    _, _, told = await _wat_aankomt("sms")

    assert told["phone_number"] == TELEFOON
    assert told["personalisation"] == {"tekst": f"{AFZENDER}: er is nieuws over uw zaak. {LINK}"}


async def test_a_mail_has_a_subject_and_a_text() -> None:
    _, _, told = await _wat_aankomt("email")

    assert told["email_address"] == ADRES
    assert told["personalisation"]["onderwerp"] == "Er is nieuws over Kapvergunning"
    assert LINK in told["personalisation"]["tekst"]
    assert set(told["personalisation"]) == {"onderwerp", "tekst"}


async def test_a_letter_has_the_lines_of_its_address_and_the_address_nowhere_else() -> None:
    _, _, told = await _wat_aankomt("letter")

    filled = told["personalisation"]
    assert [filled.pop(f"address_line_{nummer}") for nummer in (1, 2, 3)] == POSTADRES.splitlines()
    assert set(filled) == {"onderwerp", "tekst"}
    assert "Lindelaan" not in json.dumps(told)


@pytest.mark.parametrize("adres", ["", "alleen een naam", "\n".join("12345678")])
async def test_what_is_no_postal_address_goes_nowhere(adres: str) -> None:
    server = Webserver(status=201)
    with webserver(server) as url:
        fout = await niet_bezorgd(url, "letter", adres)

    assert fout.blijvend
    assert server.gekregen == []


@pytest.mark.parametrize(
    ("status", "blijvend"),
    [(400, True), (413, True), (401, False), (403, False), (404, False), (429, False), (500, False), (503, False)],
)
async def test_what_is_wrong_with_the_message_is_not_tried_again(status: int, blijvend: bool) -> None:
    body = json.dumps({"errors": [{"error": "ValidationError", "message": f"{TELEFOON} is geen nummer"}]}).encode()
    server = Webserver(status=status, koppen={"Content-Type": "application/json"}, lichaam=body)
    with webserver(server) as url:
        fout = await niet_bezorgd(url)

    assert fout.blijvend is blijvend
    assert fout.reden == f"NotifyNL weigert met status {status}"


async def test_who_sends_too_much_is_told_when_to_come_back() -> None:
    with webserver(Webserver(status=429, koppen={"Retry-After": "60"})) as url:
        assert (await niet_bezorgd(url)).na_s == 60.0


async def test_silence_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    async def zwijgt(gesprek: Gesprek) -> None:
        """Reads, and says nothing."""

    monkeypatch.setattr(kanaal, "_DEADLINE_S", 0.3)
    async with bedien(zwijgt) as server:
        begin = perf_counter()
        fout = await niet_bezorgd(f"http://127.0.0.1:{server.poort}")

        assert perf_counter() - begin < 1.0
        assert len(server.vragen) == 1  # it does not know a message it has already: no second one at once
    assert not fout.blijvend


async def test_what_may_have_arrived_over_a_kept_connection_is_not_sent_again_at_once() -> None:
    async def hangt_de_tweede_keer_op(gesprek: Gesprek) -> None:
        if gesprek.nummer == 2:
            gesprek.sluit(hard=True)
        else:
            await gesprek.stuur(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")

    async with bedien(hangt_de_tweede_keer_op) as server:
        gemaakt = notify(f"http://127.0.0.1:{server.poort}", "sms")
        await gemaakt.bezorg(zending(TELEFOON))
        with pytest.raises(NietBezorgd, match="niet bereikbaar"):
            await gemaakt.bezorg(zending(TELEFOON))
        await gemaakt.aclose()

    assert (server.verbindingen, len(server.vragen)) == (1, 2)


async def test_who_is_not_there_is_tried_later() -> None:
    fout = await niet_bezorgd(f"http://127.0.0.1:{vrije_poort()}")

    assert not fout.blijvend


@pytest.mark.parametrize(
    "anders",
    [
        {"url": "http://api.notifynl.example"},
        {"sleutel": ""},
        {"sleutel": GEHEIM},
        {"sleutel": f"{DIENST}-{GEHEIM}"},
        {"sleutel": SLEUTEL[:-1]},
    ],
)
def test_settings_that_cannot_be_meant_are_refused_at_the_start(anders: dict[str, str]) -> None:
    NotifyNlSettings.model_validate({"sleutel": SLEUTEL})

    with pytest.raises(ValidationError):
        NotifyNlSettings.model_validate({"sleutel": SLEUTEL, **anders})
