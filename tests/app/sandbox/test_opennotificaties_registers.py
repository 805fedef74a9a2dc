"""What the registers of the sandbox tell of a change, as it reaches who subscribed: as Open Zaak was seen to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from app.sandbox.kern import TOKEN, maak_jwt
from tests.app.sandbox.ontvanger import AUTH, Ontvanger, ontvanger
from tests.gateway import Sandbox, sandbox

ZAKEN, CATALOGI = "/openzaak/zaken/api/v1", "/openzaak/catalogi/api/v1"
KLANT, TAKEN = "/openklant/klantinteracties/api/v1", "/openvtb/taken/api/v1"
ALLE_KANALEN = ("zaken", "partijen", "klantcontacten")
CRS = {"Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
SLEUTELS = {"kanaal", "hoofdObject", "resource", "resourceUrl", "actie", "aanmaakdatum", "kenmerken"}


class Organisatie:
    """Who changes things in the registers."""

    def __init__(self, registers: Sandbox) -> None:
        self.basis = registers.basis
        self._client = httpx.Client(timeout=20)

    def vraag(self, methode: str, pad: str, body: object = None, **params: str) -> Any:
        url = pad if pad.startswith("http") else f"{self.basis}{pad}"
        met_jwt = "/openzaak/" in url or "/opennotificaties/" in url
        kop = {"Authorization": f"Bearer {maak_jwt()}" if met_jwt else f"Token {TOKEN}", **CRS}
        answer = self._client.request(methode, url, json=body, params=params or None, headers=kop)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def eerste(self, pad: str, **params: str) -> Any:
        found = self.vraag("GET", pad, **params)
        return (found["results"] if isinstance(found, dict) else found)[0]

    def zaak(self) -> Any:
        return self.eerste(f"{ZAKEN}/zaken", identificatie="ZAAK-2026-0001")

    def abonneer(self, callback: str, **velden: object) -> None:
        kanalen = [{"naam": naam} for naam in ALLE_KANALEN]
        body = {"callbackUrl": callback, "auth": AUTH, "kanalen": kanalen, **velden}
        self.vraag("POST", "/opennotificaties/api/v1/abonnement", body)

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def organisatie() -> Iterator[Organisatie]:
    with sandbox() as registers:
        registers.product("opennotificaties").state.vertraging_s = 0.01
        found = Organisatie(registers)
        yield found
        found.close()
        registers.app.state.close()


@pytest.fixture
def callback(organisatie: Organisatie) -> Iterator[Ontvanger]:
    with ontvanger() as found:
        organisatie.abonneer(found.url)
        yield found


def _zo(organisatie: Organisatie, zaak: Any) -> dict[str, str]:
    zaaktype = organisatie.vraag("GET", zaak["zaaktype"])
    return {
        "zaaktype": zaak["zaaktype"],
        "bronorganisatie": zaak["bronorganisatie"],
        "zaaktype.catalogus": zaaktype["catalogus"],
        "vertrouwelijkheidaanduiding": zaak["vertrouwelijkheidaanduiding"],
    }


def test_every_change_of_a_zaak_is_told_with_the_zaak_and_nobodys_number(
    organisatie: Organisatie, callback: Ontvanger
) -> None:
    zaak = organisatie.zaak()
    nu = datetime.now(UTC).isoformat()
    statustype = organisatie.vraag("GET", f"{CATALOGI}/statustypen", zaaktype=zaak["zaaktype"])["results"][0]
    resultaattype = organisatie.eerste(f"{CATALOGI}/resultaattypen", zaaktype=zaak["zaaktype"])
    roltype = organisatie.eerste(f"{CATALOGI}/roltypen", zaaktype=zaak["zaaktype"])
    van_ander = organisatie.eerste(f"{ZAKEN}/zaken", identificatie="ZAAK-2026-0101")
    document = organisatie.eerste("/openzaak/documenten/api/v1/enkelvoudiginformatieobjecten")

    organisatie.vraag("PATCH", zaak["url"], {"toelichting": "Anders"})
    status = organisatie.vraag(
        "POST",
        f"{ZAKEN}/statussen",
        {"zaak": zaak["url"], "statustype": statustype["url"], "datumStatusGezet": nu},
    )
    resultaat = organisatie.vraag(
        "POST", f"{ZAKEN}/resultaten", {"zaak": zaak["url"], "resultaattype": resultaattype["url"]}
    )
    rol = organisatie.vraag(
        "POST",
        f"{ZAKEN}/rollen",
        {
            "zaak": zaak["url"],
            "betrokkeneType": "natuurlijk_persoon",
            "roltype": roltype["url"],
            "roltoelichting": "ook",
            "betrokkeneIdentificatie": {"inpBsn": "999990226"},
        },
    )
    organisatie.vraag("DELETE", rol["url"])
    zio = organisatie.vraag(
        "POST",
        f"{ZAKEN}/zaakinformatieobjecten",
        {"zaak": van_ander["url"], "informatieobject": document["url"]},
    )
    found = callback.wacht_op(6)

    assert [(een.body["resource"], een.body["actie"]) for een in found] == [
        ("zaak", "partial_update"),
        ("status", "create"),
        ("resultaat", "create"),
        ("rol", "create"),
        ("rol", "destroy"),
        ("zaakinformatieobject", "create"),
    ]
    assert [een.body["resourceUrl"] for een in found] == [
        zaak["url"],
        status["url"],
        resultaat["url"],
        rol["url"],
        rol["url"],
        zio["url"],
    ]
    assert [een.body["hoofdObject"] for een in found] == [zaak["url"]] * 5 + [van_ander["url"]]
    assert all(set(een.body) == SLEUTELS and een.body["kanaal"] == "zaken" for een in found)
    assert found[0].body["kenmerken"] == _zo(organisatie, zaak)
    assert not any("999990" in str(een.body) for een in found)


def test_a_new_zaak_is_told_before_it_is_anybodys_and_can_be_read(
    organisatie: Organisatie, callback: Ontvanger
) -> None:
    voorbeeld = organisatie.zaak()
    made = organisatie.vraag(
        "POST",
        f"{ZAKEN}/zaken",
        {
            "zaaktype": voorbeeld["zaaktype"],
            "bronorganisatie": voorbeeld["bronorganisatie"],
            "verantwoordelijkeOrganisatie": voorbeeld["verantwoordelijkeOrganisatie"],
            "startdatum": "2026-11-01",
            "omschrijving": "Een nieuwe",
        },
    )
    (found,) = callback.wacht_op(1)
    read = organisatie.vraag("GET", made["url"])

    assert (found.body["resource"], found.body["actie"]) == ("zaak", "create")
    assert found.body["hoofdObject"] == found.body["resourceUrl"] == made["url"]
    assert (read["omschrijving"], read["rollen"], read["status"]) == ("Een nieuwe", [], None)
    assert set(read) == set(organisatie.vraag("GET", voorbeeld["url"]))


def test_a_zaak_that_is_not_right_is_refused(organisatie: Organisatie) -> None:
    zaak = organisatie.zaak()
    kop = {"Authorization": f"Bearer {maak_jwt()}", **CRS}
    velden = {
        name: zaak[name] for name in ("zaaktype", "bronorganisatie", "verantwoordelijkeOrganisatie", "startdatum")
    }

    def code(body: dict[str, object]) -> str:
        answer = httpx.post(f"{organisatie.basis}{ZAKEN}/zaken", json=body, headers=kop)
        assert answer.status_code == 400
        return str(answer.json()["invalidParams"][0]["code"])

    assert code({**velden, "zaaktype": ""}) == "required"
    assert code({**velden, "zaaktype": "http://elders/1"}) == "does_not_exist"
    assert code({**velden, "identificatie": "ZAAK-2026-0001"}) == "identificatie-niet-uniek"


def test_a_preference_and_a_contact_are_told_by_open_klant(organisatie: Organisatie, callback: Ontvanger) -> None:
    partij = organisatie.eerste(f"{KLANT}/partijen", soortPartij="persoon")
    organisatie.vraag("PATCH", partij["url"], {"voorkeurstaal": "eng"})
    contact = {"kanaal": "telefoon", "onderwerp": "Vraag", "taal": "nld", "vertrouwelijk": False}
    alleen = organisatie.vraag("POST", f"{KLANT}/klantcontacten", contact)
    ineens = organisatie.vraag("POST", f"{KLANT}/maak-klantcontact", {"klantcontact": contact})
    found = [een.body for een in callback.wacht_op(3)]

    assert [(body["kanaal"], body["resource"], body["actie"]) for body in found] == [
        ("partijen", "partij", "partial_update"),
        ("klantcontacten", "klantcontact", "create"),
        ("klantcontacten", "klantcontact", "create"),
    ]
    assert [body["hoofdObject"] for body in found] == [partij["url"], alleen["url"], ineens["klantcontact"]["url"]]
    assert found[0]["kenmerken"] == {"nummer": partij["nummer"], "interneNotitie": "", "soortPartij": "persoon"}


def test_cloudevents_of_a_zaak_and_a_taak(organisatie: Organisatie) -> None:
    filters = [{"typeSubstring": "zaak-gemuteerd"}, {"typeSubstring": "externetaak-"}]
    zaak = organisatie.zaak()
    taak = next(
        taak for taak in organisatie.vraag("GET", f"{TAKEN}/externetaken")["results"] if taak["status"] == "open"
    )
    with ontvanger() as found:
        organisatie.abonneer(found.url, sendCloudevents=True, kanalen=[], cloudeventFilters=filters)
        organisatie.vraag("PATCH", zaak["url"], {"toelichting": "Anders"})
        organisatie.vraag("PATCH", f"{TAKEN}/externetaken/{taak['uuid']}", {"verwerkerTaakId": taak["uuid"]})
        organisatie.vraag("PATCH", f"{TAKEN}/externetaken/{taak['uuid']}", {"status": "uitgevoerd"})
        van_zaak, van_taak = (een.body for een in found.wacht_op(2))

    assert (van_zaak["type"], van_zaak["subject"]) == ("nl.overheid.zaken.zaak-gemuteerd", zaak["uuid"])
    assert van_zaak["dataref"] == f"/zaken/api/v1/zaken/{zaak['uuid']}"
    assert van_zaak["data"] == _zo(organisatie, zaak)
    assert (van_taak["type"], van_taak["subject"]) == ("nl.overheid.taken.externetaak-uitgevoerd", taak["uuid"])
    assert van_taak["source"] == "urn:nld:oin:00000001003214345000:systeem:openvtb"


def test_fatima_wants_e_mail_and_jan_has_an_address_and_does_not(organisatie: Organisatie) -> None:
    def adressen(bsn: str) -> tuple[Any, list[Any]]:
        partij = organisatie.eerste(f"{KLANT}/partijen", partijIdentificator__objectId=bsn, expand="digitaleAdressen")
        return partij["voorkeursDigitaalAdres"], partij["_expand"]["digitaleAdressen"]

    (voorkeur, van_fatima), (_, van_jan) = adressen("999990019"), adressen("999990123")
    (mail,) = [adres for adres in van_fatima if adres["referentie"] == "portaalvoorkeur"]

    assert (mail["soortDigitaalAdres"], mail["uuid"]) == ("email", voorkeur["uuid"])
    assert mail["verificatieDatum"]
    assert [(adres["soortDigitaalAdres"], adres["referentie"]) for adres in van_jan] == [("email", "")]
