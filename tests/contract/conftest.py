"""What the contract tests ran on, told at the end: with the shared set of registers, or on our own examples."""

from __future__ import annotations

import pytest

from tests.contract.opgenomen import GEDEELD, gedeelde_oas, gedeelde_set


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    missing = [naam for naam, found in (("recorded", gedeelde_set()), ("oas", gedeelde_oas())) if found is None]
    if missing:
        what = " en ".join(missing)
        ran = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, ())]
        number = sum("contract/" in report.nodeid for report in ran)
        terminalreporter.write_line(
            f"De gedeelde registerset was er niet: {GEDEELD} ({what}); {number} contracttests draaiden op eigen "
            "voorbeelden."
        )
