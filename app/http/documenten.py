"""Documenten: GET /documenten/{id}, the bytes of a document. The same inzage, the same check as in the graph; nothing
else decides."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.authentication.bearer import Bearer
from app.execution.executor import MaakContext
from app.http.certificaat import Certificaatlezer
from app.http.problems import problem
from app.http.uitdaging import uitdaging
from app.registries.oproep import oproepen_van
from app.telemetry.spans import Spans, operatie
from app.verwerkingenlog.vastlegging import Vastlegging, Verloop
from resolvers.document import Document
from resolvers.grammar.context import Vooruitblik
from resolvers.grammar.errors import BadUserInput, MijnZakenError, Unauthenticated
from resolvers.grammar.ref import Ref
from resolvers.grammar.zicht import noteer_zicht
from resolvers.loaders.registers import register_van
from resolvers.toegang import Aanleiding
from resolvers.zoeken import zoek_object

#: What may stand in our header: a register keeps what an uploader wrote.
_FORMAAT = re.compile(r"[\w.+-]{1,80}/[\w.+-]{1,120}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDeur:
    bearer: Bearer
    maak_context: MaakContext
    vastlegging: Vastlegging
    deadline_s: float
    """Until the first byte; how long the bytes take is the client's pace."""
    certificaat: Certificaatlezer = field(default_factory=Certificaatlezer)
    spans: Spans | None = None

    async def __call__(self, request: Request) -> Response:
        try:
            afnemer = await self.bearer.lees(request.headers.getlist("authorization"), self.certificaat(request))
            ref = Ref.decode(request.path_params["id"])
        except Unauthenticated:
            return problem(request, 401, headers=uitdaging(request))
        except BadUserInput:
            return problem(request, 404)
        context = self.maak_context(afnemer, Vooruitblik(), "nl")
        verloop = Verloop(trace_id=request.state.trace_id, naam="downloaden document")
        stack = AsyncExitStack()
        try:
            with operatie(self.spans, verloop):
                with oproepen_van(verloop.trace_id, verloop.span_id, self.deadline_s) as verloop.bronnen:
                    seen = await zoek_object(context, ref, _aanleiding(request))
                    register = register_van(context.loaders.registers.documenten, ref.register)
                    if seen is None or register is None or not isinstance(seen.object, Document):
                        await self.vastlegging.leg_vast(context, verloop)
                        return problem(request, 404)
                    noteer_zicht(seen, context, "Document.downloadUrl")
                    chunks = await stack.enter_async_context(register.inhoud(seen.object))
                await self.vastlegging.leg_vast(context, verloop)
        except BadUserInput:
            return problem(request, 404)
        except MijnZakenError:
            await stack.aclose()
            return problem(request, 503)
        name = quote(seen.object.bestandsnaam or "document", safe="")
        formaat = seen.object.formaat or ""
        return StreamingResponse(
            _tot_het_einde(chunks, stack),
            media_type=formaat if _FORMAAT.fullmatch(formaat) else "application/octet-stream",
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
        )


def _aanleiding(request: Request) -> Aanleiding:
    """Why a medewerker downloads: `?contactmoment=` or `?zaak=`, global ids as in the graph."""
    given = {name: request.query_params.get(name) for name in ("contactmoment", "zaak")}
    refs = {name: Ref.decode(text) for name, text in given.items() if text}
    if any(ref.soort.lower() != name for name, ref in refs.items()):
        raise BadUserInput
    return Aanleiding(**refs)


async def _tot_het_einde(chunks: AsyncIterator[bytes], stack: AsyncExitStack) -> AsyncIterator[bytes]:
    async with stack:
        async for chunk in chunks:
            yield chunk
