"""The setting `valkey`: an address, told to nobody."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from app.config import ConfigFout, Settings
from app.main import toets
from app.sandbox.server import sandbox_settings


def _settings(map_: Path, url: str) -> Settings:
    settings = sandbox_settings("http://127.0.0.1:9", log=f"sqlite:{map_}/log.sqlite")
    return settings.model_copy(update={"valkey": SecretStr(url)})


@pytest.mark.parametrize("url", ["valkey.voorbeeld:6379", "http://valkey.voorbeeld", "redis://", "redis://a b"])
def test_what_is_no_address_is_refused_without_telling_it(url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(pseudoniemsleutel=SecretStr("ab" * 32), valkey=SecretStr(url))

    assert "rediss://" in str(refused.value)
    assert f"{url}'" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["redis://:geheim@host:geen/0", "redis://h:99999999/0", "redis://h/0?max_connections=x"]
)
def test_an_address_that_cannot_be_read_is_one_line_that_does_not_repeat_it(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigFout) as refused:
        toets(_settings(tmp_path, url))
    assert str(refused.value) == "`valkey`: dit is geen URL van Valkey of Redis."
    assert refused.value.__cause__ is None


def test_the_library_is_asked_for_when_it_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "app.valkey", None)

    with pytest.raises(ConfigFout, match=r"installeer ook mijnzaken\[valkey\]"):
        toets(_settings(tmp_path, "redis://127.0.0.1:1"))
