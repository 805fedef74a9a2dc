"""Verwijzing: what a link names, where there is one register of a kind and where there are more."""

from __future__ import annotations

import pytest

from app.registries.connect import Verbindingen
from app.registries.verwijzing import patronen, vermelding
from app.sandbox.server import sandbox_settings
from resolvers.zaak import Vermelding

UUID = "6f1c2a04-0000-4000-8000-00000000000a"
_DOCUMENTEN = "enkelvoudiginformatieobjecten"
A, B = "https://a.example/zaken/api/v1", "https://b.example/zaken/api/v1"


@pytest.mark.parametrize(
    ("verwijzing", "in_a", "in_b"),
    [
        (f"{A}/zaken/{UUID}", True, False),
        (f"{B}/zaken/{UUID}", False, True),
        (f"https://elders.example/zaken/{UUID}", True, True),
        (UUID, True, True),
        (UUID.upper(), True, True),
        (f"urn:nld:gemeente:zaak:uuid:{UUID}", True, True),
        (f"{A}/besluiten/{UUID}", False, False),
        ("", False, False),
    ],
)
def test_an_address_of_one_register_names_nothing_in_another(verwijzing: str, in_a: bool, in_b: bool) -> None:
    found = [vermelding(patronen("zaak", anderen=[ander]), verwijzing) for ander in (B, A)]

    assert [naam is not None for naam in found] == [in_a, in_b]
    assert {naam for naam in found if naam} <= {Vermelding(uuid=UUID, nummer=None)}


def test_what_the_settings_say_stands_in_the_place_of_that() -> None:
    patterns = patronen("zaak", [rf"{B}/zaken/{{uuid}}", "zaak-{nummer}"], anderen=[B])

    assert vermelding(patterns, f"{B}/zaken/{UUID}") == Vermelding(uuid=UUID, nummer=None)
    assert vermelding(patterns, "zaak-Z-12") == Vermelding(uuid=None, nummer="Z-12")
    assert vermelding(patterns, UUID) is None


async def test_each_register_knows_what_stands_under_the_addresses_of_the_others() -> None:
    basis = "https://registers.example"
    verbindingen = Verbindingen(sandbox_settings(basis, streek=True).registers, sandbox_settings(basis).organisatie)
    try:
        registers = verbindingen.registers
        for soort, api, kind, ask in (
            (registers.zaken, "openzaak", "zaken/api/v1/zaken", "vermelding"),
            (registers.producten, "openproduct", "producten/api/v1/producten", "product_bij_verwijzing"),
            (
                registers.documenten,
                "openzaak",
                "documenten/api/v1/enkelvoudiginformatieobjecten",
                "document_bij_verwijzing",
            ),
        ):
            for huis in ("", "-waterschap", "-omgevingsdienst"):
                link = f"{basis}/{api}{huis}/{kind}/{UUID}"
                known = [register.herkomst.register for register in soort if getattr(register, ask)(link)]
                assert known == [f"{api}{huis}"]
        assert registers.paren["openklant-waterschap"] == {"openzaak-waterschap"}
    finally:
        await verbindingen.aclose()
