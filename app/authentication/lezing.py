"""Lezing: the claims of one token, asked by our own names.

Where a claim stands and what a level means is the Leeswijzer's: the profile's defaults, and what an issuer's settings
say otherwise. What is there and cannot be read is refused, never dropped: a claim may be a restriction. No refusal
holds a value of the token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from app.config.profielen import CLAIMS, Niveau, Paden, Profiel, niveaus_van
from app.config.uitgevers import UitgeverSettings
from resolvers.grammar.afnemer import AfnemerRol
from resolvers.grammar.errors import BadUserInput, Unauthenticated
from resolvers.grammar.inzage import Betrouwbaarheidsniveau
from resolvers.grammar.sleutel import Sleutel

Claims = Mapping[str, object]

#: A NumericDate ends where a calendar does: the year 10000, in seconds.
_EINDE = 253_402_300_800
#: The longest text that a log or a register is given.
_LANGSTE_TEKST = 255
#: Parts of a claim's name that say that somebody acts for another. eHerkenning's versions differ in what stands around
#: them; `act` is a delegation of RFC 8693 and FSC, in which it differs per document which of both parties is meant.
_NAMENS_EEN_ANDER = frozenset(
    {
        "act",
        "represents",
        "sel_uid",
        "IntermediateEntityID",
        "IntermediateSubjectID",
        "LegalSubjectID",
        "RepresentationType",
    }
)

_SleutelT = TypeVar("_SleutelT", bound=Sleutel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leeswijzer:
    """`rollen` None: a medewerker's roles go by our own names."""

    paden: Mapping[str, Paden]
    niveaus: Mapping[str, Niveau]
    rollen: Mapping[str, AfnemerRol] | None = None

    @classmethod
    def van_profiel(cls, profiel: Profiel) -> Leeswijzer:
        return cls(paden=CLAIMS[profiel], niveaus=niveaus_van(profiel))

    @classmethod
    def van(cls, uitgever: UitgeverSettings) -> Leeswijzer:
        return cls(
            paden={**CLAIMS[uitgever.profiel], **uitgever.claims},
            niveaus={**niveaus_van(uitgever.profiel), **uitgever.niveaus},
            rollen={name: AfnemerRol[rol] for name, rol in uitgever.rollen.items()} or None,
        )


class Lezing:
    def __init__(self, claims: Claims, wijzer: Leeswijzer) -> None:
        """Raises Unauthenticated when the token acts for another in a claim that is not read: read without it, who
        acts would pass for the other, or the other way round."""
        known = {pad[0] for paden in wijzer.paden.values() for pad in paden}
        if any(_NAMENS_EEN_ANDER & set(name.split(":")) for name in claims if name not in known):
            raise Unauthenticated(detail="the token acts for another in a way that this profile does not read")
        self.claims = claims
        self.wijzer = wijzer

    def waarde(self, naam: str) -> object:
        """The one value that a claim has, wherever it stands; None when it is nowhere."""
        found = self._waarden(naam)
        if any(value != found[0] for value in found[1:]):
            raise Unauthenticated(detail=f"the token has more than one {naam}")
        return found[0] if found else None

    def tekst(self, naam: str) -> str | None:
        value = self.waarde(naam)
        return None if value is None else leesbaar(value, naam)

    def rij(self, naam: str) -> tuple[str, ...]:
        """One text or a list of them, from every place where the claim stands; each once, in order."""
        rows = (value if isinstance(value, list) else [value] for value in self._waarden(naam))
        return tuple(dict.fromkeys(leesbaar(value, naam) for row in rows for value in row))

    def sleutel(self, kind: type[_SleutelT], naam: str) -> _SleutelT:
        """Raises Unauthenticated also when it is missing."""
        return lees_sleutel(kind, self.waarde(naam))

    def niveau(self) -> Betrouwbaarheidsniveau:
        """The lowest of the levels that the token names; what we do not know is the lowest there is."""
        found = [self.wijzer.niveaus.get(_geschreven(value), "BASIS") for value in self._waarden("niveau")]
        return min((Betrouwbaarheidsniveau[niveau] for niveau in found), default=Betrouwbaarheidsniveau.BASIS)

    def verloopt(self) -> datetime:
        return datetime.fromtimestamp(moment(self.claims, "exp"), UTC)

    def _waarden(self, naam: str) -> Sequence[object]:
        found = (_volg(self.claims, pad) for pad in self.wijzer.paden.get(naam, ()))
        return [value for value in found if value is not None]


def _volg(claims: Claims, pad: Sequence[str]) -> object:
    found: object = claims
    for name in pad:
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found


def _geschreven(level: object) -> str:
    """A level as settings write it: some brokers give a small number."""
    if isinstance(level, int) and not isinstance(level, bool) and 0 <= level < 100:
        return str(level)
    return level if isinstance(level, str) else ""


def lees_sleutel(kind: type[_SleutelT], value: object) -> _SleutelT:
    if not isinstance(value, str):
        raise Unauthenticated(detail=f"the token has no {kind.naam} where one should be")
    try:
        return kind.lees(value)
    except BadUserInput:
        raise Unauthenticated(detail=f"the token has no valid {kind.naam}") from None


def leesbaar(value: object, naam: str) -> str:
    """A text that a log can take: not empty, not endless, no control characters."""
    if not isinstance(value, str) or not 0 < len(value) <= _LANGSTE_TEKST or not value.isprintable():
        raise Unauthenticated(detail=f"{naam} is no text that can be read")
    return value


def moment(claims: Claims, naam: str) -> float:
    """A NumericDate, in seconds, that a calendar has: a number without end must not become an error of ours."""
    value = claims.get(naam)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value < _EINDE:
        raise Unauthenticated(detail=f"{naam} is not a moment")
    return float(value)
