"""Voorkeur: what a client gives to `klantvoorkeurWijzigen`, and whether it can be done. What is left out, or null,
stays as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import strawberry

from resolvers.grammar.argument import invoerveld
from resolvers.klant import DigitaalAdres, Kanaal, Partij, VoorkeurWijziging
from resolvers.wijzigen.fout import Ronde

_TAAL = re.compile(r"[a-z]{3}", re.ASCII)
#: A klantregister knows one kind of number, for a call and for a text.
_SOORT = {Kanaal.EMAIL: Kanaal.EMAIL, Kanaal.SMS: Kanaal.TELEFOON, Kanaal.TELEFOON: Kanaal.TELEFOON}
_ADRES = {Kanaal.EMAIL: "e-mailadres", Kanaal.TELEFOON: "telefoonnummer"}


@strawberry.input(
    description="Wat u anders wilt in hoe u benaderd wordt. Wat u weglaat, of waar u null geeft, blijft zoals het is."
)
class KlantvoorkeurInput:
    taal: str | None = invoerveld("De taal: drie letters volgens ISO 639-2/B, zoals nld of eng.")
    kanaal: Kanaal | None = invoerveld(
        "Het kanaal. EMAIL, SMS en TELEFOON: het adres van die soort krijgt de voorkeur; van meer dan één is "
        "dat het adres dat de voorkeur al had, en anders het standaardadres. SMS en TELEFOON zijn hetzelfde "
        "telefoonnummer: het klantregister maakt geen verschil, en u ziet TELEFOON terug. PORTAAL: geen adres heeft de "
        "voorkeur, en `kanaal` is dan leeg. POST en WEBHOOK kunt u hier niet kiezen."
    )
    digitaal_adres: strawberry.ID | None = invoerveld(
        "Het id van het adres van u dat de voorkeur krijgt; het moet passen bij `kanaal`, als u dat ook geeft."
    )
    ontvangt_mijn_zaken: bool | None = invoerveld(
        "Of u berichten wilt over uw zaken. Dat kan alleen als er een adres van u bekend is."
    )


@dataclass(slots=True)
class Voorkeurstoets(Ronde):
    """Each check gives what it found, or notes why there is nothing. `partij`: as the klantregister knows him now."""

    partij: Partij

    def wijziging(self, invoer: KlantvoorkeurInput) -> VoorkeurWijziging | None:
        """None: there are fouten."""
        keuzes = (invoer.taal, invoer.kanaal, invoer.digitaal_adres, invoer.ontvangt_mijn_zaken)
        if all(keuze is None for keuze in keuzes):
            self.fout(None, "Geef ten minste één voorkeur op die u wilt wijzigen.")
        if invoer.taal is not None and not _TAAL.fullmatch(invoer.taal):
            self.fout("taal", "Een taal bestaat uit drie kleine letters, zoals nld of eng.")
        adres = self._adres(invoer.kanaal, invoer.digitaal_adres)
        zonder = invoer.kanaal is Kanaal.PORTAAL
        wijziging = VoorkeurWijziging(
            taal=invoer.taal,
            digitaal_adres=adres,
            zonder_adres=zonder,
            berichten_op=self._berichten_op(adres, zonder=zonder) if invoer.ontvangt_mijn_zaken else None,
            zonder_berichten=invoer.ontvangt_mijn_zaken is False,
        )
        return None if self.fouten else wijziging

    def _adres(self, kanaal: Kanaal | None, id_: str | None) -> DigitaalAdres | None:
        soort = _SOORT.get(kanaal) if kanaal is not None else None
        if kanaal is not None and soort is None and kanaal is not Kanaal.PORTAAL:
            self.fout("kanaal", "Dit kanaal kunt u hier niet kiezen.")
        if id_ is None:
            return self._van_soort(soort) if soort is not None else None
        adres = next((eigen for eigen in self.partij.adressen if eigen.id == id_), None)
        if adres is None:
            self.fout("digitaalAdres", "Dit adres is niet gevonden.")
        elif kanaal is not None and (soort is None or adres.soort is not soort):
            self.fout("digitaalAdres", "Dit adres past niet bij het kanaal dat u kiest.")
        return adres

    def _van_soort(self, soort: Kanaal) -> DigitaalAdres | None:
        """Of several the one that is preferred already, else the standard one."""
        nu = self.partij.voorkeur.digitaal_adres
        keus = [adres for adres in self.partij.adressen if adres.soort is soort]
        adres = _dezelfde(nu, keus) or _liefst(keus)
        if adres is None:
            self.fout("kanaal", f"U hebt geen {_ADRES[soort]} in het klantregister.")
        return adres

    def _berichten_op(self, gekozen: DigitaalAdres | None, *, zonder: bool) -> DigitaalAdres | None:
        """On which of his addresses it can be written that he wants messages: one that has room for it. None too when
        it is written already."""
        voorkeur = self.partij.voorkeur
        if not self.partij.adressen:
            self.fout("ontvangtMijnZaken", "U hebt geen e-mailadres of telefoonnummer in het klantregister.")
            return None
        if voorkeur.ontvangt_mijn_zaken:
            return None
        ruim = [adres for adres in self.partij.adressen if not adres.referentie]
        mail = [adres for adres in ruim if adres.soort is Kanaal.EMAIL]
        liefst = gekozen or (None if zonder else voorkeur.digitaal_adres)
        found = _dezelfde(liefst, ruim) or _liefst(mail or ruim)
        if found is None:
            self.fout("ontvangtMijnZaken", "Uw adressen worden in het klantregister al ergens anders voor gebruikt.")
        return found


def _dezelfde(adres: DigitaalAdres | None, adressen: Sequence[DigitaalAdres]) -> DigitaalAdres | None:
    return next((ander for ander in adressen if adres is not None and ander.id == adres.id), None)


def _liefst(adressen: Sequence[DigitaalAdres]) -> DigitaalAdres | None:
    return next((adres for adres in adressen if adres.standaard), next(iter(adressen), None))
