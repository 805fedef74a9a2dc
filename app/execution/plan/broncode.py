"""Broncode: the Python that a plan writes for itself: one function per place, type and choice of open fields.

It makes the rows of the answer out of the records in one comprehension, with the conversion of every value written out.
What another register answers is filled in later, in the places that are left empty here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from json import dumps
from typing import Any

from app.execution.plan.veldplan import Bediend, Veldplan
from app.execution.plan.vorm import Namen, uitdrukking


@dataclass(frozen=True, slots=True)
class Rijen:
    """`maak`: records → rows. Raises when one value of one of them is not legal; then the rows are made field by
    field."""

    bron: str
    maak: Callable[[Sequence[Any]], list[dict[str, Any]]]


def schrijf_rijen(typenaam: str, pad: str, velden: Sequence[Veldplan], open_: Sequence[bool]) -> Rijen:
    namen = Namen()
    naam = f"{typenaam}_{pad.replace('.', '_')}" if pad else typenaam
    regels = [f"def {naam}(objecten):", "    return [", "        {"]
    regels += [
        f"            {dumps(veld.sleutel)}: {_waarde(typenaam, veld, zichtbaar, namen)},{_uitleg(veld, zichtbaar)}"
        for veld, zichtbaar in zip(velden, open_, strict=True)
    ]
    regels += ["        }", "        for o in objecten", "    ]", ""]
    bron = "\n".join(regels)
    scope = dict(namen.bij_naam)
    # What is written here holds names of the schema and response keys as JSON text, nothing else of the client.
    exec(compile(bron, f"<plan {naam}>", "exec"), scope)  # noqa: S102
    maak: Any = scope[naam]
    return Rijen(bron, maak)


def _waarde(typenaam: str, veld: Veldplan, zichtbaar: bool, namen: Namen) -> str:
    if veld.bediend is Bediend.NAAM:
        return dumps(typenaam)
    if veld.bediend is Bediend.BLAD and zichtbaar:
        return uitdrukking(veld.type, f"o.{veld.attribuut}", namen)
    return "None"


def _uitleg(veld: Veldplan, zichtbaar: bool) -> str:
    """What fills the place that is left empty."""
    if not zichtbaar:
        return "  # afgeschermd"
    bediening = veld.bewaking.definitie.bediening if veld.bewaking is not None else None
    if bediening is not None:
        return f"  # één batch: loaders.{bediening.lader}"
    return {Bediend.DEEL: "  # bij het record", Bediend.INGANG: "  # een ingang"}.get(veld.bediend, "")
