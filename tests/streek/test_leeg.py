"""Registers that have nothing for this klant: each is asked once, all at the same time, and no more after that."""

from __future__ import annotations

from time import perf_counter

from tests.gateway import gateway, sandbox
from tests.streek.leeg import met_lege, sluit_aan

LEEG = 11
_MATTERS = """{ mijnZaken(first: 100) { totaal bronnen { register volledig } nodes { titel status { groep naam }
  levertijd { verwachtOp aard } taken { titel } verzoek { kenmerk } producten { naam }
  zaak { identificatie documenten { titel } contactmomenten { onderwerp } } } } }"""


async def test_a_register_with_nothing_costs_one_question_whatever_is_asked_of_the_others() -> None:
    with sandbox(zaken=12) as registers:
        sluit_aan(registers.app, registers.basis, LEEG)
        async with gateway(
            registers.basis, registers=lambda settings: met_lege(settings, registers.basis, LEEG)
        ) as huis:
            await huis.ask(_MATTERS, als="veelzaken")
            met = await huis.ask(_MATTERS, als="veelzaken")
        async with gateway(registers.basis) as huis:
            await huis.ask(_MATTERS, als="veelzaken")
            zonder = await huis.ask(_MATTERS, als="veelzaken")

    assert met.codes == {}
    assert met.data["mijnZaken"]["nodes"] == zonder.data["mijnZaken"]["nodes"]
    assert met.data["mijnZaken"]["totaal"] == zonder.data["mijnZaken"]["totaal"] == 12
    assert all(bron["volledig"] for bron in met.data["mijnZaken"]["bronnen"])
    erbij = met.oproepen - zonder.oproepen
    assert erbij == {f"openzaak-leeg{nummer} POST /zaken/_zoek": 1 for nummer in range(1, LEEG + 1)}
    assert not zonder.oproepen - met.oproepen


async def test_they_are_asked_side_by_side() -> None:
    """A tenth of a second each: one after the other would be more than a second."""
    with sandbox(zaken=3) as registers:
        for app in sluit_aan(registers.app, registers.basis, LEEG).values():
            app.state.latentie_ms = 100
        async with gateway(
            registers.basis, registers=lambda settings: met_lege(settings, registers.basis, LEEG)
        ) as huis:
            await huis.ask(_MATTERS, als="veelzaken")
            started = perf_counter()
            answer = await huis.ask(_MATTERS, als="veelzaken")
            took = perf_counter() - started

    assert answer.codes == {}
    assert took < 0.1 * LEEG / 2
