"""E-mail, to a real mail server: what arrives, over which connection, and what is said when it is refused."""

from __future__ import annotations

import ssl
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.config.push import EmailSettings
from app.push.kanalen.email import Email, als_adres
from app.push.zending import NietBezorgd
from tests.app.push.kanalen.ontvangers import Mailserver, alleen, mailserver
from tests.app.push.kanalen.stukken import ADRES, AFZENDER, ID, LINK, zending
from tests.app.registries.certificaten import Kaart, maak

VAN = "mijnzaken@voorbeeldstad.example"


def email(port: int, **anders: Any) -> Email:
    gewoon: dict[str, Any] = {"host": "127.0.0.1", "port": port, "beveiliging": "geen", "van": VAN}
    return Email(EmailSettings.model_validate({**gewoon, **anders}), AFZENDER)


def delen(message: EmailMessage) -> tuple[str, str]:
    tekst, html = (message.get_body((soort,)) for soort in ("plain", "html"))
    assert tekst is not None
    assert html is not None
    return tekst.get_content(), html.get_content()


# ---------------------------------------------------------------------- what arrives


async def test_what_arrives_names_the_matter_and_how_far_it_is_and_no_more() -> None:
    server = Mailserver()
    with mailserver(server) as port:
        await email(port).bezorg(zending())

    (message,), (aan,) = server.post, server.aan
    assert aan == [ADRES]
    assert message["From"] == f"{AFZENDER} <{VAN}>"
    assert message["To"] == ADRES
    assert message["Subject"] == "Er is nieuws over Kapvergunning"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "nl"
    assert message.get_content_type() == "multipart/alternative"
    moment: datetime = message["Date"].datetime
    assert abs(datetime.now(moment.tzinfo) - moment) < timedelta(minutes=1)
    for part in delen(message):
        assert "Kapvergunning" in part
        assert "Wij zijn ermee bezig." in part
        assert "inloggen" in part
        assert "omdat u berichten over uw zaken wilt ontvangen" in part
        assert AFZENDER in part
        assert LINK in part
        assert ADRES not in part


async def test_the_same_message_has_the_same_id_at_every_try() -> None:
    server = Mailserver()
    with mailserver(server) as port:
        for _ in range(2):
            await email(port).bezorg(zending())

    assert {message["Message-ID"] for message in server.post} == {f"<{ID}@voorbeeldstad.example>"}


async def test_in_english_for_who_reads_that_and_without_a_title_when_it_may_not_be_told() -> None:
    server = Mailserver()
    with mailserver(server) as port:
        await email(port).bezorg(zending(taal="en", titel=None))

    assert server.post[0]["Subject"] == "There is news about your case"
    assert server.post[0]["Content-Language"] == "en"


@pytest.mark.parametrize(
    "titel",
    [
        "Ontheffing geluid: café ’t Bûterhoekje — één dag",
        "Subsidie energie ë " * 5 + "ë",
        "é" * 120,
        "a" * 120,
        "Zaak 🌳",
    ],
)
async def test_letters_of_every_kind_arrive_as_they_are(titel: str) -> None:
    server = Mailserver()
    with mailserver(server) as port:
        await email(port, naam="Gemeente Súdwest-Fryslân, balie").bezorg(zending(titel=titel))

    message = server.post[0]
    assert message["Subject"] == f"Er is nieuws over {titel}"
    assert message["From"].addresses[0].display_name == "Gemeente Súdwest-Fryslân, balie"
    assert titel in delen(message)[0]
    head, _, _ = server.rauw[0].partition(b"\r\n\r\n")
    assert all(len(line) <= 78 for line in head.splitlines() if b"=?utf-8?" in line)
    assert server.rauw[0].isascii()


@pytest.mark.parametrize("hoort", ["titel", "aanbieder"])
async def test_what_holds_line_ends_makes_no_header_and_no_tags(hoort: str) -> None:
    server = Mailserver()
    with mailserver(server) as port:
        await email(port).bezorg(zending(**{hoort: "Kap\r\nBcc: ander@voorbeeld.example\r\n\0\u202e<script>"}))

    (message,), (aan,) = server.post, server.aan
    assert message["Bcc"] is None
    assert aan == [ADRES]
    assert "<script>" not in delen(message)[1]
    assert not {"\0", "\u202e"} & set("".join(delen(message)) + message["Subject"])


async def test_a_name_of_the_organisation_with_line_ends_makes_no_header() -> None:
    server = Mailserver()
    with mailserver(server) as port:
        await email(port, naam="Wij\r\nBcc: ander@voorbeeld.example").bezorg(zending())

    assert server.post[0]["Bcc"] is None
    assert server.aan == [[ADRES]]


# ---------------------------------------------------------------------- to whom


