"""The BRP in the sandbox: one test per rule of its description (FACTS §12)."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from app.sandbox.brp import VERPLICHTE_KOPTEKSTEN, maak_app
from tests.app.sandbox.kleine_wereld import ANDER_BSN, BSN, ONBEKEND_BSN, Rij, roep, wereld

KOP = dict.fromkeys(VERPLICHTE_KOPTEKSTEN, "sandbox")
DERDE_BSN = "999990123"


def persoon(bsn: str, voornamen: str, **velden: object) -> Rij:
    vast: Rij = {
        "burgerservicenummer": bsn,
        "naam": {
            "voornamen": voornamen,
            "voorvoegsel": "de",
            "geslachtsnaam": "Vries",
            "volledigeNaam": f"{voornamen} de Vries",
        },
        "geboorte": {
            "datum": {"type": "Datum", "datum": "1980-04-01", "langFormaat": "1 april 1980"},
            "plaats": {"code": "0599"},
        },
        "geslacht": {"code": "V", "omschrijving": "vrouw"},
        "verblijfplaats": {
            "type": "Adres",
            "verblijfadres": {
                "postcode": "1234AB",
                "huisnummer": 10,
                "woonplaats": "Voorbeeldstad",
                "inOnderzoek": {"x": True},
            },
            "datumVan": {"type": "Datum", "datum": "2010-01-01", "langFormaat": "1 januari 2010"},
        },
        "kinderen": [{"burgerservicenummer": ONBEKEND_BSN, "naam": {"voornamen": "Kim"}}],
        "adressering": {"adresregel1": "Straat 10", "adresregel2": "1234 AB VOORBEELDSTAD"},
    }
    return {**vast, **velden}


@pytest.fixture
def app() -> Starlette:
    overleden = {"reden": {"code": "O", "omschrijving": "overlijden"}}
    return maak_app(
        wereld(
            "brp",
            personen=[
                persoon(BSN, "Anna"),
                persoon(ANDER_BSN, "Bram", geheimhoudingPersoonsgegevens=True),
                persoon(DERDE_BSN, "Cor", opschortingBijhouding=overleden),
            ],
        )
    )


async def vraag(app: Starlette, inhoud: Rij, status: int = 200) -> Rij:
    async with roep(app, **KOP) as client:
        antwoord = await client.post("/personen", json=inhoud)
    assert antwoord.status_code == status, antwoord.text
    gelezen: Rij = antwoord.json()
    return gelezen


async def raadpleeg(app: Starlette, nummers: list[str], *velden: str, status: int = 200) -> list[Rij]:
    soort = "RaadpleegMetBurgerservicenummer"
    antwoord = await vraag(app, {"type": soort, "burgerservicenummer": nummers, "fields": list(velden)}, status)
    lijst = antwoord["personen" if status == 200 else "invalidParams"]
    assert isinstance(lijst, list)
    return lijst


@pytest.mark.parametrize("weg", VERPLICHTE_KOPTEKSTEN)
async def test_who_does_not_say_for_whom_and_why_is_403(app: Starlette, weg: str) -> None:
    kop = {naam: waarde for naam, waarde in KOP.items() if naam != weg}
    async with roep(app, **kop) as client:
        antwoord = await client.post("/personen", json={})
    assert antwoord.status_code == 403
    assert antwoord.headers["content-type"] == "application/problem+json"


async def test_only_the_fields_that_were_asked_for_come_back(app: Starlette) -> None:
    assert await raadpleeg(app, [BSN], "naam.volledigeNaam", "kinderen.naam.voornamen") == [
        {"naam": {"volledigeNaam": "Anna de Vries"}, "kinderen": [{"naam": {"voornamen": "Kim"}}]}
    ]


async def test_a_date_or_code_is_delivered_whole_whatever_part_is_named(app: Starlette) -> None:
    datum = {"type": "Datum", "datum": "1980-04-01", "langFormaat": "1 april 1980"}
    assert await raadpleeg(app, [BSN], "geboorte.datum.langFormaat") == [{"geboorte": {"datum": datum}}]
    assert await raadpleeg(app, [BSN], "geslacht.bestaatNiet") == [{"geslacht": {"code": "V", "omschrijving": "vrouw"}}]


async def test_what_is_automatic_comes_along_unasked(app: Starlette) -> None:
    assert await raadpleeg(app, [ANDER_BSN], "leeftijd") == [{"geheimhoudingPersoonsgegevens": True}]
    adres = {"postcode": "1234AB", "inOnderzoek": {"x": True}}
    assert await raadpleeg(app, [BSN], "verblijfplaatsBinnenland.verblijfadres.postcode") == [
        {"verblijfplaats": {"type": "Adres", "verblijfadres": adres}}
    ]


async def test_absent_persons_are_missing_and_the_order_is_not_that_of_the_question(app: Starlette) -> None:
    eerst = await raadpleeg(app, [BSN, ONBEKEND_BSN, ANDER_BSN, DERDE_BSN], "burgerservicenummer")
    later = await raadpleeg(app, [DERDE_BSN, ANDER_BSN, BSN], "burgerservicenummer")
    assert eerst == later
    assert [rij["burgerservicenummer"] for rij in eerst] != [BSN, ANDER_BSN, DERDE_BSN]
    assert {rij["burgerservicenummer"] for rij in eerst} == {BSN, ANDER_BSN, DERDE_BSN}


@pytest.mark.parametrize(
    ("veld", "reden"),
    [
        ("bestaatNiet", "Parameter bevat een niet bestaande veldnaam."),
        ("naam.bestaatNiet", "Parameter bevat een niet bestaande veldnaam."),
        ("gezag.bestaatNiet", "Parameter bevat een niet bestaande veldnaam."),
        ("BurgerServiceNummer", "Parameter bevat een niet bestaande veldnaam."),
        ("naam.inOnderzoek", "Parameter bevat een niet toegestane veldnaam."),
        ("geheimhoudingPersoonsgegevens", "Parameter bevat een niet toegestane veldnaam."),
    ],
)
async def test_a_wrong_field_is_400_and_named_by_its_place(app: Starlette, veld: str, reden: str) -> None:
    fouten = await raadpleeg(app, [BSN], "naam", veld, status=400)
    assert fouten == [{"name": "fields[1]", "code": "fields", "reason": reden}]


async def test_at_most_twenty_numbers_of_nine_digits(app: Starlette) -> None:
    assert (await raadpleeg(app, [BSN] * 21, "naam", status=400))[0]["code"] == "maxItems"
    assert (await raadpleeg(app, [BSN, "12"], "naam", status=400))[0]["name"] == "burgerservicenummer[1]"
    assert (await raadpleeg(app, [], "naam", status=400))[0]["code"] == "minItems"


async def test_fields_and_type_are_required_and_unknown_parameters_refused(app: Starlette) -> None:
    soort = "RaadpleegMetBurgerservicenummer"
    assert (await vraag(app, {"type": soort, "burgerservicenummer": [BSN]}, 400))["code"] == "paramsCombinatie"
    assert (await vraag(app, {"fields": ["naam"]}, 400))["code"] == "paramsCombinatie"
    assert (await vraag(app, {"type": "ZoekMetIets", "fields": ["naam"]}, 400))["code"] == "paramsValidation"
    fout = await vraag(app, {"type": soort, "burgerservicenummer": [BSN], "fields": ["naam"], "bsn": "1"}, 400)
    assert fout["invalidParams"] == [{"name": "bsn", "code": "unknownParam", "reason": "Parameter is niet verwacht."}]


async def test_a_search_leaves_out_the_dead_and_knows_fewer_fields(app: Starlette) -> None:
    zoek: Rij = {"type": "ZoekMetGeslachtsnaamEnGeboortedatum", "geslachtsnaam": "vri*", "geboortedatum": "1980-04-01"}
    antwoord = await vraag(app, {**zoek, "fields": ["burgerservicenummer"]})
    assert {rij["burgerservicenummer"] for rij in antwoord["personen"]} == {BSN, ANDER_BSN}  # type: ignore[attr-defined]
    alle = await vraag(app, {**zoek, "fields": ["burgerservicenummer"], "inclusiefOverledenPersonen": True})
    assert len(alle["personen"]) == 3  # type: ignore[arg-type]
    await vraag(app, {**zoek, "fields": ["kinderen"]}, 400)


async def test_a_search_by_address(app: Starlette) -> None:
    zoek: Rij = {
        "type": "ZoekMetPostcodeEnHuisnummer",
        "postcode": "1234AB",
        "huisnummer": 10,
        "fields": ["burgerservicenummer"],
    }
    assert len((await vraag(app, zoek))["personen"]) == 2  # type: ignore[arg-type]
    assert (await vraag(app, {**zoek, "huisnummer": 11}))["personen"] == []
