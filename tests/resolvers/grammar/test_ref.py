"""Ref: a global id comes back as what it was made of, and anything else is refused without being repeated."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.grammar.errors import BadUserInput
from resolvers.grammar.ref import Ref

NAAM = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True)
SOORT = st.from_regex(r"[A-Z][A-Za-z]{0,20}", fullmatch=True)
ID = st.from_regex(r"[A-Za-z0-9._~/=+-]{1,60}", fullmatch=True)


@given(register=NAAM, soort=SOORT, id_=ID)
def test_an_id_comes_back_as_what_it_was_made_of(register: str, soort: str, id_: str) -> None:
    ref = Ref(register, soort, id_)

    assert Ref.decode(ref.encode()) == ref


@given(register=NAAM, soort=SOORT, id_=ID | st.text(min_size=1, max_size=20))
def test_the_register_in_an_id_is_read_whatever_the_register_calls_the_object(
    register: str, soort: str, id_: str
) -> None:
    assert Ref.register_in(Ref(register, soort, id_).encode()) == register


@given(refs=st.lists(st.builds(Ref, NAAM, SOORT, ID | st.text(min_size=1, max_size=20)), max_size=8))
def test_the_registers_in_many_ids_are_those_in_each(refs: list[Ref]) -> None:
    assert Ref.registers_in([ref.encode() for ref in refs]) == {ref.register for ref in refs}


@given(text=st.text(max_size=100))
def test_what_is_no_id_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(BadUserInput) as refused:
        Ref.decode(text)

    assert refused.value.message == "Dit id is geen id van deze dienst."


@pytest.mark.parametrize("plain", ["", "a", "a:Zaak", "a:zaak:1", "A:Zaak:1", "a:Zaak:", "a:Zaak:1:2\n", "a:Zaak:é"])
def test_an_id_of_another_shape_is_refused(plain: str) -> None:
    with pytest.raises(BadUserInput):
        Ref.decode(urlsafe_b64encode(plain.encode()).decode().rstrip("="))


def test_one_object_has_one_id() -> None:
    """Padding, or bits that are not read, would make a second spelling of the same id."""
    made = Ref("openzaak", "Zaak", "ab").encode()
    with pytest.raises(BadUserInput):
        Ref.decode(made + "=")


def test_the_same_object_seen_as_another_type_keeps_its_place() -> None:
    assert Ref("openzaak", "Zaak", "1").met_soort("MijnZakenInformatie") == Ref("openzaak", "MijnZakenInformatie", "1")
