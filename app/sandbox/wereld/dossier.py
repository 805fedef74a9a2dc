"""Dossier: documents and besluiten of a zaak (Documenten API 1.4, Besluiten API 1.1)."""

from __future__ import annotations

from app.sandbox.wereld.bouwer import Bouwer, Record


def bouw_document(bouwer: Bouwer, zaak: Record, naam: str, document: Record) -> Record:
    dag, van_klant = document["dag"], document.get("van_klant", False)
    inhoud = document["inhoud"]
    made = bouwer.voeg_toe(
        "documenten",
        "enkelvoudiginformatieobjecten",
        naam,
        {
            "identificatie": f"DOC-{naam.replace('/', '-')}",
            "bronorganisatie": bouwer.rsin,
            "creatiedatum": bouwer.dag(dag),
            "titel": document["titel"],
            "vertrouwelijkheidaanduiding": "zaakvertrouwelijk",
            "auteur": "Klant" if van_klant else "Gemeente Voorbeeldstad",
            "status": document.get("status", "definitief"),
            "formaat": "text/plain",
            "taal": "nld",
            "versie": 1,
            "beginRegistratie": bouwer.moment(dag),
            "bestandsnaam": f"{document['titel'].lower().replace(' ', '-')}.txt",
            "inhoud": "",
            "bestandsomvang": len(inhoud.encode()),
            "link": "",
            "beschrijving": "",
            "ontvangstdatum": bouwer.dag(dag) if van_klant else None,
            "verzenddatum": None if van_klant else bouwer.dag(dag),
            "indicatieGebruiksrecht": False,
            "verschijningsvorm": "",
            "ondertekening": None,
            "integriteit": None,
            "informatieobjecttype": bouwer.ids["informatieobjecttypen", document["soort"]]["url"],
            "locked": False,
            "bestandsdelen": [],
            "trefwoorden": [],
            "_inhoud": inhoud,
        },
        uuid_zichtbaar=False,
    )
    made["inhoud"] = f"{made['url']}/download?versie=1"
    link = bouwer.voeg_toe(
        "zaken",
        "zaakinformatieobjecten",
        naam,
        {
            "informatieobject": made["url"],
            "zaak": zaak["url"],
            "aardRelatieWeergave": "Hoort bij, omgekeerd: kent",
            "titel": document["titel"],
            "beschrijving": "",
            "registratiedatum": bouwer.moment(dag),
            "vernietigingsdatum": None,
            "status": None,
        },
    )
    zaak["zaakinformatieobjecten"].append(link["url"])
    bouwer.voeg_toe(
        "documenten",
        "objectinformatieobjecten",
        naam,
        {"informatieobject": made["url"], "object": zaak["url"], "objectType": "zaak"},
        uuid_zichtbaar=False,
    )
    if "naam" in document:
        bouwer.ids["zaakdocumenten", f"{zaak['identificatie']}/{document['naam']}"] = made
    return made


def bouw_besluit(bouwer: Bouwer, zaak: Record, naam: str, besluit: Record) -> None:
    made = bouwer.voeg_toe(
        "besluiten",
        "besluiten",
        naam,
        {
            "identificatie": f"BESLUIT-{naam}",
            "verantwoordelijkeOrganisatie": bouwer.rsin,
            "besluittype": bouwer.ids["besluittypen", besluit["soort"]]["url"],
            "zaak": zaak["url"],
            "datum": bouwer.dag(besluit["dag"]),
            "toelichting": "",
            "bestuursorgaan": "College van burgemeester en wethouders",
            "ingangsdatum": bouwer.dag(besluit["ingaand"]),
            "vervaldatum": bouwer.dag(besluit["vervalt"]) if "vervalt" in besluit else None,
            "vervalreden": "",
            "vervalredenWeergave": "",
            "publicatiedatum": None,
            "verzenddatum": bouwer.dag(besluit["dag"]),
            "uiterlijkeReactiedatum": bouwer.dag(besluit["reactie_tot"]) if "reactie_tot" in besluit else None,
        },
        uuid_zichtbaar=False,
    )
    zaak_uuid = zaak["uuid"]
    uuid = bouwer.uuid("zaakbesluiten", naam)
    bouwer.wereld.collecties["openzaak"]["zaakbesluiten"].append(
        {"url": f"{zaak['url']}/besluiten/{uuid}", "uuid": uuid, "besluit": made["url"], "_zaak": zaak_uuid}
    )
    document = bouwer.ids["zaakdocumenten", f"{zaak['identificatie']}/{besluit['document']}"]
    bouwer.voeg_toe(
        "besluiten",
        "besluitinformatieobjecten",
        naam,
        {"informatieobject": document["url"], "besluit": made["url"]},
        uuid_zichtbaar=False,
    )
