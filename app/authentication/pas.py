"""Pas: a token on a connection that stays, to be looked at again and again.

It remembers its own proof: there may be more such connections than proofs that are kept for everybody, and looking
again every few seconds must cost next to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import time

from app.authentication.bearer import Bearer
from app.authentication.bewezen import Bewezen
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.errors import Unauthenticated


class Pas:
    """`koppen` and `certificaat`: as for Bearer.lees. `verloopt`: when the token ends (s since 1970); known once it was
    read."""

    __slots__ = ("_bearer", "_bewezen", "_certificaat", "_koppen", "verloopt")

    def __init__(self, bearer: Bearer, koppen: Sequence[str], certificaat: str | None) -> None:
        self._bearer = bearer
        self._koppen = koppen
        self._certificaat = certificaat
        self._bewezen: Bewezen | None = None
        self.verloopt = 0.0

    async def lees(self) -> Authenticatie:
        """Who holds it, now. Raises Unauthenticated when it has ended, or its key is no longer its issuer's; a
        connection that stays gets no grace for a clock that differs."""
        if self._bewezen is None or not await self._bewezen.houdt():
            self._bewezen = None
            self._bewezen = await self._bearer.bewijs(self._koppen)
        self._bearer.toets(self._bewezen, self._certificaat)
        authenticatie = self._bewezen.authenticatie
        self.verloopt = authenticatie.verloopt.timestamp()
        if time() >= self.verloopt:
            raise Unauthenticated(detail="the token has ended")
        return authenticatie
