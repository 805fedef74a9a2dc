"""Schrijven: the writes that MijnZaken does in Open Klant: a preference, a digital address, a contact.

Source: Klantinteracties API 0.9.0, Open Klant 2.18.0. Only what the gateway needs; other writes are 405 here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from uuid import uuid4

from app.sandbox.kern import Antwoord, Fout, Notificatie, Ongeldig, Vraag
from app.sandbox.openklant.klantregister import Klantregister, uuid_van, verwijzing
from app.sandbox.zoekfilter import Rij

LEEG_ADRES: Rij = {
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
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
TELEFOON = re.compile(r"(0[8-9]00[0-9]{4,7}|0[1-9][0-9]{8}|\+[0-9]{9,20}|1400|140[0-9]{2,3})")
REFERENTIE = re.compile(r"[-a-zA-Z0-9_]{0,50}")
PARTIJ_VELDEN = frozenset(
    {
        "voorkeurstaal",
        "voorkeursDigitaalAdres",
        "indicatieGeheimhouding",
        "indicatieActief",
        "interneNotitie",
        "bezoekadres",
        "correspondentieadres",
        "partijIdentificatie",
    }
)
ADRES_VELDEN: Mapping[str, object] = {
    "verstrektDoorBetrokkene": None,
    "verstrektDoorPartij": None,
    "adres": "",
    "soortDigitaalAdres": "",
    "isStandaardAdres": False,
    "omschrijving": "",
    "referentie": "",
    "verificatieDatum": None,
}
KLANTCONTACT_VELDEN: Mapping[str, object] = {
    "referentienummer": None,
    "kanaal": "",
    "onderwerp": "",
    "inhoud": "",
    "reactie": "",
    "indicatieContactGelukt": None,
    "hoofdOnderwerpType": "",
    "verdereActieOndernomen": False,
    "taal": "",
    "vertrouwelijk": False,
    "plaatsgevondenOp": None,
    "metadata": {},
}
CONTACT_KENMERKEN = ("hoofdOnderwerpType", "indicatieContactGelukt", "verdereActieOndernomen")
BETROKKENE_VELDEN: Mapping[str, object] = {
    "wasPartij": None,
    "hadKlantcontact": None,
    "digitaleAdressen": [],
    "bezoekadres": LEEG_ADRES,
    "correspondentieadres": LEEG_ADRES,
    "contactnaam": {"voorletters": "", "voornaam": "", "voorvoegselAchternaam": "", "achternaam": ""},
    "volledigeNaam": "",
    "rol": "klant",
    "organisatienaam": "",
    "initiator": False,
}
ONDERWERPOBJECT_VELDEN: Mapping[str, object] = {
    "klantcontact": None,
    "wasKlantcontact": None,
    "onderwerpobjectidentificator": {"objectId": "", "codeObjecttype": "", "codeRegister": "", "codeSoortObjectId": ""},
}


def _vereist(gegeven: Rij, namen: Sequence[str], voor: str = "") -> None:
    ontbreekt = tuple(
        Ongeldig(voor + naam, "required", "Dit veld is vereist.") for naam in namen if naam not in gegeven
    )
    if ontbreekt:
        raise Fout("ValidationError", invalid=ontbreekt)


def _controleer_adres(adres: Rij) -> None:
    waarde, soort = str(adres["adres"]), adres["soortDigitaalAdres"]
    if soort not in ("email", "telefoonnummer", "overig"):
        raise Fout.ongeldig("soortDigitaalAdres", "invalid_choice", f'"{soort}" is een ongeldige keuze.')
    if soort == "email" and not EMAIL.fullmatch(waarde):
        raise Fout.ongeldig("adres", "invalid", "Voer een geldig e-mailadres in.")
    if not REFERENTIE.fullmatch(str(adres["referentie"])):
        raise Fout.ongeldig("referentie", "invalid", "Voer een geldige 'slug' in.")
    if soort == "telefoonnummer" and not TELEFOON.fullmatch(waarde):
        raise Fout.ongeldig("adres", "invalid", "Het opgegeven telefoonnummer is ongeldig.")


class Schrijver:
    """The writes, on the rows of one Open Klant."""

    def __init__(self, klant: Klantregister, wortel: str) -> None:
        self.klant = klant
        self.wortel = wortel

    def _nieuw(self, deel: str, velden: Mapping[str, object], gegeven: Rij) -> Rij:
        uuid = str(uuid4())
        gekozen = {naam: gegeven.get(naam, standaard) for naam, standaard in velden.items()}
        return {"uuid": uuid, "url": f"{self.wortel}/{deel}/{uuid}", **gekozen}

    def _bestaande(self, naam: str, collectie: str, verwezen: object) -> Rij | None:
        """The reference in full, or 400 when it leads nowhere: a write must not make a dangling one."""
        if verwezen is None:
            return None
        rij = self.klant.een(collectie, verwezen)
        if rij is None:
            raise Fout.ongeldig(
                f"{naam}.uuid", "does_not_exist", f"Ongeldige pk '{uuid_van(verwezen)}' - object bestaat niet."
            )
        return verwijzing(rij)

    def _bewaar(self, collectie: str, rij: Rij) -> Rij:
        self.klant.store[collectie].voeg_toe(rij)
        self.klant.gewijzigd()
        return self.klant.getoond(collectie, rij)

    def _wijzig(self, collectie: str, rij: Rij, velden: Rij) -> Rij:
        self.klant.store[collectie].wijzig(rij, velden)
        self.klant.gewijzigd()
        return self.klant.getoond(collectie, rij)

    def wijzig_partij(self, vraag: Vraag) -> Antwoord:
        partij = self.klant.store["partijen"].een(vraag.pad["uuid"])
        nieuw = {naam: waarde for naam, waarde in vraag.voorwerp().items() if naam in PARTIJ_VELDEN}
        taal = nieuw.get("voorkeurstaal", "")
        if not isinstance(taal, str) or (taal and not re.fullmatch("[a-z]{3}", taal)):
            raise Fout.ongeldig("voorkeurstaal", "invalid_choice", f'"{taal}" is een ongeldige keuze.')
        if "voorkeursDigitaalAdres" in nieuw:
            adres = self._bestaande("voorkeursDigitaalAdres", "digitaleadressen", nieuw["voorkeursDigitaalAdres"])
            eigen = self.klant.een("digitaleadressen", adres)
            if eigen is not None and uuid_van(eigen.get("verstrektDoorPartij")) != partij["uuid"]:
                reden = "Het voorkeurs adres moet een gelinkte digitaal adres zijn."
                raise Fout.ongeldig("voorkeursDigitaalAdres", "invalid", reden)
            nieuw["voorkeursDigitaalAdres"] = adres
        getoond = self._wijzig("partijen", partij, nieuw)
        _meld(vraag, "partijen", "partij", "partial_update", partij, ("nummer", "interneNotitie", "soortPartij"))
        return Antwoord(getoond)

    def maak_adres(self, vraag: Vraag) -> Antwoord:
        gegeven = vraag.voorwerp()
        verplicht = ("verstrektDoorBetrokkene", "verstrektDoorPartij", "adres", "soortDigitaalAdres")
        _vereist(gegeven, verplicht)
        adres = self._nieuw("digitaleadressen", ADRES_VELDEN, gegeven)
        _controleer_adres(adres)
        self._koppel_adres(adres)
        return Antwoord(self._bewaar("digitaleadressen", adres), status=201)

    def wijzig_adres(self, vraag: Vraag) -> Antwoord:
        adres = self.klant.store["digitaleadressen"].een(vraag.pad["uuid"])
        nieuw = {naam: waarde for naam, waarde in vraag.voorwerp().items() if naam in ADRES_VELDEN}
        geheel = {**adres, **nieuw}
        _controleer_adres(geheel)
        self._koppel_adres(geheel)
        return Antwoord(self._wijzig("digitaleadressen", adres, geheel))

    def _koppel_adres(self, adres: Rij) -> None:
        for veld, collectie in (("verstrektDoorBetrokkene", "betrokkenen"), ("verstrektDoorPartij", "partijen")):
            adres[veld] = self._bestaande(veld, collectie, adres[veld])
        if adres["verstrektDoorPartij"] is None:
            return
        van_partij = self.klant.van(("digitaleadressen", "verstrektDoorPartij"), uuid_van(adres["verstrektDoorPartij"]))
        anderen = [
            ander
            for ander in van_partij
            if ander["uuid"] != adres["uuid"] and ander["soortDigitaalAdres"] == adres["soortDigitaalAdres"]
        ]
        # Of each there is one per partij and kind: a referentie is refused to the second, but the default goes to it.
        if adres["referentie"] and any(ander["referentie"] == adres["referentie"] for ander in anderen):
            reden = "De velden partij, referentie, soortDigitaalAdres moeten een unieke set zijn."
            raise Fout.ongeldig("nonFieldErrors", "unique", reden)
        if adres["isStandaardAdres"]:
            for ander in anderen:
                self.klant.store["digitaleadressen"].wijzig(ander, {"isStandaardAdres": False})

    def verwijder_adres(self, vraag: Vraag) -> Antwoord:
        uuid = vraag.pad["uuid"]
        self.klant.store["digitaleadressen"].verwijder(uuid)
        for partij in self.klant.store["partijen"]:
            if uuid_van(partij.get("voorkeursDigitaalAdres")) == uuid:
                self.klant.store["partijen"].wijzig(partij, {"voorkeursDigitaalAdres": None})
        self.klant.gewijzigd()
        return Antwoord(status=204)

    def _klantcontact(self, gegeven: Rij, voor: str = "") -> Rij:
        _vereist(gegeven, ("kanaal", "onderwerp", "taal", "vertrouwelijk"), voor)
        contact = self._nieuw("klantcontacten", KLANTCONTACT_VELDEN, gegeven)
        contact["nummer"] = gegeven.get("nummer") or f"{len(self.klant.store['klantcontacten']) + 1:010}"
        contact["plaatsgevondenOp"] = contact["plaatsgevondenOp"] or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        contact["hadBetrokkenActoren"] = []
        return contact

    def maak_klantcontact(self, vraag: Vraag) -> Antwoord:
        contact = self._bewaar("klantcontacten", self._klantcontact(vraag.voorwerp()))
        _meld(vraag, "klantcontacten", "klantcontact", "create", contact, CONTACT_KENMERKEN)
        return Antwoord(contact, status=201)

    def maak_betrokkene(self, vraag: Vraag) -> Antwoord:
        gegeven = vraag.voorwerp()
        _vereist(gegeven, ("wasPartij", "hadKlantcontact", "rol", "initiator"))
        betrokkene = self._nieuw("betrokkenen", BETROKKENE_VELDEN, gegeven)
        betrokkene["wasPartij"] = self._bestaande("wasPartij", "partijen", betrokkene["wasPartij"])
        betrokkene["hadKlantcontact"] = self._bestaande(
            "hadKlantcontact", "klantcontacten", betrokkene["hadKlantcontact"]
        )
        return Antwoord(self._bewaar("betrokkenen", betrokkene), status=201)

    def maak_onderwerpobject(self, vraag: Vraag) -> Antwoord:
        onderwerp = self._nieuw("onderwerpobjecten", ONDERWERPOBJECT_VELDEN, vraag.voorwerp())
        for veld in ("klantcontact", "wasKlantcontact"):
            onderwerp[veld] = self._bestaande(veld, "klantcontacten", onderwerp[veld])
        return Antwoord(self._bewaar("onderwerpobjecten", onderwerp), status=201)

    def maak_klantcontact_ineens(self, vraag: Vraag) -> Antwoord:
        """POST /maak-klantcontact: the contact, who it was with and what it was about, in one go."""
        gegeven = vraag.voorwerp()
        _vereist(gegeven, ("klantcontact",))
        contact = self._klantcontact(_voorwerp(gegeven, "klantcontact"), "klantcontact.")
        ref = verwijzing(contact)
        antwoord: Rij = {"klantcontact": contact, "betrokkene": None, "onderwerpobject": None}
        nieuwe: list[tuple[str, str, Rij]] = []
        if gegeven.get("betrokkene"):
            betrokkene = self._nieuw("betrokkenen", BETROKKENE_VELDEN, _voorwerp(gegeven, "betrokkene"))
            betrokkene["wasPartij"] = self._bestaande("betrokkene.wasPartij", "partijen", betrokkene["wasPartij"])
            nieuwe.append(("betrokkene", "betrokkenen", {**betrokkene, "hadKlantcontact": ref}))
        if gegeven.get("onderwerpobject"):
            onderwerp = self._nieuw("onderwerpobjecten", ONDERWERPOBJECT_VELDEN, _voorwerp(gegeven, "onderwerpobject"))
            nieuwe.append(("onderwerpobject", "onderwerpobjecten", {**onderwerp, "klantcontact": ref}))
        for naam, collectie, rij in nieuwe:
            antwoord[naam] = self._bewaar(collectie, rij)
        antwoord["klantcontact"] = self._bewaar("klantcontacten", contact)
        _meld(vraag, "klantcontacten", "klantcontact", "create", contact, CONTACT_KENMERKEN)
        return Antwoord(antwoord, status=201)


def _meld(vraag: Vraag, kanaal: str, resource: str, actie: str, rij: Rij, kenmerken: Sequence[str]) -> None:
    """Each of these is its own hoofdObject. The note on a partij goes along, as the product sends it."""
    url = str(rij["url"])
    waarden = {naam: "" if rij.get(naam) is None else str(rij[naam]) for naam in kenmerken}
    vraag.register.meld(
        Notificatie(
            kanaal=kanaal,
            hoofd_object=url,
            resource=resource,
            resource_url=url,
            actie=actie,
            kenmerken=waarden,
            bron=vraag.register.product,
        )
    )


def _voorwerp(gegeven: Rij, naam: str) -> Rij:
    deel = gegeven[naam]
    if not isinstance(deel, dict):
        raise Fout.ongeldig(naam, "invalid", "Ongeldige data. Verwacht een object.")
    return deel


def schrijfwerk(klant: Klantregister, wortel: str) -> Mapping[str, Callable[[Vraag], Antwoord]]:
    """What answers a write, by method and last part of the path."""
    schrijver = Schrijver(klant, wortel)
    return {
        "PATCH partijen": schrijver.wijzig_partij,
        "POST digitaleadressen": schrijver.maak_adres,
        "PATCH digitaleadressen": schrijver.wijzig_adres,
        "DELETE digitaleadressen": schrijver.verwijder_adres,
        "POST klantcontacten": schrijver.maak_klantcontact,
        "POST betrokkenen": schrijver.maak_betrokkene,
        "POST onderwerpobjecten": schrijver.maak_onderwerpobject,
        "maak-klantcontact": schrijver.maak_klantcontact_ineens,
    }
