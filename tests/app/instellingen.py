"""Instellingen: a mijnzaken.yaml as tests write one, and the one line that says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import ConfigFout, Settings, lees

SLEUTEL = "5f" * 32
GEHEIM = "heel-geheim-4711"
GOED = f"""\
pseudoniemsleutel: {{value_from: {{env: SLEUTEL}}}}
organisatie: {{naam: Gemeente Voorbeeldstad}}
registers:
  - naam: openzaak
    soort: openzaak
    url: https://openzaak.voorbeeld.nl/
    credentials: {{type: zgw, client_id: mijnzaken, secret: {{value_from: {{env: GEHEIM}}}}}}
  - naam: openklant
    soort: openklant
    url: https://openklant.voorbeeld.nl
    credentials:
      type: token
      token: {GEHEIM}
uitgevers:
  - issuer: https://inloggen.voorbeeld.nl
    audience: mijnzaken
    profiel: digid
    jwks_url: https://inloggen.voorbeeld.nl/jwks
server: {{port: 8080}}
"""
OMGEVING = {"SLEUTEL": SLEUTEL, "GEHEIM": GEHEIM}


def lees_uit(tmp_path: Path, text: str | bytes, omgeving: dict[str, str] | None = None) -> Settings:
    path = tmp_path / "mijnzaken.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return lees(path, OMGEVING if omgeving is None else omgeving)


def fout_in(tmp_path: Path, text: str | bytes, omgeving: dict[str, str] | None = None) -> str:
    """The line, without the name of the file."""
    with pytest.raises(ConfigFout) as caught:
        lees_uit(tmp_path, text, omgeving)
    line = str(caught.value)
    assert "\n" not in line
    assert GEHEIM not in line
    assert SLEUTEL not in line
    assert line.startswith(str(tmp_path / "mijnzaken.yaml"))
    return line.removeprefix(str(tmp_path / "mijnzaken.yaml"))
