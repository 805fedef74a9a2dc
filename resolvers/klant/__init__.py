"""Klant: the natuurlijk or niet-natuurlijk persoon for whom the organisation works, and how he wants to be approached.

GEMMA bedrijfsobjecten "klant" and "klantvoorkeur". A klant is his key: nothing is asked until something is wanted of
him. Who he is comes from BRP and KvK, how to reach him from Open Klant (Klantinteracties API 0.9), all that he has
from the other registers.
"""

from resolvers.klant.gegevens import (
    VOORKEUREN_BEHEER,
    Adres,
    DigitaalAdres,
    Kanaal,
    Klantvoorkeur,
    Ondernemingsgegevens,
    Partij,
    Persoonsgegevens,
    Vestiging,
)
from resolvers.klant.klant import Klant, NatuurlijkPersoon, NietNatuurlijkPersoon, klantsoort, maak_klant
from resolvers.klant.registers import (
    Handelsregister,
    Klantregister,
    KlantZoekvraag,
    Personenregister,
    VoorkeurWijziging,
)

__all__ = [
    "VOORKEUREN_BEHEER",
    "Adres",
    "DigitaalAdres",
    "Handelsregister",
    "Kanaal",
    "Klant",
    "KlantZoekvraag",
    "Klantregister",
    "Klantvoorkeur",
    "NatuurlijkPersoon",
    "NietNatuurlijkPersoon",
    "Ondernemingsgegevens",
    "Partij",
    "Personenregister",
    "Persoonsgegevens",
    "Vestiging",
    "VoorkeurWijziging",
    "klantsoort",
    "maak_klant",
]
