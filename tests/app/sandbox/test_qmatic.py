"""Qmatic in the sandbox: the matrix parameter, the naive times and the two ways of having nothing (FACTS §11)."""

from __future__ import annotations

from datetime import datetime

import httpx
import pytest

from app.sandbox.kern import API_KEY
from app.sandbox.qmatic import maak_app
from tests.app.sandbox.kleine_wereld import roep, wereld

APP = maak_app(
    wereld(
        "qmatic",
        customers=[
            {"publicId": "klant-1", "firstName": "Anna", "email": "anna@example.com", "_email": "anna@example.com"},
            {"publicId": "klant-2", "firstName": "Bram", "email": "bram@example.com", "_email": "bram@example.com"},
        ],
        appointments=[
            {
                "publicId": "afspraak-1",
                "title": "Paspoort",
                "start": "2026-12-01T09:00:00",
                "end": "2026-12-01T09:15:00",
                "branch": {"name": "Stadhuis", "timeZone": "Europe/Amsterdam"},
                "services": [],
                "_customer": "klant-1",
            }
        ],
    )
)
KALENDER = "/calendar-backend/public/api/v1"


def client(**kop: str) -> httpx.AsyncClient:
    return roep(APP, **kop)


def met_sleutel() -> httpx.AsyncClient:
    return client(**{"X-Api-Key": API_KEY})


async def test_without_a_key_it_is_401() -> None:
    async with client() as open_client:
        assert (await open_client.get("/appointment/customers/identify;email=anna@example.com")).status_code == 401


@pytest.mark.parametrize("adres", ["anna@example.com", "anna%40example.com", "ANNA@example.com"])
async def test_a_customer_is_found_by_a_matrix_parameter(adres: str) -> None:
    async with met_sleutel() as open_client:
        antwoord = await open_client.get(f"/appointment/customers/identify;email={adres}")
    assert [klant["publicId"] for klant in antwoord.json()] == ["klant-1"]
    assert "_email" not in antwoord.text


async def test_an_unknown_address_is_an_empty_list_and_no_appointments_a_404() -> None:
    async with met_sleutel() as open_client:
        klanten = await open_client.get("/appointment/customers/identify;email=niemand@example.com")
        afspraken = await open_client.get(f"{KALENDER}/customers/klant-2/appointments")
    assert (klanten.status_code, klanten.json()) == (200, [])
    assert afspraken.status_code == 404


async def test_times_have_no_zone_but_the_branch_has() -> None:
    async with met_sleutel() as open_client:
        lijst = await open_client.get(f"{KALENDER}/customers/klant-1/appointments")
        een = await open_client.get(f"{KALENDER}/appointments/afspraak-1")
    afspraak = lijst.json()["appointmentList"][0]
    assert datetime.fromisoformat(afspraak["start"]).tzinfo is None
    assert afspraak["branch"]["timeZone"] == "Europe/Amsterdam"
    assert een.json()["appointment"] == afspraak
    assert "_customer" not in afspraak


async def test_a_question_it_does_not_understand_is_500_with_the_reason_in_a_header() -> None:
    async with met_sleutel() as open_client:
        antwoord = await open_client.get("/appointment/customers/identify;telefoon=06")
    assert antwoord.status_code == 500
    assert antwoord.headers["error_message"]
