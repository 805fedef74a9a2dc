"""Loaders of zaken: the zaak itself, its type, its status and process, and when it will be ready."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from resolvers.grammar.antwoorden import Deellijst, alle, gelukt, per_sleutel, van_alle, verdeeld
from resolvers.grammar.connection import Stromen, Stroom, op_plaats
from resolvers.grammar.errors import MijnZakenError
from resolvers.grammar.loader import lader, lader_bij_de_hand, lader_van_laders, per_stuk
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.levertijd import Levertijd, LevertijdErvaring, Termijnfeiten, bereken_levertijd, ervaring_uit
from resolvers.lijsten import ZakenVraag, zaken_volgorde
from resolvers.loaders.basis import Basis, van_eerste
from resolvers.loaders.registers import register_van, van_object, van_ref
from resolvers.organisatie import Medewerker, OrganisatieEenheid, eenheidref
from resolvers.proces import Processtap, stel_proces_op
from resolvers.zaak import Resultaat, Status, Substatus, Zaak, Zaakeigenschap, Zaaktype, Zakenregister

V = TypeVar("V")


class ZaakLoaders(Basis):
    @lader
    async def zaak(self, refs: Sequence[Ref]) -> Sequence[Zaak | Exception | None]:
        return await verdeeld(
            refs,
            self.registers.zaken,
            van_ref(self.registers.zaken),
            lambda register, asked: register.zaken([ref.id for ref in asked], self.vooruitblik),
            None,
        )

    def ken_zaken(self, zaken: Sequence[Zaak]) -> None:
        """Zaken that came by another question need not be asked again."""
        for zaak in zaken:
            self.zaak.prime(zaak.ref, zaak)

    @lader_van_laders
    @per_stuk
    async def zaken_bij_refs(self, refs: tuple[Ref, ...]) -> list[Zaak]:
        """The zaken of a list of refs; those that are gone are left out, a register that fails fails the list."""
        found = gelukt(await self.zaak.veel(refs))
        return [zaak for zaak in found if zaak is not None]

    # ------------------------------------------------------------------ named by other registers

    @lader_van_laders
    async def zaakverwijzing(self, verwijzingen: Sequence[str]) -> Sequence[Ref | Exception | None]:
        """The zaak that a URL or URN of another register means."""
        return await alle(self.zaak_genoemd(verwijzing) for verwijzing in verwijzingen)

    async def zaak_genoemd(self, verwijzing: str, bron: str | None = None) -> Ref | None:
        """A URL under the address of a register costs no question, and neither does a uuid where it can be of one
        register only. Anything else is asked of each register that it may be of."""
        vermeldingen = self.zaakvermeldingen(verwijzing, bron)
        refs = [Ref(register.herkomst.register, "Zaak", found.uuid) for register, found in vermeldingen if found.uuid]
        if len(refs) == len(vermeldingen) == 1:
            return refs[0]
        # A uuid is of one zaak, whichever register it is in; a number that two registers gave out means neither.
        if met_uuid := [answer for answer in await self.zaak.veel(refs) if answer is not None]:
            zaak = next((answer for answer in met_uuid if not isinstance(answer, Exception)), met_uuid[0])
            if isinstance(zaak, Exception):
                raise zaak
            return zaak.ref
        answers = await alle(
            register.zaken_met_nummer(found.nummer, None, self.vooruitblik)
            for register, found in vermeldingen
            if found.nummer
        )
        zaken = [zaak for answer in gelukt(answers) for zaak in answer]
        self.ken_zaken(zaken)
        return zaken[0].ref if len(zaken) == 1 else None

    async def gaat_over(self, verwijzingen: Iterable[str], bron: str, zaak: Zaak) -> bool:
        """Whether one of these links of that register names this zaak. By its uuid that is seen without a question; a
        number may also be that of a zaak of another organisation."""
        for link in verwijzingen:
            for register, vermelding in self.zaakvermeldingen(link, bron):
                if register.herkomst.register != zaak.ref.register:
                    continue
                if vermelding.uuid == zaak.ref.id:
                    return True
                met_nummer = not vermelding.uuid and vermelding.nummer == zaak.identificatie
                if met_nummer and await self.zaak_genoemd(link, bron) == zaak.ref:
                    return True
        return False

    # ------------------------------------------------------------------ lists

    @lader_bij_de_hand
    @per_stuk
    async def zaken_van_klant(self, vraag: ZakenVraag) -> Stromen[Zaak]:
        """A stream per register, in the register's own pages."""
        return Stromen(
            [
                Stroom(
                    register=register.herkomst.register,
                    batches=op_plaats(register.zaken_van(vraag, self.vooruitblik), zaken_volgorde(vraag)),
                )
                for register in self.registers.zaken
            ]
        )

    async def _verdeeld(
        self,
        zaken: Sequence[Zaak],
        ask: Callable[[Zakenregister, Sequence[Zaak]], Awaitable[Sequence[V | Exception]]],
        anders: V,
    ) -> list[V | Exception]:
        registers = self.registers.zaken
        return await verdeeld(zaken, registers, van_object(registers), ask, anders)

    @lader_bij_de_hand
    async def zaaktype(self, refs: Sequence[Ref]) -> Sequence[Zaaktype | Exception | None]:
        return await verdeeld(
            refs,
            self.registers.zaken,
            van_ref(self.registers.zaken),
            lambda register, asked: register.zaaktypen([ref.id for ref in asked]),
            None,
        )

    async def zaaktype_van(self, zaak: Zaak) -> Zaaktype | None:
        return await self.zaaktype.een(zaak.soort.ref)

    @lader_bij_de_hand
    async def status_van_zaak(self, zaken: Sequence[Zaak]) -> Sequence[Status | Exception | None]:
        return await self._verdeeld(zaken, lambda register, asked: register.huidige_statussen(asked), None)

    @lader
    async def statussen_van_zaak(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Status] | Exception]:
        """The history. No register gives it for many zaken at once: the adapter asks side by side, within its
        bulkhead."""
        return await self._verdeeld(zaken, lambda register, asked: register.statussen(asked), ())

    @lader_bij_de_hand
    async def resultaat_van_zaak(self, zaken: Sequence[Zaak]) -> Sequence[Resultaat | Exception | None]:
        return await self._verdeeld(zaken, lambda register, asked: register.resultaten(asked), None)

    @lader
    async def substatussen_van_zaak(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Substatus] | Exception]:
        return await self._verdeeld(zaken, lambda register, asked: register.substatussen(asked), ())

    @lader
    async def eigenschappen_van_zaak(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Zaakeigenschap] | Exception]:
        return await self._verdeeld(zaken, lambda register, asked: register.eigenschappen(asked), ())

    def zaaktypen_van(self, zaken: Iterable[Zaak]) -> Awaitable[list[Zaaktype | Exception | None]]:
        return self.zaaktype.veel([zaak.soort.ref for zaak in zaken])

    @lader
    async def proces_van_zaak(self, zaken: Sequence[Zaak]) -> Sequence[list[Processtap] | Exception]:
        zaaktypen, statussen = self.zaaktypen_van(zaken), self.statussen_van_zaak.veel(zaken)
        return per_sleutel(_proces, zaken, await zaaktypen, await statussen)

    @lader_bij_de_hand
    async def levertijd_van_zaak(self, zaken: Sequence[Zaak]) -> Sequence[Levertijd | Exception]:
        zaaktypen, ervaringen = self.zaaktypen_van(zaken), self.ervaring.veel([*map(_soort, zaken)])
        vandaag = self.vandaag
        return per_sleutel(
            lambda zaak, zaaktype, ervaring: bereken_levertijd(_feiten(zaak, zaaktype, ervaring), vandaag),
            zaken,
            await zaaktypen,
            await ervaringen,
        )

    @lader_bij_de_hand
    async def ervaring(
        self, soorten: Sequence[tuple[str, str] | None]
    ) -> Sequence[LevertijdErvaring | Exception | None]:
        """How long zaken of a kind took: of a register and an identificatie. None: of a zaak that is done."""
        answers: list[LevertijdErvaring | Exception | None] = []
        for soort in soorten:
            try:
                answers.append(await self._ervaring(soort))
            except Exception as error:  # of this kind only
                answers.append(error)
        return answers

    async def _ervaring(self, soort: tuple[str, str] | None) -> LevertijdErvaring | None:
        register = register_van(self.registers.zaken, soort[0]) if soort is not None else None
        if soort is None or register is None:
            return None
        dagen = await register.doorlooptijden(soort[1])
        return ervaring_uit(dagen, periode="de laatste afgesloten zaken van deze soort")

    @lader
    @per_stuk
    async def zaaktypen_bij_identificaties(self, identificaties: frozenset[str]) -> list[Zaaktype]:
        """The newest version of each zaaktype, over all registers."""
        return nieuwste(await self.alle_zaaktypen(), identificaties)

    async def alle_zaaktypen(self) -> Deellijst[Zaaktype]:
        """All versions in all catalogues, oldest first."""
        return await van_alle(self.registers.zaken, lambda register: register.alle_zaaktypen())

    async def versies_van(self, zaaktype: Zaaktype) -> list[Zaaktype]:
        """All versions of a zaaktype: of its own catalogue, another may use the same identificatie for something
        else."""
        register = register_van(self.registers.zaken, zaaktype.ref.register)
        alles = await register.alle_zaaktypen() if register is not None else ()
        return [version for version in alles if version.identificatie == zaaktype.identificatie]

    @lader
    @per_stuk
    async def behandelaar_van_zaak(self, zaak: Zaak) -> list[Medewerker]:
        """At most one: who the zaak's rollen name as behandelaar, completed by the register of medewerkers."""
        rol = next((rol for rol in zaak.rollen if rol.medewerker_id and rol.generiek == "behandelaar"), None)
        if rol is None or rol.medewerker_id is None:
            return []
        genoemd = Medewerker(
            id=id_van(Ref(zaak.ref.register, "Medewerker", rol.medewerker_id)),
            naam=rol.naam,
            functie=None,
            eenheid=None,
            email=None,
            telefoonnummer=None,
        )
        return await _aangevuld(genoemd, self.medewerker.load(rol.medewerker_id))

    @lader
    @per_stuk
    async def eenheid_van_zaak(self, zaak: Zaak) -> list[OrganisatieEenheid]:
        """At most one: the first that the zaak's rollen name, completed by the register of medewerkers."""
        rol = next((rol for rol in zaak.rollen if rol.eenheid_id), None)
        if rol is None or rol.eenheid_id is None:
            return []
        genoemd = OrganisatieEenheid(
            id=id_van(eenheidref(zaak.ref.register, rol.eenheid_id)),
            naam=rol.eenheid_naam,
            email=None,
            onderdeel_van=None,
        )
        return await _aangevuld(genoemd, self.eenheid.load(rol.eenheid_id))

    @lader
    async def medewerker(self, ids: Sequence[str]) -> Sequence[Medewerker | Exception | None]:
        """By identificatie, in the first register that knows the medewerker."""
        return await van_eerste(self.registers.medewerkers, lambda register: register.medewerkers(ids), len(ids))

    @lader
    async def eenheid(self, ids: Sequence[str]) -> Sequence[OrganisatieEenheid | Exception | None]:
        return await van_eerste(self.registers.medewerkers, lambda register: register.eenheden(ids), len(ids))


