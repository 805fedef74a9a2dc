"""Profielen: the claims of each kind of login, read into the one normal form.

Sources: django-digid-eherkenning's OIDC defaults and the eID SAML attribute names (authz-logging §2a) for DigiD and
eHerkenning; Entra and Keycloak for medewerkers. Brokers differ: a profile says which claims it reads, in one place.
What a profile does not recognise is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from resolvers.grammar.afnemer import (
    AfnemerRol,
    AfnemerSoort,
    Authenticatie,
    MachtigingBron,
    MachtigingSoort,
    Vertegenwoordiging,
)
from resolvers.grammar.errors import BadUserInput, Unauthenticated
from resolvers.grammar.inzage import Betrouwbaarheidsniveau
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel, Vestigingsnummer

Claims = Mapping[str, Any]

_ETOEGANG = "urn:etoegang:core:assurance-class:"
_SAML = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
#: Every level that Dutch logins name, in our four. eIDAS "high" is HOOG; a level that is not here counts as BASIS.
NIVEAUS: Mapping[str, Betrouwbaarheidsniveau] = {
    f"{_SAML}PasswordProtectedTransport": Betrouwbaarheidsniveau.BASIS,
    f"{_SAML}MobileTwoFactorContract": Betrouwbaarheidsniveau.MIDDEN,
    f"{_SAML}Smartcard": Betrouwbaarheidsniveau.SUBSTANTIEEL,
    f"{_SAML}SmartcardPKI": Betrouwbaarheidsniveau.HOOG,
    f"{_ETOEGANG}loa1": Betrouwbaarheidsniveau.BASIS,
    f"{_ETOEGANG}loa2": Betrouwbaarheidsniveau.BASIS,
    f"{_ETOEGANG}loa2plus": Betrouwbaarheidsniveau.MIDDEN,
    f"{_ETOEGANG}loa3": Betrouwbaarheidsniveau.SUBSTANTIEEL,
    f"{_ETOEGANG}loa4": Betrouwbaarheidsniveau.HOOG,
    "http://eidas.europa.eu/LoA/low": Betrouwbaarheidsniveau.BASIS,
    "http://eidas.europa.eu/LoA/substantial": Betrouwbaarheidsniveau.SUBSTANTIEEL,
    "http://eidas.europa.eu/LoA/high": Betrouwbaarheidsniveau.HOOG,
}


def _niveau(claims: Claims, *names: str) -> Betrouwbaarheidsniveau:
    found = next((claims[name] for name in names if isinstance(claims.get(name), str)), "")
    return NIVEAUS.get(found, Betrouwbaarheidsniveau.BASIS)


_SleutelT = TypeVar("_SleutelT", bound=Sleutel)


def _lees(kind: type[_SleutelT], value: object) -> _SleutelT:
    if not isinstance(value, str):
        raise Unauthenticated(detail="the token names no person")
    try:
        return kind.lees(value)
    except BadUserInput:
        raise Unauthenticated(detail=f"the token holds no valid {kind.naam}") from None


def _verloopt(claims: Claims) -> datetime:
    return datetime.fromtimestamp(float(claims["exp"]), UTC)


def _zonder_tussenpersoon(claims: Claims) -> None:
    """Refuses a session that acts for another in a way that no profile reads yet (OIDC NL GOV `represents`, an
    intermediary of eHerkenning): read without it, it would pass for that other party itself."""
    if any(_TUSSENPERSOON & set(name.split(":")) for name in claims):
        raise Unauthenticated(detail="the token acts for another in a way that we do not know")


#: Parts of a claim's name; eHerkenning's versions differ in what stands around it.
_TUSSENPERSOON = frozenset({"represents", "IntermediateSubjectID", "IntermediateEntityID"})


def digid(claims: Claims) -> Authenticatie:
    """DigiD, with or without DigiD Machtigen or BVD: LegalSubjectID is the represented party, ActingSubjectID who
    logged in. Two numbers for who logged in is no answer to who it is."""
    _zonder_tussenpersoon(claims)
    gever = claims.get("urn:nl-eid-gdi:1.0:LegalSubjectID")
    handelend, bsn = claims.get("urn:nl-eid-gdi:1.0:ActingSubjectID"), claims.get("bsn")
    if gever is None and handelend is not None and handelend != bsn:
        raise Unauthenticated(detail="the token names two persons and not who acts for whom")
    zelf = bsn if gever is None else handelend
    dienst = claims.get("urn:nl-eid-gdi:1.0:ServiceUUID")
    return Authenticatie(
        soort=AfnemerSoort.BURGER,
        rollen=(AfnemerRol.INWONER,),
        niveau=_niveau(claims, "acr", "loa"),
        verloopt=_verloopt(claims),
        sleutel=_lees(Bsn, zelf),
        vertegenwoordigt=Vertegenwoordiging(
            sleutel=_lees(Bsn, gever),
            soort=MachtigingSoort.VRIJWILLIG,
            bron=MachtigingBron.DIGID_MACHTIGEN,
            diensten=(dienst,) if isinstance(dienst, str) else (),
        )
        if gever is not None
        else None,
    )


def eherkenning(claims: Claims) -> Authenticatie:
    """eHerkenning: LegalSubjectID with its kind in namequalifier; a branch restriction must be honoured."""
    _zonder_tussenpersoon(claims)
    subject = claims.get("urn:etoegang:core:LegalSubjectID")
    kind = _SOORTEN.get(str(claims.get("namequalifier", "urn:etoegang:1.9:EntityConcernedID:KvKnr")))
    if kind is None:
        raise Unauthenticated(detail="the token names its party in a way that we do not know")
    vestiging = claims.get("urn:etoegang:1.9:ServiceRestriction:Vestigingsnr")
    return Authenticatie(
        soort=AfnemerSoort.PRIVATE_PARTIJ,
        rollen=(AfnemerRol.ONDERNEMER,),
        niveau=_niveau(claims, "acr", "loa"),
        verloopt=_verloopt(claims),
        sleutel=_lees(kind, subject),
        vestiging=_lees(Vestigingsnummer, vestiging) if vestiging is not None else None,
    )


_SOORTEN: Mapping[str, type[KvkNummer] | type[Rsin]] = {
    "urn:etoegang:1.9:EntityConcernedID:KvKnr": KvkNummer,
    "urn:etoegang:1.9:EntityConcernedID:RSIN": Rsin,
}


def medewerker(claims: Claims) -> Authenticatie:
    """Entra (`roles`) or Keycloak (`realm_access.roles`): roles by our own names; who has none of them is refused."""
    _zonder_tussenpersoon(claims)
    realm = claims.get("realm_access")
    lists = (claims.get("roles"), realm.get("roles") if isinstance(realm, dict) else None)
    names = [name for names in lists if isinstance(names, list) for name in names]
    rollen = tuple(AfnemerRol[name.upper()] for name in names if isinstance(name, str) and name.upper() in _MEDEWERKER)
    if not rollen:
        raise Unauthenticated(detail="the token has no role that we know")
    return Authenticatie(
        soort=AfnemerSoort.MEDEWERKER,
        rollen=rollen,
        niveau=_niveau(claims, "acr"),
        verloopt=_verloopt(claims),
        medewerker_id=str(claims.get("sub", "")),
    )


_MEDEWERKER = frozenset({"KCC", "BEHANDELAAR", "PRIVACYFUNCTIONARIS"})


def machine(claims: Claims) -> Authenticatie:
    """A machine client of another organisation, by its OIN."""
    _zonder_tussenpersoon(claims)
    oin = claims.get("oin")
    if not isinstance(oin, str) or len(oin) != 20 or not oin.isascii() or not oin.isdigit():
        raise Unauthenticated(detail="the token has no valid OIN")
    return Authenticatie(
        soort=AfnemerSoort.OVERHEIDSORGANISATIE,
        rollen=(AfnemerRol.KETENPARTNER,),
        niveau=Betrouwbaarheidsniveau.HOOG,
        verloopt=_verloopt(claims),
        organisatie_oin=oin,
        client_id=str(claims.get("client_id", claims.get("sub", ""))),
    )


def sandbox(claims: Claims) -> Authenticatie:
    """The demo's own issuer: `login` says which of the others to read as."""
    reader = {"digid": digid, "eherkenning": eherkenning, "medewerker": medewerker, "machine": machine}.get(
        str(claims.get("login"))
    )
    if reader is None:
        raise Unauthenticated(detail="the token names no login")
    return reader(claims)


PROFIELEN: Mapping[str, Callable[[Claims], Authenticatie]] = {
    "digid": digid,
    "eherkenning": eherkenning,
    "medewerker-entra": medewerker,
    "medewerker-keycloak": medewerker,
    "machine": machine,
    "sandbox": sandbox,
}
