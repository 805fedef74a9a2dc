"""Catalogus: zaaktypen, statustypen and the other types of Open Zaak (Catalogi API 1.3), and who may read what
(Autorisaties API)."""

from __future__ import annotations

from app.sandbox.wereld.bouwer import Bouwer, Record

GELDIG: Record = {"beginGeldigheid": "2020-01-01", "eindeGeldigheid": None, "beginObject": None, "eindeObject": None}
_ROLLEN = {
    "initiator": "Aanvrager",
    "mede_initiator": "Mede-aanvrager",
    "belanghebbende": "Belanghebbende",
    "behandelaar": "Behandelaar",
    "adviseur": "Adviseur",
}


def bouw_catalogus(bouwer: Bouwer, verhaal: Record) -> None:
    catalogus = bouwer.voeg_toe(
        "catalogi",
        "catalogussen",
        "voorbeeldstad",
        {
            "domein": "VOORB",
            "rsin": bouwer.rsin,
            "contactpersoonBeheerNaam": "Functioneel beheer",
            "contactpersoonBeheerTelefoonnummer": "",
            "contactpersoonBeheerEmailadres": "",
            "zaaktypen": [],
            "besluittypen": [],
            "informatieobjecttypen": [],
            "naam": "Voorbeeldstad",
            "versie": "",
            "begindatumVersie": None,
        },
        uuid_zichtbaar=False,
    )
    for naam, zaaktype in verhaal["zaaktypen"].items():
        catalogus["zaaktypen"].append(_zaaktype(bouwer, catalogus, naam, zaaktype)["url"])
    for naam in verhaal["documentsoorten"]:
        soort = bouwer.voeg_toe(
            "catalogi",
            "informatieobjecttypen",
            naam,
            {
                "catalogus": catalogus["url"],
                "omschrijving": naam,
                "vertrouwelijkheidaanduiding": "zaakvertrouwelijk",
                **GELDIG,
                "concept": False,
                "besluittypen": [],
                "informatieobjectcategorie": "document",
                "trefwoord": [],
                "omschrijvingGeneriek": {
                    "informatieobjecttypeOmschrijvingGeneriek": "",
                    "definitieInformatieobjecttypeOmschrijvingGeneriek": "",
                    "herkomstInformatieobjecttypeOmschrijvingGeneriek": "",
                    "hierarchieInformatieobjecttypeOmschrijvingGeneriek": "",
                    "opmerkingInformatieobjecttypeOmschrijvingGeneriek": "",
                },
                "zaaktypen": [],
            },
            uuid_zichtbaar=False,
        )
        catalogus["informatieobjecttypen"].append(soort["url"])
    for naam in verhaal["besluitsoorten"]:
        soort = bouwer.voeg_toe(
            "catalogi",
            "besluittypen",
            naam,
            {
                "catalogus": catalogus["url"],
                "zaaktypen": [],
                "omschrijving": naam,
                "omschrijvingGeneriek": "",
                "besluitcategorie": "",
                "reactietermijn": "P42D",
                "publicatieIndicatie": False,
                "publicatietekst": "",
                "publicatietermijn": None,
                "toelichting": "",
                "informatieobjecttypen": [],
                **GELDIG,
                "concept": False,
                "resultaattypen": [],
                "resultaattypenOmschrijving": [],
                "vastgelegdIn": [],
            },
            uuid_zichtbaar=False,
        )
        catalogus["besluittypen"].append(soort["url"])
    _applicaties(bouwer)