def nieuwste(zaaktypen: Deellijst[Zaaktype], identificaties: frozenset[str]) -> Deellijst[Zaaktype]:
    """The newest version of each, from old to new; with what failed."""
    newest = {
        (zaaktype.ref.register, zaaktype.identificatie): zaaktype
        for zaaktype in zaaktypen
        if zaaktype.identificatie in identificaties
    }
    return Deellijst([newest[key] for key in sorted(newest, key=str)], zaaktypen.fouten)


def _soort(zaak: Zaak) -> tuple[str, str] | None:
    return None if zaak.afgesloten else (zaak.ref.register, zaak.soort.identificatie)


def _proces(zaak: Zaak, zaaktype: Zaaktype | None, statussen: Sequence[Status]) -> list[Processtap]:
    momenten = [status.moment for status in statussen]
    return stel_proces_op(zaaktype.statustypen if zaaktype else (), momenten, afgesloten=zaak.afgesloten)


def _feiten(zaak: Zaak, zaaktype: Zaaktype | None, ervaring: LevertijdErvaring | None) -> Termijnfeiten:
    return Termijnfeiten(
        startdatum=zaak.startdatum,
        einddatum=zaak.einddatum,
        einddatum_gepland=zaak.einddatum_gepland,
        uiterlijke_einddatum=zaak.uiterlijke_einddatum_afdoening,
        doorlooptijd=zaaktype.doorlooptijd if zaaktype else None,
        servicenorm=zaaktype.servicenorm if zaaktype else None,
        verlengd_met=zaak.verlenging.duur if zaak.verlenging else None,
        opgeschort=bool(zaak.opschorting and zaak.opschorting.opgeschort),
        ervaring=ervaring,
    )


async def _aangevuld(genoemd: V, gevraagd: Awaitable[V | None]) -> Deellijst[V]:
    """What a register knows of it, else what the rol itself names. A register that fails does not take that away: its
    fault is told beside it."""
    try:
        return Deellijst([await gevraagd or genoemd], ())
    except MijnZakenError as fout:
        return Deellijst([genoemd], [fout])
