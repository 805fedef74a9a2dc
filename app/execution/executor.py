"""Executor: one operation for one afnemer: context, execution under the deadline, errors with codes.

An operation runs on its plan; what no plan serves, graphql-core runs on the guarded Strawberry schema, which is the
reference (tests/execution holds the two together). What was told is collected on the context, and written down before
the answer leaves; what cannot be written down is not told.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from inspect import isawaitable
from typing import Any

import msgspec
from graphql import ExecutionResult, GraphQLSchema, OperationType
from graphql.execution import experimental_execute_incrementally

from app.execution.documents import Document, Documenten, Geweigerd
from app.execution.engels import in_taal
from app.execution.keten import KETENVELD, ketenselectie
from app.execution.plan import GeenPlan, OngeldigeVariabelen, Uitvoering, toon
from app.execution.results import fout, van_graphql, van_mijnzaken
from app.execution.variabelen import noemt_bsn, passen
from app.execution.vertrouwd import Naslag
from app.registries.oproep import Oproep, oproepen, oproepen_van
from app.telemetry.gebruik import ONBEKENDE_CLIENT, Client, Gebruik
from app.telemetry.spans import Spans, operatie
from app.verwerkingenlog.vastlegging import Vastlegging, Verloop
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.context import Context, Volgt, Vooruitblik, Wijziging
from resolvers.grammar.errors import ZINNEN, DeadlineExceeded, ErrorCode, Forbidden, LogUnavailable

#: The share of the deadline that the calls may not use: with what did come, an answer must still be made.
_OM_SAMEN_TE_STELLEN = 0.1

_GEEN_STROOM = (
    "Een abonnement kan niet met een gewone vraag; gebruik graphql-transport-ws op /graphql of graphql-sse op "
    "/graphql/stream."
)

MaakContext = Callable[[Authenticatie, Vooruitblik, str], Context]


class Uitkomst(Enum):
    """What kind of answer it is; the door chooses the status code."""

    UITGEVOERD = "uitgevoerd"
    NIET_TE_LEZEN = "niet te lezen"
    NIET_TOEGESTAAN = "niet toegestaan"
    ONBEKEND = "onbekend"
    NIET_GELDIG = "niet geldig"
    WAARDEN_PASSEN_NIET = "waarden passen niet"


_GEWEIGERD = {
    ErrorCode.BAD_REQUEST: Uitkomst.NIET_TE_LEZEN,
    ErrorCode.GRAPHQL_PARSE_FAILED: Uitkomst.NIET_TE_LEZEN,
    ErrorCode.PERSISTED_QUERY_NOT_FOUND: Uitkomst.ONBEKEND,
    ErrorCode.PERSISTED_QUERY_ONLY: Uitkomst.NIET_TOEGESTAAN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vraag:
    """One operation as it came in. `streng`: refuse it whole when any of it is closed (`Prefer: handling=strict`).
    `weigering`: why there is no text, when a client named a document that it may not ask or that nobody knows.
    `parent_span_id`, `afkomst`, `ketenpad` (by which organisations it came, see oproep.py) and `resterend_s` (how long
    the answer is still of use) only from an organisation that proved who it is."""

    query: str
    weigering: Geweigerd | None = None
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None
    taal: str = "nl"
    trace_id: str
    parent_span_id: str = ""
    afkomst: str = ""
    ketenpad: tuple[str, ...] = ()
    resterend_s: float | None = None
    streng: bool = False
    met_oproepen: bool = False
    client: Client = ONBEKENDE_CLIENT


@dataclass(frozen=True, slots=True)
class Antwoord:
    uitkomst: Uitkomst
    body: bytes


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
        plan: bool = True,
        spans: Spans | None = None,
    ) -> None:
        """`naslag`: the registered documents; without it none are. `gebruik`: counts which fields are asked. `plan`
        False: graphql-core serves everything; for comparing the two. `spans`: where it is told how the time was
        spent."""
        self._gebruik = gebruik
        self.naslag = naslag if naslag is not None else Naslag(documenten)
        self._spans = spans
        self._plan = plan
        self.gedaan: Counter[str] = Counter()
        self._schema = schema
        self._maak_context = maak_context
        self._vastlegging = vastlegging
        self._documenten = documenten
        self._deadline_s = deadline_s

    def plannen(self, query: str) -> list[str]:
        """The plans that were made for this document, as a person reads them. Raises Geweigerd."""
        return [toon(plan) for plan in self._documenten.lees(query).plannen.plannen.alle()]

    def soort(self, vraag: Vraag) -> OperationType | Antwoord:
        """What kind of operation it asks for, or why that cannot be said."""
        document = self.gelezen(vraag)
        if isinstance(document, Antwoord):
            return document
        soort = Documenten.soort(document, vraag.operation_name)
        assert soort is not None  # gelezen found it
        return soort

    def noemt_bsn(self, vraag: Vraag) -> bool:
        """Whether one of its variables holds a value of type BSN."""
        document = self.gelezen(vraag)
        if isinstance(document, Antwoord):
            return False
        return noemt_bsn(self._schema, document.node, vraag.operation_name, vraag.variables or {})

    async def execute(self, vraag: Vraag, afnemer: Authenticatie) -> Antwoord:
        """Never raises for what a client or a register did."""
        document = self.gelezen(vraag)
        if isinstance(document, Antwoord):
            return document
        if Documenten.soort(document, vraag.operation_name) is OperationType.SUBSCRIPTION:
            return _misplaatst(_GEEN_STROOM, vraag)
        context = self.context(document, vraag, afnemer)
        payload, uitkomst = await self.beantwoord(document, vraag, context, self.seconden(vraag))
        return antwoord(uitkomst, payload, vraag)

    def context(self, document: Document, vraag: Vraag, afnemer: Authenticatie) -> Context:
        """What is known while it runs; counts that it was asked."""
        self._tel(document, vraag)
        return self._maak_context(afnemer, self._vooruitblik(document, vraag), vraag.taal)

    async def beantwoord(
        self, document: Document, vraag: Vraag, context: Context, seconden: float
    ) -> tuple[dict[str, Any], Uitkomst]:
        """Run in this time, and written down when anything of it is told."""
        verloop = _verloop(document, vraag)
        calls = oproepen.set([]) if vraag.met_oproepen else None
        try:
            voor_oproepen = seconden * (1 - _OM_SAMEN_TE_STELLEN)
            with operatie(self._spans, verloop):
                with oproepen_van(vraag.trace_id, verloop.span_id, voor_oproepen, vraag.ketenpad) as verloop.bronnen:
                    payload, uitkomst = await self._uitgevoerd(document, vraag, context, seconden)
                if uitkomst is Uitkomst.UITGEVOERD:
                    payload = await self._vastgelegd(payload, vraag, context, verloop)
            if calls is not None:
                payload.setdefault("extensions", {})["oproepen"] = [_oproep(call) for call in oproepen.get() or ()]
        finally:
            if calls is not None:
                oproepen.reset(calls)
        return payload, uitkomst

    async def volg(self, vraag: Vraag, afnemer: Authenticatie) -> Volgt | Antwoord:
        """What this subscription follows, once it is known that it may; else the errors why not."""
        document = self.gelezen(vraag)
        if isinstance(document, Antwoord):
            return document
        if Documenten.soort(document, vraag.operation_name) is not OperationType.SUBSCRIPTION:
            return _misplaatst("Hier kan alleen een subscription.", vraag)
        self._tel(document, vraag)
        context = self._maak_context(afnemer, self._vooruitblik(document, vraag), vraag.taal)
        verloop = _verloop(document, vraag)
        with operatie(self._spans, verloop):
            with oproepen_van(vraag.trace_id, verloop.span_id, self._deadline_s) as verloop.bronnen:
                payload, uitkomst = await self._uitgevoerd(document, vraag, context, self._deadline_s)
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
        `eenmalig`: a message may be made again after a crash; it is written down under `trace_id` once.

        Raises NuNiet: an error would tell that there was something, to who may not know."""
        document = self._documenten.lees(vraag.query)
        context = self._maak_context(afnemer, self._vooruitblik(document, vraag), vraag.taal)
        context.wijziging = wijziging
        verloop = _verloop(document, vraag)
        seconden = self._deadline_s * (1 - _OM_SAMEN_TE_STELLEN)
        with operatie(self._spans, verloop):
            with oproepen_van(vraag.trace_id, verloop.span_id, seconden) as verloop.bronnen:
                payload, uitkomst = await self._uitgevoerd(document, vraag, context, self._deadline_s)
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

    def gelezen(self, vraag: Vraag) -> Document | Antwoord:
        """The document, or why it cannot be one."""
        try:
            if vraag.weigering is not None:
                raise vraag.weigering
            document = self._documenten.lees(vraag.query)
        except Geweigerd as refused:
            errors = [van_graphql(error, vraag.trace_id, refused.code) for error in refused.fouten]
            uitkomst = _GEWEIGERD.get(refused.code, Uitkomst.NIET_GELDIG)
            if refused.node is not None and not passen(self._schema, refused.node, vraag.variables or {}):
                uitkomst = Uitkomst.WAARDEN_PASSEN_NIET  # whatever else is wrong with it
            return antwoord(uitkomst, {"errors": errors}, vraag)
        if Documenten.soort(document, vraag.operation_name) is None:
            code = ErrorCode.OPERATION_RESOLUTION_FAILURE
            problem = fout(code, ZINNEN[code].nl, vraag.trace_id)
            return antwoord(Uitkomst.NIET_GELDIG, {"errors": [problem]}, vraag)
        return document

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
            return {"data": None, "errors": [van_mijnzaken(error, vraag.trace_id, None)]}
        return payload

    async def _uitgevoerd(
        self, document: Document, vraag: Vraag, context: Context, seconden: float
    ) -> tuple[dict[str, Any], Uitkomst]:
        try:
            async with asyncio.timeout(seconden):
                result = await self._resultaat(document, vraag, context)
        except TimeoutError:
            return {
                "data": None,
                "errors": [van_mijnzaken(DeadlineExceeded(), vraag.trace_id, None)],
            }, Uitkomst.UITGEVOERD
        errors = [van_graphql(error, vraag.trace_id) for error in result.errors or ()]
        if result.data is None and result.errors and all(error.path is None for error in result.errors):
            return {"errors": errors}, Uitkomst.WAARDEN_PASSEN_NIET
        errors.extend(van_mijnzaken(error, vraag.trace_id, path) for path, error in context.fouten)
        payload: dict[str, Any] = {"data": result.data}
        if errors:
            payload["errors"] = errors
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
            # `execute` refuses a schema that knows @defer; what is run here has none (uitstel)
            running: Any = experimental_execute_incrementally(
                self._schema,
                document.node,
                context_value=context,
                variable_values=dict(vraag.variables or {}),
                operation_name=vraag.operation_name,
                hide_suggestions=True,
            )
            result = await running if isawaitable(running) else running
            assert isinstance(result, ExecutionResult)
            return result
        except OngeldigeVariabelen as invalid:
            return ExecutionResult(None, invalid.fouten)
        self.gedaan["plan"] += 1
        uitvoering = Uitvoering(plan, context, variabelen)
        return ExecutionResult(await uitvoering.run(), uitvoering.fouten or None)


def _naam(document: Document) -> str:
    """What is done, in the words of the schema: never those of the client."""
    ingangen = sorted(
        (kind, name)
        for coordinate in document.vooruitblik.velden
        for kind, _, name in [coordinate.partition(".")]
        if kind in {"Query", "Mutation", "Subscription"}
    )
    verb = "vastleggen" if any(kind == "Mutation" for kind, _ in ingangen) else "raadplegen"
    return f"{verb} {', '.join(name for _, name in ingangen)}"


def _verloop(document: Document, vraag: Vraag) -> Verloop:
    return Verloop(
        trace_id=vraag.trace_id, naam=_naam(document), parent_span_id=vraag.parent_span_id, afkomst=vraag.afkomst
    )


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


def antwoord(uitkomst: Uitkomst, payload: dict[str, Any], vraag: Vraag) -> Antwoord:
    if (errors := payload.get("errors")) is not None:
        payload = {**payload, "errors": in_taal(errors, vraag.taal)}
    return Antwoord(uitkomst, msgspec.json.encode(payload))
