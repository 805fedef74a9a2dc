"""Bellen: one HTTP request of the sandbox itself: no proxy, no redirect, no connection that is kept."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

GROOTST = 10_000_000
"""Bytes of an answer that are read."""


class Gehoord(NamedTuple):
    status: int
    body: bytes


def bel(
    methode: str, url: str, *, body: bytes | None = None, kop: Mapping[str, str] | None = None, geduld_s: float = 5.0
) -> Gehoord:
    """Waits for the answer; not for use on an event loop. OSError: nobody answers (in time), or what answers does not
    speak HTTP. `geduld_s` counts per read."""
    delen = urlsplit(url)
    soort = http.client.HTTPSConnection if delen.scheme == "https" else http.client.HTTPConnection
    lijn = soort(delen.hostname or "", delen.port, timeout=geduld_s)
    pad = (delen.path or "/") + (f"?{delen.query}" if delen.query else "")
    try:
        lijn.request(methode, pad, body, {"Connection": "close", **(kop or {})})
        antwoord = lijn.getresponse()
        return Gehoord(antwoord.status, antwoord.read(GROOTST))
    except http.client.HTTPException:
        raise OSError("no HTTP answer") from None
    finally:
        lijn.close()
