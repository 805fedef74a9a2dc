"""Toestemming: who else may look, how far, given and withdrawn when.

GEMMA bedrijfsobject "toestemming"; no standard register exists. Served by app/registries/openobject, by the schema
that this project publishes (app/registries/objecttypen/toestemming.schema.json, after ISO/IEC TS 27560): append-only
events, the state is derived.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

import strawberry

from resolvers.grammar.afnemer import AfnemerRol
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, relatie, veld
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie
from resolvers.grammar.node import Node
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel


@bedrijfsobject(
    "Wie door de toestemming mag kijken: een organisatie, een eenheid of een rol.",
    gegevens=GegevensCategorie.TOESTEMMINGEN,
    bron=BetrokkeneBron.OUDER,
)
class ToestemmingOntvanger(Bedrijfsobject):
    organisatie: str | None = veld("Het OIN van de organisatie. Bron: objecttype toestemming `ontvanger`.")
    organisatie_eenheid: str | None = veld("De afdeling. Bron: objecttype toestemming `ontvanger`.")
    rol: AfnemerRol | None = veld("De rol van de medewerker. Bron: objecttype toestemming `ontvanger`.")


@bedrijfsobject("Een toestemming van een klant.", gegevens=GegevensCategorie.TOESTEMMINGEN, via=["betrokkene"])
class Toestemming(Node):
    ref: strawberry.Private[Ref]
    betrokkene_sleutel: strawberry.Private[Sleutel]
    zaak_verwijzingen: strawberry.Private[tuple[str, ...] | None]
    zaaktype_identificaties: strawberry.Private[frozenset[str] | None]

    ontvanger: ToestemmingOntvanger = veld(
        "Wie er door de toestemming mag kijken. Bron: objecttype toestemming `ontvanger`."
    )
    activiteit: str = veld(
        "Waarvoor: de sleutel van de verwerkingsactiviteit. Bron: objecttype toestemming `activiteit`."
    )
    categorieen: list[GegevensCategorie] = veld("Welke soorten gegevens. Bron: objecttype toestemming `categorieen`.")
    geldig_van: date = veld("Vanaf wanneer. Bron: objecttype toestemming `geldigVan`.")
    geldig_tot: date = veld("Tot wanneer (die dag niet meer). Bron: objecttype toestemming `geldigTot`.")
    ingetrokken_op: datetime | None = veld(
        "Wanneer de toestemming is ingetrokken. Leeg als dat niet is gebeurd. "
        "Bron: objecttype toestemming `gebeurtenissen`."
    )
    geldig: bool = veld("Of de toestemming nu geldt. Afgeleid van `geldigVan`, `geldigTot` en `gebeurtenissen`.")

    @relatie("Klant", "Wie de toestemming gaf. Bron: objecttype toestemming `betrokkene`.", lader="klant")
    def betrokkene(self) -> Sleutel:
        return self.betrokkene_sleutel

    @relatie(
        "list[Zaak]",
        "Alleen voor deze zaken. Leeg: niet tot zaken beperkt. Bron: objecttype toestemming `zaken`.",
        lader="zaken_bij_verwijzingen",
    )
    def zaken(self) -> tuple[str, ...] | None:
        return self.zaak_verwijzingen

    @relatie(
        "list[Zaaktype]",
        "Alleen voor deze zaaktypen. Leeg: niet tot zaaktypen beperkt. Bron: objecttype toestemming `zaaktypen`.",
        lader="zaaktypen_bij_identificaties",
    )
    def zaaktypen(self) -> frozenset[str] | None:
        return self.zaaktype_identificaties

    def over_wie(self) -> frozenset[Sleutel]:
        return frozenset({self.betrokkene_sleutel})


class Toestemmingenregister(Protocol):
    """What this file asks of a register of toestemmingen."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def toestemmingen_van(self, sleutels: frozenset[Sleutel], vandaag: date) -> Sequence[Toestemming]:
        """All of this person, also those that no longer hold; each verified by its own betrokkene."""
        ...

    async def toestemmingen(self, ids: Sequence[str], vandaag: date) -> Sequence[Toestemming | Exception | None]: ...
