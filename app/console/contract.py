"""Contract: what clients may rely on: the schema of each release, kept in resolvers/uitgaven. The schema of today may
add to it and take nothing away."""

from __future__ import annotations

from importlib.resources import files

from graphql import build_schema, find_breaking_changes, find_dangerous_changes
from graphql.utilities.find_schema_changes import DangerousChangeType

from app.main import sdl


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
