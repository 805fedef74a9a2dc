"""Subscription: push. A change only says *look again*: the answer is made as if it had been asked, for who listens,
under what he may see now.

The same field runs in two ways. Without a change in the context it says what is followed (`context.volgt`), and
whether that may be followed at all. With one it gives the matter as it now is; or nothing at all, not even that
something happened, when the change is not for this receiver or about something that he may not see.
"""

from __future__ import annotations

from typing import Annotated

import strawberry

from resolvers.grammar.afnemer import AfnemerSoort
from resolvers.grammar.argument import argument
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, ingang
from resolvers.grammar.context import Context, Info, Volgt, Wijziging
from resolvers.grammar.errors import AssuranceLevelTooLow, BadUserInput, ErrorCode, Forbidden, MijnZakenError, NotFound
from resolvers.grammar.guard import coordinaat_van, pad_van, waarom_dicht
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie, Zicht
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.grammar.zicht import noteer_zicht, zicht_op
from resolvers.mijnzaken import MijnZakenInformatie, MijnZakenWijziging, WijzigingSoort
from resolvers.product import Product
from resolvers.toegang import GEEN_AANLEIDING, Aanleiding, Partij
from resolvers.verzoek import Verzoek
from resolvers.vragen import AanleidingInvoer, aanleiding_uit, ref_van
from resolvers.zaak import Zaak
from resolvers.zoeken import HOOFD, open_hoofd, zoek_deel

_KLANTEN = frozenset({AfnemerSoort.BURGER, AfnemerSoort.PRIVATE_PARTIJ})


class _Stil(MijnZakenError):
    """Ends the operation; `context` says how it ended, and no client ever sees this."""


@bedrijfsobject("Wat u kunt volgen.", bron=BetrokkeneBron.GEEN)
class Subscription(Bedrijfsobject):
    @ingang("MijnZakenWijziging", "Elke wijziging in de MijnZaken-informatie van de partij voor wie u kijkt.")
    async def mijn_zaken_gewijzigd(
        self,
        info: Info,
        namens: Annotated[
            strawberry.ID | None, argument("De machtiging waarmee u kijkt, uit `ik.vertegenwoordigt`.")
        ] = None,
        id: Annotated[
            strawberry.ID | None,
            argument("Alleen deze kwestie; nodig voor wie niet voor zichzelf of als gemachtigde kijkt."),
        ] = None,
        aanleiding: Annotated[
            AanleidingInvoer | None, argument("Waarom u kijkt; nodig voor wie dat voor een ander doet.")
        ] = None,
    ) -> Zicht[MijnZakenWijziging]:
        context = info.context
        volger = _Volger(
            context,
            namens=None if namens is None else ref_van(namens, "Machtiging"),
            alleen=None if id is None else _kwestieref(id),
            reden=aanleiding_uit(aanleiding, context),
        )
        if context.wijziging is not None:
            gemist: list[MijnZakenError] = []
            seen = await volger.melding(context.wijziging, gemist)
            for fout in gemist:
                context.meld(info._raw_info.path.as_list(), fout)
            return seen
        try:
            context.volgt = await volger.volgt()
        except Forbidden as error:
            context.afgeschermd.noteer(pad_van(info._raw_info), error.code, coordinaat_van(info._raw_info))
            raise
        raise _Stil


def _kwestieref(id_: str) -> Ref:
    """By which zaak, verzoek or product the matter is known."""
    ref = Ref.decode(id_)
    if ref.soort not in HOOFD:
        raise BadUserInput("Dit id is geen id van MijnZaken-informatie.")
    return ref.met_soort(HOOFD[ref.soort])


