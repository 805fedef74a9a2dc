"""Toestemming: what a client gives to `toestemmingGeven`, and whether it can be done: to whom, what for, how far and
how long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import MISSING, dataclass
from datetime import date

import strawberry

from resolvers.grammar.afnemer import AfnemerRol
from resolvers.grammar.argument import invoerveld
from resolvers.grammar.context import Context
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.grammar.ref import Ref
from resolvers.grammar.zicht import noteer_zicht, zicht_op
from resolvers.loaders import Loaders
from resolvers.loaders.registers import register_van
from resolvers.organisatie import identificatie_van_eenheid
from resolvers.toegang import Partij
from resolvers.toestemming import UITLEG_VERSIE, NieuweToestemming, ToestemmingOntvanger
from resolvers.wijzigen.fout import Ronde, gegeven, ref_uit

#: What nobody may hand on: who looked at him, and what he allowed.
_NOOIT = frozenset({GegevensCategorie.VERWERKINGEN, GegevensCategorie.TOESTEMMINGEN})
#: Roles of medewerkers to whom a toestemming can open anything.
_ROLLEN = frozenset({AfnemerRol.KCC, AfnemerRol.BEHANDELAAR})
_MEESTE = 100
_OIN = re.compile(r"[0-9]{20}", re.ASCII)
#: What an identificatie of an eenheid looks like; anything else would be a question of its own to a register.
_EENHEID = re.compile(r"(?!.*__)[\w .+/-]{1,100}")


@strawberry.input(description="Wie er mag kijken: precies één van deze.", one_of=True)
class ToestemmingOntvangerInput:
    organisatie: str | None = invoerveld("Het OIN van de organisatie: twintig cijfers.", default=strawberry.UNSET)
    organisatie_eenheid: strawberry.ID | None = invoerveld("Het id van de afdeling.", default=strawberry.UNSET)
    rol: AfnemerRol | None = invoerveld("De rol van de medewerker: KCC of BEHANDELAAR.", default=strawberry.UNSET)


@strawberry.input(description="De toestemming die u geeft.")
class ToestemmingInput:
    ontvanger: ToestemmingOntvangerInput = invoerveld("Wie er mag kijken.", default=MISSING)
    activiteit: str = invoerveld("Waarvoor: de sleutel van de verwerkingsactiviteit.", default=MISSING)
    categorieen: list[GegevensCategorie] = invoerveld(
        "Welke soorten gegevens; niet VERWERKINGEN of TOESTEMMINGEN.", default=MISSING
    )
    zaken: list[strawberry.ID] | None = invoerveld("Alleen voor deze zaken van u. Weglaten: niet beperkt.")
    zaaktypen: list[strawberry.ID] | None = invoerveld("Alleen voor deze zaaktypen. Weglaten: niet beperkt.")
    geldig_tot: date | None = invoerveld(
        "De dag waarop de toestemming niet meer geldt; hooguit een jaar vooruit. Weglaten: over een jaar."
    )
    informatie_versie: str | None = invoerveld(
        "De versie van de uitleg die is getoond, uit `toestemmingsaanbod`. Weglaten: de huidige."
    )


@dataclass(slots=True)
class Toestemmingstoets(Ronde):
    """Each check gives what it found, or notes why there is nothing."""

    context: Context
    partij: Partij

    async def toestemming(self, invoer: ToestemmingInput) -> NieuweToestemming | None:
        """None: there are fouten. Raises RegisterError when a register that must know cannot say."""
        if invoer.informatie_versie not in (None, UITLEG_VERSIE):
            self.fout("informatieVersie", "De uitleg is veranderd. Lees haar eerst opnieuw.")
        nieuw = NieuweToestemming(
            betrokkene=self.partij.sleutels[0],
            ontvanger=await self._ontvanger(invoer.ontvanger),
            activiteit=self._activiteit(invoer.activiteit),
            categorieen=self._categorieen(invoer.categorieen),
            zaken=await self._zaken(invoer.zaken),
            zaaktypen=await self._zaaktypen(invoer.zaaktypen),
            geldig_van=self.context.vandaag,
            geldig_tot=self._geldig_tot(invoer.geldig_tot),
        )
        return None if self.fouten else nieuw

    # ------------------------------------------------------------------ to whom

    async def _ontvanger(self, invoer: ToestemmingOntvangerInput) -> ToestemmingOntvanger:
        organisatie, eenheid, rol = (
            gegeven(invoer.organisatie),
            gegeven(invoer.organisatie_eenheid),
            gegeven(invoer.rol),
        )
        if organisatie is not None and not _OIN.fullmatch(organisatie):
            self.fout("ontvanger", "Een OIN bestaat uit twintig cijfers.")
        if rol is not None and rol not in _ROLLEN:
            self.fout("ontvanger", "Aan deze rol kunt u geen toestemming geven; kies KCC of BEHANDELAAR.")
        return ToestemmingOntvanger(
            organisatie=organisatie,
            organisatie_eenheid=None if eenheid is None else await self._eenheid(eenheid),
            rol=rol,
        )

    async def _eenheid(self, id_: str) -> str | None:
        """Its identificatie: known to a register of medewerkers, or named by a register of zaken."""
        loaders: Loaders = self.context.loaders
        ref = ref_uit(id_, "OrganisatieEenheid")
        identificatie = identificatie_van_eenheid(ref) if ref is not None else ""
        if ref is not None and _EENHEID.fullmatch(identificatie):
            named = register_van(loaders.registers.zaken, ref.register) is not None
            if await loaders.eenheid.load(identificatie) is not None or named:
                return identificatie
        self.fout("ontvanger", "Deze afdeling is niet bekend.")
        return None

    # ------------------------------------------------------------------ what for, and how far

    def _activiteit(self, sleutel: str) -> str:
        if sleutel not in self.context.toegang.toestemming_mogelijk_voor():
            self.fout("activiteit", "Voor deze activiteit vraagt de organisatie geen toestemming.")
        return sleutel

    def _categorieen(self, gekozen: Sequence[GegevensCategorie]) -> tuple[GegevensCategorie, ...]:
        if not gekozen:
            self.fout("categorieen", "Kies ten minste één soort gegevens.")
        if not _NOOIT.isdisjoint(gekozen):
            self.fout("categorieen", "Voor VERWERKINGEN en TOESTEMMINGEN kunt u geen toestemming geven.")
        return tuple(dict.fromkeys(gekozen))

    async def _zaken(self, ids: Sequence[str] | None) -> tuple[str, ...] | None:
        """Somebody else's zaak and one that does not exist are the same, and cost the same."""
        refs = self._refs("zaken", ids, "Zaak", "Een van deze zaken is niet gevonden.")
        if refs is None:
            return None
        loaders: Loaders = self.context.loaders
        gevonden = [zaak for zaak in await loaders.zaak.load_many(refs) if zaak is not None]
        gezien = [seen for zaak in gevonden if (seen := zicht_op(zaak, self.partij.inzage)) is not None]
        if len(gezien) < len(refs):
            self.fout("zaken", "Een van deze zaken is niet gevonden.")
            return None
        for seen in gezien:
            noteer_zicht(seen, self.context)
        return tuple(seen.object.url for seen in gezien)

    async def _zaaktypen(self, ids: Sequence[str] | None) -> frozenset[str] | None:
        """By identificatie: a zaak of a later version of the zaaktype is of the same kind."""
        melding = "Een van deze zaaktypen is niet gevonden."
        refs = self._refs("zaaktypen", ids, "Zaaktype", melding)
        if refs is None:
            return None
        found = await self.context.loaders.zaaktype.load_many(refs)
        identificaties = [
            zaaktype.identificatie for zaaktype in found if zaaktype is not None and zaaktype.identificatie
        ]
        if len(identificaties) < len(refs):
            self.fout("zaaktypen", melding)
        return frozenset(identificaties)

    def _refs(self, waar: str, ids: Sequence[str] | None, soort: str, melding: str) -> list[Ref] | None:
        """Each once. None: there are none to look for, because none were given or they are wrong."""
        if ids is None:
            return None
        if not 0 < len(ids) <= _MEESTE:
            self.fout(waar, f"Noem er een tot en met {_MEESTE}, of laat dit veld weg.")
            return None
        refs = [ref for id_ in dict.fromkeys(ids) if (ref := ref_uit(id_, soort)) is not None]
        if len(refs) < len(set(ids)):
            self.fout(waar, melding)
            return None
        return refs

    # ------------------------------------------------------------------ how long

    def _geldig_tot(self, gekozen: date | None) -> date:
        vandaag = self.context.vandaag
        langst = een_jaar_na(vandaag)
        if gekozen is not None and gekozen <= vandaag:
            self.fout("geldigTot", "Kies een dag na vandaag.")
        if gekozen is not None and gekozen > langst:
            self.fout("geldigTot", "Een toestemming duurt hooguit een jaar.")
        return gekozen or langst


def een_jaar_na(dag: date) -> date:
    """The same day next year; of 29 February the day before."""
    try:
        return dag.replace(year=dag.year + 1)
    except ValueError:
        return dag.replace(year=dag.year + 1, day=28)
