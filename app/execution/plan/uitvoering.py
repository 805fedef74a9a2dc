"""Uitvoering: a plan run for one request, a level at a time.

For a group of objects: decide once, note once, make all rows with the generated function; objects that came with the
record are a next group at once; each relatie asks its loader all keys of the level together, relaties side by side.
Nothing is decided here: `Bewaking.oordeel`, `toets_argumenten`, `zicht_op` and `pagineer` are those of the grammar.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Coroutine, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo, located_error
from graphql.execution.values import VariableValues
from graphql.type.definition import GraphQLResolveInfoHelpers

from app.execution.plan.besluit import Besluit, besluit_over
from app.execution.plan.compileren import Plan, Typeplan
from app.execution.plan.groep import Groep, Pad, Rij
from app.execution.plan.kinderen import Kinderen
from app.execution.plan.veldplan import Bediend, Veldplan
from app.execution.plan.vorm import Leeg, NietOpPlaats, voltooi
from resolvers.grammar.bedrijfsobject import Bediening
from resolvers.grammar.connection import pagineer
from resolvers.grammar.context import Context
from resolvers.grammar.elders import Elders, OnderInzage
from resolvers.grammar.errors import QueryTooComplex
from resolvers.grammar.guard import ga_in, toets_argumenten
from resolvers.grammar.inzage import GEEN_INZAGE, Inzage
from resolvers.grammar.loader import Deellijst
from resolvers.grammar.zicht import Geopend, noteer_zicht, noteer_zichten, zicht_op

Stroom = Coroutine[Any, Any, None]
ONBEGRENSD = sys.maxsize


async def _samen(waarden: Sequence[Any]) -> list[Any]:
    return list(await asyncio.gather(*waarden))


#: What graphql-core offers resolvers to wait on more than one thing.
_HULP = GraphQLResolveInfoHelpers(_samen, lambda _: None)


@dataclass(slots=True)
class _Vraag:
    """What was asked of a loader for one field: a key per object of each group, how many of them ask, and the answers
    to those; an Exception: it could not even be asked."""

    veld: Veldplan
    groepen: Sequence[Groep]
    sleutels: Sequence[Sequence[Any]]
    gevraagd: int
    antwoorden: Awaitable[list[Any]] | Exception


class Uitvoering:
    """`fouten`: as graphql-core locates them. `meeste`: how many objects there may be in the answer."""

    def __init__(self, plan: Plan, context: Context, variabelen: VariableValues, *, meeste: int = ONBEGRENSD) -> None:
        self._over = meeste
        self.plan = plan
        self.context = context
        self.fouten: list[GraphQLError] = []
        self._variabelen = variabelen
        self._besluiten: dict[tuple[int, int, bool], Besluit] = {}
        self._genuld: set[Pad] = set()
        self._leeg = False

    async def run(self) -> Rij | None:
        """The data of the answer. None: an error took all of it away."""
        besluit = self.besluit(self.plan.wortel, GEEN_INZAGE, openbaar=False)
        wortel = Groep(typeplan=self.plan.wortel, besluit=besluit, objecten=[None], inzage=GEEN_INZAGE)
        wortel.rijen = besluit.vorm.rijen.maak(wortel.objecten)
        if self.plan.na_elkaar:
            for stroom in self._stromen([wortel]):
                if self._leeg:
                    stroom.close()  # the answer is gone; what would still be changed is not
                else:
                    await stroom
        else:
            await _alles(self._stromen([wortel]))
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

    def _stromen(self, groepen: Sequence[Groep]) -> list[Stroom]:
        """What these groups wait for. Objects that came with the record are gone into at once."""
        stromen: list[Stroom] = []
        samen: dict[int, tuple[Veldplan, list[Groep]]] = {}
        for groep in groepen:
            if not groep.besluit.vorm.dieper:
                continue
            for veld in groep.besluit.vorm.delen:
                attribuut = veld.attribuut
                waarden = [_of_fout(getattr, object_, attribuut) for object_ in groep.objecten]
                stromen += self._stromen(self.lever(groep, veld, waarden))
            elders = isinstance(groep.objecten[0], Elders)  # all of them then: they came in one answer
            for veld in groep.besluit.vorm.relaties:
                if elders:
                    stromen += self._stromen(self.lever(groep, veld, _meegekomen(groep, veld)))
                else:
                    samen.setdefault(id(veld), (veld, []))[1].append(groep)
            if groep.besluit.vorm.ingangen:
                stromen += [self._ingang(veld, groep) for veld in groep.besluit.vorm.ingangen]
        if samen:
            if ondiep := [paar for paar in samen.values() if paar[0].ondiep]:
                stromen.append(self._relaties(ondiep))
            stromen += [self._relaties([paar]) for paar in samen.values() if not paar[0].ondiep]
        return stromen

    async def _ga_door(self, kinderen: Sequence[Groep]) -> None:
        if stromen := self._stromen(kinderen):
            await _alles(stromen)

    async def _ingang(self, veld: Veldplan, groep: Groep) -> None:
        assert veld.bewaking is not None
        schema = self.plan.verzamelaar.schema
        waarden: list[Any] = []
        for nummer in range(len(groep.objecten)):
            try:
                arguments = veld.argumenten(self._variabelen)
                info = self._info(veld, groep, nummer)
                waarden.append(await ga_in(schema, veld.bewaking, groep.zicht(nummer), info, arguments))
            except Exception as error:  # a field that fails is told at its place
                waarden.append(error)
        await self._ga_door(self.lever(groep, veld, waarden))

    async def _relaties(self, samen: Sequence[tuple[Veldplan, Sequence[Groep]]]) -> None:
        """All asked at once, and served in turn. Those with only values beneath go together: a task for each would cost
        more than what it does."""
        for vraag in [self._vraag(veld, groepen) for veld, groepen in samen]:
            try:
                if isinstance(vraag.antwoorden, Exception):
                    raise vraag.antwoorden
                antwoorden = await vraag.antwoorden
            except Exception as error:  # a loader that breaks: every field that asked it fails
                antwoorden = [error] * vraag.gevraagd
            if stromen := self._stromen(self._beantwoord(vraag, antwoorden)):
                await _alles(stromen)

    def _vraag(self, veld: Veldplan, groepen: Sequence[Groep]) -> _Vraag:
        bediening = _bediening(veld)
        sleutels = [self._sleutels(veld, groep) for groep in groepen]
        vragend = _vragend(sleutels[0]) if len(sleutels) == 1 else [key for keys in sleutels for key in _vragend(keys)]
        antwoorden: Awaitable[list[Any]] | Exception
        try:
            loader = getattr(self.context.loaders, bediening.lader)
            antwoorden = self._paginas(veld, groepen, sleutels, loader) if bediening.pagina else loader.veel(vragend)
        except Exception as error:  # told where it is served
            antwoorden = error
        return _Vraag(veld, groepen, sleutels, len(vragend), antwoorden)

    def _beantwoord(self, vraag: _Vraag, antwoorden: Sequence[Any]) -> list[Groep]:
        veld, bediening = vraag.veld, _bediening(vraag.veld)
        kiest = not bediening.pagina and (veld.lijst or bediening.eerste or bediening.kies is not None)
        volgende = iter(antwoorden)
        heel = vraag.gevraagd == sum(map(len, vraag.sleutels))
        kinderen: list[Groep] = []
        for groep, keys in zip(vraag.groepen, vraag.sleutels, strict=True):
            if heel:
                waarden = list(islice(volgende, len(keys)))
            else:
                waarden = [key if _is_klaar(key) else next(volgende) for key in keys]
            if kiest:
                waarden = [
                    self._gekozen(veld, bediening, groep, nummer, waarde) for nummer, waarde in enumerate(waarden)
                ]
            kinderen += self.lever(groep, veld, waarden)
        return kinderen

    def _sleutels(self, veld: Veldplan, groep: Groep) -> list[Any]:
        """Per object its key; None or an Exception where there is nothing to ask."""
        bewaking = veld.bewaking
        assert bewaking is not None
        bediening = bewaking.definitie.bediening
        arguments = veld.vast
        if arguments is None or veld.onthuld:
            try:
                arguments = veld.argumenten(self._variabelen)
                toets_argumenten(self.plan.verzamelaar.schema, bewaking.onthult(arguments), groep.inzage)
            except Exception as error:  # the same for every object of the group
                return [error] * len(groep.objecten)
        if (sleutel := bewaking.sleutel) is not None:
            if bediening is not None and bediening.opent:
                opent = groep.inzage.opent
                return [OnderInzage(_of_fout(sleutel, object_), opent) for object_ in groep.objecten]
            try:
                return [sleutel(object_) for object_ in groep.objecten]
            except Exception:  # of which object, is found out one by one
                return [_of_fout(sleutel, object_) for object_ in groep.objecten]
        assert bewaking.roep is not None
        return [
            _of_fout(bewaking.roep, object_, self._info(veld, groep, nummer), **arguments)
            for nummer, object_ in enumerate(groep.objecten)
        ]

    async def _paginas(
        self, veld: Veldplan, groepen: Sequence[Groep], sleutels: Sequence[Sequence[Any]], loader: Any
    ) -> list[Any]:
        async def pagina(groep: Groep, nummer: int, key: Any) -> Any:
            ouder = groep.zicht(nummer)
            assert ouder is not None
            return await pagineer(await loader.een(key.vraag), key, ouder, self._info(veld, groep, nummer))

        vragen = [
            pagina(groep, nummer, key)
            for groep, keys in zip(groepen, sleutels, strict=True)
            for nummer, key in enumerate(keys)
            if not _is_klaar(key)
        ]
        if len(vragen) == 1:
            return [await vragen[0]]
        return list(await asyncio.gather(*vragen, return_exceptions=True))

    def _gekozen(self, veld: Veldplan, bediening: Bediening, groep: Groep, nummer: int, found: Any) -> Any:
        """What of a loader's answer is the value of the field."""
        if found is None or isinstance(found, Exception):
            return found
        if isinstance(found, Deellijst) and found.fouten:
            pad = [*groep.pad(nummer), veld.sleutel]
            for fout in found.fouten:
                self.context.meld(pad, fout)
        if isinstance(found, Geopend):
            noteer_zichten(found, self.context)
            return found
        if bediening.kies is not None:
            found = _of_fout(bediening.kies, found)
        if not bediening.eerste or isinstance(found, Exception):
            return found
        ouder = groep.zicht(nummer)
        seen = next((seen for item in found if (seen := zicht_op(item, groep.inzage, ouder)) is not None), None)
        if seen is not None:
            noteer_zicht(seen, self.context)
        return seen

    def _info(self, veld: Veldplan, groep: Groep, nummer: int) -> GraphQLResolveInfo[Context]:
        assert veld.ouder is not None
        return GraphQLResolveInfo(
            veld.nodes[0].name.value,
            veld.nodes,
            veld.type,
            veld.ouder,
            groep.graphql_pad(nummer, veld.sleutel),
            self.plan.verzamelaar.schema,
            self.plan.fragmenten,
            None,
            self.plan.operatie,
            self._variabelen,
            self.context,
            asyncio.iscoroutine,  # type: ignore[arg-type] # a TypeGuard of awaitables
            None,
            _HULP,
        )

    # ------------------------------------------------------------------ values and rows

    def lever(self, groep: Groep, veld: Veldplan, waarden: Sequence[Any]) -> list[Groep]:
        """Put the values of one field in the rows; gives the groups of what was found beneath."""
        if veld.selectie is None:
            self._bladen(groep, veld, waarden)
            return []
        kinderen = Kinderen(self, groep, veld)
        if kinderen.neem_vaste(waarden):
            return kinderen.groepen()
        for nummer, waarde in enumerate(waarden):
            if waarde is None:
                if veld.verplicht:
                    self.fout(groep, nummer, veld, Leeg(f"{veld.pad} is empty"))
            elif isinstance(waarde, Exception):
                self.fout(groep, nummer, veld, waarde)
            else:
                kinderen.neem(nummer, waarde)
        return kinderen.groepen()

    def _bladen(self, groep: Groep, veld: Veldplan, waarden: Sequence[Any]) -> None:
        for nummer, waarde in enumerate(waarden):
            self._blad(groep, nummer, veld, waarde)

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
                self._blad(groep, nummer, veld, _of_fout(getattr, object_, veld.attribuut))

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


