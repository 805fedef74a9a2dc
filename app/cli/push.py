"""Push: `mijnzaken push …`, the commands about messages that did not arrive."""

from __future__ import annotations

from pathlib import Path

import click

from app import console
from app.cli.delen import CONFIG, een_regel
from app.config import lees
from app.push.postvak import Staat


@click.group()
def push() -> None:
    """Berichten over wijzigingen: wat niet aankwam, en dat opnieuw sturen."""


@push.command()
@CONFIG
@click.option(
    "--staat",
    type=click.Choice([staat.value for staat in Staat]),
    default=Staat.DOOD.value,
    show_default=True,
    help="Welke berichten.",
)
def berichten(config: Path, staat: str) -> None:
    """Toon berichten, standaard die na vele pogingen niet zijn aangekomen. Aan welke klant, staat er niet bij."""
    with een_regel():
        click.echo(console.berichten(lees(config), staat))


@push.command()
@CONFIG
@click.argument("ids", nargs=-1)
@click.option("--alle", is_flag=True, help="Alle berichten die niet zijn aangekomen.")
def opnieuw(config: Path, ids: tuple[str, ...], alle: bool) -> None:
    """Stuur berichten die niet zijn aangekomen opnieuw: die met deze IDS, of alle."""
    if bool(ids) == alle:
        raise click.UsageError("Noem berichten, of geef --alle.")
    with een_regel():
        click.echo(f"{console.opnieuw(lees(config), ids)} berichten gaan opnieuw.")
