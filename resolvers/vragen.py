"""Vragen: what a client gives to the ways in: a key, a search, a reason, a period; and what is meant by it."""

from __future__ import annotations

import re
from datetime import date, datetime, time

import strawberry

from resolvers.grammar.argument import invoerveld
from resolvers.grammar.context import AMSTERDAM, Context
from resolvers.grammar.errors import BadUserInput
from resolvers.grammar.ref import Ref
from resolvers.grammar.scalars import BSN
from resolvers.grammar.sleutel import Bsn, Klantnummer, KvkNummer, Rsin, Sleutel, Vestigingsnummer
from resolvers.klant.registers import KlantZoekvraag
from resolvers.toegang import GEEN_AANLEIDING, Aanleiding
from resolvers.verwerking import Tijdvak

_LANGSTE_TOELICHTING = 500
#: What could be somebody's number, however it is written; a BSN without its first zero has eight digits.
_NUMMER = re.compile(r"(?:\d[\W_]{0,3}){7,}\d")


@strawberry.input(description="Waaraan de klant te herkennen is: precies één van deze.", one_of=True)
class KlantSleutel:
    id: strawberry.ID | None = invoerveld("Het id in deze dienst.", default=strawberry.UNSET)
    bsn: BSN | None = invoerveld("Het burgerservicenummer.", default=strawberry.UNSET)
    kvk_nummer: str | None = invoerveld("Het KvK-nummer.", default=strawberry.UNSET)
    vestigingsnummer: str | None = invoerveld("Het vestigingsnummer.", default=strawberry.UNSET)
    rsin: str | None = invoerveld("Het RSIN.", default=strawberry.UNSET)
    klantnummer: str | None = invoerveld("Het klantnummer.", default=strawberry.UNSET)
    zaaknummer: str | None = invoerveld("Het nummer van een zaak van de klant.", default=strawberry.UNSET)


@strawberry.input(
    description="Waaraan de klant te vinden is: naam met geboortedatum of adres, of een geverifieerd contactgegeven."
)
class KlantZoek:
    naam: str | None = invoerveld("De achternaam of bedrijfsnaam.")
    geboortedatum: date | None = invoerveld("De geboortedatum.")
    postcode: str | None = invoerveld("De postcode.")
    huisnummer: int | None = invoerveld("Het huisnummer.")
    email: str | None = invoerveld("Het geverifieerde e-mailadres.")
    telefoonnummer: str | None = invoerveld("Het geverifieerde telefoonnummer.")


@strawberry.input(name="Aanleiding", description="Waarom een medewerker kijkt.")
class AanleidingInvoer:
    contactmoment: strawberry.ID | None = invoerveld("Het contact waarin de vraag werd gesteld.")
    zaak: strawberry.ID | None = invoerveld("De zaak waarvoor het nodig is.")
    toelichting: str | None = invoerveld(
        "Meer over de reden, ten hoogste 500 tekens; zonder persoonsgegevens. Komt in het deel van het log dat zegt "
        "wie er keek en dat weinigen lezen; cijfers die een nummer kunnen zijn, vallen weg."
    )


@strawberry.input(description="Een periode.")
class Periode:
    van: date = strawberry.field(description="De eerste dag.")
    tot: date = strawberry.field(description="De dag waarop de periode voorbij is.")


_SLEUTELS: dict[str, type[Sleutel]] = {
    "bsn": Bsn,
    "kvk_nummer": KvkNummer,
    "vestigingsnummer": Vestigingsnummer,
    "rsin": Rsin,
}


async def sleutels_uit(sleutel: KlantSleutel, context: Context) -> frozenset[Sleutel]:
    """Every key of the klant that is meant. Empty: nobody's here, which must look like somebody who may not be
    seen. (By a zaaknummer he is found through that zaak: see zoeken.)"""
    if sleutel.id not in (None, strawberry.UNSET):
        found: Sleutel | None = context.loaders.pseudoniemen.onthul(Ref.decode(str(sleutel.id)).id)
        return frozenset() if found is None else await context.toegang.bekend_als(found)
    if sleutel.klantnummer not in (None, strawberry.UNSET):
        nummer = Klantnummer.lees(str(sleutel.klantnummer))
        return frozenset(await context.loaders.sleutels_bij_klantnummer.een(nummer.waarde))
    for name, kind in _SLEUTELS.items():
        if (given := getattr(sleutel, name)) not in (None, strawberry.UNSET):
            return frozenset(await context.toegang.bekend_als(kind.lees(given)))
    return frozenset()


def aanleiding_uit(gegeven: AanleidingInvoer | None, context: Context) -> Aanleiding:
    """The reason as it was given, noted for the log; but for an id that is no uuid, which no register has and in which
    who made it may have put a number. Whether it holds, toegang decides."""
    if gegeven is None:
        return GEEN_AANLEIDING
    reden = Aanleiding(
        contactmoment=ref_van(gegeven.contactmoment, "Contactmoment") if gegeven.contactmoment else None,
        zaak=ref_van(gegeven.zaak, "Zaak") if gegeven.zaak else None,
    )
    context.aanleidingen.update(ref.encode() for ref in reden.refs() if ref.is_uuid())
    if gegeven.toelichting:
        if len(gegeven.toelichting) > _LANGSTE_TOELICHTING:
            raise BadUserInput(f"Een toelichting heeft ten hoogste {_LANGSTE_TOELICHTING} tekens.")
        context.toelichtingen.add(_NUMMER.sub("…", " ".join(gegeven.toelichting.split())))
    return reden


def zoekvraag_uit(zoek: KlantZoek) -> KlantZoekvraag:
    vraag = KlantZoekvraag(
        naam=zoek.naam,
        geboortedatum=zoek.geboortedatum,
        postcode=zoek.postcode,
        huisnummer=zoek.huisnummer,
        email=zoek.email,
        telefoonnummer=zoek.telefoonnummer,
    )
    vraag.toets()
    return vraag


def ref_van(given: str, soort: str) -> Ref:
    ref = Ref.decode(given)
    if ref.soort != soort:
        raise BadUserInput(f"Dit id is geen id van een {soort.lower()}.")
    return ref


def tijdvak_uit(periode: Periode) -> Tijdvak:
    """From midnight to midnight in the Netherlands."""
    if periode.van >= periode.tot:
        raise BadUserInput("De periode is leeg: `van` ligt niet vóór `tot`.")
    return Tijdvak(*(datetime.combine(dag, time(), AMSTERDAM) for dag in (periode.van, periode.tot)))