def _zaaktype(bouwer: Bouwer, catalogus: Record, naam: str, zaaktype: Record) -> Record:
    record = bouwer.voeg_toe(
        "catalogi",
        "zaaktypen",
        naam,
        {
            "identificatie": naam.upper(),
            "omschrijving": zaaktype["naam"],
            "omschrijvingGeneriek": zaaktype["naam"],
            "vertrouwelijkheidaanduiding": "zaakvertrouwelijk",
            "doel": f"{zaaktype['naam']} afhandelen",
            "aanleiding": "Aanvraag of melding",
            "toelichting": "",
            "indicatieInternOfExtern": "intern" if zaaktype.get("intern") else "extern",
            "handelingInitiator": "Aanvragen",
            "onderwerp": zaaktype["onderwerp"],
            "handelingBehandelaar": "Behandelen",
            "doorlooptijd": zaaktype["doorlooptijd"],
            "servicenorm": zaaktype.get("servicenorm"),
            "opschortingEnAanhoudingMogelijk": True,
            "verlengingMogelijk": True,
            "verlengingstermijn": "P42D",
            "trefwoorden": [],
            "publicatieIndicatie": False,
            "publicatietekst": "",
            "verantwoordingsrelatie": [],
            "productenOfDiensten": [],
            "selectielijstProcestype": "",
            "referentieproces": {"naam": zaaktype["naam"], "link": ""},
            "concept": False,
            "verantwoordelijke": "Gemeente Voorbeeldstad",
            "broncatalogus": {"url": "", "domein": "", "rsin": ""},
            "bronzaaktype": {"url": "", "identificatie": "", "omschrijving": ""},
            **GELDIG,
            "versiedatum": "2020-01-01",
            "catalogus": catalogus["url"],
            "statustypen": [],
            "resultaattypen": [],
            "eigenschappen": [],
            "informatieobjecttypen": [],
            "roltypen": [],
            "besluittypen": [],
            "deelzaaktypen": [],
            "gerelateerdeZaaktypen": [],
            "zaakobjecttypen": [],
        },
        uuid_zichtbaar=False,
    )
    eigen = {
        "zaaktype": record["url"],
        "zaaktypeIdentificatie": record["identificatie"],
        "catalogus": catalogus["url"],
        **GELDIG,
    }
    stappen = zaaktype["stappen"]
    for nummer, (stap, tekst) in enumerate(stappen, 1):
        statustype = bouwer.voeg_toe(
            "catalogi",
            "statustypen",
            f"{naam}/{stap}",
            {
                "omschrijving": stap,
                "omschrijvingGeneriek": stap,
                "statustekst": tekst,
                "volgnummer": nummer,
                "isEindstatus": nummer == len(stappen),
                "informeren": True,
                "doorlooptijd": None,
                "toelichting": "",
                "checklistitemStatustype": [],
                "eigenschappen": [],
                "zaakobjecttypen": [],
                **eigen,
            },
            uuid_zichtbaar=False,
        )
        record["statustypen"].append(statustype["url"])
    for resultaat in zaaktype["resultaten"]:
        resultaattype = bouwer.voeg_toe(
            "catalogi",
            "resultaattypen",
            f"{naam}/{resultaat}",
            {
                "omschrijving": resultaat,
                "resultaattypeomschrijving": "",
                "omschrijvingGeneriek": resultaat,
                "selectielijstklasse": "",
                "toelichting": "",
                "archiefnominatie": "vernietigen",
                "archiefactietermijn": "P7Y",
                "besluittypen": [],
                "besluittypeOmschrijving": [],
                "informatieobjecttypen": [],
                "informatieobjecttypeOmschrijving": [],
                **eigen,
            },
            uuid_zichtbaar=False,
        )
        record["resultaattypen"].append(resultaattype["url"])
    for generiek, omschrijving in _ROLLEN.items():
        roltype = bouwer.voeg_toe(
            "catalogi",
            "roltypen",
            f"{naam}/{generiek}",
            {"omschrijving": omschrijving, "omschrijvingGeneriek": generiek, **eigen},
            uuid_zichtbaar=False,
        )
        record["roltypen"].append(roltype["url"])
    return record


def bouw_eigenschap(bouwer: Bouwer, zaaktype_url: str, naam: str) -> Record:
    """The eigenschap that zaken of this zaaktype may have; made when the first one has it."""
    zaaktype = next(z for z in bouwer.wereld.collecties["openzaak"]["zaaktypen"] if z["url"] == zaaktype_url)
    sleutel = f"{zaaktype['identificatie']}/{naam}"
    if (found := bouwer.ids.get(("eigenschappen", sleutel))) is not None:
        return found
    made = bouwer.voeg_toe(
        "catalogi",
        "eigenschappen",
        sleutel,
        {
            "naam": naam,
            "definitie": naam,
            "specificatie": {
                "groep": "",
                "formaat": "tekst",
                "lengte": "255",
                "kardinaliteit": "1",
                "waardenverzameling": [],
            },
            "toelichting": "",
            "zaaktype": zaaktype_url,
            "zaaktypeIdentificatie": zaaktype["identificatie"],
            "catalogus": zaaktype["catalogus"],
            "statustype": None,
            **GELDIG,
        },
        uuid_zichtbaar=False,
    )
    zaaktype["eigenschappen"].append(made["url"])
    return made


def _applicaties(bouwer: Bouwer) -> None:
    """The gateway may read all; `beperkt` only kapvergunningen up to zaakvertrouwelijk, to show what silent filtering
    does."""
    adres = bouwer.wereld.adressen.openzaak
    beperkt = {
        "zaaktype": bouwer.ids["zaaktypen", "kapvergunning"]["url"],
        "maxVertrouwelijkheidaanduiding": "openbaar",
    }
    bouwer.wereld.collecties["openzaak"]["applicaties"].extend(
        [
            {
                "url": f"{adres}/autorisaties/api/v1/applicaties/{bouwer.uuid('applicaties', 'mijnzaken')}",
                "clientIds": ["mijnzaken"],
                "label": "MijnZaken",
                "heeftAlleAutorisaties": True,
                "autorisaties": [],
            },
            {
                "url": f"{adres}/autorisaties/api/v1/applicaties/{bouwer.uuid('applicaties', 'beperkt')}",
                "clientIds": ["beperkt"],
                "label": "Beperkt",
                "heeftAlleAutorisaties": False,
                "autorisaties": [{"component": "zrc", "scopes": ["zaken.lezen"], **beperkt}],
            },
        ]
    )
