"""Loaders of the keten: what partners have of our matters, and what we have of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from resolvers.grammar.antwoorden import Deellijst, alle, gelukt, van_alle
from resolvers.grammar.elders import OnderInzage
from resolvers.grammar.errors import ErrorCode, MijnZakenError
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.grammar.loader import lader, per_stuk
from resolvers.grammar.zicht import Geopend
from resolvers.keten import MEESTE_ZAKEN, Ketenbijdrage, Ketenregister, Ketenvraag, Ketenzaak, Uitwisseling
from resolvers.loaders.kwesties import KwestieLoaders
from resolvers.mijnzaken import MijnZakenInformatie
from resolvers.zaak import Zaak, Zakenregister

_Opent = frozenset[GegevensCategorie]


class KetenLoaders(KwestieLoaders):
    @lader
    async def keten_van_kwestie(self, vragen: Sequence[OnderInzage]) -> Sequence[Deellijst[Ketenbijdrage] | Exception]:
        """Of each partner that works on its zaak, and of nobody else. A partner hears one question for all matters that
        are seen alike; that one fails, is told at his place; what one misses, beside the data."""
        bijdragen: list[dict[int, Deellijst[Ketenbijdrage]]] = [{} for _ in vragen]
        beurten: dict[tuple[int, _Opent], list[int]] = {}
        for place, vraag in enumerate(vragen):
            zaak: Zaak | None = vraag.van.zaak
            for nummer, register in enumerate(self.registers.keten):
                if zaak is not None and zaak.identificatie and _werkt_mee(register, zaak):
                    beurten.setdefault((nummer, vraag.opent), []).append(place)
        gelukt(
            await alle(
                self._vraag(nummer, opent, vragen, places, bijdragen) for (nummer, opent), places in beurten.items()
            )
        )
        return [_samen([found[nummer] for nummer in sorted(found)]) for found in bijdragen]

    async def _vraag(
        self,
        nummer: int,
        opent: _Opent,
        vragen: Sequence[OnderInzage],
        places: Sequence[int],
        bijdragen: Sequence[dict[int, Deellijst[Ketenbijdrage]]],
    ) -> None:
        register = self.registers.keten[nummer]
        for begin in range(0, len(places), MEESTE_ZAKEN):
            groep = places[begin : begin + MEESTE_ZAKEN]
            zaken = [vragen[place].van.zaak for place in groep]
            for place, found in zip(groep, await self._van_partner(register, zaken, opent), strict=True):
                bijdragen[place][nummer] = found

    async def _van_partner(
        self, register: Ketenregister, zaken: Sequence[Zaak], opent: _Opent
    ) -> Sequence[Deellijst[Ketenbijdrage]]:
        uitwisseling = Uitwisseling(partner=register.partner, activiteit=register.activiteit, zaken=tuple(zaken))
        gevraagd = [Ketenvraag(zaak.identificatie or "", register.kent_als(zaak)) for zaak in zaken]
        try:
            # Whatever comes of it, the partner then knows that we have these zaken.
            await self.vooraf.leg_uitwisseling_vast(uitwisseling)
            found = await register.bijdragen(gevraagd, self.vooruitblik.keten, opent)
        except MijnZakenError as error:
            found = [error] * len(zaken)
        return [
            Deellijst([_bijdrage(register, fout=van_zaak.code)])
            if isinstance(van_zaak, MijnZakenError)
            else Deellijst([_bijdrage(register, van_zaak)], van_zaak.fouten)
            for van_zaak in found
        ]

    @lader
    @per_stuk
    async def informatie_van_ketenzaak(self, ketenzaak: Ketenzaak) -> Geopend:
        return await ketenzaak.vind()

    @lader
    async def zaken_van_partner(
        self, vragen: Sequence[tuple[Ketenvraag, Sequence[str]]]
    ) -> Sequence[Deellijst[Zaak] | Exception]:
        """Every zaak that carries the partner's number, or that he calls by ours; whether he may see it, is not asked
        here."""
        return await alle(self._met_nummers(vraag, bronnen) for vraag, bronnen in vragen)

    async def _met_nummers(self, vraag: Ketenvraag, bronnen: Sequence[str]) -> Deellijst[Zaak]:
        async def van(register: Zakenregister) -> list[Zaak]:
            met_kenmerk = [register.zaken_met_kenmerk(bron, vraag.identificatie, self.vooruitblik) for bron in bronnen]
            ons = vraag.kenmerk
            met_nummer = [register.zaken_met_nummer(ons, None, self.vooruitblik)] if ons is not None else []
            return [zaak for zaken in gelukt(await alle([*met_kenmerk, *met_nummer])) for zaak in zaken]

        found = await van_alle(self.registers.zaken, van)
        return Deellijst({zaak.ref: zaak for zaak in found}.values(), found.fouten)

    @lader
    @per_stuk
    async def zaken_met_nummer(self, nummer: str) -> Deellijst[Zaak]:
        return await self._met_nummers(Ketenvraag("", nummer), ())


def _samen(bijdragen: Sequence[Deellijst[Ketenbijdrage]]) -> Deellijst[Ketenbijdrage]:
    return Deellijst(
        [bijdrage for van_een in bijdragen for bijdrage in van_een],
        [fout for van_een in bijdragen for fout in van_een.fouten],
    )


def _bijdrage(
    register: Ketenregister, informatie: Sequence[MijnZakenInformatie] | None = None, *, fout: ErrorCode | None = None
) -> Ketenbijdrage:
    return Ketenbijdrage(
        partner=register.partner,
        beschikbaar=fout is None,
        fout=fout,
        informatie=None if informatie is None else list(informatie),
        opgehaald_op=datetime.now(UTC) if fout is None else None,
    )


def _werkt_mee(register: Ketenregister, zaak: Zaak) -> bool:
    return register.vraagbaar() and not register.sleutels.isdisjoint(zaak.wie_werkt_mee())