class _Volger:
    """One subscription of one afnemer, as its arguments say it."""

    def __init__(self, context: Context, *, namens: Ref | None, alleen: Ref | None, reden: Aanleiding) -> None:
        self._context = context
        self._namens = namens
        self._alleen = alleen
        self._reden = reden

    async def volgt(self) -> Volgt:
        """Raises Forbidden when there is no ground to listen, NotFound for a matter that is not there or not his."""
        sleutels = frozenset[Sleutel]()
        if self._is_klant:
            partij = await self._partij()
            if GegevensCategorie.ZAAKVOORTGANG not in partij.inzage.opent:
                te_laag = waarom_dicht(partij.inzage, GegevensCategorie.ZAAKVOORTGANG)
                raise AssuranceLevelTooLow if te_laag is ErrorCode.ASSURANCE_LEVEL_TOO_LOW else Forbidden
            sleutels = frozenset(partij.sleutels)
        elif self._alleen is None:
            raise Forbidden("Noem de kwestie die u wilt volgen.")
        if self._alleen is not None:
            hoofd = await self._hoofd(self._alleen)
            if hoofd is None:
                raise NotFound("Deze kwestie is niet gevonden.")
            noteer_zicht(hoofd, self._context)
        return Volgt(sleutels=sleutels, onderwerp=self._alleen)

    async def melding(self, wijziging: Wijziging, gemist: list[MijnZakenError]) -> Zicht[MijnZakenWijziging]:
        """What is told of a change; why a register did not give its part of the matter comes to stand in `gemist`.
        Raises _Stil when nothing is told, and RegisterError while it cannot be known whether it is."""
        hoofd = await self._hoofd(wijziging.onderwerp)
        if hoofd is None or (wijziging.deel is not None and not await self._ziet(hoofd, wijziging.deel)):
            raise self._niets()
        onder_ander = self._alleen is not None and self._alleen != hoofd.object.ref
        informatie: MijnZakenInformatie = await self._context.loaders.kwestie_bij_hoofd(
            hoofd, heel=onder_ander, gemist=gemist
        )
        if onder_ander and self._alleen not in _bekend_als(informatie):
            if gemist:  # it may be a part of the matter that is missing now
                raise gemist[0]
            raise self._niets()
        gemeld = MijnZakenWijziging(
            soort=WijzigingSoort(wijziging.soort),
            tijdstip=wijziging.tijdstip,
            informatie=informatie,
            uw_kenmerk=self._kenmerk_van_partner(hoofd.object),
        )
        seen = zicht_op(gemeld, hoofd.inzage, hoofd)
        if seen is None:
            raise self._niets()
        return seen

    @property
    def _is_klant(self) -> bool:
        return self._context.afnemer.soort in _KLANTEN

    async def _partij(self) -> Partij:
        partij: Partij = await self._context.toegang.eigen(self._namens)
        return partij

    async def _hoofd(self, ref: Ref) -> Zicht[Zaak | Verzoek | Product] | None:
        """Under the ground of the party that is followed: who listens for himself does not hear of a matter that he
        could only see for another. A system that is told by itself has the changed zaak as its reason."""
        if self._is_klant:
            return await open_hoofd(self._context, ref, (await self._partij()).inzage)
        reden = self._reden
        if reden == GEEN_AANLEIDING and self._context.afnemer.kanaal and ref.soort == "Zaak":
            reden = Aanleiding(zaak=ref)
            self._context.aanleidingen.add(ref.encode())
        return await open_hoofd(self._context, ref, reden)

    def _kenmerk_van_partner(self, hoofd: Zaak | Verzoek | Product) -> str | None:
        partner = self._context.toegang.ketenpartner()
        if partner is None or not isinstance(hoofd, Zaak):
            return None
        return next((found.kenmerk for found in hoofd.kenmerken or () if found.bron in partner.bronnen), None)

    async def _ziet(self, hoofd: Zicht[Zaak | Verzoek | Product], deel: Ref) -> bool:
        return await zoek_deel(self._context, hoofd, deel)

    def _niets(self) -> _Stil:
        self._context.niets_te_melden = True
        return _Stil()


def _bekend_als(informatie: MijnZakenInformatie) -> frozenset[Ref]:
    """A verzoek that became a zaak is still the matter that was followed."""
    delen = (informatie.zaak, informatie.verzoek, *(informatie.producten or ()))
    return frozenset(deel.ref for deel in delen if deel is not None)
