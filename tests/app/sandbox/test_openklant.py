"""Open Klant in the sandbox: one test per thing that the real product was seen to do (MEASURED §2.2)."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from app.sandbox.openklant import maak_app
from tests.app.sandbox.kleine_wereld import (
    ANDER_BSN,
    BASIS,
    BSN,
    KVK,
    KleineWereld,
    Rij,
    met_token,
    roep,
    uuid_van,
    wereld,
)

WORTEL = "/klantinteracties/api/v1"
ADRES: Rij = {"straatnaam": "", "huisnummer": None}
BIJ_BSN = "partijIdentificator__codeSoortObjectId=bsn&partijIdentificator__objectId"


def ref(soort: str, naam: str) -> Rij:
    return {"uuid": uuid_van(naam), "url": f"{BASIS}{WORTEL}/{soort}/{uuid_van(naam)}"}


def identificator(partij: str, soort: str, waarde: str, boven: Rij | None = None) -> Rij:
    return {
        **ref("partij-identificatoren", f"{partij} {soort}"),
        "identificeerdePartij": ref("partijen", partij),
        "anderePartijIdentificator": "",
        "partijIdentificator": {
            "codeObjecttype": "natuurlijk_persoon" if soort == "bsn" else "niet_natuurlijk_persoon",
            "codeSoortObjectId": soort,
            "objectId": waarde,
            "codeRegister": "brp" if soort == "bsn" else "hr",
        },
        "subIdentificatorVan": boven,
    }


def partij(naam: str, soort: str, identificatoren: list[Rij], **velden: object) -> Rij:
    vast: Rij = {
        "nummer": None,
        "interneNotitie": "",
        "betrokkenen": [],
        "categorieRelaties": [],
        "digitaleAdressen": [],
        "voorkeursDigitaalAdres": None,
        "vertegenwoordigden": [],
        "rekeningnummers": [],
        "voorkeursRekeningnummer": None,
        "partijIdentificatoren": identificatoren,
        "soortPartij": soort,
        "indicatieGeheimhouding": False,
        "voorkeurstaal": "nld",
        "indicatieActief": True,
        "bezoekadres": ADRES,
        "correspondentieadres": ADRES,
        "partijIdentificatie": {"volledigeNaam": naam},
    }
    return {**ref("partijen", naam), **vast, **velden}


def klantcontact(naam: str, moment: str, **velden: object) -> Rij:
    vast: Rij = {
        "gingOverOnderwerpobjecten": [],
        "hadBetrokkenActoren": [],
        "omvatteBijlagen": [],
        "hadBetrokkenen": [],
        "leiddeTotInterneTaken": [],
        "nummer": naam,
        "kanaal": "telefoon",
        "onderwerp": f"Vraag {naam}",
        "inhoud": "",
        "vertrouwelijk": False,
        "plaatsgevondenOp": moment,
    }
    return {**ref("klantcontacten", naam), **vast, **velden}


def betrokkene(naam: str, wie: str, contact: str) -> Rij:
    partij_ref, contact_ref = ref("partijen", wie), ref("klantcontacten", contact)
    return {**ref("betrokkenen", naam), "wasPartij": partij_ref, "hadKlantcontact": contact_ref, "rol": "klant"}


def onderwerp(naam: str, contact: str, zaak: str) -> Rij:
    codes = {"objectId": zaak, "codeObjecttype": "zgw-Zaak", "codeRegister": "openzaak", "codeSoortObjectId": "uuid"}
    return {
        **ref("onderwerpobjecten", naam),
        "klantcontact": ref("klantcontacten", contact),
        "wasKlantcontact": None,
        "onderwerpobjectidentificator": codes,
    }


def adres(naam: str, van: str, soort: str, waarde: str, **velden: object) -> Rij:
    vast: Rij = {
        "verstrektDoorBetrokkene": None,
        "verstrektDoorPartij": ref("partijen", van),
        "adres": waarde,
        "soortDigitaalAdres": soort,
        "isStandaardAdres": False,
        "omschrijving": "",
        "referentie": "",
        "verificatieDatum": None,
    }
    return {**ref("digitaleadressen", naam), **vast, **velden}


def bouw() -> KleineWereld:
    kvk = identificator("bakkerij", "kvk_nummer", KVK)
    vestiging = identificator(
        "filiaal", "vestigingsnummer", "000037178598", ref("partij-identificatoren", "bakkerij kvk_nummer")
    )
    # A second identifier that has Anna's number but is no BSN: the trap of the filters that do not hang together.
    rsin = identificator("naamgenoot", "rsin", BSN)
    eigen = identificator("naamgenoot", "bsn", "999990123")
    return wereld(
        "openklant",
        partijen=[
            partij("anna", "persoon", [identificator("anna", "bsn", BSN)]),
            partij("bram", "persoon", [identificator("bram", "bsn", ANDER_BSN)], indicatieGeheimhouding=True),
            partij("bakkerij", "organisatie", [kvk]),
            partij("filiaal", "organisatie", [vestiging]),
            partij("naamgenoot", "organisatie", [rsin, eigen]),
        ],
        partijidentificatoren=[kvk, vestiging, rsin, eigen],
        digitaleadressen=[
            adres("mail", "anna", "email", "anna@example.com", isStandaardAdres=True, verificatieDatum="2026-01-15"),
            adres("telefoon", "anna", "telefoonnummer", "0612345600"),
        ],
        klantcontacten=[
            klantcontact("1", "2026-05-02T10:00:00Z"),
            klantcontact("2", "2026-05-09T10:00:00Z", vertrouwelijk=True),
            klantcontact("3", "2026-05-05T10:00:00Z"),
        ],
        betrokkenen=[betrokkene("b1", "anna", "1"), betrokkene("b2", "anna", "2"), betrokkene("b3", "bram", "3")],
        onderwerpobjecten=[onderwerp("o1", "1", "zaak-1"), onderwerp("o2", "2", "zaak-2")],
        vertegenwoordigingen=[
            {
                **ref("vertegenwoordigingen", "v"),
                "vertegenwoordigendePartij": ref("partijen", "anna"),
                "vertegenwoordigdePartij": ref("partijen", "bakkerij"),
            }
        ],
    )


@pytest.fixture
def app() -> Starlette:
    return maak_app(bouw())


async def haal(app: Starlette, pad: str, status: int = 200) -> Rij:
    async with met_token(app) as client:
        antwoord = await client.get(WORTEL + pad)
    assert antwoord.status_code == status, antwoord.text
    inhoud: Rij = antwoord.json()
    return inhoud


async def nummers(app: Starlette, pad: str) -> list[object]:
    return [rij["nummer"] for rij in _lijst(await haal(app, pad))]


async def uuids(app: Starlette, pad: str) -> list[object]:
    return [rij["uuid"] for rij in _lijst(await haal(app, pad))]


def _lijst(antwoord: Rij, naam: str = "results") -> list[Rij]:
    rijen = antwoord[naam]
    assert isinstance(rijen, list)
    return rijen


@pytest.mark.parametrize("kop", [{}, {"Authorization": "Bearer sandbox-token"}, {"Authorization": "Token mis"}])
async def test_a_missing_or_wrong_token_is_401_with_www_authenticate(app: Starlette, kop: dict[str, str]) -> None:
    async with roep(app, **kop) as client:
        antwoord = await client.get(f"{WORTEL}/partijen")
    assert antwoord.status_code == 401
    assert antwoord.headers["www-authenticate"] == "Token"


async def test_an_unknown_parameter_is_400(app: Starlette) -> None:
    fout = await haal(app, "/partijen?bestaatniet=1", 400)
    assert _lijst(fout, "invalidParams")[0]["code"] == "unknown-parameters"


async def test_ordering_is_not_a_parameter(app: Starlette) -> None:
    await haal(app, "/klantcontacten?ordering=-plaatsgevondenOp", 400)


async def test_there_is_no_etag(app: Starlette) -> None:
    async with met_token(app) as client:
        antwoord = await client.get(f"{WORTEL}/partijen/{uuid_van('anna')}", headers={"If-None-Match": "*"})
    assert antwoord.status_code == 200
    assert "etag" not in antwoord.headers
    assert antwoord.headers["api-version"] == "0.9.0"


async def test_a_bad_uuid_in_the_path_is_404_and_in_a_filter_400(app: Starlette) -> None:
    await haal(app, "/partijen/geen-uuid", 404)
    fout = await haal(app, "/klantcontacten?hadBetrokkene__wasPartij__uuid=x", 400)
    assert _lijst(fout, "invalidParams")[0]["reason"] == "Voer een geldige UUID in."


async def test_a_partij_is_found_by_bsn(app: Starlette) -> None:
    alles = (
        f"{BIJ_BSN}={BSN}&partijIdentificator__codeObjecttype=natuurlijk_persoon&partijIdentificator__codeRegister=brp"
    )
    assert uuid_van("anna") in await uuids(app, f"/partijen?{alles}")


async def test_identifier_filters_are_separate_questions(app: Starlette) -> None:
    """A partij with some BSN and a RSIN equal to the number that is asked for comes along."""
    assert set(await uuids(app, f"/partijen?{BIJ_BSN}={BSN}")) == {uuid_van("anna"), uuid_van("naamgenoot")}


async def test_two_bsns_with_a_comma_find_nobody_and_of_a_repetition_the_last_wins(app: Starlette) -> None:
    assert await uuids(app, f"/partijen?{BIJ_BSN}={BSN},{ANDER_BSN}") == []
    param = "partijIdentificator__objectId"
    assert await uuids(app, f"/partijen?{param}={BSN}&{param}={ANDER_BSN}") == [uuid_van("bram")]


async def test_an_unknown_code_is_200_and_nobody(app: Starlette) -> None:
    assert await uuids(app, "/partijen?partijIdentificator__codeSoortObjectId=paspoort") == []


async def test_a_vestiging_is_found_by_the_kvk_number_above_it(app: Starlette) -> None:
    pad = f"/partijen?subIdentificatorVan__codeSoortObjectId=kvk_nummer&subIdentificatorVan__objectId={KVK}"
    assert await uuids(app, pad) == [uuid_van("filiaal")]


async def test_vertegenwoordigde_partij_takes_the_one_who_represents(app: Starlette) -> None:
    param = "/partijen?vertegenwoordigdePartij__uuid="
    assert await uuids(app, param + uuid_van("anna")) == [uuid_van("bakkerij")]
    assert await uuids(app, param + uuid_van("bakkerij")) == []


async def test_vertegenwoordigingen_do_what_their_parameters_say(app: Starlette) -> None:
    pad = "/vertegenwoordigingen?vertegenwoordig{}Partij__uuid="
    assert len(await uuids(app, pad.format("ende") + uuid_van("anna"))) == 1
    assert len(await uuids(app, pad.format("de") + uuid_van("bakkerij"))) == 1
    assert await uuids(app, pad.format("de") + uuid_van("anna")) == []
    assert _lijst(await haal(app, f"/partijen/{uuid_van('anna')}"), "vertegenwoordigden") == [
        ref("partijen", "bakkerij")
    ]


async def test_contacts_come_latest_first_whatever_order_they_were_made_in(app: Starlette) -> None:
    assert await nummers(app, "/klantcontacten") == ["2", "3", "1"]


async def test_contacts_are_found_by_bsn_by_partij_and_by_zaak(app: Starlette) -> None:
    param = "hadBetrokkene__wasPartij"
    assert await nummers(app, f"/klantcontacten?{param}__partijIdentificator__objectId={BSN}") == ["2", "1"]
    assert await nummers(app, f"/klantcontacten?{param}__uuid={uuid_van('anna')}") == ["2", "1"]
    assert await nummers(app, "/klantcontacten?onderwerpobject__onderwerpobjectidentificatorObjectId=zaak-2") == ["2"]


async def test_a_confidential_contact_and_a_secret_partij_are_only_data(app: Starlette) -> None:
    assert "2" in await nummers(app, "/klantcontacten")
    assert uuid_van("bram") in await uuids(app, "/partijen")
    assert await nummers(app, "/klantcontacten?vertrouwelijk=false") == ["3", "1"]


async def test_members_of_a_list_have_an_expand_and_a_detail_only_when_asked(app: Starlette) -> None:
    assert _lijst(await haal(app, "/partijen"))[0]["_expand"] == {}
    assert "_expand" not in _lijst(await haal(app, "/vertegenwoordigingen"))[0]
    assert "_expand" not in await haal(app, f"/partijen/{uuid_van('anna')}")


async def test_expand_goes_as_deep_as_the_product_does(app: Starlette) -> None:
    rij = await haal(
        app, f"/partijen/{uuid_van('anna')}?expand=digitaleAdressen,betrokkenen,betrokkenen.hadKlantcontact"
    )
    deel = rij["_expand"]
    assert isinstance(deel, dict)
    assert [a["adres"] for a in deel["digitaleAdressen"]] == ["anna@example.com", "0612345600"]
    assert [b["_expand"]["hadKlantcontact"]["nummer"] for b in deel["betrokkenen"]] == ["1", "2"]
    pad = (
        "/klantcontacten?expand=hadBetrokkenen,hadBetrokkenen.wasPartij,gingOverOnderwerpobjecten,leiddeTotInterneTaken"
    )
    eerste = _lijst(await haal(app, pad))[0]["_expand"]
    assert isinstance(eerste, dict)
    assert eerste["hadBetrokkenen"][0]["_expand"]["wasPartij"]["uuid"] == uuid_van("anna")
    assert eerste["gingOverOnderwerpobjecten"][0]["onderwerpobjectidentificator"]["objectId"] == "zaak-2"
    assert eerste["leiddeTotInterneTaken"] == []


async def test_a_partij_that_was_expanded_before_is_null_the_second_time(app: Starlette) -> None:
    """Recorded: only the first of Anna's contacts shows her, and what is empty beside the null is not there at all."""
    wie = f"hadBetrokkene__wasPartij__uuid={uuid_van('anna')}"
    pad = f"/klantcontacten?{wie}&expand=hadBetrokkenen.wasPartij,hadBetrokkenen.digitaleAdressen"
    eerste, tweede = [rij["_expand"]["hadBetrokkenen"][0]["_expand"] for rij in _lijst(await haal(app, pad))]  # type: ignore[index]
    assert eerste["wasPartij"]["uuid"] == uuid_van("anna")
    assert eerste["digitaleAdressen"] == []
    assert tweede == {"wasPartij": None}


