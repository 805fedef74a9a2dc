"""Open VTB: the Berichten API 0.1.0, as the place where a klant finds messages in the portal.

The API has no key by which a bericht is put there once. So what is there already is looked for first, by our own
`referentie`: since the change, about the same zaak. Main filters by these; the release ignores them, and of what it
gives only the first page is looked at, so that there a bericht that was put there just before a crash can come twice.
So can one that is about no zaak: to look for it would put the number of a person in a URL.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec import Struct, field

from app.registries.client import RegisterClient

#: How long each may be there, in characters.
LANGSTE_ONDERWERP, LANGSTE_TEKST, LANGSTE_REFERENTIE = 50, 4000, 25
#: How far the clocks of two registers may be apart.
_SPELING = timedelta(hours=1)


class NieuwBericht(Struct, frozen=True, kw_only=True):
    """`ontvanger`: the URN of a person, told to nobody else. `sinds`: it cannot have been put there before.
    `zaak`: the uuid of the zaak that it is about."""

    onderwerp: str
    tekst: str
    referentie: str
    ontvanger: str
    sinds: datetime
    zaak: str | None = None

    def __repr__(self) -> str:
        return f"NieuwBericht({self.referentie})"


class _Bericht(Struct):
    """Of the berichten of everybody, no more than by which one is known."""

    referentie: str = ""
    ontvanger: str = ""


class _Lijst(Struct):
    results: list[_Bericht] = field(default_factory=list)


class Berichten:
    def __init__(self, *, client: RegisterClient, zaak_urn: str) -> None:
        """`zaak_urn`: how this register writes a zaak, with {uuid}."""
        self._client = client
        self._zaak_urn = zaak_urn

    async def plaats(self, bericht: NieuwBericht) -> None:
        """Returns when it is there. Raises Afwezig when this register has no berichten, else a RegisterError."""
        zaak = self._zaak_urn.format(uuid=bericht.zaak) if bericht.zaak is not None else None
        if zaak is not None and await self._staat_er_al(bericht, zaak):
            return
        body = {
            "onderwerp": bericht.onderwerp,
            "berichtTekst": bericht.tekst,
            "publicatiedatum": datetime.now(UTC).isoformat(timespec="seconds"),
            "referentie": bericht.referentie,
            "ontvanger": bericht.ontvanger,
            "isGerelateerdAan": [{"urn": zaak}] if zaak is not None else [],
            "mijnOverheidBerichtenbox": False,
        }
        await self._client.post("/berichten", _Bericht, json=body)

    async def _staat_er_al(self, bericht: NieuwBericht, zaak: str) -> bool:
        sinds = (bericht.sinds - _SPELING).isoformat(timespec="seconds")
        params = (("isGerelateerdAan", zaak), ("publicatiedatum__gte", sinds))
        found = await self._client.get("/berichten", _Lijst, params=params)
        return any(
            (there.referentie, there.ontvanger) == (bericht.referentie, bericht.ontvanger) for there in found.results
        )
