"""`mijnzaken config`: every setting is told, and what it prints is a configuration that is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from app.config import ConfigFout, Settings, lees
from app.config.naslag import Instelling, instellingen
from tests.app.opdrachtregel import roep

ALLE = [found for blok in instellingen() for found in blok.alle()]
LEEG: tuple[object, ...] = (None, "", [], {})
BESTANDEN = {found.voorbeeld for found in ALLE if found.soort == "bestand"}
#: The same 64 digits are a key in hexadecimal and a secret in base64.
SLEUTEL = "5f" * 32
NOTIFY = "mijnzaken-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"


@pytest.fixture
def werkmap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the files are that the examples name."""
    for naam in BESTANDEN:
        (tmp_path / naam).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _lees(werkmap: Path, text: str) -> Settings:
    path = werkmap / "mijnzaken.yaml"
    path.write_text(text, encoding="utf-8")
    variabelen = re.findall(r"env: (\w+)", text)
    vorm = {"NOTIFYNL": NOTIFY, "VALKEY": "rediss://valkey.voorbeeldstad.example:6379/0"}
    return lees(path, {naam: next((vorm[deel] for deel in vorm if deel in naam), SLEUTEL) for naam in variabelen})


def _gedrukt() -> str:
    found = roep("config")
    assert found.exit_code == 0
    return found.stdout


def _met_voorbeelden(text: str) -> str:
    """As somebody who takes away `# ` on every line."""
    return re.sub(r"^# ", "", text, flags=re.MULTILINE)


def _namen(model: BaseModel) -> set[str]:
    """The names of all settings that were given, in a block and beneath it."""
    found = set(model.model_fields_set)
    for naam in model.model_fields_set:
        value = getattr(model, naam)
        parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else [value]
        for part in parts:
            if isinstance(part, BaseModel):
                found |= {f"{naam}.{onder}" for onder in _namen(part)}
    return found


def test_every_setting_says_what_it_means_and_gives_an_example() -> None:
    zonder_uitleg = [found.pad for found in ALLE if not found.omschrijving.endswith((".", "…"))]
    zonder_voorbeeld = [found.pad for found in ALLE if not found.delen and found.voorbeeld in LEEG]

    assert zonder_uitleg == []
    assert zonder_voorbeeld == []
    assert len(ALLE) > 120


def test_every_setting_stands_in_both_forms() -> None:
    for vorm in ("yaml", "markdown"):
        shown = roep("config", "--vorm", vorm).stdout
        assert [found.pad for found in ALLE if found.naam not in shown or found.omschrijving[:40] not in shown] == []
    rows = re.findall(r"^\| `(.+?)` \|", shown, re.MULTILINE)
    assert set(rows) == {found.pad for found in ALLE} - {blok.pad for blok in instellingen() if blok.delen}


def test_what_is_printed_is_read_and_needs_one_secret(werkmap: Path) -> None:
    settings = _lees(werkmap, _gedrukt())

    assert settings.model_fields_set == {"pseudoniemsleutel"}
    with pytest.raises(ConfigFout, match="MIJNZAKEN_PSEUDONIEMSLEUTEL is niet gezet"):
        lees(werkmap / "mijnzaken.yaml", {})


def test_what_is_printed_is_read_with_all_its_examples(werkmap: Path) -> None:
    settings = _lees(werkmap, _met_voorbeelden(_gedrukt()))
    verwacht = {
        re.sub(r"\[\]|\.\*", "", found.pad)
        for found in ALLE
        if not found.anders and not any(found.pad.startswith(other.pad) and other.anders for other in ALLE)
    }

    assert verwacht - {"registers.credentials"} <= _namen(settings)
    assert settings.registers[0].url == "https://open-zaak.voorbeeldstad.example"


def test_an_alternative_is_read_too(werkmap: Path) -> None:
    """Those that are explanation, because they exclude what stands before them."""
    raw = yaml.safe_load(_met_voorbeelden(_gedrukt()))
    anders = [found for found in ALLE if found.anders]
    for found in anders:
        tekst = raw | {"registers": [dict(raw["registers"][0])]}
        _zet(tekst, found)
        assert _lees(werkmap, yaml.safe_dump(tekst))
    assert [found.naam for found in anders] == [*["credentials"] * 4, "jwks", "oin"]


def _zet(raw: dict[str, object], found: Instelling) -> None:
    """Puts an alternative where it belongs, and takes away what it is instead of."""
    instead = {"jwks": "jwks_url", "oin": "rol"}
    block: object = raw
    for part in found.pad.replace("[]", ".0").split(".")[:-1]:
        block = block[int(part)] if isinstance(block, list) else block[part] if isinstance(block, dict) else None
    assert isinstance(block, dict)
    block.pop(instead.get(found.naam), None)
    block[found.naam] = {deel.naam: deel.voorbeeld for deel in found.delen} or found.voorbeeld


def test_a_secret_is_named_and_never_written() -> None:
    geheimen = [found for found in ALLE if "geheim" in found.soort]

    assert len(geheimen) > 10
    assert [found.pad for found in geheimen if "value_from" not in str(found.voorbeeld)] == []


def test_the_kind_is_told_in_plain_words() -> None:
    soorten = {found.pad: found.soort for found in ALLE}

    assert soorten["server.port"] == "geheel getal, minstens 1, hoogstens 65535"
    assert soorten["server.deadline_s"] == "getal, meer dan 0, hoogstens 120"
    assert soorten["server.vertrouwde_proxies"] == "lijst van IP-adres of reeks"
    assert soorten["push.stille_uren.van"] == "tijd"
    assert soorten["toegang.matrix.*.niveau"] == "kies uit BASIS, MIDDEN, SUBSTANTIEEL, HOOG"
    assert soorten["registers[].urls"] == "per naam: tekst"
    assert soorten["registers"] == "lijst van blokken"
