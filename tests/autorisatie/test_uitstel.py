"""An answer in parts is the same answer: random questions with `@defer` in random places, put together again, tell what
the question without it tells, hold back the same, write down the same, and ask no register more.

`MIJNZAKEN_LANG=1` draws 10 000 new cases instead of the same hundred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

import msgspec
from graphql import (
    DirectiveNode,
    InlineFragmentNode,
    NameNode,
    SelectionSetNode,
    Visitor,
    parse,
    print_ast,
    visit,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from app.verwerkingenlog.regel import Schrijfsel, Verwerking
from tests.autorisatie.proef import Geval, Lek, Stappen, gevallen, vraag_aan, vraag_stapsgewijs
from tests.autorisatie.registers import Huis
from tests.autorisatie.test_noninterferentie import GEVALLEN, LANG, PROEF
from tests.autorisatie.vragen import Vraag


class _Uitsteller(Visitor):
    """Puts a part of a selection, and now and then all of it, in a fragment that may come later."""

    def __init__(self, keuze: Random) -> None:
        super().__init__()
        self._keuze = keuze

    def leave_selection_set(self, node: SelectionSetNode, *_: object) -> SelectionSetNode | None:
        if self._keuze.random() > 0.35:
            return None
        aantal = self._keuze.randint(1, len(node.selections))
        blijft, later = node.selections[:-aantal], node.selections[-aantal:]
        fragment = InlineFragmentNode(
            directives=(DirectiveNode(name=NameNode(value="defer"), arguments=()),),
            selection_set=SelectionSetNode(selections=later),
        )
        return SelectionSetNode(selections=(*blijft, fragment))


def met_uitstel(vraag: Vraag, seed: int) -> Vraag:
    return Vraag(print_ast(visit(parse(vraag.tekst), _Uitsteller(Random(seed)))), vraag.variabelen)


@settings(PROEF, max_examples=GEVALLEN if LANG else 100)
@given(gevallen(), st.integers(0, 2**32))
def test_the_parts_together_are_the_answer(geval: Geval, seed: int) -> None:
    zelfde_in_delen(geval, met_uitstel(geval.vraag, seed))


def zelfde_in_delen(geval: Geval, uitgesteld: Vraag) -> int:
    """How many parts came later. Raises Lek."""
    huis = Huis(geval.eerste, ruim=geval.ruim)
    heel = vraag_aan(huis, geval.afnemer, geval.vraag)
    opgezocht = Counter(huis.opgezocht)
    stappen = vraag_stapsgewijs(huis, geval.afnemer, uitgesteld)
    verwacht = msgspec.json.decode(heel.body)
    gekregen = samengevoegd(stappen)
    for naam, van_heel, van_delen in (
        ("data", verwacht.get("data"), gekregen.get("data")),
        ("errors", _fouten(verwacht), _fouten(gekregen)),
        ("afgeschermd", _gesloten(verwacht), _gesloten(gekregen)),
        ("vastgelegd", _vastgelegd(heel.geschreven), _vastgelegd(stappen.geschreven)),
        ("vaker opgezocht", Counter(), stappen.opgezocht - opgezocht),
    ):
        if van_heel != van_delen:
            raise Lek(f"{geval.naam}: {naam}\n{uitgesteld.tekst}\n{van_heel}\n{van_delen}")
    return len(stappen.vervolgen)


def samengevoegd(stappen: Stappen) -> Mapping[str, Any]:
    """As a client does it: each part where it belongs."""
    found = dict(stappen.eerste)
    for vervolg in stappen.vervolgen:
        for levering in vervolg.leveringen:
            found["errors"] = [*found.get("errors", ()), *levering.errors]
            if levering.data is not None:
                found["data"] = _samen(found["data"], _op(levering.plaats.pad, levering.data))
        found["extensions"] = vervolg.extensions
    return msgspec.json.decode(msgspec.json.encode(found))  # type: ignore[no-any-return]


def _op(pad: Sequence[str | int], data: Any) -> Any:
    """The data with the way to it; a list with nothing but one place is a mapping here."""
    return {pad[0]: _op(pad[1:], data)} if pad else data


def _samen(oud: Any, nieuw: Any) -> Any:
    if isinstance(oud, dict) and isinstance(nieuw, dict):
        return {**oud, **{key: _samen(oud.get(key), value) for key, value in nieuw.items()}}
    if isinstance(oud, list) and isinstance(nieuw, dict):
        return [_samen(item, nieuw[index]) if index in nieuw else item for index, item in enumerate(oud)]
    if isinstance(oud, list) and isinstance(nieuw, list):
        return [_samen(*paar) for paar in zip(oud, nieuw, strict=True)]
    return nieuw


def _fouten(body: Mapping[str, Any]) -> Counter[tuple[str, str]]:
    return Counter((str(error.get("path")), error["extensions"]["code"]) for error in body.get("errors", ()))


def _gesloten(body: Mapping[str, Any]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for regel in body.get("extensions", {}).get("afgeschermd", ()):
        found[regel["pad"], regel["code"]] += regel["aantal"]
    return found


def _vastgelegd(geschreven: Iterable[Schrijfsel]) -> set[tuple[str, ...]]:
    """About whom, on which ground, which fields, categories and objects: wherever in the log it stands."""
    return {
        (regel.betrokkene, regel.activiteit, told.grondslag, told.rij, told.bewijs, wat)
        for schrijfsel in geschreven
        for regel in schrijfsel.regels
        if isinstance(regel, Verwerking)
        for told in regel.verstrekkingen
        for wat in (*told.velden, *told.categorieen, *told.objecten)
    }
