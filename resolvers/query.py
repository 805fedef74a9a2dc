"""Query: the ways into the graph. Each opens an inzage; what it gives is checked under it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Annotated, Any

import strawberry

from resolvers.afnemer import Afnemer
from resolvers.grammar.argument import argument, invoerveld
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, benoem, ingang
from resolvers.grammar.connection import Bladerbaar, Bladvraag, Connection, Edge, Stromen, Stroom, een_batch, pagineer
from resolvers.grammar.context import Context, Info
from resolvers.grammar.errors import BadUserInput, ErrorCode, LogUnavailable, MijnZakenError
from resolvers.grammar.guard import pad_van
from resolvers.grammar.inzage import GEEN_INZAGE, BetrokkeneBron, GegevensCategorie, Inzage, Zicht
from resolvers.grammar.ref import Ref
from resolvers.grammar.scalars import BSN
from resolvers.grammar.sleutel import Bsn, Klantnummer, KvkNummer, Rsin, Sleutel, Vestigingsnummer
from resolvers.grammar.zicht import zicht_op
from resolvers.lijsten import (
    PRODUCTTYPEN,
    MijnZakenFilter,
    MijnZakenVolgorde,
    eenvoudige_vraag,
    mijn_zaken_vraag,
)
from resolvers.product import Doelgroep, Producttype
from resolvers.zoeken import zoek_object, zoek_zaken

benoem(Connection=Connection, Edge=Edge, ID=strawberry.ID)

First = Annotated[int, argument("Hoeveel, van 1 tot en met 100.")]
After = Annotated[str | None, argument("De cursor waarna verder wordt gegaan.")]


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


@strawberry.input(description="Waarom een medewerker kijkt.")
class Aanleiding:
    contactmoment: strawberry.ID | None = invoerveld("Het contact waarin de vraag werd gesteld.")
    zaak: strawberry.ID | None = invoerveld("De zaak waarvoor het nodig is.")
    toelichting: str | None = invoerveld("Meer over de reden; zonder persoonsgegevens.")


@strawberry.input(description="Een periode.")
class Periode:
    van: date = strawberry.field(description="De eerste dag.")
    tot: date = strawberry.field(description="De dag waarop de periode voorbij is.")


_SLEUTELS: dict[str, type[Sleutel]] = {
    "bsn": Bsn,
    "kvk_nummer": KvkNummer,
    "vestigingsnummer": Vestigingsnummer,
    "rsin": Rsin,
    "klantnummer": Klantnummer,
}


def _dicht(info: Info) -> None:
    """There is no ground to come in here: null, and told so; the same whether there is something or not."""
    info.context.afgeschermd.noteer(pad_van(info._raw_info), ErrorCode.FORBIDDEN)


async def _pagina(info: Info, lijst: Awaitable[Bladerbaar[Any]], vraag: Bladvraag[Any], inzage: Inzage) -> Zicht[Any]:
    return Zicht(await pagineer(await lijst, vraag, inzage, info._raw_info), inzage)


@bedrijfsobject("Wat u kunt vragen.", bron=BetrokkeneBron.GEEN)
class Query(Bedrijfsobject):
    @ingang("Afnemer", "Wie u bent, en voor wie u mag handelen.")
    async def ik(self, info: Info) -> Zicht[Afnemer]:
        context = info.context
        try:
            sleutels, inzage = await context.toegang.eigen(context.afnemer)
        except MijnZakenError as error:  # who is logged in is known; what he may see is not, so that stays closed
            context.meld(info._raw_info.path.as_list(), error)
            sleutels, inzage = frozenset(), GEEN_INZAGE
        afnemer = Afnemer(
            soort=context.afnemer.soort,
            rollen=list(context.afnemer.rollen),
            niveau=context.afnemer.niveau,
            authenticatie=context.afnemer,
            sleutels=sleutels,
        )
        return Zicht(afnemer, inzage)

    @ingang(
        "Connection[MijnZakenInformatie] | None",
        "De MijnZaken-informatie van de partij voor wie u kijkt, één regel per kwestie.",
    )
    async def mijn_zaken(
        self,
        info: Info,
        namens: Annotated[
            strawberry.ID | None, argument("De machtiging waarmee u kijkt, uit `ik.vertegenwoordigt`.")
        ] = None,
        filter: Annotated[MijnZakenFilter | None, argument("Welke kwesties.")] = None,
        volgorde: Annotated[MijnZakenVolgorde, argument("In welke volgorde.")] = MijnZakenVolgorde.LAATST_BIJGEWERKT,
        first: First = 20,
        after: After = None,
    ) -> Zicht[Any] | None:
        context = info.context
        sleutels, inzage = await context.toegang.eigen(context.afnemer)
        if namens is not None or GegevensCategorie.ZAAKVOORTGANG not in inzage.opent:
            _dicht(info)
            return None
        vraag = mijn_zaken_vraag(sleutels, filter, volgorde, first, after)
        return await _pagina(info, context.loaders.mijnzaken_van_klant.load(vraag.vraag), vraag, inzage)

    @ingang("Klant | None", "Voor medewerkers en ketenpartners: een klant. Ook uzelf.")
    async def klant(
        self,
        info: Info,
        sleutel: Annotated[KlantSleutel, argument("Waaraan de klant te herkennen is.")],
        aanleiding: Annotated[Aanleiding | None, argument("Waarom u kijkt.")] = None,
    ) -> Zicht[Any] | None:
        context = info.context
        wanted = _sleutel_uit(sleutel, context)
        inzage = await context.toegang.in_klant(context.afnemer, wanted) if wanted else GEEN_INZAGE
        if wanted is None or not inzage.gronden:
            _dicht(info)
            return None
        return zicht_op(context.loaders.klant_onder(wanted, inzage), inzage)

    @ingang("Connection[Klant] | None", "Voor medewerkers: klanten zoeken.")
    async def klanten(
        self,
        info: Info,
        zoek: Annotated[KlantZoek, argument("Waaraan de klant te vinden is.")],
        aanleiding: Annotated[Aanleiding | None, argument("Waarom u kijkt.")] = None,
        first: First = 20,
        after: After = None,
    ) -> Zicht[Any] | None:
        _dicht(info)
        return None

    @ingang("Zaak | None", "Een zaak, aan haar id of zaaknummer.")
    async def zaak(
        self,
        info: Info,
        id: Annotated[strawberry.ID | None, argument("Het id in deze dienst.")] = None,
        identificatie: Annotated[str | None, argument("Het zaaknummer.")] = None,
        bronorganisatie: Annotated[str | None, argument("Het RSIN van de organisatie die het nummer gaf.")] = None,
    ) -> Zicht[Any] | None:
        context = info.context
        if (id is None) == (identificatie is None):
            raise BadUserInput("Geef een id of een zaaknummer, en niet allebei.")
        inzage = await context.toegang.in_zaken(context.afnemer)
        if id is not None:
            return await zoek_object(context.loaders, _ref(id, "Zaak"), inzage)
        found = await zoek_zaken(context.loaders, identificatie or "", bronorganisatie, inzage)
        return found[0] if len(found) == 1 else None

    @ingang("Verzoek | None", "Een verzoek, aan zijn id.")
    async def verzoek(
        self, info: Info, id: Annotated[strawberry.ID, argument("Het id in deze dienst.")]
    ) -> Zicht[Any] | None:
        return await _object(info.context, _ref(id, "Verzoek"))

    @ingang("Product | None", "Een product, aan zijn id.")
    async def product(
        self, info: Info, id: Annotated[strawberry.ID, argument("Het id in deze dienst.")]
    ) -> Zicht[Any] | None:
        return await _object(info.context, _ref(id, "Product"))

    @ingang("Node | None", "Wat dan ook, aan zijn id.")
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, argument("Het id in deze dienst.")]
    ) -> Zicht[Any] | None:
        return await _object(info.context, Ref.decode(id))

    @ingang("list[Node | None]", "Meer dingen, aan hun ids (hooguit 100); leeg op de plaats van wat er niet is.")
    async def nodes(
        self, info: Info, ids: Annotated[list[strawberry.ID], argument("De ids in deze dienst.")]
    ) -> list[Zicht[Any] | None]:
        if len(ids) > 100:
            raise BadUserInput("Vraag hooguit 100 dingen tegelijk.")
        return [await _object(info.context, ref) for ref in [Ref.decode(given) for given in ids]]

    @ingang("Connection[Producttype] | None", "De producten en diensten van de organisatie.")
    async def producttypen(
        self,
        info: Info,
        zoek: Annotated[str | None, argument("Met deze tekst in naam of samenvatting.", onthult=())] = None,
        doelgroep: Annotated[Doelgroep | None, argument("Voor deze doelgroep.", onthult=())] = None,
        first: First = 20,
        after: After = None,
    ) -> Zicht[Any] | None:
        context = info.context
        vraag = eenvoudige_vraag((zoek, doelgroep), PRODUCTTYPEN, first, after)
        stromen = Stromen(
            [
                Stroom(
                    register=register.herkomst.register,
                    batches=een_batch(_producttypen(register.alle_producttypen, zoek, doelgroep), PRODUCTTYPEN),
                )
                for register in context.loaders.registers.producten
            ]
        )
        return Zicht(await pagineer(stromen, vraag, GEEN_INZAGE, info._raw_info), GEEN_INZAGE)

    @ingang(
        "Connection[Verwerking] | None",
        "AVG artikel 15: wie heeft wat van u gezien, wanneer, waarom en op welke grondslag.",
    )
    async def mijn_verwerkingen(
        self,
        info: Info,
        periode: Annotated[Periode, argument("Over welke periode.")],
        first: First = 20,
        after: After = None,
    ) -> Zicht[Any] | None:
        raise LogUnavailable("Het verwerkingenlog is in deze versie nog niet aangesloten.")

    @ingang("list[Register]", "Welke registers er zijn aangesloten, en of zij nu antwoorden.")
    async def registers(self, info: Info) -> list[Zicht[Any]]:
        return [Zicht(register, GEEN_INZAGE) for register in await info.context.loaders.registers.overzicht()]


async def _producttypen(
    alle: Callable[[], Any], zoek: str | None, doelgroep: Doelgroep | None
) -> Sequence[Producttype]:
    text = zoek.casefold() if zoek else ""
    return [
        found
        async for batch in alle()
        for found in batch
        if found.gepubliceerd
        and (doelgroep is None or found.doelgroep is doelgroep)
        and text in f"{found.naam}\n{found.samenvatting or ''}".casefold()
    ]


def _sleutel_uit(sleutel: KlantSleutel, context: Context) -> Sleutel | None:
    """The key that was given. None: an id or number that is nobody's here, which must look like somebody who may not
    be seen."""
    if sleutel.id not in (None, strawberry.UNSET):
        ref = Ref.decode(str(sleutel.id))
        found: Sleutel | None = context.loaders.pseudoniemen.onthul(ref.id)
        return found
    for name, kind in _SLEUTELS.items():
        if (given := getattr(sleutel, name)) not in (None, strawberry.UNSET):
            return kind.lees(given)
    return None


def _ref(given: str, soort: str) -> Ref:
    ref = Ref.decode(given)
    if ref.soort != soort:
        raise BadUserInput(f"Dit id is geen id van een {soort.lower()}.")
    return ref


async def _object(context: Context, ref: Ref) -> Zicht[Any] | None:
    return await zoek_object(context.loaders, ref, await context.toegang.in_zaken(context.afnemer))
