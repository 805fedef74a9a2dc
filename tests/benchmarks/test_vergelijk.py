"""The comparison itself works: the bare limit, the ordinary way and our gateway give the same answers, and a report."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

POORTEN = ("grens", "mijnzaken", "mijnzaken zonder", "gewoon")
#: The smallest of each kind; a run of the benchmark itself compares all, and ends at the first difference.
KORT = ("posts", "lijst20")


def test_a_short_run_compares_equal_answers_and_writes_a_report(tmp_path: Path) -> None:
    """A difference between two answers ends the run with an error that names the gateway."""
    command = [sys.executable, "-m", "tests.benchmarks.vergelijk", "--zonder-npm", "--rondes", "1"]
    command += [
        "--verbindingen",
        "1",
        "--seconden",
        "0.2",
        "--opwarmen",
        "0.1",
        "--vertraging",
        "",
        "--poorten",
        ",".join(POORTEN),
        "--vragen",
        ",".join(KORT),
    ]
    run = subprocess.run([*command, "--uit", str(tmp_path)], capture_output=True, text=True, timeout=240, check=False)

    assert run.returncode == 0, run.stderr[-2000:]
    page = (tmp_path / "vergelijking.html").read_text(encoding="utf-8")
    for naam in KORT:
        assert f"**{naam}**" in run.stdout
        assert f"<h2>{naam}</h2>" in page
    for naam in POORTEN:
        # who decides nothing has no posts of its own: those are about nobody
        assert run.stdout.count(f"| {naam} |") == len(KORT) - (naam == "mijnzaken zonder")
