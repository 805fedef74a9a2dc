"""`mijnzaken plan`: what a question costs stands in it, beside the plan."""

from __future__ import annotations

from tests.app.opdrachtregel import is_een_regel, roep


def test_it_tells_what_a_question_costs_and_may_cost() -> None:
    shown = roep("plan", "--als", "burger", "{ mijnZaken(first: 7) { totaal nodes { id } } }")

    assert shown.exit_code == 0
    assert "# Kosten\n#   20 van hooguit 20000\n" in shown.stdout


def test_a_question_that_is_too_large_has_no_plan_and_it_says_why() -> None:
    shown = roep("plan", "--als", "burger", "{ zaak " + "{ hoofdzaak " * 11 + "{ id }" + " }" * 11 + " }")

    assert shown.exit_code != 0
    assert "De vraag is te diep genest." in shown.output


def test_a_question_has_values_and_one_of_several_operations() -> None:
    vraag = "query Veel($n: Int) { mijnZaken(first: $n) { totaal nodes { id } } } query Wie { ik { soort } }"
    shown = roep("plan", vraag, "--variabelen", '{"n": 3}', "--operatie", "Veel")

    assert shown.exit_code == 0
    assert shown.stdout.startswith("# query Veel:")
    assert "# Kosten\n#   16 van hooguit 20000\n" in shown.stdout


def test_a_question_that_cannot_be_asked_is_one_line_and_no_plan() -> None:
    for vraag in (("{ onzin }",), ("query A { ik { soort } } query B { ik { rollen } }", "--operatie", "C")):
        shown = roep("plan", *vraag)
        assert (shown.exit_code, shown.stdout) == (1, "")
        is_een_regel(shown.stderr)