@pytest.mark.parametrize(
    "pad",
    [
        "/partijen?expand=bestaatniet",
        "/partijen?expand=betrokkenen.hadKlantcontact.gingOverOnderwerpobjecten",
        "/betrokkenen?expand=hadKlantcontact",
        "/digitaleadressen?expand=verstrektDoorPartij",
    ],
)
async def test_an_expand_that_is_not_there_is_400(app: Starlette, pad: str) -> None:
    assert _lijst(await haal(app, pad, 400), "invalidParams")[0]["code"] == "invalid_choice"


async def test_addresses_are_found_by_bsn_without_a_partij(app: Starlette) -> None:
    wie = f"verstrektDoorPartij__partijIdentificator__objectId={BSN}"
    assert await uuids(app, f"/digitaleadressen?{wie}") == [uuid_van("telefoon"), uuid_van("mail")]
    assert await uuids(app, f"/digitaleadressen?{wie}&isGeverifieerd=true") == [uuid_van("mail")]


async def test_a_page_is_cut_at_500_and_past_the_end_is_404(app: Starlette) -> None:
    assert len(_lijst(await haal(app, "/partijen?pageSize=501"))) == 5
    assert (await haal(app, "/partijen?page=9", 404))["detail"] == "Ongeldige pagina."
    eerste = await haal(app, "/partijen?pageSize=2")
    assert eerste["next"] == f"{BASIS}{WORTEL}/partijen?page=2&pageSize=2"


