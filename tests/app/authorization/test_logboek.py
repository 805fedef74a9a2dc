"""Toegang to the verwerkingenlog itself: whole for who oversees it, the own exchange for who has an afspraak."""

from __future__ import annotations

from typing import Any

import pytest

from app.authorization.matrix import stel_op
from app.authorization.toegang import Logboekinzage, Toegang
from app.config.toegang import RijSettings, ToegangSettings
from resolvers.grammar.afnemer import AfnemerRol, Authenticatie
from resolvers.grammar.inzage import Betrouwbaarheidsniveau
from tests.app.authorization.feiten import OIN_PARTNER, Feiten, medewerker, organisatie

TOEZICHT = AfnemerRol.PRIVACYFUNCTIONARIS
AFSPRAAK = {"naam": "Provincie", "oin": OIN_PARTNER, "categorieen": ["ZAAKVOORTGANG"]}


def _logboek(
    afnemer: Authenticatie, matrix: dict[str, dict[str, Any]] | None = None, **beleid: Any
) -> Logboekinzage | None:
    rows = stel_op({naam: RijSettings.model_validate(rij) for naam, rij in (matrix or {}).items()})
    return Toegang(afnemer, Feiten(), matrix=rows, beleid=ToegangSettings.model_validate(beleid)).logboek()


def test_who_oversees_it_reads_all_of_it() -> None:
    found = _logboek(medewerker(TOEZICHT))

    assert found is not None
    assert found.alleen_van is None
    assert (found.grond.rij, found.grond.activiteit) == ("privacyfunctionaris", "toezicht-verwerkingen")


@pytest.mark.parametrize("rol", [rol for rol in AfnemerRol if rol is not TOEZICHT], ids=lambda rol: rol.name)
def test_no_other_medewerker_reads_any_of_it(rol: AfnemerRol) -> None:
    assert _logboek(medewerker(rol)) is None


@pytest.mark.parametrize(
    ("matrix", "beleid"),
    [
        ({"privacyfunctionaris": {"uit": True}}, {}),
        ({"privacyfunctionaris": {"opent": ["IDENTITEIT"]}}, {}),
        ({"privacyfunctionaris": {"niveau": "HOOG"}}, {}),
        ({"privacyfunctionaris": {"aanleiding": True}}, {}),
        ({"privacyfunctionaris": {"per_zaaktype": True}}, {}),
        ({}, {"autorisaties": [{"rol": "PRIVACYFUNCTIONARIS", "zaaktypen": ["BEZWAAR"]}]}),
        ({}, {"autorisaties": [{"rol": "PRIVACYFUNCTIONARIS", "groep": "fg"}]}),
    ],
    ids=["off", "other-category", "level", "aanleiding", "per-zaaktype", "some-zaaktypen", "other-group"],
)
def test_a_limit_that_a_line_cannot_be_held_against_closes_it(
    matrix: dict[str, dict[str, Any]], beleid: dict[str, Any]
) -> None:
    found = medewerker(TOEZICHT, niveau=Betrouwbaarheidsniveau.SUBSTANTIEEL)

    assert _logboek(found, matrix, **beleid) is None


def test_an_organisation_with_an_afspraak_reads_its_own_exchange_only() -> None:
    found = _logboek(organisatie(), afspraken=[AFSPRAAK])

    assert found is not None
    assert found.alleen_van == OIN_PARTNER
    assert found.grond.bewijs == "afspraak Provincie"


def test_without_an_afspraak_or_without_the_row_an_organisation_reads_nothing() -> None:
    uit = {"ketenpartner-verwerkingen": {"uit": True}}

    assert _logboek(organisatie()) is None
    assert _logboek(organisatie(), uit, afspraken=[AFSPRAAK]) is None
