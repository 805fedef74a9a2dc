"""Zaken: a story's zaken as Open Zaak holds them (Zaken 1.5, Documenten 1.4, Besluiten 1.1), with what belongs to them in other registers."""

from __future__ import annotations

from app.sandbox.wereld.bouwer import RSIN_GEMEENTE, Bouwer, Record
from app.sandbox.wereld.overig import bouw_contact, bouw_product, bouw_taak, bouw_verzoek

_LEEG_ADRES: Record = {"verblijfsadres": None, "subVerblijfBuitenland": None}
_MIDDEN = "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"


def bouw_zaken(bouwer: Bouwer, verhaal: Record) -> None:
    for naam, zaak in (verhaal.get("zaken") or {}).items():
        sleutel = f"{zaak['nummer']}"
        record = bouw_zaak(bouwer, verhaal, sleutel, zaak)
        bouwer.ids["verhaalzaken", f"{verhaal_naam(verhaal)}/{naam}"] = record
        for nummer, document in enumerate(zaak.get("documenten", ())):
            _document(bouwer, record, f"{sleutel}/{nummer}", document)
        if "besluit" in zaak:
            _besluit(bouwer, record, sleutel, zaak["besluit"])
        for nummer, (doelgroep, dagen, tekst) in enumerate(zaak.get("substatussen", ())):
            bouwer.voeg_toe(
                "zaken",
                "substatussen",
                f"{sleutel}/{nummer}",
                {
                    "zaak": record["url"],
                    "status": record["status"],
                    "omschrijving": tekst,
                    "doelgroep": doelgroep,
                    "tijdstip": bouwer.moment(dagen),
                },
            )
        for nummer, tekst in enumerate(zaak.get("notities", ())):
            bouwer.voeg_toe(
                "zaken",
                "zaaknotities",
                f"{sleutel}/{nummer}",
                {
                    "onderwerp": "Notitie",
                    "tekst": tekst,
                    "aangemaaktDoor": "mw-1001",
                    "notitieType": "intern",
                    "status": "definitief",
                    "gerelateerdAan": record["url"],
                },
            )
        if "verzoek" in zaak:
            bouw_verzoek(bouwer, verhaal, sleutel, zaak["verzoek"], record)
        for nummer, taak in enumerate(zaak.get("taken", ())):
            bouw_taak(bouwer, verhaal, f"{sleutel}/{nummer}", taak, record)
        for nummer, contact in enumerate(zaak.get("contacten", ())):
            bouw_contact(bouwer, verhaal, f"{sleutel}/{nummer}", contact, record)
        for nummer, product in enumerate(zaak.get("producten", ())):
            bouw_product(bouwer, verhaal, f"{sleutel}/{nummer}", product, record)


def verhaal_naam(verhaal: Record) -> str:
    return str(verhaal["persoon"]["bsn"] if "persoon" in verhaal else verhaal["onderneming"]["kvk"])


def bouw_zaak(bouwer: Bouwer, verhaal: Record, sleutel: str, zaak: Record) -> Record:
    zaaktype = bouwer.ids["zaaktypen", zaak["type"]]
    begin, einde = zaak["begin"], zaak.get("einde")
    termijn, norm = _dagen(zaaktype["doorlooptijd"]), _dagen(zaaktype["servicenorm"])
    record = bouwer.voeg_toe(
        "zaken",
        "zaken",
        sleutel,
        {
            "identificatie": zaak["nummer"],
            "bronorganisatie": RSIN_GEMEENTE,
            "omschrijving": zaak["omschrijving"],
            "toelichting": zaak.get("toelichting", ""),
            "zaaktype": zaaktype["url"],
            "registratiedatum": bouwer.dag(begin),
            "verantwoordelijkeOrganisatie": RSIN_GEMEENTE,
            "startdatum": bouwer.dag(begin),
            "einddatum": bouwer.dag(einde) if einde is not None else None,
            "einddatumGepland": bouwer.dag(begin + norm) if norm else None,
            "uiterlijkeEinddatumAfdoening": bouwer.dag(begin + termijn) if termijn else None,
            "publicatiedatum": None,
            "laatstGemuteerd": bouwer.moment(max((dagen for _, dagen, *_ in zaak["statussen"]), default=begin)),
            "laatstGeopend": None,
            "communicatiekanaal": "",
            "communicatiekanaalNaam": "Website",
            "productenOfDiensten": [],
            "vertrouwelijkheidaanduiding": zaak.get("vertrouwelijk", "zaakvertrouwelijk"),
            "betalingsindicatie": "",
            "betalingsindicatieWeergave": "",
            "laatsteBetaaldatum": None,
            "zaakgeometrie": None,
            "verlenging": None,
            "opschorting": {
                "indicatie": "opgeschort" in zaak,
                "eerdereOpschorting": False,
                "reden": zaak.get("opgeschort", ""),
            },
            "selectielijstklasse": "",
            "hoofdzaak": None,
            "deelzaken": [],
            "relevanteAndereZaken": [],
            "gerelateerdeZaken": [],
            "eigenschappen": [],
            "rollen": [],
            "status": None,
            "zaakinformatieobjecten": [],
            "zaakobjecten": [],
            "kenmerken": [],
            "archiefnominatie": None,
            "archiefstatus": "nog_te_archiveren",
            "archiefactiedatum": None,
            "resultaat": None,
            "opdrachtgevendeOrganisatie": "",
            "processobjectaard": "",
            "startdatumBewaartermijn": None,
            "processobject": {"datumkenmerk": "", "identificatie": "", "objecttype": "", "registratie": ""},
        },
    )
    for nummer, (stap, dagen, *tekst) in enumerate(zaak["statussen"]):
        _status(bouwer, record, zaak["type"], f"{sleutel}/{nummer}", stap, dagen, *tekst)
    _rollen(bouwer, verhaal, record, zaak, sleutel)
    if "resultaat" in zaak:
        resultaat = bouwer.voeg_toe(
            "zaken",
            "resultaten",
            sleutel,
            {
                "zaak": record["url"],
                "resultaattype": bouwer.ids["resultaattypen", f"{zaak['type']}/{zaak['resultaat']}"]["url"],
                "toelichting": zaak.get("toelichting_resultaat", ""),
            },
        )
        record["resultaat"] = resultaat["url"]
    return record


