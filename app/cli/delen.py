"""Delen: what several commands have in common: the option that names the configuration, and how they fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app import console
from app.authorization.matrix import MatrixFout
from app.config import ConfigFout

CONFIG = click.option("--config", type=click.Path(path_type=Path), required=True, help="Het bestand mijnzaken.yaml.")


@contextmanager
def een_regel() -> Iterator[None]:
    """What goes wrong here is one line, and the command ends with 1."""
    try:
        yield
    except (
        ConfigFout,
        MatrixFout,
        console.DocumentenFout,
        console.LogFout,
        console.PushFout,
        console.GeenVoortgang,
    ) as error:
        raise click.ClickException(str(error)) from None
