"""Berichten: Open VTB's Berichten API, the inbox of a portal. Only written: an inbox is looked into by its owner.

To look whether a message is there already would put the number of a person in a URL; so after a crash one may stand
there twice, with the same `referentie`.
"""

from __future__ import annotations

from msgspec import Struct

from app.registries.client import RegisterClient

ONDERWERP, TEKST, REFERENTIE = 50, 4000, 25
"""How long each may be, in characters."""


class _Gemaakt(Struct):
    uuid: str = ""


class Berichten:
    def __init__(self, *, client: RegisterClient) -> None:
        self._client = client

    async def plaats(self, *, ontvanger: str, onderwerp: str, tekst: str, referentie: str) -> None:
        """`ontvanger`: the URN of a person. Raises RegisterError; Afwezig when this version has no berichten."""
        body = {
            "ontvanger": ontvanger,
            "onderwerp": onderwerp[:ONDERWERP],
            "berichtTekst": tekst[:TEKST],
            "referentie": referentie[:REFERENTIE],
            "mijnOverheidBerichtenbox": False,
        }
        await self._client.post("/berichten", _Gemaakt, json=body)
