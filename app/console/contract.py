"""Contract: what clients may rely on: the schema of each release, kept in resolvers/uitgaven. The schema of today may
add to it and take nothing away."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from graphql import build_schema, find_breaking_changes, find_dangerous_changes
from graphql.utilities.find_schema_changes import (
    BreakingChange,
    DangerousChange,
    DangerousChangeType,
    find_schema_changes,
)

from app.beleid import sdl, sdl_voor_supergraph
from app.console.fout import Meldbaar


def uitgaven() -> dict[str, str]:
    """version → its SDL, the oldest first."""
    found = [file for file in files("resolvers").joinpath("uitgaven").iterdir() if file.name.endswith(".graphql")]
    versies = {file.name.removesuffix(".graphql"): file.read_text(encoding="utf-8") for file in found}
    return dict(sorted(versies.items(), key=lambda item: tuple(int(part) for part in item[0].split("."))))


def brekend(vandaag: str | None = None) -> list[str]:
    """What of the contract of a release does not hold any more, a line each. `vandaag`: SDL, else our own."""
    nu = build_schema(vandaag if vandaag is not None else sdl(), assume_valid=True)
    found: list[str] = []
    for versie, text in uitgaven().items():
        toen = build_schema(text, assume_valid=True)
        changes = [change.description for change in find_breaking_changes(toen, nu)]
        # who leaves an argument out, gets another answer; a value more in an enum, a client must be able to bear
        changes += [
            change.description
            for change in find_dangerous_changes(toen, nu)
            if change.type is DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE
        ]
        found += [f"{versie}: {change.rstrip('.')}" for change in changes]
    return found


class ContractFout(Meldbaar):
    """What is wrong with the schema, and what to do."""


def schema(*, check: bool, federatie: bool, sinds: str | None) -> str:
    """What `mijnzaken schema` prints. Raises ContractFout."""
    if sinds is not None:
        return wijzigingen(sinds)
    if federatie:
        return sdl_voor_supergraph()
    if not check:
        return sdl()
    pad = Path("schema.graphql")
    if not pad.exists():
        raise ContractFout("Er is hier geen schema.graphql; maak het met: mijnzaken schema > schema.graphql")
    if pad.read_text(encoding="utf-8") != sdl():
        raise ContractFout("schema.graphql is verouderd; maak het opnieuw met: mijnzaken schema > schema.graphql")
    if gebroken := brekend():
        raise ContractFout("Dit breekt wat clients van een uitgave mogen verwachten:\n" + "\n".join(gebroken))
    return "schema.graphql is actueel, en breekt geen uitgave.\n"


def wijzigingen(versie: str) -> str:
    """What has changed in the schema since a release, as for a changelog. Raises ContractFout."""
    bekend = uitgaven()
    if versie not in bekend:
        raise ContractFout(f"Die uitgave is er niet; er zijn: {', '.join(bekend)}.")
    toen, nu = build_schema(bekend[versie], assume_valid=True), build_schema(sdl(), assume_valid=True)
    per_soort: dict[str, list[str]] = {"Breekt": [], "Let op": [], "Nieuw": []}
    for change in find_schema_changes(toen, nu):
        soort = {BreakingChange: "Breekt", DangerousChange: "Let op"}.get(type(change), "Nieuw")
        per_soort[soort].append(f"- {change.description.rstrip('.')}\n")
    return "\n".join(f"### {soort}\n{''.join(sorted(regels))}" for soort, regels in per_soort.items() if regels)
