"""What the query of the README costs the registers when somebody has many zaken: nothing more, except where a register
has no batch (FACTS §16), and there no more than a page has."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.gateway import gateway, sandbox

QUERY = (Path(__file__).parent.parent / "app" / "sandbox" / "voorbeeld.graphql").read_text(encoding="utf-8")
#: Asked per zaak, because Open Zaak offers no list over several.
PER_ZAAK = {"openzaak GET /besluiten", "openzaak GET /statussen"}


async def _kosten(zaken: int, first: int) -> tuple[int, Counter[str]]:
    with sandbox(zaken=zaken) as registers:
        async with gateway(registers.basis) as huis:
            query = QUERY.replace("first: 10", f"first: {first}")
            await huis.ask(query, als="veelzaken")
            answer = await huis.ask(query, als="veelzaken")
    assert answer.codes == {}
    assert answer.data["mijnZaken"]["totaal"] == zaken
    return len(answer.data["mijnZaken"]["nodes"]), answer.oproepen


async def test_ten_times_the_zaken_cost_no_question_more_for_the_same_page() -> None:
    assert await _kosten(20, 10) == await _kosten(200, 10)


async def test_a_page_five_times_as_long_costs_more_only_where_there_is_no_batch() -> None:
    few, cheap = await _kosten(60, 10)
    many, dear = await _kosten(60, 50)

    assert (few, many) == (10, 50)
    assert {what for what in cheap | dear if cheap[what] != dear[what]} == PER_ZAAK
    assert {what: dear[what] for what in PER_ZAAK} == dict.fromkeys(PER_ZAAK, 50)