def _dagen(duur: str | None) -> int:
    """Days of P56D or P8W; 0 when there is none."""
    return 0 if not duur else int(duur[1:-1]) * (7 if duur[-1] == "W" else 1)


def _status(
    bouwer: Bouwer, zaak: Record, zaaktype: str, naam: str, stap: str | None, dagen: int, tekst: str = ""
) -> None:
    """`stap` None: the first step of the zaaktype."""
    statustype = (
        bouwer.ids["statustypen", f"{zaaktype}/{stap}"]["url"]
        if stap
        else bouwer.ids["zaaktypen", zaaktype]["statustypen"][0]
    )
    if (eerder := bouwer.ids.get(("laatste", zaak["url"]))) is not None:
        eerder["indicatieLaatstGezetteStatus"] = False
    status = bouwer.voeg_toe(
        "zaken",
        "statussen",
        naam,
        {
            "zaak": zaak["url"],
            "statustype": statustype,
            "datumStatusGezet": bouwer.moment(dagen),
            "statustoelichting": tekst,
            "indicatieLaatstGezetteStatus": True,
            "gezetdoor": None,
            "zaakinformatieobjecten": [],
        },
    )
    bouwer.ids["laatste", zaak["url"]] = status
    zaak["status"] = status["url"]


def natuurlijk(bouwer: Bouwer, bsn: str) -> Record:
    persoon = bouwer.ids["personen", bsn]
    return {
        "inpBsn": bsn,
        "anpIdentificatie": "",
        "inpA_nummer": "",
        "geslachtsnaam": persoon["geslachtsnaam"],
        "voorvoegselGeslachtsnaam": persoon.get("voorvoegsel", ""),
        "voorletters": f"{persoon['voornamen'][0]}.",
        "voornamen": persoon["voornamen"],
        "geslachtsaanduiding": "",
        "geboortedatum": str(persoon["geboren"]),
        **_LEEG_ADRES,
    }


def _onderneming(verhaal: Record, zaak: Record) -> tuple[str, Record]:
    """A company hides in four places; a zaak says in which (`registratie`)."""
    bedrijf, hoe = verhaal["onderneming"], zaak["registratie"]
    if hoe == "vestiging":
        return "vestiging", {
            "vestigingsNummer": zaak["vestiging"],
            "handelsnaam": [bedrijf["naam"]],
            "verblijfsadres": None,
            "subVerblijfBuitenland": None,
            "kvkNummer": bedrijf["kvk"],
        }
    return "niet_natuurlijk_persoon", {
        "innNnpId": bedrijf["rsin"] if hoe == "rsin" else "",
        "annIdentificatie": bedrijf["kvk"] if hoe == "ann" else "",
        "kvkNummer": bedrijf["kvk"] if hoe == "kvk" else "",
        "vestigingsNummer": "",
        "statutaireNaam": bedrijf["naam"],
        "innRechtsvorm": "",
        "bezoekadres": "",
        "subVerblijfBuitenland": None,
    }


