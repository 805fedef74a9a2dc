"""Overig: what a story has in Open Object (medewerkers, toestemmingen, machtigingen) and in the registers of
afspraken."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

from app.sandbox.wereld.bouwer import Bouwer, Record
from app.sandbox.wereld.producten import bouw_product
from app.sandbox.wereld.vragen import bouw_verzoek

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OBJECTTYPES = ("toestemming", "machtiging", "medewerker", "afdeling", "groep")
#: Whose JSON schema ships with this project; the others are community concepts, of which nothing is asked here.
_EIGEN = frozenset({"toestemming", "machtiging"})


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
        url = f"{made['url']}/versions/1"
        made["versions"] = [url]
        made["_versies"] = [
            {
                "url": url,
                "version": 1,
                "objectType": made["url"],
                "status": "published",
                "jsonSchema": _schema(naam),
                "createdAt": bouwer.dag(-500),
                "modifiedAt": bouwer.dag(-500),
                "publishedAt": bouwer.dag(-500),
            }
        ]


def _schema(naam: str) -> Record:
    if naam not in _EIGEN:
        return {"type": "object"}
    text = files("app.registries").joinpath("objecttypen", f"{naam}.schema.json").read_text(encoding="utf-8")
    found: Record = json.loads(text)
    return found


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
        _in_open_organisatie(bouwer, id_, mens, afdeling["naam"])
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


def _in_open_organisatie(bouwer: Bouwer, id_: str, mens: Record, afdeling: str) -> None:
    """The same medewerker in Open Organisatie, for an installation that has that instead of objecttypen."""
    team = {"uuid": bouwer.uuid("teams", afdeling), "naam": afdeling, "omschrijving": ""}
    bouwer.voeg_toe(
        "organisatie",
        "medewerkers",
        id_,
        {
            "medewerkerId": id_,
            "voornaam": mens["voornaam"],
            "achternaam": " ".join(part for part in (mens.get("voorvoegsel"), mens["achternaam"]) if part),
            "emailadres": mens["email"],
            "telefoonnummer": mens["telefoon"],
            "geslachtsaanduiding": "X",
            "datumUitDienst": None,
            "teams": [team],
            "functies": [
                {
                    "uuid": bouwer.uuid("functies", id_),
                    "functieOmschrijving": mens["functie"],
                    "beginDatum": bouwer.dag(-500),
                    "eindDatum": None,
                }
            ],
            "datumToegevoegd": bouwer.moment(-500),
            "datumAangepast": bouwer.moment(-500),
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
                "afspraakSoort": afspraak["soort"],
                "afspraakLocatie": {"naam": afspraak["locatie"]},
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
