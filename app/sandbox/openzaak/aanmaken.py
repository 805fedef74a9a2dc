"""Aanmaken: a new zaak, and a document that is put in one.

Source: Zaken API 1.5.1 of Open Zaak 1.30.0. A new zaak has no rol and no status yet: those are made after it, which is
why its first notification is about a zaak of nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.sandbox.kern import Antwoord, Fout, Lichaam, Vraag
from app.sandbox.openzaak.filters import lijst_van
from app.sandbox.openzaak.melden import meld_zaak
from app.sandbox.openzaak.muteren import gemaakt, nieuw, te_wijzigen_zaak, tijdstip, verplicht
from app.sandbox.openzaak.rechten import recht_van

AANMAKEN = "zaken.aanmaken"
# What a client may give, and what stands there when it does not.
ZAAK_VELDEN: Mapping[str, object] = {
    "omschrijving": "",
    "toelichting": "",
    "einddatumGepland": None,
    "uiterlijkeEinddatumAfdoening": None,
    "publicatiedatum": None,
    "communicatiekanaal": "",
    "communicatiekanaalNaam": "",
    "productenOfDiensten": [],
    "betalingsindicatie": "",
    "laatsteBetaaldatum": None,
    "zaakgeometrie": None,
    "verlenging": None,
    "opschorting": {"indicatie": False, "eerdereOpschorting": False, "reden": ""},
    "selectielijstklasse": "",
    "hoofdzaak": None,
    "relevanteAndereZaken": [],
    "gerelateerdeZaken": [],
    "kenmerken": [],
    "archiefnominatie": None,
    "archiefstatus": "nog_te_archiveren",
    "archiefactiedatum": None,
    "opdrachtgevendeOrganisatie": "",
    "processobjectaard": "",
    "startdatumBewaartermijn": None,
    "processobject": {"datumkenmerk": "", "identificatie": "", "objecttype": "", "registratie": ""},
}
# What begins empty, whatever a client gives.
ZAAK_LEEG: Mapping[str, object] = {
    "einddatum": None,
    "laatstGeopend": None,
    "betalingsindicatieWeergave": "",
    "deelzaken": [],
    "eigenschappen": [],
    "rollen": [],
    "status": None,
    "zaakinformatieobjecten": [],
    "zaakobjecten": [],
    "resultaat": None,
}


def maak_zaak(vraag: Vraag) -> Antwoord:
    store, velden = vraag.register.store, vraag.voorwerp()
    verplicht(velden, "bronorganisatie", "zaaktype", "verantwoordelijkeOrganisatie", "startdatum")
    zaaktype = store["zaaktypen"].van_url(velden["zaaktype"])
    if zaaktype is None:
        raise Fout.ongeldig("zaaktype", "does_not_exist", "Ongeldige hyperlink - Object bestaat niet.")
    vandaag = date.fromisoformat(tijdstip()[:10])
    geheim = velden.get("vertrouwelijkheidaanduiding") or zaaktype.get("vertrouwelijkheidaanduiding") or "openbaar"
    vast: Lichaam = {
        "identificatie": velden.get("identificatie") or f"ZAAK-{vandaag.year}-{len(store['zaken']) + 1:010}",
        "bronorganisatie": velden["bronorganisatie"],
        "verantwoordelijkeOrganisatie": velden["verantwoordelijkeOrganisatie"],
        "zaaktype": zaaktype["url"],
        "startdatum": velden["startdatum"],
        "registratiedatum": velden.get("registratiedatum") or vandaag.isoformat(),
        "vertrouwelijkheidaanduiding": geheim,
        "laatstGemuteerd": tijdstip(),
    }
    if not recht_van(store["applicaties"], vraag.client).mag("zrc", AANMAKEN, vast):
        raise Fout.verboden()
    zelfde = store["zaken"].bij("identificatie", vast["identificatie"])
    if any(zaak["bronorganisatie"] == vast["bronorganisatie"] for zaak in zelfde):
        raise Fout.ongeldig("identificatie", "identificatie-niet-uniek", "Deze identificatie bestaat al.")
    gegeven = {naam: velden.get(naam, standaard) for naam, standaard in ZAAK_VELDEN.items()}
    zaak = nieuw(vraag, "zaken", {**vast, **gegeven, **ZAAK_LEEG})
    meld_zaak(vraag, zaak, "zaak", zaak, "create")
    return gemaakt({**zaak, "_expand": {}})


def maak_zaakinformatieobject(vraag: Vraag) -> Antwoord:
    store, velden = vraag.register.store, vraag.voorwerp()
    verplicht(velden, "zaak", "informatieobject")
    zaak = te_wijzigen_zaak(vraag, velden)
    document = store["enkelvoudiginformatieobjecten"].van_url(velden["informatieobject"])
    if document is None:
        raise Fout.ongeldig("informatieobject", "does_not_exist", "Ongeldige hyperlink - Object bestaat niet.")
    eerdere = store["zaakinformatieobjecten"].bij("informatieobject", document["url"])
    if any(rij["zaak"] == zaak["url"] for rij in eerdere):
        reden = "De velden zaak, informatieobject moeten een unieke set zijn."
        raise Fout.ongeldig("nonFieldErrors", "unique", reden)
    rij = nieuw(
        vraag,
        "zaakinformatieobjecten",
        {
            "informatieobject": document["url"],
            "zaak": zaak["url"],
            "aardRelatieWeergave": "Hoort bij, omgekeerd: kent",
            "titel": velden.get("titel", ""),
            "beschrijving": velden.get("beschrijving", ""),
            "registratiedatum": tijdstip(),
            "vernietigingsdatum": velden.get("vernietigingsdatum"),
            "status": velden.get("status"),
        },
    )
    uuid = str(rij["uuid"])
    store["objectinformatieobjecten"].voeg_toe(
        {
            "url": f"{vraag.register.basis}/documenten/api/v1/objectinformatieobjecten/{uuid}",
            "informatieobject": document["url"],
            "object": zaak["url"],
            "objectType": "zaak",
        }
    )
    bijgewerkt = [*lijst_van(zaak.get("zaakinformatieobjecten")), rij["url"]]
    store["zaken"].wijzig(zaak, {"zaakinformatieobjecten": bijgewerkt, "_etag": None})
    meld_zaak(vraag, zaak, "zaakinformatieobject", rij, "create")
    return gemaakt(rij)
