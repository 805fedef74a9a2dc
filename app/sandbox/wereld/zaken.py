"""Zaken: a story's zaken as Open Zaak holds them (Zaken 1.5, Documenten 1.4, Besluiten 1.1), with what belongs to them
in other registers."""

from __future__ import annotations

from app.sandbox.wereld.bouwer import Bouwer, Record
from app.sandbox.wereld.catalogus import bouw_eigenschap
from app.sandbox.wereld.dossier import bouw_besluit, bouw_document
from app.sandbox.wereld.producten import bouw_product
from app.sandbox.wereld.vragen import bouw_contact, bouw_taak, bouw_verzoek

_LEEG_ADRES: Record = {"verblijfsadres": None, "subVerblijfBuitenland": None}
_MIDDEN = "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"


def bouw_zaken(bouwer: Bouwer, verhaal: Record) -> None:
    for naam, zaak in (verhaal.get("zaken") or {}).items():
        sleutel = f"{zaak['nummer']}"
        record = bouw_zaak(bouwer, verhaal, sleutel, zaak)
        bouwer.ids["verhaalzaken", f"{verhaal_naam(verhaal)}/{naam}"] = record
        for nummer, document in enumerate(zaak.get("documenten", ())):
            bouw_document(bouwer, record, f"{sleutel}/{nummer}", document)
        if "besluit" in zaak:
            bouw_besluit(bouwer, record, sleutel, zaak["besluit"])
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
                    "aanmaakdatum": record["laatstGemuteerd"],
                    "wijzigingsdatum": record["laatstGemuteerd"],
                    "gerelateerdAan": record["url"],
                },
                uuid_zichtbaar=False,
            )
        for eigenschap, waarde in zaak.get("eigenschappen", {}).items():
            _eigenschap(bouwer, record, f"{sleutel}/{eigenschap}", eigenschap, waarde)
        if "verzoek" in zaak:
            bouw_verzoek(bouwer, verhaal, sleutel, zaak["verzoek"], record)
        for nummer, taak in enumerate(zaak.get("taken", ())):
            bouw_taak(bouwer, verhaal, f"{sleutel}/{nummer}", taak, record)
        for nummer, contact in enumerate(zaak.get("contacten", ())):
            bouw_contact(bouwer, verhaal, f"{sleutel}/{nummer}", contact, record)
        for nummer, product in enumerate(zaak.get("producten", ())):
            bouw_product(bouwer, verhaal, f"{sleutel}/{nummer}", product, record)


def _eigenschap(bouwer: Bouwer, zaak: Record, naam: str, eigenschap: str, waarde: str) -> None:
    """Its path stands below that of the zaak."""
    uuid = bouwer.uuid("zaakeigenschappen", naam)
    url = f"{zaak['url']}/zaakeigenschappen/{uuid}"
    soort = bouw_eigenschap(bouwer, zaak["zaaktype"], eigenschap)["url"]
    bouwer.wereld.collecties["openzaak"]["zaakeigenschappen"].append(
        {"url": url, "uuid": uuid, "zaak": zaak["url"], "eigenschap": soort, "naam": eigenschap, "waarde": waarde}
    )
    zaak["eigenschappen"].append(url)


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
            "bronorganisatie": bouwer.rsin,
            "omschrijving": zaak["omschrijving"],
            "toelichting": zaak.get("toelichting", ""),
            "zaaktype": zaaktype["url"],
            "registratiedatum": bouwer.dag(begin),
            "verantwoordelijkeOrganisatie": bouwer.rsin,
            "startdatum": bouwer.dag(begin),
            "einddatum": bouwer.dag(einde) if einde is not None else None,
            "einddatumGepland": bouwer.dag(begin + norm) if norm else None,
            "uiterlijkeEinddatumAfdoening": bouwer.dag(begin + termijn) if termijn else None,
            "publicatiedatum": None,
            "laatstGemuteerd": bouwer.moment(max((dagen for _, dagen, *_ in zaak["statussen"]), default=begin)),
            "laatstGeopend": None,
            "communicatiekanaal": "",
            "communicatiekanaalNaam": "Website",
            "productenOfDiensten": list(zaak.get("producten_of_diensten", ())),
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
    if hoe in {"vestiging", "oude-vestiging"}:  # before it could have a KvK number with it
        return "vestiging", {
            "vestigingsNummer": zaak["vestiging"],
            "handelsnaam": [bedrijf["naam"]],
            "verblijfsadres": None,
            "subVerblijfBuitenland": None,
            **({"kvkNummer": bedrijf["kvk"]} if hoe == "vestiging" else {}),
        }
    return "niet_natuurlijk_persoon", {
        **({"innNnpId": bedrijf["rsin"]} if hoe == "rsin" else {}),
        "annIdentificatie": bedrijf["kvk"] if hoe == "ann" else "",
        "kvkNummer": bedrijf["kvk"] if hoe == "kvk" else "",
        "vestigingsNummer": "",
        "statutaireNaam": bedrijf["naam"],
        "innRechtsvorm": "",
        "bezoekadres": "",
        "subVerblijfBuitenland": None,
    }


def _organisatie(organisatie: Record) -> Record:
    return {
        "innNnpId": organisatie["rsin"],
        "annIdentificatie": "",
        "kvkNummer": "",
        "vestigingsNummer": "",
        "statutaireNaam": organisatie["naam"],
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
    if "adviseur" in bron:
        rol("adviseur", "niet_natuurlijk_persoon", "adviseur", _organisatie(bron["adviseur"]))
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
