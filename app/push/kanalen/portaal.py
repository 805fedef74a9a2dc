"""Portaal: in the inbox of the klant's portal (Open VTB). What stands there is read after logging in."""

from __future__ import annotations

from app.push.sjablonen import schrijf
from app.push.zending import NietBezorgd, Zending
from app.registries.client import Afwezig
from app.registries.openvtb_berichten import Berichten
from resolvers.grammar.errors import MijnZakenError, RegisterError


class Portaal:
    def __init__(self, berichten: Berichten, afzender: str) -> None:
        self._berichten = berichten
        self._afzender = afzender

    async def bezorg(self, zending: Zending) -> None:
        geschreven = schrijf(zending.inhoud, zending.taal, self._afzender)
        try:
            await self._berichten.plaats(
                ontvanger=zending.adres,
                onderwerp=geschreven.onderwerp,
                tekst=geschreven.tekst,
                referentie=zending.id,
            )
        except Afwezig:
            raise NietBezorgd("dit portaal heeft geen berichten", blijvend=True) from None
        except MijnZakenError as error:
            blijvend = isinstance(error, RegisterError) and not error.retryable
            raise NietBezorgd(f"het portaal neemt het niet aan ({error.code.value})", blijvend=blijvend) from None

    async def aclose(self) -> None:
        """The connection is that of the register."""
