"""What ends while somebody listens: at the next change, what was withdrawn opens nothing any more."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app.push.huis import Pushhuis, pushhuis
from tests.gateway import sandbox


@pytest.fixture
def huis(tmp_path: Path) -> Iterator[Pushhuis]:
    with sandbox() as registers, pushhuis(registers, tmp_path) as found:
        yield found


def _objecten(huis: Pushhuis) -> Any:
    return huis.sandbox.product("openobject").state.register.store["objects"]


async def test_a_machtiging_that_is_withdrawn_ends_what_is_heard_with_it(huis: Pushhuis) -> None:
    antwoord = await huis.vraag("{ ik { vertegenwoordigt { id geldig } } }", "gemachtigde")
    (namens,) = [item["id"] for item in antwoord["ik"]["vertegenwoordigt"] if item["geldig"]]
    async with huis.luister("gemachtigde", namens=namens) as noor, huis.luister("burger2") as jan:
        await huis.zet_voort("ZAAK-2026-0101")
        await noor.tot(2)  # the last status comes with a result
        await jan.tot(2)
        for rij in list(_objecten(huis)):
            records = rij["_records"]
            if "vertegenwoordiger" in records[-1]["data"]:
                data = {**records[-1]["data"], "ingetrokkenOp": datetime.now(UTC).isoformat()}
                _objecten(huis).wijzig(rij, {"_records": [*records[:-1], {**records[-1], "data": data}]})
        await _verander(huis, "ZAAK-2026-0101")
        await jan.tot(3)
        await asyncio.sleep(0.5)

    assert len(noor.gehoord) == 2


async def test_a_toestemming_that_is_withdrawn_narrows_what_the_desk_hears(huis: Pushhuis) -> None:
    kwestie = await huis.kwestie("ZAAK-2026-0001", "burger")
    aanleiding = {"contactmoment": kwestie["zaak"]["contactmomenten"][0]["id"]}
    async with huis.luister("kcc", id=kwestie["id"], aanleiding=aanleiding) as balie:
        await _verander(huis, "ZAAK-2026-0001")
        await balie.tot(1)
        query = "{ ik { klant { toestemmingen { id geldig categorieen } } } }"
        gegeven = (await huis.vraag(query, "burger"))["ik"]["klant"]["toestemmingen"]
        trek_in = "mutation ($id: ID!) { toestemmingIntrekken(id: $id) { fouten { melding } } }"
        for toestemming in gegeven:
            if toestemming["geldig"]:
                await huis.vraag(trek_in, "burger", id=toestemming["id"])
        await _verander(huis, "ZAAK-2026-0001")
        await balie.tot(2)

    eerst, daarna = (gehoord["informatie"]["zaak"]["omschrijving"] for gehoord in balie.gehoord)
    assert eerst is not None
    assert daarna is None


async def test_a_type_that_changed_is_fetched_anew(huis: Pushhuis) -> None:
    query = "{ mijnZaken(first: 100) { nodes { titel } } }"
    voor = {node["titel"] for node in (await huis.vraag(query, "burger"))["mijnZaken"]["nodes"]}
    zaaktypen = huis.sandbox.product("openzaak").state.register.store["zaaktypen"]
    (zaaktype,) = [rij for rij in zaaktypen if rij["omschrijving"] == "Kapvergunning"]
    zaaktypen.wijzig(zaaktype, {"omschrijving": "Boom kappen"})

    async def titels() -> set[str]:
        return {node["titel"] for node in (await huis.vraag(query, "burger"))["mijnZaken"]["nodes"]}

    assert "Boom kappen" not in await titels()  # it is kept
    await _meld(huis, kanaal="zaaktypen", hoofd=str(zaaktype["url"]), resource="zaaktype")
    until = asyncio.get_running_loop().time() + 10
    while "Boom kappen" not in await titels():
        assert asyncio.get_running_loop().time() < until
        await asyncio.sleep(0.1)
    assert "Kapvergunning" in voor


async def _verander(huis: Pushhuis, zaaknummer: str) -> None:
    """Something that a klant may know of."""
    zaken = huis.sandbox.product("openzaak").state.register.store["zaken"]
    (zaak,) = [rij for rij in zaken if rij["identificatie"] == zaaknummer]
    await _meld(huis, kanaal="zaken", hoofd=str(zaak["url"]), resource="zaak")


async def _meld(huis: Pushhuis, *, kanaal: str, hoofd: str, resource: str) -> None:

    body = {
        "kanaal": kanaal,
        "hoofdObject": hoofd,
        "resource": resource,
        "resourceUrl": hoofd,
        "actie": "partial_update",
        "aanmaakdatum": datetime.now(UTC).isoformat(),
        "kenmerken": {},
    }
    authorization = huis.settings.push.notificaties[0].authorization.get_secret_value()
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{huis.url}/notificaties", json=body, headers={"Authorization": authorization})
    assert answer.status_code == 204, answer.text
