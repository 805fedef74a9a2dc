"""Antwoord: what a register sent, read with distrust: status, kind, size, compression, JSON.

Nothing of a body or URL gets into an error: only the status, the product's own `code` when it is a plain word, and the
place in the JSON.
"""

from __future__ import annotations

import asyncio
import json
import re
import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from typing import TypeVar

import httpx
import msgspec

from app.registries.client.grenzen import Afwezig, TeVeelGevonden, Verborgen
from app.registries.client.transport import Ontvangen
from resolvers.grammar.errors import BadUserInput, NotFound, RegisterError, RegisterInvalidResponse, RegisterUnavailable

T = TypeVar("T")

#: How much of a refusal is read, to find its `code`.
MAX_REFUSAL = 65_536
#: A small answer may swell to this whatever its ratio.
FREE = 65_536
#: An answer over this size is a large one.
KLEIN = 262_144
#: Up to this size a key that stands twice in one object is refused. Looking for it costs more than reading, so in a
#: long list the last one counts: a register that lies needs no second key for it, and nobody reads its answer but us.
MAX_GEKEURD = 8_192

_CODE = re.compile(r"[A-Za-z][A-Za-z_-]{0,63}")
_EXPECTED = re.compile(r"Expected `[\w |\[\]]{1,80}`(, got `\w{1,20}`)?")
_PLACE = re.compile(r"\$[\w.\[\]]{0,200}")


#: What comes before a body: of our own transport, or of one of httpx (in tests).
Kop = Ontvangen | httpx.Response


class Weigering(Exception):
    """The register answered with a status that is no answer. `na_s`: when it asks to come back, None when it does not
    say."""

    def __init__(self, status: int, code: str, na_s: float | None) -> None:
        super().__init__()
        self.status = status
        self.code = code
        self.na_s = na_s

    def fout(self, register: str, sjabloon: str) -> RegisterError | NotFound | BadUserInput:
        """As an error of the grammar. A 403 is also how Open Zaak says that our token is wrong (MEASURED §2.1): only
        its `permission_denied` on one object means that the object is hidden; the rest must not pass for an absence."""
        detail = f"{sjabloon}: status {self.status}{f' ({self.code})' if self.code else ''}"
        if self.status == 404:
            return Afwezig(detail=detail)
        if self.status == 403 and "{" in sjabloon and self.code == "permission_denied":
            return Verborgen(detail=detail)
        if self.status == 400 and self.code == "tooManyResults":
            return TeVeelGevonden(detail=detail)
        if self.status in {401, 403}:
            return RegisterUnavailable(register, retryable=False, detail=detail)
        if self.status == 429 or self.status >= 500:
            return RegisterUnavailable(register, detail=detail)
        return RegisterInvalidResponse(register, detail=detail)


class Onbruikbaar(Exception):
    """The answer cannot be used; the text is ours and fixed."""


def geheel(response: Kop, max_bytes: int) -> bytes | None:
    """The body of an answer that is as most are: it is there, it is JSON, as it is and not too large. None: `check` and
    `read` must say what it is."""
    if not isinstance(response, Ontvangen) or response.status_code != 200:
        return None
    headers = response.headers
    if headers.get("content-type", "").partition(";")[0] != "application/json" or "content-encoding" in headers:
        return None
    return response.stream.geheel(max_bytes)


async def check(response: Kop, *, alleen_json: bool) -> None:
    """Whether there is something to read. 3xx is no answer: nothing is followed."""
    status = response.status_code
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
    if status == 304 or not 200 <= status < 400:
        code = ""
        if is_json and 400 <= status < 500:
            code = _code_in(await read(response, max_bytes=MAX_REFUSAL, max_ratio=100))
        raise Weigering(status, code, _retry_after(response))
    if status >= 300:
        raise Onbruikbaar(f"status {status}: a redirect")
    if alleen_json and status != 204 and not is_json:
        raise Onbruikbaar("the answer is not JSON")


