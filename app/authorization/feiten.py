"""Feiten: what a decision about grounds asks of the registers, read through the loaders of the same request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from resolvers.contactmoment import Contactmoment
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, Sleutel
from resolvers.klant import Ondernemingsgegevens
from resolvers.lijsten import MachtigingRichting
from resolvers.loaders import Loaders
from resolvers.machtiging import Machtiging
from resolvers.toestemming import Toestemming
from resolvers.zaak import Zaak


class Feiten(Protocol):
    """Every question may raise a RegisterError: then the decision is not taken, and nothing opens."""

    async def onderneming(self, sleutel: Sleutel) -> Ondernemingsgegevens | None: ...

    async def machtigingen_aan(self, sleutels: frozenset[Sleutel]) -> Sequence[Machtiging]:
        """Given to this party; also those that no longer hold."""
        ...

    async def handelingsbekwaam(self, sleutel: Sleutel) -> bool:
        """Whether a volmacht of this person can still hold: it ends by curatele and by death (BW 3:72)."""
        ...

    async def toestemmingen_van(self, sleutels: frozenset[Sleutel]) -> Sequence[Toestemming]: ...

    async def zaak_van(self, verwijzing: str) -> Ref | None:
        """The zaak that a URL or URN names."""
        ...

    async def onderwerp(self, ref: Ref) -> Contactmoment | Zaak | None:
        """The contactmoment or zaak that is given as aanleiding."""
        ...


class Registerfeiten:
    def __init__(self, loaders: Loaders) -> None:
        self._loaders = loaders

    async def onderneming(self, sleutel: Sleutel) -> Ondernemingsgegevens | None:
        return await self._loaders.ondernemingsgegevens.load(sleutel)

    async def machtigingen_aan(self, sleutels: frozenset[Sleutel]) -> Sequence[Machtiging]:
        return await self._loaders.machtigingen_van_klant.load((sleutels, MachtigingRichting.ONTVANGEN))

    async def handelingsbekwaam(self, sleutel: Sleutel) -> bool:
        if not isinstance(sleutel, Bsn) or not self._loaders.registers.personen:
            return True
        persoon = await self._loaders.persoonsgegevens.load(sleutel)
        return persoon is None or not (persoon.onder_curatele or persoon.overleden)

    async def toestemmingen_van(self, sleutels: frozenset[Sleutel]) -> Sequence[Toestemming]:
        return await self._loaders.toestemmingen_van_klant.load(sleutels)

    async def zaak_van(self, verwijzing: str) -> Ref | None:
        return await self._loaders.zaakverwijzing.load(verwijzing)

    async def onderwerp(self, ref: Ref) -> Contactmoment | Zaak | None:
        if ref.soort == "Contactmoment":
            return await self._loaders.contactmoment.load(ref)
        return await self._loaders.zaak.load(ref) if ref.soort == "Zaak" else None
