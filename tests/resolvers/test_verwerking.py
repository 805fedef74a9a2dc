"""The verwerkingenlog is not kept in this version, and the question for it says so: it never looks as if nobody had
looked."""

from __future__ import annotations

from tests.gateway import Gateway


async def test_until_the_log_is_kept_the_answer_is_that_it_is_not(huis: Gateway) -> None:
    answer = await huis.ask('{ mijnVerwerkingen(periode: {van: "2026-01-01", tot: "2027-01-01"}) { totaal } }')

    assert answer.data == {"mijnVerwerkingen": None}
    assert answer.codes == {"mijnVerwerkingen": "LOG_UNAVAILABLE"}
