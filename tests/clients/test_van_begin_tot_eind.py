"""graphql-ws and graphql-sse of a portal, from a status that is set in the zaakregister to what its page gets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.sandbox import uitgever
from tests.app.push.huis import Pushhuis, pushhuis
from tests.clients.knooppunt import client
from tests.gateway import sandbox

VOLG = "subscription { mijnZakenGewijzigd { soort informatie { titel status { groep naam } } } }"


@pytest.fixture
def huis(tmp_path: Path) -> Iterator[Pushhuis]:
    with sandbox() as registers, pushhuis(registers, tmp_path) as found:
        yield found


@pytest.mark.parametrize("soort", ["ws", "sse"])
async def test_a_page_hears_of_a_status_and_of_what_it_missed(huis: Pushhuis, soort: str) -> None:
    url = f"ws://127.0.0.1:{huis.poort}/graphql" if soort == "ws" else f"{huis.url}/graphql/stream"
    async with client(soort, url, uitgever.token("burger2")) as pagina:
        await pagina.doe("vraag", id="s", vraag={"query": VOLG})
        await huis.ingeschreven()
        await huis.zet_voort("ZAAK-2026-0001")
        eerst = (await pagina.hoort_tot("next"))["result"]

        await pagina.doe("verbreek")
        await huis.zet_voort("ZAAK-2026-0101")
        daarna = (await pagina.hoort_tot("next"))["result"]

    assert eerst["data"]["mijnZakenGewijzigd"] == {
        "soort": "STATUS_GEWIJZIGD",
        "informatie": {"titel": "Omgevingsvergunning", "status": {"groep": "BESLIST", "naam": "Besluit genomen"}},
    }
    assert daarna["data"]["mijnZakenGewijzigd"]["informatie"]["titel"] != "Omgevingsvergunning"
    assert eerst["extensions"]["gebeurtenis"] != daarna["extensions"]["gebeurtenis"]
