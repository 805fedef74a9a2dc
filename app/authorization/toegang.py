"""Toegang: which grounds hold for this afnemer, with their evidence.

In this version one ground exists: EIGEN_GEGEVENS, the afnemer is the betrokkene himself. A session that represents
somebody, a medewerker and a ketenpartner have no ground yet, so they see nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from app.authorization.matrix import STANDAARD, Rij, rijen_voor
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.inzage import GEEN_INZAGE, Grond, Grondslag, Inzage
from resolvers.grammar.sleutel import KvkNummer, Rsin, Sleutel, Vestigingsnummer
from resolvers.klant import Ondernemingsgegevens

Onderneming = Callable[[Sleutel], Awaitable[Ondernemingsgegevens | None]]


class Toegang:
    """One request's decisions about grounds. `onderneming` tells what the Handelsregister knows of a company."""

    def __init__(self, *, onderneming: Onderneming, matrix: tuple[Rij, ...] = STANDAARD) -> None:
        self._onderneming = onderneming
        self._matrix = matrix
        self._known: dict[Authenticatie, frozenset[Sleutel]] = {}

    async def eigen(self, afnemer: Authenticatie) -> tuple[frozenset[Sleutel], Inzage]:
        if afnemer.sleutel is None or afnemer.vertegenwoordigt is not None:
            return frozenset(), GEEN_INZAGE
        sleutels = await self._sleutels(afnemer)
        gronden = tuple(
            Grond(
                grondslag=rij.grondslag,
                rij=rij.naam,
                activiteit=rij.activiteit,
                opent=rij.opent,
                plafond=rij.plafond,
                betrokkenen=sleutels,
                ziet_intern=rij.ziet_intern,
                bewijs="sessie",
            )
            for rij in rijen_voor(self._matrix, Grondslag.EIGEN_GEGEVENS, afnemer.niveau)
        )
        return sleutels, Inzage(gronden, afnemer.niveau)

    async def in_klant(self, afnemer: Authenticatie, sleutel: Sleutel) -> Inzage:
        sleutels, inzage = await self.eigen(afnemer)
        return inzage if sleutel in sleutels else GEEN_INZAGE

    async def in_zaken(self, afnemer: Authenticatie) -> Inzage:
        return (await self.eigen(afnemer))[1]

    async def _sleutels(self, afnemer: Authenticatie) -> frozenset[Sleutel]:
        """All keys of the same party. A session restricted to one vestiging is that vestiging and nothing more; a
        company is also its RSIN and its vestigingen, because registers hold it under any of these (FACTS §18.9)."""
        assert afnemer.sleutel is not None
        if afnemer.vestiging is not None:
            return frozenset({afnemer.vestiging})
        if not isinstance(afnemer.sleutel, KvkNummer):
            return frozenset({afnemer.sleutel})
        if (known := self._known.get(afnemer)) is None:
            gegevens = await self._onderneming(afnemer.sleutel)
            known = frozenset({afnemer.sleutel, *_ook_bekend_als(gegevens)})
            self._known[afnemer] = known
        return known


def _ook_bekend_als(gegevens: Ondernemingsgegevens | None) -> list[Sleutel]:
    if gegevens is None:
        return []
    found: list[Sleutel] = [
        Vestigingsnummer(vestiging.vestigingsnummer) for vestiging in gegevens.vestigingen if vestiging.vestigingsnummer
    ]
    if gegevens.rsin and Rsin.klopt(gegevens.rsin):
        found.append(Rsin(gegevens.rsin))
    return found
