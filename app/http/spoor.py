"""Spoor: the trace that another organisation brought along (W3C Trace Context).

Only an organisation that proved who it is may choose the trace under which its question is logged here: then both logs
tell of the same exchange. Anybody else could steer or link log lines with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request

from resolvers.grammar.afnemer import AfnemerSoort, Authenticatie

_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Spoor:
    trace_id: str
    span_id: str


def meegebracht(request: Request, afnemer: Authenticatie) -> Spoor | None:
    """None: nobody to believe, or nothing that is a traceparent."""
    if afnemer.soort is not AfnemerSoort.OVERHEIDSORGANISATIE:
        return None
    found = _TRACEPARENT.fullmatch(request.headers.get("traceparent", ""))
    return Spoor(*found.groups()) if found else None
