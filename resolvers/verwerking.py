"""Verwerking: a line of the verwerkingenlog as the betrokkene may read it (AVG art. 15).

GEMMA/seed business object "verwerkingenlog". Served by app/verwerkingenlog when the log is kept; until then the
question says so.
"""

from __future__ import annotations

from datetime import datetime

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, veld
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie, Grondslag


@bedrijfsobject(
    "Een regel uit het verwerkingenlog, zoals de betrokkene hem mag lezen.",
    gegevens=GegevensCategorie.VERWERKINGEN,
    bron=BetrokkeneBron.OUDER,
)
class Verwerking(Bedrijfsobject):
    tijdstip: datetime = veld("Wanneer er is gekeken.")
    actie: str = veld("Wat er is gedaan.")
    activiteit: str = veld("De verwerkingsactiviteit, uit het register van de organisatie.")
    doel: str | None = veld("Waarvoor.")
    rechtsgrond: str | None = veld("De rechtsgrond uit de AVG (artikel 6), uit het register van de organisatie.")
    grondslag: Grondslag = veld("Op welke grondslag er toegang was.")
    categorieen: list[GegevensCategorie] = veld("Welke soorten gegevens er zijn getoond.")
    ontvanger: str = veld("De organisatie of persoon die het te zien kreeg; nooit de naam van een medewerker.")
    namens: str | None = veld("Namens wie er is gekeken.")
    bronnen: list[str] = veld("Uit welke registers de gegevens kwamen.")
