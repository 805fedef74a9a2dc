"""Afspraken: VNG MijnAgenda 0.2 and Qmatic Orchestra, both as an Afsprakenregister.

Neither knows a BSN: they are asked by e-mail address, and only by an address that the klantregister says is verified
(FACTS §11).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct, field

from app.registries.client import Afwezig, RegisterClient, Verborgen
from resolvers.afspraak import Afspraak
from resolvers.grammar.antwoorden import alle
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.context import AMSTERDAM
from resolvers.grammar.errors import RegisterInvalidResponse
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref

#: How far back and ahead an afspraak is of interest.
TERUG, VOORUIT = timedelta(days=90), timedelta(days=365)


class Wire(Struct, rename="camel", kw_only=True): ...


class Samenvatting(Wire):
    afspraak_identificatie: str
    onderwerp: str | None = None
    gepland_aanvangsmoment: datetime | None = None
    gepland_eindmoment: datetime | None = None


class Gevonden(Wire):
    afspraken: list[Samenvatting] = field(default_factory=list)


class Adres(Wire):
    adresregel1: str | None = None
    adresregel2: str | None = None
    adresregel3: str | None = None


class Locatie(Wire):
    naam: str | None = None
    bezoekadres: Adres | None = None


class Activiteit(Wire):
    aanduiding_wat_mee_te_nemen: str | None = None


class Detail(Wire):
    """Of the detail of MijnAgenda 0.2 only the identification is settled; the rest may be absent."""

    afspraak_soort: str | None = None
    afspraak_locatie: Locatie | None = None
    online_adres: str | None = None
    activiteiten: list[Activiteit] = field(default_factory=list)


class MijnAgenda:
    def __init__(self, *, herkomst: Herkomst, client: RegisterClient) -> None:
        self.herkomst = herkomst
        self._client = client

    async def afspraken_bij_email(self, adressen: Sequence[str]) -> Sequence[Afspraak]:
        now = datetime.now(UTC)
        found = await self._client.post(
            "/afspraken/opvragen",
            Gevonden,
            json={
                "identificaties": [{"type": "email", "waarde": adres} for adres in adressen],
                "van": (now - TERUG).isoformat(),
                "tot": (now + VOORUIT).isoformat(),
            },
            idempotent=True,
        )
        details = await alle(self._detail(item.afspraak_identificatie) for item in found.afspraken)
        return [self._afspraak(item, detail) for item, detail in zip(found.afspraken, details, strict=True)]

    async def _detail(self, id_: str) -> Detail:
        try:
            return await self._client.get("/afspraken/{id}", Detail, pad={"id": id_})
        except (Afwezig, Verborgen):
            return Detail()

    def _afspraak(self, item: Samenvatting, detail: Detail | Exception) -> Afspraak:
        if isinstance(detail, Exception):
            raise detail
        bring = [activiteit.aanduiding_wat_mee_te_nemen for activiteit in detail.activiteiten]
        return _maak(
            self.herkomst,
            item.afspraak_identificatie,
            onderwerp=item.onderwerp,
            begin=item.gepland_aanvangsmoment,
            eind=item.gepland_eindmoment,
            soort=detail.afspraak_soort,
            locatie=detail.online_adres or _waar(detail.afspraak_locatie),
            toelichting=" ".join(text for text in bring if text),
        )


def _waar(locatie: Locatie | None) -> str | None:
    if locatie is None or locatie.naam or locatie.bezoekadres is None:
        return locatie.naam if locatie else None
    adres = locatie.bezoekadres
    return ", ".join(line for line in (adres.adresregel1, adres.adresregel2, adres.adresregel3) if line)


class Klant(Wire):
    public_id: str = ""


class Vestiging(Wire):
    name: str | None = None
    address_line1: str | None = None
    time_zone: str | None = None


class QmaticAfspraak(Wire):
    public_id: str
    title: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    branch: Vestiging | None = None
    notes: str | None = None


class Afspraakenlijst(Wire):
    appointment_list: list[QmaticAfspraak] = field(default_factory=list)


class Qmatic:
    def __init__(self, *, herkomst: Herkomst, client: RegisterClient) -> None:
        self.herkomst = herkomst
        self._client = client

    async def afspraken_bij_email(self, adressen: Sequence[str]) -> Sequence[Afspraak]:
        found: dict[str, Afspraak] = {}
        for answer in await alle(self._bij(adres) for adres in adressen):
            if isinstance(answer, Exception):
                raise answer
            found.update((afspraak.ref.id, afspraak) for afspraak in answer)
        return tuple(found.values())

    async def _bij(self, adres: str) -> list[Afspraak]:
        """Two questions: who it is there, and what he has. The address is a matrix parameter of the path."""
        try:
            klanten = await self._client.get(
                "/appointment/customers/identify;email={email}", list[Klant], pad={"email": adres}
            )
        except Afwezig:
            return []
        made: list[Afspraak] = []
        for klant in klanten:
            try:
                lijst = await self._client.get(
                    "/calendar-backend/public/api/v1/customers/{publicId}/appointments",
                    Afspraakenlijst,
                    pad={"publicId": klant.public_id},
                )
            except Afwezig:  # it just named him; that his afspraken are not there is no absence
                raise RegisterInvalidResponse(self.herkomst.register, detail="a customer who is not there") from None
            made.extend(self._afspraak(item) for item in lijst.appointment_list)
        return made

    def _afspraak(self, item: QmaticAfspraak) -> Afspraak:
        zone = _zone(item.branch.time_zone if item.branch else None)
        return _maak(
            self.herkomst,
            item.public_id,
            onderwerp=item.title,
            begin=_in_zone(item.start, zone),
            eind=_in_zone(item.end, zone),
            soort="fysiek",
            locatie=(item.branch.name or item.branch.address_line1) if item.branch else None,
            toelichting=item.notes,
        )


def _zone(naam: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(naam) if naam else AMSTERDAM
    except (ZoneInfoNotFoundError, ValueError):
        return AMSTERDAM


def _in_zone(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Orchestra writes local times without a zone; the branch says which."""
    return moment.replace(tzinfo=zone) if moment is not None and moment.tzinfo is None else moment


def _maak(
    herkomst: Herkomst,
    id_: str,
    *,
    onderwerp: str | None,
    begin: datetime | None,
    eind: datetime | None,
    soort: str | None,
    locatie: str | None,
    toelichting: str | None,
) -> Afspraak:
    ref = Ref(herkomst.register, "Afspraak", id_)
    return Afspraak(
        id=id_van(ref),
        ref=ref,
        zaak_verwijzing=None,
        product_verwijzing=None,
        onderwerp=onderwerp or None,
        begin=begin,
        eind=eind,
        soort=soort or None,
        locatie=locatie or None,
        toelichting=toelichting or None,
        bron=herkomst.bron(datetime.now(UTC)),
    )
