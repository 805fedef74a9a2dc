"""The pictures in the README: they are there, small, as wide as they say, and in words for who does not see them."""

from __future__ import annotations

import re
import struct
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
BREEDTE = {"scherm.png": 1280, "telefoon.png": 390}


def test_each_picture_of_the_readme_is_there_and_has_words() -> None:
    found = dict(re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8")))

    assert {Path(pad).name for pad in found.values()} == set(BREEDTE)
    assert all(len(tekst) > 40 for tekst in found)
    for pad in map(ROOT.joinpath, found.values()):
        data = pad.read_bytes()
        assert data.startswith(b"\x89PNG")
        assert len(data) < 200_000
        assert struct.unpack(">I", data[16:20]) == (BREEDTE[pad.name],)
