"""Log: `mijnzaken log …`, the commands about the verwerkingenlog."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal

import click

from app import console
from app.cli.delen import CONFIG, een_regel
from app.config import lees
from app.verwerkingenlog.ketting import Anker
from app.verwerkingenlog.opslag import Tabel


@click.group()
def log() -> None:
    """Het verwerkingenlog: controleren, uitlezen, een inzageverzoek beantwoorden, opschonen."""


def _anker(context: click.Context, option: click.Parameter, value: str | None) -> Anker | None:
    try:
        return Anker.lees(value) if value is not None else None
    except ValueError as error:
        raise click.BadParameter(f"{error}.", context, option) from None


@log.command()
@CONFIG
@click.option("--anker", callback=_anker, metavar="NR:HASH", help="Wat een eerdere controle van de regels gaf.")
@click.option("--audit-anker", callback=_anker, metavar="NR:HASH", help="Wat een eerdere controle van de audit gaf.")
def verify(config: Path, anker: Anker | None, audit_anker: Anker | None) -> None:
    """Controleer of elk record nog is wat er is vastgelegd, en of er niets ontbreekt of bij is gekomen.

    Geeft een anker. Bewaar dat elders en geef het de volgende keer mee: dan is ook te zien dat er een oudere kopie is
    teruggezet. Eindigt met 1 als er iets niet klopt, en noemt het eerste record waarbij dat zo is.
    """
    ankers: dict[Tabel, Anker | None] = {"regels": anker, "audit": audit_anker}
    with een_regel():
        gevonden, goed = console.verify(lees(config), ankers, partial(click.echo, err=True))
    click.echo(gevonden)
    if not goed:
        sys.exit(1)


@log.command()
@CONFIG
@click.option(
    "--vorm",
    type=click.Choice(("regels", "ldv", "vng", "adl")),
    default="regels",
    show_default=True,
    help="regels: de records zelf; ldv: Logboek Dataverwerkingen; vng: Verwerkingenlogging API; adl: Authorization "
    "Decision Log.",
)
@click.option("--sinds", type=click.IntRange(0), default=0, help="Alleen wat na dit record is geschreven.")
def export(config: Path, vorm: console.Vorm, sinds: int) -> None:
    """Schrijf het log naar standaarduitvoer, één JSON-object per regel, in de volgorde van vastleggen."""
    with een_regel():
        for regel in console.export(lees(config), vorm, sinds):
            click.echo(regel)


@log.command()
@CONFIG
@click.option("--van", type=click.DateTime(("%Y-%m-%d",)), help="De eerste dag; anders een jaar vóór de laatste.")
@click.option("--tot", type=click.DateTime(("%Y-%m-%d",)), help="De laatste dag; anders vandaag.")
@click.option("--vorm", type=click.Choice(("json", "html")), default="json", show_default=True, help="Hoe.")
@click.option(
    "--bsn-van",
    type=click.Choice(("stdin", "vraag")),
    help="Waar het nummer vandaan komt; anders een vraag in een terminal, en standaardinvoer daarbuiten.",
)
def inzage(
    config: Path, van: datetime | None, tot: datetime | None, vorm: Literal["json", "html"], bsn_van: str | None
) -> None:
    """Beantwoord een inzageverzoek (AVG artikel 15): wie zag wat van iemand, wanneer en waarom.

    Het burgerservicenummer wordt gevraagd of van standaardinvoer gelezen. Op de opdrachtregel kan het niet staan: daar
    is het voor anderen te zien. Dat er is opgezocht, komt zelf in het log.
    """
    with een_regel():
        settings = lees(config)
        periode = console.tijdvak(van.date() if van else None, tot.date() if tot else None)
        click.echo(console.inzage(settings, _bsn(bsn_van), periode, vorm))


def _bsn(waarvandaan: str | None) -> str:
    if waarvandaan == "vraag" or (waarvandaan is None and sys.stdin.isatty()):
        return str(click.prompt("Burgerservicenummer", hide_input=True, err=True)).strip()
    return sys.stdin.readline(64).strip()


@log.command()
@CONFIG
def opschonen(config: Path) -> None:
    """Verwijder de inhoud van records waarvan de bewaartermijn voorbij is. Dat dat is gebeurd, blijft in het log."""
    with een_regel():
        aantal = console.opschonen(lees(config))
    click.echo(f"Van {aantal} records is de inhoud verwijderd.")
