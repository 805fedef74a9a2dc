"""Spoor: the trace that another organisation brought along (W3C Trace Context).

Only an organisation that proved who it is may choose the trace under which its question is logged here: then both logs
tell of the same exchange. Anybody else could steer or link log lines with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import Request

from app.registries.oproep import PAD, RESTEREND
from app.verwerkingenlog.vastlegging import Verloop
from resolvers.grammar.afnemer import AfnemerSoort, Authenticatie

_OIN = re.compile(r"\b[0-9]{20}\b", re.ASCII)
_LANGSTE_PAD = 512
_ORGANISATIE = AfnemerSoort.OVERHEIDSORGANISATIE
_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Spoor:
    trace_id: str
    span_id: str


def meegebracht(request: Request, afnemer: Authenticatie) -> Spoor | None:
    """None: nobody to believe, or nothing that is a traceparent."""
    if afnemer.soort is not _ORGANISATIE:
        return None
    found = _TRACEPARENT.fullmatch(request.headers.get("traceparent", ""))
    return Spoor(*found.groups()) if found else None


def breng_over(request: Request, afnemer: Authenticatie, verloop: Verloop) -> None:
    """Of what a door does that is no GraphQL: which organisation it came from, and under which trace of hers."""
    verloop.afkomst = afnemer.organisatie_oin or ""
    if (komt_van := meegebracht(request, afnemer)) is not None:
        request.state.trace_id = verloop.trace_id = komt_van.trace_id
        verloop.parent_span_id = komt_van.span_id


def ketenpad(koppen: Headers, afnemer: Authenticatie) -> tuple[str, ...]:
    """By which organisations the question of an organisation came, who asks last of all: so that it does not go round.
    Nobody's word is needed for the last one."""
    if afnemer.organisatie_oin is None:
        return ()
    eerder = tuple(_OIN.findall(koppen.get(PAD, "")[:_LANGSTE_PAD]))
    return eerder if eerder[-1:] == (afnemer.organisatie_oin,) else (*eerder, afnemer.organisatie_oin)


def resterend_s(koppen: Headers) -> float | None:
    """How long the answer is still of use to the organisation that asks; None when it did not say."""
    found = koppen.get(RESTEREND, "")
    if not found.isascii() or not found.isdecimal():
        return None
    return min(int(found[:9]), 120_000) / 1000