async def read(response: Kop, *, max_bytes: int, max_ratio: int, groot: Sequence[asyncio.Semaphore] = ()) -> bytes:
    """The whole body. `groot`: how many large ones are read at the same time, of this API and of all; the others wait,
    and their registers with them."""
    if isinstance(response, Ontvangen) and "content-encoding" not in response.headers:
        body = await response.stream.ineens(max_bytes)
        if body is not None:
            return body
    first, rest = b"", bytearray()  # which grows where it is; parts would be there twice when they are put together
    async with AsyncExitStack() as plaats:
        large = False
        async for part in stream(response, max_bytes=max_bytes, max_ratio=max_ratio):
            if not first:
                first = part
                continue
            if not rest:
                rest += first
            rest += part
            if not large and len(rest) > KLEIN:
                large = True
                for plaatsen in groot:
                    await plaats.enter_async_context(plaatsen)
        return bytes(rest) if rest else first


async def stream(response: Kop, *, max_bytes: int, max_ratio: int) -> AsyncIterator[bytes]:
    """The body, decompressed by us with the limit in the decompressor: httpx would unpack a bomb before anyone could
    count."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in {"", "identity", "gzip", "x-gzip"}:
        raise Onbruikbaar("an unknown content-encoding")
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) > max_bytes:
        raise Onbruikbaar("the answer is too large")
    inflate = zlib.decompressobj(31) if coding in {"gzip", "x-gzip"} else None
    received = size = 0
    async for chunk in response.stream:  # type: ignore[union-attr] # asynchronous, as every transport here is
        received += len(chunk)
        if inflate is None:
            size += len(chunk)
            if size > max_bytes:
                raise Onbruikbaar("the answer is too large")
            yield chunk
            continue
        room = min(max_bytes, max(FREE, received * max_ratio)) - size
        try:
            unpacked = inflate.decompress(chunk, room + 1)
        except zlib.error:
            raise Onbruikbaar("the compression is broken") from None
        size += len(unpacked)
        if len(unpacked) > room:
            raise Onbruikbaar("the answer is too large")
        if inflate.unused_data:
            raise Onbruikbaar("the compression is broken")
        if unpacked:
            yield unpacked
    if inflate is not None and not inflate.eof:
        raise Onbruikbaar("the compression is broken")


def decode(body: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    """Strict: no NaN, no broken UTF-8 (also not in fields that are passed over), no nesting without end, no key twice
    (see MAX_GEKEURD)."""
    problem = "the JSON is broken"
    try:
        if not body.isascii():
            body.decode()
        found = decoder.decode(body)
        if len(body) > MAX_GEKEURD or not _dubbel(body):
            return found
        problem = "a key stands twice"
    except msgspec.ValidationError as error:
        problem = _shape(str(error))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    raise Onbruikbaar(problem)


def _dubbel(body: bytes) -> bool:
    """Whether a key stands twice in one object: read and written again it is gone, and a colon with it. A colon that
    was written as an escape would make up for that; then every object is looked at, which no register makes us do."""
    # most have no escape at all, and one character is found ten times as fast
    if b"\\" not in body or b"\\u003" not in body:
        return msgspec.json.encode(msgspec.json.decode(body)).count(b":") != body.count(b":")
    twice = False

    def once(pairs: list[tuple[str, object]]) -> None:
        nonlocal twice
        twice = twice or len(dict(pairs)) != len(pairs)

    json.loads(body, object_pairs_hook=once)
    return twice


def _shape(text: str) -> str:
    """Where and which type, without what stood there: msgspec quotes values of enums and names of keys."""
    expected, place = _EXPECTED.match(text), _PLACE.search(text)
    what = expected.group() if expected else "another value"
    return f"{what} at {place.group()}" if place else what


_DECODERS: dict[object, msgspec.json.Decoder[object]] = {}


def decoder_van(soort: type[T]) -> msgspec.json.Decoder[T]:
    if (found := _DECODERS.get(soort)) is None:
        found = _DECODERS[soort] = msgspec.json.Decoder(soort)
    return found  # type: ignore[return-value] # of this kind


class _Probleem(msgspec.Struct):
    code: object = None


def _code_in(body: bytes) -> str:
    """The product's own error code, when it is a plain word: no digits, so never somebody's number."""
    try:
        code = decode(body, decoder_van(_Probleem)).code
    except Onbruikbaar:
        return ""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _retry_after(response: Kop) -> float | None:
    """In seconds; the form with a date is for pauses that are too long for us anyway."""
    value = response.headers.get("retry-after", "").strip()
    if not value:
        return None
    return float(value) if value.isdigit() and len(value) < 9 else float("inf")
