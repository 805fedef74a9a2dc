"""Context: what one request knows, and all that a resolver may reach for.

Built by the composition root for each request (and each push), dropped when it ends: it holds personal data.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import strawberry
from graphql import GraphQLResolveInfo

from resolvers.grammar.errors import ErrorCode, MijnZakenError
from resolvers.grammar.inzage import Grond
from resolvers.grammar.sleutel import Sleutel

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(slots=True)
class Afgeschermd:
    """What was closed, told once per path pattern: `mijnZaken.nodes.toelichting`, code, how often. Becomes
    `extensions.afgeschermd`."""

    aantallen: Counter[tuple[str, ErrorCode]] = field(default_factory=Counter)

    def noteer(self, pad: str, code: ErrorCode) -> None:
        self.aantallen[pad, code] += 1

    def extensions(self) -> list[dict[str, object]]:
        return [
            {"pad": pad, "code": code.value, "aantal": aantal}
            for (pad, code), aantal in sorted(self.aantallen.items(), key=lambda item: (item[0][0], item[0][1].value))
        ]


@dataclass(slots=True)
class Verstrekkingen:
    """What was told, about whom, on which ground: (ground, betrokkenen) → coordinates. No values.

    That an object was seen is told too, under the name of its type.
    """

    regels: dict[tuple[Grond, frozenset[Sleutel]], set[str]] = field(default_factory=dict)

    def noteer(self, grond: Grond, betrokkenen: frozenset[Sleutel], coordinaat: str) -> None:
        self.regels.setdefault((grond, betrokkenen), set()).add(coordinaat)


@dataclass(frozen=True, slots=True)
class Vooruitblik:
    """Which fields the operation asks, anywhere: lets an adapter fetch with one call what several levels will ask."""

    velden: frozenset[str] = frozenset()

    def vraagt(self, *coordinaten: str) -> bool:
        return not self.velden.isdisjoint(coordinaten)


@dataclass(slots=True, kw_only=True)
class Context:
    """`loaders` is resolvers.loaders.Loaders, `toegang` resolvers.toegang.Toegang, `afnemer`
    resolvers.grammar.afnemer.Authenticatie; typed Any here because the grammar knows no business object."""

    afnemer: Any
    loaders: Any
    toegang: Any
    nu: datetime
    taal: str = "nl"
    vooruitblik: Vooruitblik = field(default_factory=Vooruitblik)
    afgeschermd: Afgeschermd = field(default_factory=Afgeschermd)
    verstrekkingen: Verstrekkingen = field(default_factory=Verstrekkingen)
    fouten: list[tuple[list[str | int], MijnZakenError]] = field(default_factory=list)

    @property
    def vandaag(self) -> date:
        """Today in the Netherlands: lead times are counted in its calendar."""
        return self.nu.astimezone(AMSTERDAM).date()

    def meld(self, pad: list[str | int], fout: MijnZakenError) -> None:
        """An error beside data: a list that came without one of its registers."""
        self.fouten.append((pad, fout))


Info: TypeAlias = strawberry.Info[Context, Any]
ResolveInfo: TypeAlias = GraphQLResolveInfo[Any]
