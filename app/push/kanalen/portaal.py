"""Portaal: a message in the inbox of the portal (Open VTB, Berichten API), where the klant reads it after logging in.

The organisation keeps it for him; it does not go on to the Berichtenbox of MijnOverheid. A message that is there
already is not put there again, as far as the register can say so (see app/registries/openvtb_berichten.py).
"""

from __future__ import annotations

from datetime import datetime

from app.push.sjablonen import schrijf
from app.push.zending import NietBezorgd, Zending
from app.registries.openvtb_berichten import (
    LANGSTE_ONDERWERP,
    LANGSTE_REFERENTIE,
    LANGSTE_TEKST,
    Berichten,
    NieuwBericht,
)
from app.registries.verwijzing import sleutel_uit_urn
from resolvers.grammar.errors import BadUserInput, MijnZakenError, NotFound
from resolvers.grammar.ref import Ref


class Portaal:
    """`afzender`: the name of the organisation."""

    def __init__(self, berichten: Berichten, afzender: str) -> None:
        self._berichten = berichten
        self._afzender = afzender

    async def bezorg(self, zending: Zending) -> None:
        if sleutel_uit_urn(zending.adres) is None:
            raise NietBezorgd("dit kan geen ontvanger in het portaal zijn", blijvend=True)
        try:
            await self._berichten.plaats(self._bericht(zending))
        except NotFound:
            raise NietBezorgd("het register heeft geen berichten", blijvend=True) from None
        except MijnZakenError as error:  # also a refusal can be mended there: rights, a field that was made obligatory
            raise NietBezorgd(f"het berichtenregister neemt het niet aan ({error.code.value})") from None

    def _bericht(self, zending: Zending) -> NieuwBericht:
        geschreven = schrijf(zending.inhoud, zending.taal, self._afzender)
        return NieuwBericht(
            onderwerp=_ingekort(geschreven.onderwerp, LANGSTE_ONDERWERP),
            tekst=_ingekort(geschreven.tekst, LANGSTE_TEKST),
            referentie=zending.id[:LANGSTE_REFERENTIE],
            ontvanger=zending.adres,
            sinds=datetime.fromisoformat(zending.inhoud.tijdstip),
            zaak=_zaak_in(zending.inhoud.id),
        )

    async def aclose(self) -> None:
        """The connection is that of the register."""


def _ingekort(tekst: str, langst: int) -> str:
    return tekst if len(tekst) <= langst else f"{tekst[: langst - 1].rstrip()}…"


def _zaak_in(id_: str) -> str | None:
    """The uuid of the zaak that a matter is; None when it is a verzoek or a product."""
    try:
        ref = Ref.decode(id_)
    except BadUserInput:
        return None
    return ref.id if ref.soort == "MijnZakenInformatie" else None
