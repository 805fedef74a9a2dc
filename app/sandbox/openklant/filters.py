"""Filters: the query parameters of Klantinteracties, per resource.

Source: Klantinteracties API 0.9.0, Open Klant 2.18.0 (MEASURED §2.2). Identifier filters are separate "there is one"
questions, and `partijen?vertegenwoordigdePartij__uuid` takes the party that represents, opposite to its name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.sandbox import zoekfilter as z
from app.sandbox.openklant.klantregister import Klantregister, uuid_van
from app.sandbox.zoekfilter import Filter, Filters, Rij

IDENTIFICATOR = ("codeObjecttype", "codeSoortObjectId", "objectId", "codeRegister")
SOORTEN_PARTIJ = ("persoon", "organisatie", "contactpersoon")
OBJECT = ("CodeObjecttype", "CodeRegister", "CodeSoortObjectId", "ObjectId")


def via(weg: Callable[[Rij], Sequence[object]], filter_: Filter) -> Filter:
    """The filter asked of what is found along `weg`: there is one for which it holds."""
    return Filter(
        lambda rij, waarde: any(isinstance(ander, dict) and filter_.past(ander, waarde) for ander in weg(rij)),
        filter_.bezwaar,
    )


def identificatorfilters(
    voor: str, weg: Callable[[Rij], Sequence[object]], voorraad: Callable[[str], list[Rij]] | None = None
) -> dict[str, Filter]:
    """Four parameters, each its own EXISTS: the right code on one identifier and the right number on another passes."""
    filters = {f"{voor}__{deel}": via(weg, z.gelijk(deel)) for deel in IDENTIFICATOR}
    filters[f"{voor}__objectId"] = replace(filters[f"{voor}__objectId"], voorraad=voorraad)
    return filters


def verwijzingsfilters(voor: str, veld: str) -> dict[str, Filter]:
    return {f"{voor}__uuid": z.uuid(f"{veld}.uuid"), f"{voor}__url": z.url_met_uuid(f"{veld}.uuid")}


def _partijfilters(klant: Klantregister) -> dict[str, Filter]:
    def vertegenwoordigd_door(partij: Rij, wie: str) -> bool:
        # Opposite to its name, as measured: the value is the representing party, the answer whom it represents.
        paren = klant.van(("vertegenwoordigingen", "vertegenwoordigdePartij"), partij["uuid"])
        return any(uuid_van(paar.get("vertegenwoordigendePartij")) == wie for paar in paren)

    return {
        **identificatorfilters("partijIdentificator", klant.identificatoren, klant.partijen_met),
        **identificatorfilters("subIdentificatorVan", klant.hogere_identificatoren),
        "soortPartij": z.keuze("soortPartij", *SOORTEN_PARTIJ),
        "nummer": z.gelijk("nummer"),
        "indicatieActief": z.ja_nee("indicatieActief"),
        "indicatieGeheimhouding": z.ja_nee("indicatieGeheimhouding"),
        "categorierelatie__categorie__naam": via(
            lambda partij: klant.van(("categorierelaties", "partij"), partij["uuid"]), z.een_van("categorie.naam")
        ),
        "vertegenwoordigdePartij__uuid": Filter(vertegenwoordigd_door, z.uuid("").bezwaar),
        "vertegenwoordigdePartij__url": Filter(lambda rij, url: vertegenwoordigd_door(rij, url.rsplit("/", 1)[-1])),
        **{
            f"{adres}{deel}": z.gelijk(f"{adres}.{deel[0].lower()}{deel[1:]}")
            for adres in ("bezoekadres", "correspondentieadres")
            for deel in ("Adresregel1", "Adresregel2", "Adresregel3", "Land", "NummeraanduidingId")
        },
    }


def _klantcontactfilters(klant: Klantregister) -> dict[str, Filter]:
    def betrokkenen(contact: Rij) -> list[Rij]:
        return klant.van(("betrokkenen", "hadKlantcontact"), contact["uuid"])

    def objecten(contact: Rij) -> list[Rij]:
        return klant.van(("onderwerpobjecten", "klantcontact"), contact["uuid"])

    def was_object(contact: Rij) -> list[Rij]:
        return klant.van(("onderwerpobjecten", "wasKlantcontact"), contact["uuid"])

    filters: dict[str, Filter] = {
        **identificatorfilters(
            "hadBetrokkene__wasPartij__partijIdentificator",
            lambda contact: [i for partij in klant.partijen_van(contact) for i in klant.identificatoren(partij)],
            lambda nummer: klant.contacten_van(klant.betrokkenen_met(nummer)),
        ),
        "hadBetrokkene__wasPartij": via(betrokkenen, z.gevuld("wasPartij.uuid")),
        "hadBetrokkene__digitaaladres__adres__icontains": via(
            lambda contact: [
                adres
                for betrokkene in betrokkenen(contact)
                for adres in klant.van(("digitaleadressen", "verstrektDoorBetrokkene"), betrokkene["uuid"])
            ],
            z.bevat_ongeacht("adres"),
        ),
        **{
            naam: via(betrokkenen, f) for naam, f in verwijzingsfilters("hadBetrokkene__wasPartij", "wasPartij").items()
        },
        "hadBetrokkene__uuid": via(betrokkenen, z.uuid("uuid")),
        "hadBetrokkene__url": via(betrokkenen, z.url_met_uuid("uuid")),
        "leiddeTotInterneTaken": Filter(
            lambda contact, waarde: z.gevuld("uuid").past(
                next(iter(klant.van(("internetaken", "aanleidinggevendKlantcontact"), contact["uuid"])), {}), waarde
            )
        ),
        "plaatsgevondenOp": z.moment("plaatsgevondenOp"),
        **{naam: z.gelijk(naam) for naam in ("nummer", "referentienummer", "kanaal")},
        **{naam: z.bevat_ongeacht(naam) for naam in ("onderwerp", "inhoud", "reactie")},
        **{naam: z.ja_nee(naam) for naam in ("vertrouwelijk", "indicatieContactGelukt")},
    }
    for voor, weg in (("onderwerpobject", objecten), ("wasOnderwerpobject", was_object)):
        filters[f"{voor}__uuid"] = via(weg, z.uuid("uuid"))
        filters[f"{voor}__url"] = via(weg, z.url_met_uuid("uuid"))
        filters |= {
            f"{voor}__{naam}": via(weg, f) for naam, f in _objectidentificator("onderwerpobjectidentificator").items()
        }
    zaak, wie = "onderwerpobject__onderwerpobjectidentificatorObjectId", "hadBetrokkene__wasPartij__uuid"
    filters[zaak] = replace(filters[zaak], voorraad=klant.contacten_over)
    filters[wie] = replace(
        filters[wie], voorraad=lambda uuid: klant.contacten_van(klant.van(("betrokkenen", "wasPartij"), uuid))
    )
    return filters


def _objectidentificator(groep: str) -> dict[str, Filter]:
    """The four free-text parts of an identification of something in another register."""
    return {f"{groep}{deel}": z.gelijk(f"{groep}.{deel[0].lower()}{deel[1:]}") for deel in OBJECT}


def _adresfilters(klant: Klantregister) -> dict[str, Filter]:
    partij = klant.partij_van("verstrektDoorPartij")
    return {
        **identificatorfilters(
            "verstrektDoorPartij__partijIdentificator",
            lambda adres: [i for p in partij(adres) for i in klant.identificatoren(p)],
            klant.adressen_met,
        ),
        **verwijzingsfilters("verstrektDoorPartij", "verstrektDoorPartij"),
        "verstrektDoorPartij__soortPartij": via(partij, z.keuze("soortPartij", *SOORTEN_PARTIJ)),
        **verwijzingsfilters("verstrektDoorBetrokkene", "verstrektDoorBetrokkene"),
        "verstrektDoorBetrokkene__rol": via(
            lambda adres: [klant.een("betrokkenen", adres.get("verstrektDoorBetrokkene"))],
            z.keuze("rol", "klant", "vertegenwoordiger"),
        ),
        "adres": z.gelijk("adres"),
        "adres__icontains": z.bevat_ongeacht("adres"),
        "soortDigitaalAdres": z.keuze("soortDigitaalAdres", "email", "telefoonnummer", "overig"),
        "isStandaardAdres": z.ja_nee("isStandaardAdres"),
        "isGeverifieerd": z.gevuld("verificatieDatum"),
        **z.momenten("verificatieDatum", "verificatieDatum"),
        "referentie": z.gelijk("referentie"),
        "omschrijving": z.gelijk("omschrijving"),
    }


def _betrokkenefilters(klant: Klantregister) -> dict[str, Filter]:
    partij = klant.partij_van("wasPartij")

    def adressen(betrokkene: Rij) -> list[Rij]:
        return klant.van(("digitaleadressen", "verstrektDoorBetrokkene"), betrokkene["uuid"])

    def contact(betrokkene: Rij) -> list[Rij | None]:
        return [klant.een("klantcontacten", betrokkene.get("hadKlantcontact"))]

    return {
        **identificatorfilters(
            "wasPartij__partijIdentificator",
            lambda b: [i for p in partij(b) for i in klant.identificatoren(p)],
            klant.betrokkenen_met,
        ),
        **verwijzingsfilters("wasPartij", "wasPartij"),
        **verwijzingsfilters("hadKlantcontact", "hadKlantcontact"),
        "wasPartij__nummer": via(partij, z.gelijk("nummer")),
        "hadKlantcontact__nummer": via(contact, z.gelijk("nummer")),
        "hadKlantcontact__referentienummer": via(contact, z.gelijk("referentienummer")),
        "verstrektedigitaalAdres__uuid": via(adressen, z.uuid("uuid")),
        "verstrektedigitaalAdres__url": via(adressen, z.url_met_uuid("uuid")),
        "verstrektedigitaalAdres__adres": via(adressen, z.gelijk("adres")),
        "organisatienaam": z.gelijk("organisatienaam"),
        **{
            f"contactnaam{deel}": z.gelijk(f"contactnaam.{deel[0].lower()}{deel[1:]}")
            for deel in ("Achternaam", "Voorletters", "Voornaam", "VoorvoegselAchternaam")
        },
    }


def _overige_filters(klant: Klantregister) -> dict[str, dict[str, Filter]]:
    def actoren(taak: Rij) -> list[Rij | None]:
        return [klant.een("actoren", ref) for ref in z.waarden(taak, "toegewezenAanActoren")]

    def contact(taak: Rij) -> list[Rij | None]:
        return [klant.een("klantcontacten", taak.get("aanleidinggevendKlantcontact"))]

    return {
        "onderwerpobjecten": {
            **_objectidentificator("onderwerpobjectidentificator"),
            **verwijzingsfilters("klantcontact", "klantcontact"),
            **verwijzingsfilters("wasKlantcontact", "wasKlantcontact"),
        },
        "actoren": {
            **_objectidentificator("actoridentificator"),
            "soortActor": z.keuze("soortActor", "medewerker", "organisatorische_eenheid", "geautomatiseerde_actor"),
            "naam": z.gelijk("naam"),
            "indicatieActief": z.ja_nee("indicatieActief"),
        },
        "actorklantcontacten": {
            **verwijzingsfilters("actor", "actor"),
            **verwijzingsfilters("klantcontact", "klantcontact"),
        },
        "vertegenwoordigingen": {
            **verwijzingsfilters("vertegenwoordigendePartij", "vertegenwoordigendePartij"),
            **verwijzingsfilters("vertegenwoordigdePartij", "vertegenwoordigdePartij"),
        },
        "partij-identificatoren": {
            "anderePartijIdentificator": z.gelijk("anderePartijIdentificator"),
            **{
                f"partijIdentificator{deel[0].upper()}{deel[1:]}": z.gelijk(f"partijIdentificator.{deel}")
                for deel in IDENTIFICATOR
            },
        },
        "internetaken": {
            **verwijzingsfilters("aanleidinggevendKlantcontact", "aanleidinggevendKlantcontact"),
            **verwijzingsfilters("toegewezenAanActor", "toegewezenAanActoren"),
            "klantcontact__uuid": z.uuid("aanleidinggevendKlantcontact.uuid"),
            "klantcontact__nummer": via(contact, z.gelijk("nummer")),
            "klantcontact__referentienummer": via(contact, z.gelijk("referentienummer")),
            "actoren__naam": via(actoren, z.gelijk("naam")),
            "status": z.keuze("status", "te_verwerken", "verwerkt"),
            "toegewezenOp": z.moment("toegewezenOp"),
            "nummer": z.gelijk("nummer"),
            "referentienummer": z.gelijk("referentienummer"),
        },
        "categorie-relaties": {
            **verwijzingsfilters("partij", "partij"),
            **verwijzingsfilters("categorie", "categorie"),
            "partij__nummer": via(klant.partij_van("partij"), z.gelijk("nummer")),
            "categorie__naam": z.een_van("categorie.naam"),
            "beginDatum": z.moment("beginDatum"),
            "eindDatum": z.moment("eindDatum"),
        },
        "categorieen": {},
        "rekeningnummers": {"uuid": z.uuid("uuid"), "iban": z.gelijk("iban"), "bic": z.gelijk("bic")},
        "bijlagen": {
            "klantcontact__uuid": z.uuid("wasBijlageVanKlantcontact.uuid"),
            **_objectidentificator("bijlageidentificator"),
        },
    }


def filters_van(klant: Klantregister) -> dict[str, Filters]:
    """The parameters of every list, by the last part of its path."""
    return {
        "partijen": _partijfilters(klant),
        "klantcontacten": _klantcontactfilters(klant),
        "digitaleadressen": _adresfilters(klant),
        "betrokkenen": _betrokkenefilters(klant),
        **_overige_filters(klant),
    }
