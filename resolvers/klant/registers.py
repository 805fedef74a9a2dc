"""Registers: what the graph asks of a klantregister, of BRP and of the Handelsregister."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from resolvers.grammar.bron import Herkomst
from resolvers.grammar.sleutel import Sleutel
from resolvers.klant.gegevens import Ondernemingsgegevens, Partij, Persoonsgegevens


@dataclass(frozen=True, slots=True, kw_only=True)
class KlantZoekvraag:
    """A search by a medewerker: name with birth date, or name with address, or a verified contact detail."""

    naam: str | None
    geboortedatum: date | None
    postcode: str | None
    huisnummer: int | None
    email: str | None
    telefoonnummer: str | None


class Klantregister(Protocol):
    """What this file asks of a register of klanten (Open Klant)."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def partijen(self, sleutels: Sequence[frozenset[Sleutel]]) -> Sequence[Partij | Exception | None]:
        """The partij of each klant, verified by its own identificatoren; None when the register does not know him."""
        ...

    async def sleutels_bij_contact(self, adres: str) -> Sequence[Sleutel]:
        """The klanten with this verified e-mail address or telephone number."""
        ...

    async def sleutel_bij_klantnummer(self, klantnummer: str) -> Sleutel | None: ...


class Personenregister(Protocol):
    """What this file asks of BRP. At most 20 persons are one question."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def personen(self, bsns: Sequence[Sleutel]) -> Sequence[Persoonsgegevens | Exception | None]: ...

    async def zoek(self, vraag: KlantZoekvraag) -> Sequence[Sleutel]: ...

    async def gezag_over(self, bsn: Sleutel) -> Sequence[Sleutel]:
        """The minors over whom this person has ouderlijk gezag now (BRP `gezag`)."""
        ...


class Handelsregister(Protocol):
    """What this file asks of KvK."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def ondernemingen(self, sleutels: Sequence[Sleutel]) -> Sequence[Ondernemingsgegevens | Exception | None]: ...