async def test_a_preference_can_be_changed_and_must_be_an_own_address(app: Starlette) -> None:
    pad = f"{WORTEL}/partijen/{uuid_van('anna')}"
    async with met_token(app) as client:
        gezet = await client.patch(
            pad, json={"voorkeurstaal": "eng", "voorkeursDigitaalAdres": {"uuid": uuid_van("mail")}}
        )
        vreemd = await client.patch(
            f"{WORTEL}/partijen/{uuid_van('bram')}", json={"voorkeursDigitaalAdres": {"uuid": uuid_van("mail")}}
        )
        later = await client.get(pad)
    assert gezet.status_code == 200
    assert vreemd.status_code == 400
    assert later.json()["voorkeurstaal"] == "eng"
    assert later.json()["voorkeursDigitaalAdres"] == ref("digitaleadressen", "mail")


async def test_a_new_address_is_checked_and_shows_on_its_partij(app: Starlette) -> None:
    nieuw = {
        "verstrektDoorBetrokkene": None,
        "verstrektDoorPartij": {"uuid": uuid_van("anna")},
        "soortDigitaalAdres": "email",
    }
    async with met_token(app) as client:
        fout = await client.post(f"{WORTEL}/digitaleadressen", json={**nieuw, "adres": "geen-email"})
        goed = await client.post(
            f"{WORTEL}/digitaleadressen", json={**nieuw, "adres": "nieuw@example.com", "isStandaardAdres": True}
        )
        oud = await client.get(f"{WORTEL}/digitaleadressen/{uuid_van('mail')}")
        wie = await client.get(f"{WORTEL}/partijen/{uuid_van('anna')}")
    assert fout.json()["invalidParams"][0]["reason"] == "Voer een geldig e-mailadres in."
    assert goed.status_code == 201
    assert oud.json()["isStandaardAdres"] is False
    assert goed.json()["uuid"] in [a["uuid"] for a in wie.json()["digitaleAdressen"]]


