"""Vragen: what a relatie asks of its loader for all objects of a level at once, and what of the answers is its value.

Nothing is decided here: `toets_argumenten`, `zicht_op` and `pagineer` are those of the grammar.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from graphql import GraphQLResolveInfo
from graphql.type.definition import GraphQLResolveInfoHelpers

from app.execution.plan.groep import Groep
from app.execution.plan.veldplan import Veldplan
from resolvers.grammar.antwoorden import Deellijst
from resolvers.grammar.bedrijfsobject import Bediening
from resolvers.grammar.connection import pagineer
from resolvers.grammar.context import Context
from resolvers.grammar.elders import OnderInzage
from resolvers.grammar.guard import toets_argumenten
from resolvers.grammar.loader import Gevraagd
from resolvers.grammar.zicht import Geopend, noteer_zicht, noteer_zichten, zicht_op

if TYPE_CHECKING:
    from app.execution.plan.uitvoering import Uitvoering


async def _samen(waarden: Sequence[Any]) -> list[Any]:
    return list(await asyncio.gather(*waarden))


#: What graphql-core offers resolvers to wait on more than one thing.
_HULP = GraphQLResolveInfoHelpers(_samen, lambda _: None)


class Relatievraag:
    """One relatie of one level. `sleutels`: per group a key for each object; None or an Exception where there is
    nothing to ask."""

    __slots__ = ("_uitvoering", "aantal", "bediening", "groepen", "sleutels", "veld")

    def __init__(self, uitvoering: Uitvoering, veld: Veldplan, groepen: Sequence[Groep]) -> None:
        assert veld.bewaking is not None
        assert veld.bewaking.definitie.bediening is not None
        self._uitvoering = uitvoering
        self.veld = veld
        self.groepen = groepen
        self.bediening: Bediening = veld.bewaking.definitie.bediening
        self.sleutels = [self._sleutels(groep) for groep in groepen]
        #: How many keys are asked.
        self.aantal = 0

    def stel(self) -> Gevraagd[Any, Any] | Exception:
        """Ask the loader all of it. An Exception: it could not even be asked."""
        sleutels = self.sleutels
        vragend = vragende(sleutels[0]) if len(sleutels) == 1 else [key for keys in sleutels for key in vragende(keys)]
        self.aantal = len(vragend)
        try:
            found: Gevraagd[Any, Any] = getattr(self._uitvoering.context.loaders, self.bediening.lader).veel(vragend)
        except Exception as error:  # told where it is served
            return error
        return found

    def paginas(self) -> Sequence[Callable[[], Coroutine[Any, Any, Any]]]:
        """For each key that is asked what makes its page."""

        async def pagina(groep: Groep, nummer: int, key: Any) -> Any:
            ouder = groep.zicht(nummer)
            assert ouder is not None
            loader = getattr(self._uitvoering.context.loaders, self.bediening.lader)
            return await pagineer(await loader.een(key.vraag), key, ouder, self._info(groep, nummer))

        found = [
            partial(pagina, groep, nummer, key)
            for groep, keys in zip(self.groepen, self.sleutels, strict=True)
            for nummer, key in enumerate(keys)
            if not _is_klaar(key)
        ]
        self.aantal = len(found)
        return found

    def waarden(self, antwoorden: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """Per group the value of the field for each of its objects, an Exception where there is none."""
        if len(self.sleutels) == 1 and self.aantal == len(self.sleutels[0]):
            per_groep: Sequence[Sequence[Any]] = [antwoorden]
        else:
            volgende = iter(antwoorden)
            per_groep = [[key if _is_klaar(key) else next(volgende) for key in keys] for keys in self.sleutels]
        bediening = self.bediening
        if not bediening.pagina and (self.veld.lijst or bediening.eerste or bediening.kies is not None):
            gekozen = self._gekozen
            per_groep = [
                [gekozen(groep, nummer, found) for nummer, found in enumerate(waarden)]
                for groep, waarden in zip(self.groepen, per_groep, strict=True)
            ]
        return per_groep

    def _sleutels(self, groep: Groep) -> list[Any]:
        veld, bewaking = self.veld, self.veld.bewaking
        assert bewaking is not None
        arguments = veld.vast
        if arguments is None or veld.onthuld:
            schema, variabelen = self._uitvoering.plan.verzamelaar.schema, self._uitvoering.variabelen
            try:
                arguments = veld.argumenten(variabelen)
                toets_argumenten(schema, bewaking.onthult(arguments), groep.inzage)
            except Exception as error:  # the same for every object of the group
                return [error] * len(groep.objecten)
        if (sleutel := bewaking.sleutel) is not None:
            if self.bediening.opent:
                opent = groep.inzage.opent
                return [OnderInzage(of_fout(sleutel, object_), opent) for object_ in groep.objecten]
            try:
                return [sleutel(object_) for object_ in groep.objecten]
            except Exception:  # of which object, is found out one by one
                return [of_fout(sleutel, object_) for object_ in groep.objecten]
        assert bewaking.roep is not None
        return [
            of_fout(bewaking.roep, object_, self._info(groep, nummer), **arguments)
            for nummer, object_ in enumerate(groep.objecten)
        ]

    def _gekozen(self, groep: Groep, nummer: int, found: Any) -> Any:
        """What of a loader's answer is the value of the field."""
        if found is None or isinstance(found, Exception):
            return found
        bediening, context = self.bediening, self._uitvoering.context
        if isinstance(found, Deellijst) and found.fouten:
            pad = [*groep.pad(nummer), self.veld.sleutel]
            for fout in found.fouten:
                context.meld(pad, fout)
        if isinstance(found, Geopend):
            noteer_zichten(found, context)
            return found
        if bediening.kies is not None:
            found = of_fout(bediening.kies, found)
        if not bediening.eerste or isinstance(found, Exception):
            return found
        ouder = groep.zicht(nummer)
        seen = next((seen for item in found if (seen := zicht_op(item, groep.inzage, ouder)) is not None), None)
        if seen is not None:
            noteer_zicht(seen, context)
        return seen

    def _info(self, groep: Groep, nummer: int) -> GraphQLResolveInfo[Context]:
        return info_van(self._uitvoering, self.veld, groep, nummer)


def info_van(uitvoering: Uitvoering, veld: Veldplan, groep: Groep, nummer: int) -> GraphQLResolveInfo[Context]:
    """What the method behind a field of one object may ask for."""
    assert veld.ouder is not None
    plan = uitvoering.plan
    return GraphQLResolveInfo(
        veld.nodes[0].name.value,
        veld.nodes,
        veld.type,
        veld.ouder,
        groep.graphql_pad(nummer, veld.sleutel),
        plan.verzamelaar.schema,
        plan.fragmenten,
        None,
        plan.operatie,
        uitvoering.variabelen,
        uitvoering.context,
        asyncio.iscoroutine,  # type: ignore[arg-type] # a TypeGuard of awaitables
        None,
        _HULP,
    )


def _is_klaar(key: Any) -> bool:
    """Nothing has to be asked for it."""
    return key is None or isinstance(key, Exception)


def vragende(keys: Sequence[Any]) -> Sequence[Any]:
    """Those for which something has to be asked: as a rule, all."""
    if any(soort is type(None) or issubclass(soort, Exception) for soort in set(map(type, keys))):
        return [key for key in keys if not _is_klaar(key)]
    return keys


def of_fout(doe: Any, *arguments: Any, **named: Any) -> Any:
    """The result, or the Exception that was raised."""
    try:
        return doe(*arguments, **named)
    except Exception as error:
        return error
