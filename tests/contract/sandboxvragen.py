"""Sandboxvragen: what a gateway asks of each product, as data, and the sandbox that answers.

Source: DESIGN of the adapters (app/registries) and the paths of the OpenAPI documents. `{zaken[url]}` in a path, a
query or a body is the url of the first zaak of the world; `voorbeeld` rows make the examples in voorbeelden/.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from app.sandbox import brp, kern, mijnagenda, openklant, openobject, openorganisatie, openproduct, openvtb, openzaak
from app.sandbox.server import BRP_KOPTEKSTEN
from app.sandbox.wereld import Adressen, Wereld, bouw_wereld
from tests.contract.keurend import ValidatingTransport

BASIS = "http://sandbox.test"
DAG = date(2026, 11, 23)
BSN = "999990019"
PRODUCTEN = {
    "openzaak": openzaak.maak_app,
    "openklant": openklant.maak_app,
    "openproduct": openproduct.maak_app,
    "openvtb": openvtb.maak_app,
    "openobject": openobject.maak_app,
    "openorganisatie": openorganisatie.maak_app,
    "brp": brp.maak_app,
    "mijnagenda": mijnagenda.maak_app,
}


@dataclass(frozen=True, slots=True)
class Vraag:
    """One request. `query` as it stands behind the question mark, before encoding."""

    product: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: object = None
    status: int = 200
    kop: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        names = ",".join(naam for naam, _ in self.query)
        return f"{self.method} {self.product}{self.path}{'?' if names else ''}{names}"


def _lijsten(product: str, wortel: str, *delen: str) -> tuple[Vraag, ...]:
    return tuple(Vraag(product, "GET", f"{wortel}/{deel}") for deel in delen)


_ZRC, _ZTC, _DRC, _BRC = (f"/{naam}/api/v1" for naam in ("zaken", "catalogi", "documenten", "besluiten"))
_OK, _OT, _OP = "/klantinteracties/api/v1", "/producttypen/api/v1", "/producten/api/v1"
_PER_BSN = "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"
_ALLES = "status,status.statustype,zaaktype,resultaat,resultaat.resultaattype,rollen,rollen.roltype"
_ZAAK = (("zaak", "{zaken[url]}"),)
_URN = f"urn:nld:brp:bsn:{BSN}"

ZAAK: tuple[Vraag, ...] = (
    *_lijsten("openzaak", _ZTC, "catalogussen", "zaaktypen", "statustypen", "resultaattypen", "roltypen"),
    *_lijsten("openzaak", _ZTC, "informatieobjecttypen", "besluittypen", "eigenschappen"),
    Vraag("openzaak", "GET", f"{_ZTC}/zaaktypen", (("status", "alles"), ("pageSize", "500"))),
    Vraag("openzaak", "GET", f"{_ZTC}/statustypen", (("zaaktype", "{zaaktypen[url]}"),)),
    Vraag("openzaak", "GET", f"{_ZRC}/zaken", (("pageSize", "5"),)),
    Vraag("openzaak", "GET", f"{_ZRC}/zaken", ((_PER_BSN, BSN), ("ordering", "-startdatum"))),
    Vraag("openzaak", "GET", f"{_ZRC}/zaken", (("expand", _ALLES),)),
    Vraag("openzaak", "GET", f"{_ZRC}/zaken/{{zaken[uuid]}}"),
    Vraag(
        "openzaak",
        "GET",
        f"{_ZRC}/zaken/{{zaken[uuid]}}",
        (("expand", f"{_ALLES},zaakinformatieobjecten,zaakobjecten"),),
    ),
    Vraag("openzaak", "GET", f"{_ZRC}/zaken/00000000-0000-4000-8000-000000000000", status=404),
    Vraag(
        "openzaak",
        "POST",
        f"{_ZRC}/zaken/_zoek",
        (("page", "1"), ("pageSize", "100")),
        {_PER_BSN: BSN, "expand": ["rollen", "status", "resultaat"], "ordering": ["-startdatum"]},
    ),
    Vraag(
        "openzaak",
        "POST",
        f"{_ZRC}/zaken/_zoek",
        (("pageSize", "500"),),
        {"uuid__in": ["{zaken[uuid]}"], "expand": ["status", "status.statustype", "zaakinformatieobjecten"]},
    ),
    Vraag(
        "openzaak",
        "POST",
        f"{_ZRC}/zaken/_zoek",
        (),
        {"zaaktype__in": ["{zaaktypen[url]}"], "einddatum__gt": "2024-11-23", "ordering": ["-einddatum"]},
    ),
    Vraag("openzaak", "POST", f"{_ZRC}/zaken/_zoek", (), {"einddatum__isnull": True, _PER_BSN: BSN}),
    *(
        Vraag("openzaak", "GET", f"{_ZRC}/{deel}", _ZAAK)
        for deel in ("statussen", "rollen", "resultaten", "zaakinformatieobjecten", "zaakobjecten", "substatussen")
    ),
    *(Vraag("openzaak", "GET", f"{_ZRC}/{deel}", _ZAAK) for deel in ("zaakcontactmomenten", "zaakverzoeken")),
    Vraag("openzaak", "GET", f"{_ZRC}/statussen", (*_ZAAK, ("pageSize", "500"))),
    *_lijsten("openzaak", _ZRC, "zaaknotities"),
    Vraag("openzaak", "GET", f"{_ZRC}/zaken/{{zaken[uuid]}}/zaakeigenschappen"),
    Vraag("openzaak", "GET", f"{_ZRC}/zaken/{{zaken[uuid]}}/besluiten"),
    Vraag("openzaak", "GET", f"{_DRC}/enkelvoudiginformatieobjecten"),
    Vraag(
        "openzaak",
        "POST",
        f"{_DRC}/enkelvoudiginformatieobjecten/_zoek",
        (("pageSize", "500"),),
        {"uuid__in": ["{enkelvoudiginformatieobjecten[uuid]}"]},
    ),
    Vraag(
        "openzaak",
        "GET",
        f"{_DRC}/enkelvoudiginformatieobjecten/{{enkelvoudiginformatieobjecten[uuid]}}/download",
        kop={"Accept": "*/*"},
    ),
    Vraag("openzaak", "GET", f"{_DRC}/objectinformatieobjecten", (("object", "{zaken[url]}"),)),
    Vraag("openzaak", "GET", f"{_BRC}/besluiten", _ZAAK),
    Vraag("openzaak", "GET", f"{_BRC}/besluiten", (("zaak", "{besluiten[zaak]}"),)),
    Vraag("openzaak", "GET", f"{_BRC}/besluitinformatieobjecten", (("besluit", "{besluiten[url]}"),)),
    Vraag("openzaak", "GET", "/autorisaties/api/v1/applicaties/consumer", (("clientId", kern.ZGW_CLIENT_ID),)),
    Vraag(
        "openzaak",
        "POST",
        f"{_ZRC}/statussen",
        (),
        {
            "zaak": "{zaken[url]}",
            "statustype": "{statustypen[url]}",
            "datumStatusGezet": "2026-11-23T12:00:00Z",
            "statustoelichting": "Wij zijn begonnen.",
        },
        201,
    ),
    Vraag("openzaak", "PATCH", f"{_ZRC}/zaken/{{zaken[uuid]}}", (), {"omschrijving": "Nieuwe omschrijving"}),
)

_PARTIJ = ("partijIdentificator__objectId", BSN)
_EXPAND_CONTACT = "hadBetrokkenen,gingOverOnderwerpobjecten,hadBetrokkenen.wasPartij"
KLANT: tuple[Vraag, ...] = (
    *_lijsten("openklant", _OK, "actoren", "actorklantcontacten", "betrokkenen", "bijlagen", "categorie-relaties"),
    *_lijsten("openklant", _OK, "categorieen", "digitaleadressen", "internetaken", "klantcontacten"),
    *_lijsten("openklant", _OK, "onderwerpobjecten", "partij-identificatoren", "partijen", "rekeningnummers"),
    *_lijsten("openklant", _OK, "vertegenwoordigingen"),
    Vraag(
        "openklant",
        "GET",
        f"{_OK}/partijen",
        (("partijIdentificator__codeSoortObjectId", "bsn"), _PARTIJ, ("expand", "digitaleAdressen")),
    ),
    Vraag("openklant", "GET", f"{_OK}/partijen/{{partijen[uuid]}}", (("expand", "digitaleAdressen,betrokkenen"),)),
    Vraag("openklant", "GET", f"{_OK}/digitaleadressen", (("verstrektDoorPartij__uuid", "{partijen[uuid]}"),)),
    Vraag("openklant", "GET", f"{_OK}/klantcontacten", (("expand", _EXPAND_CONTACT), ("pageSize", "100"))),
    Vraag("openklant", "GET", f"{_OK}/klantcontacten", ((f"hadBetrokkene__wasPartij__{_PARTIJ[0]}", BSN),)),
    Vraag("openklant", "GET", f"{_OK}/klantcontacten/{{klantcontacten[uuid]}}", (("expand", _EXPAND_CONTACT),)),
    Vraag("openklant", "GET", f"{_OK}/partijen/00000000-0000-4000-8000-000000000000", status=404),
    Vraag(
        "openklant",
        "POST",
        f"{_OK}/digitaleadressen",
        (),
        {
            "verstrektDoorBetrokkene": None,
            "verstrektDoorPartij": {"uuid": "{partijen[uuid]}"},
            "adres": "nieuw@voorbeeld.example",
            "soortDigitaalAdres": "email",
            "omschrijving": "nieuw",
        },
        201,
    ),
    Vraag(
        "openklant",
        "POST",
        f"{_OK}/maak-klantcontact",
        (),
        {
            "klantcontact": {
                "kanaal": "Webformulier",
                "onderwerp": "Vraag over mijn zaak",
                "inhoud": "Hoe lang duurt het nog?",
                "taal": "nld",
                "vertrouwelijk": False,
            },
            "betrokkene": {"rol": "klant", "initiator": True, "wasPartij": {"uuid": "{partijen[uuid]}"}},
            "onderwerpobject": {
                "onderwerpobjectidentificator": {
                    "objectId": "{zaken[uuid]}",
                    "codeObjecttype": "zaak",
                    "codeRegister": "open-zaak",
                    "codeSoortObjectId": "uuid",
                }
            },
        },
        201,
    ),
)

PRODUCT: tuple[Vraag, ...] = (
    Vraag(
        "openproduct",
        "GET",
        f"{_OP}/producten",
        (("eigenaren__bsn", BSN), ("page_size", "100")),
    ),
    Vraag("openproduct", "GET", f"{_OP}/producten", (("aanvraag_zaak_url", "{zaken[url]}"),)),
    Vraag("openproduct", "GET", f"{_OP}/producten", (("zaken__url", "{zaken[url]}"), ("gepubliceerd", "true"))),
    Vraag("openproduct", "GET", f"{_OP}/producten", (("producttype__uuid__in", "{producttypen[uuid]}"),)),
    Vraag("openproduct", "GET", f"{_OP}/producten/00000000-0000-4000-8000-000000000000", status=404),
    *_lijsten("openproduct", _OT, "producttypen", "producttypen/actuele-prijzen", "themas", "prijzen", "content"),
    *_lijsten("openproduct", _OT, "links", "acties", "locaties", "organisaties"),
    *_lijsten("openproduct", f"{_OT}/producttypen/{{producttypen[uuid]}}", "actuele-prijs", "content"),
)

VTB: tuple[Vraag, ...] = (
    Vraag("openvtb", "GET", "/verzoeken/api/v1/verzoeken", (("initiator", _URN), ("pageSize", "100"))),
    Vraag("openvtb", "GET", "/verzoeken/api/v1/verzoeken", (("isGerelateerdAan", "urn:nld:voorbeeld:zaak"),)),
    *_lijsten("openvtb", "/verzoeken/api/v1", "verzoeken", "verzoektypen"),
    Vraag("openvtb", "GET", "/verzoeken/api/v1/verzoektypen/{verzoektypen[uuid]}/versies"),
    Vraag("openvtb", "GET", "/taken/api/v1/externetaken", (("isToegewezenAan", _URN),)),
    *_lijsten("openvtb", "/taken/api/v1", "externetaken", "urltaken", "formuliertaken", "betaaltaken"),
    Vraag("openvtb", "GET", "/berichten/api/v1/berichten", (("ontvanger", _URN),)),
    Vraag(
        "openvtb",
        "POST",
        "/berichten/api/v1/berichten",
        (),
        {
            "onderwerp": "Nieuws over uw zaak",
            "berichtTekst": "Er is nieuws.",
            "referentie": "1f1f1f1f1f1f1f1f1f1f1f1f1",
            "ontvanger": _URN,
            "isGerelateerdAan": [{"urn": "urn:nld:voorbeeld:zaak"}],
            "mijnOverheidBerichtenbox": False,
        },
        201,
    ),
    Vraag("openvtb", "GET", "/taken/api/v1/externetaken/00000000-0000-4000-8000-000000000000", status=404),
)

OBJECT: tuple[Vraag, ...] = (
    *_lijsten("openobject", "/api/v2", "objecttypes", "objects", "permissions"),
    *_lijsten("openobject", "/api/v2/objecttypes/{objecttypes[uuid]}", "versions"),
    *_lijsten("openobject", "/api/v2/objects/{objects[uuid]}", "history"),
    Vraag(
        "openobject",
        "GET",
        "/api/v2/objects",
        (("type", "{objects[type]}"), ("data_attr", "naam__icontains__e"), ("data_attr", "email__icontains__a")),
    ),
    Vraag(
        "openobject",
        "POST",
        "/api/v2/objects/search",
        (("pageSize", "500"),),
        {"type": "{objects[type]}", "data_attrs": "naam__icontains__e"},
    ),
    Vraag(
        "openobject",
        "POST",
        "/api/v2/objects",
        (),
        {
            "type": "{objects[type]}",
            "record": {
                "typeVersion": 1,
                "startAt": "2026-11-23",
                "data": {"identificatie": "nieuw", "naam": "Team Nieuw", "email": "nieuw@voorbeeldstad.example"},
            },
        },
        201,
    ),
    Vraag(
        "openobject",
        "PATCH",
        "/api/v2/objects/{objects[uuid]}",
        (),
        {"record": {"typeVersion": 1, "startAt": "2026-11-23", "data": {"naam": "Team Anders"}}},
    ),
    Vraag("openobject", "GET", "/api/v2/objects/00000000-0000-4000-8000-000000000000", status=404),
)

_BEVRAAG = {"type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": [BSN]}
OVERIG: tuple[Vraag, ...] = (
    *_lijsten("openorganisatie", "/organisatie/api/v0", "functie", "functietype", "medewerkers", "teams"),
    *_lijsten("openorganisatie", "/organisatie/api/v0", "organisatorische-eenheid", "vestiging"),
    Vraag(
        "brp",
        "POST",
        "/personen",
        (),
        {**_BEVRAAG, "fields": ["burgerservicenummer", "naam", "geboorte.datum", "leeftijd", "verblijfplaats"]},
    ),
    Vraag("brp", "POST", "/personen", (), {**_BEVRAAG, "fields": ["burgerservicenummer", "gezag"]}),
    Vraag(
        "brp",
        "POST",
        "/personen",
        (),
        {
            "type": "ZoekMetPostcodeEnHuisnummer",
            "postcode": "1234AB",
            "huisnummer": 14,
            "fields": ["burgerservicenummer"],
        },
    ),
    Vraag("brp", "POST", "/personen", (), {**_BEVRAAG, "fields": []}, 400),
    Vraag(
        "mijnagenda",
        "POST",
        "/afspraken/opvragen",
        (),
        {
            "identificaties": [{"type": "email", "waarde": "{afspraken[_email]}"}],
            "van": "2026-01-01T00:00:00Z",
            "tot": "2027-12-31T00:00:00Z",
        },
    ),
    Vraag("mijnagenda", "GET", "/afspraken/{afspraken[afspraakIdentificatie]}"),
    Vraag("mijnagenda", "GET", "/afspraken/bestaat-niet", status=404),
)

VRAGEN: tuple[Vraag, ...] = (*ZAAK, *KLANT, *PRODUCT, *VTB, *OBJECT, *OVERIG)


class Sandbox:
    """The registers of one world behind one address, each product seen through a ValidatingTransport of its own."""

    def __init__(self) -> None:
        self.wereld: Wereld = bouw_wereld(Adressen.onder(BASIS), vandaag=DAG)
        routes = [Mount(f"/{naam}", app=maak(self.wereld)) for naam, maak in PRODUCTEN.items()]
        self.app = Starlette(routes=routes)
        #: The first record of each collection, for the places that a question leaves open.
        self.plaatsen = {
            naam: {"uuid": str(rijen[0].get("url", "")).rpartition("/")[2], **rijen[0]}
            for delen in self.wereld.collecties.values()
            for naam, rijen in delen.items()
            if rijen
        }

    def transport(self, product: str) -> ValidatingTransport:
        return ValidatingTransport(httpx.ASGITransport(app=self.app), product, f"/{product}")

    async def stel(self, vraag: Vraag, transport: httpx.AsyncBaseTransport) -> httpx.Response:
        path, body = self._ingevuld(vraag.path), self._ingevuld(vraag.body)
        query = httpx.QueryParams([(naam, str(self._ingevuld(waarde))) for naam, waarde in vraag.query])
        async with httpx.AsyncClient(transport=transport, base_url=BASIS) as client:
            kop = {**await self._kop(vraag.product, client), **vraag.kop}
            return await client.request(vraag.method, f"/{vraag.product}{path}", params=query, json=body, headers=kop)

    async def _kop(self, product: str, client: httpx.AsyncClient) -> dict[str, str]:
        crs = dict.fromkeys(("Accept-Crs", "Content-Crs"), "EPSG:4326")
        if product == "openzaak":
            return {"Authorization": f"Bearer {kern.maak_jwt()}", "Accept": "application/json", **crs}
        if product == "brp":
            return dict(BRP_KOPTEKSTEN)
        if product == "mijnagenda":
            return {"Authorization": f"Bearer {await self._token()}"}
        return {"Authorization": f"Token {kern.TOKEN}", "Accept": "application/json", **crs}

    async def _token(self) -> str:
        """The token endpoint is no part of the OpenAPI document, so it is asked past the eyes of the transport."""
        basic = base64.b64encode(f"{kern.OAUTH_CLIENT_ID}:{kern.OAUTH_SECRET}".encode()).decode()
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url=BASIS) as client:
            answer = await client.post(
                "/mijnagenda/token",
                data={"grant_type": "client_credentials"},
                headers={"Authorization": f"Basic {basic}"},
            )
        return str(answer.json()["access_token"])

    def _ingevuld(self, value: object) -> object:
        if isinstance(value, str):
            return value.format_map(self.plaatsen)
        if isinstance(value, list):
            return [self._ingevuld(item) for item in value]
        if isinstance(value, dict):
            return {naam: self._ingevuld(item) for naam, item in value.items()}
        return value
