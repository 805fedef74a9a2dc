"""Bewezen: tokens whose signature holds, so that it is verified once and not with every message of a page.

Kept by the digest of the token, which is no key to anything; a bounded number, for a few minutes. What changes with
time or connection (whether it is good now, its certificate) is checked each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from cachetools import TTLCache
from joserfc.jwk import KeySet

from app.authentication.lezing import Claims
from resolvers.grammar.afnemer import Authenticatie

if TYPE_CHECKING:
    from app.authentication.bearer import Uitgever

MEESTE, BEWAARD_S = 4096, 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bewezen:
    """A token that was signed with one of these keys, the one named `kid` when it named any. `geldig`: from when until
    when, in seconds since 1970."""

    claims: Claims
    uitgever: Uitgever
    kid: str | None
    keys: KeySet
    geldig: tuple[float, float]
    authenticatie: Authenticatie

    async def houdt(self) -> bool:
        """Whether the keys of its issuer are still those by which it was proven."""
        return await self.uitgever.jwks.sleutels(self.kid) is self.keys


class Bekend:
    def __init__(self) -> None:
        self._tokens: TTLCache[bytes, Bewezen] = TTLCache(MEESTE, BEWAARD_S)

    def __len__(self) -> int:
        return len(self._tokens)

    async def vind(self, token: str) -> Bewezen | None:
        """None when it was never proven, or the keys of its issuer are no longer those by which it was."""
        try:
            found = self._tokens[_afdruk(token)]
        except KeyError:
            return None
        return found if await found.houdt() else None

    def onthoud(self, token: str, bewezen: Bewezen) -> None:
        self._tokens[_afdruk(token)] = bewezen


def _afdruk(token: str) -> bytes:
    return sha256(token.encode()).digest()
