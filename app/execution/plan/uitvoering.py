"""Uitvoering: a plan run for one request, a level at a time.

For a group of objects: decide once, note once, make all rows with the generated function; objects that came with the
record are a next group at once; each relatie asks its loader all keys of the level together. What is at hand is served
there and then, and so is what hangs under it; what is not, when it comes (wachten.py). Nothing is decided here:
`Bewaking.oordeel`, `toets_argumenten`, `zicht_op` and `pagineer` are those of the grammar.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

from graphql import GraphQLError, located_error
from graphql.execution.values import VariableValues

from app.execution.plan.besluit import Besluit, besluit_over
from app.execution.plan.compileren import Plan, Typeplan
from app.execution.plan.groep import Groep, Pad, Rij
from app.execution.plan.kinderen import Kinderen
from app.execution.plan.veldplan import Bediend, Veldplan
from app.execution.plan.vorm import Leeg, NietOpPlaats, voltooi
from app.execution.plan.vragen import Relatievraag, info_van, of_fout
from app.execution.plan.wachten import Wachtrij
from resolvers.grammar.context import Context
from resolvers.grammar.elders import Elders
from resolvers.grammar.errors import QueryTooComplex
from resolvers.grammar.guard import ga_in
from resolvers.grammar.inzage import GEEN_INZAGE, Inzage, Zicht

ONBEGRENSD = sys.maxsize


class Uitvoering:
    """`fouten`: as graphql-core locates them. `meeste`: how many objects there may be in the answer."""

    def __init__(self, plan: Plan, context: Context, variabelen: VariableValues, *, meeste: int = ONBEGRENSD) -> None:
        self._over = meeste
        self.plan = plan
        self.context = context
        self.variabelen = variabelen
        self.fouten: list[GraphQLError] = []
        self._wachtrij = Wachtrij()
        self._besluiten: dict[tuple[int, int, bool], Besluit] = {}
        self._genuld: set[Pad] = set()
        self._leeg = False

    async def run(self) -> Rij | None:
        """The data of the answer. None: an error took all of it away."""
        wortel = Groep(Zicht(None, GEEN_INZAGE))
        wortel.typeplan, wortel.objecten = self.plan.wortel, [None]
        wortel.besluit = self.besluit(self.plan.wortel, GEEN_INZAGE, openbaar=False)
        wortel.rijen = wortel.besluit.vorm.rijen.maak(wortel.objecten)
        try:
            if self.plan.na_elkaar:
                for veld in wortel.besluit.vorm.ingangen:
                    self._ga_in(wortel, veld)
                    await self._wachtrij.leeg()
                    if self._leeg:  # the answer is gone; what would still be changed is not
                        break
            else:
                self._ga_door([wortel])
                await self._wachtrij.leeg()
        finally:
            await self._wachtrij.staak()
        return None if self._leeg else wortel.rijen[0]

    def besluit(self, typeplan: Typeplan, inzage: Inzage, *, openbaar: bool) -> Besluit:
        key = id(typeplan), id(inzage), openbaar
        if (found := self._besluiten.get(key)) is None:
            found = self._besluiten[key] = besluit_over(typeplan, inzage, openbaar=openbaar)
        return found

    def tel(self, objecten: int) -> None:
        """Before they are looked at. Raises QueryTooComplex: how long lists are, nobody knew before they were there."""
        self._over -= objecten
        if self._over < 0:
            raise QueryTooComplex

    # ------------------------------------------------------------------ one level

    def _ga_door(self, groepen: Sequence[Groep]) -> None:
        """Serve what hangs under these groups, or ask for it."""
        relaties: dict[int, tuple[Veldplan, list[Groep]]] = {}
        for groep in groepen:
            vorm = groep.besluit.vorm
            if not vorm.dieper:
                continue
            for veld in vorm.delen:
                attribuut = veld.attribuut
                self._lever(groep, veld, [of_fout(getattr, object_, attribuut) for object_ in groep.objecten])
            elders = isinstance(groep.objecten[0], Elders)  # all of them then: they came in one answer
            for veld in vorm.relaties:
                if elders:
                    self._lever(groep, veld, _meegekomen(groep, veld))
                else:
                    relaties.setdefault(id(veld), (veld, []))[1].append(groep)
            for veld in vorm.ingangen:
                self._ga_in(groep, veld)
        # All are asked before one is served, for what is served asks in its turn. (A page is asked by what reads it.)
        vragen = [Relatievraag(self, veld, van) for veld, van in relaties.values()]
        gesteld = [(vraag, None if vraag.bediening.pagina else vraag.stel()) for vraag in vragen]
        for vraag, gevraagd in gesteld:
            if gevraagd is None:
                self._bladzijden(vraag)
            elif isinstance(gevraagd, Exception):  # a loader that breaks: every field that asked it fails
                self._beantwoord(vraag, [gevraagd] * vraag.aantal)
            else:
                self._wachtrij.wacht_op(gevraagd, partial(self._beantwoord, vraag))

    def _ga_in(self, groep: Groep, veld: Veldplan) -> None:
        self._wachtrij.begin(self._ingang(veld, groep), partial(self._lever, groep, veld))

    async def _ingang(self, veld: Veldplan, groep: Groep) -> list[Any]:
        assert veld.bewaking is not None
        schema = self.plan.verzamelaar.schema
        waarden: list[Any] = []
        for nummer in range(len(groep.objecten)):
            try:
                arguments = veld.argumenten(self.variabelen)
                info = info_van(self, veld, groep, nummer)
                waarden.append(await ga_in(schema, veld.bewaking, groep.zicht(nummer), info, arguments))
            except Exception as error:  # a field that fails is told at its place
                waarden.append(error)
        return waarden

    def _bladzijden(self, vraag: Relatievraag) -> None:
        """Each object has a list of its own; all are begun, and served when the last is there."""
        paginas = vraag.paginas()
        antwoorden: list[Any] = [None] * len(paginas)
        open_ = len(paginas)

        def zet(plaats: int, antwoord: Any) -> None:
            nonlocal open_
            antwoorden[plaats] = antwoord
            open_ -= 1
            if not open_:
                self._beantwoord(vraag, antwoorden)

        if not paginas:
            self._beantwoord(vraag, antwoorden)
        for plaats, pagina in enumerate(paginas):
            self._wachtrij.begin(pagina(), partial(zet, plaats))

    def _beantwoord(self, vraag: Relatievraag, antwoorden: Sequence[Any]) -> None:
        kinderen: list[Groep] = []
        for groep, waarden in zip(vraag.groepen, vraag.waarden(antwoorden), strict=True):
            kinderen += self._kinderen(groep, vraag.veld, waarden)
        if kinderen:
            self._ga_door(kinderen)

    # ------------------------------------------------------------------ values and rows

    def _lever(self, groep: Groep, veld: Veldplan, waarden: Sequence[Any]) -> None:
        """Put the values of one field in the rows, and go on with what was found beneath."""
        if kinderen := self._kinderen(groep, veld, waarden):
            self._ga_door(kinderen)

    def _kinderen(self, groep: Groep, veld: Veldplan, waarden: Sequence[Any]) -> list[Groep]:
        """The values of one field, in the rows; the groups of what was found beneath."""
        if veld.selectie is None:
            for nummer, waarde in enumerate(waarden):
                self._blad(groep, nummer, veld, waarde)
            return []
        kinderen = Kinderen(self, groep, veld)
        if len(waarden) == 1 or not self._neem_vaste(kinderen, waarden):
            for nummer, waarde in enumerate(waarden):
                if waarde is None:
                    if veld.verplicht:
                        self.fout(groep, nummer, veld, Leeg(f"{veld.pad} is empty"))
                elif isinstance(waarde, Exception):
                    self.fout(groep, nummer, veld, waarde)
                else:
                    try:
                        kinderen.neem(nummer, waarde)
                    except QueryTooComplex:  # of the whole operation
                        raise
                    except Exception as error:  # what cannot be looked at is told at its place
                        self.fout(groep, nummer, veld, error)
        return kinderen.groepen()

    @staticmethod
    def _neem_vaste(kinderen: Kinderen, waarden: Sequence[Any]) -> bool:
        """False: one by one, which also tells which of them cannot be looked at."""
        try:
            return kinderen.neem_vaste(waarden)
        except Exception:
            return False

    def _blad(self, groep: Groep, nummer: int, veld: Veldplan, waarde: Any) -> None:
        def meld(plaats: tuple[int, ...], fout: Exception) -> None:
            self._bewaar(fout, veld, (*groep.pad(nummer), veld.sleutel, *plaats))

        try:
            groep.rijen[nummer][veld.sleutel] = voltooi(veld.type, waarde, meld)
        except NietOpPlaats as error:
            self.fout(groep, nummer, veld, error.fout, error.plaats)
        except Exception as error:  # a value that is not legal is told at its place
            self.fout(groep, nummer, veld, error)

    def maak_rijen(self, groep: Groep) -> bool:
        """The rows of a group, before they hang in the answer. False: one of the values is not legal; the rows are
        there, with nothing in them yet."""
        maak, objecten = groep.besluit.vorm.rijen.maak, groep.objecten
        try:
            if len(objecten) > 1 and groep.typeplan.alleen_bladen and objecten[0] is objecten[-1]:
                enkel = {id(object_): object_ for object_ in objecten}  # a zaaktype of many zaken is written once
                rij_van = dict(zip(enkel, maak(list(enkel.values())), strict=True))
                groep.rijen = [rij_van[id(object_)] for object_ in objecten]
            else:
                groep.rijen = maak(objecten)
        except Exception:  # which value it is, and of whom, is found out field by field
            groep.rijen = [_lege_rij(groep.typeplan) for _ in objecten]
            return False
        return True

    def herstel(self, groep: Groep) -> None:
        """Make the rows of a group field by field, after it turned out that one of the values is not legal."""
        for nummer, object_ in enumerate(groep.objecten):
            for veld in groep.besluit.vorm.bladen:
                self._blad(groep, nummer, veld, of_fout(getattr, object_, veld.attribuut))

    # ------------------------------------------------------------------ errors

    def fout(self, groep: Groep, nummer: int, veld: Veldplan, error: Exception, plaats: Pad = ()) -> None:
        """An error in a field: told at its place; the field is empty, or what it may not be empty in."""
        self._bewaar(error, veld, (*groep.pad(nummer), veld.sleutel, *plaats))
        self.nul_veld(groep, nummer, veld)

    def _bewaar(self, error: Exception, veld: Veldplan, pad: Pad) -> None:
        if not any(pad[:lengte] in self._genuld for lengte in range(len(pad) + 1)):
            self.fouten.append(located_error(error, veld.nodes, list(pad)))
        self._genuld.add(pad)

    def nul_veld(self, groep: Groep, nummer: int, veld: Veldplan) -> None:
        if not veld.verplicht:
            groep.rijen[nummer][veld.sleutel] = None
            self._genuld.add((*groep.pad(nummer), veld.sleutel))
        elif groep.ouder is None or groep.veld is None:
            self._leeg = True
            self._genuld.add(())
        else:
            plaats = groep.plaatsen[nummer]
            if isinstance(plaats, int) and not groep.veld.item_verplicht:
                groep.houders[nummer][plaats] = None
                self._genuld.add(groep.pad(nummer))
            else:
                self.nul_veld(groep.ouder, groep.ouders[nummer], groep.veld)


def _meegekomen(groep: Groep, veld: Veldplan) -> list[Any]:
    """What another organisation answered for a relatie, with the objects."""
    assert veld.bewaking is not None
    naam = veld.bewaking.definitie.python_name
    return [object_.gegeven(naam) for object_ in groep.objecten]


def _lege_rij(typeplan: Typeplan) -> Rij:
    return {veld.sleutel: typeplan.type.name if veld.bediend is Bediend.NAAM else None for veld in typeplan.velden}
