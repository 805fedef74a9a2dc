"""The world of the stories behind the registers other than Open Zaak: what it holds is found where it says it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import ModuleType

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from app.sandbox import openklant, openobject, openorganisatie, openproduct, openvtb
from app.sandbox.wereld import Adressen, bouw_wereld
from tests.app.sandbox.kleine_wereld import TOKEN_KOP

BASIS = "http://sandbox"
WERELD = bouw_wereld(Adressen.onder(BASIS), vandaag=date(2026, 11, 23))
PRODUCTEN: dict[str, ModuleType] = {
    "openklant": openklant,
    "openproduct": openproduct,
    "openvtb": openvtb,
    "openobject": openobject,
    "openorganisatie": openorganisatie,
}


def verborgen(gegeven: object) -> Iterator[str]:
    """The keys that only the sandbox may know."""
    if isinstance(gegeven, dict):
        yield from (naam for naam in gegeven if naam.startswith("_") and naam != "_expand")
    if isinstance(gegeven, dict | list):
        for deel in gegeven.values() if isinstance(gegeven, dict) else gegeven:
            yield from verborgen(deel)


def roep(product: str) -> httpx.AsyncClient:
    app = Starlette(routes=[Mount(f"/{product}", PRODUCTEN[product].maak_app(WERELD))])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASIS, headers=TOKEN_KOP)


@pytest.mark.parametrize("product", PRODUCTEN)
async def test_every_url_of_the_world_answers_with_its_own_record(product: str) -> None:
    urls = [
        (rij["url"], rij.get("uuid")) for rijen in WERELD.collecties[product].values() for rij in rijen if "url" in rij
    ]
    async with roep(product) as client:
        for url, uuid in urls:
            antwoord = await client.get(url)
            assert antwoord.status_code == 200, url
            assert antwoord.json().get("uuid") == uuid
            assert not list(verborgen(antwoord.json()))


@pytest.mark.parametrize("product", PRODUCTEN)
async def test_the_same_world_gives_the_same_answer_under_another_name(product: str) -> None:
    """A register builds its links from the address by which it is asked, as the real ones do."""
    urls = [rij["url"] for rijen in WERELD.collecties[product].values() for rij in rijen if "url" in rij][:5]
    async with roep(product) as client:
        for url in urls:
            elders = await client.get(url, headers={"Host": "elders:8443"})
            hier = await client.get(url)
            assert elders.text == hier.text.replace(f"{BASIS}/{product}/", f"http://elders:8443/{product}/")
