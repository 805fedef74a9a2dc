"""Registers: what the graph asks of a klantregister, of BRP and of the Handelsregister."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from resolvers.grammar.bron import Herkomst
from resolvers.grammar.errors import BadUserInput
from resolvers.grammar.sleutel import Sleutel
from resolvers.klant.gegevens import DigitaalAdres, Klantvoorkeur, Ondernemingsgegevens, Partij, Persoonsgegevens


@dataclass(frozen=True, slots=True, kw_only=True)
class KlantZoekvraag:
    """A search by a medewerker: a name with a birth date, an address (with or without a name), or a verified contact
    detail."""

    naam: str | None
    geboortedatum: date | None
    postcode: str | None
    huisnummer: int | None
    email: str | None
    telefoonnummer: str | None

    def toets(self) -> None:
        """Raises BadUserInput that says what is missing or wrong, and never what was given."""
        ways = [self.email, self.telefoonnummer, self.geboortedatum and self.naam, self.postcode and self.huisnummer]
        if not any(way is not None and way != "" for way in ways):
            raise BadUserInput(
                "Zoek op achternaam met geboortedatum, op postcode met huisnummer, op e-mailadres of op telefoonnummer."
            )
        if self.naam is not None and not 2 <= len(self.naam.strip()) <= 200:
            raise BadUserInput("Een naam heeft 2 tot 200 tekens.")
        if self.postcode is not None and not _POSTCODE.fullmatch(self.postcode):
            raise BadUserInput("Een postcode is vier cijfers en twee letters.")
        if self.huisnummer is not None and not 0 < self.huisnummer < 100_000:
            raise BadUserInput("Een huisnummer ligt tussen 1 en 99999.")
        if self.email is not None and not _EMAIL.fullmatch(self.email):
            raise BadUserInput("Dit is geen e-mailadres.")
        if self.telefoonnummer is not None and not _TELEFOON.fullmatch(_cijfers(self.telefoonnummer)):
            raise BadUserInput("Dit is geen telefoonnummer.")

    def contactadressen(self) -> tuple[str, ...]:
        """The addresses to look for; a Dutch number as the registers may have written it: 06… or +316…"""
        found = [self.email] if self.email else []
        if self.telefoonnummer:
            nummer = re.sub(r"^(?:\+|00)31", "0", _cijfers(self.telefoonnummer))
            found.extend([nummer, f"+31{nummer[1:]}"] if nummer.startswith("0") else [nummer])
        return tuple(found)


_POSTCODE = re.compile(r"[1-9][0-9]{3} ?[A-Za-z]{2}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
_TELEFOON = re.compile(r"\+?[0-9]{8,15}", re.ASCII)


def _cijfers(nummer: str) -> str:
    return re.sub(r"[\s().-]", "", nummer)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoorkeurWijziging:
    """What a klant wants to be otherwise, checked; of what is not said nothing changes.

    `taal`: ISO 639-2/B. `digitaal_adres`: one of his own, which is preferred from now on; `zonder_adres`: none is.
    `berichten_op`: he wants messages about his zaken, and this one of his addresses may say so; `zonder_berichten`: he
    wants none.
    """

    taal: str | None = None
    digitaal_adres: DigitaalAdres | None = None
    zonder_adres: bool = False
    berichten_op: DigitaalAdres | None = None
    zonder_berichten: bool = False

    def staat_in(self, voorkeur: Klantvoorkeur) -> bool:
        """Whether it is so."""
        nu = voorkeur.digitaal_adres.id if voorkeur.digitaal_adres is not None else None
        straks = self.digitaal_adres.id if self.digitaal_adres is not None else None
        return (
            self.taal in (None, voorkeur.taal)
            and (straks == nu or (straks is None and not self.zonder_adres))
            and not (self.berichten_op is not None and not voorkeur.ontvangt_mijn_zaken)
            and not (self.zonder_berichten and voorkeur.ontvangt_mijn_zaken)
        )


class Klantregister(Protocol):
    """What this file asks of a register of klanten (Open Klant)."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def partijen(self, sleutels: Sequence[frozenset[Sleutel]]) -> Sequence[Partij | Exception | None]:
        """The partij of each klant, verified by its own identificatoren; None when the register does not know him."""
        ...

    async def partijen_bij_contact(self, adressen: Sequence[str]) -> Sequence[frozenset[Sleutel]]:
        """The klanten with one of these verified e-mail addresses or telephone numbers, each with all his keys.
        E-mail addresses are compared without regard to capitals."""
        ...

    async def sleutels_bij_klantnummer(self, klantnummer: str) -> frozenset[Sleutel]:
        """Empty when nobody has it, or more than one."""
        ...

    async def wijzig_voorkeur(self, uuid: str, van: frozenset[Sleutel], wijziging: VoorkeurWijziging) -> Partij | None:
        """The partij as it is then; None when there is none with this uuid of one of these persons, and then nothing is
        written. Only what differs is written. After a RegisterError it may be done, wholly or in part; asking again is
        harmless."""
        ...


class Personenregister(Protocol):
    """What this file asks of BRP. At most 20 persons are one question."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def personen(self, bsns: Sequence[Sleutel]) -> Sequence[Persoonsgegevens | Exception | None]: ...

    async def zoek(self, vraag: KlantZoekvraag) -> Sequence[Sleutel]: ...

    async def gezag_over(self, bsn: Sleutel) -> Sequence[Sleutel]:
        """The minors over whom this person has ouderlijk gezag now (BRP `gezag`)."""
        ...


class Handelsregister(Protocol):
    """What this file asks of KvK."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def ondernemingen(self, sleutels: Sequence[Sleutel]) -> Sequence[Ondernemingsgegevens | Exception | None]: ...
