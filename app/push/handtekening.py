"""Handtekening: by which a receiver knows from whom an event comes, and when: the scheme of Standard Webhooks,
HMAC-SHA256 over `id.timestamp.body`."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256

ID, TIJDSTIP, MERK = "webhook-id", "webhook-timestamp", "webhook-signature"
#: A message is not believed when its time is further off than this; that clocks differ is usual.
SPELING_S = 300


def onderteken(geheim: bytes, id_: str, tijdstip_s: int, body: bytes) -> dict[str, str]:
    """The headers of a message."""
    return {ID: id_, TIJDSTIP: str(tijdstip_s), MERK: _merk(geheim, id_, str(tijdstip_s), body)}


def klopt(geheim: bytes, koppen: Mapping[str, str], body: bytes, nu_s: float) -> bool:
    """Whether one of the signatures is made with this secret, over this body, not long ago. (A sender that changes his
    secret signs with both for a while.)"""
    id_, tijdstip = koppen.get(ID, ""), koppen.get(TIJDSTIP, "")
    if not id_ or not (tijdstip.isascii() and tijdstip.isdecimal() and len(tijdstip) < 12):
        return False
    goed = _merk(geheim, id_, tijdstip, body).encode()
    gegeven = koppen.get(MERK, "").split(" ")[:5]
    matches = [hmac.compare_digest(goed, merk.encode("utf-8", "replace")) for merk in gegeven]
    return any(matches) and abs(nu_s - int(tijdstip)) <= SPELING_S


def _merk(geheim: bytes, id_: str, tijdstip: str, body: bytes) -> str:
    made = hmac.new(geheim, f"{id_}.{tijdstip}.".encode() + body, sha256).digest()
    return f"v1,{b64encode(made).decode()}"
