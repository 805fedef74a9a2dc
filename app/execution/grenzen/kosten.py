"""Kosten: a sum in which the length of some lists is not known until the values of variables are.

It is kept as rows, each a number and some rows before it times a length. A selection is one row wherever it is spread,
so that working out the last row takes as many steps as there are rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: More than anything may cost. Fragments that double would make numbers of any size.
PLAFOND = 1_000_000_000
#: No list of the graph gives more at a time: who asks for more is refused, where it is told why.
LANGSTE_LIJST = 100


@dataclass(frozen=True, slots=True)
class Lengte:
    """The length that a variable gives: of the list that it is, or the number. `anders`: when it gives none."""

    variabele: str
    anders: int

    def uit(self, waarden: Mapping[str, Any]) -> int:
        match waarden.get(self.variabele):
            case bool():
                return self.anders
            case int(aantal) | float(aantal):
                return int(min(max(aantal, 0), LANGSTE_LIJST))
            case list(rij):
                return min(len(rij), LANGSTE_LIJST)
            case _:
                return self.anders


@dataclass(frozen=True, slots=True, eq=False)
class Rij:
    """An amount that depends on variables: `vast`, and each of these amounts as often as its length."""

    nr: int
    vast: int
    delen: Sequence[tuple[int | Lengte, Bedrag]]


Bedrag = int | Rij
Formule = Callable[[Mapping[str, Any]], int]


@dataclass(slots=True)
class Rekening:
    """Where amounts are added up; and the rows of one document, each after those that it needs."""

    rijen: list[Rij] = field(default_factory=list)

    def som(self) -> Som:
        return Som(self)

    def formule(self, bedrag: Bedrag) -> int | Formule:
        if isinstance(bedrag, int):
            return bedrag
        rijen = self.rijen[: bedrag.nr + 1]

        def reken(waarden: Mapping[str, Any]) -> int:
            bekend: list[int] = []
            for rij in rijen:
                totaal = rij.vast
                for lengte, deel in rij.delen:
                    keer = lengte if isinstance(lengte, int) else lengte.uit(waarden)
                    totaal += keer * (deel if isinstance(deel, int) else bekend[deel.nr])
                bekend.append(min(totaal, PLAFOND))
            return bekend[-1]

        return reken


class Som:
    """One amount under way."""

    __slots__ = ("_delen", "_rekening", "_vast")

    def __init__(self, rekening: Rekening) -> None:
        self._rekening = rekening
        self._vast = 0
        self._delen: list[tuple[int | Lengte, Bedrag]] = []

    def tel(self, bedrag: Bedrag, lengte: int | Lengte = 1) -> None:
        if isinstance(bedrag, int) and isinstance(lengte, int):
            self._vast = min(self._vast + bedrag * lengte, PLAFOND)
        elif bedrag != 0:
            self._delen.append((lengte, bedrag))

    def klaar(self) -> Bedrag:
        if not self._delen:
            return self._vast
        rij = Rij(len(self._rekening.rijen), self._vast, self._delen)
        self._rekening.rijen.append(rij)
        return rij
