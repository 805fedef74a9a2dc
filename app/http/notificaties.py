"""Notificaties: POST /notificaties, where registers say that something changed.

As Open Notificaties delivers (ZGW) and as CloudEvents (NL GOV profile, structured). Who does not bring the agreed
Authorization hears 401 before anything is read; what is accepted is durable before 204 is said. Nothing that it names
is fetched here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import Response

from app.http.lichaam import lees as lees_lichaam
from app.http.problems import problem
from app.push.adresboek import Adresboek
from app.push.notificatie import NietGeldig, lees, lees_cloudevent
from app.push.ontvangst import Ontvangst
from app.push.postvak import PostvakFout

_LEZERS = {"application/json": lees, "application/cloudevents+json": lees_cloudevent}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificatieDeur:
    """`autorisaties`: what the notifying services put in Authorization."""

    ontvangst: Ontvangst
    adressen: Adresboek
    autorisaties: Sequence[str]
    body_bytes: int
    deadline_s: float

    async def __call__(self, request: Request) -> Response:
        gegeven = request.headers.getlist("authorization")
        if len(gegeven) != 1 or not self._mag(gegeven[0]):
            return problem(request, 401, "Meldingen worden alleen aanvaard van een dienst die wij kennen.")
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if (lezer := _LEZERS.get(media)) is None:
            return problem(request, 415, "Stuur application/json of application/cloudevents+json.")
        body = await lees_lichaam(request, self.body_bytes, self.deadline_s)
        if isinstance(body, Response):
            return body
        try:
            notificatie = lezer(body, self.adressen)
        except NietGeldig as error:
            return problem(request, 400, str(error))
        if notificatie is not None:
            try:
                await self.ontvangst.neem_aan([notificatie])
            except PostvakFout:
                return problem(request, 503, "De melding kan nu niet worden bewaard; stuur haar later opnieuw.")
        return Response(status_code=204)

    def _mag(self, gegeven: str) -> bool:
        goed = [compare_digest(gegeven.encode(), autorisatie.encode()) for autorisatie in self.autorisaties]
        return any(goed)  # each is compared: how long it takes does not say which was nearly right
