"""Basis: what every group of loaders has at hand, and how a link between registers is followed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar

from resolvers.grammar.context import AMSTERDAM, Vooruitblik
from resolvers.grammar.loader import alle, lader
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.keten import Uitwisseling
from resolvers.loaders.registers import Registers

R = TypeVar("R")
V = TypeVar("V")


class Pseudoniemen(Protocol):
    """Port: a klant's key as a pseudonym, and back. The same key always gives the same pseudonym, so ids stay what
    they are."""

    def versluier(self, sleutel: Sleutel) -> str: ...

    def onthul(self, pseudoniem: str) -> Sleutel | None:
        """None: it is no pseudonym of ours."""
        ...


class Basis:
    """One request's questions to the registers. Holds personal data; dropped when the request ends."""

    def __init__(
        self, registers: Registers, pseudoniemen: Pseudoniemen, *, nu: datetime, vooruitblik: Vooruitblik
    ) -> None:
        self.registers = registers
        self.pseudoniemen = pseudoniemen
        self.nu = nu
        self.vooruitblik = vooruitblik
        #: What partners were told by asking them, for the log.
        self.uitwisselingen: list[Uitwisseling] = []

    @property
    def vandaag(self) -> date:
        return self.nu.astimezone(AMSTERDAM).date()

    @lader
    async def zaakverwijzing(self, verwijzingen: Sequence[str]) -> Sequence[Ref | Exception | None]:
        """The zaak that a URL or URN of another register means. A URN by zaaknummer costs a question; one by uuid
        none."""
        return await alle(self._zaak(verwijzing) for verwijzing in verwijzingen)

    async def _zaak(self, verwijzing: str) -> Ref | None:
        for register in self.registers.zaken:
            if (found := await register.zaak_bij_verwijzing(verwijzing)) is not None:
                return Ref(register.herkomst.register, "Zaak", found)
        return None

    def verzoekverwijzing(self, verwijzing: str) -> Ref | None:
        """The verzoek that a URL or URN of another register means."""
        found = ((r.herkomst.register, r.verzoek_bij_verwijzing(verwijzing)) for r in self.registers.verzoeken)
        return next((Ref(register, "Verzoek", id_) for register, id_ in found if id_ is not None), None)

    def productverwijzing(self, verwijzing: str) -> Ref | None:
        """The product that a URL or URN of another register means."""
        found = ((r.herkomst.register, r.product_bij_verwijzing(verwijzing)) for r in self.registers.producten)
        return next((Ref(register, "Product", id_) for register, id_ in found if id_ is not None), None)

    def documentverwijzing(self, verwijzing: str) -> Ref | None:
        """The document that a URL or URN of another register means."""
        found = ((r.herkomst.register, r.document_bij_verwijzing(verwijzing)) for r in self.registers.documenten)
        return next((Ref(register, "Document", id_) for register, id_ in found if id_ is not None), None)


async def van_eerste(
    registers: Sequence[R], ask: Callable[[R], Awaitable[Sequence[V | Exception | None]]], aantal: int
) -> list[V | Exception | None]:
    """One batch of `aantal` keys asked of every register of a kind, side by side: per key the answer of the first that
    knows it. A fault only where no register did: then it cannot be said that nobody knows it."""
    answers = await alle(ask(register) for register in registers)
    return [
        _eerste(answer if isinstance(answer, Exception) else answer[place] for answer in answers)
        for place in range(aantal)
    ]


def _eerste(answers: Iterable[V | Exception | None]) -> V | Exception | None:
    told = [answer for answer in answers if answer is not None]
    return next((answer for answer in told if not isinstance(answer, Exception)), told[0] if told else None)


def zonder_dubbele(refs: Iterable[Ref | None]) -> list[Ref]:
    """Each ref once, in order."""
    return list(dict.fromkeys(ref for ref in refs if ref is not None))
