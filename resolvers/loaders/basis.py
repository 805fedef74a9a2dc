"""Basis: what every group of loaders has at hand, and how a link between registers is followed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar

from resolvers.grammar.antwoorden import alle
from resolvers.grammar.context import AMSTERDAM, Vooruitblik
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.loaders.registers import Registers, Voorafboek, ZonderVoorafboek
from resolvers.zaak import Vermelding, Zakenregister

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
        self,
        registers: Registers,
        pseudoniemen: Pseudoniemen,
        *,
        nu: datetime,
        vooruitblik: Vooruitblik,
        vooraf: Voorafboek | None = None,
    ) -> None:
        """`vooraf`: what another must not hear before it is written down; without it, no other hears anything."""
        self.registers = registers
        self.pseudoniemen = pseudoniemen
        self.nu = nu
        self.vooruitblik = vooruitblik
        self.vooraf: Voorafboek = vooraf if vooraf is not None else ZonderVoorafboek()
        self._vermeldingen: dict[tuple[str, str | None], list[tuple[Zakenregister, Vermelding]]] = {}

    @property
    def vandaag(self) -> date:
        return self.nu.astimezone(AMSTERDAM).date()

    def zaakvermeldingen(self, verwijzing: str, bron: str | None = None) -> list[tuple[Zakenregister, Vermelding]]:
        """In which registers a URL or URN may name a zaak, and how. `bron`: the register that says it, which speaks of
        the zaken of the registers that it is paired with only."""
        known = self._vermeldingen.get((verwijzing, bron))
        if known is None:
            paren = self.registers.paren.get(bron) if bron is not None else None
            found = (
                (register, register.vermelding(verwijzing))
                for register in self.registers.zaken
                if paren is None or register.herkomst.register in paren
            )
            known = [(register, vermelding) for register, vermelding in found if vermelding is not None]
            self._vermeldingen[verwijzing, bron] = known
        return known

    def verzoekverwijzingen(self, verwijzing: str) -> list[Ref]:
        """The verzoeken that a URL or URN of another register may mean: one for each register that it can be of."""
        found = ((r.herkomst.register, r.verzoek_bij_verwijzing(verwijzing)) for r in self.registers.verzoeken)
        return [Ref(register, "Verzoek", id_) for register, id_ in found if id_ is not None]

    def productverwijzingen(self, verwijzing: str) -> list[Ref]:
        """The producten that a URL or URN of another register may mean."""
        found = ((r.herkomst.register, r.product_bij_verwijzing(verwijzing)) for r in self.registers.producten)
        return [Ref(register, "Product", id_) for register, id_ in found if id_ is not None]

    def documentverwijzingen(self, verwijzing: str) -> list[Ref]:
        """The documents that a URL or URN of another register may mean."""
        found = ((r.herkomst.register, r.document_bij_verwijzing(verwijzing)) for r in self.registers.documenten)
        return [Ref(register, "Document", id_) for register, id_ in found if id_ is not None]


async def van_eerste(
    registers: Sequence[R], ask: Callable[[R], Awaitable[Sequence[V | Exception | None]]], aantal: int
) -> list[V | Exception | None]:
    """One batch of `aantal` keys asked of every register of a kind, side by side: per key the answer of the first that
    knows it. A fault only where no register did: then it cannot be said that nobody knows it."""
    answers = await alle(ask(register) for register in registers)
    return [
        eerste_antwoord(answer if isinstance(answer, Exception) else answer[place] for answer in answers)
        for place in range(aantal)
    ]


def eerste_antwoord(answers: Iterable[V | Exception | None]) -> V | Exception | None:
    """Of the first that knows it; a fault only where none did."""
    told = [answer for answer in answers if answer is not None]
    return next((answer for answer in told if not isinstance(answer, Exception)), told[0] if told else None)


def zonder_dubbele(refs: Iterable[Ref | None]) -> list[Ref]:
    """Each ref once, in order."""
    return list(dict.fromkeys(ref for ref in refs if ref is not None))
