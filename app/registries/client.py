"""Client: the one speaker of HTTP towards registers, and the only module that imports httpx.

A register may hang, drip, lie, swell or send us elsewhere; whatever it does ends in one of a few errors, within the deadline. No redirect is
followed and no link: pages are asked by number. HEAD is never sent (it shifts the answers on a pooled connection, MEASURED §1.2). An error
names the register and the path template; never a URL, a query or a body, because some registers want a person's number there.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import ceil
from time import perf_counter
from typing import Any, Literal, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from app.registries.breaker import Breaker, Herhaalbudget
from app.registries.credentials import Credentials, Geen
from app.registries.oproep import Oproep, deadline, oproepen, spoor
from resolvers.grammar.errors import (
    DeadlineExceeded,
    NotFound,
    RegisterError,
    RegisterInvalidResponse,
    RegisterTimeout,
    RegisterUnavailable,
)

T = TypeVar("T")
Params = Sequence[tuple[str, str]]


class Afwezig(NotFound):
    """404: there is no such thing."""


class Verborgen(NotFound):
    """403 on one object: we may not see it, so for us it is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grenzen:
    """What one register may cost us. Seconds, bytes, calls at the same time, pages."""

    timeout_s: float = 5.0
    max_bytes: int = 20_000_000
    max_verhouding: int = 100
    gelijktijdig: int = 8
    paginas: int = 40


_HERHAALBAAR = frozenset({502, 503, 504})
_SOCKET = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]
if hasattr(socket, "TCP_QUICKACK"):  # Linux: see MEASURED §1.4
    _SOCKET.append((socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1))


class _Pagina(msgspec.Struct):
    results: msgspec.Raw
    count: int = 0


