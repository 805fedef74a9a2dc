"""Loaders of klanten: who somebody is, how to reach him, and the lists of what he has."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from resolvers.afspraak import Afspraak
from resolvers.contactmoment import Contactmoment
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.antwoorden import Deellijst, alle, van_alle
from resolvers.grammar.connection import Stromen, Stroom, een_batch, op_plaats
from resolvers.grammar.errors import MijnZakenError
from resolvers.grammar.inzage import Inzage
from resolvers.grammar.loader import lader, lader_bij_de_hand, per_stuk
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, Sleutel, hoofdsleutel
from resolvers.klant import (
    NatuurlijkPersoon,
    NietNatuurlijkPersoon,
    Ondernemingsgegevens,
    Persoonsgegevens,
    klantsoort,
    maak_klant,
)
from resolvers.lijsten import CONTACTMOMENTEN, PRODUCTEN, VERWERKINGEN, VERZOEKEN, MachtigingRichting
from resolvers.loaders.basis import van_eerste
from resolvers.loaders.dossier import DossierLoaders
from resolvers.machtiging import Machtiging, uit_gezag, uit_sessie
from resolvers.organisatie import Organisatie
from resolvers.product import Product
from resolvers.taak import Taak
from resolvers.toestemming import Toestemming
from resolvers.verwerking import Tijdvak, Verwerking
from resolvers.verzoek import Verzoek

#: The register in the global id of a klant: he lives in none of them, his id is a pseudonym of ours.
EIGEN = "mijnzaken"


class KlantLoaders(DossierLoaders):
    def klantref(self, sleutel: Sleutel) -> Ref:
        """The global id of a klant: a pseudonym, because an id may end up anywhere."""
        return Ref(EIGEN, klantsoort(sleutel), self.pseudoniemen.versluier(sleutel))

    def maak_klant(
        self, sleutel: Sleutel, sleutels: frozenset[Sleutel] | None = None
    ) -> NatuurlijkPersoon | NietNatuurlijkPersoon:
        return maak_klant(sleutel, id_=self.klantref(sleutel).encode(), sleutels=sleutels)

    def klant_onder(self, sleutels: frozenset[Sleutel], inzage: Inzage) -> NatuurlijkPersoon | NietNatuurlijkPersoon:
        """The klant with every key by which the inzage knows him: a company is its vestigingen too."""
        known = (g.betrokkenen for g in inzage.gronden if g.betrokkenen and not sleutels.isdisjoint(g.betrokkenen))
        return self.maak_klant(hoofdsleutel(sleutels), sleutels.union(*known))

    @lader_bij_de_hand
    async def klant_als(
        self, keys: Sequence[tuple[Sleutel, frozenset[Sleutel]]]
    ) -> Sequence[NatuurlijkPersoon | NietNatuurlijkPersoon]:
        return [self.maak_klant(sleutel, sleutels) for sleutel, sleutels in keys]

    @lader_bij_de_hand
    async def klant(self, sleutels: Sequence[Sleutel]) -> Sequence[NatuurlijkPersoon | NietNatuurlijkPersoon]:
        """Asks nobody: a klant is his key until something is wanted of him."""
        return [self.maak_klant(sleutel) for sleutel in sleutels]

    @lader_bij_de_hand
    @per_stuk
    async def klanten_bij_sleutels(
        self, sleutels: frozenset[Sleutel]
    ) -> list[NatuurlijkPersoon | NietNatuurlijkPersoon]:
        return [
            self.maak_klant(sleutel) for sleutel in sorted(sleutels, key=lambda key: (type(key).__name__, key.waarde))
        ]

    # ------------------------------------------------------------------ who he is

    @lader
    async def persoonsgegevens(self, sleutels: Sequence[Sleutel]) -> Sequence[Persoonsgegevens | Exception | None]:
        """All persons of a level in one question to BRP."""
        bsns = [sleutel for sleutel in sleutels if isinstance(sleutel, Bsn)]
        found = await van_eerste(self.registers.personen, lambda register: register.personen(bsns), len(bsns))
        known: dict[Sleutel, Persoonsgegevens | Exception | None] = dict(zip(bsns, found, strict=True))
        return [known.get(sleutel) for sleutel in sleutels]

    @lader
    async def ondernemingsgegevens(
        self, sleutels: Sequence[Sleutel]
    ) -> Sequence[Ondernemingsgegevens | Exception | None]:
        """KvK answers for one at a time."""
        return await van_eerste(
            self.registers.ondernemingen, lambda register: register.ondernemingen(sleutels), len(sleutels)
        )

    @lader
    @per_stuk
    async def naam_van_klant(self, sleutel: Sleutel) -> str | None:
        """BRP or KvK says who somebody is; who is in neither, the klantregister names."""
        if isinstance(sleutel, Bsn):
            persoon = await self.persoonsgegevens.een(sleutel)
            if persoon is not None and persoon.naam:
                return persoon.naam
        else:
            onderneming = await self.ondernemingsgegevens.een(sleutel)
            if onderneming is not None and onderneming.naam:
                return onderneming.naam
        partij = await self.partij.een(frozenset({sleutel}))
        return partij.naam if partij else None

    # ------------------------------------------------------------------ what he has

    @lader_bij_de_hand
    @per_stuk
    async def verzoeken_van_klant(self, sleutels: frozenset[Sleutel]) -> Stromen[Verzoek]:
        return Stromen(
            [
                Stroom(
                    register=register.herkomst.register,
                    batches=een_batch(partial(register.verzoeken_van, sleutels), VERZOEKEN),
                )
                for register in self.registers.verzoeken
            ]
        )

    @lader_bij_de_hand
    @per_stuk
    async def producten_van_klant(self, sleutels: frozenset[Sleutel]) -> Stromen[Product]:
        return Stromen(
            [
                Stroom(
                    register=register.herkomst.register,
                    batches=een_batch(partial(register.producten_van, sleutels), PRODUCTEN),
                )
                for register in self.registers.producten
            ]
        )

    @lader_bij_de_hand
    @per_stuk
    async def contactmomenten_van_klant(self, sleutels: frozenset[Sleutel]) -> Stromen[Contactmoment]:
        return Stromen(
            [
                Stroom(
                    register=register.herkomst.register,
                    batches=een_batch(partial(self.contacten, register, sleutels), CONTACTMOMENTEN),
                )
                for register in self.registers.contactmomenten
            ]
        )

    @lader
    @per_stuk
    async def afspraken_van_klant(self, sleutels: frozenset[Sleutel]) -> list[Afspraak]:
        """Found by the verified e-mail addresses of the klant: the registers of afspraken know no BSN."""
        if not self.registers.afspraken:
            return []
        partij = await self.partij.een(sleutels)
        adressen = partij.geverifieerde_emailadressen if partij else ()
        if not adressen:
            return []
        found = await van_alle(self.registers.afspraken, lambda register: register.afspraken_bij_email(adressen))
        found.sort(key=lambda afspraak: (afspraak.begin is None, afspraak.begin, afspraak.id))
        return found

    @lader
    @per_stuk
    async def machtigingen_van_klant(self, vraag: tuple[frozenset[Sleutel], MachtigingRichting]) -> list[Machtiging]:
        """From the registers of machtigingen; received ones also from BRP, which knows who has gezag over whom."""
        sleutels, richting = vraag
        uit_registers = self._uit_registers(sleutels, richting)
        if richting is not MachtigingRichting.ONTVANGEN:
            return await uit_registers
        found, gezag = await asyncio.gather(uit_registers, self._uit_gezag(sleutels))
        fouten = [*getattr(found, "fouten", ()), *gezag.fouten]
        return Deellijst([*found, *gezag], fouten)

    async def _uit_registers(self, sleutels: frozenset[Sleutel], richting: MachtigingRichting) -> list[Machtiging]:
        return await van_alle(
            self.registers.machtigingen, lambda register: register.machtigingen_van(sleutels, richting, self.vandaag)
        )

    async def _uit_gezag(self, sleutels: frozenset[Sleutel]) -> Deellijst[Machtiging]:
        ouders = [sleutel for sleutel in sleutels if isinstance(sleutel, Bsn)]
        vragen = [(register, ouder) for register in self.registers.personen for ouder in ouders]
        answers = await alle(register.gezag_over(ouder) for register, ouder in vragen)
        fouten = [answer for answer in answers if isinstance(answer, MijnZakenError)]
        paren = dict.fromkeys(
            (ouder, kind)
            for (_, ouder), kinderen in zip(vragen, answers, strict=True)
            if not isinstance(kinderen, Exception)
            for kind in kinderen
        )
        return Deellijst([uit_gezag(ouder, kind, self._gezagsref(kind)) for ouder, kind in paren], fouten)

    def _gezagsref(self, kind: Sleutel) -> Ref:
        return Ref(EIGEN, "Machtiging", f"gezag.{self.pseudoniemen.versluier(kind)}")

    @lader
    @per_stuk
    async def machtigingen_van_afnemer(self, vraag: tuple[Authenticatie, frozenset[Sleutel]]) -> list[Machtiging]:
        """For whom he may act: the one that his login proved, else all that he received."""
        afnemer, sleutels = vraag
        zelf = afnemer.sleutel
        if afnemer.vertegenwoordigt is not None and zelf is not None:
            return [uit_sessie(zelf, afnemer.vertegenwoordigt)]
        return await self.machtigingen_van_klant.een((sleutels, MachtigingRichting.ONTVANGEN)) if sleutels else []

    @lader
    async def toestemmingen_van_klant(self, klanten: Sequence[frozenset[Sleutel]]) -> Sequence[list[Toestemming]]:
        """Of many klanten in one question to each register: a desk that found twenty must know of all of them."""
        alle_sleutels = frozenset[Sleutel]().union(*klanten)
        found = await van_alle(
            self.registers.toestemmingen, lambda register: register.toestemmingen_van(alle_sleutels, self.vandaag)
        )
        fouten = found.fouten if isinstance(found, Deellijst) else ()
        return [Deellijst([one for one in found if one.betrokkene_sleutel in keys], fouten) for keys in klanten]

    @lader
    @per_stuk
    async def taken_van_klant(self, sleutels: frozenset[Sleutel]) -> Deellijst[Taak]:
        return await van_alle(self.registers.taken, lambda register: register.taken_van(sleutels))

    @lader_bij_de_hand
    @per_stuk
    async def verwerkingen_van(self, vraag: tuple[frozenset[Sleutel], Tijdvak]) -> Stromen[Verwerking]:
        sleutels, tijdvak = vraag
        return Stromen(
            [
                Stroom(
                    register=boek.herkomst.register,
                    batches=op_plaats(boek.verwerkingen_van(sleutels, tijdvak), VERWERKINGEN),
                )
                for boek in self.registers.verwerkingen
            ]
        )

    @lader_bij_de_hand
    async def organisatie_van_register(self, namen: Sequence[str]) -> Sequence[Organisatie | None]:
        return [self.registers.organisaties.get(naam) for naam in namen]

    @lader_bij_de_hand
    async def organisatie_met_oin(self, oins: Sequence[str]) -> Sequence[Organisatie | None]:
        """Among the organisations whose registers are connected, or with whom there is an agreement."""
        organisaties = (*self.registers.ketenpartners, *self.registers.organisaties.values())
        known = {organisatie.oin: organisatie for organisatie in organisaties}
        return [known.get(oin) for oin in oins]
