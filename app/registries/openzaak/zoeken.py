"""Zoeken: the zaken of a person in one register, by a question in the body of `_zoek`, and nothing of it believed.

A number of a person stands in a body and never in a URL. What comes back is held against what was asked: `_zoek`
ignores keys that it does not know and then returns everybody's zaken (MEASURED §1.1), and zaaksystemen of other
suppliers know fewer of them than Open Zaak: not every way in which a company may be registered, no `ordering`, no
`expand` (FACTS §2.1). One `rol__` filter goes in a question: only Open Zaak promises that two of them hold for the same
rol.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.registries.cache import Gedeeld
from app.registries.client import RegisterClient
from app.registries.openzaak import wire
from app.registries.openzaak.catalogus import Catalogus
from app.registries.openzaak.los import Los
from app.registries.openzaak.mapping import Zaakmaker
from resolvers.grammar.antwoorden import alle, gelukt
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.context import Vooruitblik
from resolvers.grammar.errors import RegisterInvalidResponse
from resolvers.grammar.reeks import Reeks
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel, Vestigingsnummer
from resolvers.lijsten import ZakenVraag, startdag
from resolvers.zaak import Zaak

CRS = {"Accept-Crs": "EPSG:4326"}
ZOEK_CRS = {**CRS, "Content-Crs": "EPSG:4326"}

_ROL = "rol__betrokkeneIdentificatie__"
#: `_zoek` keys by which a person may be registered. A company hides in several places (FACTS §2.1, §18.9); each is a
#: question of its own.
ZOEKSLEUTELS: Mapping[type[Sleutel], tuple[str, ...]] = {
    Bsn: (f"{_ROL}natuurlijkPersoon__inpBsn",),
    Rsin: (f"{_ROL}nietNatuurlijkPersoon__innNnpId",),
    KvkNummer: (
        f"{_ROL}nietNatuurlijkPersoon__kvkNummer",
        f"{_ROL}nietNatuurlijkPersoon__annIdentificatie",
        f"{_ROL}vestiging__kvkNummer",
    ),
    Vestigingsnummer: (
        f"{_ROL}nietNatuurlijkPersoon__vestigingsNummer",
        f"{_ROL}vestiging__vestigingsNummer",
    ),
}
#: Those that only Open Zaak has, by the name they have in the settings. A zaaksysteem without the filter has not the
#: field either: nobody is registered by it.
EIGEN_AAN_OPEN_ZAAK: Mapping[str, str] = {
    "kvkNummer": f"{_ROL}nietNatuurlijkPersoon__kvkNummer",
    "vestigingsNummer": f"{_ROL}nietNatuurlijkPersoon__vestigingsNummer",
    "vestiging.kvkNummer": f"{_ROL}vestiging__kvkNummer",
}
#: Of the right form, and nobody's: an answer with zaken in it shows that the filter is ignored.
NIEMAND: Mapping[type[Sleutel], str] = {
    Bsn: "000000000",
    Rsin: "000000000",
    KvkNummer: "00000000",
    Vestigingsnummer: "000000000000",
}

#: What lies beneath a zaak and comes in the same answer when it will be asked.
_EXPAND = {
    "status": ("Zaak.status", "MijnZakenInformatie.status"),
    "resultaat": ("Zaak.resultaat", "MijnZakenInformatie.resultaat"),
    "zaakinformatieobjecten": ("Zaak.documenten",),
    "eigenschappen": ("Zaak.eigenschappen",),
}

#: How many zaken more than a page holds are asked for: the next page must be known to exist, what may not be seen is
#: left out, and zaken of one startdatum are only in order when the day is past.
_RUIMTE = 10


class Opdracht(NamedTuple):
    """One way to look for somebody."""

    sleutel: Sleutel
    veld: str


class Zaakzoeker:
    """`kent_niet`: what the settings say that this register lacks; what it turns out to lack is found by the way."""

    def __init__(
        self,
        *,
        herkomst: Herkomst,
        client: RegisterClient,
        catalogus: Catalogus,
        cache: Gedeeld,
        kent_niet: frozenset[str],
    ) -> None:
        self._herkomst = herkomst
        self._client = client
        self._catalogus = catalogus
        self._cache = cache
        self._los = Los(client)
        self._expand = "expand" not in kent_niet
        self._ongeordend = "ordering" in kent_niet
        self._genegeerd = {veld for naam, veld in EIGEN_AAN_OPEN_ZAAK.items() if naam in kent_niet}

    # ------------------------------------------------------------------ of a person

    def van(self, vraag: ZakenVraag, vooruitblik: Vooruitblik) -> AsyncIterator[Sequence[Zaak]]:
        """By startdatum, in the register's pages. A klant with several keys is asked whole, and so is a register that
        does not sort: the lists must be sorted as one."""
        opdrachten = [
            Opdracht(sleutel, veld)
            for sleutel in sorted(vraag.sleutels, key=lambda sleutel: sleutel.waarde)
            for veld in ZOEKSLEUTELS.get(type(sleutel), ())
            if veld not in self._genegeerd
        ]
        totaal = vooruitblik.vraagt("ZaakConnection.totaal")
        if len(opdrachten) != 1 or vraag.alles or totaal or self._ongeordend:
            return _eenmaal(lambda: self._samen(opdrachten, vraag, vooruitblik))
        return self._per_pagina(opdrachten[0], vraag, vooruitblik)

    async def _samen(
        self, opdrachten: Sequence[Opdracht], vraag: ZakenVraag, vooruitblik: Vooruitblik
    ) -> Sequence[Zaak]:
        found: dict[str, Zaak] = {}
        for answer in gelukt(await alle(self._alle_van(opdracht, vraag, vooruitblik) for opdracht in opdrachten)):
            found.update((zaak.ref.id, zaak) for zaak in answer)
        return sorted(found.values(), key=startdag, reverse=not vraag.oplopend)

    async def _alle_van(self, opdracht: Opdracht, vraag: ZakenVraag, vooruitblik: Vooruitblik) -> Sequence[Zaak]:
        gevraagd = _expand(vooruitblik)
        maker = await self._maker(vooruitblik)
        found = await self._client.pages(
            "/zaken/_zoek",
            wire.Zaak,
            method="POST",
            json=self._body(opdracht, gevraagd, vraag),
            kopteksten=ZOEK_CRS,
            grootte=500,
            keurt=lambda page: self._is_gezocht(opdracht, page),
        )
        return [maker.maak(zaak) for zaak in await self._met_delen(found, gevraagd)]

    def _per_pagina(
        self, opdracht: Opdracht, vraag: ZakenVraag, vooruitblik: Vooruitblik
    ) -> AsyncIterator[Sequence[Zaak]]:
        pages = self._paginas(opdracht, vraag, vooruitblik)
        laatste: Zaak | None = None
        gegeven = klaar = False

        async def volgende() -> Sequence[Zaak] | None:
            nonlocal laatste, gegeven, klaar
            page = None if klaar else await anext(pages, None)
            if page is None:
                return None
            if not _op_volgorde([*([laatste] if laatste else ()), *page], vraag):
                self._ongeordend = True
                if gegeven:  # what was read before may have had to come after this
                    raise RegisterInvalidResponse(
                        self._herkomst.register, detail="/zaken/_zoek: not in the order asked"
                    )
                klaar = True
                return await self._samen([opdracht], vraag, vooruitblik)
            laatste, gegeven = page[-1] if page else laatste, True
            return page

        return Reeks(volgende)

    def _paginas(
        self, opdracht: Opdracht, vraag: ZakenVraag, vooruitblik: Vooruitblik
    ) -> AsyncIterator[Sequence[Zaak]]:
        gevraagd = _expand(vooruitblik)
        pages = self._client.bladeren(
            "/zaken/_zoek",
            wire.Zaak,
            method="POST",
            json=self._body(opdracht, gevraagd, vraag),
            kopteksten=ZOEK_CRS,
            grootte=vraag.aantal + _RUIMTE,
        )
        maker: Zaakmaker | None = None

        async def volgende() -> Sequence[Zaak] | None:
            nonlocal maker
            maker = maker or await self._maker(vooruitblik)
            async for page in pages:
                if not await self._is_gezocht(opdracht, page):
                    return None
                return [maker.maak(zaak) for zaak in await self._met_delen(page, gevraagd)]
            return None

        return Reeks(volgende)

    async def _is_gezocht(self, opdracht: Opdracht, page: Sequence[wire.Zaak]) -> bool:
        """False: the register does not know this way to look, and these are everybody's. A zaak that does not name the
        person may be one of which a rol was just taken away; when it is there because the filter is ignored, nobody has
        zaken too. Of a filter that every register must have nothing is left out: whose they are is decided after this,
        and `mijnzaken check` tells that it is ignored. But where the rollen must be fetched zaak by zaak, they are not
        fetched of everybody."""
        if opdracht.veld not in EIGEN_AAN_OPEN_ZAAK.values():
            if any(zaak.expand is wire.NIET_UITGEBREID for zaak in page) and not await self._filtert(opdracht):
                raise RegisterInvalidResponse(self._herkomst.register, detail="/zaken/_zoek: the filter is ignored")
            return True
        if all(_noemt(zaak, opdracht.sleutel) for zaak in page) or await self._filtert(opdracht):
            return True
        self._genegeerd.add(opdracht.veld)
        return False

    async def _filtert(self, opdracht: Opdracht) -> bool:
        async def proef() -> bool:
            body = {opdracht.veld: NIEMAND[type(opdracht.sleutel)]}
            found = await self._client.eerste_pagina(
                "/zaken/_zoek", wire.Iets, method="POST", json=body, kopteksten=ZOEK_CRS, grootte=1
            )
            return not found

        found: bool = await self._cache.get((self._herkomst.register, "filtert", opdracht.veld), proef)
        return found

    # ------------------------------------------------------------------ by what they are

    async def alle(self, body: Mapping[str, object], vooruitblik: Vooruitblik, hoogstens: int) -> list[Zaak]:
        """All that answer to the body; of which there can be no more than so many."""
        maker = await self._maker(vooruitblik)
        found = await self.wires(body, _expand(vooruitblik), hoogstens)
        return [maker.maak(zaak) for zaak in found]

    async def wires(self, body: Mapping[str, object], gevraagd: Sequence[str], hoogstens: int) -> list[wire.Zaak]:
        met = {**body, "expand": gevraagd} if self._expand else body
        found = await self._client.pages(
            "/zaken/_zoek",
            wire.Zaak,
            method="POST",
            json=met,
            kopteksten=ZOEK_CRS,
            grootte=500,
            hoogstens=hoogstens,
        )
        return await self._met_delen(found, gevraagd)

    async def _met_delen(self, zaken: list[wire.Zaak], gevraagd: Sequence[str]) -> list[wire.Zaak]:
        zonder = [zaak for zaak in zaken if zaak.expand is wire.NIET_UITGEBREID]
        return await self._los.vul(zaken, gevraagd) if zonder else zaken

    def _body(self, opdracht: Opdracht, gevraagd: Sequence[str], vraag: ZakenVraag) -> dict[str, object]:
        """Skip what lies before the cursor; the day itself is asked again, the caller passes over what it has."""
        body: dict[str, object] = {}
        if self._expand:
            body["expand"] = gevraagd
        if not self._ongeordend:
            body["ordering"] = ["startdatum" if vraag.oplopend else "-startdatum"]
        if vraag.vanaf_plaats is not None:
            body["startdatum__gte" if vraag.oplopend else "startdatum__lte"] = vraag.vanaf_plaats.isoformat()
        if vraag.lopend is not None:
            body["einddatum__isnull"] = vraag.lopend
        return {**body, opdracht.veld: opdracht.sleutel.waarde}

    async def _maker(self, vooruitblik: Vooruitblik) -> Zaakmaker:
        typen = await self._catalogus.typen()
        return Zaakmaker(typen, self._herkomst, met_betrokkenen=vooruitblik.vraagt("Zaak.betrokkenen"))


def _eenmaal(vraag: Callable[[], Awaitable[Sequence[Zaak]]]) -> AsyncIterator[Sequence[Zaak]]:
    geheel = iter((0,))

    async def alles() -> Sequence[Zaak] | None:
        return await vraag() if next(geheel, None) is not None else None

    return Reeks(alles)


def _expand(vooruitblik: Vooruitblik) -> list[str]:
    return ["rollen", *(name for name, asked in _EXPAND.items() if vooruitblik.vraagt(*asked))]


def _op_volgorde(zaken: Sequence[Zaak], vraag: ZakenVraag) -> bool:
    dagen = [zaak.startdatum or date.min for zaak in zaken]  # as `startdag`: one without comes before all
    return dagen == sorted(dagen, reverse=not vraag.oplopend)


def _noemt(zaak: wire.Zaak, sleutel: Sleutel) -> bool:
    """Whether one of its rollen has this number; False too when its rollen did not come with it."""
    rollen = zaak.expand.rollen if isinstance(zaak.expand.rollen, list) else ()
    return any(
        is_ is not None and sleutel.waarde in is_.nummers() for is_ in (r.betrokkene_identificatie for r in rollen)
    )
