"""Profielen: per kind of login where its claims stand and what its levels mean, unless an issuer's settings differ.

Left stands our own name for a claim; right where a token has it: one or more paths, each a row of names from the
outside in. Sources: the OIDC defaults of django-digid-eherkenning; ST-SAML (DigiD, DigiD Machtigen, BVD) and the
afsprakenstelsel Elektronische Toegangsdiensten (eHerkenning, eIDAS) for the attribute names and levels; OIDC NL GOV.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Profiel = Literal[
    "sandbox",
    "digid",
    "digid-machtigen",
    "eherkenning",
    "eherkenning-bewindvoering",
    "eidas",
    "medewerker-entra",
    "medewerker-keycloak",
    "machine",
    "oidc-nlgov",
]
Niveau = Literal["BASIS", "MIDDEN", "SUBSTANTIEEL", "HOOG"]
MedewerkerRol = Literal["KCC", "BEHANDELAAR", "PRIVACYFUNCTIONARIS"]
#: The names from the outside in: ("realm_access", "roles") is the claim `roles` in the object `realm_access`.
Pad = tuple[str, ...]
Paden = tuple[Pad, ...]


def _claims(**paden: str | tuple[str | Pad, ...]) -> Mapping[str, Paden]:
    """A text is the name of one claim, and may hold colons and dots; a row of them are several places for one thing."""
    rows = {naam: (pad,) if isinstance(pad, str) else pad for naam, pad in paden.items()}
    return {naam: tuple((pad,) if isinstance(pad, str) else pad for pad in row) for naam, row in rows.items()}


_EID = "urn:nl-eid-gdi:1.0:"
_TOEGANG = "urn:etoegang:core:"
_NIVEAU = ("acr", "loa")
_DIGID: Mapping[str, str | tuple[str | Pad, ...]] = {
    "bsn": "bsn",
    "vertegenwoordigde": f"{_EID}LegalSubjectID",
    "handelend": f"{_EID}ActingSubjectID",
    "niveau": _NIVEAU,
}
_BEDRIJF: Mapping[str, str | tuple[str | Pad, ...]] = {
    "bedrijf": f"{_TOEGANG}LegalSubjectID",
    "soort_bedrijf": "namequalifier",
    "vestiging": "urn:etoegang:1.9:ServiceRestriction:Vestigingsnr",
    "diensten": f"{_TOEGANG}ServiceUUID",
    "niveau": _NIVEAU,
}

CLAIMS: Mapping[Profiel, Mapping[str, Paden]] = {
    "sandbox": {},
    "digid": _claims(**_DIGID),
    "digid-machtigen": _claims(
        **_DIGID,
        diensten=f"{_EID}ServiceUUID",
        vertegenwoordiging="urn:nl-eid-gdi:1.1:RepresentationType",
    ),
    "eherkenning": _claims(
        **_BEDRIJF,
        tussenpersoon=(f"{_TOEGANG}IntermediateSubjectID", "urn:etoegang:1.9:IntermediateEntityID:KvKnr"),
    ),
    # what a broker calls the represented person and the role is its own affair; these are one broker's names
    "eherkenning-bewindvoering": _claims(**_BEDRIJF, vertegenwoordigde="sel_uid", mandaat="mandate_role"),
    "eidas": _claims(
        bsn="urn:etoegang:1.12:EntityConcernedID:BSN",
        pseudoniem="urn:etoegang:1.12:EntityConcernedID:PseudoID",
        bedrijf="urn:etoegang:1.11:EntityConcernedID:eIDASLegalIdentifier",
        niveau=_NIVEAU,
    ),
    # never e-mail: this name goes into the log
    "medewerker-entra": _claims(gebruiker="oid", rollen="roles", groepen="groups", niveau="acr"),
    "medewerker-keycloak": _claims(
        gebruiker="sub", rollen=(("realm_access", "roles"), "roles"), groepen="groups", niveau="acr"
    ),
    "machine": _claims(oin="oin", client="client_id"),
    # the standard has no claim for the services of a representation: an issuer that tells them says where
    "oidc-nlgov": _claims(
        persoon="sub", soort_persoon="sub_id_type", vertegenwoordigt="represents", diensten=(), niveau="acr"
    ),
}

_SAML = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
_LOA = f"{_TOEGANG}assurance-class:"
#: Every level that Dutch logins name, in our four. A level that is not here counts as BASIS.
NIVEAUS: Mapping[str, Niveau] = {
    f"{_SAML}PasswordProtectedTransport": "BASIS",
    f"{_SAML}MobileTwoFactorContract": "MIDDEN",
    f"{_SAML}Smartcard": "SUBSTANTIEEL",
    f"{_SAML}SmartcardPKI": "HOOG",
    f"{_LOA}loa1": "BASIS",
    f"{_LOA}loa2": "BASIS",
    f"{_LOA}loa2plus": "MIDDEN",
    f"{_LOA}loa3": "SUBSTANTIEEL",
    f"{_LOA}loa4": "HOOG",
    "http://eID.logius.nl/LoA/basic": "BASIS",
    "http://eidas.europa.eu/LoA/low": "BASIS",
    "http://eidas.europa.eu/LoA/substantial": "SUBSTANTIEEL",
    "http://eidas.europa.eu/LoA/high": "HOOG",
}
#: ST-SAML has a level of its own beneath eIDAS low, so there low is DigiD Midden.
_NIVEAUS_DIGID: Mapping[str, Niveau] = {**NIVEAUS, "http://eidas.europa.eu/LoA/low": "MIDDEN"}


def niveaus_van(profiel: Profiel) -> Mapping[str, Niveau]:
    return _NIVEAUS_DIGID if profiel in {"digid", "digid-machtigen"} else NIVEAUS
