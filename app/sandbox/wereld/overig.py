"""Overig: what a story has in Open Klant (contacten), Open Product, Open VTB, Open Object, Open Organisatie and the registers of afspraken."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.sandbox.wereld.bouwer import Bouwer, Record, urn_van_klant

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OBJECTTYPES = ("toestemming", "machtiging", "medewerker", "afdeling", "groep")


def bouw_objecttypes(bouwer: Bouwer) -> None:
    for naam in OBJECTTYPES:
        made = bouwer.voeg_toe(
            "objecten",
            "objecttypes",
            naam,
            {
                "name": naam.capitalize(),
                "namePlural": f"{naam.capitalize()}en",
                "description": "",
                "dataClassification": "confidential",
                "maintainerOrganization": "Voorbeeldstad",
                "maintainerDepartment": "",
                "contactPerson": "",
                "contactEmail": "",
                "source": "",
                "updateFrequency": "unknown",
                "providerOrganization": "",
                "documentationUrl": "",
                "labels": {},
                "createdAt": bouwer.dag(-500),
                "modifiedAt": bouwer.dag(-500),
                "allowGeometry": True,
                "versions": [],
            },
        )
        made["versions"] = [f"{made['url']}/versions/1"]


def _object(bouwer: Bouwer, soort: str, naam: str, data: Record) -> None:
    bouwer.voeg_toe(
        "objecten",
        "objects",
        f"{soort}/{naam}",
        {
            "type": bouwer.ids["objecttypes", soort]["url"],
            "record": {
                "index": 1,
                "typeVersion": 1,
                "data": data,
                "geometry": None,
                "references": [],
                "startAt": bouwer.dag(-500),
                "endAt": None,
                "registrationAt": bouwer.dag(-500),
                "correctionFor": None,
                "correctedBy": None,
            },
        },
    )


def bouw_medewerkers(bouwer: Bouwer, verhaal: Record) -> None:
    for naam, afdeling in verhaal["afdelingen"].items():
        bouwer.ids["afdelingen", naam] = afdeling
        _object(bouwer, "afdeling", naam, {"identificatie": naam, "naam": afdeling["naam"], "email": afdeling["email"]})
    for id_, mens in verhaal["medewerkers"].items():
        bouwer.ids["medewerkers", id_] = mens
        afdeling = verhaal["afdelingen"][mens["afdeling"]]
        _object(
            bouwer,
            "medewerker",
            id_,
            {
                "identificatie": id_,
                "voornaam": mens["voornaam"],
                "voorvoegselAchternaam": mens.get("voorvoegsel", ""),
                "achternaam": mens["achternaam"],
                "functie": mens["functie"],
                "emails": [{"email": mens["email"]}],
                "telefoonnummers": [{"telefoonnummer": mens["telefoon"]}],
                "afdelingen": [{"afdelingnaam": afdeling["naam"]}],
                "groepen": [],
            },
        )
        bouwer.voeg_toe(
            "klant",
            "actoren",
            id_,
            {
                "naam": f"{mens['voornaam']} {mens['achternaam']}",
                "soortActor": "medewerker",
                "indicatieActief": True,
                "actoridentificator": {
                    "objectId": id_,
                    "codeObjecttype": "mdw",
                    "codeRegister": "msei",
                    "codeSoortObjectId": "idf",
                },
                "actorIdentificatie": {
                    "functie": mens["functie"],
                    "emailadres": mens["email"],
                    "telefoonnummer": mens["telefoon"],
                },
            },
        )


def bouw_producttypen(bouwer: Bouwer, verhaal: Record) -> None:
    moment = bouwer.moment(-500)
    for naam in verhaal["themas"]:
        velden = {
            "naam": naam,
            "beschrijving": naam,
            "gepubliceerd": True,
            "aanmaak_datum": moment,
            "update_datum": moment,
        }
        bouwer.voeg_toe("producttypen", "themas", naam, {**velden, "hoofd_thema": None, "producttypen": []})
    for code, soort in verhaal["producttypen"].items():
        thema = {
            key: value
            for key, value in bouwer.ids["themas", soort["thema"]].items()
            if key not in {"url", "producttypen"}
        }
        zaaktype = bouwer.ids["zaaktypen", soort["zaaktype"]]["url"] if "zaaktype" in soort else None
        prijs = {
            "uuid": bouwer.uuid("prijzen", code),
            "prijsopties": [
                {"uuid": bouwer.uuid("opties", code), "bedrag": soort.get("prijs", "0.00"), "beschrijving": "normaal"}
            ],
            "prijsregels": [],
            "actief_vanaf": bouwer.dag(-300),
        }
        bouwer.voeg_toe(
            "producttypen",
            "producttypen",
            code,
            {
                "uniforme_product_naam": code,
                "doelgroep": soort["doelgroep"],
                "themas": [thema],
                "locaties": [],
                "organisaties": [],
                "eigenaar": None,
                "contacten": [],
                "prijzen": [prijs] if "prijs" in soort else [],
                "links": [
                    {
                        "uuid": bouwer.uuid("links", code),
                        "naam": "Aanvragen",
                        "url": f"https://www.voorbeeldstad.example/{code}",
                    }
                ],
                "acties": [],
                "bestanden": [],
                "naam": soort["naam"],
                "samenvatting": soort["samenvatting"],
                "taal": "nl",
                "externe_codes": [],
                "parameters": [],
                "verbruiksobject_schema": None,
                "dataobject_schema": None,
                "gepubliceerd": True,
                "publicatie_start_datum": bouwer.dag(-500),
                "publicatie_eind_datum": None,
                "aanmaak_datum": moment,
                "update_datum": moment,
                "code": code.upper(),
                "toegestane_statussen": ["gereed", "actief", "verlopen", "ingetrokken", "in_aanvraag"],
                "keywords": [],
                "interne_opmerkingen": "",
                "zaaktypen": [{"urn": None, "url": zaaktype}] if zaaktype else [],
                "verzoektypen": [],
                "processen": [],
            },
        )
        bouwer.wereld.collecties["openproduct"]["prijzen"].extend(
            [{**prijs, "producttype_uuid": bouwer.uuid("producttypen", code)}]
        )
    for code, soort in verhaal["verzoektypen"].items():
        made = bouwer.voeg_toe("verzoeken", "verzoektypen", code, {"urn": "", "versies": [], **soort})
        made["urn"] = f"urn:nld:gemeente-voorbeeldstad:verzoektype:uuid:{made['uuid']}"
        made["versies"] = [{"url": f"{made['url']}/versies/1", "versie": 1, "status": "published"}]


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


def bouw_product(bouwer: Bouwer, verhaal: Record, naam: str, product: Record, zaak: Record | None) -> None:
    soort = bouwer.ids["producttypen", product["type"]]
    moment = bouwer.moment(product.get("begin", -5))
    kort = ("uuid", "code", "naam", "keywords", "uniforme_product_naam", "toegestane_statussen", "gepubliceerd")
    persoon, bedrijf = verhaal.get("persoon"), verhaal.get("onderneming")
    bouwer.voeg_toe(
        "producten",
        "producten",
        naam,
        {
            "naam": soort["naam"],
            "start_datum": bouwer.dag(product["begin"]) if "begin" in product else None,
            "eind_datum": bouwer.dag(product["eind"]) if "eind" in product else None,
            "aanmaak_datum": moment,
            "update_datum": moment,
            "producttype": {
                **{key: soort[key] for key in kort},
                "publicatie_start_datum": soort["publicatie_start_datum"],
                "publicatie_eind_datum": None,
                "aanmaak_datum": soort["aanmaak_datum"],
                "update_datum": soort["update_datum"],
                "themas": soort["themas"],
                "taal": "nl",
            },
            "gepubliceerd": product.get("gepubliceerd", True),
            "eigenaren": [
                {
                    "uuid": bouwer.uuid("eigenaren", naam),
                    "bsn": persoon["bsn"] if persoon else "",
                    "kvk_nummer": bedrijf["kvk"] if bedrijf else "",
                    "vestigingsnummer": "",
                    "klantnummer": "",
                }
            ],
            "documenten": [],
            "zaken": [{"urn": None, "url": zaak["url"]}] if zaak else [],
            "taken": [],
            "status": product["status"],
            "prijs": product.get("prijs", "0.00"),
            "frequentie": product.get("frequentie", "eenmalig"),
            "verbruiksobject": None,
            "dataobject": product.get("gegevens"),
            "aanvraag_zaak_urn": None,
            "aanvraag_zaak_url": zaak["url"] if zaak else None,
        },
    )


def bouw_rest(bouwer: Bouwer, verhaal: Record) -> None:
    """What stands beside the zaken in a story."""
    wie = verhaal["persoon"]["bsn"] if "persoon" in verhaal else verhaal["onderneming"]["kvk"]
    for naam, verzoek in (verhaal.get("verzoeken") or {}).items():
        bouw_verzoek(bouwer, verhaal, f"{wie}/{naam}", verzoek, None)
    for nummer, product in enumerate(verhaal.get("producten") or ()):
        bouw_product(bouwer, verhaal, f"{wie}/{nummer}", product, None)
    for nummer, toestemming in enumerate(verhaal.get("toestemmingen") or ()):
        _object(bouwer, "toestemming", f"{wie}/{nummer}", _toestemming(bouwer, wie, toestemming))
    for nummer, machtiging in enumerate(verhaal.get("machtigingen") or ()):
        _object(bouwer, "machtiging", f"{wie}/{nummer}", _machtiging(bouwer, wie, machtiging))
    for nummer, afspraak in enumerate(verhaal.get("afspraken") or ()):
        _afspraak(bouwer, verhaal["persoon"]["email"], f"{wie}/{nummer}", afspraak)


def _toestemming(bouwer: Bouwer, bsn: str, toestemming: Record) -> Record:
    return {
        "betrokkene": {"soort": "bsn", "waarde": bsn},
        "ontvanger": toestemming["ontvanger"],
        "activiteit": toestemming["activiteit"],
        "categorieen": toestemming["categorieen"],
        "geldigVan": bouwer.dag(toestemming["van"]),
        "geldigTot": bouwer.dag(toestemming["tot"]),
        "gebeurtenissen": [
            {"soort": soort, "tijdstip": bouwer.moment(dag)} for soort, dag in toestemming["gebeurtenissen"]
        ],
    }


def _machtiging(bouwer: Bouwer, bsn: str, machtiging: Record) -> Record:
    made: Record = {
        "soort": machtiging["soort"],
        "vertegenwoordigde": {"soort": "bsn", "waarde": bsn},
        "vertegenwoordiger": {"soort": "bsn", "waarde": machtiging["aan"]},
        "diensten": [bouwer.uuid("diensten", zaaktype) for zaaktype in machtiging["zaaktypen"]],
        "zaaktypen": [zaaktype.upper() for zaaktype in machtiging["zaaktypen"]],
        "geldigVan": bouwer.dag(machtiging["van"]),
        "geldigTot": bouwer.dag(machtiging["tot"]),
        "bron": "REGISTER",
    }
    if "ingetrokken" in machtiging:
        made["ingetrokkenOp"] = bouwer.moment(machtiging["ingetrokken"])
    return made


def _afspraak(bouwer: Bouwer, email: str, naam: str, afspraak: Record) -> None:
    day = bouwer.wereld.vandaag + timedelta(days=afspraak["dag"])
    begin = datetime.combine(day, time(afspraak["uur"]), _AMSTERDAM)
    eind = begin + timedelta(minutes=afspraak["minuten"])
    id_ = bouwer.uuid("afspraken", naam)
    if afspraak["bron"] == "mijnagenda":
        bouwer.wereld.collecties["mijnagenda"]["afspraken"].append(
            {
                "afspraakIdentificatie": id_,
                "onderwerp": afspraak["onderwerp"],
                "geplandAanvangsmoment": begin.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "geplandEindmoment": eind.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "soort": afspraak["soort"],
                "locatie": {"naam": afspraak["locatie"]},
                "activiteiten": [],
                "_email": email,
            }
        )
        return
    klant = bouwer.uuid("qmatic", email)
    customers = bouwer.wereld.collecties["qmatic"]["customers"]
    if all(customer["publicId"] != klant for customer in customers):
        customers.append({"publicId": klant, "firstName": "", "lastName": "", "email": email, "_email": email})
    bouwer.wereld.collecties["qmatic"]["appointments"].append(
        {
            "publicId": id_,
            "title": afspraak["onderwerp"],
            "start": begin.strftime("%Y-%m-%dT%H:%M:%S"),
            "end": eind.strftime("%Y-%m-%dT%H:%M:%S"),
            "services": [],
            "branch": {"publicId": bouwer.uuid("branch"), "name": afspraak["locatie"], "timeZone": "Europe/Amsterdam"},
            "notes": "",
            "_customer": klant,
        }
    )
