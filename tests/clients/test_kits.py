"""Apollo Client, urql and Relay as a portal has them, against a running gateway: the same of each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.sandbox import uitgever
from tests.app.push.huis import Pushhuis
from tests.clients.knooppunt import Client, gesprek
from tests.clients.werkplaats import Werkplaats

#: What is started is started once.
pytestmark = pytest.mark.xdist_group("kits")

#: kit → whose list it follows, and the zaken in it that change, one after the other: a status is set only once.
KITS = {
    "apollo": ("burger", "ZAAK-2026-0002", "ZAAK-2026-0004"),
    "urql": ("burger2", "ZAAK-2026-0101", "ZAAK-2026-0102"),
    "relay": ("burger", "ZAAK-2026-0001", "ZAAK-2026-0001"),
}
#: Where the proef of each stands, once it was built.
PROEVEN = {"apollo": "gemaakt/apollo/proef.js", "urql": "gemaakt/urql/proef.js", "relay": "relay/gemaakt/proef.js"}
IDS = "{ mijnZaken(first: 100) { nodes { id } } }"
#: Of Jan Bakker, who gave the desk no toestemming.
GESLOTEN = "ZAAK-2026-0101"


@asynccontextmanager
async def _start(kits: Werkplaats, demo: Pushhuis, kit: str, persona: str, **rest: object) -> AsyncIterator[Client]:
    script = kits.map_ / PROEVEN[kit]
    async with gesprek(script, f"{demo.url}/graphql", uitgever.token(persona), **rest) as client:
        yield client


async def _lijst(client: Client) -> list[list[str]]:
    """The list after each page, until there are no more."""
    await client.doe("bladzijden")
    found = [await client.hoort_tot("bladzijde")]
    while found[-1]["meer"] and len(found) < 9:
        found.append(await client.hoort_tot("bladzijde"))
    return [bladzijde["ids"] for bladzijde in found]


@pytest.mark.parametrize("kit", KITS)
async def test_pages_of_a_list_are_put_together(kits: Werkplaats, demo: Pushhuis, kit: str) -> None:
    alle = [node["id"] for node in (await demo.vraag(IDS, "burger"))["mijnZaken"]["nodes"]]
    async with _start(kits, demo, kit, "burger") as client:
        assert await _lijst(client) == [alle[:3], alle[:6], alle]


@pytest.mark.parametrize("kit", KITS)
async def test_a_page_can_say_what_is_closed(kits: Werkplaats, demo: Pushhuis, kit: str) -> None:
    async with _start(kits, demo, kit, "kcc") as client:
        await client.doe("zaak", zaaknummer=GESLOTEN)
        found = await client.hoort_tot("zaak")

    assert (found["zaak"]["identificatie"], found["zaak"]["omschrijving"]) == (GESLOTEN, None)
    assert found["afgeschermd"] == [{"pad": "zaak.omschrijving", "code": "FORBIDDEN", "aantal": 1}]


@pytest.mark.parametrize("kit", KITS)
async def test_an_error_is_known_by_its_code(kits: Werkplaats, demo: Pushhuis, kit: str) -> None:
    async with _start(kits, demo, kit, "burger") as client:
        await client.doe("fout")
        assert (await client.hoort_tot("fout"))["codes"] == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(("kit", "ouder"), [("apollo", False), ("apollo", True), ("urql", False)])
async def test_a_zaak_is_shown_before_what_comes_later(kits: Werkplaats, demo: Pushhuis, kit: str, ouder: bool) -> None:
    """In the dialects of both; Apollo Client knows an older one too."""
    zaaknummer = "ZAAK-2026-0001"
    vraag = f'{{ zaak(identificatie: "{zaaknummer}") {{ behandelaar {{ naam }} contactmomenten {{ onderwerp }} }} }}'
    verwacht = (await demo.vraag(vraag, "burger"))["zaak"]
    async with _start(kits, demo, kit, "burger", ouder=ouder) as client:
        await client.doe("later", zaaknummer=zaaknummer)
        delen = [await client.hoort_tot("deel")]
        while delen[-1]["meer"]:
            delen.append(await client.hoort_tot("deel"))

    assert delen[0]["zaak"]["identificatie"] == zaaknummer
    assert not verwacht.keys() & delen[0]["zaak"].keys()
    gekregen = delen[-1]["zaak"]
    assert gekregen["behandelaar"]["naam"] == verwacht["behandelaar"]["naam"]
    assert [found["onderwerp"] for found in gekregen["contactmomenten"]] == [
        found["onderwerp"] for found in verwacht["contactmomenten"]
    ]


@pytest.mark.parametrize("kit", KITS)
async def test_a_list_shows_what_changes_and_what_changed_while_the_connection_was_away(
    kits: Werkplaats, demo: Pushhuis, kit: str
) -> None:
    persona, *zaken = KITS[kit]
    gehoord: list[tuple[str, ...]] = []
    async with _start(kits, demo, kit, persona) as client:
        await _lijst(client)
        await client.doe("volg")
        await client.hoort_tot("luistert")
        await demo.ingeschreven()
        for zaaknummer in zaken:
            wordt = (await demo.zet_voort(zaaknummer)).removeprefix(f"{zaaknummer}: ").partition(" (")[0]
            while gehoord[-1:] != [("STATUS_GEWIJZIGD", zaaknummer, wordt)]:  # a zaak that ends also gets a resultaat
                found = await client.hoort_tot("gewijzigd")
                assert found["inLijst"] == found["regel"]
                gehoord.append(
                    (found["soort"], found["regel"]["zaak"]["identificatie"], found["regel"]["status"]["naam"])
                )
            await client.doe("verbreek")

    assert len(set(gehoord)) == len(gehoord)


async def test_relay_reads_a_zaak_anew_by_its_id_alone(kits: Werkplaats, demo: Pushhuis) -> None:
    zaaknummer = "ZAAK-2026-0003"
    async with _start(kits, demo, "relay", "burger") as client:
        await client.doe("opnieuw", zaaknummer=zaaknummer)
        await client.hoort_tot("gelezen")
        wordt = await demo.zet_voort(zaaknummer)
        await client.doe("verder")
        found = await client.hoort_tot("opnieuw")

    assert found["zaak"]["status"]["naam"] == wordt.removeprefix(f"{zaaknummer}: ").partition(" (")[0]
