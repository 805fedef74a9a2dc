"""The questions of curl/vragen.sh, asked with curl."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from app.sandbox import uitgever
from tests.app.push.huis import Pushhuis

#: What is started is started once.
pytestmark = pytest.mark.xdist_group("kits")

SCRIPT = Path(__file__).parent / "curl" / "vragen.sh"


def test_the_questions_are_answered(demo: Pushhuis) -> None:
    env = {"MIJNZAKEN": demo.url, "TOKEN": uitgever.token("burger"), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    ran = subprocess.run(["sh", str(SCRIPT)], env=env, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    lijst, zaak, alles = [json.loads(line)["data"] for line in ran.stdout.splitlines() if line.startswith('{"data"')]

    assert lijst["mijnZaken"]["totaal"] == 8
    assert len(lijst["mijnZaken"]["nodes"]) == 2
    assert all(bron["volledig"] for bron in lijst["mijnZaken"]["bronnen"])
    assert zaak["zaak"]["omschrijving"] == "Dakkapel aan de achterkant, Lindelaan 14"
    assert alles["ik"]["klant"]["naam"]
