"""The KvK in the sandbox: search, profiles and the way it says no (FACTS §12)."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from app.sandbox.kern import API_KEY
from app.sandbox.kvk import maak_app
from tests.app.sandbox.kleine_wereld import BASIS, KVK, Rij, roep, wereld

HOOFD, NEVEN = "000037178598", "000037178601"
ZOEKEN, BASISPROFIEL = "/api/v2/zoeken", "/api/v1/basisprofielen"


def vestiging(nummer: str, hoofd: str) -> Rij:
    adres: Rij = {"type": "bezoekadres", "indAfgeschermd": "Nee", "volledigAdres": "Straat 1 1234AB Voorbeeldstad"}
    adres |= {"straatnaam": "Straat", "huisnummer": 1, "postcode": "1234AB", "plaats": "Voorbeeldstad"}
    return {
        "vestigingsnummer": nummer,
        "kvkNummer": KVK,
        "eersteHandelsnaam": f"Bakkerij {nummer[-3:]}",
        "indHoofdvestiging": hoofd,
        "indCommercieleVestiging": "Ja",
        "adressen": [adres],
    }


@pytest.fixture
def app() -> Starlette:
    profiel: Rij = {
        "kvkNummer": KVK,
        "naam": "Bakkerij De Korenaar B.V.",
        "links": [{"rel": "self", "href": f"{BASIS}{BASISPROFIEL}/{KVK}"}],
        "_embedded": {"hoofdvestiging": vestiging(HOOFD, "Ja"), "eigenaar": {"rsin": "999990019", "rechtsvorm": "BV"}},
    }
    eenmanszaak: Rij = {
        "kvkNummer": "90009999",
        "naam": "Jan",
        "_embedded": {"eigenaar": {"rechtsvorm": "Eenmanszaak"}},
    }
    vestigingen = [vestiging(HOOFD, "Ja"), vestiging(NEVEN, "Nee")]
    return maak_app(wereld("kvk", basisprofielen=[profiel, eenmanszaak], vestigingsprofielen=vestigingen))


async def haal(app: Starlette, pad: str, verwacht: int = 200, **params: str) -> Rij:
    async with roep(app, apikey=API_KEY) as client:
        antwoord = await client.get(pad, params=params)
    assert antwoord.status_code == verwacht, antwoord.text
    inhoud: Rij = antwoord.json()
    return inhoud


def code(antwoord: Rij) -> object:
    fouten = antwoord["fout"]
    assert isinstance(fouten, list)
    return fouten[0]["code"]


async def test_without_an_apikey_it_is_401(app: Starlette) -> None:
    async with roep(app) as client:
        antwoord = await client.get(ZOEKEN, params={"kvkNummer": KVK})
    assert antwoord.status_code == 401
    assert "fout" in antwoord.json()


async def test_nothing_found_is_404_and_not_an_empty_list(app: Starlette) -> None:
    assert code(await haal(app, ZOEKEN, 404, kvkNummer="90000000")) == "IPD5200"
    assert code(await haal(app, ZOEKEN, 404, kvkNummer=KVK, pagina="2")) == "IPD5200"


async def test_a_company_is_found_with_its_branches(app: Starlette) -> None:
    antwoord = await haal(app, ZOEKEN, kvkNummer=KVK)
    resultaten = antwoord["resultaten"]
    assert isinstance(resultaten, list)
    assert [rij["type"] for rij in resultaten] == ["rechtspersoon", "hoofdvestiging", "nevenvestiging"]
    assert resultaten[1]["adres"]["binnenlandsAdres"]["plaats"] == "Voorbeeldstad"
    assert (antwoord["pagina"], antwoord["resultatenPerPagina"], antwoord["totaal"]) == (1, 10, 3)


async def test_a_search_by_other_things(app: Starlette) -> None:
    assert (await haal(app, ZOEKEN, rsin="999990019"))["totaal"] == 1
    assert (await haal(app, ZOEKEN, vestigingsnummer=NEVEN))["totaal"] == 1
    assert (await haal(app, ZOEKEN, postcode="1234 AB", huisnummer="1", type="nevenvestiging"))["totaal"] == 1
    assert (await haal(app, ZOEKEN, naam="korenaar"))["totaal"] == 1
    assert (await haal(app, ZOEKEN, kvkNummer=KVK, resultatenPerPagina="1"))["totaal"] == 3


@pytest.mark.parametrize(
    "params", [{"kvkNummer": "1"}, {"bestaatniet": "1"}, {"naam": "a", "resultatenPerPagina": "101"}]
)
async def test_a_wrong_parameter_is_400(app: Starlette, params: dict[str, str]) -> None:
    assert code(await haal(app, ZOEKEN, 400, **params)) == "IPD1999"


async def test_a_basic_profile_has_its_embedded_parts(app: Starlette) -> None:
    profiel = await haal(app, f"{BASISPROFIEL}/{KVK}")
    assert profiel["_embedded"]["eigenaar"]["rsin"] == "999990019"  # type: ignore[index]
    assert (await haal(app, f"{BASISPROFIEL}/{KVK}/hoofdvestiging"))["vestigingsnummer"] == HOOFD
    lijst = await haal(app, f"{BASISPROFIEL}/{KVK}/vestigingen")
    assert (lijst["totaalAantalVestigingen"], len(lijst["vestigingen"])) == (2, 2)  # type: ignore[arg-type]


async def test_a_sole_trader_has_no_rsin_and_is_no_legal_person(app: Starlette) -> None:
    eigenaar = await haal(app, f"{BASISPROFIEL}/90009999/eigenaar")
    assert "rsin" not in eigenaar
    assert code(await haal(app, ZOEKEN, 404, kvkNummer="90009999", type="rechtspersoon")) == "IPD5200"


async def test_an_unknown_or_impossible_number(app: Starlette) -> None:
    assert code(await haal(app, f"{BASISPROFIEL}/90000000", 404)) == "IPD0005"
    assert code(await haal(app, f"{BASISPROFIEL}/1", 400)) == "IPD0004"
    assert code(await haal(app, "/api/v1/vestigingsprofielen/000000000000", 404)) == "IPD0007"
    assert code(await haal(app, "/api/v1/vestigingsprofielen/1", 400)) == "IPD0006"
    assert (await haal(app, f"/api/v1/vestigingsprofielen/{NEVEN}"))["indHoofdvestiging"] == "Nee"
