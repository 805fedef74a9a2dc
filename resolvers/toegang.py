"""Toegang: the port by which an inzage is opened. app/authorization decides; the graph asks at its ways in, and
nowhere else."""

from __future__ import annotations

from typing import Protocol

from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.inzage import Inzage
from resolvers.grammar.sleutel import Sleutel


class Toegang(Protocol):
    """Every answer may be an Inzage without grounds: then nothing is open."""

    async def eigen(self, afnemer: Authenticatie) -> tuple[frozenset[Sleutel], Inzage]:
        """The party for whom this session looks: every key by which the registers may know it, and the inzage in it."""
        ...

    async def in_klant(self, afnemer: Authenticatie, sleutel: Sleutel) -> Inzage:
        """The inzage in one klant."""
        ...

    async def in_zaken(self, afnemer: Authenticatie) -> Inzage:
        """The inzage under which any object is looked up by its id: every ground that this afnemer has, whoever the
        object is about."""
        ...
