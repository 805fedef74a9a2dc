"""Rollen: who has to do with a zaak, with the filters that also (behind `rol__`) select zaken.

Source: Zaken API 1.5.1 of Open Zaak 1.30.0; the filters on KvK numbers, machtiging and level of assurance are its
own.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.sandbox.kern import Fout, Lichaam, waarde_op
from app.sandbox.openzaak.filters import Filter, Toets, gekozen, gelijk, keuze, url

_SAML = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
_EHERKENNING = "urn:etoegang:core:assurance-class:"
DIGID = tuple(
    _SAML + naam for naam in ("PasswordProtectedTransport", "MobileTwoFactorContract", "Smartcard", "SmartcardPKI")
)
EHERKENNING = tuple(_EHERKENNING + naam for naam in ("loa1", "loa2", "loa2plus", "loa3", "loa4"))

MACHTIGING = {"eigen": "", "gemachtigde": "gemachtigde", "machtiginggever": "machtiginggever"}
TYPEN = ("natuurlijk_persoon", "niet_natuurlijk_persoon", "vestiging", "organisatorische_eenheid", "medewerker")
GENERIEK = (
    "adviseur",
    "behandelaar",
    "belanghebbende",
    "beslisser",
    "initiator",
    "klantcontacter",
    "zaakcoordinator",
    "mede_initiator",
)


def _identificatie(betrokkene_type: str, veld: str, hoogstens: int | None = None) -> Filter:
    """One way to identify a betrokkene: it holds for that type only, though others have a field of the same name."""
    maak = gelijk(f"betrokkeneIdentificatie.{veld}", hoogstens=hoogstens)

    def filter_(naam: str, waarde: object) -> Toets | None:
        toets = maak(naam, waarde)
        return toets and (lambda rij: rij.get("betrokkeneType") == betrokkene_type and toets(rij))

    return filter_


def _machtiging(naam: str, waarde: object) -> Toets:
    gevraagd = MACHTIGING[gekozen(naam, waarde, MACHTIGING)]
    return lambda rij: (rij.get("indicatieMachtiging") or "") == gevraagd


def _loa(naam: str, waarde: object) -> Toets:
    """At most this level; a rol without authenticatieContext has none and drops out."""
    ladder = DIGID if waarde in DIGID else EHERKENNING
    if waarde not in ladder:
        raise Fout.keuze(naam, str(waarde))
    toegestaan = ladder[: ladder.index(str(waarde)) + 1]

    def toets(rij: Lichaam) -> bool:
        return waarde_op(rij, ("authenticatieContext", "levelOfAssurance")) in toegestaan

    return toets


_PERSOON = "betrokkeneIdentificatie__natuurlijkPersoon__"
_RECHTSPERSOON = "betrokkeneIdentificatie__nietNatuurlijkPersoon__"
_VESTIGING = "betrokkeneIdentificatie__vestiging__"

VAN_ZAAK: Mapping[str, Filter] = {
    "betrokkene": gelijk("betrokkene"),
    "betrokkeneType": keuze("betrokkeneType", *TYPEN),
    "omschrijvingGeneriek": keuze("omschrijvingGeneriek", *GENERIEK),
    _PERSOON + "inpBsn": _identificatie("natuurlijk_persoon", "inpBsn", 9),
    _PERSOON + "anpIdentificatie": _identificatie("natuurlijk_persoon", "anpIdentificatie", 17),
    _PERSOON + "inpA_nummer": _identificatie("natuurlijk_persoon", "inpA_nummer", 10),
    _RECHTSPERSOON + "innNnpId": _identificatie("niet_natuurlijk_persoon", "innNnpId", 9),
    _RECHTSPERSOON + "annIdentificatie": _identificatie("niet_natuurlijk_persoon", "annIdentificatie", 17),
    _RECHTSPERSOON + "kvkNummer": _identificatie("niet_natuurlijk_persoon", "kvkNummer", 8),
    _RECHTSPERSOON + "vestigingsNummer": _identificatie("niet_natuurlijk_persoon", "vestigingsNummer", 24),
    _VESTIGING + "vestigingsNummer": _identificatie("vestiging", "vestigingsNummer", 24),
    _VESTIGING + "kvkNummer": _identificatie("vestiging", "kvkNummer", 8),
    "betrokkeneIdentificatie__medewerker__identificatie": _identificatie("medewerker", "identificatie", 128),
    "betrokkeneIdentificatie__organisatorischeEenheid__identificatie": _identificatie(
        "organisatorische_eenheid", "identificatie", 255
    ),
    "machtiging": _machtiging,
    "machtiging__loa": _loa,
}
FILTERS: Mapping[str, Filter] = {
    **VAN_ZAAK,
    "zaak": url("zaak"),
    "roltype": url("roltype"),
    "omschrijving": gelijk("omschrijving"),
}

# The look-ups that a gateway asks all day; without a table each would read every rol.
TABEL: Mapping[str, str] = {
    "zaak": "zaak",
    _PERSOON + "inpBsn": "betrokkeneIdentificatie.inpBsn",
    _RECHTSPERSOON + "kvkNummer": "betrokkeneIdentificatie.kvkNummer",
    _RECHTSPERSOON + "innNnpId": "betrokkeneIdentificatie.innNnpId",
    _RECHTSPERSOON + "vestigingsNummer": "betrokkeneIdentificatie.vestigingsNummer",
    _VESTIGING + "kvkNummer": "betrokkeneIdentificatie.kvkNummer",
    _VESTIGING + "vestigingsNummer": "betrokkeneIdentificatie.vestigingsNummer",
}
