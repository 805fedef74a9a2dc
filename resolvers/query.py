"""Query: the ways into the graph. Each opens an inzage; what it gives is checked under it."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Any

import strawberry

from resolvers.afnemer import Afnemer
from resolvers.grammar.argument import argument
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, benoem, ingang
from resolvers.grammar.connection import Connection, Edge, Stromen, Stroom, een_batch, mislukte_stroom, pagineer
from resolvers.grammar.context import Info
from resolvers.grammar.errors import BadUserInput, ErrorCode, MijnZakenError
from resolvers.grammar.guard import coordinaat_van, pad_van, waarom_dicht
from resolvers.grammar.inzage import GEEN_INZAGE, BetrokkeneBron, GegevensCategorie, Inzage, Zicht
from resolvers.grammar.ref import Ref
from resolvers.keten import KetenzaakSleutel
from resolvers.ketenzaken import zoek_ketenzaken
from resolvers.lijsten import (
    KLANTEN,
    PRODUCTTYPEN,
    VERWERKINGEN,
    MijnZakenFilter,
    MijnZakenVolgorde,
    eenvoudige_vraag,
    mijn_zaken_vraag,
)
from resolvers.product import Doelgroep, Producttype
from resolvers.toegang import Aanleiding, Partij
from resolvers.toestemming import UITLEG, UITLEG_TAAL, UITLEG_VERSIE, Toestemmingsaanbod
from resolvers.vragen import (
    AanleidingInvoer,
    KlantSleutel,
    KlantZoek,
    Periode,
    aanleiding_uit,
    ref_van,
    sleutels_uit,
    tijdvak_uit,
    zoekvraag_uit,
)
from resolvers.zoeken import sleutels_bij_zaaknummer, zoek_klant, zoek_klanten, zoek_object, zoek_zaken

benoem(Connection=Connection, Edge=Edge, ID=strawberry.ID)

First = Annotated[int, argument("Hoeveel, van 1 tot en met 100.")]
After = Annotated[str | None, argument("De cursor waarna verder wordt gegaan.")]
Reden = Annotated[AanleidingInvoer | None, argument("Waarom u kijkt; nodig voor wie dat voor een ander doet.")]
Id = Annotated[strawberry.ID, argument("Het id in deze dienst.")]


def _dicht(info: Info, inzage: Inzage = GEEN_INZAGE, gegevens: GegevensCategorie | None = None) -> None:
    """There is no ground to come in here: null, and told so; the same whether there is something or not."""
    code = waarom_dicht(inzage, gegevens) if gegevens is not None else ErrorCode.FORBIDDEN
    info.context.afgeschermd.noteer(pad_van(info._raw_info), code, coordinaat_van(info._raw_info))


def _van(partij: Partij) -> Zicht[Any]:
    """What the lists of a party hang under, where no klant object is."""
    return Zicht(Query(), partij.inzage, partijen=(frozenset(partij.sleutels),))


def _noteer_ingang(info: Info, ouder: Zicht[Any], gegevens: GegevensCategorie) -> None:
    """That a list was asked is told too, also when it is empty."""
    if (grond := ouder.inzage.grond_voor(gegevens)) is not None:
        info.context.verstrekkingen.noteer(grond, ouder, coordinaat_van(info._raw_info), gegevens)


async def _aan_id(info: Info, ref: Ref, reden: Aanleiding, *plaats: int) -> Zicht[Any] | None:
    """The object, and beside it which registers did not give their part of it."""
    gemist: list[MijnZakenError] = []
    seen = await zoek_object(info.context, ref, reden, gemist)
    for fout in gemist if seen is not None else ():
        info.context.meld([*info._raw_info.path.as_list(), *plaats], fout)
    return seen


@bedrijfsobject("Wat u kunt vragen.", bron=BetrokkeneBron.GEEN)
class Query(Bedrijfsobject):
    @ingang("Afnemer", "Wie u bent, en voor wie u mag handelen.")
    async def ik(self, info: Info) -> Zicht[Afnemer]:
        context = info.context
        try:
            partij = await context.toegang.zichzelf(
                met_vertegenwoordigden=context.vooruitblik.vraagt("Machtiging.vertegenwoordigde")
            )
        except MijnZakenError as error:  # who is logged in is known; what he may see is not, so that stays closed
            context.meld(info._raw_info.path.as_list(), error)
            partij = Partij()
        afnemer = Afnemer(
            soort=context.afnemer.soort,
            rollen=list(context.afnemer.rollen),
            niveau=context.afnemer.niveau,
            authenticatie=context.afnemer,
            sleutels=frozenset(partij.sleutels),
        )
        return Zicht(afnemer, partij.inzage, partijen=(frozenset(partij.sleutels),) if partij.sleutels else ())

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
        partij = await context.toegang.eigen(None if namens is None else ref_van(namens, "Machtiging"))
        if GegevensCategorie.ZAAKVOORTGANG not in partij.inzage.opent:
            _dicht(info, partij.inzage, GegevensCategorie.ZAAKVOORTGANG)
            return None
        vraag = mijn_zaken_vraag(frozenset(partij.sleutels), filter, volgorde, first, after)
        ouder = _van(partij)
        _noteer_ingang(info, ouder, GegevensCategorie.ZAAKVOORTGANG)
        return await pagineer(await context.loaders.mijnzaken_van_klant.een(vraag.vraag), vraag, ouder, info._raw_info)

    @ingang("Klant | None", "Voor medewerkers en ketenpartners: een klant. Ook uzelf.")
    async def klant(
        self,
        info: Info,
        sleutel: Annotated[KlantSleutel, argument("Waaraan de klant te herkennen is.")],
        aanleiding: Reden = None,
    ) -> Zicht[Any] | None:
        context = info.context
        reden = aanleiding_uit(aanleiding, context)
        if sleutel.zaaknummer not in (None, strawberry.UNSET):
            sleutels = await sleutels_bij_zaaknummer(context, str(sleutel.zaaknummer), reden)
        else:
            sleutels = await sleutels_uit(sleutel, context)
        seen = await zoek_klant(context, sleutels, reden)
        if seen is None:
            _dicht(info)
        return seen

    @ingang("Connection[Klant] | None", "Voor medewerkers: klanten zoeken.")
    async def klanten(
        self,
        info: Info,
        zoek: Annotated[KlantZoek, argument("Waaraan de klant te vinden is.")],
        aanleiding: Reden = None,
        first: First = 20,
        after: After = None,
    ) -> Zicht[Any] | None:
        context = info.context
        reden = aanleiding_uit(aanleiding, context)
        if not context.toegang.zoekt_klanten():
            _dicht(info)
            return None
        gevonden, inzage = await zoek_klanten(context, zoekvraag_uit(zoek), reden)
        stromen = [Stroom(register="mijnzaken", batches=een_batch(gevonden, KLANTEN))]
        stromen += [mislukte_stroom(fout) for fout in gevonden.fouten]
        vraag = eenvoudige_vraag((), KLANTEN, first, after)
        return await pagineer(Stromen(stromen), vraag, Zicht(Query(), inzage), info._raw_info)

    @ingang("Zaak | None", "Een zaak, aan haar id of zaaknummer. Wie haar noemt, heeft haar als aanleiding.")
    async def zaak(
        self,
        info: Info,
        id: Annotated[strawberry.ID | None, argument("Het id in deze dienst.")] = None,
        identificatie: Annotated[str | None, argument("Het zaaknummer.")] = None,
        bronorganisatie: Annotated[str | None, argument("Het RSIN van de organisatie die het nummer gaf.")] = None,
        aanleiding: Reden = None,
    ) -> Zicht[Any] | None:
        context = info.context
        if (id is None) == (identificatie is None):
            raise BadUserInput("Geef een id of een zaaknummer, en niet allebei.")
        reden = aanleiding_uit(aanleiding, context)
        if id is not None:
            ref = ref_van(id, "Zaak")
            seen = await zoek_object(context, ref, reden if reden.refs() else Aanleiding(zaak=ref))
        else:
            found = await zoek_zaken(context, identificatie or "", bronorganisatie, reden)
            seen = found[0] if len(found) == 1 else None
            for fout in found.fouten if seen is not None else ():  # there may be another of this number
                context.meld(info._raw_info.path.as_list(), fout)
        if seen is not None and not reden.refs():
            context.aanleidingen.add(seen.kenmerk)
        return seen

    @ingang("Verzoek | None", "Een verzoek, aan zijn id.")
    async def verzoek(self, info: Info, id: Id, aanleiding: Reden = None) -> Zicht[Any] | None:
        return await zoek_object(info.context, ref_van(id, "Verzoek"), aanleiding_uit(aanleiding, info.context))

    @ingang("Product | None", "Een product, aan zijn id.")
    async def product(self, info: Info, id: Id, aanleiding: Reden = None) -> Zicht[Any] | None:
        return await zoek_object(info.context, ref_van(id, "Product"), aanleiding_uit(aanleiding, info.context))

    @ingang("Node | None", "Wat dan ook, aan zijn id.")
    async def node(self, info: Info, id: Id, aanleiding: Reden = None) -> Zicht[Any] | None:
        return await _aan_id(info, Ref.decode(id), aanleiding_uit(aanleiding, info.context))

    @ingang("list[Node | None]", "Meer dingen, aan hun ids (hooguit 100); leeg op de plaats van wat er niet is.")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], argument("De ids in deze dienst.")],
        aanleiding: Reden = None,
    ) -> list[Zicht[Any] | None]:
        if len(ids) > 100:
            raise BadUserInput("Vraag hooguit 100 dingen tegelijk.")
        reden = aanleiding_uit(aanleiding, info.context)
        refs = [Ref.decode(given) for given in ids]
        return await gather(*(_aan_id(info, ref, reden, nummer) for nummer, ref in enumerate(refs)))

    @ingang(
        "list[Ketenzaak]",
        "Voor ketenpartners: wat hier hoort bij uw zaken, per zaak en in de volgorde waarin u ze noemt (hooguit 100).",
    )
    async def ketenzaken(
        self,
        info: Info,
        zaken: Annotated[list[KetenzaakSleutel], argument("De zaken van uw organisatie.")],
        activiteit: Annotated[str, argument("De verwerkingsactiviteit waarvoor u vraagt, uit uw eigen register.")],
    ) -> list[Zicht[Any]]:
        return zoek_ketenzaken(info.context, zaken, activiteit)

    @ingang("Connection[Producttype] | None", "De producten en diensten van de organisatie.", nooit_leeg=True)
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
                    batches=een_batch(
                        partial(_producttypen, register.alle_producttypen, zoek, doelgroep), PRODUCTTYPEN
                    ),
                )
                for register in context.loaders.registers.producten
            ]
        )
        return await pagineer(stromen, vraag, Zicht(Query(), GEEN_INZAGE), info._raw_info)

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
        context = info.context
        partij = await context.toegang.eigen()
        if GegevensCategorie.VERWERKINGEN not in partij.inzage.opent or not context.loaders.registers.verwerkingen:
            _dicht(info, partij.inzage, GegevensCategorie.VERWERKINGEN)
            return None
        vraag = eenvoudige_vraag((frozenset(partij.sleutels), tijdvak_uit(periode)), VERWERKINGEN, first, after)
        ouder = _van(partij)
        _noteer_ingang(info, ouder, GegevensCategorie.VERWERKINGEN)
        return await pagineer(await context.loaders.verwerkingen_van.een(vraag.vraag), vraag, ouder, info._raw_info)

    @ingang("Toestemmingsaanbod", "Waarvoor u toestemming kunt geven, en wat u moet weten voordat u dat doet.")
    async def toestemmingsaanbod(self, info: Info) -> Zicht[Any]:
        aanbod = Toestemmingsaanbod(
            uitleg=UITLEG,
            informatie_versie=UITLEG_VERSIE,
            taal=UITLEG_TAAL,
            activiteiten=sorted(info.context.toegang.toestemming_mogelijk_voor()),
        )
        return Zicht(aanbod, GEEN_INZAGE)

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
