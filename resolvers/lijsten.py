"""Lijsten: which objects a client may ask for, and in which order. The filters and orders that several objects share.

Every filter and order says which fields it gives away (`onthult`): who may not see the field may not ask by it either.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from enum import Enum
from typing import Any

import strawberry

from resolvers.grammar.argument import invoerveld, volgorde
from resolvers.grammar.bedrijfsobject import benoem
from resolvers.grammar.connection import Bladvraag, Pagina, Volgorde
from resolvers.grammar.errors import BadUserInput
from resolvers.grammar.lijst import gesloten_lijst
from resolvers.grammar.ref import Ref
from resolvers.grammar.scalars import dag_als_tekst
from resolvers.grammar.sleutel import Sleutel
from resolvers.proces import Statusgroep


@gesloten_lijst(
    "De volgorde van een lijst met zaken.",
    STARTDATUM_AFLOPEND="De nieuwste eerst.",
    STARTDATUM_OPLOPEND="De oudste eerst.",
)
class ZaakVolgorde(Enum):
    STARTDATUM_AFLOPEND = "STARTDATUM_AFLOPEND"
    STARTDATUM_OPLOPEND = "STARTDATUM_OPLOPEND"


volgorde(ZaakVolgorde, STARTDATUM_AFLOPEND=("Zaak.startdatum",), STARTDATUM_OPLOPEND=("Zaak.startdatum",))


@strawberry.input(description="Welke zaken.")
class ZaakFilter:
    lopend: bool | None = invoerveld(
        "Alleen lopende (ja) of alleen afgesloten (nee) zaken.", onthult=["Zaak.einddatum"]
    )
    vanaf: date | None = invoerveld("Begonnen op of na deze datum.", onthult=["Zaak.startdatum"])
    tot: date | None = invoerveld("Begonnen vóór deze datum.", onthult=["Zaak.startdatum"])
    zaaktypen: list[str] | None = invoerveld("Van deze zaaktypen (identificatie).", onthult=["Zaak.zaaktype"])


@gesloten_lijst(
    "De volgorde van de MijnZaken-informatie.",
    LAATST_BIJGEWERKT="Waar het laatst iets veranderde eerst.",
    NIEUWSTE_EERST="Wat het laatst begon eerst.",
    OUDSTE_EERST="Wat het eerst begon eerst.",
    TERMIJN="Waarvan de termijn het eerst afloopt eerst; zonder termijn achteraan.",
)
class MijnZakenVolgorde(Enum):
    LAATST_BIJGEWERKT = "LAATST_BIJGEWERKT"
    NIEUWSTE_EERST = "NIEUWSTE_EERST"
    OUDSTE_EERST = "OUDSTE_EERST"
    TERMIJN = "TERMIJN"


volgorde(
    MijnZakenVolgorde,
    LAATST_BIJGEWERKT=("MijnZakenInformatie.bijgewerktOp",),
    NIEUWSTE_EERST=("Zaak.startdatum",),
    OUDSTE_EERST=("Zaak.startdatum",),
    TERMIJN=("MijnZakenInformatie.levertijd",),
)


@strawberry.input(description="Welke MijnZaken-informatie.")
class MijnZakenFilter:
    statusgroepen: list[Statusgroep] | None = invoerveld(
        "In een van deze groepen.", onthult=["MijnZakenInformatie.status"]
    )
    vanaf: date | None = invoerveld("Begonnen op of na deze datum.", onthult=["Zaak.startdatum"])
    tot: date | None = invoerveld("Begonnen vóór deze datum.", onthult=["Zaak.startdatum"])
    zoek: str | None = invoerveld("Met deze tekst in de titel.", onthult=["MijnZakenInformatie.titel"])
    producttypen: list[strawberry.ID] | None = invoerveld(
        "Over een van deze producttypen.", onthult=["MijnZakenInformatie.producttype"]
    )


@gesloten_lijst(
    "Van welke kant een machtiging bekeken wordt.",
    GEGEVEN="Machtigingen die deze klant aan anderen gaf.",
    ONTVANGEN="Machtigingen die anderen aan deze klant gaven.",
)
class MachtigingRichting(Enum):
    GEGEVEN = "GEGEVEN"
    ONTVANGEN = "ONTVANGEN"


volgorde(MachtigingRichting, GEGEVEN=(), ONTVANGEN=())
benoem(ZaakVolgorde=ZaakVolgorde, MijnZakenVolgorde=MijnZakenVolgorde, MachtigingRichting=MachtigingRichting)


def _iso(value: Any) -> str:
    return "" if value is None else str(value.isoformat())


def startdag(zaak: Any) -> str:
    """By which zaken are ordered; one without comes before all."""
    return dag_als_tekst(zaak.startdatum) if zaak.startdatum is not None else ""


#: The orders of the lists that have only one.
VERZOEKEN: Volgorde[Any] = Volgorde("verzoeken", lambda verzoek: _iso(verzoek.ontvangen_op))
PRODUCTEN: Volgorde[Any] = Volgorde("producten", lambda product: _iso(product.start_datum))
CONTACTMOMENTEN: Volgorde[Any] = Volgorde("contactmomenten", lambda contact: _iso(contact.plaatsgevonden_op))
PRODUCTTYPEN: Volgorde[Any] = Volgorde("producttypen", lambda producttype: producttype.naam.casefold(), aflopend=False)
KLANTEN: Volgorde[Any] = Volgorde("klanten", lambda klant: klant.id, aflopend=False)
VERWERKINGEN: Volgorde[Any] = Volgorde(
    "verwerkingen", lambda verwerking: verwerking.tijdstip.astimezone(UTC).isoformat(timespec="milliseconds")
)

_ZAKEN: dict[ZaakVolgorde, Volgorde[Any]] = {
    ZaakVolgorde.STARTDATUM_AFLOPEND: Volgorde("zaken-", startdag),
    ZaakVolgorde.STARTDATUM_OPLOPEND: Volgorde("zaken+", startdag, aflopend=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ZakenVraag:
    """The zaken of one person, by startdatum.

    `vanaf_plaats`: what lies before this startdatum in the order may be left out. `lopend` likewise may be used by the
    register. A register may always give more than was asked, never less: the caller filters again. `alles`: the caller
    will read to the end. `aantal`: how many the page holds, a hint; two pages of one list are one question.
    """

    sleutels: frozenset[Sleutel]
    oplopend: bool = False
    vanaf_plaats: date | None = None
    lopend: bool | None = None
    alles: bool = False
    aantal: int = field(default=100, compare=False)


def zaken_vraag(
    sleutels: frozenset[Sleutel], filter_: ZaakFilter | None, order: ZaakVolgorde, first: int, after: str | None
) -> Bladvraag[Any]:
    chosen = _ZAKEN[order]
    pagina = Pagina.vraag(first, after, chosen)
    return Bladvraag(
        vraag=ZakenVraag(
            sleutels=sleutels,
            oplopend=order is ZaakVolgorde.STARTDATUM_OPLOPEND,
            vanaf_plaats=_datum(pagina.na[0]) if pagina.na else None,
            lopend=filter_.lopend if filter_ else None,
            aantal=first,
        ),
        pagina=pagina,
        volgorde=chosen,
        houdt=(lambda zaak: _houdt_zaak(filter_, zaak)) if filter_ else None,
    )


def zaken_volgorde(vraag: ZakenVraag) -> Volgorde[Any]:
    return _ZAKEN[ZaakVolgorde.STARTDATUM_OPLOPEND if vraag.oplopend else ZaakVolgorde.STARTDATUM_AFLOPEND]


def _datum(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadUserInput("Deze cursor hoort niet bij deze lijst en volgorde.") from None


def _houdt_zaak(filter_: ZaakFilter, zaak: Any) -> bool:
    return (
        (filter_.lopend is None or filter_.lopend is not zaak.afgesloten)
        and binnen_periode(zaak.startdatum, filter_.vanaf, filter_.tot)
        and (filter_.zaaktypen is None or zaak.soort.identificatie in filter_.zaaktypen)
    )


def binnen_periode(when: date | None, vanaf: date | None, tot: date | None) -> bool:
    """`vanaf` is included, `tot` is not. Without a date nothing is within a period."""
    if vanaf is None and tot is None:
        return True
    return when is not None and (vanaf is None or when >= vanaf) and (tot is None or when < tot)


def eenvoudige_vraag(vraag: Hashable, order: Volgorde[Any], first: int, after: str | None) -> Bladvraag[Any]:
    """A list with one order and no filter."""
    return Bladvraag(vraag=vraag, pagina=Pagina.vraag(first, after, order), volgorde=order)


def refs_uit(ids: Sequence[str] | None, soort: str) -> frozenset[Ref] | None:
    """Global ids of one type, as given in a filter. Another type's id is BAD_USER_INPUT."""
    if ids is None:
        return None
    refs = frozenset(Ref.decode(given) for given in ids)
    if any(ref.soort != soort for ref in refs):
        raise BadUserInput(f"Dit id is geen id van een {soort.lower()}.")
    return refs


