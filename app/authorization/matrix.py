"""Matrix: per grondslag, which categories are open, up to which vertrouwelijkheid, from which assurance level. Data,
closed where silent.

Shipped in this version: EIGEN_GEGEVENS. The other grondslagen have no row yet, so nothing is open on them.
"""

from __future__ import annotations

from dataclasses import dataclass

from resolvers.grammar.inzage import Betrouwbaarheidsniveau, GegevensCategorie, Grondslag
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding


@dataclass(frozen=True, slots=True, kw_only=True)
class Rij:
    """`activiteit` is the URI of the verwerkingsactiviteit in the organisation's register."""

    naam: str
    grondslag: Grondslag
    activiteit: str
    opent: frozenset[GegevensCategorie]
    plafond: Vertrouwelijkheidaanduiding
    niveau: Betrouwbaarheidsniveau
    ziet_intern: bool = False


STANDAARD: tuple[Rij, ...] = (
    Rij(
        naam="eigen-gegevens",
        grondslag=Grondslag.EIGEN_GEGEVENS,
        activiteit="https://mijnzaken.example/verwerkingsactiviteiten/mijnzaken-inzage",
        opent=frozenset(GegevensCategorie),
        plafond=Vertrouwelijkheidaanduiding.VERTROUWELIJK,
        niveau=Betrouwbaarheidsniveau.MIDDEN,
    ),
)


def rijen_voor(matrix: tuple[Rij, ...], grondslag: Grondslag, niveau: Betrouwbaarheidsniveau) -> list[Rij]:
    """The rows of a grondslag for which this login is sure enough."""
    return [rij for rij in matrix if rij.grondslag is grondslag and niveau >= rij.niveau]
