"""Storingen: every fault that a register, or the road to it, is tried with, by name.

A fault is a function that answers one request (`storing_lijn`: connection, time, HTTP; `storing_inhoud`: what is in the
answer), set by the proxy (`storing_proxy`) on some of the registers of one gateway.
"""

from __future__ import annotations

from tests.onder_vuur.storing_inhoud import INHOUD
from tests.onder_vuur.storing_lijn import LIJN
from tests.onder_vuur.storing_proxy import Storing

STORINGEN: dict[str, Storing] = {storing.naam: storing for storing in (*LIJN, *INHOUD)}
assert len(STORINGEN) == len(LIJN) + len(INHOUD), "two faults have one name"
