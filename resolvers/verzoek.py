"""Verzoek: what a klant asked, before and beside the zaak that answers it.

GEMMA bedrijfsobject "verzoek": vraag, melding or aanvraag. Served by app/registries/openvtb (Verzoeken API 0.1.0).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import strawberry
from strawberry.scalars import JSON

from resolvers.grammar.bedrijfsobject import bedrijfsobject, relatie, veld
from resolvers.grammar.bron import Bron, Herkomst
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.grammar.node import Node
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.proces import MijnZakenStatus


@bedrijfsobject(
    "Een verzoek: een vraag, melding of aanvraag.", gegevens=GegevensCategorie.ZAAKVOORTGANG, via=["initiator"]
)
class Verzoek(Node):
    ref: strawberry.Private[Ref]
    urn: strawberry.Private[str]
    url: strawberry.Private[str]
    initiator_sleutel: strawberry.Private[Sleutel | None]
    mede_initiator_sleutel: strawberry.Private[Sleutel | None]
    #: URNs and URLs of what the verzoek is about: zaken, producten, documents (`isGerelateerdAan`,
    #: `verzoekInformatieObject`, `bijlagen`).
    verwijzingen: strawberry.Private[Sequence[str]]

    kenmerk: str | None = veld("Het kenmerk dat de klant kreeg. Bron: `verzoek.verzoekBron.kenmerk`.")
    soort: str | None = veld("De soort verzoek. Bron: `verzoektype.naam`.")
    omschrijving: str | None = veld(
        "Waar het over gaat. Bron: `verzoektype.toelichting`.", gegevens=GegevensCategorie.VERZOEKINHOUD
    )
    ontvangen_op: datetime | None = veld(
        "Wanneer het binnenkwam. Leeg als het register dat niet bijhoudt (Open VTB 0.1.0)."
    )
    status: MijnZakenStatus | None = veld("Hoe ver het is. Bron: `verzoek.verwerkStatus`.")
    kanaal: str | None = veld("Hoe het binnenkwam. Bron: `verzoek.kanaal`.")
    taal: str | None = veld("In welke taal (ISO 639-1). Bron: `verzoek.verzoekTaal`.")
    gegevens: JSON | None = veld(
        "Wat is ingevuld. Bron: `verzoek.aanvraagGegevens`.", gegevens=GegevensCategorie.VERZOEKINHOUD
    )
    bron: Bron = veld("Waar dit verzoek vandaan komt en hoe vers het is.")

    @relatie(
        "list[Document]",
        "De bijlagen. Bron: `verzoek.bijlagen` en `verzoek.verzoekInformatieObject`.",
        lader="documenten_van_verzoek",
        gegevens=GegevensCategorie.DOCUMENTEN,
    )
    def documenten(self) -> Verzoek:
        return self

    @relatie(
        "Klant",
        "Wie het verzoek deed. Bron: `verzoek.initiator`.",
        lader="klant",
        gegevens=GegevensCategorie.IDENTITEIT,
    )
    def initiator(self) -> Sleutel | None:
        return self.initiator_sleutel

    @relatie(
        "list[Zaak]", "De zaken die eruit voortkwamen. Bron: `verzoek.isGerelateerdAan`.", lader="zaken_van_verzoek"
    )
    def zaken(self) -> Verzoek:
        return self

    @relatie(
        "list[Product]",
        "De producten waar het over gaat. Bron: `verzoek.isGerelateerdAan`.",
        lader="producten_van_verzoek",
        gegevens=GegevensCategorie.PRODUCTEN,
    )
    def producten(self) -> Verzoek:
        return self

    def over_wie(self) -> frozenset[Sleutel]:
        return frozenset(
            sleutel for sleutel in (self.initiator_sleutel, self.mede_initiator_sleutel) if sleutel is not None
        )


class Verzoekenregister(Protocol):
    """What this file asks of a register of verzoeken. Batches answer in the order asked."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def verzoeken_van(self, sleutels: frozenset[Sleutel]) -> Sequence[Verzoek]:
        """All verzoeken of this person; each verified by its own initiator, whatever the filter gave."""
        ...

    async def verzoeken(self, ids: Sequence[str]) -> Sequence[Verzoek | Exception | None]: ...

    async def verzoeken_bij_zaak(self, verwijzingen: Sequence[str]) -> Sequence[Sequence[Verzoek] | Exception]:
        """The verzoeken that name a zaak, asked by the zaak's URN."""
        ...

    def verzoek_bij_verwijzing(self, verwijzing: str) -> str | None:
        """The uuid of the verzoek that a URL or URN from another register means; None when it is not of this
        register."""
        ...
