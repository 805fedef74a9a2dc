"""Voortgang: moves a zaak of the sandbox one status on, over HTTP, as the organisation's own system would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode

import msgspec

from app.sandbox.kern import bel, maak_jwt

_ZAKEN, _CATALOGI = "/openzaak/zaken/api/v1", "/openzaak/catalogi/api/v1"


class GeenVoortgang(Exception):
    """Why the zaak stays as it is, in one line."""


class _Zaak(msgspec.Struct):
    url: str
    zaaktype: str
    resultaat: str | None


class _Statustype(msgspec.Struct, rename="camel"):
    url: str
    omschrijving: str
    volgnummer: int
    is_eindstatus: bool


class _Status(msgspec.Struct, rename="camel"):
    statustype: str
    datum_status_gezet: datetime


class _Resultaattype(msgspec.Struct):
    url: str
    omschrijving: str


_Deel = TypeVar("_Deel", _Zaak, _Statustype, _Status, _Resultaattype)


def zet_voort(url: str, zaaknummer: str, toelichting: str) -> str:
    """Sets the next status; a line that says what the zaak became. A zaak that ends without a resultaat first gets the
    first one of its zaaktype: a register does not close it without. Raises GeenVoortgang."""
    open_zaak = _OpenZaak(url.rstrip("/"))
    zaak = next(iter(open_zaak.lijst(f"{_ZAKEN}/zaken", _Zaak, identificatie=zaaknummer)), None)
    if zaak is None:
        raise GeenVoortgang(f"De sandbox op {url} heeft geen zaak met dat nummer.")
    typen = sorted(
        open_zaak.lijst(f"{_CATALOGI}/statustypen", _Statustype, zaaktype=zaak.zaaktype),
        key=lambda statustype: statustype.volgnummer,
    )
    gezet = open_zaak.lijst(f"{_ZAKEN}/statussen", _Status, zaak=zaak.url)
    laatste = max(gezet, key=lambda status: status.datum_status_gezet, default=None)
    nu = next((plaats for plaats, soort in enumerate(typen) if laatste and soort.url == laatste.statustype), -1)
    if nu + 1 == len(typen):
        raise GeenVoortgang(f"{zaaknummer} is al aan het einde; er komt geen status meer.")
    volgende = typen[nu + 1]
    resultaat = open_zaak.zet_resultaat(zaak) if volgende.is_eindstatus and not zaak.resultaat else ""
    moment = datetime.now(UTC)
    if laatste is not None:  # a zaak has one status per moment, and the latest counts
        moment = max(moment, laatste.datum_status_gezet + timedelta(seconds=1))
    open_zaak.maak(
        "statussen",
        zaak=zaak.url,
        statustype=volgende.url,
        datumStatusGezet=moment.isoformat(),
        statustoelichting=toelichting,
    )
    return f"{zaaknummer}: {volgende.omschrijving}{resultaat}"


class _OpenZaak:
    """The Open Zaak of the sandbox at an address, with the credentials that everybody knows."""

    def __init__(self, url: str) -> None:
        self._url = url

    def lijst(self, pad: str, soort: type[_Deel], **vraag: str) -> list[_Deel]:
        antwoord = self._vraag("GET", f"{pad}?{urlencode(vraag)}", 200)
        try:
            bladzijde = msgspec.json.decode(antwoord, type=dict[str, msgspec.Raw])
            return msgspec.json.decode(bladzijde["results"], type=list[soort])  # type: ignore[valid-type]
        except (msgspec.DecodeError, KeyError):
            raise self._is_geen_sandbox() from None

    def maak(self, soort: str, **velden: str) -> None:
        self._vraag("POST", f"{_ZAKEN}/{soort}", 201, msgspec.json.encode(velden))

    def zet_resultaat(self, zaak: _Zaak) -> str:
        """What it was, in words; "" when the zaaktype has none."""
        typen = self.lijst(f"{_CATALOGI}/resultaattypen", _Resultaattype, zaaktype=zaak.zaaktype)
        if not typen:
            return ""
        eerste = typen[-1]  # lists begin with the newest
        self.maak("resultaten", zaak=zaak.url, resultaattype=eerste.url)
        return f" (resultaat: {eerste.omschrijving})"

    def _vraag(self, methode: str, pad: str, verwacht: int, body: bytes | None = None) -> bytes:
        kop = {"Authorization": f"Bearer {maak_jwt()}", "Accept-Crs": "EPSG:4326", "Content-Type": "application/json"}
        try:
            antwoord = bel(methode, f"{self._url}{pad}", body=body, kop=kop)
        except (OSError, ValueError):
            raise GeenVoortgang(f"Op {self._url} is geen sandbox; start die met: mijnzaken sandbox.") from None
        if antwoord.status != verwacht:
            raise self._is_geen_sandbox()
        return antwoord.body

    def _is_geen_sandbox(self) -> GeenVoortgang:
        return GeenVoortgang(f"Wat op {self._url} antwoordt, is niet de sandbox van MijnZaken.")
