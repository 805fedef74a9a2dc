"""Toegang: which grounds hold for this afnemer, with their evidence: the one place where an inzage is made.

Five grounds (DESIGN "Who may see what"). Each is a small method below that reads facts and gives Gronden; what a Grond
then means for an object or a field is resolvers/grammar. A fact that cannot be had raises: closed, with its code.
"""

from __future__ import annotations

from asyncio import gather
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.authorization.feiten import Feiten
from app.authorization.gronden import alleen, grond_van, ook_bekend_als, zaaktypen
from app.authorization.matrix import KANALEN, STANDAARD, Rij
from app.config.toegang import AfspraakSettings, AutorisatieSettings, ToegangSettings
from resolvers.contactmoment import Contactmoment
from resolvers.grammar.afnemer import AfnemerSoort, Authenticatie, MachtigingSoort
from resolvers.grammar.antwoorden import Deellijst
from resolvers.grammar.inzage import GegevensCategorie, Grond, Grondslag, Inzage
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, KvkNummer, Sleutel
from resolvers.machtiging import VAN_SESSIE, Machtiging
from resolvers.organisatie import kenmerk_bronnen, organisatie_als
from resolvers.toegang import GEEN_AANLEIDING, Aanleiding, Ketenpartner, Partij
from resolvers.toestemming import Toestemming
from resolvers.zaak import Zaak

#: Asked about when there is nobody to ask about, so that who is not there costs what somebody costs. Nobody's number.
NIEMAND = frozenset[Sleutel]({Bsn("000000000")})
_C = GegevensCategorie
_IDENTITEIT = frozenset({GegevensCategorie.IDENTITEIT})
_VERTEGENWOORDIGING = frozenset({GegevensCategorie.VERTEGENWOORDIGING})


@dataclass(frozen=True, slots=True)
class Logboekinzage:
    """What of the verwerkingenlog may be read, on which ground: all of it, or what was told to, or asked by, this one
    organisation."""

    grond: Grond
    alleen_van: str | None = None


