"""Matrix: closed where it is silent; the configuration changes a row by its name, and cannot make one that is half."""

from __future__ import annotations

import pytest

from app.authorization.matrix import STANDAARD, MatrixFout, stel_op
from app.config.toegang import RijSettings
from resolvers.grammar.inzage import GegevensCategorie, Grondslag
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding

RIJEN = {rij.naam: rij for rij in STANDAARD}


def test_ones_own_data_are_open_up_to_vertrouwelijk_and_never_what_is_internal() -> None:
    eigen, verwerkingen = RIJEN["eigen-gegevens"], RIJEN["eigen-verwerkingen"]

    assert eigen.opent | verwerkingen.opent == frozenset(GegevensCategorie)
    assert eigen.plafond is Vertrouwelijkheidaanduiding.VERTROUWELIJK
    assert not eigen.ziet_intern
    assert verwerkingen.activiteit != eigen.activiteit


def test_a_desk_sees_progress_and_who_somebody_is_and_needs_a_reason() -> None:
    kcc = RIJEN["kcc"]

    assert kcc.opent == {GegevensCategorie.IDENTITEIT, GegevensCategorie.ZAAKVOORTGANG}
    assert kcc.aanleiding


@pytest.mark.parametrize("rij", STANDAARD, ids=lambda rij: rij.naam)
def test_a_row_for_a_wettelijke_taak_names_its_rol_and_only_staff_see_what_is_internal(rij: object) -> None:
    found = RIJEN[rij.naam]  # type: ignore[attr-defined]

    assert (found.grondslag is Grondslag.WETTELIJKE_TAAK) is (found.rol is not None)
    assert not found.ziet_intern or found.rol is not None


def test_only_oneself_the_privacyfunctionaris_and_who_exchanged_with_us_read_the_log() -> None:
    lezers = {rij.naam for rij in STANDAARD if GegevensCategorie.VERWERKINGEN in rij.opent}

    assert lezers == {"eigen-verwerkingen", "privacyfunctionaris", "ketenpartner-verwerkingen"}


def test_the_configuration_changes_what_it_names_and_nothing_else() -> None:
    changed = {rij.naam: rij for rij in stel_op({"kcc": RijSettings.model_validate({"opent": ["ZAAKVOORTGANG"]})})}

    assert changed["kcc"].opent == {GegevensCategorie.ZAAKVOORTGANG}
    assert changed["kcc"].aanleiding
    assert {naam: rij for naam, rij in changed.items() if naam != "kcc"} == {
        naam: rij for naam, rij in RIJEN.items() if naam != "kcc"
    }


def test_a_row_can_be_taken_away_and_one_that_is_not_there_cannot() -> None:
    assert "toestemming" not in {rij.naam for rij in stel_op({"toestemming": RijSettings(uit=True)})}
    with pytest.raises(MatrixFout, match="bestaat niet"):
        stel_op({"toestemmingen": RijSettings(uit=True)})


def test_a_new_row_says_all_or_is_refused() -> None:
    half = {"opent": ["DOCUMENTEN"], "grondslag": "KETENPARTNER"}
    whole = {**half, "activiteit": "ketenstatus", "plafond": "openbaar", "niveau": "hoog"}

    with pytest.raises(MatrixFout, match="nieuwe rij"):
        stel_op({"archief": RijSettings.model_validate(half)})
    assert stel_op({"archief": RijSettings.model_validate(whole)})[-1].naam == "archief"


def test_a_wettelijke_taak_without_a_rol_is_refused() -> None:
    with pytest.raises(MatrixFout, match="rol"):
        stel_op({"kcc": RijSettings.model_validate({"grondslag": "MACHTIGING"})})
