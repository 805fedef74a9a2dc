"""Onderdelen: what the registers have of one klant, of which matters are composed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar
from weakref import ReferenceType

from resolvers.grammar.bron import BronAntwoord
from resolvers.grammar.connection import Stroom, plaats_van
from resolvers.grammar.errors import MijnZakenError
from resolvers.grammar.inzage import Inzage
from resolvers.grammar.zicht import zicht_op
from resolvers.lijsten import MIJN_ZAKEN, MijnZakenVraag
from resolvers.loaders.klanten import EIGEN
from resolvers.loaders.registers import HeeftHerkomst
from resolvers.mijnzaken import MijnZakenInformatie
from resolvers.product import Product
from resolvers.verzoek import Verzoek
from resolvers.zaak import Zaak

T = TypeVar("T")


class Samensteller(Protocol):
    async def kwesties(
        self, vraag: MijnZakenVraag, zaken: Sequence[Zaak], verzoeken: Sequence[Verzoek], producten: Sequence[Product]
    ) -> list[MijnZakenInformatie]:
        """The visible matters that the question keeps, each with its place in the order."""
        ...


@dataclass(slots=True)
class Onderdelen:
    """All that the registers have of one klant, closed, with how they answered. Composed anew under each inzage.
    `samensteller`: the loaders, which have this among their answers: held weakly, or the two would be a ring, with all
    that the request read in it."""

    samensteller: ReferenceType[Samensteller]
    vraag: MijnZakenVraag
    zaken: Sequence[Stroom[Zaak]]
    verzoeken: Sequence[Stroom[Verzoek]]
    producten: Sequence[Stroom[Product]]

    async def onder(self, inzage: Inzage) -> Sequence[Stroom[MijnZakenInformatie]]:
        """One stream of matters. What may not be seen is gone before anything is composed."""
        samensteller = self.samensteller()
        if samensteller is None:
            raise RuntimeError("the request is over")
        kwesties = await samensteller.kwesties(
            self.vraag,
            _zichtbaar(self.zaken, inzage),
            _zichtbaar(self.verzoeken, inzage),
            _zichtbaar(self.producten, inzage),
        )
        volgorde = MIJN_ZAKEN[self.vraag.volgorde]
        kwesties.sort(key=lambda kwestie: plaats_van(kwestie, volgorde), reverse=volgorde.aflopend)
        return [Stroom(register=EIGEN, batches=als_batch(kwesties))]

    def _stromen(self) -> list[Stroom[Zaak] | Stroom[Verzoek] | Stroom[Product]]:
        return [*self.zaken, *self.verzoeken, *self.producten]

    def bronnen(self) -> list[BronAntwoord]:
        return [stroom.antwoord() for stroom in self._stromen()]

    def fouten(self) -> list[MijnZakenError]:
        return [stroom.fout for stroom in self._stromen() if stroom.fout is not None]

    def niets_gelukt(self) -> bool:
        return bool(self._stromen()) and len(self.fouten()) == len(self._stromen())


def _zichtbaar(stromen: Sequence[Stroom[T]], inzage: Inzage) -> list[T]:
    return [
        item for stroom in stromen for batch in stroom.gelezen for item in batch if zicht_op(item, inzage) is not None
    ]


async def gelezen(register: HeeftHerkomst, batches: AsyncIterator[Sequence[T]]) -> Stroom[T]:
    """A stream, read to its end: a matter is only whole when all its parts are there."""
    stroom = Stroom(register=register.herkomst.register, batches=batches)
    nummer = 0
    while await stroom.batch(nummer) is not None:
        nummer += 1
    return stroom


async def als_batch(vraag: Callable[[], Awaitable[Sequence[T]]] | Sequence[T]) -> AsyncIterator[Sequence[T]]:
    """Asked when it is read, which who is called off before that never does."""
    yield await vraag() if callable(vraag) else vraag
