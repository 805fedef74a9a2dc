"""Paging over the registers of three organisations: one order, every matter once, whatever the size of the page and
whatever comes in between."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.gateway import Gateway, Sandbox

MATEN = (1, 2, 3, 7)
_VELDEN = """totaal pageInfo { hasNextPage endCursor } nodes {
  id bijgewerktOp verzoek { ontvangenOp } zaak { startdatum } producten { startDatum }
  levertijd { uiterlijkOp verwachtOp } }"""
_MATTERS = (
    "query($first: Int!, $after: String, $volgorde: MijnZakenVolgorde!) "
    f"{{ lijst: mijnZaken(first: $first, after: $after, volgorde: $volgorde) {{ {_VELDEN} }} }}"
)
_ZAKEN = """query($first: Int!, $after: String, $volgorde: ZaakVolgorde!) { ik { klant {
  lijst: zaken(first: $first, after: $after, volgorde: $volgorde) {
    totaal pageInfo { hasNextPage endCursor } nodes { id startdatum bron { register } } } } } }"""
#: The same, without a count: then a register that sorts is read in pages.
_ZAKEN_ZONDER_TOTAAL = _ZAKEN.replace("totaal ", "")


def _begin(node: dict[str, Any]) -> str:
    if node["verzoek"] and node["verzoek"]["ontvangenOp"]:
        return str(datetime.fromisoformat(node["verzoek"]["ontvangenOp"]).date())
    return str(node["zaak"]["startdatum"] if node["zaak"] else next((p["startDatum"] for p in node["producten"]), ""))


def _bijgewerkt(node: dict[str, Any]) -> str:
    return str(node["bijgewerktOp"] or "")[:10] or _begin(node)


def _termijn(node: dict[str, Any]) -> str:
    levertijd = node["levertijd"] or {}
    lopend = levertijd and levertijd.get("uiterlijkOp")
    return str(lopend or levertijd.get("verwachtOp") or "~")


async def _lees(
    huis: Gateway,
    query: str,
    volgorde: str,
    first: int,
    tussendoor: Callable[[int], None] = lambda nummer: None,
) -> list[dict[str, Any]]:
    """Every page, to the end. `tussendoor` is called after each."""
    found: list[dict[str, Any]] = []
    after: str | None = None
    for nummer in range(100):
        answer = await huis.ask(query, variables={"first": first, "after": after, "volgorde": volgorde})
        assert answer.codes == {}
        lijst = answer.data.get("lijst") or answer.data["ik"]["klant"]["lijst"]
        assert len(lijst["nodes"]) == first or not lijst["pageInfo"]["hasNextPage"]
        found += lijst["nodes"]
        if not lijst["pageInfo"]["hasNextPage"]:
            return found
        after = lijst["pageInfo"]["endCursor"]
        tussendoor(nummer)
    raise AssertionError("the list has no end")


@pytest.mark.parametrize(
    ("volgorde", "waarde", "aflopend"),
    [
        ("LAATST_BIJGEWERKT", _bijgewerkt, True),
        ("NIEUWSTE_EERST", _begin, True),
        ("OUDSTE_EERST", _begin, False),
    ],
)
async def test_matters_of_three_organisations_stand_in_one_order(
    streek: Gateway, volgorde: str, waarde: Callable[[dict[str, Any]], str], aflopend: bool
) -> None:
    """Where two began on one day, their ids decide: a page that ends between them misses neither."""
    whole = await _lees(streek, _MATTERS, volgorde, 100)
    values = [waarde(node) for node in whole]

    assert len(whole) > max(MATEN)
    assert values == sorted(values, reverse=aflopend)
    gelijk = [(_begin(node), node["id"]) for node in whole if _begin(node) and volgorde != "LAATST_BIJGEWERKT"]
    if volgorde != "LAATST_BIJGEWERKT":
        assert len({begin for begin, _ in gelijk}) < len(gelijk)  # some did begin on one day


async def test_the_term_that_ends_first_stands_first_whosever_it_is(streek: Gateway) -> None:
    whole = await _lees(streek, _MATTERS, "TERMIJN", 100)
    lopend = [_termijn(node) for node in whole if node["zaak"]]
    eerste = lopend[: next(i for i, node in enumerate(whole) if not node["levertijd"])]

    assert eerste == sorted(eerste)


@pytest.mark.parametrize("volgorde", ["LAATST_BIJGEWERKT", "NIEUWSTE_EERST", "OUDSTE_EERST", "TERMIJN"])
async def test_page_after_page_gives_every_matter_once_and_in_that_order(streek: Gateway, volgorde: str) -> None:
    whole = [node["id"] for node in await _lees(streek, _MATTERS, volgorde, 100)]
    assert len(set(whole)) == len(whole)
    for first in MATEN:
        assert [node["id"] for node in await _lees(streek, _MATTERS, volgorde, first)] == whole


@pytest.mark.parametrize("query", [_ZAKEN, _ZAKEN_ZONDER_TOTAAL], ids=["counted", "in pages"])
@pytest.mark.parametrize("volgorde", ["STARTDATUM_AFLOPEND", "STARTDATUM_OPLOPEND"])
async def test_page_after_page_gives_every_zaak_once_also_of_a_register_that_does_not_sort(
    streek: Gateway, query: str, volgorde: str
) -> None:
    whole = await _lees(streek, query, volgorde, 100)
    dagen = [node["startdatum"] for node in whole]
    assert dagen == sorted(dagen, reverse=volgorde == "STARTDATUM_AFLOPEND")
    assert len({node["bron"]["register"] for node in whole}) == 3
    for first in MATEN:
        assert [node["id"] for node in await _lees(streek, query, volgorde, first)] == [node["id"] for node in whole]


@pytest.mark.parametrize("product", ["openzaak", "openzaak-waterschap", "openzaak-omgevingsdienst"])
@pytest.mark.parametrize("query", [_MATTERS, _ZAKEN_ZONDER_TOTAAL], ids=["mijnZaken", "zaken"])
async def test_a_zaak_that_comes_in_between_moves_nothing(
    eigen_streekregisters: Sandbox, eigen_streek: Gateway, product: str, query: str
) -> None:
    """One is added on every day that is there already, before and after the place where the reader is."""
    volgorde = "NIEUWSTE_EERST" if query is _MATTERS else "STARTDATUM_AFLOPEND"
    before = [node["id"] for node in await _lees(eigen_streek, query, volgorde, 100)]
    store = eigen_streekregisters.product(product).state.register.store
    eerste = next(zaak for zaak in store["zaken"] if _van_burger(store, zaak))

    gisteren = (eigen_streekregisters.app.state.wereld.vandaag - timedelta(days=1)).isoformat()

    def voeg_toe(nummer: int) -> None:
        for plek, dagen in enumerate((gisteren, eerste["startdatum"], "2020-01-01")):
            uuid = f"{nummer:08d}-000{plek}-4000-8000-{len(product):012d}"
            zaak = {**deepcopy(eerste), "uuid": uuid, "url": f"{eerste['url'].rpartition('/')[0]}/{uuid}"}
            zaak |= {"identificatie": f"NIEUW-{nummer}-{dagen}", "startdatum": dagen, "rollen": [], "status": None}
            store["zaken"].voeg_toe(zaak)
            for rol in store["rollen"].bij("zaak", eerste["url"]):
                eigen = f"{uuid[:-12]}{int(rol['uuid'][:8], 16):012d}"
                store["rollen"].voeg_toe(
                    {**deepcopy(rol), "uuid": eigen, "url": f"{zaak['url']}/{eigen}", "zaak": zaak["url"]}
                )

    paged = [node["id"] for node in await _lees(eigen_streek, query, volgorde, 2, voeg_toe)]

    assert len(set(paged)) == len(paged)
    assert [id_ for id_ in paged if id_ in set(before)] == before
    assert len(paged) > len(before)  # those that came after the place are there


def _van_burger(store: Any, zaak: dict[str, Any]) -> bool:
    rollen = store["rollen"].bij("zaak", zaak["url"])
    return any(rol["betrokkeneIdentificatie"].get("inpBsn") == "999990019" for rol in rollen)
