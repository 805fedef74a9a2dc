"""Loaders of klanten by what a medewerker is told: a name, an address, a telephone number. They give keys; who may be
seen is decided after."""

from __future__ import annotations

from resolvers.grammar.antwoorden import Deellijst, alle, van_alle
from resolvers.grammar.errors import BadUserInput
from resolvers.grammar.loader import lader, per_stuk
from resolvers.grammar.sleutel import Sleutel
from resolvers.klant.registers import KlantZoekvraag
from resolvers.loaders.klanten import KlantLoaders

#: More is no answer to a question about one person.
MEESTE = 100


class ZoekLoaders(KlantLoaders):
    @lader
    @per_stuk
    async def klanten_gevonden(self, vraag: KlantZoekvraag) -> Deellijst[frozenset[Sleutel]]:
        """Everybody who answers to the question, once each, with all keys by which he was found."""
        contact = vraag.contactadressen()
        if contact:
            found: Deellijst[frozenset[Sleutel]] = await van_alle(
                self.registers.klanten, lambda register: register.partijen_bij_contact(contact)
            )
        else:
            persons = await van_alle(self.registers.personen, lambda register: register.zoek(vraag))
            found = Deellijst([frozenset({sleutel}) for sleutel in persons], persons.fouten)
        klanten = samengevoegd(found)
        if len(klanten) > MEESTE:
            raise BadUserInput("Er zijn te veel personen gevonden; geef meer gegevens op.")
        return Deellijst(klanten, found.fouten)

    @lader
    @per_stuk
    async def sleutels_bij_klantnummer(self, klantnummer: str) -> frozenset[Sleutel]:
        """Of the one klant with this number; empty when there is none, or when two registers gave it to others."""
        answers = await alle(register.sleutels_bij_klantnummer(klantnummer) for register in self.registers.klanten)
        if (fault := next((answer for answer in answers if isinstance(answer, Exception)), None)) is not None:
            raise fault
        found = samengevoegd([keys for answer in answers if not isinstance(answer, Exception) and (keys := answer)])
        return found[0] if len(found) == 1 else frozenset()


def samengevoegd(found: list[frozenset[Sleutel]]) -> list[frozenset[Sleutel]]:
    """Who shares a key is one person; in the order in which they were found."""
    klanten: list[frozenset[Sleutel]] = []
    for keys in found:
        same = [known for known in klanten if not known.isdisjoint(keys)]
        merged = keys.union(*same)
        klanten = [known for known in klanten if known not in same]
        klanten.append(merged)
    return klanten
