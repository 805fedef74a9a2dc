"""Cli: the `mijnzaken` command. Each command is short and calls one thing."""

from __future__ import annotations

import asyncio
import re
import sys
from importlib.metadata import version
from pathlib import Path

import click

from app import console
from app.authorization.matrix import STANDAARD, stel_op
from app.cli.delen import CONFIG, PERSONAS, Persona, een_regel
from app.cli.documenten import documents
from app.cli.log import log as log_commands
from app.cli.push import push as push_commands
from app.cli.vragen import ask, plan
from app.config import ConfigFout, lees
from app.config.registers import OrganisatieSettings

__all__ = ["PERSONAS", "main"]

_POORT = click.IntRange(1, 65535)
_STREEK = click.option(
    "--streek", is_flag=True, help="Ook de registers van een waterschap en van een omgevingsdienst met andere software."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("mijnzaken"), message="mijnzaken %(version)s")
def main() -> None:
    """Eén GraphQL-ingang voor MijnZaken-informatie: waar staat mijn verzoek, wat gebeurt er nu, hoe lang duurt het
    nog?"""


main.add_command(documents)


@main.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65435),
    default=8000,
    show_default=True,
    help="De poort van de dienst; de registers komen op poort+100, de mail op poort+25.",
)
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="De map waarin de demo bewaart wat moet blijven."
)
@click.option(
    "--zaken",
    type=click.IntRange(0, 100_000),
    default=0,
    help="Zoveel extra zaken, van de persona veelzaken.",
)
@_STREEK
def demo(port: int, data: Path | None, zaken: int, streek: bool) -> None:
    """Start alles op deze computer: nagebootste registers en de dienst zelf."""
    if data is not None:
        try:
            data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise click.BadParameter(
                f"de map kan niet worden gemaakt ({error.strerror}).", param_hint="--data"
            ) from None
    _stop_bij_fout(console.demo(port, zaken, data, streek=streek))


@main.group(invoke_without_command=True)
@click.option("--port", type=_POORT, default=8100, show_default=True, help="De poort van de registers.")
@click.option(
    "--zaken",
    type=click.IntRange(0, 100_000),
    default=0,
    help="Zoveel extra zaken, van de persona veelzaken.",
)
@click.option(
    "--latentie", type=click.FloatRange(0, 60_000), default=0.0, help="Zoveel milliseconden wacht elk antwoord."
)
@_STREEK
@click.pass_context
def sandbox(context: click.Context, port: int, zaken: int, latentie: float, streek: bool) -> None:
    """Start alleen de nagebootste registers, of laat er iets in gebeuren."""
    if context.invoked_subcommand is None:
        _stop_bij_fout(console.sandbox(port, zaken, latentie, streek=streek))


@sandbox.command()
@click.argument("zaak")
@click.option(
    "--url", default="http://127.0.0.1:8100", show_default=True, help="Waar de registers draaien; bij demo poort+100."
)
@click.option("--toelichting", default="", help="Wat er bij de status staat.")
def advance(zaak: str, url: str, toelichting: str) -> None:
    """Zet een zaak in de nagebootste registers één status verder. ZAAK is het zaaknummer, zoals ZAAK-2026-0001."""
    try:
        click.echo(console.zet_voort(url, zaak, toelichting))
    except console.GeenVoortgang as error:
        raise click.ClickException(str(error)) from None


@main.command()
@CONFIG
@click.option("--workers", type=click.IntRange(1, 64), help="Hoeveel processen; anders wat in het bestand staat.")
@click.option("--host", help="Het adres waarop wordt geluisterd; anders wat in het bestand staat.")
@click.option("--port", type=_POORT, help="De poort waarop wordt geluisterd; anders wat in het bestand staat.")
def serve(config: Path, workers: int | None, host: str | None, port: int | None) -> None:
    """Start de dienst met een eigen configuratie."""
    try:
        _stop_bij_fout(console.serve(config, console.instellingen(config), workers, host, port))
    except ConfigFout as error:
        raise click.ClickException(str(error)) from None


