"""The verwerkingenlog as the betrokkene reads it: who saw what of him, why, and never which medewerker."""

from __future__ import annotations

from typing import Any

from tests.gateway import Gateway

QUERY = """{ mijnVerwerkingen(periode: {van: "2020-01-01", tot: "2100-01-01"}) { totaal nodes {
  actie activiteit doel rechtsgrond grondslag categorieen ontvanger namens bronnen } } }"""


async def _regels(huis: Gateway, als: str = "burger") -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = (await huis.ask(QUERY, als=als)).data["mijnVerwerkingen"]["nodes"]
    return nodes


async def test_what_a_desk_saw_is_read_by_whom_it_was_about_without_the_name_of_who_looked(huis: Gateway) -> None:
    await huis.ask('{ zaak(identificatie: "ZAAK-2026-0002") { status { naam } } }', als="kcc")
    (regel,) = await _regels(huis)

    assert regel == {
        "actie": "tonen zaakvoortgang",
        "activiteit": "Vraag aan het klantcontactcentrum",
        "doel": "Uw vraag beantwoorden.",
        "rechtsgrond": "Taak van algemeen belang (art. 6 lid 1 onder e)",
        "grondslag": "WETTELIJKE_TAAK",
        "categorieen": ["ZAAKVOORTGANG"],
        "ontvanger": "Gemeente Voorbeeldstad (klantcontactcentrum)",
        "namens": None,
        "bronnen": ["openzaak"],
    }


async def test_reading_the_log_stands_in_the_log(huis: Gateway) -> None:
    await _regels(huis)
    (regel,) = await _regels(huis)

    assert (regel["activiteit"], regel["ontvanger"]) == ("Inzage in het verwerkingenlog", "U zelf")


async def test_of_a_shared_zaak_each_reads_his_own_line_and_not_who_the_other_is(huis: Gateway) -> None:
    await huis.ask('{ zaak(identificatie: "ZAAK-2026-0001") { status { naam } } }', als="burger2")
    (van_fatima,) = await _regels(huis, "burger")
    (van_jan,) = [regel for regel in await _regels(huis, "burger2") if "zaakvoortgang" in regel["actie"]]

    assert van_fatima["ontvanger"] == "Een andere persoon die bij deze gegevens betrokken is"
    assert van_jan["ontvanger"] == "U zelf"


async def test_who_looks_for_another_stands_in_the_log_of_the_other(huis: Gateway) -> None:
    await huis.ask('{ zaak(identificatie: "ZAAK-2026-0101") { status { naam } } }', als="gemachtigde")
    (regel,) = await _regels(huis, "burger2")

    assert (regel["grondslag"], regel["namens"]) == ("MACHTIGING", "u")
    assert await _regels(huis, "gemachtigde") == []


async def test_an_empty_period_is_refused(huis: Gateway) -> None:
    answer = await huis.ask('{ mijnVerwerkingen(periode: {van: "2026-01-02", tot: "2026-01-02"}) { totaal } }')

    assert answer.codes == {"mijnVerwerkingen": "BAD_USER_INPUT"}


async def test_a_medewerker_has_no_log_of_his_own(huis: Gateway) -> None:
    answer = await huis.ask(QUERY, als="kcc")

    assert answer.data == {"mijnVerwerkingen": None}
    assert answer.afgeschermd == {"mijnVerwerkingen": 1}
