"""A fault planted in the plan is noticed by the comparison with graphql-core, within the cases of a CI run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from app.execution.plan import besluit, compileren, groep, kinderen, uitvoering, velden, veldplan, vragen
from resolvers.grammar.inzage import Zicht
from tests.app.execution import test_plan_semantiek
from tests.app.execution.gelijk import Storing, Verschil, antwoord, houd_gelijk, trek_storing
from tests.app.execution.test_plan_semantiek import antwoord_van_dieren
from tests.autorisatie import proef
from tests.autorisatie.proef import Geval, Uitkomst, trek_geval

Patch = pytest.MonkeyPatch
MEESTE_GEVALLEN = 400


def niet_samengevoegd(patch: Patch) -> None:
    real = compileren.Plan._veld
    patch.setattr(
        compileren.Plan, "_veld", lambda self, ouder, sleutel, nodes, pad: real(self, ouder, sleutel, nodes[:1], pad)
    )


def zonder_skip_en_include(patch: Patch) -> None:
    patch.setattr(velden.Verzamelaar, "_telt_mee", lambda self, selection: True)


def zonder_alias(patch: Patch) -> None:
    patch.setattr(velden, "sleutel_van", lambda node: node.name.value)


def leeg_blijft_op_zijn_plaats(patch: Patch) -> None:
    def nul_veld(self: Any, groep_: Any, nummer: int, veld: Any) -> None:
        groep_.rijen[nummer][veld.sleutel] = None

    patch.setattr(uitvoering.Uitvoering, "nul_veld", nul_veld)


def het_onzichtbare_staat_erin(patch: Patch) -> None:
    def zicht_op(found: Any, inzage: Any, ouder: Any = None) -> Any:
        return Zicht(found, inzage, partijen=ouder.partijen, kenmerk=ouder.kenmerk)

    patch.setattr(kinderen, "zicht_op", zicht_op)


def dicht_wordt_niet_verteld(patch: Patch) -> None:
    real = besluit.besluit_over

    def besluit_over(typeplan: Any, inzage: Any, *, openbaar: bool) -> Any:
        found = real(typeplan, inzage, openbaar=openbaar)
        return besluit.Besluit(found.inzage, replace(found.vorm, dicht=[]))

    patch.setattr(uitvoering, "besluit_over", besluit_over)


def er_zijn_wordt_niet_genoteerd(patch: Patch) -> None:
    patch.setattr(kinderen, "noteer_zicht", lambda seen, context, coordinaat="", kenmerken=None: None)


def een_besluit_voor_alle_inzage(patch: Patch) -> None:
    def besluit_(self: Any, typeplan: Any, inzage: Any, *, openbaar: bool) -> Any:
        key = id(typeplan)
        if key not in self._besluiten:
            self._besluiten[key] = besluit.besluit_over(typeplan, inzage, openbaar=openbaar)
        return self._besluiten[key]

    patch.setattr(uitvoering.Uitvoering, "besluit", besluit_)


def alle_personen_op_een_hoop(patch: Patch) -> None:
    real = kinderen.Kinderen._bos

    def bos(self: Any, seen: Any, *, genoteerd: bool) -> Any:
        seen.partijen = ()
        return real(self, seen, genoteerd=genoteerd)

    patch.setattr(kinderen.Kinderen, "_bos", bos)


def openbaar_vergeten(patch: Patch) -> None:
    real = besluit.besluit_over
    patch.setattr(
        uitvoering, "besluit_over", lambda typeplan, inzage, *, openbaar: real(typeplan, inzage, openbaar=False)
    )


def pad_zonder_plaats(patch: Patch) -> None:
    real = groep.Groep.pad

    def pad(self: Any, nummer: int) -> Any:
        return tuple(part for part in real(self, nummer) if isinstance(part, str))

    patch.setattr(groep.Groep, "pad", pad)


def zonder_argumenten(patch: Patch) -> None:
    real = veldplan.Veldplan.argumenten

    def argumenten(self: Any, variabelen: Any) -> Any:
        return {name: value for name, value in real(self, variabelen).items() if name not in {"after", "zaad"}}

    patch.setattr(veldplan.Veldplan, "argumenten", argumenten)


def de_eerste_zonder_te_kijken(patch: Patch) -> None:
    def zicht_op(found: Any, inzage: Any, ouder: Any = None) -> Any:
        return Zicht(found, inzage, partijen=ouder.partijen, kenmerk=ouder.kenmerk)

    patch.setattr(vragen, "zicht_op", zicht_op)


def een_deel_zonder_het_te_zeggen(patch: Patch) -> None:
    patch.setattr(vragen, "Deellijst", tuple)


def kenmerk_kwijt(patch: Patch) -> None:
    real = besluit.Besluit.noteer
    patch.setattr(
        besluit.Besluit,
        "noteer",
        lambda self, context, partijen, kenmerken, aantal: real(self, context, partijen, [], aantal),
    )


FOUTEN: Mapping[str, Callable[[Patch], None]] = {
    gemaakt.__name__: gemaakt
    for gemaakt in (
        niet_samengevoegd,
        zonder_skip_en_include,
        zonder_alias,
        leeg_blijft_op_zijn_plaats,
        het_onzichtbare_staat_erin,
        dicht_wordt_niet_verteld,
        er_zijn_wordt_niet_genoteerd,
        een_besluit_voor_alle_inzage,
        alle_personen_op_een_hoop,
        openbaar_vergeten,
        pad_zonder_plaats,
        zonder_argumenten,
        de_eerste_zonder_te_kijken,
        een_deel_zonder_het_te_zeggen,
        kenmerk_kwijt,
    )
}


@pytest.fixture(autouse=True)
def _geen_plannen_van_een_ander() -> Iterator[None]:
    """A plan that was made with the fault is not for others, nor one that was made without it for us."""
    for documenten in (proef._documenten, test_plan_semantiek._documenten):
        documenten.cache_clear()
    yield
    for documenten in (proef._documenten, test_plan_semantiek._documenten):
        documenten.cache_clear()


@pytest.mark.parametrize("naam", FOUTEN)
def test_a_planted_fault_is_found(naam: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FOUTEN[naam](monkeypatch)
    assert _gevonden()


def _gevonden() -> bool:
    for seed in range(MEESTE_GEVALLEN):
        geval, storing, core = _geval(seed)
        try:
            houd_gelijk(antwoord_van_dieren(seed, plan=True)[0], *_dieren_op_core(seed))
            houd_gelijk(antwoord(geval, storing, plan=True), core, geval.vraag.tekst)
        except Verschil:
            return True
    return False


# What graphql-core answers is the same whichever fault is in the plan.


@cache
def _geval(seed: int) -> tuple[Geval, Storing, Uitkomst]:
    geval, storing = trek_geval(seed), trek_storing(seed) if seed % 2 else Storing()
    return geval, storing, antwoord(geval, storing, plan=False)


@cache
def _dieren_op_core(seed: int) -> tuple[Uitkomst, str]:
    return antwoord_van_dieren(seed, plan=False)
