"""Medewerker: who works here, by Entra or Keycloak; and a machine of another organisation, by its OIN."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.authentication.lezing import Lezing, leesbaar
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie
from resolvers.grammar.errors import Unauthenticated
from resolvers.grammar.inzage import Betrouwbaarheidsniveau


def medewerker(lezing: Lezing) -> Authenticatie:
    """Who has none of the roles that we know is refused; the roles of a burger or a company are none of them."""
    groepen = (*lezing.rij("rollen"), *lezing.rij("groepen"))
    rollen = tuple(dict.fromkeys(rol for name in groepen if (rol := _rol(name, lezing.wijzer.rollen))))
    gebruiker = lezing.tekst("gebruiker")
    if not rollen or gebruiker is None:
        raise Unauthenticated(detail="the token has no role that we know, or no user")
    return Authenticatie(
        soort=AfnemerSoort.MEDEWERKER,
        rollen=rollen,
        niveau=lezing.niveau(),
        verloopt=lezing.verloopt(),
        groepen=frozenset(groepen),
        medewerker_id=gebruiker,
    )


def _rol(name: str, rollen: Mapping[str, AfnemerRol] | None) -> AfnemerRol | None:
    return _EIGEN_NAMEN.get(name.upper()) if rollen is None else rollen.get(name)


_EIGEN_NAMEN: Mapping[str, AfnemerRol] = {
    rol.name: rol for rol in (AfnemerRol.KCC, AfnemerRol.BEHANDELAAR, AfnemerRol.PRIVACYFUNCTIONARIS)
}


def machine(lezing: Lezing) -> Authenticatie:
    oin = lezing.tekst("oin")
    if oin is None or not _OIN.fullmatch(oin):
        raise Unauthenticated(detail="the token has no valid OIN")
    return Authenticatie(
        soort=AfnemerSoort.OVERHEIDSORGANISATIE,
        rollen=(AfnemerRol.KETENPARTNER,),
        niveau=Betrouwbaarheidsniveau.HOOG,
        verloopt=lezing.verloopt(),
        organisatie_oin=oin,
        client_id=lezing.tekst("client") or leesbaar(lezing.claims.get("sub"), "sub"),
    )


_OIN = re.compile(r"[0-9]{20}", re.ASCII)
