"""Documenten, from the outside: the questions that clients have registered."""

from __future__ import annotations

from pathlib import Path

from app.config import Settings
from app.console.fout import Meldbaar
from app.console.tabel import tabel
from app.execution.documents import Documenten
from app.execution.vertrouwd import Bewaring, ManifestFout, bestandsnamen, keur, lees_manifest, operaties
from resolvers.schema import schema, subgraph


class DocumentenFout(Meldbaar):
    """One line for whoever gave the command; a line for each document that does not hold."""


def registreer(settings: Settings, pad: Path, client: str) -> str:
    """What was added, in a line. All of it, or nothing."""
    bewaring = _bewaring(settings)
    try:
        found = lees_manifest(pad)
        if regels := keur(_documenten(settings), found, str(pad), namen=bestandsnamen(pad)):
            raise DocumentenFout("\n".join([*regels, "Er is niets geregistreerd."]))
        nieuw = bewaring.voeg_toe(client, found)
    except ManifestFout as error:
        raise DocumentenFout(str(error)) from None
    return f"{client}: {nieuw} nieuw, {len(found) - nieuw} al bekend. Wie draait, kent ze na een herstart."


def geregistreerd(settings: Settings) -> tuple[str, bool]:
    """A line for each document, and whether all of them hold."""
    documenten = _documenten(settings)
    try:
        found = _bewaring(settings).lees().per_client
    except ManifestFout as error:
        raise DocumentenFout(str(error)) from None
    if not found:
        return "Er is nog geen document geregistreerd.", True
    rijen, fouten = [], []
    for client, teksten in found.items():
        rijen += [(client, id_, operaties(documenten, tekst)) for id_, tekst in teksten.items()]
        fouten += keur(documenten, teksten, client)
    return "\n".join([tabel(("client", "id", "operaties"), rijen), *fouten]), not fouten


def _bewaring(settings: Settings) -> Bewaring:
    if settings.documenten.map is None:
        raise DocumentenFout("Zet in de configuratie `documenten.map`: de map waarin ze worden bewaard.")
    return Bewaring(settings.documenten.map)


def _documenten(settings: Settings) -> Documenten:
    return Documenten((subgraph() if settings.server.federatie else schema)._schema, grenzen=settings.grenzen)
