"""Gedeeld: buckets that several processes take from together, in Valkey or Redis.

One script takes, so that no two processes take the same; it goes by the clock of the server, so that theirs need not
agree. A bucket that is full again is forgotten. Who does not answer within `GEDULD_S` is left alone for `RUST_S`, and
meanwhile each process counts for itself: a limit that is too wide for a moment, rather than a service that is away
because its limits are.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.config.grenzen import BudgetSettings
from app.execution.grenzen.budget import EigenTegoeden

GEDULD_S, RUST_S = 0.1, 2.0
#: Of one process; a question that finds none free waits for one.
VERBINDINGEN = 32
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

_log = structlog.get_logger("mijnzaken.tegoeden")


class GedeeldeTegoeden:
    """`url`: redis://, rediss:// or unix://. `eigen`: what counts when it does not answer."""

    def __init__(
        self, url: str, eigen: EigenTegoeden, *, geduld_s: float = GEDULD_S, klok: Callable[[], float] = monotonic
    ) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=VERBINDINGEN,
            timeout=geduld_s,
            socket_timeout=geduld_s,
            socket_connect_timeout=geduld_s,
            retry=Retry(NoBackoff(), 0),
        )
        self._server = Redis.from_pool(pool)
        self._neem = self._server.register_script(_NEEM)
        self._eigen = eigen
        self._klok = klok
        self._weer_op = 0.0

    async def neem(self, sleutel: str, kosten: int, budget: BudgetSettings) -> float:
        if self._klok() >= self._weer_op:
            nodig = min(kosten, budget.tegoed)
            try:
                return float(await self._neem(keys=[_VOOR + sleutel], args=[budget.tegoed, budget.per_s, nodig]))
            except (RedisError, OSError) as error:
                self._weer_op = self._klok() + RUST_S
                _log.warning("tegoeden niet gedeeld", reden=type(error).__name__)
        return await self._eigen.neem(sleutel, kosten, budget)

    async def aclose(self) -> None:
        await self._server.aclose()
