"""Documenten: `mijnzaken documents`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from app import console
from app.cli.delen import CONFIG, een_regel
from app.config import lees


@click.group()
def documents() -> None:
    """Vragen die clients vooraf registreren, en die zij daarna met alleen een id stellen."""


@documents.command()
@CONFIG
@click.argument("manifest", type=click.Path(exists=True, path_type=Path))
@click.option("--client", required=True, help="De naam van de client, zoals hij die meestuurt in X-Client-Name.")
def add(config: Path, manifest: Path, client: str) -> None:
    """Registreer documenten: een manifest van graphql-codegen, Relay of Apollo, of een map met .graphql-bestanden.

    Elk document wordt tegen het schema gehouden. Als er één niet klopt, wordt er niets geregistreerd.
    """
    with een_regel():
        click.echo(console.registreer(lees(config), manifest, client))


@documents.command("list")
@CONFIG
def list_(config: Path) -> None:
    """Toon wat er is geregistreerd, per client. Eindigt met 1 als een document niet meer bij het schema past."""
    with een_regel():
        regels, goed = console.geregistreerd(lees(config))
    click.echo(regels)
    if not goed:
        sys.exit(1)
