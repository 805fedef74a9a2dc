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
