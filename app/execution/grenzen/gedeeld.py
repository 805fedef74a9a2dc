"""Gedeeld: buckets that several processes take from together.

One script takes, so that no two processes take the same; it goes by the clock of the server, so that theirs need not
agree. A bucket that is full again is forgotten. While the server is away each process counts for itself: a limit that
is too wide for a moment, rather than a service that is away because its limits are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.config.grenzen import BudgetSettings
from app.execution.grenzen.budget import EigenTegoeden

if TYPE_CHECKING:  # its library need not be there
    from app.valkey import Valkey

_VOOR = "mijnzaken:tegoed:"
#: As EigenTegoeden does it. Gives seconds to wait as text, for a number would lose its fraction.
_NEEM = """
local tegoed, per_s, nodig = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local tijd = redis.call('TIME')
local nu = tijd[1] + tijd[2] / 1e6
local emmer = redis.call('HMGET', KEYS[1], 'inhoud', 'sinds')
local verstreken = math.max(0, nu - (tonumber(emmer[2]) or nu))
local inhoud = math.min(tegoed, (tonumber(emmer[1]) or tegoed) + verstreken * per_s)
local wacht = 0
if inhoud < nodig then wacht = (nodig - inhoud) / per_s else inhoud = inhoud - nodig end
redis.call('HSET', KEYS[1], 'inhoud', string.format('%.6f', inhoud), 'sinds', string.format('%.6f', nu))
redis.call('PEXPIRE', KEYS[1], math.ceil((tegoed - inhoud) / per_s * 1000) + 1000)
return string.format('%.6f', wacht)
"""


class GedeeldeTegoeden:
    """`eigen`: what counts while Valkey does not answer."""

    def __init__(self, valkey: Valkey, eigen: EigenTegoeden) -> None:
        self._neem = valkey.script(_NEEM)
        self._eigen = eigen

    async def neem(self, sleutel: str, kosten: int, budget: BudgetSettings) -> float:
        nodig = min(kosten, budget.tegoed)
        try:
            return float(await self._neem([_VOOR + sleutel], [budget.tegoed, budget.per_s, nodig]))
        except ConnectionError:
            return await self._eigen.neem(sleutel, kosten, budget)
