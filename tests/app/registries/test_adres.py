"""Where a question goes: whatever a value is, it comes out at the other side, and nothing else does."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registries.client import Afwezig
from app.registries.client.adres import url_van

BASIS = "https://zaken.voorbeeld.example/api/v1"
#: With no half of a surrogate pair, which no register sends and nobody can write in UTF-8.
TEKST = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEKST, st.lists(st.tuples(TEKST.filter(bool), TEKST), max_size=4))
def test_a_value_stays_what_it_is_in_its_own_place(uuid: str, params: list[tuple[str, str]]) -> None:
    if uuid in {"", ".", ".."}:
        with pytest.raises(Afwezig):
            url_van(BASIS, "/zaken/{uuid}", {"uuid": uuid}, params)
        return
    url = url_van(BASIS, "/zaken/{uuid}", {"uuid": uuid}, params)
    deel = urlsplit(url)

    assert url.isascii()
    assert (deel.scheme, deel.netloc, deel.fragment) == ("https", "zaken.voorbeeld.example", "")
    assert deel.path.count("/") == 4
    assert unquote(deel.path.rpartition("/")[2]) == uuid
    assert parse_qsl(deel.query, keep_blank_values=True) == params


def test_without_parameters_there_is_no_question_mark() -> None:
    assert url_van(BASIS, "/zaken", {}, ()) == f"{BASIS}/zaken"
