"""Logboek: POST /logboek/processing-activities, the log as another system reads it (Logboek Dataverwerkingen, extension
"lezen" 1.1).

Who may read what of it, app/authorization says: who oversees the log all of it, a ketenpartner what was told to it or
asked by it. Reading is itself a verwerking: written down, of every betrokkene in it, before the answer leaves. A number
of a person in the question becomes a pseudonym at once, and no answer repeats anything of the question.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from app.authentication.bearer import Bearer
from app.authorization.pseudoniem import Pseudoniemen
from app.authorization.toegang import Logboekinzage
from app.execution.executor import MaakContext
from app.http.certificaat import Certificaatlezer
from app.http.lichaam import lees
from app.http.problems import problem
from app.http.spoor import breng_over
from app.http.uitdaging import uitdaging
from app.verwerkingenlog.journaal import Journaal
from app.verwerkingenlog.projecties import ldv
from app.verwerkingenlog.projecties.afzender import Afzender
from app.verwerkingenlog.raadplegen import MEESTE, Gevonden, Zoekvraag, lees_zoekvraag, zoek
from app.verwerkingenlog.regel import Verwerking
from app.verwerkingenlog.vastlegging import Vastlegging, Verloop
from resolvers.grammar.context import Context, Vooruitblik
from resolvers.grammar.errors import BadUserInput, ErrorCode, LogUnavailable, Unauthenticated
from resolvers.grammar.inzage import GegevensCategorie, Inzage, Zicht
from resolvers.grammar.sleutel import Sleutel

_VERSIE = {"API-Version": "1.1.0"}
_COORDINAAT = "Verwerking"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogboekDeur:
    """`deadline_s`: how long the question may take to come in."""

    bearer: Bearer
    maak_context: MaakContext
    journaal: Journaal
    pseudoniemen: Pseudoniemen
    afzender: Afzender
    vastlegging: Vastlegging
    body_bytes: int
    deadline_s: float
    certificaat: Certificaatlezer = field(default_factory=Certificaatlezer)

    async def __call__(self, request: Request) -> Response:
        try:
            afnemer = await self.bearer.lees(request.headers.getlist("authorization"), self.certificaat(request))
        except Unauthenticated:
            return problem(request, 401, headers={**uitdaging(request), **_VERSIE})
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return problem(request, 415, "Stuur de vraag als application/json.", _VERSIE)
        body = await lees(request, self.body_bytes, self.deadline_s, _VERSIE)
        if isinstance(body, Response):
            return body
        try:
            vraag = lees_zoekvraag(body, self.pseudoniemen, self.afzender)
        except BadUserInput as error:
            return problem(request, 400, error.message, _VERSIE)
        context = self.maak_context(afnemer, Vooruitblik(), "nl")
        verloop = Verloop(trace_id=request.state.trace_id, naam="raadplegen verwerkingenlog")
        breng_over(request, afnemer, verloop)
        try:
            return await self._antwoord(request, vraag, context, verloop)
        except LogUnavailable:
            return problem(request, 503, headers=_VERSIE)

    async def _antwoord(self, request: Request, vraag: Zoekvraag, context: Context, verloop: Verloop) -> Response:
        inzage: Logboekinzage | None = context.toegang.logboek()
        if inzage is None:
            context.afgeschermd.noteer("processingActivities", ErrorCode.FORBIDDEN, _COORDINAAT)
            await self.vastlegging.leg_vast(context, verloop)
            return problem(request, 403, headers=_VERSIE)
        gevonden = await self.journaal.lees(lambda opslag: zoek(opslag, vraag, alleen_van=inzage.alleen_van))
        self._noteer(context, inzage, vraag, gevonden)
        await self.vastlegging.leg_vast(context, verloop)
        answer: dict[str, object] = {
            "processingActivities": [ldv.gelezen(regel, self.afzender) for regel in gevonden.regels]
        }
        if gevonden.afgekapt:
            answer["truncated"] = True
            answer["detail"] = f"Dit zijn de nieuwste {MEESTE}. Vraag verder met een eerdere endTime."
        return Response(msgspec.json.encode(answer), media_type="application/json", headers=_VERSIE)

    def _noteer(self, context: Context, inzage: Logboekinzage, vraag: Zoekvraag, gevonden: Gevonden) -> None:
        """Of everybody in the answer; and of who was asked about, for that there is nothing is told too."""
        partijen: set[tuple[frozenset[Sleutel], ...]] = {
            self._partij(regel.betrokkene) for regel in gevonden.regels if isinstance(regel, Verwerking)
        }
        if vraag.betrokkenen:
            partijen.add(self._partij(vraag.betrokkenen[0]))
        opened = Inzage((inzage.grond,), context.afnemer.niveau)
        for partij in partijen or {()}:
            seen = Zicht(_COORDINAAT, opened, partijen=partij)
            context.verstrekkingen.noteer(inzage.grond, seen, _COORDINAAT, GegevensCategorie.VERWERKINGEN)

    def _partij(self, pseudoniem: str) -> tuple[frozenset[Sleutel], ...]:
        sleutel = self.pseudoniemen.onthul(pseudoniem) if pseudoniem else None
        return (frozenset({sleutel}),) if sleutel is not None else ()
