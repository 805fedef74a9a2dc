"""Register: what the graph asks of a register of zaken."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple, Protocol

from resolvers.grammar.bron import Herkomst
from resolvers.grammar.context import Vooruitblik
from resolvers.lijsten import ZakenVraag
from resolvers.zaak.delen import Resultaat, Rol, Status, Substatus, Zaakeigenschap, Zaaktype
from resolvers.zaak.zaak import Zaak


class Vermelding(NamedTuple):
    """How a link names a zaak: by its uuid, or by its number."""

    uuid: str | None
    nummer: str | None


class Zakenregister(Protocol):
    """What this file asks of a register of zaken. Batches answer in the order of what was asked; an Exception fails
    its place alone.

    Whatever the register's filter gave, a zaak comes with the rollen that it has now: the decision is made on them.
    """

    @property
    def herkomst(self) -> Herkomst: ...

    def zaken_van(self, vraag: ZakenVraag, vooruitblik: Vooruitblik) -> AsyncIterator[Sequence[Zaak]]: ...

    async def zaken(self, ids: Sequence[str], vooruitblik: Vooruitblik) -> Sequence[Zaak | Exception | None]: ...

    async def zaken_met_nummer(
        self, identificatie: str, bronorganisatie: str | None, vooruitblik: Vooruitblik
    ) -> Sequence[Zaak]: ...

    async def zaken_met_kenmerk(self, bron: str, kenmerk: str, vooruitblik: Vooruitblik) -> Sequence[Zaak]:
        """Zaken that carry the number of somebody else: `bron` says whose."""
        ...

    async def zaaktypen(self, ids: Sequence[str]) -> Sequence[Zaaktype | Exception | None]: ...

    async def huidige_statussen(self, zaken: Sequence[Zaak]) -> Sequence[Status | Exception | None]: ...

    async def statussen(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Status] | Exception]: ...

    async def resultaten(self, zaken: Sequence[Zaak]) -> Sequence[Resultaat | Exception | None]: ...

    async def alle_zaaktypen(self) -> Sequence[Zaaktype]:
        """Every version of every zaaktype of the catalogue; from the cache."""
        ...

    async def substatussen(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Substatus] | Exception]:
        """Only those that are meant for betrokkenen."""
        ...

    async def eigenschappen(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Zaakeigenschap] | Exception]: ...

    async def verzoeken_van(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[str] | Exception]:
        """URLs or URNs of the verzoeken that the zaakregister links to each zaak (`/zaakverzoeken?zaak=`)."""
        ...

    async def zaken_van_verzoeken(self, verwijzingen: Sequence[str]) -> Sequence[Sequence[str] | Exception]:
        """uuids of the zaken that the zaakregister links to each verzoek, by its URL (`/zaakverzoeken?verzoek=`)."""
        ...

    def rol_van(self, zaak: Zaak, id_: str) -> Rol | None:
        """The rol with this id in that register, of a zaak that it gave; None when the zaak came without it."""
        ...

    async def doorlooptijden(self, zaaktype_identificatie: str) -> Sequence[int]:
        """Calendar days that closed zaken of this zaaktype took, newest 500 at most."""
        ...

    def vermelding(self, verwijzing: str) -> Vermelding | None:
        """How a URL or URN from another register would name a zaak here; None when it cannot be of this register. By
        its form alone: asks nobody."""
        ...
