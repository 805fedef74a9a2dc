"""Burger: DigiD, and DigiD with a machtiging (DigiD Machtigen) or by law (Bevoegdheidsverklaringsdienst, BVD)."""

from __future__ import annotations

from collections.abc import Mapping

from app.authentication.lezing import Lezing
from resolvers.grammar.afnemer import (
    AfnemerRol,
    AfnemerSoort,
    Authenticatie,
    MachtigingBron,
    MachtigingSoort,
    Vertegenwoordiging,
    WettelijkeVorm,
)
from resolvers.grammar.errors import Unauthenticated
from resolvers.grammar.sleutel import Bsn


def digid(lezing: Lezing) -> Authenticatie:
    """Somebody for himself. ST-SAML always names who acts; that may be nobody else."""
    bsn = lezing.sleutel(Bsn, "bsn")
    if not {lezing.tekst("vertegenwoordigde"), lezing.tekst("handelend")} <= {None, bsn.waarde}:
        raise Unauthenticated(detail="the token names a second person; digid-machtigen reads who acts for whom")
    return _burger(lezing, bsn, None)


def digid_machtigen(lezing: Lezing) -> Authenticatie:
    """Somebody for another, or for himself when nobody is represented."""
    handelend, bsn = lezing.tekst("handelend"), lezing.tekst("bsn")
    gever = lezing.tekst("vertegenwoordigde")
    if gever is None:
        if lezing.waarde("vertegenwoordiging") is not None or (bsn is not None and handelend not in (None, bsn)):
            raise Unauthenticated(detail="the token does not say who is represented")
        return _burger(lezing, lezing.sleutel(Bsn, "bsn" if handelend is None else "handelend"), None)
    # a `bsn` beside them does not say which of both it is
    if bsn not in (None, gever, handelend) or gever == handelend:
        raise Unauthenticated(detail="the token does not say who acts for whom")
    soort, bron, vorm = _grond(lezing.tekst("vertegenwoordiging"))
    return _burger(
        lezing,
        lezing.sleutel(Bsn, "handelend"),
        Vertegenwoordiging(
            sleutel=lezing.sleutel(Bsn, "vertegenwoordigde"),
            soort=soort,
            bron=bron,
            wettelijke_vorm=vorm,
            diensten=lezing.rij("diensten"),
        ),
    )


def _burger(lezing: Lezing, bsn: Bsn, namens: Vertegenwoordiging | None) -> Authenticatie:
    return Authenticatie(
        soort=AfnemerSoort.BURGER,
        rollen=(AfnemerRol.INWONER,),
        niveau=lezing.niveau(),
        verloopt=lezing.verloopt(),
        sleutel=bsn,
        vertegenwoordigt=namens,
    )


def _grond(representation: str | None) -> tuple[MachtigingSoort, MachtigingBron, WettelijkeVorm | None]:
    """ST-SAML: a RepresentationType must be used in the decision, so one that we do not know is refused."""
    if representation is None:
        return MachtigingSoort.VRIJWILLIG, MachtigingBron.DIGID_MACHTIGEN, None
    vorm = _VORMEN.get(representation)
    if vorm is None:
        raise Unauthenticated(detail="the token represents by a RepresentationType that we do not know")
    return MachtigingSoort.WETTELIJK, MachtigingBron.BVD, vorm


_RT = "urn:nl-eid-gdi:1.1:RT:"
#: The representation types that the BVD supports.
_VORMEN: Mapping[str, WettelijkeVorm] = {
    f"{_RT}Zorg_Volledig_Gezag_Kind": WettelijkeVorm.OUDERLIJK_GEZAG,
    f"{_RT}WV_Curator": WettelijkeVorm.CURATELE,
    f"{_RT}WV_Bewindvoerder": WettelijkeVorm.BEWIND,
    f"{_RT}WV_Mentor": WettelijkeVorm.MENTORSCHAP,
}
