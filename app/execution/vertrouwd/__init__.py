"""Vertrouwd: documents that a client registered beforehand, and asks for by their id.

    a client's build ──► manifest ──► keuring ──► bewaring (a file per client) ──► naslag ──► a request's text

The id of a text is its SHA-256 where the dialect of the client does not say otherwise.
"""

from app.execution.vertrouwd.bewaring import Bewaring, Geregistreerd
from app.execution.vertrouwd.keuring import keur, kort, operaties
from app.execution.vertrouwd.manifest import ManifestFout, bestandsnamen, lees_manifest
from app.execution.vertrouwd.naslag import Naslag, Verwijzing

__all__ = [
    "Bewaring",
    "Geregistreerd",
    "ManifestFout",
    "Naslag",
    "Verwijzing",
    "bestandsnamen",
    "keur",
    "kort",
    "lees_manifest",
    "operaties",
]
