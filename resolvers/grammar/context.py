"""Context: what one request knows, and all that a resolver may reach for.

Built by the composition root for each request (and each push), dropped when it ends: it holds personal data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import strawberry
from graphql import GraphQLResolveInfo

from resolvers.grammar.errors import ErrorCode, MijnZakenError
from resolvers.grammar.inzage import GegevensCategorie, Grond, Zicht
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(slots=True)
class Afgeschermd:
    """What was closed, told once per path pattern: `mijnZaken.nodes.toelichting`, code, how often. Becomes
    `extensions.afgeschermd`. The log gets coordinates instead (`velden`): a path has the client's own words in it."""

    aantallen: Counter[tuple[str, ErrorCode]] = field(default_factory=Counter)
    velden: Counter[tuple[str, ErrorCode]] = field(default_factory=Counter)

    def noteer(self, pad: str, code: ErrorCode, coordinaat: str, aantal: int = 1) -> None:
        self.aantallen[pad, code] += aantal
        self.velden[coordinaat, code] += aantal

    def extensions(self) -> list[dict[str, object]]:
        return [
            {"pad": pad, "code": code.value, "aantal": aantal}
            for (pad, code), aantal in sorted(self.aantallen.items(), key=lambda item: (item[0][0], item[0][1].value))
        ]


@dataclass(slots=True)
class Verstrekt:
    """What was told on one ground about the same persons: coordinates (a bare type name: that the object is there),
    their categories and the global ids of the objects. No values."""

    velden: set[str] = field(default_factory=set)
    categorieen: set[GegevensCategorie] = field(default_factory=set)
    objecten: set[str] = field(default_factory=set)
    _laatste: Sequence[str] = ()

    def neem_op(self, kenmerken: Sequence[str]) -> None:
        """An empty kenmerk is none. Of the zaken of a page is told that they are there, then their own fields, then
        those of what hangs under each: the same kenmerken every time, which are taken up once."""
        if kenmerken == self._laatste:
            return
        self.objecten.update(kenmerken)
        self.objecten.discard("")
        self._laatste = kenmerken[:]  # its owner may add to it


@dataclass(slots=True)
class Verstrekkingen:
    """What one operation told, about whom, on which ground: what the verwerkingenlog is written from."""

    regels: dict[tuple[Grond, tuple[frozenset[Sleutel], ...]], Verstrekt] = field(default_factory=dict)

    def noteer(self, grond: Grond, seen: Zicht[Any], coordinaat: str, gegevens: GegevensCategorie) -> None:
        self.noteer_veel(grond, seen.partijen, (coordinaat,), (gegevens,), (seen.kenmerk,))

    def noteer_veel(
        self,
        grond: Grond,
        partijen: tuple[frozenset[Sleutel], ...],
        velden: Iterable[str],
        categorieen: Iterable[GegevensCategorie],
        kenmerken: Sequence[str],
    ) -> None:
        """Many objects about the same persons, of which the same was told."""
        key = grond, partijen
        if (verstrekt := self.regels.get(key)) is None:
            verstrekt = self.regels[key] = Verstrekt()
        verstrekt.velden.update(velden)
        verstrekt.categorieen.update(categorieen)
        verstrekt.neem_op(kenmerken)

    def behoud_wijzigingen(self) -> None:
        """Forgets what was only read: nothing of it is told. What was changed is changed, whatever came after it."""
        self.regels = {
            key: told for key, told in self.regels.items() if any(veld.startswith("Mutation.") for veld in told.velden)
        }


@dataclass(frozen=True, slots=True)
class Selectie:
    """Which fields are asked of an object, and of what hangs under each; a value asks nothing further."""

    velden: Mapping[str, Selectie]


NIETS = Selectie({})


@dataclass(frozen=True, slots=True)
class Vooruitblik:
    """Which fields the operation asks, anywhere: lets an adapter fetch with one call what several levels will ask.
    `keten`: what it asks of a partner's answer."""

    velden: frozenset[str] = frozenset()
    keten: Selectie = NIETS

    def vraagt(self, *coordinaten: str) -> bool:
        return not self.velden.isdisjoint(coordinaten)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wijziging:
    """Why an answer is pushed: something changed. `soort`: the name of a WijzigingSoort; `onderwerp`: the zaak, verzoek
    or product; `deel`: what of it changed, when that may be closed where the rest is open."""

    soort: str
    onderwerp: Ref
    tijdstip: datetime
    deel: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Volgt:
    """What a subscription follows: everything about a person, known by these keys, or one zaak, verzoek or product."""

    sleutels: frozenset[Sleutel] = frozenset()
    onderwerp: Ref | None = None


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
    aanleidingen: set[str] = field(default_factory=set)
    """Global ids of the contactmomenten and zaken because of which a medewerker looked."""
    toelichtingen: set[str] = field(default_factory=set)
    """What he said more of it, without long numbers."""
    voorgenomen: bool = False
    """A register was asked to change something, or was about to be: how it ended is written down in any case."""
    fouten: list[tuple[list[str | int], MijnZakenError]] = field(default_factory=list)
    wijziging: Wijziging | None = None
    """Set when the answer is pushed. A subscription that runs without it only says what it follows (`volgt`)."""
    volgt: Volgt | None = None
    niets_te_melden: bool = False
    """The change does not concern this receiver, or may not be seen by him: he must not hear of it."""

    @property
    def vandaag(self) -> date:
        """Today in the Netherlands: lead times are counted in its calendar."""
        return self.nu.astimezone(AMSTERDAM).date()

    def meld(self, pad: list[str | int], fout: MijnZakenError) -> None:
        """An error beside data: a list that came without one of its registers."""
        self.fouten.append((pad, fout))


Info: TypeAlias = strawberry.Info[Context, Any]
ResolveInfo: TypeAlias = GraphQLResolveInfo[Any]
