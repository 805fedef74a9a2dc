"""Ketenmelding: POST /notificaties/{register}, where a partner's MijnZaken says that something changed in a zaak of his
that belongs to one of ours.

He signs it (Standard Webhooks); who cannot, hears 401, also for a partner that does not exist. What is told of the
change is not believed: it only says *look again*, and whoever it concerns has his own question asked anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import time

from starlette.requests import Request
from starlette.responses import Response

from app.http.lichaam import lees as lees_lichaam
from app.http.problems import problem
from app.push.handtekening import klopt
from app.push.notificatie import NietGeldig, lees_ketenmelding
from app.push.ontvangst import Ontvangst
from app.push.postvak import PostvakFout

#: Of who is not a partner: nobody signs with it, and finding that out takes as long.
_NIEMANDS = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class KetenmeldingDeur:
    """`geheimen`: with what each partner signs, by the name of his register."""

    ontvangst: Ontvangst
    geheimen: Mapping[str, bytes]
    body_bytes: int
    deadline_s: float

    async def __call__(self, request: Request) -> Response:
        naam: str = request.path_params["register"]
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/cloudevents+json":
            return problem(request, 415, "Stuur application/cloudevents+json.")
        body = await lees_lichaam(request, self.body_bytes, self.deadline_s)
        if isinstance(body, Response):
            return body
        geheim = self.geheimen.get(naam)
        if not klopt(geheim or _NIEMANDS, request.headers, body, time()) or geheim is None:
            return problem(request, 401, "Meldingen worden alleen aanvaard van een ketenpartner die wij kennen.")
        try:
            notificatie = lees_ketenmelding(body, naam)
        except NietGeldig as error:
            return problem(request, 400, str(error))
        if notificatie is not None:
            try:
                await self.ontvangst.neem_aan([notificatie])
            except PostvakFout:
                return problem(request, 503, "De melding kan nu niet worden bewaard; stuur haar later opnieuw.")
        return Response(status_code=204)
