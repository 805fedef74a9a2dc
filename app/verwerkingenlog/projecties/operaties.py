"""Operaties: records read one after another, put together as they were written: a Handeling with what it led to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from app.verwerkingenlog.regel import Handeling, Opschoning, Regel, Verwerking


class Operatie(Struct, frozen=True):
    """`handeling` None: only Verwerkingen were read of it."""

    handeling: Handeling | None
    verwerkingen: tuple[Verwerking, ...]

    @property
    def is_geweigerd(self) -> bool:
        """Whether all that was asked was refused: then nothing was processed, unless it was stopped by a fault."""
        handeling = self.handeling
        if handeling is None or self.verwerkingen:
            return False
        return bool(handeling.weigeringen) and handeling.status != "Error"


def operaties(regels: Iterable[Regel]) -> Iterator[Operatie]:
    """In the order in which they began. The Verwerkingen of a Handeling stand right behind it."""
    handeling: Handeling | None = None
    verwerkingen: list[Verwerking] = []
    for regel in regels:
        match regel:
            case Opschoning():
                continue
            case Verwerking() if not verwerkingen or verwerkingen[0].parent_span_id == regel.parent_span_id:
                if handeling is None or handeling.span_id == regel.parent_span_id:
                    verwerkingen.append(regel)
                    continue
        if handeling is not None or verwerkingen:
            yield Operatie(handeling, tuple(verwerkingen))
        handeling, verwerkingen = (regel, []) if isinstance(regel, Handeling) else (None, [regel])
    if handeling is not None or verwerkingen:
        yield Operatie(handeling, tuple(verwerkingen))
