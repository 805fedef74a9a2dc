"""Verwerking: a line of the verwerkingenlog as the betrokkene may read it (AVG art. 15).

GEMMA business object "verwerkingenlog". Served by app/verwerkingenlog from the same records that every disclosure
writes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import strawberry

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, veld
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie, Grond, Grondslag
from resolvers.grammar.sleutel import Sleutel


@bedrijfsobject(
    "Een regel uit het verwerkingenlog, zoals de betrokkene hem mag lezen.",
    gegevens=GegevensCategorie.VERWERKINGEN,
    bron=BetrokkeneBron.OUDER,
)
class Verwerking(Bedrijfsobject):
    id: strawberry.ID = veld("Het nummer van de regel in deze dienst.")
    tijdstip: datetime = veld("Wanneer er is gekeken.")
    actie: str = veld("Wat er is gedaan.")
    activiteit: str = veld("De verwerkingsactiviteit, uit het register van de organisatie.")
    doel: str | None = veld("Waarvoor.")
    rechtsgrond: str | None = veld("De rechtsgrond uit de AVG (artikel 6), uit het register van de organisatie.")
    grondslag: Grondslag = veld("Op welke grondslag er toegang was.")
    categorieen: list[GegevensCategorie] = veld("Welke soorten gegevens er zijn getoond.")
    ontvanger: str = veld("De organisatie of persoon die het te zien kreeg; nooit de naam van een medewerker.")
    namens: str | None = veld("Namens wie er is gekeken.")
    bronnen: list[str] = veld("Uit welke registers de gegevens kwamen.")


@dataclass(frozen=True, slots=True)
class Tijdvak:
    """`van` is included, `tot` is not. Both with their time zone."""

    van: datetime
    tot: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Voornemen:
    """That somebody is about to have something changed about himself. `grond`: on which he may, with the
    verwerkingsactiviteit; `veld`: the coordinate of the mutation; `object_`: the global id of what will be another, if
    it is there already; `register`: which will be asked."""

    grond: Grond
    partij: frozenset[Sleutel]
    veld: str
    gegevens: GegevensCategorie
    register: str
    object_: str = ""


class Voornemenboek(Protocol):
    async def leg_voornemen_vast(self, voornemen: Voornemen) -> None:
        """Returns when it is durable. Raises LogUnavailable: then no register may hear of it."""
        ...


class Verwerkingenboek(Protocol):
    """What this file asks of the verwerkingenlog."""

    @property
    def herkomst(self) -> Herkomst: ...

    def verwerkingen_van(self, sleutels: frozenset[Sleutel], tijdvak: Tijdvak) -> AsyncIterator[Sequence[Verwerking]]:
        """Of this person, newest first; only of activiteiten that he may know of."""
        ...