class RegisterClient:
    """One API of one register. `basis` is its root, without trailing slash; `naam` the register's configured name."""

    def __init__(
        self,
        *,
        naam: str,
        basis: str,
        credentials: Credentials | None = None,
        grenzen: Grenzen | None = None,
        kopteksten: Mapping[str, str] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        tls: ssl.SSLContext | bool = True,
    ) -> None:
        self.naam = naam
        self.basis = basis.rstrip("/")
        self.grenzen = grenzen or Grenzen()
        self.breaker = Breaker()
        self._credentials = credentials or Geen()
        self._kopteksten = {"Accept": "application/json", **(kopteksten or {})}
        self._budget = Herhaalbudget()
        self._slots = asyncio.Semaphore(self.grenzen.gelijktijdig)
        limits = httpx.Limits(
            max_connections=self.grenzen.gelijktijdig, max_keepalive_connections=self.grenzen.gelijktijdig
        )
        self._http = httpx.AsyncClient(
            transport=transport or httpx.AsyncHTTPTransport(limits=limits, verify=tls, socket_options=_SOCKET),
            follow_redirects=False,
            trust_env=False,
            timeout=None,  # the total deadline of a call is kept here, not per read
        )

    async def aclose(self) -> None:
        await self._http.aclose()

    # ------------------------------------------------------------------ questions

    async def get(
        self,
        sjabloon: str,
        soort: type[T],
        *,
        pad: Mapping[str, str] | None = None,
        params: Params = (),
        kopteksten: Mapping[str, str] | None = None,
    ) -> T:
        body = await self._call("GET", sjabloon, pad=pad, params=params, kopteksten=kopteksten, herhaalbaar=True)
        return self._decode(body, soort, sjabloon)

    async def post(
        self,
        sjabloon: str,
        soort: type[T],
        *,
        json: object,
        pad: Mapping[str, str] | None = None,
        params: Params = (),
        kopteksten: Mapping[str, str] | None = None,
        idempotent: bool = False,
    ) -> T:
        body = await self._call(
            "POST", sjabloon, pad=pad, params=params, kopteksten=kopteksten, json=json, herhaalbaar=idempotent
        )
        return self._decode(body, soort, sjabloon)

    async def pages(
        self,
        sjabloon: str,
        soort: type[T],
        *,
        method: Literal["GET", "POST"] = "GET",
        json: object = None,
        params: Params = (),
        kopteksten: Mapping[str, str] | None = None,
        groottenaam: str = "pageSize",
        grootte: int = 100,
    ) -> list[T]:
        """All items of a list: the first page, then the others at once, by number. More pages than the limit: RegisterInvalidResponse, for
        a list that is too long for one person is a filter that was ignored."""

        async def page(nummer: int) -> tuple[int, list[T]]:
            return await self._page(sjabloon, soort, method, json, params, kopteksten, groottenaam, grootte, nummer)

        count, items = await page(1)
        if not items or count <= len(items):
            return items
        size = len(items)
        total = ceil(count / size)
        if total > self.grenzen.paginas:
            raise RegisterInvalidResponse(
                self.naam, detail=f"{sjabloon}: {total} pages, at most {self.grenzen.paginas}"
            )
        for _, more in await asyncio.gather(*(page(nummer) for nummer in range(2, total + 1))):
            items.extend(more)
        return items

    async def bladeren(
        self,
        sjabloon: str,
        soort: type[T],
        *,
        method: Literal["GET", "POST"] = "GET",
        json: object = None,
        params: Params = (),
        kopteksten: Mapping[str, str] | None = None,
        groottenaam: str = "pageSize",
        grootte: int = 100,
    ) -> AsyncIterator[list[T]]:
        """Page by page, as far as the reader reads."""
        seen = 0
        for nummer in range(1, self.grenzen.paginas + 1):
            count, items = await self._page(
                sjabloon, soort, method, json, params, kopteksten, groottenaam, grootte, nummer
            )
            yield items
            seen += len(items)
            if not items or seen >= count:
                return
        raise RegisterInvalidResponse(self.naam, detail=f"{sjabloon}: more than {self.grenzen.paginas} pages")

    async def eerste_pagina(
        self,
        sjabloon: str,
        soort: type[T],
        *,
        method: Literal["GET", "POST"],
        json: object,
        kopteksten: Mapping[str, str],
        grootte: int,
    ) -> list[T]:
        return (await self._page(sjabloon, soort, method, json, (), kopteksten, "pageSize", grootte, 1))[1]

    async def _page(
        self,
        sjabloon: str,
        soort: type[T],
        method: Literal["GET", "POST"],
        json: object,
        params: Params,
        kopteksten: Mapping[str, str] | None,
        groottenaam: str,
        grootte: int,
        nummer: int,
    ) -> tuple[int, list[T]]:
        asked = [*params, ("page", str(nummer)), (groottenaam, str(grootte))]
        body = await self._call(method, sjabloon, params=asked, kopteksten=kopteksten, json=json, herhaalbaar=True)
        found = self._decode(body, _Pagina, sjabloon)
        return found.count, self._decode(bytes(found.results), list[soort], sjabloon)  # type: ignore[valid-type] # a type at run time

    @asynccontextmanager
    async def stream(
        self, sjabloon: str, *, pad: Mapping[str, str] | None = None, max_bytes: int = 512_000_000
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        """The bytes of a file, as they come."""
        headers = {**self._kopteksten, **await self._credentials.kopteksten(self._token), "Accept": "*/*"}
        try:
            async with self._slots, self._http.stream("GET", self._url(sjabloon, pad), headers=headers) as response:
                self._check_status(response, b"", sjabloon)
                yield self._capped(response, max_bytes, sjabloon)
        except httpx.HTTPError as error:
            raise self._unavailable(error, sjabloon) from None

    async def _capped(self, response: httpx.Response, max_bytes: int, sjabloon: str) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in response.aiter_bytes():
            size += len(chunk)
            if size > max_bytes:
                raise RegisterInvalidResponse(self.naam, detail=f"{sjabloon}: more than {max_bytes} bytes")
            yield chunk

    # ------------------------------------------------------------------ one call

    async def _call(
        self,
        method: str,
        sjabloon: str,
        *,
        pad: Mapping[str, str] | None = None,
        params: Params = (),
        kopteksten: Mapping[str, str] | None = None,
        json: object = None,
        herhaalbaar: bool,
    ) -> bytes:
        url = self._url(sjabloon, pad)
        content = msgspec.json.encode(json) if json is not None else None
        self._budget.verdien()
        for poging in range(3):
            try:
                return await self._attempt(method, sjabloon, url, params, kopteksten, content)
            except _Opnieuw as again:
                again_allowed = poging == 0 and (herhaalbaar or again.zonder_gevolg) and self._budget.besteed()
                if not again_allowed:
                    raise again.fout from None
        raise RegisterUnavailable(self.naam)

    async def _attempt(
        self,
        method: str,
        sjabloon: str,
        url: str,
        params: Params,
        kopteksten: Mapping[str, str] | None,
        content: bytes | None,
    ) -> bytes:
        if not self.breaker.mag():
            raise RegisterUnavailable(self.naam, detail="the circuit is open")
        started, status = perf_counter(), None
        try:
            async with asyncio.timeout(self._time_left()), self._slots:
                status, body = await self._send(method, sjabloon, url, params, kopteksten, content)
            self.breaker.gelukt()
            return body
        except TimeoutError:
            self.breaker.mislukt()
            raise RegisterTimeout(self.naam, detail=sjabloon) from None
        except httpx.HTTPError as error:
            self.breaker.mislukt()
            fault = self._unavailable(error, sjabloon)
            raise _Opnieuw(fault, zonder_gevolg=isinstance(error, httpx.ConnectError)) from None
        except (_Opnieuw, RegisterInvalidResponse):
            self.breaker.mislukt()
            raise
        except (RegisterError, NotFound):
            self.breaker.gelukt()  # it answered: a refusal or an absence is no sign of illness
            raise
        except asyncio.CancelledError:
            self.breaker.afgebroken()
            raise
        finally:
            if (calls := oproepen.get()) is not None:
                calls.append(Oproep(self.naam, method, sjabloon, status, (perf_counter() - started) * 1000))

    def _time_left(self) -> float:
        until = deadline.get()
        if until is None:
            return self.grenzen.timeout_s
        left = until - asyncio.get_running_loop().time()
        if left <= 0:
            self.breaker.afgebroken()
            raise DeadlineExceeded
        return min(left, self.grenzen.timeout_s)

    async def _send(
        self,
        method: str,
        sjabloon: str,
        url: str,
        params: Params,
        kopteksten: Mapping[str, str] | None,
        content: bytes | None,
    ) -> tuple[int, bytes]:
        headers = {**self._kopteksten, **(kopteksten or {}), **await self._credentials.kopteksten(self._token)}
        if content is not None:
            headers["Content-Type"] = "application/json"
        if (parent := spoor.get()) is not None:
            headers["traceparent"] = parent
        request = self._http.build_request(method, url, params=list(params) or None, headers=headers, content=content)
        response = await self._http.send(request, stream=True)
        try:
            body = await self._read(response, sjabloon)
        finally:
            await response.aclose()
            self._http.cookies.clear()
        self._check_status(response, body, sjabloon)
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json" and not kind.endswith("+json"):
            raise RegisterInvalidResponse(self.naam, detail=f"{sjabloon}: the answer is not JSON")
        return response.status_code, body

    async def _read(self, response: httpx.Response, sjabloon: str) -> bytes:
        """The body, decompressed, up to the limits; a small answer that swells is a bomb."""
        parts: list[bytes] = []
        size = 0
        async for chunk in response.aiter_bytes():
            size += len(chunk)
            received = max(response.num_bytes_downloaded, 1024)
            if size > self.grenzen.max_bytes or size > received * self.grenzen.max_verhouding:
                raise RegisterInvalidResponse(self.naam, detail=f"{sjabloon}: the answer is too large")
            parts.append(chunk)
        return b"".join(parts)

    def _check_status(self, response: httpx.Response, body: bytes, sjabloon: str) -> None:
        status = response.status_code
        if 200 <= status < 300:
            return
        detail = f"{sjabloon}: status {status}{_code_in(body)}"
        if status == 404:
            raise Afwezig(detail=detail)
        if status in {401, 403}:
            self._credentials.verlopen()
            if status == 403 and "{" in sjabloon:
                raise Verborgen(detail=detail)
            raise RegisterUnavailable(self.naam, retryable=False, detail=detail)
        if status in _HERHAALBAAR:
            raise _Opnieuw(RegisterUnavailable(self.naam, detail=detail), zonder_gevolg=False)
        if status == 429 or status >= 500:
            raise RegisterUnavailable(self.naam, detail=detail)
        raise RegisterInvalidResponse(self.naam, detail=detail)

    async def _token(self, url: str, form: Mapping[str, str]) -> bytes:
        """The answer of a token endpoint, for the credentials."""
        response = await self._http.post(url, data=dict(form), headers={"Accept": "application/json"})
        if response.status_code != 200:
            raise RegisterUnavailable(
                self.naam, retryable=False, detail=f"token endpoint: status {response.status_code}"
            )
        return response.content

    def _url(self, sjabloon: str, pad: Mapping[str, str] | None) -> str:
        path = sjabloon.format_map({key: quote(value, safe="") for key, value in (pad or {}).items()})
        return f"{self.basis}{path}"

    def _unavailable(self, error: httpx.HTTPError, sjabloon: str) -> RegisterUnavailable:
        return RegisterUnavailable(self.naam, detail=f"{sjabloon}: {type(error).__name__}")

    def _decode(self, body: bytes, soort: type[T], sjabloon: str) -> T:
        try:
            return msgspec.json.decode(body, type=soort)
        except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
            # msgspec tells where and what kind, never the value.
            raise RegisterInvalidResponse(self.naam, detail=f"{sjabloon}: {error}") from None


class _Opnieuw(Exception):  # noqa: N818 - a signal within this module
    """The call may be tried once more. `zonder_gevolg`: it surely did nothing, so that even a write may be."""

    def __init__(self, fout: RegisterError, *, zonder_gevolg: bool) -> None:
        super().__init__()
        self.fout = fout
        self.zonder_gevolg = zonder_gevolg


class _Probleem(msgspec.Struct):
    code: Any = None


def _code_in(body: bytes) -> str:
    """The product's own error code, when it is a plain word."""
    try:
        code = msgspec.json.decode(body, type=_Probleem).code
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError):
        return ""
    return f" ({code})" if isinstance(code, str) and code.replace("-", "").replace("_", "").isalpha() else ""


async def haal_publiek(url: str) -> bytes:
    """A small public document (the keys of an issuer). Raises RegisterUnavailable."""
    async with httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=5.0) as http:
        try:
            response = await http.get(url, headers={"Accept": "application/json"})
        except httpx.HTTPError as error:
            raise RegisterUnavailable("uitgever", detail=type(error).__name__) from None
    if response.status_code != 200 or len(response.content) > 1_000_000:
        raise RegisterUnavailable("uitgever", detail=f"status {response.status_code}")
    return response.content
