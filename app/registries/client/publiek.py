"""Publiek: calls that are not to a register: the keys of an issuer, and a question from the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import msgspec

from app.registries.client.antwoord import Onbruikbaar, Weigering, check, read
from app.registries.client.transport import Transport
from resolvers.grammar.errors import RegisterUnavailable

_TIMEOUT_S = 5.0
_MAX_BYTES = 1_000_000
_WIE = "uitgever"


async def haal_publiek(url: str, *, transport: httpx.AsyncBaseTransport | None = None) -> bytes:
    """A small public document, read with the distrust that registers get. Raises RegisterUnavailable."""
    line = transport or Transport(idle=0)
    headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "MijnZaken"}
    what = ""
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            request = httpx.Request("GET", url, headers=headers, extensions={"repeatable": True})
            response = await line.handle_async_request(request)
            await check(response, alleen_json=True)
            return await read(response, max_bytes=_MAX_BYTES, max_ratio=100)
    except TimeoutError:
        what = "not in time"
    except Weigering as refused:
        what = f"status {refused.status}"
    except Onbruikbaar as unusable:
        what = str(unusable)
    except (httpx.TransportError, httpx.InvalidURL) as error:
        what = type(error).__name__
    finally:
        if transport is None:
            await line.aclose()
    raise RegisterUnavailable(_WIE, detail=what)


async def stel_vraag(url: str, vraag: object, kopteksten: Mapping[str, str]) -> dict[str, Any] | str:
    """A GraphQL question; or a line that says why there is no answer."""
    async with httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=60.0) as http:
        try:
            response = await http.post(url, json=vraag, headers=dict(kopteksten))
        except (httpx.HTTPError, httpx.InvalidURL):
            return f"Er draait niets op {url}; start eerst `mijnzaken demo`."
    try:
        return msgspec.json.decode(response.content, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError):
        return f"Op {url} draait iets anders dan MijnZaken (status {response.status_code})."


async def luister(
    url: str, vraag: object, kopteksten: Mapping[str, str], toon: Callable[[dict[str, Any]], None]
) -> str | None:
    """A GraphQL subscription over server-sent events: shows each answer as it comes, until it is over. A line when
    there is nothing to listen to."""
    headers = {**kopteksten, "Accept": "text/event-stream"}
    rustig = httpx.Timeout(60.0, read=None)
    async with httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=rustig) as http:
        try:
            async with http.stream("POST", url, json=vraag, headers=headers) as response:
                if not response.headers.get("content-type", "").startswith("text/event-stream"):
                    return f"Op {url} is niets te volgen (status {response.status_code})."
                async for regel in response.aiter_lines():
                    naam, _, waarde = regel.partition(": ")
                    if naam == "data" and waarde:
                        toon(msgspec.json.decode(waarde, type=dict[str, Any]))
        except (httpx.HTTPError, httpx.InvalidURL):
            return f"Er draait niets (meer) op {url}; start eerst `mijnzaken demo`."
    return None
