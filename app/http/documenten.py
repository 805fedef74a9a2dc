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
from strawberry import ID

from app.authentication.bearer import Bearer
from app.execution.executor import MaakContext
from app.http.certificaat import Certificaatlezer
from app.http.problems import problem
from app.http.spoor import breng_over
from app.http.uitdaging import uitdaging
from app.registries.oproep import oproepen_van
from app.telemetry.spans import Spans, operatie
from app.verwerkingenlog.vastlegging import Vastlegging, Verloop
from resolvers.document import Document
from resolvers.grammar.context import Context, Vooruitblik
from resolvers.grammar.errors import BadUserInput, MijnZakenError, Unauthenticated
from resolvers.grammar.ref import Ref
from resolvers.grammar.zicht import noteer_zicht
from resolvers.loaders.registers import register_van
from resolvers.toegang import Aanleiding
from resolvers.vragen import AanleidingInvoer, aanleiding_uit
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
        breng_over(request, afnemer, verloop)
        stack = AsyncExitStack()
        try:
            with operatie(self.spans, verloop):
                with oproepen_van(verloop.trace_id, verloop.span_id, self.deadline_s) as verloop.bronnen:
                    seen = await zoek_object(context, ref, _aanleiding(request, context))
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
        except BaseException:
            await stack.aclose()
            raise
        name = quote(seen.object.bestandsnaam or "document", safe="")
        formaat = seen.object.formaat or ""
        return StreamingResponse(
            _tot_het_einde(chunks, stack),
            media_type=formaat if _FORMAAT.fullmatch(formaat) else "application/octet-stream",
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
        )


def _aanleiding(request: Request, context: Context) -> Aanleiding:
    """Why a medewerker downloads: `?contactmoment=` or `?zaak=`, global ids as in the graph."""
    contactmoment, zaak = (request.query_params.get(naam) for naam in ("contactmoment", "zaak"))
    gegeven = AanleidingInvoer(
        contactmoment=ID(contactmoment) if contactmoment else None, zaak=ID(zaak) if zaak else None
    )
    return aanleiding_uit(gegeven, context)


async def _tot_het_einde(chunks: AsyncIterator[bytes], stack: AsyncExitStack) -> AsyncIterator[bytes]:
    async with stack:
        async for chunk in chunks:
            yield chunk
