"""Vooraf: what another will know, written down before he does: that a register is asked to change something, that a
partner is asked about our zaken.

While the log is away nobody is asked. Written and then not asked can occur (it was called off, the process fell); asked
and not written cannot. It is an operation of its own in the log, under the one that is under way, with who wants it: so
it says all that there is to say when nothing comes after it. How a change ended is told by the record of its operation.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.registries.oproep import huidig_spoor
from app.verwerkingenlog.regel import Handeling, Ontvanger, Schrijfsel, Verstrekking, Verwerking
from app.verwerkingenlog.vastlegging import (
    SOORTEN,
    Pseudoniem,
    Schrijver,
    audit_van,
    betrokkene_van,
    nu_ms,
    ontvanger_van,
    wat_er_gebeurt,
)
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie
from resolvers.grammar.inzage import GegevensCategorie, Grondslag
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel, hoofdsleutel
from resolvers.keten import Uitwisseling
from resolvers.verwerking import Voornemen


@dataclass(frozen=True, slots=True)
class Vooraf:
    """`beleid`: as of Vastlegging."""

    schrijver: Schrijver
    pseudoniemen: Pseudoniem
    beleid: str

    def van(self, afnemer: Authenticatie, aanleidingen: Collection[str] = ()) -> VoorafVan:
        """Of one request. `aanleidingen`: why a medewerker looks, as far as it is known when it is written."""
        return VoorafVan(self, afnemer, aanleidingen)


@dataclass(frozen=True, slots=True)
class _Wat:
    """What is written of one operation beforehand: `per_betrokkene` what is told to `ontvanger` of whom."""

    naam: str
    ontvanger: Ontvanger
    activiteit: str
    per_betrokkene: Mapping[Sleutel | None, Verstrekking]
    bronnen: tuple[str, ...]
    afkomst: str


@dataclass(frozen=True, slots=True)
class VoorafVan:
    """Under the trace of the operation that is under way."""

    boek: Vooraf
    afnemer: Authenticatie
    aanleidingen: Collection[str]

    async def leg_voornemen_vast(self, voornemen: Voornemen) -> None:
        grond = voornemen.grond
        verstrekking = Verstrekking(
            grondslag=grond.grondslag.value,
            rij=grond.rij,
            bewijs=grond.bewijs,
            categorieen=(voornemen.gegevens.value,),
            velden=(voornemen.veld,),
            objecten=(voornemen.object_,) if voornemen.object_ else (),
        )
        await self._schrijf(
            _Wat(
                naam=f"voornemen: {wat_er_gebeurt(frozenset({voornemen.gegevens}), changed=True)}",
                ontvanger=ontvanger_van(self.afnemer, self.boek.pseudoniemen),
                activiteit=grond.activiteit,
                per_betrokkene={betrokkene_van(grond, voornemen.partij): verstrekking},
                bronnen=(voornemen.register,),
                afkomst="",
            )
        )

    async def leg_uitwisseling_vast(self, uitwisseling: Uitwisseling) -> None:
        """One line for each betrokkene, of which the partner is the ontvanger. He is also the other application of the
        exchange (`foreign_operation.processor`): the standard can be read as who asked and as who was asked, so both
        sides say it."""
        samen: dict[Sleutel | None, set[str]] = {}
        for zaak in uitwisseling.zaken:
            for partij in zaak.partijen() or (frozenset[Sleutel](),):
                samen.setdefault(hoofdsleutel(partij) if partij else None, set()).add(zaak.id)
        oin = uitwisseling.partner.oin or ""
        await self._schrijf(
            _Wat(
                naam="opvragen ketenbijdrage",
                ontvanger=Ontvanger(
                    soort=AfnemerSoort.OVERHEIDSORGANISATIE.value, id=oin, rollen=(AfnemerRol.KETENPARTNER.value,)
                ),
                activiteit=uitwisseling.activiteit,
                per_betrokkene={wie: _dat_zij_er_zijn(zaken) for wie, zaken in samen.items()},
                bronnen=tuple(sorted({Ref.register_in(zaak.id) for zaak in uitwisseling.zaken})),
                afkomst=oin,
            )
        )

    async def _schrijf(self, wat: _Wat) -> None:
        boek, (trace_id, span_id), nu = self.boek, huidig_spoor(), nu_ms()
        handeling = Handeling(
            trace_id=trace_id,
            span_id=os.urandom(8).hex(),
            parent_span_id=span_id,
            naam=wat.naam,
            begin_ms=nu,
            einde_ms=nu,
            ontvanger=ontvanger_van(self.afnemer, boek.pseudoniemen),
            afkomst=self.afnemer.organisatie_oin or "",
            aanleiding=" ".join(sorted(self.aanleidingen)),
            bronnen=wat.bronnen,
            beleid=boek.beleid,
        )
        regels = [
            Verwerking(
                trace_id=trace_id,
                span_id=os.urandom(8).hex(),
                parent_span_id=handeling.span_id,
                naam=wat.naam,
                begin_ms=nu,
                einde_ms=nu,
                ontvanger=wat.ontvanger,
                activiteit=wat.activiteit,
                betrokkene=boek.pseudoniemen.versluier(wie) if wie is not None else "",
                betrokkene_soort=SOORTEN[type(wie)] if wie is not None else "",
                verstrekkingen=(verstrekking,),
                afkomst=wat.afkomst,
                bronnen=wat.bronnen,
                beleid=boek.beleid,
            )
            for wie, verstrekking in wat.per_betrokkene.items()
        ]
        audit = audit_van(self.afnemer, trace_id=trace_id, tijdstip_ms=nu, uitkomst="VERSTREKT")
        await boek.schrijver.schrijf(Schrijfsel(regels=(handeling, *regels), audit=audit))


def _dat_zij_er_zijn(zaken: set[str]) -> Verstrekking:
    return Verstrekking(
        grondslag=Grondslag.KETENPARTNER.value,
        rij="keten",
        bewijs="afspraak",
        categorieen=(GegevensCategorie.ZAAKVOORTGANG.value,),
        velden=("Zaak.identificatie",),
        objecten=tuple(sorted(zaken)),
    )
