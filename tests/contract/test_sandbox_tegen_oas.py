"""The sandbox answers as the OpenAPI documents say, or as the real products were seen to.

An adapter that is right about the sandbox is then right about the product.
"""

from __future__ import annotations

import re

import pytest

from tests.contract import oas
from tests.contract.sandboxvragen import BASIS, PRODUCTEN, VRAGEN, Sandbox, Vraag

#: What the world holds and no gateway asks by itself.
ZONDER_DETAIL = {"applicaties", "zaakbesluiten", "zaaknotities"}
HEEL = oas.gedeelde_map() is not None


@pytest.mark.parametrize("vraag", VRAGEN, ids=str)
async def test_a_question_and_its_answer_keep_to_the_oas(vraag: Vraag) -> None:
    sandbox = Sandbox()
    transport = sandbox.transport(vraag.product)

    answer = await sandbox.stel(vraag, transport)

    assert answer.status_code == vraag.status
    assert _te_melden(transport.bevindingen, refused=vraag.status == 400) == []


@pytest.mark.parametrize("product", PRODUCTEN)
async def test_everything_in_the_world_answers_its_own_url_as_the_oas_says(product: str) -> None:
    sandbox = Sandbox()
    transport = sandbox.transport(product)
    wortel = f"{BASIS}/{product}"
    asked = 0
    for naam, rijen in sandbox.wereld.collecties.get(product, {}).items():
        for rij in rijen:
            url = str(rij.get("url", ""))
            if naam in ZONDER_DETAIL or not url.startswith(wortel):
                continue
            asked += 1
            answer = await sandbox.stel(Vraag(product, "GET", url.removeprefix(wortel)), transport)
            assert answer.status_code == 200, f"{naam} does not answer its own url"

    assert _te_melden(transport.bevindingen) == []
    assert asked or not any("url" in rij for rijen in sandbox.wereld.collecties[product].values() for rij in rijen)


@pytest.mark.parametrize("product", ["openzaak", "openklant"])
def test_a_parameter_that_the_product_refuses_is_refused_by_the_sandbox(product: str) -> None:
    """These two answer 400 to what they do not know; a sandbox that lets it pass hides a fault of an adapter."""
    app = PRODUCTEN[product](Sandbox().wereld)
    more: dict[str, set[str]] = {}
    for route in app.routes:
        ingang = getattr(route, "endpoint", None)
        path = re.sub(r"\{[^}]+\}", "00000000-0000-4000-8000-000000000000", str(getattr(route, "path", "")))
        bekend = oas.parameters_van(product, "GET", path)
        if ingang is not None and bekend is not None:
            more[path] = set(ingang.bekend) - bekend
    assert len(more) >= (20 if HEEL else 2)
    assert {path: namen for path, namen in more.items() if namen} == {} or not HEEL


def test_every_product_with_a_document_is_asked() -> None:
    asked = {vraag.product for vraag in VRAGEN}
    assert asked == set(PRODUCTEN)
    assert set(oas.DOCUMENTEN) - asked == {"openvtb-0.1.0", "opennotificaties"}


def _te_melden(bevindingen: list[str], *, refused: bool = False) -> list[str]:
    """Our own small documents do not know every path; a question that is meant to be refused is wrong by design."""
    unknown = () if HEEL else ("not in the OAS", "request method: unknown")
    return [
        bevinding
        for bevinding in bevindingen
        if not (refused and " request " in bevinding) and not any(naam in bevinding for naam in unknown)
    ]
