"""Cli: the `mijnzaken` command. Each command is short and calls one thing."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from importlib.metadata import version
from pathlib import Path

import click

from app import console
from app.config import ConfigFout, lees

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
_POORT = click.IntRange(1, 65535)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("mijnzaken"), message="mijnzaken %(version)s")
def main() -> None:
    """Eén GraphQL-ingang voor MijnZaken-informatie: waar staat mijn verzoek, wat gebeurt er nu, hoe lang duurt het
    nog?"""


@main.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65435),
    default=8000,
    show_default=True,
    help="De poort van de dienst; de registers komen op poort+100.",
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
def demo(port: int, data: Path | None, zaken: int) -> None:
    """Start alles op deze computer: nagebootste registers en de dienst zelf."""
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
    _stop_bij_fout(console.demo(port, zaken, data))


@main.command()
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
def sandbox(port: int, zaken: int, latentie: float) -> None:
    """Start alleen de nagebootste registers."""
    _stop_bij_fout(console.sandbox(port, zaken, latentie))


@main.command()
@click.option("--config", type=click.Path(path_type=Path), required=True, help="Het bestand mijnzaken.yaml.")
@click.option("--workers", type=click.IntRange(1, 64), help="Hoeveel processen; anders wat in het bestand staat.")
def serve(config: Path, workers: int | None) -> None:
    """Start de dienst met een eigen configuratie."""
    try:
        _stop_bij_fout(console.serve(config, lees(config), workers))
    except ConfigFout as error:
        raise click.ClickException(str(error)) from None


@main.command()
@click.argument("persona", type=click.Choice(PERSONAS))
@click.option("--geldig", default="1h", show_default=True, help="Hoe lang het token geldt: 30s, 15m, 1h.")
def token(persona: str, geldig: str) -> None:
    """Geef een token van de demo voor een persona."""
    click.echo(console.token(persona, _seconden(geldig)))


@main.command()
@click.argument("query", required=False)
@click.option(
    "--als", "persona", type=click.Choice(PERSONAS), default="burger", show_default=True, help="Wie er vraagt."
)
@click.option("--url", default="http://127.0.0.1:8000/graphql", show_default=True, help="Waar de dienst draait.")
@click.option("--calls", is_flag=True, help="Toon ook welke vragen er aan de registers zijn gesteld.")
def ask(query: str | None, persona: str, url: str, calls: bool) -> None:
    """Stel een vraag. QUERY is de vraag zelf, @BESTAND, of - voor standaardinvoer; zonder QUERY de voorbeeldvraag."""
    answer = asyncio.run(console.ask(_tekst(query), persona, url))
    if isinstance(answer, str):
        raise click.ClickException(answer)
    oproepen = answer.get("extensions", {}).pop("oproepen", [])
    if not answer.get("extensions"):
        answer.pop("extensions", None)
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    if calls:
        click.echo(console.tabel_van_oproepen(oproepen))
    if answer.get("errors") or "data" not in answer:
        sys.exit(1)


@main.command()
@click.option("--check", is_flag=True, help="Vergelijk met schema.graphql; eindigt met 1 als dat verouderd is.")
def schema(check: bool) -> None:
    """Toon het schema (SDL), of controleer het bestand schema.graphql."""
    from app.main import sdl

    if not check:
        click.echo(sdl(), nl=False)
        return
    path = Path("schema.graphql")
    if not path.exists() or path.read_text(encoding="utf-8") != sdl():
        raise click.ClickException(
            "schema.graphql is verouderd; maak het opnieuw met: mijnzaken schema > schema.graphql"
        )
    click.echo("schema.graphql is actueel.")


@main.command()
@click.option("--config", type=click.Path(path_type=Path), required=True, help="Het bestand mijnzaken.yaml.")
def check(config: Path) -> None:
    """Controleer de configuratie en elk register: bereikbaar, aanvaard, wat het kan, wat er te doen is."""
    try:
        regels, goed = asyncio.run(console.check(lees(config)))
    except ConfigFout as error:
        raise click.ClickException(str(error)) from None
    click.echo(regels)
    if not goed:
        sys.exit(1)


def _stop_bij_fout(fout: str | None) -> None:
    if fout is not None:
        raise click.ClickException(fout)


def _tekst(query: str | None) -> str:
    if query is None:
        return console.voorbeeld()
    if query == "-":
        return sys.stdin.read()
    if query.startswith("@"):
        try:
            return Path(query[1:]).read_text(encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"{query[1:]}: niet te lezen ({error.strerror}).") from None
        except UnicodeDecodeError:
            raise click.ClickException(f"{query[1:]}: geen tekst in UTF-8.") from None
    return query


def _seconden(text: str) -> int:
    factor = {"s": 1, "m": 60, "h": 3600}.get(text[-1:])
    if factor is None or not re.fullmatch("[0-9]{1,5}", text[:-1]) or not 0 < int(text[:-1]) * factor <= 86_400:
        raise click.BadParameter("geef een duur zoals 30s, 15m of 1h, tot een dag.", param_hint="--geldig")
    return int(text[:-1]) * factor
