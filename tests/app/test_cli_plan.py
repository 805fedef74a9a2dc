"""`mijnzaken plan`: what a question costs stands in it, beside the plan."""

from __future__ import annotations

from tests.app.opdrachtregel import roep


def test_it_tells_what_a_question_costs_and_may_cost() -> None:
    shown = roep("plan", "--als", "burger", "{ mijnZaken(first: 7) { totaal nodes { id } } }")

    assert shown.exit_code == 0
    assert "# Kosten\n#   20 van hooguit 20000\n" in shown.stdout


def test_a_question_that_is_too_large_has_no_plan_and_it_says_why() -> None:
    shown = roep("plan", "--als", "burger", "{ zaak " + "{ hoofdzaak " * 11 + "{ id }" + " }" * 11 + " }")

    assert shown.exit_code != 0
    assert "De vraag is te diep genest." in shown.output
