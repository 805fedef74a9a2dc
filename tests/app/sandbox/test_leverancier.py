"""The zaaksysteem of another supplier, as the sandbox has it: each way in which it is otherwise than Open Zaak."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.sandbox import openzaak
from app.sandbox.kern import maak_jwt
from app.sandbox.wereld import Adressen, bouw_streek, bouw_wereld

_BASIS = "http://sandbox"
_API = "/zaken/api/v1"
_ROL = "rol__betrokkeneIdentificatie__"
FATIMA, JAN = "999990019", "999990123"


@pytest.fixture(scope="module")
def client() -> httpx.AsyncClient:
    huis = bouw_streek(_BASIS, bouw_wereld(Adressen.onder(_BASIS)))["omgevingsdienst"]
    kop = {
        "Authorization": f"Bearer {maak_jwt()}",
        "Accept-Crs": "EPSG:4326",
        "Content-Crs": "EPSG:4326",
        "Host": "sandbox",
    }
    app = openzaak.maak_app(huis.wereld, ander=True)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=_BASIS, headers=kop)


async def _zoek(client: httpx.AsyncClient, body: dict[str, Any]) -> list[dict[str, Any]]:
    response = await client.post(f"{_API}/zaken/_zoek", json=body)
    assert response.status_code == 200
    return list(response.json()["results"])


async def _nummers(client: httpx.AsyncClient, **body: Any) -> set[str]:
    return {zaak["identificatie"] for zaak in await _zoek(client, body)}


async def test_it_finds_a_person_by_the_standard_filter(client: httpx.AsyncClient) -> None:
    assert await _nummers(client, **{f"{_ROL}natuurlijkPersoon__inpBsn": FATIMA}) == {"MELD-7", "MELD-3"}
    assert await _nummers(client, **{f"{_ROL}natuurlijkPersoon__inpBsn": "000000000"}) == set()


@pytest.mark.parametrize(
    "filter_", [f"{_ROL}nietNatuurlijkPersoon__kvkNummer", f"{_ROL}vestiging__kvkNummer", "rol__machtiging", "iets"]
)
async def test_a_filter_that_it_does_not_know_gives_everybody(client: httpx.AsyncClient, filter_: str) -> None:
    everybody = await _nummers(client, startdatum__gte="2000-01-01")
    assert await _nummers(client, **{filter_: "00000000"}) == everybody
    assert len(everybody) == 5


async def test_each_filter_on_a_rol_may_be_met_by_a_rol_of_its_own(client: httpx.AsyncClient) -> None:
    """In Open Zaak they must hold for one and the same: Fatima is nowhere mede-initiator."""
    body = {f"{_ROL}natuurlijkPersoon__inpBsn": FATIMA, "rol__omschrijvingGeneriek": "mede_initiator"}
    (melding,) = await _zoek(client, body)
    rollen = (await client.get(f"{_API}/rollen", params={"zaak": melding["url"]})).json()["results"]
    wie = {rol["omschrijvingGeneriek"]: rol["betrokkeneIdentificatie"]["inpBsn"] for rol in rollen}
    assert wie == {"initiator": FATIMA, "mede_initiator": JAN}


async def test_nothing_is_expanded_or_sorted_and_it_does_not_tell_when_a_zaak_changed(
    client: httpx.AsyncClient,
) -> None:
    body = {"startdatum__gte": "2000-01-01", "expand": ["rollen", "status"], "ordering": ["startdatum"]}
    found = await _zoek(client, body)
    dagen = [zaak["startdatum"] for zaak in found]

    assert not [zaak for zaak in found if "_expand" in zaak or "laatstGemuteerd" in zaak]
    assert dagen != sorted(dagen)
    detail = await client.get(found[0]["url"].removeprefix(f"{_BASIS}/openzaak-omgevingsdienst"))
    assert detail.json() == found[0]
    assert "etag" in detail.headers


async def test_uuid_in_works_and_what_is_not_there_is_left_out(client: httpx.AsyncClient) -> None:
    (een, *_) = await _zoek(client, {"identificatie": "MELD-7"})
    found = await _zoek(client, {"uuid__in": [een["uuid"], "00000000-0000-4000-8000-000000000000"]})
    assert [zaak["uuid"] for zaak in found] == [een["uuid"]]


async def test_a_company_of_before_is_a_vestiging_without_a_kvk_number(client: httpx.AsyncClient) -> None:
    (oven,) = await _zoek(client, {f"{_ROL}vestiging__vestigingsNummer": "000090001362"})
    rollen = (await client.get(f"{_API}/rollen", params={"zaak": oven["url"]})).json()["results"]
    assert [rol["betrokkeneType"] for rol in rollen] == ["vestiging"]
    assert "kvkNummer" not in rollen[0]["betrokkeneIdentificatie"]


async def test_it_has_no_substatussen(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{_API}/substatussen")).status_code == 404
