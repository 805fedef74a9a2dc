"""Mutation: what a klant may change himself. Each enters the graph as a query does: it opens an inzage, and what it
gives back is checked and written down under it.

What cannot be done stands in `fouten`; a register that fails is an error, as everywhere. Every mutation may be asked
again without harm: what was given, withdrawn or changed already is not so twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import strawberry

from resolvers.grammar.afnemer import AfnemerSoort, Authenticatie
from resolvers.grammar.argument import argument
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, ingang, veld
from resolvers.grammar.context import Info
from resolvers.grammar.errors import ErrorCode, LogUnavailable, RegisterError, RegisterUnavailable
from resolvers.grammar.guard import coordinaat_van, pad_van, waarom_dicht
from resolvers.grammar.inzage import GEEN_INZAGE, BetrokkeneBron, GegevensCategorie, Grondslag, Zicht
from resolvers.grammar.sleutel import Sleutel
from resolvers.grammar.zicht import zicht_op
from resolvers.klant import VOORKEUREN_BEHEER, Klantregister, Klantvoorkeur
from resolvers.loaders.registers import HeeftHerkomst, register_van
from resolvers.toegang import Partij
from resolvers.toestemming import BEHEER as TOESTEMMING_BEHEER
from resolvers.toestemming import Handeling, Toestemming, Toestemmingenregister
from resolvers.verwerking import Voornemen
from resolvers.wijzigen import (
    Fout,
    KlantvoorkeurInput,
    ToestemmingInput,
    Toestemmingstoets,
    Voorkeurstoets,
    ref_uit,
)


@dataclass(frozen=True, slots=True)
class Beheer:
    """A kind of change: under which verwerkingsactiviteit it stands, of which gegevens; and who may not, in words."""

    activiteit: str
    gegevens: GegevensCategorie
    wat: str
    niet_zelf: str


_TOESTEMMINGEN = Beheer(
    TOESTEMMING_BEHEER,
    GegevensCategorie.TOESTEMMINGEN,
    "toestemmingen te geven of in te trekken",
    "Alleen wie het zelf betreft kan toestemmingen geven of intrekken.",
)
_VOORKEUREN = Beheer(
    VOORKEUREN_BEHEER,
    GegevensCategorie.VOORKEUREN,
    "uw voorkeuren te wijzigen",
    "Alleen wie het zelf betreft kan zijn voorkeuren wijzigen.",
)
_GEEN_REGISTER = "Er is geen register waarin toestemmingen worden bewaard."
_ONZEKER = "Het is niet zeker of dit is vastgelegd. Doe het gerust nog een keer: het komt er niet dubbel in."
_NIET_VAST_TE_LEGGEN = "Dit kan nu niet worden vastgelegd; daarom is er niets gewijzigd. Probeer het later opnieuw."
_GEWEIGERD = "Het register staat niet toe dat dit wordt vastgelegd. Neem contact op met de organisatie."
_ONBEKEND = "U staat niet in het klantregister; daarom kunnen uw voorkeuren niet worden vastgelegd."


@bedrijfsobject("Wat er van het geven of intrekken is geworden.", bron=BetrokkeneBron.GEEN)
class ToestemmingPayload(Bedrijfsobject):
    toestemming: Toestemming | None = veld("De toestemming zoals zij nu is. Leeg als het niet is gelukt.")
    fouten: list[Fout] = veld("Waarom het niet is gelukt: alles tegelijk. Leeg als het is gelukt.")


@bedrijfsobject("Wat er van het wijzigen van uw voorkeuren is geworden.", bron=BetrokkeneBron.GEEN)
class KlantvoorkeurPayload(Bedrijfsobject):
    voorkeur: Klantvoorkeur | None = veld("De voorkeuren zoals zij nu zijn. Leeg als het niet is gelukt.")
    fouten: list[Fout] = veld("Waarom het niet is gelukt: alles tegelijk. Leeg als het is gelukt.")


@bedrijfsobject("Wat u zelf kunt wijzigen.", bron=BetrokkeneBron.GEEN)
class Mutation(Bedrijfsobject):
    @ingang("ToestemmingPayload", "Geef iemand toestemming om een deel van uw gegevens te bekijken.")
    async def toestemming_geven(
        self, info: Info, input: Annotated[ToestemmingInput, argument("Wie wat mag bekijken, en tot wanneer.")]
    ) -> Zicht[ToestemmingPayload]:
        context = info.context
        partij = await _zelf(info, _TOESTEMMINGEN)
        if isinstance(partij, Fout):
            return _mislukt(partij)
        toets = Toestemmingstoets(context, partij)
        nieuw = await toets.toestemming(input)
        if nieuw is None:
            return _mislukt(*toets.fouten)
        register = next((found for found in _registers(info) if found.neemt_aan), None)
        if register is None:
            raise RegisterUnavailable("toestemmingen", _GEEN_REGISTER, retryable=False)
        gegeven = await context.loaders.toestemmingen_van_klant.load(frozenset(partij.sleutels))
        found = next((bestaand for bestaand in gegeven if nieuw.staat_in(bestaand)), None)
        if found is None:
            await _neem_voor(info, _TOESTEMMINGEN, partij, register)
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
        partij = await _zelf(info, _TOESTEMMINGEN)
        if isinstance(partij, Fout):
            return _mislukt(partij)
        ref = ref_uit(id, "Toestemming")
        register = register_van(_registers(info), ref.register) if ref is not None else None
        found = None
        if ref is not None and register is not None:
            handeling = Handeling(tijdstip=context.nu)
            genoemd = ref.encode() if ref.is_uuid() else ""  # it is in the log before the register knows of it
            await _neem_voor(info, _TOESTEMMINGEN, partij, register, genoemd)
            try:
                found = await register.trek_in(ref.id, frozenset(partij.sleutels), handeling, context.vandaag)
            except RegisterError as error:
                raise _onzeker(error) from None
        if found is None:
            return _mislukt(Fout(code=ErrorCode.NOT_FOUND, waar="id", melding="Deze toestemming is niet gevonden."))
        return _gelukt(info, found, partij)

    @ingang(
        "KlantvoorkeurPayload",
        "Wijzig hoe u benaderd wilt worden. Bron: Open Klant `partij.voorkeurstaal`, "
        "`partij.voorkeursDigitaalAdres` en `digitaalAdres.referentie`.",
    )
    async def klantvoorkeur_wijzigen(
        self, info: Info, input: Annotated[KlantvoorkeurInput, argument("Wat u anders wilt.")]
    ) -> Zicht[KlantvoorkeurPayload]:
        context = info.context
        wie = await _zelf(info, _VOORKEUREN)
        if isinstance(wie, Fout):
            return _niet_gewijzigd(wie)
        sleutels = frozenset(wie.sleutels)
        bekend = await context.loaders.partij_om_te_wijzigen(sleutels)
        register = register_van(_klantregisters(info), bekend.register) if bekend is not None else None
        if bekend is None or register is None:
            return _niet_gewijzigd(Fout(code=ErrorCode.NOT_FOUND, waar=None, melding=_ONBEKEND))
        toets = Voorkeurstoets(bekend)
        wijziging = toets.wijziging(input)
        if wijziging is None:
            return _niet_gewijzigd(*toets.fouten)
        await _neem_voor(info, _VOORKEUREN, wie, register)
        try:
            found = await register.wijzig_voorkeur(bekend.uuid, sleutels, wijziging)
        except RegisterError as error:
            raise _onzeker(error) from None
        finally:
            context.loaders.vergeet_partijen()
        return (
            _gewijzigd(info, found.voorkeur, wie)
            if found is not None
            else _niet_gewijzigd(Fout(code=ErrorCode.NOT_FOUND, waar=None, melding=_ONBEKEND))
        )


async def _zelf(info: Info, beheer: Beheer) -> Partij | Fout:
    """Who logged in, for himself: nobody else can say this of him, also not who represents him."""
    context = info.context
    afnemer: Authenticatie = context.afnemer
    code = ErrorCode.FORBIDDEN
    if afnemer.soort in {AfnemerSoort.BURGER, AfnemerSoort.PRIVATE_PARTIJ} and afnemer.vertegenwoordigt is None:
        partij: Partij = await context.toegang.eigen()
        grond = partij.inzage.grond_voor(beheer.gegevens)
        if partij.sleutels and grond is not None and grond.grondslag is Grondslag.EIGEN_GEGEVENS:
            return partij
        code = waarom_dicht(partij.inzage, beheer.gegevens)
    context.afgeschermd.noteer(pad_van(info._raw_info), code, coordinaat_van(info._raw_info))
    melding = (
        f"Log in met een hoger betrouwbaarheidsniveau om {beheer.wat}."
        if code is ErrorCode.ASSURANCE_LEVEL_TOO_LOW
        else beheer.niet_zelf
    )
    return Fout(code=code, waar=None, melding=melding)


async def _neem_voor(info: Info, beheer: Beheer, partij: Partij, register: HeeftHerkomst, object_: str = "") -> None:
    """Before the register hears of it: whatever becomes of it, it is written down who wanted what. Raises
    LogUnavailable when that cannot be done."""
    context = info.context
    grond = partij.inzage.grond_voor(beheer.gegevens)
    assert grond is not None  # see _zelf
    voornemen = Voornemen(
        grond=replace(grond, activiteit=beheer.activiteit),
        partij=frozenset(partij.sleutels),
        veld=coordinaat_van(info._raw_info),
        gegevens=beheer.gegevens,
        register=register.herkomst.register,
        object_=object_,
    )
    try:
        await context.loaders.vooraf.leg_voornemen_vast(voornemen)
    except LogUnavailable as error:
        raise LogUnavailable(_NIET_VAST_TE_LEGGEN, detail=error.detail) from None
    context.voorgenomen = True


def _gelukt(info: Info, found: Toestemming, partij: Partij) -> Zicht[ToestemmingPayload]:
    info.context.loaders.toestemmingen_van_klant.clear_all()
    if (seen := zicht_op(found, partij.inzage)) is not None:
        _leg_vast(info, _TOESTEMMINGEN, seen)
    return Zicht(ToestemmingPayload(toestemming=found, fouten=[]), partij.inzage)


def _mislukt(*fouten: Fout) -> Zicht[ToestemmingPayload]:
    return Zicht(ToestemmingPayload(toestemming=None, fouten=list(fouten)), GEEN_INZAGE)


def _gewijzigd(info: Info, voorkeur: Klantvoorkeur, wie: Partij) -> Zicht[KlantvoorkeurPayload]:
    """A voorkeur is a part of a klant: about whom it is, and under which id, is said by the payload that gives it."""
    sleutels = frozenset[Sleutel](wie.sleutels)
    klant = info.context.loaders.klant_onder(sleutels, wie.inzage)
    payload = KlantvoorkeurPayload(voorkeur=voorkeur, fouten=[])
    seen = Zicht(payload, wie.inzage, partijen=(klant.sleutels,), kenmerk=klant.id)
    _leg_vast(info, _VOORKEUREN, seen)
    return seen


def _niet_gewijzigd(*fouten: Fout) -> Zicht[KlantvoorkeurPayload]:
    return Zicht(KlantvoorkeurPayload(voorkeur=None, fouten=list(fouten)), GEEN_INZAGE)


def _leg_vast(info: Info, beheer: Beheer, seen: Zicht[Bedrijfsobject]) -> None:
    """That it was done is a verwerking of its own; that it is shown again, is written down where it is shown."""
    if (grond := seen.inzage.grond_voor(beheer.gegevens)) is not None:
        info.context.verstrekkingen.noteer(
            replace(grond, activiteit=beheer.activiteit), seen, coordinaat_van(info._raw_info), beheer.gegevens
        )


def _onzeker(error: RegisterError) -> RegisterError:
    """The same failure, in words that fit a write: whether it arrived is not known, unless the register refused it."""
    geweigerd = isinstance(error, RegisterUnavailable) and not error.retryable
    return type(error)(
        error.register, _GEWEIGERD if geweigerd else _ONZEKER, retryable=error.retryable, detail=error.detail
    )


def _registers(info: Info) -> list[Toestemmingenregister]:
    return list(info.context.loaders.registers.toestemmingen)


def _klantregisters(info: Info) -> list[Klantregister]:
    return list(info.context.loaders.registers.klanten)
