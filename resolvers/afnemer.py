"""Afnemer: who asks, as he may see it himself."""

from __future__ import annotations

import strawberry

from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, relatie, veld
from resolvers.grammar.inzage import BetrokkeneBron, Betrouwbaarheidsniveau
from resolvers.grammar.sleutel import Sleutel


@bedrijfsobject("Wie er kijkt: dat bent u.", bron=BetrokkeneBron.GEEN)
class Afnemer(Bedrijfsobject):
    soort: AfnemerSoort = veld("Wat voor partij u bent. Bron: het inloggen.")
    rollen: list[AfnemerRol] = veld("In welke rol u kijkt. Bron: het inloggen.")
    niveau: Betrouwbaarheidsniveau | None = veld("Hoe zeker het is wie u bent. Bron: het inloggen.")
    authenticatie: strawberry.Private[Authenticatie]
    #: Every key of the party for whom this session looks; empty for a medewerker.
    sleutels: strawberry.Private[frozenset[Sleutel]]

    @relatie("Klant", "U als klant. Leeg voor een medewerker of organisatie.", lader="klant_als")
    def klant(self) -> tuple[Sleutel, frozenset[Sleutel]] | None:
        sleutel = self.authenticatie.vestiging or self.authenticatie.sleutel
        return (sleutel, self.sleutels) if sleutel in self.sleutels and sleutel is not None else None

    @relatie(
        "list[Machtiging]",
        "Voor wie u mag handelen. Bron: het inloggen, het machtigingenregister en de BRP.",
        lader="machtigingen_van_afnemer",
    )
    def vertegenwoordigt(self) -> tuple[Authenticatie, frozenset[Sleutel]] | None:
        handelt = self.sleutels or self.authenticatie.vertegenwoordigt
        return (self.authenticatie, self.sleutels) if handelt else None

    @relatie("Organisatie", "De organisatie waarvoor u werkt.", lader="organisatie_met_oin")
    def organisatie(self) -> str | None:
        return self.authenticatie.organisatie_oin
