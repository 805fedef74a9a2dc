"""ValidatingTransport: lets every request and answer through, and writes down where they leave the OpenAPI document.

Source: oas.py. Put it between a register client and whatever answers (a sandbox app, a recording, a real server).
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx

from tests.contract.oas import sjabloon_van, validate_request, validate_response


class ValidatingTransport(httpx.AsyncBaseTransport):
    """`prefix`: what the address of the register has before the product's own paths (`/openzaak` in the sandbox).

    `bevindingen` holds the findings in the order in which they came, each once; `gezien` the operations that passed, as
    `GET /zaken/api/v1/zaken/{uuid}`, so that a test can tell that something was looked at. `buiten`: paths that are no
    part of the API, such as that of a token endpoint.
    """

    def __init__(
        self, inner: httpx.AsyncBaseTransport, product: str, prefix: str = "", *, buiten: frozenset[str] = frozenset()
    ) -> None:
        self.inner = inner
        self.product = product
        self.prefix = prefix.rstrip("/")
        self.buiten = buiten
        self.bevindingen: list[str] = []
        self.gezien: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix(self.prefix)
        if path in self.buiten:
            return await self.inner.handle_async_request(request)
        inhoud = await request.aread()
        sent, is_leesbaar = _json(inhoud, request.headers)
        if not is_leesbaar:
            self._noteer([f"{self.product} {request.method} request body: no JSON"])
        query = request.url.params.multi_items()
        self._noteer(validate_request(self.product, request.method, path, query, request.headers, sent))
        self.gezien.append(f"{request.method} {sjabloon_van(self.product, request.method, path)}")
        response = await self.inner.handle_async_request(request)
        ruw = b"".join([chunk async for chunk in _stroom(response)])
        await response.aclose()
        # The bytes go on as they came; a copy is unpacked to look at.
        copy = httpx.Response(response.status_code, headers=response.headers, content=ruw)
        got, is_leesbaar = _json(copy.content, copy.headers)
        if not is_leesbaar:
            self._noteer([f"{self.product} {request.method} response {response.status_code} body: no JSON"])
        self._noteer(validate_response(self.product, request.method, path, response.status_code, response.headers, got))
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=httpx.ByteStream(ruw),
            extensions=response.extensions,
            request=request,
        )

    async def aclose(self) -> None:
        await self.inner.aclose()

    def schoon(self) -> None:
        """Fails with what was found, and when nothing passed at all."""
        assert self.gezien, f"{self.product}: no request passed, so nothing was tested"
        assert not self.bevindingen, "\n".join(self.bevindingen)

    def _noteer(self, found: list[str]) -> None:
        self.bevindingen += [bevinding for bevinding in found if bevinding not in self.bevindingen]


async def _stroom(response: httpx.Response) -> AsyncIterator[bytes]:
    if isinstance(response.stream, httpx.AsyncByteStream):
        async for chunk in response.stream:
            yield chunk


def _json(inhoud: bytes, headers: httpx.Headers) -> tuple[object, bool]:
    """The parsed JSON, the bytes when it says to be something else, None without; and whether it was what it said."""
    if not inhoud:
        return None, True
    if "json" not in headers.get("content-type", ""):
        return inhoud, True
    try:
        found: object = json.loads(inhoud)
    except ValueError:
        return inhoud, False
    return found, True
