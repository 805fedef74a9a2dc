"""Machtiging: who may act for whom, for what, until when.

No register of machtigingen exists for municipalities (FACTS): evidence arrives in the login, in BRP (gezag, curatele),
and in Open Object by the schema that this project publishes (app/registries/objecttypen/machtiging.schema.json). A rol
on a zaak is a trace, never authority.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

import strawberry

from resolvers.grammar.afnemer import MachtigingBron, MachtigingSoort, Vertegenwoordiging, WettelijkeVorm
from resolvers.grammar.bedrijfsobject import bedrijfsobject, relatie, veld
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.grammar.node import Node, id_van
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.lijsten import MachtigingRichting

#: The machtiging that a login itself proves has no register: this stands for it, in any session.
VAN_SESSIE = Ref("mijnzaken", "Machtiging", "sessie")


@bedrijfsobject(
    "Een machtiging: de vertegenwoordiger mag handelen voor de vertegenwoordigde.",
    gegevens=GegevensCategorie.VERTEGENWOORDIGING,
    via=["vertegenwoordigde", "vertegenwoordiger"],
)
class Machtiging(Node):
    ref: strawberry.Private[Ref]
    vertegenwoordigde_sleutel: strawberry.Private[Sleutel]
    vertegenwoordiger_sleutel: strawberry.Private[Sleutel]
    zaaktype_identificaties: strawberry.Private[frozenset[str] | None]

    soort: MachtigingSoort = veld("Hoe de machtiging tot stand kwam. Bron: objecttype machtiging `soort`.")
    wettelijke_vorm: WettelijkeVorm | None = veld(
        "De vorm, als de wet of de rechter de vertegenwoordiger aanwees. Bron: objecttype machtiging `wettelijkeVorm`."
    )
    diensten: list[str] | None = veld(
        "De diensten (ServiceUUID) waarvoor de machtiging geldt. Bron: objecttype machtiging `diensten`."
    )
    geldig_van: date | None = veld("Vanaf wanneer. Bron: objecttype machtiging `geldigVan`.")
    geldig_tot: date | None = veld(
        "Tot wanneer (die dag niet meer). Leeg: zonder einddatum. Bron: objecttype machtiging `geldigTot`."
    )
    ingetrokken_op: datetime | None = veld(
        "Wanneer de machtiging is ingetrokken. Leeg als dat niet is gebeurd. "
        "Bron: objecttype machtiging `ingetrokkenOp`."
    )
    geldig: bool = veld("Of de machtiging nu geldt. Afgeleid van `geldigVan`, `geldigTot` en `ingetrokkenOp`.")
    bron: MachtigingBron = veld("Waaruit de machtiging blijkt. Bron: objecttype machtiging `bron`.")

    @relatie("Klant", "Voor wie gehandeld mag worden. Bron: objecttype machtiging `vertegenwoordigde`.", lader="klant")
    def vertegenwoordigde(self) -> Sleutel:
        return self.vertegenwoordigde_sleutel

    @relatie("Klant", "Wie mag handelen. Bron: objecttype machtiging `vertegenwoordiger`.", lader="klant")
    def vertegenwoordiger(self) -> Sleutel:
        return self.vertegenwoordiger_sleutel

    @relatie(
        "list[Zaaktype]",
        "De zaaktypen waarvoor de machtiging geldt. Leeg: dat volgt uit de diensten. "
        "Bron: objecttype machtiging `zaaktypen`.",
        lader="zaaktypen_bij_identificaties",
    )
    def zaaktypen(self) -> frozenset[str] | None:
        return self.zaaktype_identificaties

    def over_wie(self) -> frozenset[Sleutel]:
        return frozenset({self.vertegenwoordigde_sleutel, self.vertegenwoordiger_sleutel})


def uit_sessie(vertegenwoordiger: Sleutel, wie: Vertegenwoordiging) -> Machtiging:
    """What the login proved, as a machtiging among the others."""
    return Machtiging(
        id=id_van(VAN_SESSIE),
        ref=VAN_SESSIE,
        vertegenwoordigde_sleutel=wie.sleutel,
        vertegenwoordiger_sleutel=vertegenwoordiger,
        zaaktype_identificaties=None,
        soort=wie.soort,
        wettelijke_vorm=wie.wettelijke_vorm,
        diensten=list(wie.diensten),
        geldig_van=None,
        geldig_tot=None,
        ingetrokken_op=None,
        geldig=True,
        bron=wie.bron,
    )


def uit_gezag(ouder: Sleutel, kind: Sleutel, ref: Ref) -> Machtiging:
    """Ouderlijk gezag as BRP knows it now: a machtiging that nobody gave and that covers everything."""
    return Machtiging(
        id=id_van(ref),
        ref=ref,
        vertegenwoordigde_sleutel=kind,
        vertegenwoordiger_sleutel=ouder,
        zaaktype_identificaties=None,
        soort=MachtigingSoort.WETTELIJK,
        wettelijke_vorm=WettelijkeVorm.OUDERLIJK_GEZAG,
        diensten=None,
        geldig_van=None,
        geldig_tot=None,
        ingetrokken_op=None,
        geldig=True,
        bron=MachtigingBron.BRP,
    )


class Machtigingenregister(Protocol):
    """What this file asks of a register of machtigingen."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def machtigingen_van(
        self, sleutels: frozenset[Sleutel], richting: MachtigingRichting, vandaag: date
    ) -> Sequence[Machtiging]:
        """Given by, or to, this person; also those that no longer hold. Each verified by its own parties."""
        ...

    async def machtigingen(self, ids: Sequence[str], vandaag: date) -> Sequence[Machtiging | Exception | None]: ...
