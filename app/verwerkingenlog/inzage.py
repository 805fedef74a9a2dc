"""Inzage: the log as the betrokkene may read it (AVG art. 15; C-154/21: the actual recipient; C-579/21: dates and
purposes, not the employee).

Only his own lines, of activiteiten that he may know of. Whoever else was involved, and which medewerker looked, is not
told.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

import strawberry

from app.authorization.pseudoniem import Pseudoniemen
from app.config.verwerkingenlog import ActiviteitSettings
from app.verwerkingenlog.journaal import Journaal
from app.verwerkingenlog.opslag import Opslag, Periode, Plek, Vermelding
from app.verwerkingenlog.regel import Ontvanger, Verwerking
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.inzage import GegevensCategorie, Grondslag
from resolvers.grammar.sleutel import Sleutel
from resolvers.verwerking import Tijdvak
from resolvers.verwerking import Verwerking as Getoond

_BLAD = 200
_ROL = {"KCC": "klantcontactcentrum", "BEHANDELAAR": "behandelaar", "PRIVACYFUNCTIONARIS": "privacyfunctionaris"}


class Inzageboek:
    """Serves resolvers.verwerking.Verwerkingenboek. `organisaties`: names by OIN."""

    def __init__(
        self,
        journaal: Journaal,
        pseudoniemen: Pseudoniemen,
        *,
        activiteiten: Mapping[str, ActiviteitSettings],
        herkomst: Herkomst,
        organisaties: Mapping[str, str],
    ) -> None:
        self.herkomst = herkomst
        self._journaal = journaal
        self._pseudoniemen = pseudoniemen
        self._activiteiten = activiteiten
        self._organisaties = organisaties

    async def verwerkingen_van(
        self, sleutels: frozenset[Sleutel], tijdvak: Tijdvak
    ) -> AsyncIterator[Sequence[Getoond]]:
        eigen = [text for sleutel in sleutels for text in self._pseudoniemen.alle(sleutel)]
        periode = Periode(_ms(tijdvak.van), _ms(tijdvak.tot))
        na: Plek | None = None
        while page := await self._journaal.lees(partial(_blad, eigen=eigen, periode=periode, na=na)):
            yield [shown for found in page if (shown := self.toon(found, frozenset(eigen))) is not None]
            if len(page) < _BLAD:
                return
            na = page[-1].plek

    def toon(self, found: Vermelding, eigen: frozenset[str]) -> Getoond | None:
        """One line, to the person with these pseudonyms. None: not for him."""
        regel = found.regel
        if not isinstance(regel, Verwerking) or regel.betrokkene not in eigen:
            return None
        activiteit = self._activiteiten.get(regel.activiteit)
        if activiteit is not None and activiteit.vertrouwelijk:
            return None
        gronden = {verstrekking.grondslag for verstrekking in regel.verstrekkingen}
        grondslag = next(grond for grond in Grondslag if grond.value in gronden)
        categorieen = {name for verstrekking in regel.verstrekkingen for name in verstrekking.categorieen}
        return Getoond(
            id=strawberry.ID(str(found.plek.nr)),
            tijdstip=datetime.fromtimestamp(found.plek.tijdstip_ms / 1000, UTC),
            actie=regel.naam,
            activiteit=activiteit.naam if activiteit else regel.activiteit,
            doel=activiteit.doel if activiteit else None,
            rechtsgrond=activiteit.rechtsgrond if activiteit else None,
            grondslag=grondslag,
            categorieen=[categorie for categorie in GegevensCategorie if categorie.value in categorieen],
            ontvanger=self._ontvanger(regel.ontvanger, eigen),
            namens="u" if grondslag is Grondslag.MACHTIGING and regel.ontvanger.id not in eigen else None,
            bronnen=list(regel.bronnen),
        )

    def _ontvanger(self, ontvanger: Ontvanger, eigen: frozenset[str]) -> str:
        if ontvanger.id in eigen:
            return "U zelf"
        match ontvanger.soort:
            case "MEDEWERKER":
                rollen = ", ".join(_ROL.get(rol, rol.lower()) for rol in ontvanger.rollen)
                return f"{self.herkomst.naam} ({rollen})"
            case "OVERHEIDSORGANISATIE":
                return self._organisaties.get(ontvanger.id, f"Organisatie met OIN {ontvanger.id}")
            case "PRIVATE_PARTIJ":
                return "Een andere organisatie die bij deze gegevens betrokken is"
            case _:
                return "Een andere persoon die bij deze gegevens betrokken is"


def _blad(opslag: Opslag, eigen: Sequence[str], periode: Periode, na: Plek | None) -> list[Vermelding]:
    return opslag.van_betrokkene(eigen, periode, na=na, limiet=_BLAD)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
