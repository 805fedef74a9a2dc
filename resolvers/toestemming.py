"""Toestemming: who else may look, how far, given and withdrawn when.

GEMMA bedrijfsobject "toestemming"; no standard register exists. Served by app/registries/openobject, by the schema
that this project publishes (app/registries/objecttypen/toestemming.schema.json, after ISO/IEC TS 27560): append-only
events, the state is derived. Giving and withdrawing is resolvers/mutation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Protocol

import strawberry

from resolvers.grammar.afnemer import AfnemerRol
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, relatie, veld
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie
from resolvers.grammar.node import Node
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel

#: The verwerkingsactiviteit of giving and withdrawing itself.
BEHEER = "toestemming-beheer"
#: What a klant must have been shown before he gives one (AVG art. 7); another text is another version.
UITLEG = (
    "Met een toestemming mag iemand anders een deel van uw gegevens bekijken. U kiest zelf wie dat is, om welke "
    "gegevens het gaat en tot wanneer. Een toestemming duurt hooguit een jaar. U bent niet verplicht om toestemming "
    "te geven: zonder toestemming wordt u ook geholpen. U kunt haar op elk moment weer intrekken; vanaf dan mag de "
    "ander uw gegevens niet meer bekijken. Wat al bekeken was, verandert daardoor niet. In uw overzicht van "
    "verwerkingen ziet u wie er met uw toestemming heeft gekeken."
)
UITLEG_TAAL = "nl"
UITLEG_VERSIE = sha256(UITLEG.encode()).hexdigest()


@bedrijfsobject(
    "Wie door de toestemming mag kijken: een organisatie, een eenheid of een rol.",
    gegevens=GegevensCategorie.TOESTEMMINGEN,
    bron=BetrokkeneBron.OUDER,
)
class ToestemmingOntvanger(Bedrijfsobject):
    organisatie: str | None = veld("Het OIN van de organisatie. Bron: objecttype toestemming `ontvanger`.")
    organisatie_eenheid: str | None = veld("De afdeling. Bron: objecttype toestemming `ontvanger`.")
    rol: AfnemerRol | None = veld("De rol van de medewerker. Bron: objecttype toestemming `ontvanger`.")


@bedrijfsobject("Een toestemming van een klant.", gegevens=GegevensCategorie.TOESTEMMINGEN, via=["betrokkene"])
class Toestemming(Node):
    ref: strawberry.Private[Ref]
    betrokkene_sleutel: strawberry.Private[Sleutel]
    zaak_verwijzingen: strawberry.Private[tuple[str, ...] | None]
    zaaktype_identificaties: strawberry.Private[frozenset[str] | None]

    ontvanger: ToestemmingOntvanger = veld(
        "Wie er door de toestemming mag kijken. Bron: objecttype toestemming `ontvanger`."
    )
    activiteit: str = veld(
        "Waarvoor: de sleutel van de verwerkingsactiviteit. Bron: objecttype toestemming `activiteit`."
    )
    categorieen: list[GegevensCategorie] = veld("Welke soorten gegevens. Bron: objecttype toestemming `categorieen`.")
    geldig_van: date = veld("Vanaf wanneer. Bron: objecttype toestemming `geldigVan`.")
    geldig_tot: date = veld("Tot wanneer (die dag niet meer). Bron: objecttype toestemming `geldigTot`.")
    ingetrokken_op: datetime | None = veld(
        "Wanneer de toestemming is ingetrokken. Leeg als dat niet is gebeurd. "
        "Bron: objecttype toestemming `gebeurtenissen`."
    )
    geldig: bool = veld("Of de toestemming nu geldt. Afgeleid van `geldigVan`, `geldigTot` en `gebeurtenissen`.")

    @relatie("Klant", "Wie de toestemming gaf. Bron: objecttype toestemming `betrokkene`.", lader="klant")
    def betrokkene(self) -> Sleutel:
        return self.betrokkene_sleutel

    @relatie(
        "list[Zaak]",
        "Alleen voor deze zaken. Leeg: niet tot zaken beperkt. Bron: objecttype toestemming `zaken`.",
        lader="zaken_bij_verwijzingen",
    )
    def zaken(self) -> tuple[str, ...] | None:
        return self.zaak_verwijzingen

    @relatie(
        "list[Zaaktype]",
        "Alleen voor deze zaaktypen. Leeg: niet tot zaaktypen beperkt. Bron: objecttype toestemming `zaaktypen`.",
        lader="zaaktypen_bij_identificaties",
    )
    def zaaktypen(self) -> frozenset[str] | None:
        return self.zaaktype_identificaties

    def over_wie(self) -> frozenset[Sleutel]:
        return frozenset({self.betrokkene_sleutel})


@bedrijfsobject("Waarvoor u toestemming kunt geven, en wat u daarover moet weten.", openbaar=True)
class Toestemmingsaanbod(Bedrijfsobject):
    uitleg: str = veld("Laat dit zien voordat iemand toestemming geeft.")
    informatie_versie: str = veld("De versie van de uitleg; geef haar mee met `toestemmingGeven`.")
    taal: str = veld("De taal van de uitleg (ISO 639-1).")
    activiteiten: list[str] = veld("Waarvoor: de sleutels van de verwerkingsactiviteiten.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NieuweToestemming:
    """What is given, checked: by whom, to whom, what for, how far and how long. `zaken` (URLs) and `zaaktypen`
    (identificaties) None: not limited to some. `geldig_tot` is the first day on which it no longer holds."""

    betrokkene: Sleutel
    ontvanger: ToestemmingOntvanger
    activiteit: str
    categorieen: tuple[GegevensCategorie, ...]
    zaken: tuple[str, ...] | None
    zaaktypen: frozenset[str] | None
    geldig_van: date
    geldig_tot: date
    informatie_versie: str = UITLEG_VERSIE
    taal: str = UITLEG_TAAL

    def staat_in(self, bestaand: Toestemming) -> bool:
        """Whether this was given before, and holds: a second press of the button is no second toestemming."""
        ontvanger, ander = self.ontvanger, bestaand.ontvanger
        return (
            bestaand.geldig
            and bestaand.betrokkene_sleutel == self.betrokkene
            and (ontvanger.organisatie, ontvanger.organisatie_eenheid, ontvanger.rol)
            == (ander.organisatie, ander.organisatie_eenheid, ander.rol)
            and bestaand.activiteit == self.activiteit
            and frozenset(bestaand.categorieen) == frozenset(self.categorieen)
            and (bestaand.zaak_verwijzingen is None) == (self.zaken is None)
            and frozenset(bestaand.zaak_verwijzingen or ()) == frozenset(self.zaken or ())
            and bestaand.zaaktype_identificaties == self.zaaktypen
            and bestaand.geldig_tot == self.geldig_tot
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Handeling:
    """That somebody gave or withdrew: when, along which channel, and who. `door` tells no number of a person."""

    tijdstip: datetime
    door: str = "betrokkene"
    kanaal: str = "PORTAAL"


class Toestemmingenregister(Protocol):
    """What this file asks of a register of toestemmingen."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def toestemmingen_van(self, sleutels: frozenset[Sleutel], vandaag: date) -> Sequence[Toestemming]:
        """All of this person, also those that no longer hold; each verified by its own betrokkene."""
        ...

    async def toestemmingen(self, ids: Sequence[str], vandaag: date) -> Sequence[Toestemming | Exception | None]: ...

    @property
    def neemt_aan(self) -> bool:
        """Whether new ones can be kept here."""
        ...

    async def geef(self, nieuw: NieuweToestemming, handeling: Handeling, vandaag: date) -> Toestemming:
        """Keeps a new one. Asked once only: after a RegisterError it may be there or not."""
        ...

    async def trek_in(
        self, id_: str, van: frozenset[Sleutel], handeling: Handeling, vandaag: date
    ) -> Toestemming | None:
        """The toestemming, withdrawn now or before; None when there is none with this id of one of these persons, and
        then nothing is written. No event is lost, also when two write at the same time. After a RegisterError it may
        be withdrawn or not; asking again is harmless."""
        ...
