"""Bewaring: the registered documents on disk, a file per client: `{client}.json`, id → document.

A client adds and takes nothing away: an older release of an app is still in use somewhere. Who wants to remove some
changes the file, which is a manifest like any other.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.execution.vertrouwd.manifest import ManifestFout, lees_manifest
from app.telemetry.gebruik import is_clientnaam


@dataclass(frozen=True, slots=True)
class Geregistreerd:
    """`per_client`: name → its documents, by their bare id."""

    per_client: Mapping[str, Mapping[str, str]]

    @property
    def documenten(self) -> dict[str, str]:
        """Of all clients together: which client asks is only his own word."""
        return {id_: tekst for found in self.per_client.values() for id_, tekst in found.items()}


class Bewaring:
    def __init__(self, map_: Path) -> None:
        self._map = map_

    def lees(self) -> Geregistreerd:
        """Raises ManifestFout, also when two clients mean different documents by one id."""
        try:
            bestanden = sorted(path for path in self._map.iterdir() if path.suffix == ".json")
        except FileNotFoundError:
            return Geregistreerd({})
        except OSError as error:
            raise ManifestFout(f"{self._map}: niet te lezen ({error.strerror}).") from None
        found: dict[str, dict[str, str]] = {}
        for pad in bestanden:
            if not is_clientnaam(pad.stem):
                raise ManifestFout(f"{pad}: de naam van dit bestand is geen naam van een client.")
            eigen = lees_manifest(pad)
            _past_bij(found, pad.stem, eigen)
            found[pad.stem] = eigen
        return Geregistreerd(found)

    def voeg_toe(self, client: str, documenten: Mapping[str, str]) -> int:
        """How many are new. Raises ManifestFout, and then nothing has changed."""
        if not is_clientnaam(client):
            raise ManifestFout(
                "De naam van een client bestaat uit letters, cijfers, punten en streepjes: hooguit 64 tekens, "
                "en geen acht cijfers achter elkaar."
            )
        geregistreerd = self.lees().per_client
        _past_bij(geregistreerd, client, documenten)
        eerder = geregistreerd.get(client, {})
        samen = dict(sorted({**eerder, **documenten}.items()))
        body = msgspec.json.format(msgspec.json.encode(samen), indent=2) + b"\n"
        pad = self._map / f"{client}.json"
        nieuw = self._map / f".{client}.{os.getpid()}"
        try:
            self._map.mkdir(parents=True, exist_ok=True)
            nieuw.write_bytes(body)
            nieuw.replace(pad)
        except OSError as error:
            raise ManifestFout(f"{pad}: niet te schrijven ({error.strerror}).") from None
        return len(samen) - len(eerder)


def _past_bij(geregistreerd: Mapping[str, Mapping[str, str]], client: str, documenten: Mapping[str, str]) -> None:
    for andere, bekend in geregistreerd.items():
        for id_ in bekend.keys() & documenten.keys():
            if bekend[id_] != documenten[id_]:
                raise ManifestFout(f"{client}: een id hoort bij {andere} al bij een ander document.")
