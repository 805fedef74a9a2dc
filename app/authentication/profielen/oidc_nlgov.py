"""OIDC NL GOV: `sub` is who logged in; `represents`, nested, are those for whom, and the deepest is who is served.

The other way round than RFC 8693, so that who passes over `represents` shows somebody his own data and not another's.
It may not be passed over. Claims of a link that are not about who it is (an e-mail address, `alt_sub`) are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.authentication.lezing import Lezing, lees_sleutel, leesbaar
from resolvers.grammar.afnemer import (
    AfnemerRol,
    AfnemerSoort,
    Authenticatie,
    MachtigingBron,
    MachtigingSoort,
    Vertegenwoordiging,
)
from resolvers.grammar.errors import Unauthenticated
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel

#: Longer than any chain that the logins of today make: a machtiging, through one intermediary, through another.
LANGSTE_KETEN = 3

_ID = "urn:nl-eid-gdi:1.0:id:"
#: `sub_id_type` → the kind of key; None for a pseudonym. ST-SAML writes Pseudonym, the profile's examples pseudonym.
_SOORTEN: Mapping[str, type[Sleutel] | None] = {
    f"{_ID}BSN": Bsn,
    f"{_ID}legacy-BSN": Bsn,
    f"{_ID}RSIN": Rsin,
    f"{_ID}KvKnr": KvkNummer,
    f"{_ID}pseudonym": None,
    f"{_ID}Pseudonym": None,
}


def oidc_nlgov(lezing: Lezing) -> Authenticatie:
    persoon = _partij(lezing.waarde("persoon"), lezing.waarde("soort_persoon"))
    burger = persoon is None or isinstance(persoon, Bsn)
    return Authenticatie(
        soort=AfnemerSoort.BURGER if burger else AfnemerSoort.PRIVATE_PARTIJ,
        rollen=(AfnemerRol.INWONER if burger else AfnemerRol.ONDERNEMER,),
        niveau=lezing.niveau(),
        verloopt=lezing.verloopt(),
        sleutel=persoon,
        vertegenwoordigt=_namens(lezing),
    )


def _namens(lezing: Lezing) -> Vertegenwoordiging | None:
    keten = list(_keten(lezing.waarde("vertegenwoordigt")))
    if not keten:
        return None
    return Vertegenwoordiging(
        sleutel=keten[-1],
        soort=MachtigingSoort.KETEN if len(keten) > 1 else MachtigingSoort.VRIJWILLIG,
        bron=MachtigingBron.OIDC_NLGOV,
        diensten=lezing.rij("diensten"),
        tussenpersonen=tuple(keten[:-1]),
    )


def _keten(link: object) -> Iterator[Sleutel]:
    """From who logged in to who is served. A party without a number of ours cannot be served, nor be written down."""
    count = 0
    while link is not None:
        count += 1
        if not isinstance(link, Mapping) or count > LANGSTE_KETEN:
            raise Unauthenticated(detail="the token represents in a chain that cannot be read, or that is too long")
        leesbaar(link.get("iss"), "iss")
        partij = _partij(link.get("sub"), link.get("sub_id_type"))
        if partij is None:
            raise Unauthenticated(detail="the token represents a pseudonym")
        yield partij
        link = link.get("represents")


def _partij(sub: object, sub_id_type: object) -> Sleutel | None:
    """Whom a `sub` names; None for a pseudonym. Without its type a number may be anybody's: refused."""
    if not isinstance(sub_id_type, str) or sub_id_type not in _SOORTEN:
        raise Unauthenticated(detail="the token names a party in a way that we do not know")
    kind = _SOORTEN[sub_id_type]
    if kind is None:
        leesbaar(sub, "sub")
        return None
    return lees_sleutel(kind, sub)