def _rollen(bouwer: Bouwer, verhaal: Record, zaak: Record, bron: Record, sleutel: str) -> None:
    def rol(naam: str, soort: str, generiek: str, identificatie: Record, **velden: object) -> None:
        roltype = bouwer.ids["roltypen", f"{bron['type']}/{generiek}"]
        made = bouwer.voeg_toe(
            "zaken",
            "rollen",
            f"{sleutel}/{naam}",
            {
                "zaak": zaak["url"],
                "betrokkene": "",
                "betrokkeneType": soort,
                "afwijkendeNaamBetrokkene": "",
                "roltype": roltype["url"],
                "omschrijving": roltype["omschrijving"],
                "omschrijvingGeneriek": generiek,
                "roltoelichting": generiek,
                "registratiedatum": bouwer.moment(bron["begin"]),
                "indicatieMachtiging": "",
                "contactpersoonRol": {"emailadres": "", "functie": "", "telefoonnummer": "", "naam": ""},
                "statussen": [],
                "beginGeldigheid": None,
                "eindeGeldigheid": None,
                "betrokkeneIdentificatie": identificatie,
                **velden,
            },
        )
        zaak["rollen"].append(made["url"])

    if "onderneming" in verhaal:
        soort, identificatie = _onderneming(verhaal, bron)
        rol("initiator", soort, "initiator", identificatie, authenticatieContext=None)
    else:
        bsn = verhaal["persoon"]["bsn"]
        if "gemachtigde" in bron:
            context = {
                "source": "digid",
                "levelOfAssurance": _MIDDEN,
                "representee": {"identifierType": "bsn", "identifier": bsn},
                "mandate": {"services": [{"id": bouwer.uuid("diensten", bron["type"])}]},
            }
            gemachtigde = natuurlijk(bouwer, bron["gemachtigde"])
            rol(
                "gemachtigde",
                "natuurlijk_persoon",
                "initiator",
                gemachtigde,
                indicatieMachtiging="gemachtigde",
                authenticatieContext=context,
            )
            gever = natuurlijk(bouwer, bsn)
            rol(
                "gever",
                "natuurlijk_persoon",
                "belanghebbende",
                gever,
                indicatieMachtiging="machtiginggever",
                authenticatieContext=None,
            )
        else:
            context = {"source": "digid", "levelOfAssurance": _MIDDEN}
            rol("initiator", "natuurlijk_persoon", "initiator", natuurlijk(bouwer, bsn), authenticatieContext=context)
        if "mede_initiator" in bron:
            rol(
                "mede",
                "natuurlijk_persoon",
                "mede_initiator",
                natuurlijk(bouwer, bron["mede_initiator"]),
                authenticatieContext=None,
            )
    if "behandelaar" in bron:
        mens = bouwer.ids["medewerkers", bron["behandelaar"]]
        rol(
            "behandelaar",
            "medewerker",
            "behandelaar",
            {
                "identificatie": bron["behandelaar"],
                "achternaam": mens["achternaam"],
                "voorletters": f"{mens['voornaam'][0]}.",
                "voorvoegselAchternaam": mens.get("voorvoegsel", ""),
            },
        )
    if "afdeling" in bron:
        afdeling = bouwer.ids["afdelingen", bron["afdeling"]]
        rol(
            "afdeling",
            "organisatorische_eenheid",
            "behandelaar",
            {"identificatie": bron["afdeling"], "naam": afdeling["naam"], "isGehuisvestIn": ""},
        )


def _document(bouwer: Bouwer, zaak: Record, naam: str, document: Record) -> Record:
    dag, van_klant = document["dag"], document.get("van_klant", False)
    inhoud = document["inhoud"]
    made = bouwer.voeg_toe(
        "documenten",
        "enkelvoudiginformatieobjecten",
        naam,
        {
            "identificatie": f"DOC-{naam.replace('/', '-')}",
            "bronorganisatie": RSIN_GEMEENTE,
            "creatiedatum": bouwer.dag(dag),
            "titel": document["titel"],
            "vertrouwelijkheidaanduiding": "zaakvertrouwelijk",
            "auteur": "Klant" if van_klant else "Gemeente Voorbeeldstad",
            "status": document.get("status", "definitief"),
            "inhoudIsVervallen": False,
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
            "ondertekening": {"soort": "", "datum": None},
            "integriteit": {"algoritme": "", "waarde": "", "datum": None},
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


def _besluit(bouwer: Bouwer, zaak: Record, naam: str, besluit: Record) -> None:
    made = bouwer.voeg_toe(
        "besluiten",
        "besluiten",
        naam,
        {
            "identificatie": f"BESLUIT-{naam}",
            "verantwoordelijkeOrganisatie": RSIN_GEMEENTE,
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
