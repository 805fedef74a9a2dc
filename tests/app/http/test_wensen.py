"""Wensen: the same for who says the same, and nobody fills the memory with what he says."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from app.http import wensen
from app.http.wensen import RESPONSE_JSON, wensen_uit

VEEL = [(b"prefer", b"")] * 6000
NUMMER = [(b"accept", b"application/json"), (b"x-client-name", b"999990019")]
LANG = [(b"accept", RESPONSE_JSON.encode()), (b"x-client-name", b"c" * 2000)]


def _koppen(regels: list[tuple[bytes, bytes]]) -> Headers:
    return Headers(raw=regels)


def test_what_has_nothing_to_do_with_it_changes_nothing() -> None:
    regels = [(b"accept", b"application/json"), (b"accept-language", b"en"), (b"prefer", b"handling=strict")]
    een = wensen_uit(_koppen([*regels, (b"authorization", b"Bearer a")]))
    ander = wensen_uit(_koppen([(b"x-iets", b"1"), *regels, (b"authorization", b"Bearer b")]))
    assert een is ander
    assert (een.media, een.taal, een.streng) == ("application/json", "en", True)


def test_a_header_that_comes_twice_counts_twice() -> None:
    found = wensen_uit(_koppen([(b"accept", b"text/html"), (b"accept", RESPONSE_JSON.encode())]))
    assert found.media == RESPONSE_JSON
    assert wensen_uit(_koppen([(b"accept", b"text/html")])).media is None


@pytest.mark.parametrize("regels", [VEEL, LANG, NUMMER], ids=["veel", "lang", "nummer"])
def test_what_is_much_or_long_or_could_be_a_number_is_not_kept(regels: list[tuple[bytes, bytes]]) -> None:
    eerst = wensen._bekend.cache_info().currsize
    assert wensen_uit(_koppen(regels)).media is not None
    assert wensen._bekend.cache_info().currsize == eerst
