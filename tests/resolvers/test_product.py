"""A product: of its owners, published ones only; and the producttypen, that everybody may see."""

from __future__ import annotations

from tests.gateway import Gateway

QUERY = """{ ik { klant { producten { totaal nodes { id naam status prijs frequentie gegevens
  producttype { naam code } zaken { identificatie } eigenaren { naam } } } } } }"""


async def test_a_citizen_sees_what_he_has_and_not_what_is_unpublished(huis: Gateway) -> None:
    producten = (await huis.ask(QUERY)).data["ik"]["klant"]["producten"]
    by_name = {product["naam"]: product for product in producten["nodes"]}

    assert producten["totaal"] == 2
    assert set(by_name) == {"Parkeervergunning bewoners", "Afvalpas"}
    assert by_name["Parkeervergunning bewoners"]["prijs"] == "72.00"
    assert by_name["Parkeervergunning bewoners"]["gegevens"] == {"kenteken": "AB-123-C", "zone": "centrum"}
    assert by_name["Parkeervergunning bewoners"]["zaken"] == [{"identificatie": "ZAAK-2025-0105"}]
    assert by_name["Parkeervergunning bewoners"]["eigenaren"] == [{"naam": "Fatima de Wit"}]
    assert by_name["Afvalpas"]["producttype"] == {"naam": "Afvalpas", "code": "AFVALPAS"}


async def test_a_foreign_product_is_not_reached_by_its_id(huis: Gateway) -> None:
    id_ = (await huis.ask(QUERY)).data["ik"]["klant"]["producten"]["nodes"][0]["id"]
    query = "query($id: ID!) { product(id: $id) { id } }"

    assert (await huis.ask(query, variables={"id": id_})).data == {"product": {"id": id_}}
    assert (await huis.ask(query, als="burger2", variables={"id": id_})).data == {"product": None}


async def test_producttypen_are_open_to_who_has_no_ground_at_all(huis: Gateway) -> None:
    query = """{ producttypen(zoek: "parkeren") { totaal nodes {
      naam prijs doelgroep aanvraagUrl themas zaaktypen { identificatie stappen { naam } } } } }"""
    answer = await huis.ask(query, als="kcc")

    assert answer.afgeschermd == {}
    assert answer.data["producttypen"]["totaal"] == 1
    (found,) = answer.data["producttypen"]["nodes"]
    assert found["naam"] == "Parkeervergunning bewoners"
    assert found["prijs"] == "72.00"
    assert found["doelgroep"] == "BURGERS"
    assert found["themas"] == ["Verkeer en parkeren"]
    assert found["zaaktypen"][0]["identificatie"] == "PARKEERVERGUNNING"
    assert [stap["naam"] for stap in found["zaaktypen"][0]["stappen"]] == ["Ontvangen", "In behandeling", "Afgehandeld"]


async def test_producttypen_of_one_doelgroep(huis: Gateway) -> None:
    answer = await huis.ask("{ producttypen(doelgroep: BEDRIJVEN_EN_INSTELLINGEN) { nodes { naam } } }")

    assert answer.data == {"producttypen": {"nodes": [{"naam": "Terrasvergunning"}]}}
