"""Mutation: what a klant may change himself. Each enters the graph as a query does: it opens an inzage, and what it
gives back is checked and written down under it.

What cannot be done stands in `fouten`; a register that fails is an error, as everywhere. Both mutations may be asked
again without harm: what was given or withdrawn already is not so twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import strawberry

from resolvers.grammar.afnemer import AfnemerSoort, Authenticatie
from resolvers.grammar.argument import argument
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, ingang, veld
from resolvers.grammar.context import Info
from resolvers.grammar.errors import ErrorCode, RegisterError, RegisterUnavailable
from resolvers.grammar.guard import coordinaat_van, pad_van, waarom_dicht
from resolvers.grammar.inzage import GEEN_INZAGE, BetrokkeneBron, GegevensCategorie, Grondslag, Zicht
from resolvers.grammar.zicht import zicht_op
from resolvers.loaders.registers import register_van
from resolvers.toegang import Partij
from resolvers.toestemming import BEHEER, Handeling, Toestemming, Toestemmingenregister
from resolvers.wijzigen import Fout, ToestemmingInput, Toets, ref_uit

_TOESTEMMINGEN = GegevensCategorie.TOESTEMMINGEN
_GEEN_REGISTER = "Er is geen register waarin toestemmingen worden bewaard."
_ONZEKER = "Het is niet zeker of dit is vastgelegd. Doe het gerust nog een keer: het komt er niet dubbel in."


@bedrijfsobject("Wat er van het geven of intrekken is geworden.", bron=BetrokkeneBron.GEEN)
class ToestemmingPayload(Bedrijfsobject):
    toestemming: Toestemming | None = veld("De toestemming zoals zij nu is. Leeg als het niet is gelukt.")
    fouten: list[Fout] = veld("Waarom het niet is gelukt: alles tegelijk. Leeg als het is gelukt.")


@bedrijfsobject("Wat u zelf kunt wijzigen.", bron=BetrokkeneBron.GEEN)
class Mutation(Bedrijfsobject):
    @ingang("ToestemmingPayload", "Geef iemand toestemming om een deel van uw gegevens te bekijken.")
    async def toestemming_geven(
        self, info: Info, input: Annotated[ToestemmingInput, argument("Wie wat mag bekijken, en tot wanneer.")]
    ) -> Zicht[ToestemmingPayload]:
        context = info.context
        partij = await _zelf(info)
        if isinstance(partij, Fout):
            return _mislukt(partij)
        toets = Toets(context, partij)
        nieuw = await toets.toestemming(input)
        if nieuw is None:
            return _mislukt(*toets.fouten)
        register = next((found for found in _registers(info) if found.neemt_aan), None)
        if register is None:
            raise RegisterUnavailable("toestemmingen", _GEEN_REGISTER, retryable=False)
        gegeven = await context.loaders.toestemmingen_van_klant.load(frozenset(partij.sleutels))
        found = next((bestaand for bestaand in gegeven if nieuw.staat_in(bestaand)), None)
        if found is None:
            try:
                found = await register.geef(nieuw, Handeling(tijdstip=context.nu), context.vandaag)
            except RegisterError as error:
                raise _onzeker(error) from None
        return _gelukt(info, found, partij)

    @ingang("ToestemmingPayload", "Trek een toestemming in die u hebt gegeven. Zij geldt dan meteen niet meer.")
    async def toestemming_intrekken(
        self, info: Info, id: Annotated[strawberry.ID, argument("Het id van de toestemming.")]
    ) -> Zicht[ToestemmingPayload]:
        context = info.context
        partij = await _zelf(info)
        if isinstance(partij, Fout):
            return _mislukt(partij)
        ref = ref_uit(id, "Toestemming")
        register = register_van(_registers(info), ref.register) if ref is not None else None
        found = None
        if ref is not None and register is not None:
            handeling = Handeling(tijdstip=context.nu)
            try:
                found = await register.trek_in(ref.id, frozenset(partij.sleutels), handeling, context.vandaag)
            except RegisterError as error:
                raise _onzeker(error) from None
        if found is None:
            return _mislukt(Fout(code=ErrorCode.NOT_FOUND, waar="id", melding="Deze toestemming is niet gevonden."))
        return _gelukt(info, found, partij)


async def _zelf(info: Info) -> Partij | Fout:
    """Who logged in, for himself: nobody else can say what may be seen of him, also not who represents him."""
    context = info.context
    afnemer: Authenticatie = context.afnemer
    code = ErrorCode.FORBIDDEN
    if afnemer.soort in {AfnemerSoort.BURGER, AfnemerSoort.PRIVATE_PARTIJ} and afnemer.vertegenwoordigt is None:
        partij: Partij = await context.toegang.eigen()
        grond = partij.inzage.grond_voor(_TOESTEMMINGEN)
        if partij.sleutels and grond is not None and grond.grondslag is Grondslag.EIGEN_GEGEVENS:
            return partij
        code = waarom_dicht(partij.inzage, _TOESTEMMINGEN)
    context.afgeschermd.noteer(pad_van(info._raw_info), code, coordinaat_van(info._raw_info))
    melding = (
        "Log in met een hoger betrouwbaarheidsniveau om toestemmingen te geven of in te trekken."
        if code is ErrorCode.ASSURANCE_LEVEL_TOO_LOW
        else "Alleen wie het zelf betreft kan toestemmingen geven of intrekken."
    )
    return Fout(code=code, waar=None, melding=melding)


def _gelukt(info: Info, found: Toestemming, partij: Partij) -> Zicht[ToestemmingPayload]:
    """That it was done is a verwerking of its own; that it is shown again, is written down where it is shown."""
    context = info.context
    context.loaders.toestemmingen_van_klant.clear_all()
    grond, seen = partij.inzage.grond_voor(_TOESTEMMINGEN), zicht_op(found, partij.inzage)
    if grond is not None and seen is not None:
        context.verstrekkingen.noteer(
            replace(grond, activiteit=BEHEER), seen, coordinaat_van(info._raw_info), _TOESTEMMINGEN
        )
    return Zicht(ToestemmingPayload(toestemming=found, fouten=[]), partij.inzage)


def _mislukt(*fouten: Fout) -> Zicht[ToestemmingPayload]:
    return Zicht(ToestemmingPayload(toestemming=None, fouten=list(fouten)), GEEN_INZAGE)


def _onzeker(error: RegisterError) -> RegisterError:
    """The same failure, in words that fit a write: whether it arrived is not known."""
    return type(error)(error.register, _ONZEKER, retryable=error.retryable, detail=error.detail)


def _registers(info: Info) -> list[Toestemmingenregister]:
    return list(info.context.loaders.registers.toestemmingen)
