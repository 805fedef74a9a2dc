"""Recorded answers go through the adapters and through the graph, and come out right.

The same tests run on two sets: our own recordings of the sandbox, always; and those of the real products (Open Zaak
1.30.0, Open Klant 2.18.0, Open Product 1.8.0, Open VTB main, Objects API 4.0.0) where the shared set is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from resolvers.grammar.context import Vooruitblik
from resolvers.grammar.sleutel import Bsn
from resolvers.lijsten import ZakenVraag
from tests.contract.beelden import ANNA, BEELDEN, NU, VRAAG
from tests.contract.opgenomen import SAMENGESTELD, NietOpgenomen
from tests.contract.stellen import Stel, eigen, gedeeld, persoon, vraag

STELLEN: dict[str, Stel] = {stel.naam: stel for stel in (eigen(), gedeeld()) if stel is not None}
#: The same once more, for the test that breaks them.
STELLEN_ANDERS: dict[str, Stel] = {stel.naam: stel for stel in (eigen(), gedeeld()) if stel is not None}
VERWACHT: dict[str, dict[str, Any]] = {
    naam: json.loads((Path(__file__).parent / "verwacht" / f"{naam}.json").read_text(encoding="utf-8"))
    for naam in STELLEN
}


@pytest.fixture(params=STELLEN)
def stel(request: pytest.FixtureRequest) -> Stel:
    return STELLEN[request.param]


@pytest.mark.parametrize("beeld", BEELDEN)
async def test_what_was_recorded_comes_out_of_the_adapter_as_expected(stel: Stel, beeld: str) -> None:
    made = await BEELDEN[beeld](stel.verbind().registers, stel)
    assert made == VERWACHT[stel.naam][beeld]
    assert made  # an empty answer proves nothing


async def test_the_graph_answers_over_recorded_registers(stel: Stel) -> None:
    answer = await vraag(stel.verbind(), VRAAG, ANNA, nu=NU)
    assert "errors" not in answer
    assert answer == VERWACHT[stel.naam]["graaf"]


async def test_a_zaak_in_which_somebody_is_gemachtigde_is_not_about_him(stel: Stel) -> None:
    """The filter on BSN gives it (MEASURED §1.6); it is somebody else's and the graph does not show it."""
    wie = persoon(stel.over["gemachtigde"])
    batches = stel.verbind().registers.zaken[0].zaken_van(ZakenVraag(sleutels=frozenset({wie})), Vooruitblik())
    found = [zaak async for batch in batches for zaak in batch]
    helped = {
        zaak.identificatie
        for zaak in found
        if any(rol.machtiging == "gemachtigde" and wie in rol.sleutels for rol in zaak.rollen)
    }
    assert helped == set(stel.over["gemachtigd_in"])
    assert all(wie not in zaak.over_wie() for zaak in found if zaak.identificatie in helped)
    answer = await vraag(stel.verbind(), VRAAG, wie, nu=NU)
    shown = {node["zaak"]["identificatie"] for node in answer["data"]["mijnZaken"]["nodes"] if node["zaak"]}
    assert shown == {zaak.identificatie for zaak in found if wie in zaak.over_wie() and not zaak.is_intern()}
    assert not shown & helped


async def test_a_register_that_gives_everybody_shows_nothing_of_others(stel: Stel) -> None:
    """As when a filter is ignored: the whole register in answer to a question about one person."""
    stel = STELLEN_ANDERS[stel.naam]
    for soort, opgenomen in stel.opnamen.items():
        opgenomen.negeert_filters = soort != "openklant"
    rows = stel.verbind().registers
    asked = ZakenVraag(sleutels=frozenset({ANNA}), alles=True)
    found = [zaak async for batch in rows.zaken[0].zaken_van(asked, Vooruitblik()) for zaak in batch]
    assert any(ANNA not in zaak.over_wie() for zaak in found)  # the register really gave others
    for wie in (ANNA, Bsn("999990421")):
        answer = await vraag(stel.verbind(), VRAAG, wie, nu=NU)
        own = VERWACHT[stel.naam]["graaf"]["data"]["mijnZaken"]["nodes"] if wie == ANNA else []
        shown = [node["zaak"] and node["zaak"]["identificatie"] for node in answer["data"]["mijnZaken"]["nodes"]]
        assert shown == [node["zaak"] and node["zaak"]["identificatie"] for node in own]


async def test_what_was_not_recorded_is_a_fault_and_no_empty_list(stel: Stel) -> None:
    verbindingen = stel.verbind()
    client = verbindingen.aansluitingen[0].clients["zaken"]
    with pytest.raises(NietOpgenomen):
        await client.pages("/zaken", dict, params=(("nooit-gevraagd", "1"),))
    with pytest.raises(NietOpgenomen):
        await client.get("/klantcontacten", dict)


async def test_recorded_answers_are_given_as_they_were(stel: Stel) -> None:
    """The catalogue was recorded word for word; nothing had to be put together for its zaaktypen."""
    await stel.verbind().registers.zaken[0].alle_zaaktypen()
    asked = {path.rpartition("/")[2]: how for _, path, how in stel.opnamen["openzaak"].gevraagd}
    assert {"zaaktypen", "statustypen", "resultaattypen", "informatieobjecttypen", "besluittypen"} <= asked.keys()
    assert asked["zaaktypen"] != SAMENGESTELD