async def test_a_contact_made_in_one_go_is_found_by_bsn_and_by_zaak(app: Starlette) -> None:
    codes = {
        "objectId": "zaak-9",
        "codeObjecttype": "zgw-Zaak",
        "codeRegister": "openzaak",
        "codeSoortObjectId": "uuid",
    }
    inhoud = {
        "klantcontact": {"kanaal": "web", "onderwerp": "Nieuw", "taal": "nld", "vertrouwelijk": False},
        "betrokkene": {"wasPartij": {"uuid": uuid_van("anna")}, "rol": "klant", "initiator": True},
        "onderwerpobject": {"onderwerpobjectidentificator": codes},
    }
    async with met_token(app) as client:
        leeg = await client.post(f"{WORTEL}/maak-klantcontact", json={})
        gemaakt = await client.post(f"{WORTEL}/maak-klantcontact", json=inhoud)
    assert leeg.json()["invalidParams"] == [
        {"name": "klantcontact", "code": "required", "reason": "Dit veld is vereist."}
    ]
    assert gemaakt.status_code == 201
    nieuw = gemaakt.json()["klantcontact"]["uuid"]
    assert nieuw in await uuids(app, f"/klantcontacten?hadBetrokkene__wasPartij__partijIdentificator__objectId={BSN}")
    assert [nieuw] == await uuids(app, "/klantcontacten?onderwerpobject__onderwerpobjectidentificatorObjectId=zaak-9")


async def test_a_referentie_is_there_once_for_a_partij_and_a_kind_of_address(app: Starlette) -> None:
    van = {"verstrektDoorPartij": {"uuid": uuid_van("anna")}, "verstrektDoorBetrokkene": None}
    tweede = {**van, "adres": "nieuw@example.com", "soortDigitaalAdres": "email", "referentie": "portaalvoorkeur"}
    async with met_token(app) as client:
        for naam, referentie in (("mail", "portaalvoorkeur"), ("telefoon", "portaalvoorkeur"), ("telefoon", "")):
            pad = f"{WORTEL}/digitaleadressen/{uuid_van(naam)}"
            assert (await client.patch(pad, json={"referentie": referentie})).json()["referentie"] == referentie
        fout = await client.post(f"{WORTEL}/digitaleadressen", json=tweede)
        geen_woord = await client.patch(pad, json={"referentie": "twee woorden"})
    assert [answer.json()["invalidParams"][0]["code"] for answer in (fout, geen_woord)] == ["unique", "invalid"]