def _bediening(veld: Veldplan) -> Bediening:
    assert veld.bewaking is not None
    assert veld.bewaking.definitie.bediening is not None
    return veld.bewaking.definitie.bediening


def _meegekomen(groep: Groep, veld: Veldplan) -> list[Any]:
    """What another organisation answered for a relatie, with the objects."""
    assert veld.bewaking is not None
    naam = veld.bewaking.definitie.python_name
    return [object_.gegeven(naam) for object_ in groep.objecten]


def _is_klaar(key: Any) -> bool:
    """Nothing has to be asked for it."""
    return key is None or isinstance(key, Exception)


def _vragend(keys: Sequence[Any]) -> Sequence[Any]:
    """Those for which something has to be asked: as a rule, all."""
    if any(soort is type(None) or issubclass(soort, Exception) for soort in set(map(type, keys))):
        return [key for key in keys if not _is_klaar(key)]
    return keys


def _of_fout(doe: Any, *arguments: Any, **named: Any) -> Any:
    """The result, or the Exception that was raised."""
    try:
        return doe(*arguments, **named)
    except Exception as error:
        return error


async def _alles(stromen: Sequence[Stroom]) -> None:
    """Side by side, to the end."""
    if len(stromen) == 1:
        await stromen[0]
    elif stromen:
        await asyncio.gather(*stromen)


def _lege_rij(typeplan: Typeplan) -> Rij:
    return {veld.sleutel: typeplan.type.name if veld.bediend is Bediend.NAAM else None for veld in typeplan.velden}
