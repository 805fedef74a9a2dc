"""Registers: all ports of the graph on one page. A list of each kind, because an organisation often has several."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from resolvers.afspraak import Afsprakenregister
from resolvers.besluit import Besluitenregister
from resolvers.contactmoment import Contactmomentenregister
from resolvers.document import Documentenregister
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.errors import LogUnavailable
from resolvers.grammar.ref import Ref
from resolvers.keten import Ketenregister, Uitwisseling, Uitwisselingenboek
from resolvers.klant import Handelsregister, Klantregister, Personenregister
from resolvers.machtiging import Machtigingenregister
from resolvers.organisatie import Medewerkersregister, Organisatie, Register
from resolvers.product import Productenregister
from resolvers.taak import Takenregister
from resolvers.toestemming import Toestemmingenregister
from resolvers.verwerking import Verwerkingenboek, Voornemen, Voornemenboek
from resolvers.verzoek import Verzoekenregister
from resolvers.zaak import Zakenregister


class HeeftHerkomst(Protocol):
    @property
    def herkomst(self) -> Herkomst: ...


class HeeftRef(Protocol):
    @property
    def ref(self) -> Ref: ...


R = TypeVar("R", bound=HeeftHerkomst)


class Voorafboek(Voornemenboek, Uitwisselingenboek, Protocol):
    """What is written down before another hears of it, with who wants it."""


class ZonderVoorafboek:
    """Then no other hears anything."""

    async def leg_voornemen_vast(self, voornemen: Voornemen) -> None:
        raise LogUnavailable

    async def leg_uitwisseling_vast(self, uitwisseling: Uitwisseling) -> None:
        raise LogUnavailable


async def _geen_overzicht() -> Sequence[Register]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """Which adapter serves which port. `organisaties`: whose register it is, by register name; `ketenpartners`: with
    whom there is an agreement; `keten`: whom of them we can ask; `paren`: by register name, the only zaakregisters of
    which it knows the zaken. `overzicht`: how they are doing now."""

    zaken: Sequence[Zakenregister] = ()
    besluiten: Sequence[Besluitenregister] = ()
    documenten: Sequence[Documentenregister] = ()
    verzoeken: Sequence[Verzoekenregister] = ()
    producten: Sequence[Productenregister] = ()
    taken: Sequence[Takenregister] = ()
    klanten: Sequence[Klantregister] = ()
    contactmomenten: Sequence[Contactmomentenregister] = ()
    personen: Sequence[Personenregister] = ()
    ondernemingen: Sequence[Handelsregister] = ()
    afspraken: Sequence[Afsprakenregister] = ()
    machtigingen: Sequence[Machtigingenregister] = ()
    toestemmingen: Sequence[Toestemmingenregister] = ()
    medewerkers: Sequence[Medewerkersregister] = ()
    verwerkingen: Sequence[Verwerkingenboek] = ()
    keten: Sequence[Ketenregister] = ()
    organisaties: Mapping[str, Organisatie] = field(default_factory=dict)
    ketenpartners: Sequence[Organisatie] = ()
    paren: Mapping[str, frozenset[str]] = field(default_factory=dict)
    overzicht: Callable[[], Awaitable[Sequence[Register]]] = _geen_overzicht


def register_van(registers: Sequence[R], naam: str) -> R | None:
    return next((register for register in registers if register.herkomst.register == naam), None)


def van_ref(registers: Sequence[R]) -> Callable[[Ref], R | None]:
    """The register in which a ref lives; None when the id names one that is not connected."""
    by_name = {register.herkomst.register: register for register in registers}
    return lambda ref: by_name.get(ref.register)


def van_object(registers: Sequence[R]) -> Callable[[HeeftRef], R | None]:
    """The register in which an object lives."""
    by_name = {register.herkomst.register: register for register in registers}
    return lambda object_: by_name.get(object_.ref.register)


def hoort_bij(paren: Mapping[str, frozenset[str]], register: HeeftHerkomst, zaakregister: str) -> bool:
    """Whether it may know of the zaken of this zaakregister."""
    found = paren.get(register.herkomst.register)
    return found is None or zaakregister in found
