"""Budget: how much one afnemer, or one organisation, may ask in a while: a bucket from which each question takes what
it costs, and that fills again by the second.

An organisation asks for many people and is one client of its own; anybody else is a person. What a client calls itself
(`X-Client-Name`) is nobody's proof: a budget by that name, anybody could use up for somebody else. The key is a hash
under a key of this installation, so that a store elsewhere would hold nobody's number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from math import ceil
from time import monotonic
from typing import Protocol

from app.config.grenzen import BudgetSettings, VraaggrenzenSettings
from app.registries.cache import Lru
from resolvers.grammar.afnemer import AfnemerSoort, Authenticatie

#: As many are known at once; who is forgotten begins anew.
_MEESTE = 100_000
#: A text that is not known must be read, which takes about as long as so many fields of an answer.
_TEKENS_PER_KOST = 2


class Tegoeden(Protocol):
    """Where buckets are kept: in this process, or for several processes together."""

    async def neem(self, sleutel: str, kosten: int, budget: BudgetSettings) -> float:
        """Takes so much, and gives 0; or takes nothing, and gives how many seconds it is until there is enough."""
        ...


@dataclass(slots=True)
class _Emmer:
    inhoud: float
    sinds: float


class EigenTegoeden:
    """Of this process alone."""

    def __init__(self, *, meeste: int = _MEESTE, klok: Callable[[], float] = monotonic) -> None:
        self._emmers: Lru[str, _Emmer] = Lru(meeste)
        self._klok = klok

    async def neem(self, sleutel: str, kosten: int, budget: BudgetSettings) -> float:
        nu = self._klok()
        if (emmer := self._emmers.get(sleutel)) is None:
            emmer = _Emmer(budget.tegoed, nu)
            self._emmers.zet(sleutel, emmer)
        emmer.inhoud = min(budget.tegoed, emmer.inhoud + (nu - emmer.sinds) * budget.per_s)
        emmer.sinds = nu
        # as large as the bucket is the most that can be waited for
        if emmer.inhoud < (nodig := min(kosten, budget.tegoed)):
            return (nodig - emmer.inhoud) / budget.per_s
        emmer.inhoud -= nodig
        return 0.0


class Budget:
    """`geheim`: the key under which keys are hashed."""

    def __init__(self, grenzen: VraaggrenzenSettings, tegoeden: Tegoeden, *, geheim: bytes) -> None:
        self._per_afnemer, self._per_organisatie = grenzen.per_afnemer, grenzen.per_organisatie
        self._tekens = grenzen.tekens
        self._tegoeden = tegoeden
        self._geheim = geheim

    async def neem(self, afnemer: Authenticatie, kosten: int) -> int:
        """0; or the whole seconds until it may."""
        is_persoon = afnemer.soort is not AfnemerSoort.OVERHEIDSORGANISATIE
        budget = self._per_afnemer if is_persoon else self._per_organisatie
        if budget is None:
            return 0
        return ceil(await self._tegoeden.neem(self._sleutel(afnemer), kosten, budget))

    async def lees(self, afnemer: Authenticatie, text: str) -> int:
        """For a text that is not known, before it is read: it may turn out to be no question at all."""
        return await self.neem(afnemer, min(len(text), self._tekens) // _TEKENS_PER_KOST)

    def _sleutel(self, afnemer: Authenticatie) -> str:
        """Who acts, not for whom: a representative does not use up what is somebody else's."""
        sleutel, vestiging = afnemer.sleutel, afnemer.vestiging
        delen = (
            afnemer.soort.value,
            type(sleutel).__name__,
            sleutel.waarde if sleutel is not None else "",
            vestiging.waarde if vestiging is not None else "",
            afnemer.medewerker_id or "",
            afnemer.organisatie_oin or "",
            afnemer.client_id,
        )
        return blake2b("\n".join(delen).encode(), key=self._geheim, digest_size=16).hexdigest()
