"""Dieren: a small graph that knows nothing of zaken, with every shape a field can have, and records that are not always
what their type says."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from random import Random
from typing import Annotated, Any, cast

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from resolvers.grammar.antwoorden import Deellijst
from resolvers.grammar.argument import argument
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, benoem, ingang, relatie, veld
from resolvers.grammar.context import Info
from resolvers.grammar.errors import RegisterUnavailable
from resolvers.grammar.guard import enforce
from resolvers.grammar.inzage import (
    BetrokkeneBron,
    Betrouwbaarheidsniveau,
    GegevensCategorie,
    Grond,
    Grondslag,
    Inzage,
    Zicht,
)
from resolvers.grammar.lijst import gesloten_lijst
from resolvers.grammar.loader import lader, lader_bij_de_hand
from resolvers.grammar.ref import Ref
from resolvers.grammar.scalars import SCALARS, Duration
from resolvers.grammar.sleutel import Bsn, Sleutel
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding

BAAS, ANDER = Bsn("999990019"), Bsn("999990020")


@gesloten_lijst("Een kleur.", ROOD="Rood.", BLAUW="Blauw.")
class Kleur(Enum):
    ROOD = "r"
    BLAUW = "b"


benoem(Kleur=Kleur)


@bedrijfsobject("Wat een naam heeft.", interface=True)
class Dier(Bedrijfsobject):
    naam: str = veld("De naam.")
    bijnaam: str | None = veld("De bijnaam.")


@bedrijfsobject("Een poot.", gegevens=GegevensCategorie.PRODUCTEN, bron=BetrokkeneBron.OUDER)
class Poot(Bedrijfsobject):
    tenen: int = veld("Hoeveel tenen.")
    kleur: Kleur | None = veld("Welke kleur.", gegevens=GegevensCategorie.DOCUMENTEN)


class _VanIemand(Bedrijfsobject):
    zaad: strawberry.Private[int]

    def over_wie(self) -> frozenset[Sleutel]:
        return frozenset({ANDER}) if self.zaad % 7 == 0 else frozenset({BAAS})

    def is_intern(self) -> bool:
        return self.zaad % 11 == 0


@bedrijfsobject("Een hond.", gegevens=GegevensCategorie.PRODUCTEN)
class Hond(_VanIemand, Dier):
    zaad: strawberry.Private[int]
    id: strawberry.ID = veld("Het id.")
    tekst: str | None = veld("Een tekst.")
    getal: int | None = veld("Een getal.")
    getal_altijd: int = veld("Een getal dat er altijd is.")
    breuk: float | None = veld("Een breuk.")
    ja: bool | None = veld("Ja of nee.")
    ja_altijd: bool = veld("Ja of nee, altijd.")
    dag: date | None = veld("Een dag.", gegevens=GegevensCategorie.TAKEN)
    moment: datetime = veld("Een moment.")
    kleur: Kleur | None = veld("Een kleur.")
    kleur_altijd: Kleur = veld("Een kleur, altijd.")
    duur: Duration | None = veld("Een duur.")
    teksten: list[str] | None = veld("Teksten.")
    teksten_met_gaten: list[str | None] = veld("Teksten die er niet allemaal zijn.")
    tabel: list[list[int]] | None = veld("Rijen getallen.")
    kleuren: list[Kleur | None] | None = veld("Kleuren.", gegevens=GegevensCategorie.DOCUMENTEN)
    poot: Poot = veld("Een poot.")
    poten: list[Poot] | None = veld("Poten.")
    reserve: Poot | None = veld("Nog een poot.", gegevens=GegevensCategorie.TAKEN)

    @relatie("Dier", "Een vriend.", lader="dier")
    def vriend(self) -> int | None:
        return None if self.zaad % 5 == 0 else self.zaad + 1

    @relatie("Hond", "Een moeder, altijd.", lader="hond", altijd=True)
    def moeder(self) -> int:
        return self.zaad + 2

    @relatie("list[Dier]", "Vrienden.", lader="dieren")
    def vrienden(self) -> int:
        return self.zaad

    @relatie("list[Hond]", "Kinderen, altijd.", lader="honden", altijd=True)
    def kinderen(self) -> int:
        if self.zaad % 13 == 0:
            raise ValueError("zonder sleutel")
        return self.zaad

    @relatie("Dier", "De beste vriend.", lader="dieren", eerste=True, gegevens=GegevensCategorie.TAKEN)
    def beste(self) -> int:
        return self.zaad + 3

    @relatie("str", "Wat hij zegt.", lader="geluid")
    def geluid(self) -> int:
        return self.zaad

    @relatie("list[str]", "Wat hij nog meer zegt.", lader="geluid", kies=list)
    def letters(self) -> int:
        return self.zaad


@bedrijfsobject("Een kat.", openbaar=True)
class Kat(Dier):
    zaad: strawberry.Private[int]
    levens: int = veld("Hoeveel levens.")
    poot: Poot | None = veld("Een poot.")

    @relatie("list[Hond]", "Waar hij bang voor is.", lader="honden")
    def bang(self) -> int:
        return self.zaad


@dataclass
class Laders:
    """Every answer follows from its key; some fail, some are not what they should be."""

    kans: float
    vragen: list[str] = field(default_factory=list)
    _bekend: dict[int, Any] = field(default_factory=dict)

    def maak(self, zaad: int) -> Any:
        if zaad not in self._bekend:
            self._bekend[zaad] = kat(zaad) if zaad % 3 == 0 else hond(zaad, self.kans)
        return self._bekend[zaad]

    def een_hond(self, zaad: int) -> Hond:
        found: Hond = self.maak(zaad if zaad % 3 else zaad + 1)
        return found

    @lader
    async def dier(self, keys: Sequence[int]) -> Sequence[Any]:
        self.vragen.append("dier")
        return [RegisterUnavailable("proef") if self.faalt(key) else self.maak(key) for key in keys]

    @lader
    async def hond(self, keys: Sequence[int]) -> Sequence[Any]:
        self.vragen.append("hond")
        return [None if self.faalt(key) else self.een_hond(key) for key in keys]

    @lader
    async def dieren(self, keys: Sequence[int]) -> Sequence[Any]:
        self.vragen.append("dieren")
        found = [[self.maak(key + place) for place in range(key % 4)] for key in keys]
        return [
            Deellijst(list_, [RegisterUnavailable("proef")]) if self.faalt(key) else list_
            for key, list_ in zip(keys, found, strict=True)
        ]

    @lader_bij_de_hand
    async def honden(self, keys: Sequence[int]) -> Sequence[Any]:
        self.vragen.append("honden")
        if any(self.faalt(key + 5) and key % 17 == 0 for key in keys):
            raise RegisterUnavailable("proef")
        return [None if self.faalt(key) else [self.een_hond(key + place) for place in range(key % 3)] for key in keys]

    @lader_bij_de_hand
    async def geluid(self, keys: Sequence[int]) -> Sequence[Any]:
        self.vragen.append("geluid")
        if any(key % 5 == 0 for key in keys):  # not at hand after all
            await sleep(0)
        return [7.5 if self.faalt(key) else "woef" for key in keys]

    def faalt(self, key: int) -> bool:
        return Random(key).random() < self.kans


def kat(zaad: int) -> Kat:
    return Kat(zaad=zaad, naam=f"kat {zaad}", bijnaam=None, levens=9, poot=Poot(tenen=5, kleur=Kleur.ROOD))


_ONWETTIG = (None, "x", "7", 5, 2**40, 1.5, float("nan"), True, Kleur.ROOD, ["x", None], [[1], None], date(2026, 1, 1))
_WETTIG: dict[str, Any] = {
    "naam": "fikkie",
    "bijnaam": None,
    "id": "h1",
    "tekst": 'een "tekst" é',
    "getal": None,
    "getal_altijd": 3,
    "breuk": 2.25,
    "ja": None,
    "ja_altijd": False,
    "dag": date(2026, 2, 3),
    "moment": datetime(2026, 2, 3, 4, 5, 6, 7, tzinfo=UTC),
    "kleur": Kleur.BLAUW,
    "kleur_altijd": Kleur.ROOD,
    "duur": Duration("P8W"),
    "teksten": ["a", "b"],
    "teksten_met_gaten": ("a", None),
    "tabel": [[1, 2], []],
    "kleuren": [Kleur.ROOD, None],
}


def hond(zaad: int, kans: float) -> Hond:
    """`kans`: how often a value is not what its type says."""
    random = Random(zaad)

    def waarde(naam: str) -> Any:
        return random.choice(_ONWETTIG) if random.random() < kans else _WETTIG[naam]

    def poot() -> Any:
        tenen: Any = random.choice((2**40, None)) if random.random() < kans else 5
        return Poot(tenen=tenen, kleur=random.choice((None, Kleur.BLAUW)))

    return Hond(
        zaad=zaad,
        **{naam: waarde(naam) for naam in _WETTIG},
        poot=cast("Any", None if random.random() < kans else poot()),
        poten=[poot() for _ in range(zaad % 3)],
        reserve=poot(),
    )


Zaden = Annotated[list[int] | None, argument("Welke.", onthult=())]
Zaad = Annotated[int, argument("Welke.", onthult=())]


@bedrijfsobject("De wortel.", bron=BetrokkeneBron.GEEN)
class DierenQuery(Bedrijfsobject):
    @ingang("Hond | None", "Een hond.")
    async def hond(self, info: Info, zaad: Zaad = 1) -> Any:
        return Zicht(info.context.loaders.een_hond(zaad), info.context.toegang, partijen=(frozenset({BAAS}),))

    @ingang("Hond | Kat | None", "Een hond of een kat.")
    async def een_van_beide(self, info: Info, zaad: Zaad = 1) -> Any:
        if zaad == 4:
            raise RegisterUnavailable("proef")
        return Zicht(info.context.loaders.maak(zaad), info.context.toegang, partijen=(frozenset({BAAS}),))

    @ingang("list[Dier | None]", "Dieren, met gaten.")
    async def dieren(self, info: Info, zaden: Zaden = None) -> Any:
        made = [info.context.loaders.maak(zaad) for zaad in zaden or [1, 2, 3]]
        baas, kenmerk = (frozenset({BAAS}),), Ref("proef", "Dier", "d1").encode()
        seen = [Zicht(dier, info.context.toegang, partijen=baas, kenmerk=kenmerk) for dier in made]
        return [seen[0], None, *seen[1:]]


def graaf() -> GraphQLSchema:
    made = strawberry.Schema(
        query=DierenQuery, types=[Hond, Kat], config=StrawberryConfig(scalar_map=SCALARS, auto_camel_case=True)
    )
    enforce(made._schema)
    return made._schema


def inzage(*opent: GegevensCategorie) -> Inzage:
    """Two grounds, so that which is recorded depends on what is asked."""
    gronden = [
        Grond(
            grondslag=grondslag,
            rij=rij,
            activiteit=f"https://example.org/{rij}",
            opent=frozenset(opens),
            plafond=Vertrouwelijkheidaanduiding.VERTROUWELIJK,
            betrokkenen=frozenset({BAAS}),
        )
        for grondslag, rij, opens in (
            (Grondslag.EIGEN_GEGEVENS, "eigen", opent[:1]),
            (Grondslag.WETTELIJKE_TAAK, "taak", opent),
        )
    ]
    return Inzage(tuple(gronden), Betrouwbaarheidsniveau.HOOG)