@pytest.mark.parametrize(
    "adres",
    [
        "",
        "geen adres",
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example\n",
        "a@b.example, c@d.example",
        "a@b.example;c@d.example",
        "<a@b.example> SIZE=1",
        "Wij <a@b.example>",
        '"a b"@b.example',
        "a\0@b.example",
        "a@b@c.example",
        "a@[127.0.0.1]",
        "a@..example",
        "a@b.example\u202e",
    ],
)
async def test_what_is_not_one_address_goes_nowhere_and_is_not_tried_again(adres: str) -> None:
    server = Mailserver()
    with mailserver(server) as port, pytest.raises(NietBezorgd) as fout:
        await email(port).bezorg(zending(adres))

    assert fout.value.blijvend
    assert server.post == []


@pytest.mark.parametrize("adres", [ADRES, "o'brien+zaken@b.example", "a..b@b.example", "x@sub-domein.b.example"])
async def test_an_address_is_taken_as_it_is(adres: str) -> None:
    server = Mailserver()
    with mailserver(server) as port:
        await email(port).bezorg(zending(adres))

    assert server.aan == [[adres]]


def test_a_domain_in_other_letters_is_asked_as_the_dns_knows_it() -> None:
    adres = als_adres("fatima@münchen.example")

    assert adres is not None
    assert adres.addr_spec == "fatima@xn--mnchen-3ya.example"


# ---------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("server", "blijvend"),
    [
        (Mailserver(mail="451 Try again later"), False),
        (Mailserver(mail="550 You may not send here"), False),
        (Mailserver(rcpt=f"550 No such user {ADRES}"), True),
        (Mailserver(rcpt="450 Mailbox busy"), False),
        (Mailserver(data="451 Try again later"), False),
        (Mailserver(data="554 Looks like spam"), False),
    ],
)
async def test_a_refusal_says_whether_it_may_change(server: Mailserver, blijvend: bool) -> None:
    with mailserver(server) as port, pytest.raises(NietBezorgd, match="weigert") as fout:
        await email(port).bezorg(zending())

    assert fout.value.blijvend is blijvend
    assert fout.value.__context__ is None  # what the mail server said is no part of it


# ---------------------------------------------------------------------- the connection


@pytest.fixture
def kaart(tmp_path: Path) -> Kaart:
    return maak(tmp_path)


def _tls(kaart: Kaart) -> ssl.SSLContext:
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(kaart.certificaat, kaart.sleutel)
    return found


async def test_with_a_name_and_a_password_over_starttls(kaart: Kaart) -> None:
    server = Mailserver()
    streng: dict[str, Any] = {"tls_context": _tls(kaart), "require_starttls": True, "auth_required": True}
    ons: dict[str, Any] = {"beveiliging": "starttls", "ca": kaart.ca, "gebruiker": "wij", "wachtwoord": "geheim"}
    with mailserver(server, **streng, authenticator=alleen("wij", "geheim")) as port:
        await email(port, **ons).bezorg(zending())
        for anders in ({"wachtwoord": "fout"}, {"gebruiker": None, "wachtwoord": None}):
            with pytest.raises(NietBezorgd, match=r"weigert met code 53[05]") as fout:
                await email(port, **{**ons, **anders}).bezorg(zending())
            assert not fout.value.blijvend  # the password can be mended

    assert len(server.post) == 1


async def test_over_tls_from_the_start(kaart: Kaart) -> None:
    server = Mailserver()
    with mailserver(server, ssl_context=_tls(kaart)) as port:
        await email(port, beveiliging="tls", ca=kaart.ca).bezorg(zending())

    assert len(server.post) == 1


@pytest.mark.parametrize("beveiliging", ["starttls", "tls"])
async def test_a_server_that_cannot_show_who_it_is_gets_nothing(kaart: Kaart, beveiliging: str) -> None:
    server = Mailserver()
    soort = "tls_context" if beveiliging == "starttls" else "ssl_context"
    with mailserver(server, **{soort: _tls(kaart)}) as port, pytest.raises(NietBezorgd, match="niet bereikbaar"):
        await email(port, beveiliging=beveiliging).bezorg(zending())

    assert server.post == []


async def test_a_server_without_starttls_gets_nothing_when_it_was_asked() -> None:
    server = Mailserver()
    with mailserver(server) as port, pytest.raises(NietBezorgd) as fout:
        await email(port, beveiliging="starttls").bezorg(zending())

    assert not fout.value.blijvend
    assert server.post == []


@pytest.mark.parametrize(
    "anders",
    [
        {"van": "geen adres"},
        {"van": "a@b.example\r\nBcc: c@d.example"},
        {"gebruiker": "wij"},
        {"wachtwoord": "geheim"},
        {"beveiliging": "geen", "gebruiker": "wij", "wachtwoord": "geheim"},
        {"ca": "/bestaat/niet.pem"},
    ],
)
def test_settings_that_cannot_be_meant_are_refused_at_the_start(anders: dict[str, Any]) -> None:
    goed: dict[str, Any] = {"host": "mail.voorbeeldstad.example", "van": VAN}
    EmailSettings.model_validate(goed)

    with pytest.raises(ValidationError):
        EmailSettings.model_validate({**goed, **anders})
