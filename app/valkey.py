"""Valkey: what several processes know together, in Valkey or Redis. The only file that speaks with it.

Nobody waits for it long, and nothing is lost with it: who does not answer within `GEDULD_S` is left alone for `RUST_S`,
and meanwhile each process does without, as it would have with none.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import Protocol, TypeVar, cast

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

GEDULD_S, RUST_S = 0.1, 2.0
#: Of one process; a question that finds none free waits for one.
VERBINDINGEN = 32

_log = structlog.get_logger("mijnzaken.valkey")

T = TypeVar("T")


class Script(Protocol):
    """Runs whole, with nothing of anybody else in between. Raises ConnectionError."""

    async def __call__(self, keys: Sequence[str], args: Sequence[float]) -> bytes: ...


class Valkey:
    """`url`: redis://, rediss:// or unix://; ValueError when it is none. Every method raises ConnectionError when it
    does not answer, and at once while it is left alone."""

    def __init__(self, url: str, *, geduld_s: float = GEDULD_S, klok: Callable[[], float] = monotonic) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=VERBINDINGEN,
            timeout=geduld_s,
            socket_timeout=geduld_s,
            socket_connect_timeout=geduld_s,
            retry=Retry(NoBackoff(), 0),
        )
        self._server = Redis.from_pool(pool)
        self._klok = klok
        self._weer_op = 0.0

    async def haal(self, sleutel: str) -> bytes | None:
        return cast("bytes | None", await self._doe(lambda: self._server.get(sleutel)))

    async def leg(self, sleutel: str, inhoud: bytes, ttl_s: float) -> None:
        await self._doe(lambda: self._server.set(sleutel, inhoud, px=int(ttl_s * 1000)))

    async def claim(self, sleutel: str, ttl_s: float) -> bool:
        """True for one of all who ask, until it is wiped or `ttl_s` has passed."""
        return bool(await self._doe(lambda: self._server.set(sleutel, b"", px=int(ttl_s * 1000), nx=True)))

    async def wis(self, sleutel: str) -> None:
        await self._doe(lambda: self._server.delete(sleutel))

    def script(self, tekst: str) -> Script:
        geregistreerd = self._server.register_script(tekst)

        async def draai(keys: Sequence[str], args: Sequence[float]) -> bytes:
            found: bytes = await self._doe(lambda: geregistreerd(keys=keys, args=args))
            return found

        return draai

    async def _doe(self, opdracht: Callable[[], Awaitable[T]]) -> T:
        if self._klok() < self._weer_op:
            raise ConnectionError
        try:
            return await opdracht()
        except (RedisError, OSError) as error:
            self._weer_op = self._klok() + RUST_S
            _log.warning("valkey antwoordt niet", reden=type(error).__name__)  # its text may hold the address
            raise ConnectionError from None

    async def aclose(self) -> None:
        await self._server.aclose()
