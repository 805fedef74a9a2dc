"""Weergave: a plan as a person reads it: the Python it wrote, place by place, and what fills what it left empty."""

from __future__ import annotations

from collections.abc import Iterator

from app.execution.plan.compileren import Plan, Typeplan
from app.execution.plan.veldplan import Bediend, Veldplan


def toon(plan: Plan) -> str:
    """Valid Python. Only what has been worked out is there: a place where no object came has nothing to show."""
    naam = plan.operatie.name.value if plan.operatie.name else "zonder naam"
    kop = f"# {plan.operatie.operation.value} {naam}: wat er van de velden al uitgewerkt is, van buiten naar binnen."
    return "\n\n\n".join([kop, *_plaatsen(plan.wortel)]) + "\n"


def _plaatsen(typeplan: Typeplan) -> Iterator[str]:
    for rijen in typeplan.varianten():
        yield rijen.bron.rstrip()
    if not typeplan.varianten():
        return
    for veld in typeplan.velden:
        if veld.selectie is None:
            continue
        beneath = [text for found in veld.selectie.uitgewerkt() for text in _plaatsen(found)]
        if beneath:
            yield f"# {veld.pad}: {_hoe(veld)}"
            yield from beneath


def _hoe(veld: Veldplan) -> str:
    assert veld.bewaking is not None
    bediening = veld.bewaking.definitie.bediening
    if veld.bediend is Bediend.INGANG:
        return "een ingang, die de inzage opent"
    if bediening is None:
        return "bij het record"
    if bediening.pagina:
        return f"een pagina van loaders.{bediening.lader} per object"
    return f"alle sleutels van dit niveau in één keer aan loaders.{bediening.lader}"
