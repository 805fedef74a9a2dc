"""Commands as somebody gives them: in this process or in one of their own, and a configuration to give them."""

from __future__ import annotations

import json
import logging
import subprocess
from pathlib import Path
from typing import Any

import structlog
import yaml
from click.testing import CliRunner, Result
from joserfc.jwk import KeySet

from app.cli import main
from app.sandbox import uitgever
from app.sandbox.server import sandbox_config, sandbox_settings
from tests.warm import mijnzaken

ROOT = Path(__file__).parents[2]
SLEUTELS = KeySet.import_key_set(uitgever.jwks())  # type: ignore[arg-type] # a plain dict is what it takes


def roep(*args: str, invoer: str | None = None) -> Result:
    """In this process, whose log is as before after it. A command may end in an exit code and never in an exception."""
    log, wortel = structlog.get_config(), logging.getLogger()
    handlers, niveau = wortel.handlers[:], wortel.level
    try:
        found = CliRunner().invoke(main, list(args), input=invoer)
    finally:
        structlog.configure(**log)
        wortel.handlers[:] = handlers
        wortel.setLevel(niveau)
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def start(*args: str, invoer: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        mijnzaken(*args),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        input=invoer,
    )


def is_een_regel(text: str) -> str:
    assert text.startswith("Error: ")
    assert text.endswith("\n")
    assert text.count("\n") == 1
    assert "Traceback" not in text
    return text.removeprefix("Error: ").strip()


def schrijf(tmp_path: Path, basis: str, **server: Any) -> tuple[Path, dict[str, Any]]:
    """A configuration for the sandbox, as a file: with its secrets written out, as nobody should."""
    settings = sandbox_settings(basis, log=f"sqlite:{tmp_path}/verwerkingenlog.sqlite", **server)
    raw: dict[str, Any] = json.loads(settings.model_dump_json(exclude_none=True))
    raw["pseudoniemsleutel"] = settings.pseudoniemsleutel.get_secret_value()
    for made, register in zip(raw["registers"], settings.registers, strict=True):
        for name in ("secret", "token", "sleutel"):
            if (secret := getattr(register.credentials, name, None)) is not None:
                made["credentials"][name] = secret.get_secret_value()
    raw["push"] = sandbox_config(basis, **server)["push"]
    path = tmp_path / "mijnzaken.yaml"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    return path, raw