class Toegang:
    """One request of one afnemer."""

    def __init__(
        self,
        afnemer: Authenticatie,
        feiten: Feiten,
        *,
        matrix: tuple[Rij, ...] = STANDAARD,
        beleid: ToegangSettings | None = None,
    ) -> None:
        self._afnemer = afnemer
        self._feiten = feiten
        kanaal = KANALEN[afnemer.kanaal] if afnemer.kanaal else None
        self._matrix = matrix if kanaal is None else tuple(kanaal.versmal(rij) for rij in matrix)
        self._beleid = beleid or ToegangSettings()
        self._zelf: tuple[Sleutel, ...] | None = None

    # ------------------------------------------------------------------ the port

    async def eigen(self, namens: Ref | None = None) -> Partij:
        afnemer = self._afnemer
        if (vertegenwoordigt := afnemer.vertegenwoordigt) is not None:
            keys = await self._bekend_als(vertegenwoordigt.sleutel)
            if namens not in (None, VAN_SESSIE):
                return Partij()
            labels = self._van_diensten(vertegenwoordigt.diensten)
            return self._partij(keys, self._machtiging(frozenset(keys), labels, "sessie"), Grondslag.MACHTIGING)
        if afnemer.sleutel is None:
            return Partij()
        if namens is None:
            keys = await self._zelf_bekend_als()
            return self._partij(keys, self._eigen(frozenset(keys)), Grondslag.EIGEN_GEGEVENS)
        for machtiging in await self._gemachtigd_door():
            if machtiging.ref == namens:
                keys = await self._bekend_als(machtiging.vertegenwoordigde_sleutel)
                return self._partij(keys, await self._uit_register(machtiging), Grondslag.MACHTIGING)
        return Partij()

    async def zichzelf(self, *, met_vertegenwoordigden: bool) -> Partij:
        keys = await self._zelf_bekend_als()
        zelf = self._eigen(frozenset(keys))
        if self._afnemer.vertegenwoordigt is not None:
            ander = await self.eigen()
            gronden = [*alleen(_VERTEGENWOORDIGING, zelf), *alleen(_IDENTITEIT, ander.inzage.gronden)]
            return Partij((), Inzage(tuple(gronden), self._afnemer.niveau))
        if met_vertegenwoordigden and keys:  # who they are is not of one zaaktype
            anderen = alleen(_IDENTITEIT, await self._uit_registers())
            zelf.extend(replace(grond, reikwijdte=None) for grond in anderen)
        return self._partij(keys, zelf, Grondslag.EIGEN_GEGEVENS)

    async def in_partijen(
        self, partijen: Sequence[frozenset[Sleutel]], aanleiding: Aanleiding = GEEN_AANLEIDING
    ) -> Inzage:
        match self._afnemer.soort:
            case AfnemerSoort.MEDEWERKER:
                gronden = await self._van_medewerker(partijen, aanleiding)
            case AfnemerSoort.OVERHEIDSORGANISATIE:
                gronden = await self._van_organisatie(partijen)
            case _:
                return await self._van_klant(partijen)
        return Inzage(tuple(gronden), self._afnemer.niveau)

    async def niet_gezien(self) -> None:
        """Of somebody's own zaak that he may not see, no machtiging was asked for; of one that is not there, it is."""
        if self._afnemer.sleutel is not None and self._afnemer.vertegenwoordigt is None:
            await self._uit_registers()

    async def bekend_als(self, sleutel: Sleutel) -> frozenset[Sleutel]:
        return frozenset(await self._bekend_als(sleutel))

    def zoekt_klanten(self) -> bool:
        return any(rij.zoekt_klanten for rij in self._taken())

    def toestemming_mogelijk_voor(self) -> frozenset[str]:
        return frozenset(rij.activiteit for rij in self._matrix if rij.grondslag is Grondslag.TOESTEMMING)

    def logboek(self) -> Logboekinzage | None:
        """What of the verwerkingenlog itself is open, whoever it is about. A row with limits that a line of the log
        cannot be held against (a zaaktype, an aanleiding) opens none of it."""
        for rij in self._taken():
            for grond in self._taak(rij, frozenset()):
                if _C.VERWERKINGEN in grond.opent and grond.reikwijdte is None and not rij.aanleiding:
                    return Logboekinzage(grond)
        oin = self._afnemer.organisatie_oin
        afspraak = next((found for found in self._beleid.afspraken if found.oin == oin), None)
        for rij in self._rijen(Grondslag.KETENPARTNER):
            if _C.VERWERKINGEN in rij.opent and afspraak is not None:
                return Logboekinzage(grond_van(rij, betrokkenen=None, bewijs=f"afspraak {afspraak.naam}"), afspraak.oin)
        return None

    def ketenpartner(self) -> Ketenpartner | None:
        afspraak = self._afspraak()
        if afspraak is None:
            return None
        als = organisatie_als(afspraak.oin, afspraak.rsin)
        return Ketenpartner(naam=afspraak.naam, bronnen=kenmerk_bronnen(afspraak.kenmerk_bron, afspraak.oin, als))

    def _afspraak(self) -> AfspraakSettings | None:
        oin = self._afnemer.organisatie_oin
        if self._afnemer.soort is not AfnemerSoort.OVERHEIDSORGANISATIE:
            return None
        return next((found for found in self._beleid.afspraken if found.oin == oin), None)

    # ------------------------------------------------------------------ burger and private partij

    async def _van_klant(self, partijen: Sequence[frozenset[Sleutel]]) -> Inzage:
        """His own, or that of whom he represents; machtigingen are only asked for when it is not about himself."""
        eigen = await self.eigen()
        over = frozenset[Sleutel]().union(*partijen)
        if self._afnemer.vertegenwoordigt is not None or not over.isdisjoint(eigen.sleutels):
            return eigen.inzage
        return eigen.inzage.en(self._partij((), await self._uit_registers(), Grondslag.MACHTIGING).inzage)

    def _eigen(self, keys: frozenset[Sleutel]) -> list[Grond]:
        return [
            grond_van(rij, betrokkenen=keys, bewijs="sessie") for rij in self._rijen(Grondslag.EIGEN_GEGEVENS) if keys
        ]

    def _machtiging(self, keys: frozenset[Sleutel], labels: frozenset[str] | None, bewijs: str) -> list[Grond]:
        """None: for everything. A machtiging that covers nothing is none."""
        if labels is not None and not labels:
            return []
        return [
            grond_van(rij, betrokkenen=keys, reikwijdte=labels, bewijs=bewijs)
            for rij in self._rijen(Grondslag.MACHTIGING)
        ]

    async def _uit_registers(self) -> list[Grond]:
        """The grounds in all whom he may represent; asked side by side, so that their register hears one question."""
        found = await gather(*(self._uit_register(machtiging) for machtiging in await self._gemachtigd_door()))
        return [grond for gronden in found for grond in gronden]

    async def _uit_register(self, machtiging: Machtiging) -> list[Grond]:
        """Read anew at every request: what was withdrawn a moment ago opens nothing."""
        vrijwillig = machtiging.soort is MachtigingSoort.VRIJWILLIG
        if vrijwillig and not await self._feiten.handelingsbekwaam(machtiging.vertegenwoordigde_sleutel):
            return []
        keys = frozenset(await self._bekend_als(machtiging.vertegenwoordigde_sleutel))
        return self._machtiging(keys, self._van_machtiging(machtiging), machtiging.id)

    def _van_machtiging(self, machtiging: Machtiging) -> frozenset[str] | None:
        if machtiging.zaaktype_identificaties is not None:
            return zaaktypen(machtiging.zaaktype_identificaties)
        if machtiging.diensten is None and machtiging.soort is MachtigingSoort.WETTELIJK:
            return None  # gezag and curatele are not given per dienst
        return self._van_diensten(machtiging.diensten or ())

    def _van_diensten(self, diensten: Iterable[str]) -> frozenset[str]:
        known = [self._beleid.diensten[dienst] for dienst in diensten if dienst in self._beleid.diensten]
        return frozenset().union(
            *(zaaktypen(dienst.zaaktypen) for dienst in known),
            *(frozenset(f"producttype:{id_}" for id_ in dienst.producttypen) for dienst in known),
        )

    async def _gemachtigd_door(self) -> list[Machtiging]:
        if self._afnemer.vertegenwoordigt is not None:
            return []
        keys = frozenset(await self._zelf_bekend_als())
        found = await self._feiten.machtigingen_aan(keys or NIEMAND)
        if isinstance(found, Deellijst) and found.fouten:
            raise found.fouten[0]  # what is missing could be what decides
        return [one for one in found if one.geldig and one.vertegenwoordiger_sleutel in keys]

    # ------------------------------------------------------------------ medewerker

    async def _van_medewerker(self, partijen: Sequence[frozenset[Sleutel]], aanleiding: Aanleiding) -> list[Grond]:
        gegeven = await self._toestemmingen(partijen)  # asked before all else: who is not there costs the same
        over = frozenset[Sleutel]().union(*partijen)
        met_reden = await self._betreft(aanleiding, partijen)
        gronden: list[Grond] = []
        for rij in self._taken():
            if (wie := met_reden if rij.aanleiding else over) is not None:
                gronden.extend(self._taak(rij, wie))
        for rij in self._rijen(Grondslag.TOESTEMMING):
            if (wie := met_reden if rij.aanleiding else over) is not None:
                van_hen = [(partij, one) for partij, one in gegeven if not partij.isdisjoint(wie)]
                gronden.extend(await self._toegestaan(rij, van_hen))
        return gronden

    def _taken(self) -> list[Rij]:
        return [rij for rij in self._rijen(Grondslag.WETTELIJKE_TAAK) if rij.rol in self._afnemer.rollen]

    def _taak(self, rij: Rij, over: frozenset[Sleutel]) -> list[Grond]:
        """One Grond per authorisation; who needs none, or has none to limit him, one for all zaaktypen."""
        betrokkenen = over or None
        van_rol = [found for found in self._beleid.autorisaties if found.rol is rij.rol]
        if not van_rol and not rij.per_zaaktype:
            return [grond_van(rij, betrokkenen=betrokkenen, bewijs=f"rol {rij.naam}")]
        gronden = [
            grond_van(
                rij,
                betrokkenen=betrokkenen,
                reikwijdte=None if found.zaaktypen is None else zaaktypen(found.zaaktypen),
                plafond=found.max_vertrouwelijkheidaanduiding,
                bewijs=f"rol {rij.naam}",
            )
            for found in van_rol
            if self._heeft(found)
        ]
        if gronden and rij.zoekt_klanten:  # who somebody is must be known before his zaken are
            gronden += alleen(_IDENTITEIT, [grond_van(rij, betrokkenen=betrokkenen, bewijs=f"rol {rij.naam}")])
        return gronden

    def _heeft(self, autorisatie: AutorisatieSettings) -> bool:
        return autorisatie.groep is None or autorisatie.groep in self._afnemer.groepen

    async def _betreft(
        self, aanleiding: Aanleiding, partijen: Sequence[frozenset[Sleutel]]
    ) -> frozenset[Sleutel] | None:
        """About which of these persons the reason is, by all their keys; a contact that names nobody (yet) may be about
        anybody. None: there is no reason, or it is about somebody else."""
        betreft = list(partijen)
        for ref in aanleiding.refs():
            found = await self._feiten.onderwerp(ref)
            if found is None or (isinstance(found, Zaak) and not self._zou_zien(found)):
                return None
            if named := found.over_wie():
                betreft = [partij for partij in betreft if not partij.isdisjoint(named)]
            elif betreft and not isinstance(found, Contactmoment):
                return None
            if named and not betreft:
                return None
        return frozenset[Sleutel]().union(*betreft) if aanleiding.refs() else None

    def _zou_zien(self, zaak: Zaak) -> bool:
        """Whether one of his tasks reaches a zaak like this. Another is no reason for anything: that it opens somebody
        would tell whom it is about."""
        gronden = [grond for rij in self._taken() for grond in self._taak(rij, frozenset())]
        return any(
            zaak.hoe_vertrouwelijk() <= grond.plafond
            and (grond.ziet_intern or not zaak.is_intern())
            and (grond.reikwijdte is None or not grond.reikwijdte.isdisjoint(zaak.reikwijdte()))
            for grond in gronden
        )

    # ------------------------------------------------------------------ toestemming

    async def _toestemmingen(
        self, partijen: Sequence[frozenset[Sleutel]]
    ) -> list[tuple[frozenset[Sleutel], Toestemming]]:
        found: list[tuple[frozenset[Sleutel], Toestemming]] = []
        asked = tuple(partijen) or (NIEMAND,)
        answers = await gather(*(self._feiten.toestemmingen_van(partij) for partij in asked))
        for partij, gegeven in zip(asked, answers, strict=True):
            if isinstance(gegeven, Deellijst) and gegeven.fouten:
                raise gegeven.fouten[0]
            found.extend((partij, one) for one in gegeven if one.geldig and one.betrokkene_sleutel in partij)
        return found

    async def _toegestaan(self, rij: Rij, gegeven: Sequence[tuple[frozenset[Sleutel], Toestemming]]) -> list[Grond]:
        gronden: list[Grond] = []
        for partij, toestemming in gegeven:
            if toestemming.activiteit != rij.activiteit or not self._is_ontvanger(toestemming):
                continue
            grond = grond_van(
                rij, betrokkenen=partij, reikwijdte=await self._van_toestemming(toestemming), bewijs=toestemming.id
            )
            gronden += alleen(frozenset(toestemming.categorieen), [grond])
        return gronden

    def _is_ontvanger(self, toestemming: Toestemming) -> bool:
        ontvanger, afnemer = toestemming.ontvanger, self._afnemer
        if ontvanger.organisatie is not None:
            return ontvanger.organisatie == afnemer.organisatie_oin
        if afnemer.soort is not AfnemerSoort.MEDEWERKER:  # the rollen and groups of this organisation are meant
            return False
        if ontvanger.organisatie_eenheid is not None:
            return ontvanger.organisatie_eenheid in afnemer.groepen
        return ontvanger.rol in afnemer.rollen

    async def _van_toestemming(self, toestemming: Toestemming) -> frozenset[str] | None:
        """None: not limited. A zaak that cannot be found limits it to nothing, not to everything."""
        if toestemming.zaak_verwijzingen is None and toestemming.zaaktype_identificaties is None:
            return None
        refs = [await self._feiten.zaak_van(link) for link in toestemming.zaak_verwijzingen or ()]
        zaken = frozenset(f"zaak:{ref.encode()}" for ref in refs if ref is not None)
        return zaken | zaaktypen(toestemming.zaaktype_identificaties or ())

    # ------------------------------------------------------------------ ketenpartner

    async def _van_organisatie(self, partijen: Sequence[frozenset[Sleutel]]) -> list[Grond]:
        gegeven = await self._toestemmingen(partijen)
        over = frozenset[Sleutel]().union(*partijen)
        gronden = [
            grond
            for rij in self._rijen(Grondslag.KETENPARTNER)
            for afspraak in self._beleid.afspraken
            if afspraak.oin == self._afnemer.organisatie_oin
            for grond in alleen(
                afspraak.categorieen,
                [
                    grond_van(
                        rij,
                        betrokkenen=over or None,
                        reikwijdte=None if afspraak.zaaktypen is None else zaaktypen(afspraak.zaaktypen),
                        meewerkend=organisatie_als(afspraak.oin, afspraak.rsin),
                        bewijs=f"afspraak {afspraak.naam}",
                    )
                ],
            )
        ]
        for rij in self._rijen(Grondslag.TOESTEMMING):
            gronden.extend(await self._toegestaan(rij, gegeven))
        return gronden

    # ------------------------------------------------------------------ rows and keys

    def _rijen(self, grondslag: Grondslag) -> list[Rij]:
        """The rows of a grondslag for which this login is sure enough."""
        return [rij for rij in self._matrix if rij.grondslag is grondslag and self._afnemer.niveau >= rij.niveau]

    def _partij(self, keys: tuple[Sleutel, ...], gronden: Sequence[Grond], grondslag: Grondslag) -> Partij:
        hoger = frozenset[GegevensCategorie]().union(
            *(rij.opent for rij in self._matrix if rij.grondslag is grondslag and self._afnemer.niveau < rij.niveau)
        )
        return Partij(keys, Inzage(tuple(gronden), self._afnemer.niveau, hoger))

    async def _zelf_bekend_als(self) -> tuple[Sleutel, ...]:
        """A session restricted to one vestiging is that vestiging and nothing more."""
        afnemer = self._afnemer
        if self._zelf is None:
            if afnemer.vestiging is not None:
                self._zelf = (afnemer.vestiging,)
            else:
                self._zelf = await self._bekend_als(afnemer.sleutel) if afnemer.sleutel is not None else ()
        return self._zelf

    async def _bekend_als(self, sleutel: Sleutel) -> tuple[Sleutel, ...]:
        """All keys of the same party: a company is also its RSIN and its vestigingen, because registers hold it under
        any of these (FACTS §18.9)."""
        if not isinstance(sleutel, KvkNummer):
            return (sleutel,)
        return (sleutel, *ook_bekend_als(await self._feiten.onderneming(sleutel)))
