"""eIDAS: a login from another member state, of a person or of somebody for a company there."""

from __future__ import annotations

from app.authentication.lezing import Lezing
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie
from resolvers.grammar.errors import Unauthenticated
from resolvers.grammar.sleutel import Bsn


def eidas(lezing: Lezing) -> Authenticatie:
    """Who has no BSN, or acts for a company abroad, is somebody; but nobody whom our registers know."""
    bsn = None if lezing.waarde("bsn") is None else lezing.sleutel(Bsn, "bsn")
    if bsn is None and lezing.tekst("pseudoniem") is None:
        raise Unauthenticated(detail="the token names no person")
    bedrijf = lezing.tekst("bedrijf")
    return Authenticatie(
        soort=AfnemerSoort.BURGER if bedrijf is None else AfnemerSoort.PRIVATE_PARTIJ,
        rollen=(AfnemerRol.INWONER if bedrijf is None else AfnemerRol.ONDERNEMER,),
        niveau=lezing.niveau(),
        verloopt=lezing.verloopt(),
        sleutel=bsn if bedrijf is None else None,  # at work for a company he does not look at his own affairs
    )
