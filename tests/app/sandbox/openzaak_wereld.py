"""A small world for the tests of the Open Zaak sandbox: five zaken, of which each has a reason to be there."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from app.sandbox.kern import ZGW_BEPERKT_CLIENT_ID, ZGW_BEPERKT_SECRET, ZGW_CLIENT_ID, ZGW_SECRET, maak_jwt
from app.sandbox.openzaak import maak_app

BASIS = "http://sandbox/openzaak"
ZAKEN, CATALOGI, DOCUMENTEN = f"{BASIS}/zaken/api/v1", f"{BASIS}/catalogi/api/v1", f"{BASIS}/documenten/api/v1"
BSN, ANDER_BSN = "999990019", "999990329"
KVK = "90001354"
MIDDEN = "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"
CRS = {"Accept-Crs": "EPSG:4326"}
ZOEK_CRS = {**CRS, "Content-Crs": "EPSG:4326"}

Rij = dict[str, object]


@dataclass(frozen=True)
class Adressen:
    openzaak: str = BASIS


@dataclass(frozen=True)
class Wereldje:
    collecties: dict[str, dict[str, list[Rij]]]
    adressen: Adressen = field(default_factory=Adressen)


def uuid_van(naam: str) -> str:
    return str(uuid5(NAMESPACE_URL, naam))


def url_van(soort: str, naam: str) -> str:
    basis = {
        "zaaktypen": CATALOGI,
        "statustypen": CATALOGI,
        "roltypen": CATALOGI,
        "resultaattypen": CATALOGI,
        "eigenschappen": CATALOGI,
        "informatieobjecttypen": CATALOGI,
        "besluittypen": CATALOGI,
        "enkelvoudiginformatieobjecten": DOCUMENTEN,
        "objectinformatieobjecten": DOCUMENTEN,
        "besluiten": f"{BASIS}/besluiten/api/v1",
        "besluitinformatieobjecten": f"{BASIS}/besluiten/api/v1",
    }.get(soort, ZAKEN)
    return f"{basis}/{soort}/{uuid_van(naam)}"


def rij(soort: str, naam: str, **velden: object) -> Rij:
    return {"url": url_van(soort, naam), "uuid": uuid_van(naam), **velden}


def zaak(naam: str, zaaktype: str, startdatum: str, vertrouwelijk: str = "openbaar", **velden: object) -> Rij:
    vast: Rij = {
        "identificatie": naam.upper(),
        "bronorganisatie": "517439943",
        "omschrijving": f"Zaak {naam}",
        "zaaktype": url_van("zaaktypen", zaaktype),
        "startdatum": startdatum,
        "registratiedatum": startdatum,
        "einddatum": None,
        "einddatumGepland": None,
        "uiterlijkeEinddatumAfdoening": None,
        "laatstGemuteerd": "2026-03-01T10:00:00.000000Z",
        "vertrouwelijkheidaanduiding": vertrouwelijk,
        "hoofdzaak": None,
        "deelzaken": [],
        "kenmerken": [],
        "rollen": [],
        "status": None,
        "resultaat": None,
        "_intern": "nooit tonen",
        "_expand": {},
    }
    return rij("zaken", naam, **{**vast, **velden})


def rol(naam: str, zaaknaam: str, soort: str, identificatie: Rij, generiek: str = "initiator", **velden: object) -> Rij:
    vast: Rij = {
        "zaak": url_van("zaken", zaaknaam),
        "betrokkene": "",
        "betrokkeneType": soort,
        "roltype": url_van("roltypen", generiek),
        "omschrijving": generiek,
        "omschrijvingGeneriek": generiek,
        "indicatieMachtiging": "",
        "betrokkeneIdentificatie": identificatie,
    }
    return rij("rollen", naam, **{**vast, **velden})


def persoon(bsn: str) -> Rij:
    return {"inpBsn": bsn, "geslachtsnaam": "Vries", "geboortedatum": "1980-01-01"}


def document(naam: str, vertrouwelijk: str = "openbaar") -> Rij:
    return {
        "url": url_van("enkelvoudiginformatieobjecten", naam),
        "titel": naam,
        "versie": 1,
        "vertrouwelijkheidaanduiding": vertrouwelijk,
        "informatieobjecttype": url_van("informatieobjecttypen", "brief"),
        "status": "definitief",
        "_inhoud": f"Inhoud van {naam}",
        "_expand": {},
    }


def maak_wereld() -> Wereldje:
    """Own zaak, zaak under mandate, closed zaak, secret zaak, zaak of a company that is both kinds of betrokkene."""
    loa: Rij = {"source": "digid", "levelOfAssurance": MIDDEN}
    return Wereldje(
        {
            "openzaak": {
                "zaaktypen": [
                    rij("zaaktypen", "parkeren", identificatie="PARKEREN", omschrijving="Parkeren", concept=False),
                    rij("zaaktypen", "bijstand", identificatie="BIJSTAND", omschrijving="Bijstand", concept=False),
                    rij("zaaktypen", "nieuw", identificatie="NIEUW", omschrijving="Nieuw", concept=True),
                ],
                "statustypen": [
                    rij(
                        "statustypen",
                        f"{zaaktype}-{nummer}",
                        zaaktype=url_van("zaaktypen", zaaktype),
                        omschrijving=tekst,
                        volgnummer=nummer,
                        isEindstatus=nummer == 3,
                    )
                    for zaaktype in ("parkeren", "bijstand", "nieuw")
                    for nummer, tekst in enumerate(("Ontvangen", "In behandeling", "Afgehandeld"), 1)
                ],
                "roltypen": [
                    rij(
                        "roltypen",
                        generiek,
                        zaaktype=url_van("zaaktypen", "parkeren"),
                        omschrijving=generiek,
                        omschrijvingGeneriek=generiek,
                    )
                    for generiek in ("initiator", "belanghebbende", "behandelaar")
                ],
                "resultaattypen": [
                    rij(
                        "resultaattypen",
                        "verleend",
                        zaaktype=url_van("zaaktypen", "parkeren"),
                        omschrijving="Verleend",
                    )
                ],
                "informatieobjecttypen": [rij("informatieobjecttypen", "brief", omschrijving="Brief", concept=False)],
                "zaken": [
                    zaak(
                        "eigen",
                        "parkeren",
                        "2026-01-10",
                        status=url_van("statussen", "eigen-2"),
                        rollen=[url_van("rollen", "r1"), url_van("rollen", "r2")],
                    ),
                    zaak("namens", "parkeren", "2026-02-10", "zaakvertrouwelijk"),
                    zaak(
                        "klaar",
                        "parkeren",
                        "2025-12-01",
                        einddatum="2025-12-20",
                        resultaat=url_van("resultaten", "klaar"),
                        hoofdzaak=url_van("zaken", "eigen"),
                    ),
                    zaak("geheim", "parkeren", "2026-03-10", "geheim"),
                    zaak("bedrijf", "bijstand", "2026-03-11"),
                ],
                "statussen": [
                    rij(
                        "statussen",
                        f"eigen-{nummer}",
                        zaak=url_van("zaken", "eigen"),
                        statustype=url_van("statustypen", f"parkeren-{nummer}"),
                        datumStatusGezet=f"2026-01-1{nummer}T10:00:00Z",
                        statustoelichting="",
                        indicatieLaatstGezetteStatus=nummer == 2,
                    )
                    for nummer in (1, 2)
                ],
                "rollen": [
                    rol("r1", "eigen", "natuurlijk_persoon", persoon(BSN), authenticatieContext=loa),
                    rol("r2", "eigen", "medewerker", {"identificatie": "mw-001"}, "behandelaar"),
                    rol(
                        "r3",
                        "namens",
                        "natuurlijk_persoon",
                        persoon(BSN),
                        indicatieMachtiging="gemachtigde",
                        authenticatieContext=loa,
                    ),
                    rol(
                        "r4",
                        "namens",
                        "natuurlijk_persoon",
                        persoon(ANDER_BSN),
                        "belanghebbende",
                        indicatieMachtiging="machtiginggever",
                        authenticatieContext=None,
                    ),
                    rol("r5", "klaar", "natuurlijk_persoon", persoon(BSN)),
                    rol("r6", "geheim", "natuurlijk_persoon", persoon(BSN)),
                    rol("r7", "bedrijf", "niet_natuurlijk_persoon", {"kvkNummer": KVK, "vestigingsNummer": ""}),
                    rol("r8", "klaar", "vestiging", {"kvkNummer": KVK, "vestigingsNummer": "000012345678"}),
                ],
                "resultaten": [
                    rij(
                        "resultaten",
                        "klaar",
                        zaak=url_van("zaken", "klaar"),
                        resultaattype=url_van("resultaattypen", "verleend"),
                        toelichting="",
                    )
                ],
                "zaakinformatieobjecten": [
                    rij(
                        "zaakinformatieobjecten",
                        f"zio-{naam}",
                        zaak=url_van("zaken", "eigen"),
                        informatieobject=url_van("enkelvoudiginformatieobjecten", naam),
                    )
                    for naam in ("brief", "nota")
                ],
                "zaakbesluiten": [
                    {
                        "url": f"{url_van('zaken', 'eigen')}/besluiten/{uuid_van('zb')}",
                        "uuid": uuid_van("zb"),
                        "besluit": url_van("besluiten", "besluit"),
                    }
                ],
                "zaakeigenschappen": [
                    {
                        "url": f"{url_van('zaken', naam)}/zaakeigenschappen/{uuid_van('ze-' + naam)}",
                        "uuid": uuid_van("ze-" + naam),
                        "zaak": url_van("zaken", naam),
                        "naam": "Kenteken",
                        "waarde": "X-01-YY",
                    }
                    for naam in ("eigen", "geheim")
                ],
                "enkelvoudiginformatieobjecten": [document("brief"), document("nota", "geheim"), document("los")],
                "objectinformatieobjecten": [
                    {
                        "url": url_van("objectinformatieobjecten", naam),
                        "informatieobject": url_van("enkelvoudiginformatieobjecten", naam),
                        "object": url_van("zaken", "eigen"),
                        "objectType": "zaak",
                    }
                    for naam in ("brief", "nota")
                ],
                "besluiten": [
                    {
                        "url": url_van("besluiten", "besluit"),
                        "identificatie": "BESLUIT-1",
                        "zaak": url_van("zaken", "eigen"),
                        "besluittype": url_van("besluittypen", "beschikking"),
                    }
                ],
                "besluitinformatieobjecten": [
                    {
                        "url": url_van("besluitinformatieobjecten", "bio"),
                        "besluit": url_van("besluiten", "besluit"),
                        "informatieobject": url_van("enkelvoudiginformatieobjecten", "brief"),
                    }
                ],
                "applicaties": [
                    {
                        "url": f"{BASIS}/autorisaties/api/v1/applicaties/{uuid_van('mijnzaken')}",
                        "clientIds": ["mijnzaken"],
                        "label": "MijnZaken",
                        "heeftAlleAutorisaties": True,
                        "autorisaties": [],
                    },
                    {
                        "url": f"{BASIS}/autorisaties/api/v1/applicaties/{uuid_van('beperkt')}",
                        "clientIds": ["beperkt"],
                        "label": "Alleen parkeren",
                        "heeftAlleAutorisaties": False,
                        "autorisaties": [
                            {
                                "component": "zrc",
                                "scopes": ["zaken.lezen"],
                                "zaaktype": url_van("zaaktypen", "parkeren"),
                                "maxVertrouwelijkheidaanduiding": "vertrouwelijk",
                            },
                            {
                                "component": "drc",
                                "scopes": ["documenten.lezen"],
                                "informatieobjecttype": url_van("informatieobjecttypen", "brief"),
                                "maxVertrouwelijkheidaanduiding": "vertrouwelijk",
                            },
                        ],
                    },
                ],
            }
        }
    )


def maak_openzaak() -> Starlette:
    return maak_app(maak_wereld())


def client_van(
    app: Starlette, client_id: str = ZGW_CLIENT_ID, secret: str = ZGW_SECRET, *, basis: str = BASIS
) -> httpx.AsyncClient:
    """A client of the app, mounted as the sandbox mounts it, reached by the address `basis`."""
    buiten = Starlette(routes=[Mount(httpx.URL(basis).path, app=app)])
    kop = {"Authorization": f"Bearer {maak_jwt(client_id, secret)}", "Accept": "application/json"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=buiten), base_url=basis, headers=kop)


def beperkt(app: Starlette) -> httpx.AsyncClient:
    """A client that may read the zaken about parkeren, up to vertrouwelijk, and no catalogue."""
    return client_van(app, ZGW_BEPERKT_CLIENT_ID, ZGW_BEPERKT_SECRET)


def namen(antwoord: httpx.Response) -> list[str]:
    """Which zaken are in a page, by their short names, in the order of the answer."""
    return [str(zaak["identificatie"]).lower() for zaak in antwoord.json()["results"]]
