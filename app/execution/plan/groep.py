"""Groep: objects at one place in the answer that are seen alike: of one type, under one inzage, about the same persons.

What is decided, noted and generated is so for the whole group. Each object has its row of the answer, which hangs in
the answer from the moment it is made; what an error takes away is taken away there.
"""

from __future__ import annotations

from typing import Any

from graphql.pyutils import Path

from app.execution.plan.besluit import Besluit
from app.execution.plan.compileren import Typeplan
from app.execution.plan.veldplan import Veldplan
from resolvers.grammar.inzage import Zicht

Pad = tuple[str | int, ...]
Rij = dict[str, Any]


class Groep:
    """`eerste`: how the first of its objects is seen, and so all of them; the objects come in one by one. `kenmerken`:
    per object the global id that is recorded of it. `ouder` and `ouders`: under which object each of them hangs;
    `houders` and `plaatsen`: where its row stands, in a row or in a list. `genoteerd`: it was noted already that they
    are there. The root has none of these. `typeplan`, `besluit` and `rijen`: when it is complete."""

    __slots__ = (
        "besluit",
        "eerste",
        "genoteerd",
        "houders",
        "inzage",
        "kenmerken",
        "objecten",
        "openbaar",
        "ouder",
        "ouders",
        "partijen",
        "plaatsen",
        "rijen",
        "typeplan",
        "veld",
    )

    typeplan: Typeplan
    besluit: Besluit
    rijen: list[Rij]

    def __init__(
        self, eerste: Zicht[Any], ouder: Groep | None = None, veld: Veldplan | None = None, *, genoteerd: bool = False
    ) -> None:
        self.eerste = eerste
        self.inzage = eerste.inzage
        self.openbaar = eerste.openbaar
        self.partijen = eerste.partijen
        self.ouder = ouder
        self.veld = veld
        self.genoteerd = genoteerd
        self.objecten: list[Any] = []
        self.kenmerken: list[str] = []
        self.ouders: list[int] = []
        self.plaatsen: list[str | int] = []
        self.houders: list[Any] = []

    def zicht(self, nummer: int) -> Zicht[Any] | None:
        """One object as it is seen here; None for the root, which is no object."""
        if self.ouder is None:
            return None
        if nummer == 0:
            return self.eerste
        return Zicht(self.objecten[nummer], self.inzage, self.openbaar, self.partijen, self.kenmerken[nummer])

    def pad(self, nummer: int) -> Pad:
        """Where it stands in the answer."""
        if self.ouder is None or self.veld is None:
            return ()
        plaats = self.plaatsen[nummer]
        own: Pad = (self.veld.sleutel,) if isinstance(plaats, str) else (self.veld.sleutel, plaats)
        return (*self.ouder.pad(self.ouders[nummer]), *own)

    def graphql_pad(self, nummer: int, sleutel: str) -> Path:
        """The place of one of its fields, as resolvers know it."""
        found: Path | None = None
        for part in (*self.pad(nummer), sleutel):
            found = Path(found, part, None)
        assert found is not None
        return found
