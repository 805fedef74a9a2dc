"""Wensen: what the headers of a message ask of its answer: in which form, in which language, how strict, under which
name.

A client sends the same headers with every message: what they come down to is worked out once for each combination.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from starlette.datastructures import Headers

from app.http.bericht import JSON
from app.http.delen import Dialect, dialect
from app.http.taal import Taal, taal_uit
from app.telemetry.gebruik import Client, client_uit

RESPONSE_JSON = "application/graphql-response+json"

_GELEZEN = frozenset(
    {
        b"accept",
        b"accept-language",
        b"prefer",
        b"x-client-name",
        b"x-client-version",
        b"apollographql-client-name",
        b"apollographql-client-version",
    }
)
#: What is more, or longer, is read anew each time: nobody may fill the memory with his headers.
_MEESTE_REGELS, _LANGSTE = 16, 1024
#: So is what could hold somebody's number: that is never kept, nor a key to anything.
_CIJFERS = re.compile(rb"[0-9]{8}")
_MEESTE = 512
_NUL = re.compile(r"q=0(\.0*)?")

Gezegd = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wensen:
    """`aanvaardt`: what the client says that it can read. `media`: in which of our types it is answered; None when it
    can read neither. `in_delen`: how it can read an answer in parts. `streng`: None when it does not say."""

    aanvaardt: frozenset[str]
    media: str | None
    in_delen: Dialect | None
    taal: Taal
    streng: bool | None
    client: Client


def wensen_uit(koppen: Headers) -> Wensen:
    gezegd = tuple([kop for kop in koppen.raw if kop[0] in _GELEZEN])
    waarden = b",".join([waarde for _, waarde in gezegd])
    houdbaar = len(gezegd) <= _MEESTE_REGELS and len(waarden) <= _LANGSTE and _CIJFERS.search(waarden) is None
    return _bekend(gezegd) if houdbaar else _lees(gezegd)


def _lees(gezegd: Gezegd) -> Wensen:
    koppen = Headers(raw=list(gezegd))
    aanvaard = koppen.getlist("accept")
    aanvaardt, in_delen = _aanvaardt(aanvaard), dialect(",".join(aanvaard))
    return Wensen(
        aanvaardt=aanvaardt,
        media=_media(aanvaardt) or (JSON if in_delen is not None else None),
        in_delen=in_delen,
        taal=taal_uit(koppen.get("accept-language", "")),
        streng=_streng(koppen.get("prefer", "")),
        client=_client(koppen),
    )


_bekend = lru_cache(_MEESTE)(_lees)


def _aanvaardt(aanvaard: list[str]) -> frozenset[str]:
    accepted = set()
    for entry in ",".join(aanvaard or ["*/*"]).lower().split(","):
        kind, *parameters = (part.strip() for part in entry.split(";"))
        if not any(_NUL.fullmatch(parameter) for parameter in parameters):
            accepted.add(kind)
    return frozenset(accepted)


def _media(aanvaardt: frozenset[str]) -> str | None:
    """The new type when it says so, the old one when it says that or nothing in particular."""
    if RESPONSE_JSON in aanvaardt:
        return RESPONSE_JSON
    return JSON if aanvaardt & {JSON, "application/*", "*/*"} else None


def _streng(prefer: str) -> bool | None:
    plain = prefer.lower().replace(" ", "")
    return False if "handling=lenient" in plain else True if "handling=strict" in plain else None


def _client(koppen: Headers) -> Client:
    """As it calls itself, in our headers or in those of Apollo's clients."""
    naam = koppen.get("x-client-name") or koppen.get("apollographql-client-name", "")
    return client_uit(naam, koppen.get("x-client-version") or koppen.get("apollographql-client-version", ""))
