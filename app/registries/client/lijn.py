"""Lijn: how one question gets an answer, with bounds on time, size, number and damage.

One deadline for everything (queue, credentials, retry, the last byte), cut short by that of the request; at most so
many questions at the same time, so that a slow register holds up its own only; a circuit breaker; one retry for what
may be asked twice, within a budget.

Errors are made inside the handlers but raised outside them: an exception of httpx carries the URL, and a chained one
would be printed with it.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from time import perf_counter
from urllib.parse import urlencode

import httpx

from app.registries.breaker import Breaker, Herhaalbudget
from app.registries.client import antwoord as lezen
from app.registries.client.antwoord import Kop, Onbruikbaar, Weigering
from app.registries.client.grenzen import GROTE_SAMEN, GROTE_TEGELIJK, Grenzen
from app.registries.client.plaatsen import Plaatsen
from app.registries.client.transport import Ontvangen, Transport, TweeKeerNiets
from app.registries.client.tweede import met_tweede
from app.registries.client.vraag import GELUKT, MISLUKT, ONBESLIST, Antwoord, Mislukt, Verloop, Vraag
from app.registries.credentials import Credentials, OnbruikbaarToken
from app.registries.oproep import Oproep, deadline, gevraagd, oproepen, spoor
from app.telemetry.spans import begin_oproep
from resolvers.grammar.eerste_stap import geen_eerste_stap
from resolvers.grammar.errors import (
    DeadlineExceeded,
    RegisterError,
    RegisterInvalidResponse,
    RegisterTimeout,
    RegisterUnavailable,
)

#: The part of the time that a question gets until its headers, when it may be asked once more.
EERSTE_DEEL = 0.6
#: A register that asks us to come back later than this gets no retry.
LANGSTE_WACHT_S = 1.0
_TIJDELIJK = frozenset({429, 502, 503, 504})
_TOKEN_MAX_BYTES = 65_536


class Lijn:
    def __init__(
        self,
        *,
        naam: str,
        credentials: Credentials,
        grenzen: Grenzen,
        transport: httpx.AsyncBaseTransport,
        breaker: Breaker,
        plaatsen: Plaatsen,
        grote: asyncio.Semaphore | None = None,
    ) -> None:
        self.naam = naam
        self.breaker = breaker
        self.versie = ""
        self._credentials = credentials
        self._grenzen = grenzen
        self._transport = transport
        self._budget = Herhaalbudget()
        self._plaatsen = plaatsen
        self._grote = (asyncio.Semaphore(GROTE_TEGELIJK), grote or asyncio.Semaphore(GROTE_SAMEN))
        self._stromen = asyncio.Semaphore(grenzen.gelijktijdig)

    async def aclose(self) -> None:
        await self._transport.aclose()

    async def call(self, vraag: Vraag) -> Antwoord:
        """The answer, or one of our own errors, before the deadline."""
        if self.breaker.dicht:
            raise RegisterUnavailable(self.naam, detail=f"{vraag.sjabloon}: the circuit is open")
        await geen_eerste_stap()  # what limits the time ends the task in which it began
        clock = asyncio.get_running_loop().time
        until = self._until(clock())
        self._budget.verdien()
        herhalingen = self._grenzen.herhalingen if vraag.herhaalbaar else 0
        ververst = False
        while True:
            opnieuw = herhalingen > 0 and self._budget.over
            if self._grenzen.tweede_na_s is None or not vraag.herhaalbaar or vraag.stroom:
                found = await self._attempt(vraag, until, opnieuw)
            else:
                found = await self._met_tweede(vraag, until, opnieuw, self._grenzen.tweede_na_s)
            if isinstance(found, Antwoord):
                return found
            if found.ververst and not ververst:
                ververst = True
                continue
            # A short pause that differs per question: many that failed together must not come back together.
            pause = random.uniform(0.02, 0.06) if found.na_s is None else found.na_s  # noqa: S311
            if (
                not found.opnieuw
                or herhalingen <= 0
                or pause > LANGSTE_WACHT_S
                or clock() + pause >= until
                or self.breaker.dicht
                or not self._budget.besteed()
            ):
                raise found.fout
            herhalingen -= 1
            await asyncio.sleep(pause)

    def _until(self, now: float) -> float:
        until = now + self._grenzen.timeout_s
        request = deadline.get()
        if request is None or request >= until:
            return until
        if request <= now:
            raise DeadlineExceeded
        return request

    async def _met_tweede(self, vraag: Vraag, until: float, opnieuw: bool, na_s: float) -> Antwoord | Mislukt:
        return await met_tweede(
            lambda: self._attempt(vraag, until, opnieuw),
            na_s,
            mag=lambda: not self.breaker.dicht and not self._plaatsen.vol and self._budget.besteed(),
            goed=lambda found: isinstance(found, Antwoord),
        )

    # ------------------------------------------------------------------ one attempt

    async def _attempt(self, vraag: Vraag, until: float, opnieuw: bool) -> Antwoord | Mislukt:
        loop = asyncio.get_running_loop()
        verloop = Verloop()
        started = perf_counter()
        plaats = False
        try:
            if not vraag.stroom:
                if not self._plaatsen.neem():
                    async with asyncio.timeout_at(until):
                        await self._plaatsen.wacht()
                plaats = True
                verloop.samen = self._plaatsen.bezig
            verloop.gang = self.breaker.vraag()
            if verloop.gang is None:
                return Mislukt(self._fout(vraag, "the circuit is open"))
            verloop.begonnen = loop.time()
            if (names := gevraagd.get()) is not None:
                names.add(self.naam)
            verloop.span = begin_oproep(self.naam, vraag.method, vraag.sjabloon)
            return await self._exchange(vraag, until, opnieuw, verloop)
        except TimeoutError:
            # Given up early because the request was nearly over: that is not the register's fault.
            own_time = loop.time() - verloop.begonnen >= self._grenzen.timeout_s / 2
            if verloop.gang is not None and own_time:
                verloop.uitkomst = MISLUKT
            where = "in the queue" if verloop.gang is None else "in the body" if verloop.kop else "before the headers"
            late = RegisterTimeout(self.naam, detail=f"{vraag.sjabloon}: {where}")
            gone = Mislukt(late, opnieuw=not verloop.kop, na_s=0.0)  # it has waited long enough
        except Weigering as refused:
            gone = self._refused(vraag, verloop, refused)
        except Onbruikbaar as unusable:
            gone = Mislukt(RegisterInvalidResponse(self.naam, detail=f"{vraag.sjabloon}: {unusable}"))
        except RegisterError as error:  # of the token endpoint
            verloop.uitkomst = MISLUKT if error.retryable else ONBESLIST
            gone = Mislukt(error)
        except OnbruikbaarToken:
            gone = Mislukt(RegisterUnavailable(self.naam, retryable=False, detail="the token endpoint gave no token"))
        except httpx.RemoteProtocolError:
            verloop.uitkomst = MISLUKT
            what = "the answer was cut off" if verloop.kop else "the answer is not HTTP"
            gone = Mislukt(RegisterInvalidResponse(self.naam, detail=f"{vraag.sjabloon}: {what}"))
        except httpx.TransportError as error:
            verloop.uitkomst = MISLUKT
            more = not verloop.kop and not isinstance(error, TweeKeerNiets)
            gone = Mislukt(self._fout(vraag, type(error).__name__), opnieuw=more)
        finally:
            if plaats:
                if verloop.uitkomst is MISLUKT or (verloop.status or 0) >= 500:
                    self._plaatsen.mislukte(samen=verloop.samen)
                elif verloop.uitkomst is GELUKT and verloop.status == 200:
                    duur_s = perf_counter() - verloop.vertrok
                    self._plaatsen.duurde((vraag.method, vraag.sjabloon), duur_s, samen=verloop.samen)
                self._plaatsen.geef_terug()
            if verloop.gang is not None:
                self.breaker.meld(verloop.gang, verloop.uitkomst, verloop.na_s)
                if verloop.span is not None:
                    verloop.span.klaar(verloop.status, gelukt=verloop.uitkomst is GELUKT)
                if (calls := oproepen.get()) is not None:
                    ms = (perf_counter() - started) * 1000
                    calls.append(Oproep(self.naam, vraag.method, vraag.sjabloon, verloop.status, ms, verloop.bytes))
        return gone

    async def _exchange(self, vraag: Vraag, until: float, opnieuw: bool, verloop: Verloop) -> Antwoord:
        known = self._credentials.bij_de_hand()
        if known is None:  # a token that is on its way when the first part is over must not be lost
            async with asyncio.timeout_at(until):
                known = await self._credentials.kopteksten(self._token)
        verloop.headers = known
        headers = {**vraag.kopteksten, **verloop.headers}
        if (parent := spoor.get() if verloop.span is None else verloop.span.traceparent) is not None:
            headers["traceparent"] = parent
        first = verloop.begonnen + (until - verloop.begonnen) * EERSTE_DEEL if opnieuw else until
        transport, again = self._transport, vraag.herhaalbaar
        if isinstance(transport, Transport):
            # It keeps the time by itself: asyncio's limit takes a tenth of the time of a call.
            ontvangen = await transport.vraag(
                vraag.method, vraag.url, headers, vraag.content, repeatable=again, ineens=not vraag.stroom, until=first
            )
            response: Kop = ontvangen
            verloop.vertrok = ontvangen.stream.gevraagd
        else:
            verloop.vertrok = perf_counter()
            async with asyncio.timeout_at(first):
                response = await self._via_httpx(vraag, headers)
        verloop.kop, verloop.status = True, response.status_code
        self.versie = response.headers.get("api-version", self.versie)
        keep = False
        try:
            body = None if vraag.stroom else lezen.geheel(response, self._grenzen.max_bytes)
            if body is None:  # not all of it is there, or it is not as it should be
                async with asyncio.timeout_at(until):
                    body = await self._body(vraag, response)
                keep = vraag.stroom
        finally:
            if not keep:
                await _close(response)
        verloop.bytes, verloop.uitkomst = len(body), GELUKT
        return Antwoord(response, body)

    async def _body(self, vraag: Vraag, response: Kop) -> bytes:
        limits = self._grenzen
        try:
            await lezen.check(response, alleen_json=not vraag.stroom and vraag.method != "DELETE")
            if vraag.stroom:
                return b""
            return await lezen.read(response, max_bytes=limits.max_bytes, max_ratio=limits.max_ratio, groot=self._grote)
        except Weigering as refused:
            if refused.status != 304 or not vraag.voorwaardelijk:
                raise
            return b""

    async def _via_httpx(self, vraag: Vraag, headers: Mapping[str, str]) -> Kop:
        return await self._transport.handle_async_request(
            httpx.Request(
                vraag.method,
                vraag.url,
                headers=headers,
                content=vraag.content,
                extensions={"repeatable": vraag.herhaalbaar},
            )
        )

    def _refused(self, vraag: Vraag, verloop: Verloop, refused: Weigering) -> Mislukt:
        """Health: a refusal or an absence is an answer. 500 is undecided: Open Zaak gives it for a malformed id
        (MEASURED §2.1), and five of those from one visitor must not close the register for everybody."""
        status = refused.status
        if status in _TIJDELIJK:
            verloop.na_s = refused.na_s or 0.0
            verloop.uitkomst = MISLUKT
        elif status < 500:
            verloop.uitkomst = GELUKT
        aged = status == 401 or (status == 403 and refused.code.startswith("jwt-"))
        return Mislukt(
            refused.fout(self.naam, vraag.sjabloon),
            opnieuw=status in _TIJDELIJK and (status != 429 or refused.na_s is not None),
            na_s=refused.na_s,
            ververst=aged and self._credentials.verlopen(verloop.headers),
        )

    def _fout(self, vraag: Vraag, what: str) -> RegisterUnavailable:
        return RegisterUnavailable(self.naam, detail=f"{vraag.sjabloon}: {what}")

    async def _token(self, url: str, form: Mapping[str, str]) -> bytes:
        """The answer of a token endpoint, for the credentials; within the time of the call that needs it."""
        content = urlencode(form).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        request = httpx.Request("POST", url, headers=headers, content=content, extensions={"repeatable": True})
        retryable, what = True, ""
        try:
            response = await self._transport.handle_async_request(request)
            try:
                await lezen.check(response, alleen_json=True)
                return await lezen.read(response, max_bytes=_TOKEN_MAX_BYTES, max_ratio=self._grenzen.max_ratio)
            finally:
                await _close(response)
        except Weigering as refused:
            what, retryable = f"status {refused.status}", refused.status >= 500
        except Onbruikbaar as unusable:
            what, retryable = str(unusable), False
        except httpx.TransportError as error:
            what = type(error).__name__
        raise RegisterUnavailable(self.naam, retryable=retryable, detail=f"token endpoint: {what}")

    # ------------------------------------------------------------------ a file

    @asynccontextmanager
    async def stream(self, vraag: Vraag, *, max_bytes: int, duur_s: float) -> AsyncIterator[AsyncIterator[bytes]]:
        """The bytes as they come. It has places of its own: who downloads slowly must not hold up the questions."""
        clock = asyncio.get_running_loop().time
        begonnen = clock()
        place = False
        try:
            async with asyncio.timeout_at(self._until(begonnen)):
                place = await self._stromen.acquire()
        except TimeoutError:
            pass
        if not place:
            raise RegisterTimeout(self.naam, detail=f"{vraag.sjabloon}: in the queue")
        try:
            response = (await self.call(vraag)).response
            try:
                yield self._chunks(vraag, response, max_bytes, begonnen + duur_s)
            finally:
                await _close(response)
        finally:
            self._stromen.release()

    async def _chunks(self, vraag: Vraag, response: Kop, max_bytes: int, until: float) -> AsyncIterator[bytes]:
        clock = asyncio.get_running_loop().time
        parts = lezen.stream(response, max_bytes=max_bytes, max_ratio=max_bytes)
        fout: RegisterError
        while True:
            try:
                async with asyncio.timeout_at(min(until, clock() + self._grenzen.timeout_s)):
                    part = await anext(parts, None)
            except TimeoutError:
                fout = RegisterTimeout(self.naam, detail=f"{vraag.sjabloon}: in the body")
                break
            except Onbruikbaar as unusable:
                fout = RegisterInvalidResponse(self.naam, detail=f"{vraag.sjabloon}: {unusable}")
                break
            except httpx.TransportError:
                fout = RegisterInvalidResponse(self.naam, detail=f"{vraag.sjabloon}: the answer was cut off")
                break
            if part is None:
                return
            yield part
        raise fout


async def _close(response: Kop) -> None:
    if isinstance(response, Ontvangen):
        response.stream.klaar()
    elif isinstance(response.stream, httpx.AsyncByteStream):
        await response.stream.aclose()
