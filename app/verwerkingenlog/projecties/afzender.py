"""Afzender: what a projection says of ourselves: which organisation and system, and its verwerkingsactiviteiten."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version

from msgspec import Struct

from app.config.verwerkingenlog import ActiviteitSettings

SYSTEEM = "mijnzaken"
_URN = "urn:mijnzaken:verwerkingsactiviteit:"


class Afzender(Struct, frozen=True, kw_only=True):
    """`activiteiten`: by the key under which the records name them; `oin`: of our organisation, when it has one."""

    activiteiten: Mapping[str, ActiviteitSettings]
    oin: str = ""
    versie: str = version("mijnzaken")

    def uri(self, activiteit: str) -> str:
        """Of the verwerkingsactiviteit. One that is no longer configured is still named, by its key."""
        found = self.activiteiten.get(activiteit)
        return found.uri if found is not None else _URN + activiteit

    def sleutels(self, uri: str) -> tuple[str, ...]:
        """Under which keys the records name the verwerkingsactiviteit with this URI."""
        if uri.startswith(_URN):
            return (uri.removeprefix(_URN),)
        return tuple(key for key, found in self.activiteiten.items() if found.uri == uri)

    def resource(self) -> dict[str, str]:
        """Which system wrote it (OpenTelemetry semantic conventions)."""
        return {"service.name": SYSTEEM, "service.version": self.versie}
