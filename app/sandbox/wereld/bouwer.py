"""Bouwer: names to uuids, days to dates, records to collections."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Record = dict[str, Any]

RSIN_GEMEENTE = "517439943"
#: What every organisation of the streek has for itself.
EIGEN_REGISTERS = ("openzaak", "openklant", "openproduct")


@dataclass(frozen=True, slots=True, kw_only=True)
class Adressen:
    """Where each product is served: base URLs without trailing slash."""

    openzaak: str
    openklant: str
    openproduct: str
    openvtb: str
    openobject: str
    openorganisatie: str
    opennotificaties: str
    brp: str
    kvk: str
    mijnagenda: str
    qmatic: str

    @classmethod
    def onder(cls, basis: str, huis: str = "") -> Adressen:
        """`huis`: the organisation of the streek whose own registers these are; the rest it shares."""
        eigen = {
            name: f"{basis}/{name}-{huis}" if huis and name in EIGEN_REGISTERS else f"{basis}/{name}"
            for name in cls.__dataclass_fields__
        }
        return cls(**eigen)


@dataclass(slots=True)
class Wereld:
    adressen: Adressen
    vandaag: date
    collecties: dict[str, dict[str, list[Record]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )


_PADEN = {
    "zaken": "/zaken/api/v1",
    "catalogi": "/catalogi/api/v1",
    "documenten": "/documenten/api/v1",
    "besluiten": "/besluiten/api/v1",
    "klant": "/klantinteracties/api/v1",
    "producten": "/producten/api/v1",
    "producttypen": "/producttypen/api/v1",
    "verzoeken": "/verzoeken/api/v1",
    "taken": "/taken/api/v1",
    "berichten": "/berichten/api/v1",
    "objecten": "/api/v2",
    "organisatie": "/organisatie/api/v0",
}
_PRODUCT = {
    "zaken": "openzaak",
    "catalogi": "openzaak",
    "documenten": "openzaak",
    "besluiten": "openzaak",
    "klant": "openklant",
    "producten": "openproduct",
    "producttypen": "openproduct",
    "verzoeken": "openvtb",
    "taken": "openvtb",
    "berichten": "openvtb",
    "objecten": "openobject",
    "organisatie": "openorganisatie",
}


def vaste_uuid(*naam: str) -> str:
    """The same name gives the same uuid, in every world."""
    return str(uuid5(NAMESPACE_URL, "https://sandbox.mijnzaken.example/" + "/".join(naam)))


class Bouwer:
    """`ids` remembers what a story named: ("zaaktypen", "kapvergunning") → the record. `huis`: whose world it is, when
    it is not that of the gemeente; `rsin`: of that organisation."""

    def __init__(self, adressen: Adressen, vandaag: date, *, huis: str = "", rsin: str = RSIN_GEMEENTE) -> None:
        self.wereld = Wereld(adressen, vandaag)
        self.rsin = rsin
        self._huis = (huis,) if huis else ()
        self.ids: dict[tuple[str, str], Record] = {}

    def uuid(self, *naam: str) -> str:
        return vaste_uuid(*self._huis, *naam)

    def url(self, api: str, soort: str, uuid: str) -> str:
        return f"{getattr(self.wereld.adressen, _PRODUCT[api])}{_PADEN[api]}/{soort}/{uuid}"

    def voeg_toe(
        self,
        api: str,
        collectie: str,
        naam: str,
        velden: Record,
        *,
        soort: str | None = None,
        uuid_zichtbaar: bool = True,
        url_zichtbaar: bool = True,
    ) -> Record:
        """A record with its url and uuid, in the collection of its product. `soort`: the last part of its path, when
        that differs. Some products show only one of the two."""
        uuid = self.uuid(collectie, naam)
        record: Record = {
            **({"url": self.url(api, soort or collectie, uuid)} if url_zichtbaar else {}),
            **({"uuid": uuid} if uuid_zichtbaar else {}),
            **velden,
        }
        self.wereld.collecties[_PRODUCT[api]][collectie].append(record)
        self.ids[collectie, naam] = record
        return record

    def dag(self, dagen: int | date) -> str:
        """A date, told in days from today."""
        return (
            dagen.isoformat() if isinstance(dagen, date) else (self.wereld.vandaag + timedelta(days=dagen)).isoformat()
        )

    def moment(self, dagen: int, uur: int = 9, minuten: int = 0) -> str:
        """A moment on such a day, as Open Zaak writes it (UTC, Z)."""
        day = self.wereld.vandaag + timedelta(days=dagen)
        return datetime.combine(day, time(uur, minuten), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def urn(self, soort: str, uuid: str) -> str:
        return f"urn:nld:gemeente-voorbeeldstad:{soort}:uuid:{uuid}"


def urn_van_klant(verhaal: Record) -> str:
    if "persoon" in verhaal:
        return f"urn:nld:brp:bsn:{verhaal['persoon']['bsn']}"
    return f"urn:nld:hr:kvknummer:{verhaal['onderneming']['kvk']}"
