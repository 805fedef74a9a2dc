"""Levering: what was told at once, what comes later and where it belongs, and the answers put where they belong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from app.execution.uitstel.splitsing import Deel

D = TypeVar("D")
Pad = list[str | int]


@dataclass(frozen=True, slots=True)
class Plaats:
    """One object of the first answer to which a part belongs. `id`: known to this answer alone."""

    id: str
    pad: Pad
    label: str | None


@dataclass(frozen=True, slots=True)
class Later(Generic[D]):
    """A part and the objects that it is about; never none."""

    deel: Deel[D]
    plaatsen: tuple[Plaats, ...]


@dataclass(frozen=True, slots=True)
class Deellevering:
    """What belongs to one object. `data` None: it could not be told, and `errors` say why."""

    plaats: Plaats
    data: Mapping[str, Any] | None
    errors: Sequence[Mapping[str, Any]] = field(default=())


def later(delen: Sequence[Deel[D]], data: Any) -> list[Later[D]]:
    """What of it really comes. Takes the merken out of `data`, in which they say where."""
    found: list[Later[D]] = []
    aantal = 0
    for deel in delen:
        geldt = [(pad, waarde) for pad, waarde in _op(data, deel.pad, []) if deel.merk in waarde]
        for _, waarde in geldt:
            waarde.pop(deel.merk, None)  # one object may stand in two places
        plaatsen = [Plaats(str(aantal + nummer), pad, deel.label) for nummer, (pad, _) in enumerate(geldt)]
        aantal += len(plaatsen)
        if plaatsen:
            found.append(Later(deel, tuple(plaatsen)))
    return found


def geleverd(wat: Later[D], payload: Mapping[str, Any]) -> list[Deellevering]:
    """The answer to a part, by the objects that it is about."""
    errors: Sequence[Mapping[str, Any]] = payload.get("errors", ())
    data = payload.get("data")
    waarden = {tuple(pad): waarde for pad, waarde in _op(data, wat.deel.pad, [])}
    found = []
    for plaats in wat.plaatsen:
        waarde = waarden.get(tuple(plaats.pad))
        hier = [error for error in errors if _raakt(error, plaats.pad, ook_erboven=waarde is None)]
        found.append(Deellevering(plaats, waarde, hier))
    return found


def _op(data: Any, keys: tuple[str, ...], pad: Pad) -> list[tuple[Pad, dict[str, Any]]]:
    """Every object at these keys, in whichever lists, with the path to it."""
    if isinstance(data, list):
        return [found for index, item in enumerate(data) for found in _op(item, keys, [*pad, index])]
    if data is None:
        return []
    return _op(data.get(keys[0]), keys[1:], [*pad, keys[0]]) if keys else [(pad, data)]


def _raakt(error: Mapping[str, Any], pad: Pad, *, ook_erboven: bool) -> bool:
    """Whether it is about this object or what is in it. What went wrong above it was told with the first answer, unless
    it went wrong only now."""
    van: Pad = error.get("path") or []
    return van[: len(pad)] == pad or (ook_erboven and pad[: len(van)] == van)
