"""Vragen: verzoeken and taken in Open VTB, contacten in Open Klant."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from app.sandbox.wereld.bouwer import Bouwer, Record, urn_van_klant

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def bouw_verzoek(bouwer: Bouwer, verhaal: Record, naam: str, verzoek: Record, zaak: Record | None) -> None:
    """`gekoppeld`: urn (isGerelateerdAan), zaak (Open Zaak's zaakverzoeken) or beide."""
    hoe = verzoek.get("gekoppeld", "urn") if zaak else ""
    soort = bouwer.ids["verzoektypen", verzoek["type"]]
    made = bouwer.voeg_toe(
        "verzoeken",
        "verzoeken",
        naam,
        {
            "urn": "",
            "verzoekType": soort["url"],
            "verzoekTypeUrn": soort["urn"],
            "geometrie": None,
            "aanvraagGegevens": verzoek["gegevens"],
            "versie": 1,
            "bijlagen": [],
            "initiator": urn_van_klant(verhaal),
            "medeInitiator": "",
            "isGerelateerdAan": [{"urn": bouwer.urn("zaak", zaak["uuid"])}] if zaak and hoe in {"urn", "beide"} else [],
            "kanaal": "Webformulier",
            "verzoekTaal": "nl",
            "verwerkStatus": "verwerkt" if zaak else "geregistreerd",
            "verzoekInformatieObject": "",
            "verzoekBron": {"naam": "Open Formulieren", "kenmerk": verzoek["kenmerk"]},
            "verzoekBetaling": None,
        },
    )
    made["urn"] = bouwer.urn("verzoek", made["uuid"])
    if zaak and hoe in {"zaak", "beide"}:
        bouwer.voeg_toe("zaken", "zaakverzoeken", naam, {"zaak": zaak["url"], "verzoek": made["url"]})


def bouw_taak(bouwer: Bouwer, verhaal: Record, naam: str, taak: Record, zaak: Record | None) -> None:
    details: Record = {
        "betaaltaak": {
            "bedrag": "350.00",
            "valuta": "EUR",
            "transactieomschrijving": "Leges",
            "doelrekening": {"naam": "Gemeente Voorbeeldstad", "iban": "NL91ABNA0417164300"},
        },
        "urltaak": {"uitvraagLink": taak.get("link", ""), "voorinvullenGegevens": {}, "ontvangenGegevens": {}},
        "formuliertaak": {"formulierDefinitie": {}, "voorinvullenGegevens": {}, "ontvangenGegevens": {}},
    }[taak["soort"]]
    made = bouwer.voeg_toe(
        "taken",
        "externetaken",
        naam,
        {
            "urn": "",
            "titel": taak["titel"],
            "verwerkerTaakId": "",
            "status": taak["status"],
            "startdatum": bouwer.dag(min(-10, taak["tot"] - 20)),
            "handelingsPerspectief": "betalen" if taak["soort"] == "betaaltaak" else "informatie_geven",
            "einddatumHandelingsTermijn": bouwer.dag(taak["tot"]),
            "datumHerinnering": bouwer.dag(taak["tot"] - 7),
            "toelichting": "",
            "isToegewezenAan": urn_van_klant(verhaal),
            "isGerelateerdAan": [{"urn": bouwer.urn("zaak", zaak["uuid"])}] if zaak else [],
            "taakSoort": taak["soort"],
            "details": details,
        },
    )
    made["urn"] = f"urn:nld:gemeente-voorbeeldstad:externetaak:uuid:{made['uuid']}"


def bouw_contact(bouwer: Bouwer, verhaal: Record, naam: str, contact: Record, zaak: Record) -> None:
    partij = bouwer.ids[
        "partijen", verhaal["persoon"]["bsn"] if "persoon" in verhaal else verhaal["onderneming"]["kvk"]
    ]
    made = bouwer.voeg_toe(
        "klant",
        "klantcontacten",
        naam,
        {
            "gingOverOnderwerpobjecten": [],
            "hadBetrokkenActoren": [dict(bouwer.ids["actoren", contact["medewerker"]])],
            "omvatteBijlagen": [],
            "hadBetrokkenen": [],
            "leiddeTotInterneTaken": [],
            "nummer": bouwer.uuid("nummer", naam)[:8],
            "referentienummer": None,
            "kanaal": contact["kanaal"],
            "onderwerp": contact["onderwerp"],
            "inhoud": contact["inhoud"],
            "reactie": "",
            "indicatieContactGelukt": True,
            "hoofdOnderwerpType": "",
            "verdereActieOndernomen": False,
            "taal": "nld",
            "vertrouwelijk": contact.get("vertrouwelijk", False),
            "plaatsgevondenOp": bouwer.moment(contact["dag"], 11),
            "metadata": {},
        },
    )
    ref = {"uuid": made["uuid"], "url": made["url"]}
    leeg = {"voorletters": "", "voornaam": "", "voorvoegselAchternaam": "", "achternaam": ""}
    adres = {key: None if key == "huisnummer" else "" for key in partij["bezoekadres"]}
    betrokkene = bouwer.voeg_toe(
        "klant",
        "betrokkenen",
        naam,
        {
            "wasPartij": {"uuid": partij["uuid"], "url": partij["url"]},
            "hadKlantcontact": ref,
            "digitaleAdressen": [],
            "bezoekadres": adres,
            "correspondentieadres": dict(adres),
            "contactnaam": leeg,
            "volledigeNaam": "",
            "rol": "klant",
            "organisatienaam": "",
            "initiator": True,
        },
    )
    betrokkeneref = {"uuid": betrokkene["uuid"], "url": betrokkene["url"]}
    made["hadBetrokkenen"].append(betrokkeneref)
    partij["betrokkenen"].append(betrokkeneref)
    onderwerp = bouwer.voeg_toe(
        "klant",
        "onderwerpobjecten",
        naam,
        {
            "klantcontact": ref,
            "wasKlantcontact": None,
            "onderwerpobjectidentificator": {
                "objectId": zaak["uuid"],
                "codeObjecttype": "zaak",
                "codeRegister": "open-zaak",
                "codeSoortObjectId": "uuid",
            },
        },
    )
    made["gingOverOnderwerpobjecten"].append({"uuid": onderwerp["uuid"], "url": onderwerp["url"]})