@main.command()
@click.argument("persona", type=Persona())
@click.option(
    "--geldig",
    default="1h",
    show_default=True,
    help="Hoe lang het token geldt: 30s, 15m, 1h; de dienst rekent een minuut speling.",
)
def token(persona: str, geldig: str) -> None:
    """Geef een token van de demo voor een persona."""
    click.echo(console.token(persona, _seconden(geldig)))


main.add_command(ask)
main.add_command(plan)


@main.command()
@click.option(
    "--check",
    is_flag=True,
    help="Vergelijk met schema.graphql en met elke uitgave; eindigt met 1 als het verouderd is of iets breekt.",
)
@click.option("--federatie", is_flag=True, help="Zoals een supergraph het nodig heeft (Apollo Federation 2).")
@click.option("--sinds", metavar="VERSIE", help="Toon wat er sinds deze uitgave aan het schema is veranderd.")
def schema(check: bool, federatie: bool, sinds: str | None) -> None:
    """Toon het schema (SDL), of controleer het bestand schema.graphql."""
    if sum((check, federatie, sinds is not None)) > 1:
        raise click.UsageError("Geef één van --check, --federatie en --sinds.")
    with een_regel():
        click.echo(console.schema(check=check, federatie=federatie, sinds=sinds), nl=False)


@main.command()
@CONFIG
@click.option("--subscribe", is_flag=True, help="Meld deze dienst (die draait) aan bij Open Notificaties.")
def check(config: Path, subscribe: bool) -> None:
    """Controleer de configuratie en elk register: bereikbaar, aanvaard, wat het kan, wat er te doen is."""
    with een_regel():
        settings = console.instellingen(config)
        regels, goed = console.aanmelden(settings) if subscribe else asyncio.run(console.check(settings))
    click.echo(regels)
    if not goed:
        sys.exit(1)


@main.command()
@click.option("--config", type=click.Path(path_type=Path), help="Het bestand mijnzaken.yaml; anders wat standaard is.")
@click.option(
    "--vorm", type=click.Choice(("tabel", "markdown", "html")), default="tabel", show_default=True, help="Hoe."
)
def matrix(config: Path | None, vorm: str) -> None:
    """Toon wie wat mag zien: per rij van de matrix welke categorieën open zijn, en wat er verder voor nodig is."""
    with een_regel():
        settings = lees(config) if config is not None else None
        rijen = stel_op(settings.toegang.matrix) if settings is not None else STANDAARD
        naam = (settings.organisatie if settings is not None else OrganisatieSettings()).naam
        click.echo(console.MATRIXVORMEN[vorm](rijen, naam))


@main.command("config")
@click.option(
    "--vorm",
    type=click.Choice(("yaml", "markdown")),
    default="yaml",
    show_default=True,
    help="Een bestand, of tabellen.",
)
def instellingen(vorm: str) -> None:
    """Toon elke instelling van mijnzaken.yaml: wat zij betekent, van welke soort zij is, wat standaard is, een
    voorbeeld.

    Als YAML is het een bestand om mee te beginnen: `mijnzaken config > mijnzaken.yaml`, en haal weg wat voor een regel
    staat die u nodig hebt.
    """
    click.echo(console.NASLAGVORMEN[vorm](), nl=False)


@main.command()
def sbom() -> None:
    """Toon waar deze installatie uit bestaat: elk pakket met versie en licentie, als CycloneDX (JSON)."""
    click.echo(console.sbom())


main.add_command(log_commands)
main.add_command(push_commands)


def _stop_bij_fout(fout: str | None) -> None:
    if fout is not None:
        raise click.ClickException(fout)


def _seconden(text: str) -> int:
    factor = {"s": 1, "m": 60, "h": 3600}.get(text[-1:])
    if factor is None or not re.fullmatch("[0-9]{1,5}", text[:-1]) or not 0 < int(text[:-1]) * factor <= 86_400:
        raise click.BadParameter("geef een duur zoals 30s, 15m of 1h, tot een dag.", param_hint="--geldig")
    return int(text[:-1]) * factor
