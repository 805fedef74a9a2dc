"""Vooraf: what another will know, written down before he does: that a register is asked to change something, that a
partner is asked about our zaken.

While the log is away nobody is asked. Written and then not asked can occur (it was called off, the process fell); asked
and not written cannot. How a change ended is told by the record of its operation, which comes after.
"""

from __future__ import annotations

import os

from app.registries.oproep import huidig_spoor
from app.verwerkingenlog.regel import Ontvanger, Schrijfsel, Verstrekking, Verwerking
from app.verwerkingenlog.vastlegging import (
    SOORTEN,
    Pseudoniem,
    Schrijver,
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


class Vooraf:
    """Under the trace and the span of the operation that is under way."""

    def __init__(self, schrijver: Schrijver, pseudoniemen: Pseudoniem, *, beleid: str) -> None:
        """`beleid`: as of Vastlegging."""
        self._schrijver = schrijver
        self._pseudoniemen = pseudoniemen
        self._beleid = beleid

    async def leg_voornemen_vast(self, afnemer: Authenticatie, voornemen: Voornemen) -> None:
        grond = voornemen.grond
        verstrekking = Verstrekking(
            grondslag=grond.grondslag.value,
            rij=grond.rij,
            bewijs=grond.bewijs,
            categorieen=(voornemen.gegevens.value,),
            velden=(voornemen.veld,),
        )
        regel = self._regel(
            naam=f"voornemen: {wat_er_gebeurt(frozenset({voornemen.gegevens}), changed=True)}",
            ontvanger=ontvanger_van(afnemer, self._pseudoniemen),
            activiteit=grond.activiteit,
            betrokkene=betrokkene_van(grond, voornemen.partij),
            verstrekking=verstrekking,
            bronnen=(voornemen.register,),
        )
        await self._schrijver.schrijf(Schrijfsel(regels=(regel,)))

    async def leg_uitwisseling_vast(self, uitwisseling: Uitwisseling) -> None:
        """One line for each betrokkene, of which the partner is the ontvanger. He is also the other application of the
        exchange (`foreign_operation.processor`): the standard can be read as who asked and as who was asked, so both
        sides say it."""
        samen: dict[Sleutel | None, set[str]] = {}
        for zaak in uitwisseling.zaken:
            for partij in zaak.partijen() or (frozenset[Sleutel](),):
                samen.setdefault(hoofdsleutel(partij) if partij else None, set()).add(zaak.id)
        oin = uitwisseling.partner.oin or ""
        partner = Ontvanger(
            soort=AfnemerSoort.OVERHEIDSORGANISATIE.value, id=oin, rollen=(AfnemerRol.KETENPARTNER.value,)
        )
        regels = [
            self._regel(
                naam="opvragen ketenbijdrage",
                ontvanger=partner,
                activiteit=uitwisseling.activiteit,
                betrokkene=wie,
                verstrekking=_dat_zij_er_zijn(zaken),
                bronnen=tuple(sorted({Ref.register_in(id_) for id_ in zaken})),
                afkomst=oin,
            )
            for wie, zaken in samen.items()
        ]
        await self._schrijver.schrijf(Schrijfsel(regels=tuple(regels)))

    def _regel(
        self,
        *,
        naam: str,
        ontvanger: Ontvanger,
        activiteit: str,
        betrokkene: Sleutel | None,
        verstrekking: Verstrekking,
        bronnen: tuple[str, ...],
        afkomst: str = "",
    ) -> Verwerking:
        (trace_id, span_id), nu = huidig_spoor(), nu_ms()
        return Verwerking(
            trace_id=trace_id,
            span_id=os.urandom(8).hex(),
            parent_span_id=span_id,
            naam=naam,
            begin_ms=nu,
            einde_ms=nu,
            ontvanger=ontvanger,
            activiteit=activiteit,
            betrokkene=self._pseudoniemen.versluier(betrokkene) if betrokkene is not None else "",
            betrokkene_soort=SOORTEN[type(betrokkene)] if betrokkene is not None else "",
            verstrekkingen=(verstrekking,),
            afkomst=afkomst,
            bronnen=bronnen,
            beleid=self._beleid,
        )


def _dat_zij_er_zijn(zaken: set[str]) -> Verstrekking:
    return Verstrekking(
        grondslag=Grondslag.KETENPARTNER.value,
        rij="keten",
        bewijs="afspraak",
        categorieen=(GegevensCategorie.ZAAKVOORTGANG.value,),
        velden=("Zaak.identificatie",),
        objecten=tuple(sorted(zaken)),
    )
