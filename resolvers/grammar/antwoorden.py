"""Antwoorden: what several answers make together, when some of them may be why there is none.

An Exception stands in the place of an answer that failed. Here it is decided what of that is told: all or nothing
(`gelukt`), as far as it came (`deels`), each by itself (`alle`, `per_sleutel`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeVar, cast

from resolvers.grammar.errors import MijnZakenError

V = TypeVar("V")
R = TypeVar("R")
I = TypeVar("I")  # noqa: E741 - the items that are asked


def gelukt(answers: Sequence[V | Exception]) -> Sequence[V]:
    """The answers; raises the first that is an Exception."""
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return cast("Sequence[V]", answers)


def per_sleutel(maak: Callable[..., V], *kolommen: Sequence[Any]) -> list[V | Exception]:
    """One answer per key, made of what was found for it: an Exception among that is its answer, and so is one that is
    raised."""
    answers: list[V | Exception] = []
    for rij in zip(*kolommen, strict=True):
        fout = next((waarde for waarde in rij if isinstance(waarde, Exception)), None)
        try:
            answers.append(maak(*rij) if fout is None else fout)
        except Exception as error:  # of this key only
            answers.append(error)
    return answers


class Deellijst(list[V]):
    """A list to which some registers did not contribute; `fouten` says which and why. It is told beside the data."""

    def __init__(self, items: Iterable[V] = (), fouten: Sequence[MijnZakenError] = ()) -> None:
        super().__init__(items)
        self.fouten = tuple(fouten)


def deels(answers: Sequence[V | Exception]) -> Deellijst[V]:
    """The answers that there are, with why the others are not; raises the first that is a fault of ours."""
    fouten = [answer for answer in answers if isinstance(answer, MijnZakenError)]
    return Deellijst(gelukt([answer for answer in answers if not isinstance(answer, MijnZakenError)]), fouten)


def volledig(found: Deellijst[V]) -> Deellijst[V]:
    """The list, where one that misses a register would mislead; raises why that register did not contribute."""
    if found.fouten:
        raise found.fouten[0]
    return found


async def alle(vragen: Iterable[Awaitable[V]]) -> list[V | Exception]:
    """Side by side; what fails stands as its Exception. What is no Exception (a cancellation) goes on up."""
    begonnen = list(vragen)
    if len(begonnen) == 1:  # most often one register of a kind: a task for it would cost more than the question
        try:
            return [await begonnen[0]]
        except Exception as error:  # stands as the answer
            return [error]
    answers = await asyncio.gather(*begonnen, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, Exception):
            raise answer
    return answers  # type: ignore[return-value] # only Exceptions are left


async def van_alle(registers: Sequence[R], ask: Callable[[R], Awaitable[Sequence[V]]]) -> Deellijst[V]:
    """The lists of all registers of a kind as one, with the faults of those that did not answer. None answered: the
    first fault."""
    answers = await alle(ask(register) for register in registers)
    items: list[V] = []
    fouten: list[MijnZakenError] = []
    for answer in answers:
        if isinstance(answer, MijnZakenError):
            fouten.append(answer)
        elif isinstance(answer, Exception):
            raise answer
        else:
            items.extend(answer)
    if fouten and len(fouten) == len(answers):
        raise fouten[0]
    return Deellijst(items, fouten)


async def verdeeld(
    items: Sequence[I],
    registers: Sequence[R],
    van: Callable[[I], R | None],
    ask: Callable[[R, Sequence[I]], Awaitable[Sequence[V | Exception]]],
    anders: V,
) -> list[V | Exception]:
    """Each item asked of its own register, all items of a register in one batch; `anders` for an item that belongs to
    none."""
    waar = [van(item) for item in items]
    if waar and (eerste := waar[0]) is not None and waar.count(eerste) == len(waar):
        (answer,) = await alle([ask(eerste, items)])  # most often one register has them all
        return [answer] * len(items) if isinstance(answer, Exception) else list(answer)
    groups: dict[int, list[int]] = {}
    for place, register in enumerate(waar):
        if register is not None:
            groups.setdefault(id(register), []).append(place)
    by_id = {id(register): register for register in registers}
    answers: list[V | Exception] = [anders] * len(items)
    asked = await alle(ask(by_id[key], [items[place] for place in places]) for key, places in groups.items())
    for places, answer in zip(groups.values(), asked, strict=True):
        for index, place in enumerate(places):
            answers[place] = answer if isinstance(answer, Exception) else answer[index]
    return answers
