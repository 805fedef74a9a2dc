"""Klanten: who the people of a story are, in BRP, KvK and Open Klant."""

from __future__ import annotations

from datetime import date
from itertools import islice

from app.sandbox.wereld.bouwer import Bouwer, Record

_LEEG_ADRES: Record = {
    "nummeraanduidingId": "",
    "straatnaam": "",
    "huisnummer": None,
    "huisnummertoevoeging": "",
    "postcode": "",
    "stad": "",
    "adresregel1": "",
    "adresregel2": "",
    "adresregel3": "",
    "land": "",
}


def bouw_klant(bouwer: Bouwer, verhaal: Record) -> None:
    if "persoon" in verhaal:
        persoon = verhaal["persoon"]
        bouwer.ids["personen", persoon["bsn"]] = persoon
        _brp(bouwer, persoon)
        naam = " ".join(
            part for part in (persoon["voornamen"], persoon.get("voorvoegsel"), persoon["geslachtsnaam"]) if part
        )
        identificatie: Record = {
            "contactnaam": {
                "voorletters": persoon["voornamen"][0],
                "voornaam": persoon["voornamen"],
                "voorvoegselAchternaam": persoon.get("voorvoegsel", ""),
                "achternaam": persoon["geslachtsnaam"],
            },
            "volledigeNaam": naam,
        }
        _partij(
            bouwer,
            persoon,
            persoon["bsn"],
            "persoon",
            identificatie,
            [("natuurlijk_persoon", "bsn", persoon["bsn"], "brp")],
        )
    else:
        bedrijf = verhaal["onderneming"]
        _kvk(bouwer, bedrijf)
        nummers = [
            ("niet_natuurlijk_persoon", "kvk_nummer", bedrijf["kvk"], "hr"),
            ("niet_natuurlijk_persoon", "rsin", bedrijf["rsin"], "hr"),
        ]
        _partij(bouwer, bedrijf, bedrijf["kvk"], "organisatie", {"naam": bedrijf["naam"]}, nummers)


def bouw_tehuis(bouwer: Bouwer) -> None:
    """Twenty people at one address: a search that finds many. They are in BRP and nowhere else."""
    bsns = (f"{number:09d}" for number in range(999_994_001, 999_995_000) if _klopt(f"{number:09d}"))
    for number, bsn in enumerate(islice(bsns, BEWONERS)):
        _brp(
            bouwer,
            {
                "bsn": bsn,
                "voornamen": f"{chr(65 + number)}nne",
                "geslachtsnaam": "Bewoner",
                "geboren": date(1940 + number, 1 + number % 12, 5),
                "adres": TEHUIS,
            },
        )


BEWONERS = 20
TEHUIS: Record = {"straat": "Kloosterhof", "huisnummer": 1, "postcode": "1234KH", "plaats": "Voorbeeldstad"}


