"""Open Notificaties: the subscriptions (abonnementen) by which it tells us of changes (Notificaties API 1.0).

It tries a callback before it accepts one: without Authorization that must be refused, with it accepted. So the gateway
must run, and be reachable for it, when it is told of us.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from msgspec import Struct

from app.registries.client import RegisterClient

#: What there is to hear; of each everything, because a filter cannot say whom something is about.
KANALEN = (
    "zaken",
    "besluiten",
    "documenten",
    "partijen",
    "klantcontacten",
    "producten",
    "zaaktypen",
    "informatieobjecttypen",
    "besluittypen",
)


class Uitkomst(Enum):
    """What was done."""

    GEMAAKT = "gemaakt"
    BIJGEWERKT = "bijgewerkt"


class _Kanaal(Struct, rename="camel"):
    naam: str


class _Abonnement(Struct, rename="camel"):
    url: str = ""
    callback_url: str = ""


class _Gemaakt(Struct):
    url: str = ""


class OpenNotificaties:
    def __init__(self, *, client: RegisterClient) -> None:
        self._client = client

    async def kanalen(self) -> list[str]:
        """Those of ours that it has."""
        found = {kanaal.naam for kanaal in await self._client.get("/kanaal", list[_Kanaal])}
        return [naam for naam in KANALEN if naam in found]

    async def abonneer(self, callback_url: str, authorization: str, kanalen: Sequence[str]) -> Uitkomst:
        """Sees to it that there is one abonnement for this address, with these kanalen and this authorization: a new
        one, because it never says which authorization it has. What it has for other addresses is left alone. Raises
        RegisterError, also when it refuses the callback."""
        onze = [
            found
            for found in await self._client.get("/abonnement", list[_Abonnement])
            if found.callback_url == callback_url
        ]
        body = {
            "callbackUrl": callback_url,
            "auth": authorization,
            "kanalen": [{"naam": naam, "filters": {}} for naam in kanalen],
        }
        # Made before the old one goes: what changes in between is told twice, and not lost.
        await self._client.post("/abonnement", _Gemaakt, json=body)
        for oud in onze:
            await self._client.delete("/abonnement/{uuid}", pad={"uuid": oud.url.rpartition("/")[2]})
        return Uitkomst.BIJGEWERKT if onze else Uitkomst.GEMAAKT
