"""What the draft calls it, of what a register may hold and a story does not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from app.http.mijnzakenapi import antwoord as graaf
from app.http.mijnzakenapi.vertaling import detail, samenvatting
from resolvers.grammar.ref import Ref

UUID = "550e8400-e29b-41d4-a716-446655440000"
ID = Ref("openzaak", "Zaak", UUID).encode()
BASIS = "https://mijnzaken.example"


def _zaak(**anders: Any) -> graaf.Zaak:
    gewoon: dict[str, Any] = {"id": ID, "identificatie": "Z 1/2", "startdatum": date(2026, 11, 1)}
    return graaf.Zaak(**{**gewoon, **anders})


def _detail(**anders: Any) -> dict[str, Any]:
    """As it is sent."""
    sent: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(detail(_zaak(**anders), BASIS)))
    return sent


def test_a_urn_holds_the_zaaknummer_whatever_is_in_it() -> None:
    assert samenvatting(_zaak()).urn == "urn:nl:gemeenten:zaak:Z%201%2F2"


def test_what_is_not_known_is_not_there() -> None:
    found = _detail()

    assert "huidigeStatus" not in found
    assert (found["statushistorie"], found["documenten"], found["contactmomenten"]) == ([], [], [])


def test_the_day_of_registration_stands_in_for_a_start_that_is_missing_and_nothing_for_both() -> None:
    assert samenvatting(_zaak(startdatum=None, registratiedatum=date(2026, 11, 3))).datum_aanvraag == date(2026, 11, 3)
    with pytest.raises(graaf.NietTeZeggen):
        samenvatting(_zaak(startdatum=None))


@pytest.mark.parametrize(
    ("bij_ons", "daar"),
    [
        ("telefoon", "telefoon"),
        ("Telefonisch", "telefoon"),
        (" E-mail ", "mail"),
        ("email", "mail"),
        ("post", "brief"),
        ("Brief", "brief"),
        ("balie", "balie"),
        ("whatsapp", "vraag"),
        ("", "vraag"),
        (None, "vraag"),
    ],
)
def test_a_kanaal_is_one_of_five(bij_ons: str | None, daar: str) -> None:
    (contact,) = _detail(contactmomenten=[graaf.Contact(kanaal=bij_ons)])["contactmomenten"]

    assert contact == {"kanaal": daar, "tekst": ""}


def test_the_day_of_a_contact_is_that_of_the_netherlands() -> None:
    moment = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    contact = graaf.Contact(onderwerp="Vraag", inhoud="Antwoord", plaatsgevonden_op=moment)

    assert _detail(contactmomenten=[contact])["contactmomenten"] == [
        {"datum": "2026-07-01", "kanaal": "vraag", "tekst": "Vraag\nAntwoord"}
    ]


@pytest.mark.parametrize(
    ("richting", "bron", "datum"),
    [
        ("INKOMEND", "burger", "2026-11-02"),
        ("UITGAAND", "organisatie", "2026-11-03"),
        ("INTERN", "organisatie", "2026-11-03"),
        (None, "organisatie", "2026-11-03"),
    ],
)
def test_the_day_of_a_document_is_that_on_which_it_came_or_went(richting: str | None, bron: str, datum: str) -> None:
    document = graaf.Document(
        id=Ref("openzaak", "Document", UUID).encode(),
        bestandsnaam="b.pdf",
        richting=richting,
        creatiedatum=date(2026, 11, 1),
        ontvangstdatum=date(2026, 11, 2),
        verzenddatum=date(2026, 11, 3),
        download_url="/documenten/x",
    )

    assert _detail(documenten=[document])["documenten"] == [
        {
            "uuid": UUID,
            "naam": "b.pdf",
            "formaat": "application/octet-stream",
            "datum": datum,
            "bron": bron,
            "downloadUrl": f"{BASIS}/documenten/x",
        }
    ]


def test_a_tussenstand_from_before_the_first_status_hangs_nowhere() -> None:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    found = _detail(
        proces=[graaf.Stap(volgnummer=1, toestand="HUIDIG", naam="Ontvangen")],
        statussen=[graaf.Status(naam="Ontvangen", gezet_op=moment)],
        substatussen=[graaf.Substatus(omschrijving="Te vroeg", tijdstip=moment.replace(hour=0, year=2025))],
    )

    assert found["statushistorie"] == [{"nummer": 1, "titel": "Ontvangen", "status": "lopend"}]