def _klopt(bsn: str) -> bool:
    """The 11-check."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, bsn, strict=True)) % 11 == 0


def _partij(
    bouwer: Bouwer, mens: Record, naam: str, soort: str, identificatie: Record, nummers: list[tuple[str, str, str, str]]
) -> None:
    partij = bouwer.voeg_toe(
        "klant",
        "partijen",
        naam,
        {
            "nummer": mens["klantnummer"],
            "interneNotitie": "",
            "betrokkenen": [],
            "categorieRelaties": [],
            "digitaleAdressen": [],
            "voorkeursDigitaalAdres": None,
            "vertegenwoordigden": [],
            "rekeningnummers": [],
            "voorkeursRekeningnummer": None,
            "partijIdentificatoren": [],
            "soortPartij": soort,
            "indicatieGeheimhouding": False,
            "voorkeurstaal": mens.get("taal", "nld"),
            "indicatieActief": True,
            "bezoekadres": dict(_LEEG_ADRES),
            "correspondentieadres": dict(_LEEG_ADRES),
            "partijIdentificatie": identificatie,
        },
    )
    ref = {"uuid": partij["uuid"], "url": partij["url"]}
    for objecttype, code, waarde, register in nummers:
        made = bouwer.voeg_toe(
            "klant",
            "partijidentificatoren",
            f"{naam}/{code}",
            {
                "identificeerdePartij": ref,
                "anderePartijIdentificator": "",
                "partijIdentificator": {
                    "codeObjecttype": objecttype,
                    "codeSoortObjectId": code,
                    "objectId": waarde,
                    "codeRegister": register,
                },
                "subIdentificatorVan": None,
            },
            soort="partij-identificatoren",
        )
        partij["partijIdentificatoren"].append(dict(made))
    for soort_adres, adres, geverifieerd in (
        ("email", mens.get("email"), True),
        ("telefoonnummer", mens.get("telefoon"), False),
    ):
        if not adres:
            continue
        made = bouwer.voeg_toe(
            "klant",
            "digitaleadressen",
            f"{naam}/{soort_adres}",
            {
                "verstrektDoorBetrokkene": None,
                "verstrektDoorPartij": ref,
                "adres": adres,
                "soortDigitaalAdres": soort_adres,
                "isStandaardAdres": True,
                "omschrijving": soort_adres,
                "referentie": "portaalvoorkeur" if geverifieerd and mens.get("portaalvoorkeur", True) else "",
                "verificatieDatum": bouwer.dag(-200) if geverifieerd else None,
            },
        )
        adresref = {"uuid": made["uuid"], "url": made["url"]}
        partij["digitaleAdressen"].append(adresref)
        if geverifieerd:
            partij["voorkeursDigitaalAdres"] = adresref


_MAANDEN = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]


def _brp(bouwer: Bouwer, persoon: Record) -> None:
    geboren: date = persoon["geboren"]
    vandaag, adres = bouwer.wereld.vandaag, persoon["adres"]
    naam = " ".join(
        part for part in (persoon["voornamen"], persoon.get("voorvoegsel"), persoon["geslachtsnaam"]) if part
    )
    leeftijd = vandaag.year - geboren.year - ((vandaag.month, vandaag.day) < (geboren.month, geboren.day))
    lang = f"{geboren.day} {_MAANDEN[geboren.month - 1]} {geboren.year}"
    record: Record = {
        "burgerservicenummer": persoon["bsn"],
        "naam": {
            "voornamen": persoon["voornamen"],
            "geslachtsnaam": persoon["geslachtsnaam"],
            "voorletters": f"{persoon['voornamen'][0]}.",
            "volledigeNaam": naam,
        },
        "geboorte": {"datum": {"type": "Datum", "datum": geboren.isoformat(), "langFormaat": lang}},
        "leeftijd": leeftijd,
        "verblijfplaats": {
            "type": "Adres",
            "verblijfadres": {
                "officieleStraatnaam": adres["straat"],
                "korteStraatnaam": adres["straat"],
                "huisnummer": adres["huisnummer"],
                "postcode": adres["postcode"],
                "woonplaats": adres["plaats"],
            },
        },
        "gemeenteVanInschrijving": {"code": "0999", "omschrijving": "Voorbeeldstad"},
    }
    if persoon.get("voorvoegsel"):
        record["naam"]["voorvoegsel"] = persoon["voorvoegsel"]
    if persoon.get("gezag_over"):
        record["gezag"] = [
            {
                "type": "EenhoofdigOuderlijkGezag",
                "minderjarige": {"burgerservicenummer": kind},
                "ouder": {"burgerservicenummer": persoon["bsn"], "naam": {"volledigeNaam": naam}},
            }
            for kind in persoon["gezag_over"]
        ]
    bouwer.wereld.collecties["brp"]["personen"].append(record)


def _kvk(bouwer: Bouwer, bedrijf: Record) -> None:
    hoofd = next(vestiging for vestiging in bedrijf["vestigingen"] if vestiging.get("hoofd"))
    bouwer.wereld.collecties["kvk"]["basisprofielen"].append(
        {
            "kvkNummer": bedrijf["kvk"],
            "indNonMailing": "Nee",
            "naam": bedrijf["naam"],
            "formeleRegistratiedatum": "20150101",
            "materieleRegistratie": {"datumAanvang": "20150101"},
            "totaalWerkzamePersonen": 12,
            "statutaireNaam": bedrijf["naam"],
            "handelsnamen": [{"naam": bedrijf["naam"], "volgorde": 0}],
            "sbiActiviteiten": [],
            "_embedded": {
                "hoofdvestiging": {
                    "vestigingsnummer": hoofd["nummer"],
                    "kvkNummer": bedrijf["kvk"],
                    "rsin": bedrijf["rsin"],
                    "eersteHandelsnaam": hoofd["naam"],
                    "indHoofdvestiging": "Ja",
                    "adressen": [
                        {"type": "bezoekadres", "straatnaam": hoofd["adres"]["straat"], **_kvk_adres(hoofd["adres"])}
                    ],
                },
                "eigenaar": {"rsin": bedrijf["rsin"], "rechtsvorm": bedrijf["rechtsvorm"]},
            },
        }
    )
    for vestiging in bedrijf["vestigingen"]:
        adres = vestiging["adres"]
        bouwer.wereld.collecties["kvk"]["vestigingsprofielen"].append(
            {
                "vestigingsnummer": vestiging["nummer"],
                "kvkNummer": bedrijf["kvk"],
                "rsin": bedrijf["rsin"],
                "indCommercieleVestiging": "Ja",
                "eersteHandelsnaam": vestiging["naam"],
                "indHoofdvestiging": "Ja" if vestiging.get("hoofd") else "Nee",
                "volledigAdres": f"{adres['straat']} {adres['huisnummer']} {adres['postcode']} {adres['plaats']}",
                "adressen": [{"type": "bezoekadres", "straatnaam": adres["straat"], **_kvk_adres(adres)}],
            }
        )


def _kvk_adres(adres: Record) -> Record:
    volledig = f"{adres['straat']} {adres['huisnummer']} {adres['postcode']} {adres['plaats']}"
    return {
        "volledigAdres": volledig,
        "huisnummer": adres["huisnummer"],
        "postcode": adres["postcode"],
        "plaats": adres["plaats"],
        "land": "Nederland",
    }
