"""Bedrijf: eHerkenning, for the company itself, through an intermediary, or for a person in the company's care."""

from __future__ import annotations

from collections.abc import Mapping

from app.authentication.lezing import Lezing, lees_sleutel
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
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel, Vestigingsnummer


def eherkenning(lezing: Lezing) -> Authenticatie:
    """LegalSubjectID is the company whose data it is. With ketenmachtiging the intermediary is who logged in."""
    bedrijf, vestiging = _bedrijf(lezing), _vestiging(lezing)
    tussen = [lees_sleutel(KvkNummer, number) for number in lezing.rij("tussenpersoon")]
    if not tussen:
        return _sessie(lezing, bedrijf, vestiging=vestiging)
    if len(tussen) > 1:  # the afsprakenstelsel gives them no order
        raise Unauthenticated(detail="the token has several intermediaries, and not which of them logged in")
    if tussen[0] == bedrijf:
        raise Unauthenticated(detail="the token has a company that is its own intermediary")
    namens = Vertegenwoordiging(
        sleutel=vestiging or bedrijf,  # the restriction is to a branch of the represented company
        soort=MachtigingSoort.KETEN,
        bron=MachtigingBron.EHERKENNING,
        diensten=lezing.rij("diensten"),
    )
    return _sessie(lezing, tussen[0], namens=namens)


def eherkenning_bewindvoering(lezing: Lezing) -> Authenticatie:
    """A company that a court appointed for a person. Without a role it is bewind: only that can be had by login."""
    vorm = _VORMEN.get(lezing.tekst("mandaat") or "bewindvoerder")
    if vorm is None:
        raise Unauthenticated(detail="the token represents in a role that we do not know")
    namens = Vertegenwoordiging(
        sleutel=lezing.sleutel(Bsn, "vertegenwoordigde"),
        soort=MachtigingSoort.WETTELIJK,
        bron=MachtigingBron.EHERKENNING,
        wettelijke_vorm=vorm,
        diensten=lezing.rij("diensten"),
    )
    return _sessie(lezing, _bedrijf(lezing), vestiging=_vestiging(lezing), namens=namens)


def _bedrijf(lezing: Lezing) -> KvkNummer | Rsin:
    """By the number that `namequalifier` names; without one it is the KvK-nummer."""
    soort = lezing.tekst("soort_bedrijf")
    if soort in (None, f"{_SOORT}KvKnr"):
        return lezing.sleutel(KvkNummer, "bedrijf")
    if soort == f"{_SOORT}RSIN":
        return lezing.sleutel(Rsin, "bedrijf")
    raise Unauthenticated(detail="the token names its company in a way that we do not know")


def _vestiging(lezing: Lezing) -> Vestigingsnummer | None:
    return None if lezing.waarde("vestiging") is None else lezing.sleutel(Vestigingsnummer, "vestiging")


def _sessie(
    lezing: Lezing,
    sleutel: Sleutel,
    *,
    vestiging: Vestigingsnummer | None = None,
    namens: Vertegenwoordiging | None = None,
) -> Authenticatie:
    return Authenticatie(
        soort=AfnemerSoort.PRIVATE_PARTIJ,
        rollen=(AfnemerRol.ONDERNEMER,),
        niveau=lezing.niveau(),
        verloopt=lezing.verloopt(),
        sleutel=sleutel,
        vestiging=vestiging,
        vertegenwoordigt=namens,
    )


_SOORT = "urn:etoegang:1.9:EntityConcernedID:"
_VORMEN: Mapping[str, WettelijkeVorm] = {
    "bewindvoerder": WettelijkeVorm.BEWIND,
    "curator": WettelijkeVorm.CURATELE,
    "mentor": WettelijkeVorm.MENTORSCHAP,
}