@dataclass(frozen=True, slots=True, kw_only=True)
class MijnZakenVraag:
    """The matters of one person. What the order and the filter need to know of each matter before it is on a page."""

    sleutels: frozenset[Sleutel]
    statusgroepen: frozenset[Statusgroep] | None = None
    vanaf: date | None = None
    tot: date | None = None
    zoek: str | None = None
    producttypen: frozenset[Ref] | None = None
    volgorde: MijnZakenVolgorde = MijnZakenVolgorde.LAATST_BIJGEWERKT


def mijn_zaken_vraag(
    sleutels: frozenset[Sleutel],
    filter_: MijnZakenFilter | None,
    order: MijnZakenVolgorde,
    first: int,
    after: str | None,
) -> Bladvraag[Any]:
    chosen = MIJN_ZAKEN[order]
    vraag = MijnZakenVraag(
        sleutels=sleutels,
        statusgroepen=frozenset(filter_.statusgroepen) if filter_ and filter_.statusgroepen is not None else None,
        vanaf=filter_.vanaf if filter_ else None,
        tot=filter_.tot if filter_ else None,
        zoek=filter_.zoek.casefold() if filter_ and filter_.zoek else None,
        producttypen=refs_uit(filter_.producttypen, "Producttype") if filter_ else None,
        volgorde=order,
    )
    return Bladvraag(vraag=vraag, pagina=Pagina.vraag(first, after, chosen), volgorde=chosen)


#: The value by which each order sorts is worked out by the loader, which may need other loaders for it; it stands on
#: the matter's `plaats`.
MIJN_ZAKEN: dict[MijnZakenVolgorde, Volgorde[Any]] = {
    order: Volgorde(
        f"mijnzaken-{order.value.lower()}",
        lambda informatie: informatie.plaats,
        aflopend=order in {MijnZakenVolgorde.LAATST_BIJGEWERKT, MijnZakenVolgorde.NIEUWSTE_EERST},
    )
    for order in MijnZakenVolgorde
}
