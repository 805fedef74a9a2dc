"""NotifyNL: sms and letters, and e-mail for who has no mail server of his own (the API of GOV.UK Notify, version 2).

The templates stand there, with the places `onderwerp` and `tekst` (for sms only `tekst`); what stands in those places
is written here. Each call carries a token of its own, signed with the secret of the service.
"""

from __future__ import annotations

from time import time

import msgspec
from joserfc import jwt
from joserfc.jwk import OctKey

from app.config.push import NotifyNlSettings, notifysleutel_van
from app.push.sjablonen import schrijf, sms
from app.push.zending import NietBezorgd, Zending
from app.registries.client import NietAfgeleverd, Zender

_DEADLINE_S = 10.0
#: What is wrong with the message, and so the same the next time. A key that is wrong (403) can be mended.
_BLIJVEND = frozenset({400, 413})
#: How many lines an address on a letter has there.
_MINSTE_REGELS, _MEESTE_REGELS = 2, 7


class NotifyNl:
    """One sort of message: `soort` is email, sms or letter."""

    def __init__(self, settings: NotifyNlSettings, soort: str, sjabloon: str, afzender: str) -> None:
        self._dienst, geheim = notifysleutel_van(settings.sleutel.get_secret_value())
        self._sleutel = OctKey.import_key(geheim)
        self._soort = soort
        self._sjabloon = sjabloon
        self._afzender = afzender
        self._zender = Zender(settings.url, {}, herhaalbaar=False, timeout_s=_DEADLINE_S)

    async def bezorg(self, zending: Zending) -> None:
        body = {"template_id": self._sjabloon, "reference": zending.id, **self._inhoud(zending)}
        kopteksten = {"Authorization": f"Bearer {self._token()}"}
        try:
            await self._zender.lever(f"/v2/notifications/{self._soort}", msgspec.json.encode(body), kopteksten)
        except NietAfgeleverd as error:
            raise NietBezorgd(f"NotifyNL {error.reden}", blijvend=error.status in _BLIJVEND, na_s=error.na_s) from None

    def _inhoud(self, zending: Zending) -> dict[str, object]:
        if self._soort == "sms":
            tekst = sms(zending.inhoud, zending.taal, self._afzender)
            return {"phone_number": zending.adres, "personalisation": {"tekst": tekst}}
        geschreven = schrijf(zending.inhoud, zending.taal, self._afzender)
        plaatsen = {"onderwerp": geschreven.onderwerp, "tekst": geschreven.tekst}
        if self._soort == "email":
            return {"email_address": zending.adres, "personalisation": plaatsen}
        return {"personalisation": {**plaatsen, **_regels(zending.adres)}}

    def _token(self) -> str:
        claims = {"iss": self._dienst, "iat": int(time())}
        return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, self._sleutel)

    async def aclose(self) -> None:
        await self._zender.aclose()


def _regels(adres: str) -> dict[str, str]:
    """Raises NietBezorgd when it is no postal address: the last line is where it goes, so none is left out."""
    regels = [regel.strip() for regel in adres.splitlines() if regel.strip()]
    if not _MINSTE_REGELS <= len(regels) <= _MEESTE_REGELS:
        raise NietBezorgd("dit kan geen postadres zijn", blijvend=True)
    return {f"address_line_{nummer}": regel for nummer, regel in enumerate(regels, 1)}
