"""Toegang: the port by which an inzage is opened. app/authorization decides; the graph asks at its ways in, and
nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from resolvers.grammar.inzage import GEEN_INZAGE, Inzage
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel


@dataclass(frozen=True, slots=True)
class Partij:
    """The party for whom a session looks: every key by which the registers may know it, the first of them its own,
    and the inzage in it."""

    sleutels: tuple[Sleutel, ...] = ()
    inzage: Inzage = GEEN_INZAGE


@dataclass(frozen=True, slots=True)
class Aanleiding:
    """Why a medewerker looks: the contactmoment in which was asked, or the zaak for which it is needed."""

    contactmoment: Ref | None = None
    zaak: Ref | None = None

    def refs(self) -> tuple[Ref, ...]:
        return tuple(ref for ref in (self.contactmoment, self.zaak) if ref is not None)


GEEN_AANLEIDING = Aanleiding()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ketenpartner:
    """Who asks, as the agreement with him says. `bronnen`: by which words a zaak says that a kenmerk is his number
    (`zaak.kenmerken.bron`)."""

    naam: str
    bronnen: Sequence[str]


class Toegang(Protocol):
    """One request of one afnemer. Every answer may be an Inzage without grounds: then nothing is open."""

    async def eigen(self, namens: Ref | None = None) -> Partij:
        """The party for whom this session looks. `namens`: the machtiging with which it looks for another; one that
        does not hold (any more), or is not his, gives nobody."""
        ...

    async def zichzelf(self, *, met_vertegenwoordigden: bool) -> Partij:
        """Who logged in, with the inzage in himself; and in who they are whom he may represent, when that is
        asked."""
        ...

    async def in_partijen(
        self, partijen: Sequence[frozenset[Sleutel]], aanleiding: Aanleiding = GEEN_AANLEIDING
    ) -> Inzage:
        """The inzage in what is about these persons. Nobody (an object that does not exist, or is about nobody) is
        asked about as somebody is: the answer costs the same."""
        ...

    async def niet_gezien(self) -> None:
        """Asks what would have been asked had the object not existed: what may not be seen must not be quicker."""
        ...

    async def bekend_als(self, sleutel: Sleutel) -> frozenset[Sleutel]:
        """Every key by which the registers may know the party with this one."""
        ...

    def zoekt_klanten(self) -> bool:
        """Whether this afnemer may find persons at all."""
        ...

    def toestemming_mogelijk_voor(self) -> frozenset[str]:
        """The keys of the verwerkingsactiviteiten for which the organisation asks toestemming."""
        ...

    def ketenpartner(self) -> Ketenpartner | None:
        """Who asks, when it is an organisation with which there is an agreement."""
        ...
