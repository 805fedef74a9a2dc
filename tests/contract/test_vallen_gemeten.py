"""The traps that were measured at the real products and change a gateway's design (MEASURED.md §1). Each test first
shows that the trap is there, then that we do not step in it."""

from __future__ import annotations

import json
from collections import Counter

import httpx
import pytest

from app.registries import openproduct as productadapter
from app.registries.openzaak import zoeken
from app.sandbox import kern
from resolvers.grammar.context import Vooruitblik
from resolvers.grammar.sleutel import Bsn
from tests.contract.huis import ANNA, BASIS, GROOT, JAN, LIJSTEN, NOOR, VAN_ANNA, Huis, zaken_uit_register

# ------------------------------------------------------------------ measured §1.1: filters that are ignored


async def test_a_zoek_that_ignores_our_key_gives_everybody_and_the_graph_shows_only_our_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    huis = Huis()
    assert await huis.nummers() == VAN_ANNA
    monkeypatch.setitem(zoeken.ZOEKSLEUTELS, Bsn, ("rol__hernoemd__inpBsn",))
    everybody = await zaken_uit_register(huis)
    assert len(everybody) == len(huis.rijen("openzaak", "zaken")) > len(VAN_ANNA)
    assert await huis.nummers() == VAN_ANNA


async def test_a_product_filter_that_is_ignored_gives_everybody_and_we_show_only_our_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    huis = Huis()
    before = await huis.vraag(LIJSTEN)
    names = [row["naam"] for row in before["data"]["klant"]["producten"]["nodes"]]
    assert names
    monkeypatch.setitem(productadapter._ZOEK, Bsn, "eigenaren__hernoemd")
    huis.tussen.gezien.clear()
    after = await huis.vraag(LIJSTEN)
    assert "eigenaren__hernoemd" in {key for request, _ in huis.tussen.gezien for key in request.url.params}
    assert len(names) < len(huis.rijen("openproduct", "producten"))
    assert after == before


async def test_an_empty_list_of_ids_is_not_asked_at_all() -> None:
    huis = Huis()
    assert await huis.registers.zaken[0].zaken([], Vooruitblik()) == []
    assert await huis.registers.documenten[0].documenten([]) == []
    assert await huis.registers.medewerkers[0].medewerkers([]) == []
    assert huis.tussen.gezien == []


# ------------------------------------------------------------------ measured §1.2: HEAD


async def test_a_whole_run_sends_no_head_and_the_client_refuses_to() -> None:
    huis = Huis()
    await huis.verbindingen.overzicht()
    await huis.verbindingen.tel_ervaring()
    assert "errors" not in await huis.vraag(GROOT)
    assert {request.method for request, _ in huis.tussen.gezien} == {"GET", "POST"}
    assert {product.state.head for product in huis.app.state.producten.values()} == {0}
    client = huis.verbindingen.aansluitingen[0].clients["zaken"]
    with pytest.raises(ValueError, match="HEAD"):
        client._vraag("HEAD", "/zaken", None, (), None)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(huis.app), base_url=BASIS) as outside:
        await outside.head("/openzaak/zaken/api/v1/zaken")  # the count above counts
    assert huis.app.state.producten["openzaak"].state.head == 1


# ------------------------------------------------------------------ measured §1.3: an ETag that does not know a rol


async def test_a_rol_that_was_taken_away_counts_at_the_next_request_though_the_etag_says_304() -> None:
    huis = Huis()
    assert "ZAAK-2026-0001" in await huis.nummers(JAN)
    zaak = huis.zaak("ZAAK-2026-0001")
    rol = next(
        row
        for row in huis.rijen("openzaak", "rollen")
        if row["zaak"] == zaak["url"] and JAN.waarde in str(row["betrokkeneIdentificatie"])
    )
    token = kern.maak_jwt(kern.ZGW_CLIENT_ID, kern.ZGW_SECRET)
    headers = {"Authorization": f"Bearer {token}", "Accept-Crs": "EPSG:4326"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(huis.app), headers=headers) as register:
        etag = (await register.get(zaak["url"])).headers["etag"]
        assert (await register.delete(rol["url"])).status_code == 204
        assert (await register.get(zaak["url"], headers={"If-None-Match": etag})).status_code == 304
    assert "ZAAK-2026-0001" not in await huis.nummers(JAN)
    assert "ZAAK-2026-0001" in await huis.nummers(ANNA)


async def test_no_zaak_and_no_rol_is_ever_asked_conditionally() -> None:
    huis = Huis()
    for _ in range(2):
        await huis.vraag(GROOT)
    conditional = [r.url.path for r, _ in huis.tussen.gezien if "if-none-match" in r.headers]
    assert not [path for path in conditional if "/zaken/api/" in path]
    asked = Counter(huis.paden("POST"))
    assert asked["/openzaak/zaken/api/v1/zaken/_zoek"] >= 2  # the second request asked for itself


# ------------------------------------------------------------------ measured §1.4 and §1.5: what is dear


async def test_types_are_never_expanded_and_the_catalogue_is_fetched_once() -> None:
    huis = Huis()
    for wie in (ANNA, JAN, ANNA):
        await huis.vraag(GROOT, wie)
    zoeken = [r for r, _ in huis.tussen.gezien if r.url.path.endswith("/zaken/_zoek")]
    expanded = {name for request in zoeken for name in json.loads(request.content)["expand"]}
    assert {"rollen", "status", "resultaat"} <= expanded
    assert not {name for name in expanded if "type" in name or "." in name}
    catalogue = Counter(path.rpartition("/")[2] for path in huis.paden() if "/catalogi/" in path)
    assert set(catalogue.values()) == {1}
    assert {"zaaktypen", "statustypen", "resultaattypen"} <= catalogue.keys()


# ------------------------------------------------------------------ measured §1.6: gemachtigde


async def test_a_zaak_in_which_noor_is_gemachtigde_comes_with_her_bsn_and_is_not_hers() -> None:
    huis = Huis()
    assert "ZAAK-2026-0101" in {zaak.identificatie for zaak in await zaken_uit_register(huis, NOOR)}
    assert "ZAAK-2026-0101" not in await huis.nummers(NOOR)
    assert "ZAAK-2026-0101" in await huis.nummers(JAN)
