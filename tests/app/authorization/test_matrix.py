"""Matrix: closed where it is silent, and a row counts only for a login that is sure enough."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.authorization.matrix import STANDAARD, rijen_voor
from resolvers.grammar.inzage import Betrouwbaarheidsniveau, GegevensCategorie, Grondslag
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding


@pytest.mark.parametrize("grondslag", [grondslag for grondslag in Grondslag if grondslag.name != "EIGEN_GEGEVENS"])
def test_a_grondslag_without_a_row_opens_nothing_however_sure_the_login(grondslag: Grondslag) -> None:
    assert rijen_voor(STANDAARD, grondslag, Betrouwbaarheidsniveau.HOOG) == []


def test_ones_own_data_are_open_from_midden_up_to_vertrouwelijk_and_never_what_is_internal() -> None:
    (rij,) = rijen_voor(STANDAARD, Grondslag.EIGEN_GEGEVENS, Betrouwbaarheidsniveau.MIDDEN)

    assert rijen_voor(STANDAARD, Grondslag.EIGEN_GEGEVENS, Betrouwbaarheidsniveau.BASIS) == []
    assert rij.opent == frozenset(GegevensCategorie)
    assert rij.plafond is Vertrouwelijkheidaanduiding.VERTROUWELIJK
    assert rij.ziet_intern is False


@given(
    niveaus=st.lists(st.sampled_from(Betrouwbaarheidsniveau), max_size=5), login=st.sampled_from(Betrouwbaarheidsniveau)
)
def test_a_row_counts_exactly_when_the_login_reaches_it(
    niveaus: list[Betrouwbaarheidsniveau], login: Betrouwbaarheidsniveau
) -> None:
    matrix = tuple(replace(STANDAARD[0], naam=str(place), niveau=niveau) for place, niveau in enumerate(niveaus))
    found = {rij.naam for rij in rijen_voor(matrix, Grondslag.EIGEN_GEGEVENS, login)}

    assert found == {str(place) for place, niveau in enumerate(niveaus) if login >= niveau}
