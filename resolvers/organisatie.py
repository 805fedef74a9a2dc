"""Organisatie: who delivers, and who within it does the work: eenheid and medewerker.

Served by app/registries/openobject (objecttypen medewerker, afdeling, groep), openorganisatie, and by what a zaak's
rollen tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import quote, unquote

import strawberry

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, veld
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.errors import ErrorCode
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import KvkNummer, Rsin, Sleutel


@bedrijfsobject("Een organisatie die producten of diensten levert.", openbaar=True)
class Organisatie(Bedrijfsobject):
    naam: str | None = veld("De naam. Bron: de configuratie van deze installatie.")
    oin: str | None = veld("Het Organisatie-identificatienummer (Logius).")
    rsin: str | None = veld("Het RSIN (Handelsregister).")
    aanbieder: bool = veld("Of deze organisatie hier MijnZaken-informatie aanbiedt.")


def organisatie_als(oin: str, rsin: str | None = None) -> frozenset[Sleutel]:
    """The keys by which a zaak names an organisation in its rollen. An OIN of prefix 00000001 holds the RSIN, of
    00000003 the KvK-nummer (OIN-stelsel, Logius)."""
    if rsin is not None:
        return frozenset({Rsin(rsin)})
    if oin.startswith("00000001") and Rsin.klopt(oin[8:17]):
        return frozenset({Rsin(oin[8:17])})
    return frozenset({KvkNummer(oin[8:16])}) if oin.startswith("00000003") else frozenset()


def kenmerk_bronnen(eigen: str | None, oin: str, sleutels: frozenset[Sleutel]) -> tuple[str, ...]:
    """By which word a kenmerk of a zaak says that it is the number of this organisation: what was agreed (`eigen`), or
    its RSIN or KvK-nummer, or else its OIN."""
    return (eigen or next((sleutel.waarde for sleutel in sleutels), oin),)


@bedrijfsobject("Een afdeling of team.", gegevens=GegevensCategorie.BEHANDELING, bron=BetrokkeneBron.OUDER)
class OrganisatieEenheid(Bedrijfsobject):
    id: strawberry.ID = veld("Het id in deze dienst.")
    naam: str | None = veld("De naam. Bron: `rol.betrokkeneIdentificatie.naam`, of afdeling en groep in Open Object.")
    email: str | None = veld("Het e-mailadres van de afdeling. Bron: Open Object `afdeling.email`.")
    onderdeel_van: OrganisatieEenheid | None = veld(
        "De eenheid waar deze onder valt. Bron: Open Object `groep.afdelingId`."
    )


def eenheidref(register: str, identificatie: str) -> Ref:
    """An eenheid is known by its identificatie, in every register the same; what an id may not hold is written as
    `=20`."""
    return Ref(register, "OrganisatieEenheid", quote(identificatie, safe="").replace("%", "="))


def identificatie_van_eenheid(ref: Ref) -> str:
    return unquote(ref.id.replace("=", "%"))


@bedrijfsobject(
    "Een medewerker die aan een zaak werkt.", gegevens=GegevensCategorie.BEHANDELING, bron=BetrokkeneBron.OUDER
)
class Medewerker(Bedrijfsobject):
    id: strawberry.ID = veld("Het id in deze dienst.")
    naam: str | None = veld("De naam. Bron: `rol.betrokkeneIdentificatie`, of Open Object `medewerker`.")
    functie: str | None = veld("De functie. Bron: Open Object `medewerker.functie`.")
    eenheid: OrganisatieEenheid | None = veld("De afdeling. Bron: Open Object `medewerker.afdelingen`.")
    email: str | None = veld("Het e-mailadres. Bron: Open Object `medewerker.emails`.")
    telefoonnummer: str | None = veld("Het telefoonnummer. Bron: Open Object `medewerker.telefoonnummers`.")


@bedrijfsobject("Een register dat is aangesloten, en of het nu antwoordt.", openbaar=True)
class Register(Bedrijfsobject):
    naam: str = veld("De naam van het register in deze installatie.")
    soort: str = veld("Welk product of stelsel het is.")
    organisatie: Organisatie = veld("Van welke organisatie het register is.")
    beschikbaar: bool = veld("Of het register bij de laatste vraag antwoordde.")
    versie: str | None = veld("De versie van de API, als het register die noemt.")
    fout: ErrorCode | None = veld("Waarom het register niet beschikbaar is.")


class Medewerkersregister(Protocol):
    """What this file asks of a register of medewerkers. Batches answer in the order asked; None: not known there."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def medewerkers(self, ids: Sequence[str]) -> Sequence[Medewerker | Exception | None]: ...

    async def eenheden(self, ids: Sequence[str]) -> Sequence[OrganisatieEenheid | Exception | None]: ...
