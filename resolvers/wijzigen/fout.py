"""Fout: why something cannot be done. All problems come back together, each with the field where it is, so that a form
can show them at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import strawberry

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, veld
from resolvers.grammar.errors import BadUserInput, ErrorCode
from resolvers.grammar.ref import Ref

V = TypeVar("V")


@bedrijfsobject("Waarom iets niet is gelukt.", openbaar=True)
class Fout(Bedrijfsobject):
    code: ErrorCode = veld("Wat voor fout het is.")
    waar: str | None = veld("Het veld van de invoer waar het aan ligt. Leeg als het aan geen veld ligt.", naam="veld")
    melding: str = veld("Wat er aan de hand is, in gewone taal.")


@dataclass(slots=True, kw_only=True)
class Ronde:
    """One round over the input: what was found wrong with it until now."""

    fouten: list[Fout] = field(default_factory=list)

    def fout(self, waar: str | None, melding: str) -> None:
        self.fouten.append(Fout(code=ErrorCode.BAD_USER_INPUT, waar=waar, melding=melding))


def gegeven(waarde: V | None) -> V | None:
    """An empty text was given, and is wrong; what was left out was not."""
    return None if waarde is strawberry.UNSET else waarde


def ref_uit(id_: str, soort: str) -> Ref | None:
    """None: no id of ours, or of something else."""
    try:
        ref = Ref.decode(id_)
    except BadUserInput:
        return None
    return ref if ref.soort == soort else None
