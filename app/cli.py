"""Cli: the `mijnzaken` command. Each command is short and calls one thing."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import click

from app import console
from app.authorization.matrix import STANDAARD, MatrixFout, stel_op
from app.config import ConfigFout, lees
from app.config.registers import OrganisatieSettings
from app.push.postvak import Staat
from app.verwerkingenlog.ketting import Anker
from app.verwerkingenlog.opslag import Tabel

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
_STREEK = click.option(
    "--streek", is_flag=True, help="Ook de registers van een waterschap en van een omgevingsdienst met andere software."
)


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
        data.mkdir(parents=True, exist_ok=True)
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
    with _een_regel():
        click.echo(console.zet_voort(url, zaak, toelichting))


@main.command()
@click.option("--config", type=click.Path(path_type=Path), required=True, help="Het bestand mijnzaken.yaml.")
@click.option("--workers", type=click.IntRange(1, 64), help="Hoeveel processen; anders wat in het bestand staat.")
def serve(config: Path, workers: int | None) -> None:
    """Start de dienst met een eigen configuratie."""
    try:
        _stop_bij_fout(console.serve(config, console.instellingen(config), workers))
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
    """Stel een vraag. QUERY is de vraag zelf, @BESTAND, of - voor standaardinvoer; zonder QUERY de voorbeeldvraag.

    Van een subscription wordt elk antwoord getoond als het komt, tot Ctrl-C.
    """
    if console.is_abonnement(tekst := _tekst(query)):
        with suppress(KeyboardInterrupt):
            _stop_bij_fout(asyncio.run(console.volg(tekst, persona, url, _toon)))
        return
    answer = asyncio.run(console.ask(tekst, persona, url))
    if isinstance(answer, str):
        raise click.ClickException(answer)
    oproepen = answer.get("extensions", {}).pop("oproepen", [])
    if not answer.get("extensions"):
        answer.pop("extensions", None)
    _toon(answer)
    if calls:
        click.echo(console.tabel_van_oproepen(oproepen))
    if answer.get("errors") or "data" not in answer:
        sys.exit(1)


@main.command()
@click.argument("query", required=False)
@click.option(
    "--als", "persona", type=click.Choice(PERSONAS), default="burger", show_default=True, help="Wie er vraagt."
)
def plan(query: str | None, persona: str) -> None:
    """Toon hoe een vraag wordt uitgevoerd: het plan als Python, de vragen aan de registers, en wat er dicht bleef.

    De vraag wordt één keer gesteld aan nagebootste registers op deze computer. QUERY is de vraag zelf, @BESTAND, of -
    voor standaardinvoer; zonder QUERY de voorbeeldvraag.
    """
    verslag = asyncio.run(console.maak_plan(_tekst(query), persona))
    click.echo(verslag.tekst)
    if verslag.fout:
        raise click.ClickException(verslag.fout)


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
    try:
        click.echo(console.schema(check=check, federatie=federatie, sinds=sinds), nl=False)
    except console.ContractFout as error:
        raise click.ClickException(str(error)) from None


@main.command()
@click.option("--config", type=click.Path(path_type=Path), required=True, help="Het bestand mijnzaken.yaml.")
@click.option("--subscribe", is_flag=True, help="Meld deze dienst (die draait) aan bij Open Notificaties.")
def check(config: Path, subscribe: bool) -> None:
    """Controleer de configuratie en elk register: bereikbaar, aanvaard, wat het kan, wat er te doen is."""
    with _een_regel():
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
    with _een_regel():
        settings = lees(config) if config is not None else None
        rijen = stel_op(settings.toegang.matrix) if settings is not None else STANDAARD
        naam = (settings.organisatie if settings is not None else OrganisatieSettings()).naam
        click.echo(console.MATRIXVORMEN[vorm](rijen, naam))


@main.group()
def log() -> None:
    """Het verwerkingenlog: controleren, uitlezen, een inzageverzoek beantwoorden, opschonen."""


_CONFIG = click.option("--config", type=click.Path(path_type=Path), required=True, help="Het bestand mijnzaken.yaml.")


def _anker(context: click.Context, option: click.Parameter, value: str | None) -> Anker | None:
    try:
        return Anker.lees(value) if value is not None else None
    except ValueError as error:
        raise click.BadParameter(f"{error}.", context, option) from None


@log.command()
@_CONFIG
@click.option("--anker", callback=_anker, metavar="NR:HASH", help="Wat een eerdere controle van de regels gaf.")
@click.option("--audit-anker", callback=_anker, metavar="NR:HASH", help="Wat een eerdere controle van de audit gaf.")
def verify(config: Path, anker: Anker | None, audit_anker: Anker | None) -> None:
    """Controleer of elk record nog is wat er is vastgelegd, en of er niets ontbreekt of bij is gekomen.

    Geeft een anker. Bewaar dat elders en geef het de volgende keer mee: dan is ook te zien dat er een oudere kopie is
    teruggezet. Eindigt met 1 als er iets niet klopt, en noemt het eerste record waarbij dat zo is.
    """
    ankers: dict[Tabel, Anker | None] = {"regels": anker, "audit": audit_anker}
    with _een_regel():
        gevonden, goed = console.verify(lees(config), ankers, partial(click.echo, err=True))
    click.echo(gevonden)
    if not goed:
        sys.exit(1)


@log.command()
@_CONFIG
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
    with _een_regel():
        for regel in console.export(lees(config), vorm, sinds):
            click.echo(regel)


@log.command()
@_CONFIG
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
    with _een_regel():
        settings = lees(config)
        periode = console.tijdvak(van.date() if van else None, tot.date() if tot else None)
        click.echo(console.inzage(settings, _bsn(bsn_van), periode, vorm))


def _bsn(waarvandaan: str | None) -> str:
    if waarvandaan == "vraag" or (waarvandaan is None and sys.stdin.isatty()):
        return str(click.prompt("Burgerservicenummer", hide_input=True, err=True)).strip()
    return sys.stdin.readline(64).strip()


@log.command()
@_CONFIG
def opschonen(config: Path) -> None:
    """Verwijder de inhoud van records waarvan de bewaartermijn voorbij is. Dat dat is gebeurd, blijft in het log."""
    with _een_regel():
        aantal = console.opschonen(lees(config))
    click.echo(f"Van {aantal} records is de inhoud verwijderd.")


@main.group()
def push() -> None:
    """Berichten over wijzigingen: wat niet aankwam, en dat opnieuw sturen."""


@push.command()
@_CONFIG
@click.option(
    "--staat",
    type=click.Choice([staat.value for staat in Staat]),
    default=Staat.DOOD.value,
    show_default=True,
    help="Welke berichten.",
)
def berichten(config: Path, staat: str) -> None:
    """Toon berichten, standaard die na vele pogingen niet zijn aangekomen. Aan welke klant, staat er niet bij."""
    with _een_regel():
        click.echo(console.berichten(lees(config), staat))


@push.command()
@_CONFIG
@click.argument("ids", nargs=-1)
@click.option("--alle", is_flag=True, help="Alle berichten die niet zijn aangekomen.")
def opnieuw(config: Path, ids: tuple[str, ...], alle: bool) -> None:
    """Stuur berichten die niet zijn aangekomen opnieuw: die met deze IDS, of alle."""
    if bool(ids) == alle:
        raise click.UsageError("Noem berichten, of geef --alle.")
    with _een_regel():
        click.echo(f"{console.opnieuw(lees(config), ids)} berichten gaan opnieuw.")


@contextmanager
def _een_regel() -> Iterator[None]:
    """What goes wrong here is one line, and the command ends with 1."""
    try:
        yield
    except (ConfigFout, MatrixFout, console.LogFout, console.PushFout, console.GeenVoortgang) as error:
        raise click.ClickException(str(error)) from None


def _stop_bij_fout(fout: str | None) -> None:
    if fout is not None:
        raise click.ClickException(fout)


def _toon(antwoord: dict[str, Any]) -> None:
    click.echo(json.dumps(antwoord, indent=2, ensure_ascii=False))


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
