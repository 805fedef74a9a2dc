"""Vragen: `mijnzaken ask` and `mijnzaken plan`."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from app import console
from app.cli.delen import ALS, Gebruiksfout

VRAAG = click.argument("query", required=False)
VARIABELEN = click.option(
    "--variabelen",
    metavar="JSON",
    help="De waarden bij de vraag, als JSON-object of @BESTAND. Typ hier geen BSN: wat u intypt, blijft staan.",
)
OPERATIE = click.option("--operatie", metavar="NAAM", help="Welke operatie van de vraag, als zij er meer heeft.")


class Url(click.ParamType[str]):
    name = "url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            delen = urlsplit(str(value))
            is_url = delen.scheme in {"http", "https"} and bool(delen.hostname) and delen.port != 0
        except ValueError:  # a port that is none, or half an IPv6 address
            is_url = False
        if not is_url or not str(value).isprintable() or " " in str(value):
            raise Gebruiksfout(f"{value!r} is geen URL; geef er een zoals http://127.0.0.1:8000/graphql.")
        return str(value)


@click.command()
@VRAAG
@VARIABELEN
@OPERATIE
@ALS
@click.option(
    "--url", type=Url(), default="http://127.0.0.1:8000/graphql", show_default=True, help="Waar de dienst draait."
)
@click.option("--calls", is_flag=True, help="Toon ook welke vragen er aan de registers zijn gesteld.")
def ask(query: str | None, variabelen: str | None, operatie: str | None, persona: str, url: str, calls: bool) -> None:
    """Stel een vraag. QUERY is de vraag zelf, @BESTAND, of - voor standaardinvoer; zonder QUERY de voorbeeldvraag.

    Van een subscription wordt elk antwoord getoond als het komt, tot Ctrl-C.
    """
    vraag = _gesteld(query, variabelen, operatie)
    if console.is_abonnement(vraag["query"]):
        _volg(vraag, persona, url)
        return
    answer = asyncio.run(console.ask(vraag, persona, url))
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


def _volg(vraag: dict[str, Any], persona: str, url: str) -> None:
    """Ends with 1 when an answer had errors, as a question does, also when Ctrl-C ended it."""
    mislukt = False

    def toon(antwoord: dict[str, Any]) -> None:
        nonlocal mislukt
        mislukt = mislukt or bool(antwoord.get("errors"))
        _toon(antwoord)

    with suppress(KeyboardInterrupt):
        fout = asyncio.run(console.volg(vraag, persona, url, toon))
        if fout is not None:
            raise click.ClickException(fout)
    if mislukt:
        sys.exit(1)


@click.command()
@VRAAG
@VARIABELEN
@OPERATIE
@ALS
def plan(query: str | None, variabelen: str | None, operatie: str | None, persona: str) -> None:
    """Toon hoe een vraag wordt uitgevoerd: het plan als Python, de vragen aan de registers, en wat er dicht bleef.

    De vraag wordt één keer gesteld aan nagebootste registers op deze computer. QUERY is de vraag zelf, @BESTAND, of -
    voor standaardinvoer; zonder QUERY de voorbeeldvraag.
    """
    verslag = asyncio.run(console.maak_plan(_gesteld(query, variabelen, operatie), persona))
    if verslag.fout:
        raise click.ClickException(verslag.fout)
    click.echo(verslag.tekst)


def _gesteld(query: str | None, variabelen: str | None, operatie: str | None) -> dict[str, Any]:
    """As it goes over the line."""
    return {"query": _tekst(query), "variables": _waarden(variabelen), "operationName": operatie}


def _waarden(tekst: str | None) -> dict[str, Any]:
    if tekst is None:
        return {}
    if tekst.startswith("@"):
        tekst = _inhoud(tekst[1:])
    try:
        found = json.loads(tekst)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):  # what was given is not told again: it may hold a number
        raise Gebruiksfout("Geef bij --variabelen een JSON-object, zoals '{\"aantal\": 5}'.")
    return found


def _tekst(query: str | None) -> str:
    if query is None:
        return console.voorbeeld()
    if query == "-":
        return sys.stdin.read()
    return _inhoud(query[1:]) if query.startswith("@") else query


def _inhoud(pad: str) -> str:
    try:
        return Path(pad).read_text(encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{pad}: niet te lezen ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise click.ClickException(f"{pad}: geen tekst in UTF-8.") from None


def _toon(antwoord: dict[str, Any]) -> None:
    click.echo(json.dumps(antwoord, indent=2, ensure_ascii=False))
