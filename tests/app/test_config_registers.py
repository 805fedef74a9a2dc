"""Several registers in one configuration: which belong together, and what one of them cannot do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.config import ConfigFout, Settings, lees

_GEHEEL: dict[str, Any] = {"pseudoniemsleutel": "0" * 64}


def _lees(tmp_path: Path, *registers: dict[str, Any]) -> Settings:
    path = tmp_path / "mijnzaken.yaml"
    filled = [{"url": f"https://{register['naam']}.example", **register} for register in registers]
    path.write_text(yaml.safe_dump({**_GEHEEL, "registers": filled}), encoding="utf-8")
    return lees(path)


def _zaaksysteem(naam: str, **meer: Any) -> dict[str, Any]:
    return {"naam": naam, "soort": "openzaak", **meer}


def test_a_klantregister_is_paired_with_zaakregisters_that_are_there(tmp_path: Path) -> None:
    paar = {"naam": "klant-b", "soort": "openklant", "zaakregisters": ["zaak-b"]}
    found = _lees(tmp_path, _zaaksysteem("zaak-a"), _zaaksysteem("zaak-b"), paar)
    assert found.registers[2].zaakregisters == ["zaak-b"]

    for onbekend in ("zaak-c", "klant-b"):
        with pytest.raises(ConfigFout) as refused:
            _lees(tmp_path, _zaaksysteem("zaak-b"), {**paar, "zaakregisters": [onbekend]})
        assert f"klant-b noemt bij zaakregisters {onbekend}" in str(refused.value)


def test_what_a_zaaksysteem_does_not_know_is_one_of_a_closed_list(tmp_path: Path) -> None:
    found = _lees(tmp_path, _zaaksysteem("ander", kent_niet=["expand", "vestiging.kvkNummer"]))
    assert found.registers[0].kent_niet == ["expand", "vestiging.kvkNummer"]

    with pytest.raises(ConfigFout):
        _lees(tmp_path, _zaaksysteem("ander", kent_niet=["paging"]))


def test_a_zaaksysteem_that_can_only_be_searched_by_url_is_refused_with_what_to_do(tmp_path: Path) -> None:
    """A BSN stands in no URL, so nobody's zaken could be found in it."""
    with pytest.raises(ConfigFout) as refused:
        _lees(tmp_path, _zaaksysteem("ander", kent_niet=["_zoek"]))

    text = str(refused.value)
    assert "registers.0.kent_niet" in text
    assert "BSN in de URL" in text
    assert "vraag de leverancier om POST /zaken/_zoek" in text
    assert "\n" not in text


def test_how_many_questions_a_register_gets_grows_unless_it_is_said(tmp_path: Path) -> None:
    def gelezen(**grenzen: int) -> tuple[int, int]:
        found = _lees(tmp_path, _zaaksysteem("zaak", grenzen=grenzen)).registers[0].grenzen
        return found.gelijktijdig, found.gelijktijdig_hoogst

    assert gelezen() == (24, 256)
    assert gelezen(timeout_s=3) == (24, 256)
    assert gelezen(gelijktijdig=8) == (8, 8)
    assert gelezen(gelijktijdig=8, gelijktijdig_hoogst=40) == (8, 40)
    with pytest.raises(ConfigFout, match="gelijktijdig_hoogst moet minstens gelijktijdig zijn"):
        gelezen(gelijktijdig=40, gelijktijdig_hoogst=8)
