"""Verstrekkingen: when an answer is withheld, what was only read was not told; what was changed stays changed."""

from __future__ import annotations

from typing import Any

from resolvers.grammar.context import Verstrekkingen
from resolvers.grammar.inzage import Betrouwbaarheidsniveau, GegevensCategorie, Grond, Grondslag, Inzage, Zicht
from resolvers.grammar.sleutel import Bsn
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding

IK = frozenset({Bsn("999990019")})


def _grond(activiteit: str) -> Grond:
    return Grond(
        grondslag=Grondslag.EIGEN_GEGEVENS,
        rij="proef",
        activiteit=activiteit,
        opent=frozenset(GegevensCategorie),
        plafond=Vertrouwelijkheidaanduiding.VERTROUWELIJK,
        betrokkenen=IK,
    )


def test_a_change_is_written_down_also_when_the_answer_is_withheld() -> None:
    told = Verstrekkingen()
    lezen, beheer = _grond("mijnzaken-inzage"), _grond("toestemming-beheer")
    seen: Zicht[Any] = Zicht(None, Inzage((lezen,), Betrouwbaarheidsniveau.HOOG), partijen=(IK,), kenmerk="id")
    told.noteer(lezen, seen, "Toestemming", GegevensCategorie.TOESTEMMINGEN)
    told.noteer(beheer, seen, "Mutation.toestemmingGeven", GegevensCategorie.TOESTEMMINGEN)

    told.behoud_wijzigingen()

    assert [(grond.activiteit, found.velden) for (grond, _), found in told.regels.items()] == [
        ("toestemming-beheer", {"Mutation.toestemmingGeven"})
    ]


def test_what_is_told_of_the_same_objects_in_turn_is_told_of_all_of_them() -> None:
    told = Verstrekkingen()
    grond, soort = _grond("mijnzaken-inzage"), (GegevensCategorie.ZAAKVOORTGANG,)
    page = ["a", "b", ""]
    told.noteer_veel(grond, (IK,), ("Zaak",), soort, page)
    told.noteer_veel(grond, (IK,), ("Zaak.status",), soort, ["a", "b", ""])
    page.append("c")  # a group that grows after it was noted once
    told.noteer_veel(grond, (IK,), ("Status",), soort, page)
    told.noteer_veel(grond, (IK,), ("Zaak.resultaat",), soort, ("d",))

    [verstrekt] = told.regels.values()
    assert verstrekt.velden == {"Zaak", "Zaak.status", "Status", "Zaak.resultaat"}
    assert verstrekt.objecten == {"a", "b", "c", "d"}
