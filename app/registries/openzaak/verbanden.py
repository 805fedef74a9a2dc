"""Verbanden: which document a zaakinformatieobject puts in a zaak. Asked when a notification names only the link."""

from __future__ import annotations

from app.registries.client import Afwezig, RegisterClient, Verborgen
from app.registries.openzaak import wire


class Verbanden:
    def __init__(self, *, client: RegisterClient) -> None:
        self._client = client

    async def document_van(self, zaakinformatieobject: str) -> str | None:
        """Its URL; None when the link is gone, or hidden from us."""
        try:
            found = await self._client.get(
                "/zaakinformatieobjecten/{uuid}", wire.Zaakinformatieobject, pad={"uuid": zaakinformatieobject}
            )
        except (Afwezig, Verborgen):
            return None
        return found.informatieobject or None
