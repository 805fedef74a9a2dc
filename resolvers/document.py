"""Document: an informatieobject in a dossier, and its download.

GEMMA bedrijfsobject "document" (enkelvoudig informatieobject). Served by app/registries/openzaak (Documenten API 1.4).
The download goes through this service: the same decision, the same log line.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Protocol

import strawberry

from resolvers.grammar.bedrijfsobject import bedrijfsobject, benoem, relatie, veld
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie
from resolvers.grammar.lijst import gesloten_lijst
from resolvers.grammar.node import Node
from resolvers.grammar.ref import Ref
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding

if TYPE_CHECKING:
    from resolvers.besluit import Besluit
    from resolvers.zaak import Zaak


@gesloten_lijst(
    "Of een document naar de organisatie toe kwam of er vandaan.",
    INKOMEND="Ontvangen door de organisatie.",
    UITGAAND="Verzonden door de organisatie.",
    INTERN="Binnen de organisatie gemaakt.",
)
class DocumentRichting(Enum):
    INKOMEND = "INKOMEND"
    UITGAAND = "UITGAAND"
    INTERN = "INTERN"


benoem(DocumentRichting=DocumentRichting)


@bedrijfsobject(
    "Een document in een dossier. Wat nog niet definitief is, ziet een klant niet.",
    gegevens=GegevensCategorie.DOCUMENTEN,
    bron=BetrokkeneBron.OUDER,
    vertrouwelijkheid="vertrouwelijkheidaanduiding",
)
class Document(Node):
    ref: strawberry.Private[Ref]
    url: strawberry.Private[str]
    definitief: strawberry.Private[bool]

    titel: str | None = veld("De titel. Bron: `enkelvoudiginformatieobject.titel`.")
    beschrijving: str | None = veld("Waar het over gaat. Bron: `enkelvoudiginformatieobject.beschrijving`.")
    identificatie: str | None = veld("Het kenmerk. Bron: `enkelvoudiginformatieobject.identificatie`.")
    soort: str | None = veld("De soort, zoals brief of bijlage. Bron: `informatieobjecttype.omschrijving`.")
    formaat: str | None = veld("Het bestandsformaat (media type). Bron: `enkelvoudiginformatieobject.formaat`.")
    bestandsnaam: str | None = veld("De naam van het bestand. Bron: `enkelvoudiginformatieobject.bestandsnaam`.")
    bestandsomvang: int | None = veld("De grootte in bytes. Bron: `enkelvoudiginformatieobject.bestandsomvang`.")
    creatiedatum: date | None = veld("Wanneer het is gemaakt. Bron: `enkelvoudiginformatieobject.creatiedatum`.")
    ontvangstdatum: date | None = veld("Wanneer het is ontvangen. Bron: `enkelvoudiginformatieobject.ontvangstdatum`.")
    verzenddatum: date | None = veld("Wanneer het is verzonden. Bron: `enkelvoudiginformatieobject.verzenddatum`.")
    auteur: str | None = veld("Wie het schreef. Bron: `enkelvoudiginformatieobject.auteur`.")
    taal: str | None = veld("De taal (ISO 639-2/B). Bron: `enkelvoudiginformatieobject.taal`.")
    versie: int | None = veld("Het versienummer. Bron: `enkelvoudiginformatieobject.versie`.")
    richting: DocumentRichting | None = veld(
        "Of het document binnenkwam of uitging. Afgeleid van ontvangst- en verzenddatum."
    )
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | None = veld(
        "Hoe vertrouwelijk het is. Bron: `enkelvoudiginformatieobject.vertrouwelijkheidaanduiding`."
    )
    download_url: str | None = veld("Waar het bestand bij deze dienst te halen is, met hetzelfde token.")

    @relatie(
        "list[Zaak]",
        "De zaken waar het document bij hoort. Bron: Zaken API `/zaakinformatieobjecten`.",
        lader="zaken_van_document",
        gegevens=GegevensCategorie.ZAAKVOORTGANG,
    )
    def zaken(self) -> Document:
        return self

    def hoe_vertrouwelijk(self) -> Vertrouwelijkheidaanduiding:
        return self.vertrouwelijkheidaanduiding or Vertrouwelijkheidaanduiding.ZEER_GEHEIM

    def is_intern(self) -> bool:
        return not self.definitief


class Documentenregister(Protocol):
    """What this file asks of a register of documents. Batches answer in the order asked."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def documenten_van(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Document] | Exception]: ...

    async def documenten_van_besluiten(
        self, besluiten: Sequence[Besluit]
    ) -> Sequence[Sequence[Document] | Exception]: ...

    async def documenten(self, ids: Sequence[str]) -> Sequence[Document | Exception | None]: ...

    async def zaken_van_documenten(self, documenten: Sequence[Document | Ref]) -> Sequence[Sequence[Ref] | Exception]:
        """The zaken that each is in. A Ref stands for a document that is not there: it is in none, and that is asked as
        for any other, because what is not there must not be quicker than what may not be seen."""
        ...

    def inhoud(self, document: Document) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The bytes of the file, as a stream."""
        ...

    def document_bij_verwijzing(self, verwijzing: str) -> str | None:
        """The uuid of the document that a URL or URN from another register means; None when it is not of this
        register."""
        ...
