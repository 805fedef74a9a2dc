"""Delen: what several commands have in common: the persona, the option that names the configuration, and how they
fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from app.authorization.matrix import MatrixFout
from app.config import ConfigFout
from app.console.fout import Meldbaar

PERSONAS = (
    "burger",
    "burger2",
    "gemachtigde",
    "ondernemer",
    "veelzaken",
    "kcc",
    "behandelaar",
    "ketenpartner",
    "privacyfunctionaris",
)


class Gebruiksfout(click.ClickException):
    """The command was given in a way that it cannot have: one line, without the usage of all its options."""

    exit_code = 2


class Persona(click.Choice[str]):
    def __init__(self) -> None:
        super().__init__(PERSONAS)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value in PERSONAS:
            return str(value)
        bedoeld = get_close_matches(str(value), PERSONAS, n=1)
        vraag = f" Bedoelt u {bedoeld[0]}?" if bedoeld else ""
        raise Gebruiksfout(f"De demo kent deze persona niet.{vraag} Kies uit {', '.join(PERSONAS)}.")


def _genoemd(context: click.Context, option: click.Parameter, value: Path | None) -> Path | None:
    if value is None and not context.resilient_parsing:
        raise Gebruiksfout("Noem de configuratie met --config; begin er een met `mijnzaken config > mijnzaken.yaml`.")
    return value


CONFIG = click.option(
    "--config", type=click.Path(path_type=Path), callback=_genoemd, help="Het bestand mijnzaken.yaml (verplicht)."
)
ALS = click.option("--als", "persona", type=Persona(), default="burger", show_default=True, help="Wie er vraagt.")


@contextmanager
def een_regel() -> Iterator[None]:
    """What goes wrong here is one line, and the command ends with 1."""
    try:
        yield
    except (ConfigFout, MatrixFout, Meldbaar) as error:
        raise click.ClickException(str(error)) from None
