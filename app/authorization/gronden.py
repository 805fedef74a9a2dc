"""Gronden: how a row of the matrix becomes a Grond, and by which words and numbers its limits are named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.authorization.matrix import Rij
from resolvers.grammar.inzage import GegevensCategorie, Grond
from resolvers.grammar.sleutel import Rsin, Sleutel, Vestigingsnummer
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from resolvers.klant import Ondernemingsgegevens


def grond_van(
    rij: Rij,
    *,
    betrokkenen: frozenset[Sleutel] | None,
    bewijs: str,
    reikwijdte: frozenset[str] | None = None,
    meewerkend: frozenset[Sleutel] | None = None,
    plafond: Vertrouwelijkheidaanduiding | None = None,
) -> Grond:
    return Grond(
        grondslag=rij.grondslag,
        rij=rij.naam,
        activiteit=rij.activiteit,
        opent=rij.opent,
        plafond=rij.plafond if plafond is None else min(rij.plafond, plafond),
        betrokkenen=betrokkenen,
        reikwijdte=reikwijdte,
        meewerkend=meewerkend,
        ziet_intern=rij.ziet_intern,
        bewijs=bewijs,
    )


def alleen(categorieen: frozenset[GegevensCategorie], gronden: Iterable[Grond]) -> list[Grond]:
    """These grounds for these categories only; never more than they open."""
    return [replace(grond, opent=grond.opent & categorieen) for grond in gronden]


def zaaktypen(identificaties: Iterable[str]) -> frozenset[str]:
    return frozenset(f"zaaktype:{identificatie}" for identificatie in identificaties)


def ook_bekend_als(gegevens: Ondernemingsgegevens | None) -> list[Sleutel]:
    if gegevens is None:
        return []
    found: list[Sleutel] = [
        Vestigingsnummer(vestiging.vestigingsnummer) for vestiging in gegevens.vestigingen if vestiging.vestigingsnummer
    ]
    if gegevens.rsin and Rsin.klopt(gegevens.rsin):
        found.append(Rsin(gegevens.rsin))
    return found
