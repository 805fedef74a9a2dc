"""Keten: what several organisations deliver together.

Each of them is aanbieder of its own part, and afnemer of the others. What a partner has of the same matter hangs under
our line as a Ketenbijdrage; what we have of a partner's zaak we give him as a Ketenzaak. Nobody's number crosses: the
matter is known by the zaaknummer of who asks, which stands among the kenmerken of the other's zaak.

DESIGN §1 "keten", §4 KETENPARTNER.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import MISSING, dataclass
from datetime import datetime
from typing import Protocol

import strawberry

from resolvers.grammar.antwoorden import Deellijst
from resolvers.grammar.argument import invoerveld
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, relatie, veld
from resolvers.grammar.context import Selectie
from resolvers.grammar.errors import ErrorCode, MijnZakenError
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie
from resolvers.grammar.sleutel import Sleutel
from resolvers.grammar.zicht import Geopend
from resolvers.mijnzaken import MijnZakenInformatie
from resolvers.organisatie import Organisatie
from resolvers.zaak import Zaak

#: How many zaken go into one question.
MEESTE_ZAKEN = 100


@bedrijfsobject(
    "Wat een ketenpartner over dezelfde kwestie verstrekt.",
    gegevens=GegevensCategorie.ZAAKVOORTGANG,
    bron=BetrokkeneBron.OUDER,
)
class Ketenbijdrage(Bedrijfsobject):
    partner: Organisatie = veld("De partner.")
    beschikbaar: bool = veld("Of de partner antwoordde.")
    fout: ErrorCode | None = veld("Waarom niet.")
    informatie: list[MijnZakenInformatie] | None = veld("Wat de partner verstrekte.")
    opgehaald_op: datetime | None = veld("Wanneer de partner antwoordde. Leeg als hij niet antwoordde.")


@bedrijfsobject("Wat hier bij een zaak van een ketenpartner hoort.", bron=BetrokkeneBron.GEEN)
class Ketenzaak(Bedrijfsobject):
    identificatie: str = veld("Het zaaknummer waarmee is gevraagd.")
    #: Finds the matters, and opens each under what this partner may see of it.
    vind: strawberry.Private[Callable[[], Awaitable[Geopend]]]

    @relatie(
        "list[MijnZakenInformatie]",
        "De kwesties. Leeg als er geen is, en ook als u daar niet aan meewerkt.",
        lader="informatie_van_ketenzaak",
    )
    def informatie(self) -> Ketenzaak:
        return self


@strawberry.input(description="Een zaak van de organisatie die vraagt.")
class KetenzaakSleutel:
    identificatie: str = invoerveld("Het zaaknummer bij u.", default=MISSING)
    kenmerk: str | None = invoerveld("Het zaaknummer bij ons, als u dat weet.")


@dataclass(frozen=True, slots=True)
class Ketenvraag:
    """One zaak about which a partner is asked: our number, and what we know to be his."""

    identificatie: str
    kenmerk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uitwisseling:
    """That a partner was asked about these zaken, under this verwerkingsactiviteit: it goes in the log as what was told
    to him."""

    partner: Organisatie
    activiteit: str
    zaken: Sequence[Zaak]


class Uitwisselingenboek(Protocol):
    async def leg_uitwisseling_vast(self, uitwisseling: Uitwisseling) -> None:
        """Returns when it is durable. Raises LogUnavailable: then the partner must not be asked."""
        ...


class Ketenregister(Protocol):
    """What this file asks of a partner's MijnZaken. Batches answer in the order of what was asked."""

    @property
    def naam(self) -> str:
        """Under which he is connected here."""
        ...

    @property
    def partner(self) -> Organisatie: ...

    @property
    def sleutels(self) -> frozenset[Sleutel]:
        """By which a zaak names the partner in its rollen."""
        ...

    @property
    def activiteit(self) -> str:
        """The key of the verwerkingsactiviteit under which the partner is asked."""
        ...

    def kent_als(self, zaak: Zaak) -> str | None:
        """The partner's own number of a zaak, when it stands among the kenmerken of ours."""
        ...

    def vraagbaar(self) -> bool:
        """Not when this very question came by way of the partner, or has come far enough."""
        ...

    async def bijdragen(
        self, zaken: Sequence[Ketenvraag], selectie: Selectie, opent: frozenset[GegevensCategorie]
    ) -> Sequence[Deellijst[MijnZakenInformatie] | MijnZakenError]:
        """What the partner has of each of these zaken, with what he says that he misses of it; an error for one that he
        can say nothing of now. Of what was selected, only what is open here and covered by the agreement. Raises
        RegisterError."""
        ...
