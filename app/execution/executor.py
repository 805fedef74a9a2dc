"""Executor: one operation for one afnemer: context, execution under the deadline, errors with codes.

An operation runs on its plan; what no plan serves, graphql-core runs on the guarded Strawberry schema, which is the
reference (tests/execution holds the two together). What was told is collected on the context, and written down before
the answer leaves; what cannot be written down is not told.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from inspect import isawaitable
from typing import Any

from graphql import ExecutionResult, GraphQLSchema, OperationType

from app.execution.documents import Document, Documenten
from app.execution.graphqlcore import Introspectie, voer_uit
from app.execution.grenzen.budget import Budget
from app.execution.keten import KETENVELD, ketenselectie
from app.execution.plan import GeenPlan, OngeldigeVariabelen, Uitvoering, toon
from app.execution.results import fout, van_graphql, van_mijnzaken
from app.execution.ten_einde import TenEinde
from app.execution.toelating import Toelating, te_druk
from app.execution.variabelen import noemt_bsn
from app.execution.verloop import verloop_van
from app.execution.vertrouwd import Naslag
from app.execution.vraag import Antwoord, Uitkomst, Vraag, antwoord
from app.registries.oproep import Oproep, oproepen, oproepen_van
from app.telemetry.gebruik import Gebruik
from app.telemetry.spans import Spans, operatie
from app.verwerkingenlog.vastlegging import Vastlegging, Verloop
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.context import Context, Volgt, Vooruitblik, Wijziging
from resolvers.grammar.errors import DeadlineExceeded, ErrorCode, Forbidden, LogUnavailable, QueryTooComplex, laat_los
from resolvers.grammar.loader import ronde_van

__all__ = ["Antwoord", "Executor", "NuNiet", "Uitkomst", "Vraag"]

#: The share of the deadline that the calls may not use: with what did come, an answer must still be made.
_OM_SAMEN_TE_STELLEN = 0.1

_GEEN_STROOM = (
    "Een abonnement kan niet met een gewone vraag; gebruik graphql-transport-ws op /graphql of graphql-sse op "
    "/graphql/stream."
)

_ONZEKER = (
    "Het is niet zeker of dit is gewijzigd: dat kan nu niet worden vastgelegd. Doe het gerust nog een keer; het "
    "gebeurt niet dubbel."
)

MaakContext = Callable[[Authenticatie, Vooruitblik, str], Context]


class NuNiet(Exception):
    """What changed cannot be told now: a register that must say it, or the log, is away. Nothing was told."""


class Executor:
    def __init__(
        self,
        schema: GraphQLSchema,
        maak_context: MaakContext,
        *,
        documenten: Documenten,
        vastlegging: Vastlegging,
        deadline_s: float,
        naslag: Naslag | None = None,
        gebruik: Gebruik | None = None,
        budget: Budget | None = None,
        plan: bool = True,
        spans: Spans | None = None,
    ) -> None:
        """`naslag`: the registered documents; without it none are. `gebruik`: counts which fields are asked. `budget`:
        how much one may ask in a while. `plan` False: graphql-core serves everything; for comparing the two. `spans`:
        where it is told how the time was spent."""
        self._toelating = Toelating(schema, documenten, budget)
        self._gebruik = gebruik
        self.naslag = naslag if naslag is not None else Naslag(documenten)
        self._introspectie = Introspectie(schema, documenten)
        self._spans = spans
        self._plan = plan
        self.gedaan: Counter[str] = Counter()
        self._schema = schema
        self._maak_context = maak_context
        self._vastlegging = vastlegging
        self._documenten = documenten
        self._deadline_s = deadline_s
        self._gelijktijdig = documenten.grenzen.gelijktijdig
        self._bezig = 0
        self._ten_einde = TenEinde()

    def plannen(self, query: str) -> list[str]:
        """The plans that were made for this document, as a person reads them. Raises Geweigerd."""
        return [toon(plan) for plan in self._documenten.lees(query).plannen.plannen.alle()]

    def kosten(self, vraag: Vraag) -> tuple[int, int]:
        """What it costs with the values of its variables; and what it may cost. Raises Geweigerd."""
        maten = self._documenten.lees(vraag.query).maten
        naam = vraag.operation_name if vraag.operation_name is not None else next(iter(maten.operaties))
        return maten.kosten(naam, vraag.variables), maten.van(naam).hooguit

    async def soort(self, vraag: Vraag, afnemer: Authenticatie) -> OperationType | Antwoord:
        """What kind of operation it asks for, or why that cannot be said."""
        document = await self._toelating.lees(vraag, afnemer)
        if isinstance(document, Antwoord):
            return document
        soort = document.soorten.get(vraag.operation_name)
        assert soort is not None  # it was read
        return soort

    async def noemt_bsn(self, vraag: Vraag, afnemer: Authenticatie) -> bool:
        """Whether one of its variables holds a value of type BSN."""
        document = await self._toelating.lees(vraag, afnemer)
        if isinstance(document, Antwoord):
            return False
        return noemt_bsn(self._schema, document.node, vraag.operation_name, vraag.variables or {})

    async def execute(self, vraag: Vraag, afnemer: Authenticatie, *, nog_antwoorden: bool = False) -> Antwoord:
        """Never raises for what a client or a register did. `nog_antwoorden`: see TenEinde."""
        document = await self.toegelaten(vraag, afnemer)
        if isinstance(document, Antwoord):
            return document
        return await self.geheel(document, vraag, afnemer, nog_antwoorden=nog_antwoorden)

    @property
    def _vol(self) -> bool:
        return self._bezig >= self._gelijktijdig

    async def toegelaten(self, vraag: Vraag, afnemer: Authenticatie) -> Document | Antwoord:
        """The document of a question that may be asked, or why it may not. Asks its budget for it."""
        if self._vol:
            return te_druk(vraag)
        document = await self._toelating.lees(vraag, afnemer)
        if isinstance(document, Antwoord):
            return document
        if document.soorten.get(vraag.operation_name) is OperationType.SUBSCRIPTION:
            return _misplaatst(_GEEN_STROOM, vraag)
        if (weigering := await self._toelating.te_duur(document, vraag, afnemer)) is not None:
            return weigering
        return te_druk(vraag) if self._vol else document  # others came while it was read

    async def geheel(
        self, document: Document, vraag: Vraag, afnemer: Authenticatie, *, nog_antwoorden: bool = False
    ) -> Antwoord:
        """All of it at once."""
        context = self.context(document, vraag, afnemer)
        payload, uitkomst = await self.beantwoord(
            document, vraag, context, self.seconden(vraag), nog_antwoorden=nog_antwoorden
        )
        # Held for one turn of the loop more: to free what 100 zaken were made of takes as long as to write them out,
        # and the answer need not wait for it.
        asyncio.get_running_loop().call_soon(_laat_los, payload, context)
        return antwoord(uitkomst, payload, vraag)

    def context(self, document: Document, vraag: Vraag, afnemer: Authenticatie) -> Context:
        """What is known while it runs; counts that it was asked."""
        self._tel(document, vraag)
        return self._maak_context(afnemer, self._vooruitblik(document, vraag), vraag.taal)

    async def beantwoord(
        self, document: Document, vraag: Vraag, context: Context, seconden: float, *, nog_antwoorden: bool = False
    ) -> tuple[dict[str, Any], Uitkomst]:
        """Run in this time, and written down when anything of it is told."""
        werk = self._beantwoord(document, vraag, context, seconden)
        self._bezig += 1
        try:
            if not _wijzigt(document, vraag):
                return await werk
            return await self._ten_einde.breng(werk, nog_antwoorden=nog_antwoorden)
        finally:
            self._bezig -= 1

    async def aclose(self) -> None:
        """Returns when what may not be broken off is written down: no later than an answer and its record may take."""
        await self._ten_einde.wacht()

    async def _beantwoord(
        self, document: Document, vraag: Vraag, context: Context, seconden: float
    ) -> tuple[dict[str, Any], Uitkomst]:
        verloop = verloop_van(document, vraag)
        calls = oproepen.set([]) if vraag.met_oproepen else None
        try:
            with operatie(self._spans, verloop):
                payload, uitkomst = await self._gelopen(document, vraag, context, verloop, seconden)
                if uitkomst is Uitkomst.UITGEVOERD:
                    payload = await self._vastgelegd(payload, vraag, context, verloop)
            if calls is not None:
                payload.setdefault("extensions", {})["oproepen"] = [_oproep(call) for call in oproepen.get() or ()]
        finally:
            if calls is not None:
                oproepen.reset(calls)
        return payload, uitkomst

    async def _gelopen(
        self, document: Document, vraag: Vraag, context: Context, verloop: Verloop, seconden: float
    ) -> tuple[dict[str, Any], Uitkomst]:
        """What was run in this time, of which its calls get a little less. When it breaks, what came of it is written
        down, and the fault is raised."""
        voor_oproepen = seconden * (1 - _OM_SAMEN_TE_STELLEN)
        with oproepen_van(vraag.trace_id, verloop.span_id, voor_oproepen, vraag.ketenpad) as verloop.bronnen:
            try:
                return await self._uitgevoerd(document, vraag, context, seconden)
            except Exception:
                await self._na_een_fout(context, verloop)
                raise

    async def _na_een_fout(self, context: Context, verloop: Verloop) -> None:
        """Nothing is told when it breaks; what it had changed by then is written down all the same."""
        context.verstrekkingen.behoud_wijzigingen()
        verloop.status = "Error"
        with suppress(LogUnavailable):  # there is no answer to withhold
            await self._vastlegging.leg_vast(context, verloop)

    async def volg(self, vraag: Vraag, afnemer: Authenticatie) -> Volgt | Antwoord:
        """What this subscription follows, once it is known that it may; else the errors why not."""
        document = await self._toelating.lees(vraag, afnemer)
        if isinstance(document, Antwoord):
            return document
        if document.soorten.get(vraag.operation_name) is not OperationType.SUBSCRIPTION:
            return _misplaatst("Hier kan alleen een subscription.", vraag)
        if (weigering := await self._toelating.te_duur(document, vraag, afnemer)) is not None:
            return weigering
        self._tel(document, vraag)
        context = self._maak_context(afnemer, self._vooruitblik(document, vraag), vraag.taal)
        verloop = verloop_van(document, vraag)
        with operatie(self._spans, verloop):
            payload, uitkomst = await self._gelopen(document, vraag, context, verloop, self._deadline_s)
            if context.volgt is None:
                return antwoord(uitkomst, await self._vastgelegd(payload, vraag, context, verloop), vraag)
            try:
                await self._vastlegging.leg_vast(context, verloop)
            except LogUnavailable as error:
                return antwoord(uitkomst, {"errors": [van_mijnzaken(error, vraag.trace_id, None)]}, vraag)
            return context.volgt

    async def meld(
        self, vraag: Vraag, afnemer: Authenticatie, wijziging: Wijziging, *, merk: str = "", eenmalig: bool = False
    ) -> Antwoord | None:
        """The answer of a subscription to a change, written down before it is given; None when this afnemer must not
        hear of the change, of which nothing is written. `merk`: told along, so that a client can go on from here.
        `eenmalig`: a message is made again for each try, and what it told is written down under `trace_id` once.

        Raises NuNiet: an error would tell that there was something, to who may not know."""
        document = await self._documenten.haal(vraag.query)
        context = self._maak_context(afnemer, self._vooruitblik(document, vraag), vraag.taal)
        context.wijziging = wijziging
        verloop = verloop_van(document, vraag)
        with operatie(self._spans, verloop):
            payload, uitkomst = await self._gelopen(document, vraag, context, verloop, self._deadline_s)
            if context.niets_te_melden:
                return None
            payload = await self._vastgelegd(payload, vraag, context, verloop, eenmalig=eenmalig)
        if payload.get("data") is None and not (vraag.streng and context.afgeschermd.aantallen):
            raise NuNiet
        if merk:
            payload.setdefault("extensions", {})["gebeurtenis"] = merk
        return antwoord(uitkomst, payload, vraag)

    def _tel(self, document: Document, vraag: Vraag) -> None:
        if self._gebruik is not None:
            self._gebruik.tel(vraag.client, document.vooruitblik.velden)

    def seconden(self, vraag: Vraag) -> float:
        return self._deadline_s if vraag.resterend_s is None else min(self._deadline_s, vraag.resterend_s)

    def _vooruitblik(self, document: Document, vraag: Vraag) -> Vooruitblik:
        if not document.vooruitblik.vraagt(KETENVELD):
            return document.vooruitblik
        selectie = ketenselectie(self._schema, document.node, vraag.operation_name, vraag.variables or {})
        return replace(document.vooruitblik, keten=selectie)

    async def _vastgelegd(
        self, payload: dict[str, Any], vraag: Vraag, context: Context, verloop: Verloop, *, eenmalig: bool = False
    ) -> dict[str, Any]:
        """The answer, now that it is written down; without that, only why there is none."""
        if payload["data"] is None:
            context.verstrekkingen.behoud_wijzigingen()
            verloop.status = "Error"
        elif vraag.streng and context.afgeschermd.aantallen:
            context.verstrekkingen.behoud_wijzigingen()
            payload = {"data": None, "errors": [van_mijnzaken(Forbidden(), vraag.trace_id, None)]}
        try:
            await self._vastlegging.leg_vast(context, verloop, eenmalig=eenmalig)
        except LogUnavailable as error:
            verloop.status = "Error"
            laat_los(error)
            waarom = LogUnavailable(_ONZEKER, detail=error.detail) if context.voorgenomen else error
            return {"data": None, "errors": [van_mijnzaken(waarom, vraag.trace_id, None)]}
        return payload

    async def _uitgevoerd(
        self, document: Document, vraag: Vraag, context: Context, seconden: float
    ) -> tuple[dict[str, Any], Uitkomst]:
        ronde = ronde_van(context.loaders)
        ronde.begin()
        try:
            async with asyncio.timeout(seconden):
                result = await self._resultaat(document, vraag, context)
        except (TimeoutError, QueryTooComplex) as error:
            laat_los(error)
            waarom = error if isinstance(error, QueryTooComplex) else DeadlineExceeded()
            return {"data": None, "errors": [van_mijnzaken(waarom, vraag.trace_id, None)]}, Uitkomst.UITGEVOERD
        finally:
            await ronde.einde()
        errors = [van_graphql(error, vraag.trace_id) for error in result.errors or ()]
        if result.data is None and result.errors and all(error.path is None for error in result.errors):
            laat_los(*result.errors)
            return {"errors": errors}, Uitkomst.WAARDEN_PASSEN_NIET
        errors.extend(van_mijnzaken(error, vraag.trace_id, path) for path, error in context.fouten)
        payload: dict[str, Any] = {"data": result.data}
        if errors:
            payload["errors"] = errors
            laat_los(*(result.errors or ()), *(error for _, error in context.fouten))
        if result.data is not None and (closed := context.afgeschermd.extensions()):
            payload["extensions"] = {"afgeschermd": closed}
        return payload, Uitkomst.UITGEVOERD

    async def _resultaat(self, document: Document, vraag: Vraag, context: Context) -> ExecutionResult:
        try:
            if not self._plan:
                raise GeenPlan("uitgezet")
            plan, variabelen = self._documenten.plannen.plan(document.plannen, vraag.operation_name, vraag.variables)
        except GeenPlan as reden:
            self.gedaan[f"graphql-core: {reden}"] += 1
            if document.maten.van(vraag.operation_name).alleen_introspectie:
                return await self._introspectie.vertel(document, vraag)
            running = voer_uit(self._schema, document, vraag, context)
            result = await running if isawaitable(running) else running
            assert isinstance(result, ExecutionResult)
            return result
        except OngeldigeVariabelen as invalid:
            return ExecutionResult(None, invalid.fouten)
        self.gedaan["plan"] += 1
        uitvoering = Uitvoering(plan, context, variabelen, meeste=self._documenten.grenzen.objecten)
        return ExecutionResult(await uitvoering.run(), uitvoering.fouten or None)


def _laat_los(*_: object) -> None:
    """Whoever calls this had the last hold of them."""


def _wijzigt(document: Document, vraag: Vraag) -> bool:
    """Then a register may know of it when it was broken off."""
    return document.soorten.get(vraag.operation_name) is OperationType.MUTATION


def _oproep(call: Oproep) -> dict[str, object]:
    return {
        "register": call.register,
        "methode": call.method,
        "sjabloon": call.sjabloon,
        "status": call.status,
        "ms": round(call.ms, 1),
    }


def _misplaatst(melding: str, vraag: Vraag) -> Antwoord:
    """A kind of operation that this door does not serve."""
    return antwoord(Uitkomst.NIET_GELDIG, {"errors": [fout(ErrorCode.BAD_REQUEST, melding, vraag.trace_id)]}, vraag)
