"""RegisterClient: one API of one register, as its adapter asks it: by path template, into the type that the adapter
names."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager
from itertools import count
from typing import Literal, Self, TypeVar

import httpx
import msgspec

from app.registries.breaker import Breaker
from app.registries.client import antwoord as lezen
from app.registries.client.adres import Params, url_van
from app.registries.client.antwoord import Onbruikbaar, decoder_van
from app.registries.client.grenzen import Afwezig, Grenzen
from app.registries.client.lijn import Lijn
from app.registries.client.paginas import Pagina, aantal_paginas, decoder_van_pagina
from app.registries.client.plaatsen import Plaatsen
from app.registries.client.transport import Transport
from app.registries.client.vraag import Antwoord, Vraag
from app.registries.credentials import Credentials, Geen
from resolvers.grammar.errors import RegisterInvalidResponse
from resolvers.grammar.reeks import Reeks

T = TypeVar("T")
Method = Literal["GET", "POST"]

#: Pages of a list that does not tell how many there are.
MEESTE_ONGETELD = 20

_KOPTEKSTEN = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "MijnZaken"}


class RegisterClient:
    """`basis` is the root of the API; `naam` the register's configured name. `transport` is for tests and proxies,
    `tls` for trust of its own. The APIs of one register share its `plaatsen`: how many questions it gets at once;
    all of a process share `grote`: how many large answers are read at once."""

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
        breaker: Breaker | None = None,
        plaatsen: Plaatsen | None = None,
        grote: asyncio.Semaphore | None = None,
    ) -> None:
        if tls is False:
            raise ValueError("a register without proof of who it is cannot be connected")
        self.naam = naam
        self.basis = basis.rstrip("/")
        self.grenzen = grenzen or Grenzen()
        self.breaker = breaker or Breaker()
        self._kopteksten = {**_KOPTEKSTEN, **(kopteksten or {})}
        self._lijn = Lijn(
            naam=naam,
            credentials=credentials or Geen(),
            grenzen=self.grenzen,
            transport=transport or Transport(tls=None if tls is True else tls, idle=self.grenzen.meeste),
            breaker=self.breaker,
            plaatsen=plaatsen or Plaatsen(self.grenzen.gelijktijdig, self.grenzen.gelijktijdig_hoogst),
            grote=grote,
        )

    @property
    def versie(self) -> str:
        """What the register said of itself last (`API-version`); empty when it never did."""
        return self._lijn.versie

    async def aclose(self) -> None:
        await self._lijn.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    # ------------------------------------------------------------------ one thing

    async def get(
        self,
        sjabloon: str,
        soort: type[T],
        *,
        pad: Mapping[str, str] | None = None,
        params: Params = (),
        kopteksten: Mapping[str, str] | None = None,
    ) -> T:
        """404 is Afwezig, a hidden object Verborgen; every other failure is a RegisterError."""
        vraag = self._vraag("GET", sjabloon, pad, params, kopteksten, herhaalbaar=True)
        return self._decode(await self._lijn.call(vraag), decoder_van(soort), sjabloon)

    async def conditional_get(
        self,
        sjabloon: str,
        soort: type[T],
        *,
        etag: str | None,
        pad: Mapping[str, str] | None = None,
        params: Params = (),
        kopteksten: Mapping[str, str] | None = None,
    ) -> tuple[T, str | None] | None:
        """The resource and its ETag; None when it is still the one of `etag`. For catalogue data only: the ETag of a
        zaak does not change when a rol is taken away (MEASURED §1.3), so it proves nothing about who may see it."""
        conditional = {**(kopteksten or {}), "If-None-Match": etag} if etag is not None else kopteksten
        vraag = self._vraag(
            "GET", sjabloon, pad, params, conditional, herhaalbaar=True, voorwaardelijk=etag is not None
        )
        found = await self._lijn.call(vraag)
        if found.response.status_code == 304:
            return None
        return self._decode(found, decoder_van(soort), sjabloon), found.response.headers.get("etag")

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
        """`idempotent`: a search, which may be asked twice. When it is not there itself, nothing was searched: that is
        a mistake in our settings and must not pass for an absence."""
        vraag = self._vraag("POST", sjabloon, pad, params, kopteksten, json=json, herhaalbaar=idempotent)
        found = None
        try:
            found = await self._lijn.call(vraag)
        except Afwezig:
            if pad or not idempotent:
                raise
        if found is None:
            raise self._invalid(sjabloon, "status 404")
        return self._decode(found, decoder_van(soort), sjabloon)

    async def patch(
        self,
        sjabloon: str,
        soort: type[T],
        *,
        json: object,
        pad: Mapping[str, str] | None = None,
        params: Params = (),
        kopteksten: Mapping[str, str] | None = None,
    ) -> T:
        vraag = self._vraag("PATCH", sjabloon, pad, params, kopteksten, json=json)
        return self._decode(await self._lijn.call(vraag), decoder_van(soort), sjabloon)

    async def delete(
        self,
        sjabloon: str,
        *,
        pad: Mapping[str, str] | None = None,
        params: Params = (),
        kopteksten: Mapping[str, str] | None = None,
    ) -> None:
        await self._lijn.call(self._vraag("DELETE", sjabloon, pad, params, kopteksten))

    def stream(
        self,
        sjabloon: str,
        *,
        pad: Mapping[str, str] | None = None,
        params: Params = (),
        max_bytes: int = 512_000_000,
        duur_s: float = 60.0,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The bytes of a file, as they come. `duur_s` is for all of it; each part has the time of a call."""
        vraag = self._vraag("GET", sjabloon, pad, params, {"Accept": "*/*"}, herhaalbaar=True, stroom=True)
        return self._lijn.stream(vraag, max_bytes=max_bytes, duur_s=duur_s)

    # ------------------------------------------------------------------ lists

    async def pages(
        self,
        sjabloon: str,
        soort: type[T],
        *,
        method: Method = "GET",
        json: object = None,
        pad: Mapping[str, str] | None = None,
        params: Params = (),
        kopteksten: Mapping[str, str] | None = None,
        paginaparameter: str = "page",
        groottenaam: str | None = "pageSize",
        grootte: int = 100,
        hoogstens: int | None = None,
        keurt: Callable[[list[T]], Awaitable[bool]] | None = None,
    ) -> list[T]:
        """All items: the first page, then the others at once, by number. A list that is longer than the limit, or than
        there can be (`hoogstens`), is refused, for it is most likely a filter that was ignored (MEASURED §1.1); so is
        one that gives less than it says: an incomplete list must not look complete. One that does not tell how many
        there are is followed less far, for it need not have an end. `groottenaam` None: this list does not let us
        choose. `keurt` sees the first page before the others are asked; False: this is not what was asked, and the
        answer is empty."""

        size = [(groottenaam, str(grootte))] if groottenaam is not None else []

        def page(nummer: int) -> Coroutine[object, object, Pagina[T]]:
            asked = [*params, (paginaparameter, str(nummer)), *size]
            return self._page(sjabloon, soort, method, json, pad, asked, kopteksten, vervolg=nummer > 1)

        eerste = await page(1)
        if hoogstens is not None and max(eerste.count or 0, len(eerste.results)) > hoogstens:
            raise self._invalid(sjabloon, "more items than were asked")
        if keurt is not None and not await keurt(eerste.results):
            return []
        total = aantal_paginas(eerste)
        self._check_paginas(sjabloon, total)
        items, laatste, geteld = list(eerste.results), eerste, eerste.geteld
        if total > 1:
            for more in await _together([page(nummer) for nummer in range(2, total + 1)]):
                items.extend(more.results)
                laatste = more
        if not geteld:
            self._check_vervolg(sjabloon, None, eerste)
        while laatste.next and not geteld:
            total += 1
            self._check_paginas(sjabloon, total, hoogstens=MEESTE_ONGETELD)
            vorige, laatste = laatste, await page(total)
            self._check_vervolg(sjabloon, vorige, laatste)
            items.extend(laatste.results)
        told = min(eerste.count or 0, laatste.count if laatste.count is not None else eerste.count or 0)
        if eerste.count_exact and len(items) < told:
            raise self._invalid(sjabloon, "fewer items than it said")
        return items

    def bladeren(
        self,
        sjabloon: str,
        soort: type[T],
        *,
        method: Method = "GET",
        json: object = None,
        pad: Mapping[str, str] | None = None,
        params: Params = (),
        kopteksten: Mapping[str, str] | None = None,
        paginaparameter: str = "page",
        groottenaam: str = "pageSize",
        grootte: int = 100,
    ) -> AsyncIterator[list[T]]:
        """Page by page, as far as the reader reads."""
        nummers = count(1)
        seen, told, klaar = 0, 0, False
        vorige: Pagina[T] | None = None

        async def volgende() -> list[T] | None:
            nonlocal seen, told, klaar, vorige
            if klaar:
                if seen < told:
                    raise self._invalid(sjabloon, "fewer items than it said")
                return None
            nummer = next(nummers)
            self._check_paginas(sjabloon, nummer)
            asked = [*params, (paginaparameter, str(nummer)), (groottenaam, str(grootte))]
            found = await self._page(sjabloon, soort, method, json, pad, asked, kopteksten, vervolg=nummer > 1)
            if not found.geteld:
                self._check_vervolg(sjabloon, vorige, found)
                vorige = found
            seen += len(found.results)
            if found.count is not None:
                told = found.count if found.count_exact else 0
            klaar = not (found.results and (seen < told or (told == 0 and found.next)))
            return found.results

        return Reeks(volgende)

    async def eerste_pagina(
        self,
        sjabloon: str,
        soort: type[T],
        *,
        method: Method = "GET",
        json: object = None,
        params: Params = (),
        kopteksten: Mapping[str, str] | None = None,
        groottenaam: str = "pageSize",
        grootte: int = 100,
    ) -> list[T]:
        """A sample: what comes first, and no more."""
        asked = [*params, ("page", "1"), (groottenaam, str(grootte))]
        return (await self._page(sjabloon, soort, method, json, None, asked, kopteksten)).results

    async def _page(
        self,
        sjabloon: str,
        soort: type[T],
        method: Method,
        json: object,
        pad: Mapping[str, str] | None,
        params: Params,
        kopteksten: Mapping[str, str] | None,
        *,
        vervolg: bool = False,
    ) -> Pagina[T]:
        """A page past the end is a 404 (MEASURED §2.1): the list became shorter. On the first page it says that the
        list itself is not there, which is a mistake in our settings and must not pass for an absence; unless it is the
        list of one object."""
        vraag = self._vraag(method, sjabloon, pad, params, kopteksten, json=json, herhaalbaar=True)
        found = None
        try:
            found = await self._lijn.call(vraag)
        except Afwezig:
            if pad and not vervolg:
                raise
        if found is not None:
            return self._decode(found, decoder_van_pagina(soort), sjabloon)
        if not vervolg:
            raise self._invalid(sjabloon, "status 404")
        return Pagina(results=[])

    def _check_paginas(self, sjabloon: str, total: int, hoogstens: int | None = None) -> None:
        most = self.grenzen.paginas if hoogstens is None else min(hoogstens, self.grenzen.paginas)
        if total > most:
            raise self._invalid(sjabloon, f"{total} pages, at most {most}")

    def _check_vervolg(self, sjabloon: str, vorige: Pagina[T] | None, found: Pagina[T]) -> None:
        """Of a list that does not tell how many there are: it may go on, but it must get somewhere."""
        if found.next and not found.results:
            raise self._invalid(sjabloon, "an empty page that says there is more")
        if found.results and vorige is not None and found.results == vorige.results:
            raise self._invalid(sjabloon, "the same page again")

    # ------------------------------------------------------------------ both ways

    def _vraag(
        self,
        method: Literal["GET", "POST", "PATCH", "DELETE"],
        sjabloon: str,
        pad: Mapping[str, str] | None,
        params: Params,
        kopteksten: Mapping[str, str] | None,
        *,
        json: object = None,
        herhaalbaar: bool = False,
        voorwaardelijk: bool = False,
        stroom: bool = False,
    ) -> Vraag:
        if method not in {"GET", "POST", "PATCH", "DELETE"}:
            raise ValueError(method)  # never HEAD, see the package
        headers = {**self._kopteksten, **kopteksten} if kopteksten else {**self._kopteksten}
        content = None
        if json is not None:
            content = msgspec.json.encode(json)
            headers["Content-Type"] = "application/json"
        return Vraag(
            method=method,
            sjabloon=sjabloon,
            url=url_van(self.basis, sjabloon, pad or {}, params),
            kopteksten=headers,
            content=content,
            herhaalbaar=herhaalbaar,
            voorwaardelijk=voorwaardelijk,
            stroom=stroom,
        )

    def _decode(self, found: Antwoord, decoder: msgspec.json.Decoder[T], sjabloon: str) -> T:
        try:
            return lezen.decode(found.body, decoder)
        except Onbruikbaar as unusable:
            problem = str(unusable)
        raise self._invalid(sjabloon, problem)

    def _invalid(self, sjabloon: str, problem: str) -> RegisterInvalidResponse:
        return RegisterInvalidResponse(self.naam, detail=f"{sjabloon}: {problem}")


async def _together(questions: list[Coroutine[object, object, T]]) -> list[T]:
    """All answers, in order. When one fails the others are called off instead of being asked for nothing."""
    if not questions:
        return []
    tasks = [asyncio.ensure_future(question) for question in questions]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
