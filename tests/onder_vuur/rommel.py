"""Rommel: what comes of a good message when somebody cuts it, doubles a piece, puts something strange in, or sends no
message at all."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import strategies as st

#: Of a person who is nobody here: it may never come back.
BSN = "999993653"
_VREEMD = (
    *(b"\x00", b"\xff\xfe", b"\xc3(", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", "\u202e".encode(), b"\r\n", b"\n\n"),
    *(b"null", b"true", b"-1", b"0", b"1e999", b"NaN", b"9" * 400, b"1.0000000000000000000001", b"2026-02-30"),
    *(b"{", b"}", b"[" * 300, b'{"a":' * 300, b'"', b"'", b",", b":", b'{"":{"":""}}', b'"__proto__":1,'),
    *(BSN.encode(), b"../../../etc/passwd", b"%00", b"%", b"http://elders.example/", b"${jndi:ldap://x}", b"';--"),
    *(b"a" * 5_000, b" " * 5_000, b"...F", b"@skip(if: true)", b"$x", b"#" * 100, b"__typename", b"\\", b"..", b"="),
)


@st.composite
def verminkt(draw: st.DrawFn, goede: Sequence[bytes]) -> bytes:
    """One of these with one to four things wrong with it; now and then any bytes."""
    if draw(st.integers(0, 11)) == 0:
        return draw(st.binary(max_size=200))
    found = draw(st.sampled_from(goede))
    for _ in range(draw(st.integers(1, 4))):
        a = draw(st.integers(0, len(found)))
        b = min(len(found), a + draw(st.sampled_from((0, 1, 2, 5, 20, 100))))
        erin = draw(
            st.one_of(
                st.just(b""),
                st.sampled_from(_VREEMD),
                st.binary(min_size=1, max_size=4),
                st.just(found[a:b] * 2),
                st.sampled_from(goede).map(lambda ander: ander[:60]),
            )
        )
        found = found[:a] + erin + found[b:]
    return found


#: Values that are of another kind than was agreed, or only just of the same.
WAARDEN: tuple[object, ...] = (
    *(None, True, False, 0, -1, 2**63, 1.5, 1e308, "", " ", "null", "2026-02-30", "0000-00-00", "9999-12-31", "P9999Y"),
    *("-P1D", "P0D", "2026-11-27T25:00:00Z", "\x00", "\u202e", "../..", "http://elders.example/api/v1/zaken/1", BSN),
    *([], {}, [None], [[]], [{}], {"": None}, {"url": None}, "x" * 3_000, "urn:uuid:0", "00000000-0000-0000-0000"),
)


def anders(gegeven: object, kans: Random, hoe_vaak: float = 0.02) -> object:
    """The same answer with other values in some places, a key less here and there, an item less or twice."""
    if kans.random() < hoe_vaak:
        return kans.choice(WAARDEN)
    if isinstance(gegeven, dict):
        return {key: anders(item, kans, hoe_vaak) for key, item in gegeven.items() if kans.random() > hoe_vaak}
    if isinstance(gegeven, list):
        keer = [0 if kans.random() < hoe_vaak else 2 if kans.random() < hoe_vaak else 1 for _ in gegeven]
        return [anders(item, kans, hoe_vaak) for item, vaak in zip(gegeven, keer, strict=True) for _ in range(vaak)]
    return gegeven
