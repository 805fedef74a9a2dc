"""Behandeling: the desk of who handles the zaken of the sandbox. /behandeling shows each with the status it has and a
button that sets the next, so that one sees what a change does to who is told of it.
"""

from __future__ import annotations

import asyncio
from html import escape
from itertools import islice
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.sandbox.bladzijde import bladzijde
from app.sandbox.kern.store import Lichaam, Store
from app.sandbox.voortgang import GeenVoortgang, zet_voort

_PAD = "/behandeling"
_TITEL = "Behandeling in de sandbox"
#: A browser shows no more than this of a world that was made large.
_MEESTE = 100
#: The roles of the table are written out: on a phone its rows are cards, and a browser forgets them with the display.
_KOPPEN = "".join(f'<th scope="col" role="columnheader">{kop}</th>' for kop in ("Zaak", "Status", "Volgende"))


class Behandeling:
    """`basis`: where the registers answer. What happens goes over HTTP, as another system of the organisation would
    have it."""

    def __init__(self, basis: str, openzaak: Store) -> None:
        self._basis = basis
        self._openzaak = openzaak

    def routes(self) -> list[Route]:
        return [Route(_PAD, self._toon), Route(f"{_PAD}/{{zaaknummer}}", self._zet_voort, methods=["POST"])]

    async def _toon(self, request: Request) -> Response:
        gezet = self._openzaak["zaken"].bij("identificatie", request.query_params.get("gezet"))
        return self._bladzijde("; ".join(f"{zaak['identificatie']} is nu: {self._status(zaak)[0]}" for zaak in gezet))

    async def _zet_voort(self, request: Request) -> Response:
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return self._bladzijde("Een andere site mag hier niets zetten.", 403)
        zaaknummer = request.path_params["zaaknummer"]
        try:
            await asyncio.to_thread(zet_voort, self._basis, zaaknummer, "")
        except GeenVoortgang as error:
            return self._bladzijde(str(error), 409)
        return RedirectResponse(f"{_PAD}?{urlencode({'gezet': zaaknummer})}", 303)

    def _bladzijde(self, melding: str, status: int = 200) -> Response:
        gemeld = f'<p role="status">{escape(melding)}</p>' if melding else ""
        rijen = "".join(self._rij(zaak) for zaak in islice(self._openzaak["zaken"], _MEESTE))
        return bladzijde(
            _TITEL,
            f"""{gemeld}
<p>Zet een zaak een status verder; wie het aangaat, hoort ervan. Zie ook de <a href="/postbus">postbus</a>.</p>
<table role="table">
<thead role="rowgroup"><tr role="row">{_KOPPEN}</tr></thead>
<tbody role="rowgroup">
{rijen}</tbody>
</table>""",
            status,
        )

    def _rij(self, zaak: Lichaam) -> str:
        naam, is_einde = self._status(zaak)
        nummer = str(zaak["identificatie"])
        knop = f"""<form method="post" action="{_PAD}/{quote(nummer, safe="")}">
<button aria-label="Zet verder: {escape(nummer)}">Zet verder</button></form>"""
        return (
            f'<tr role="row"><td role="cell">{escape(nummer)}<br>{escape(str(zaak["omschrijving"]))}</td>'
            f'<td role="cell" data-kop="Status">{escape(naam)}</td>'
            f'<td role="cell">{"afgerond" if is_einde else knop}</td></tr>\n'
        )

    def _status(self, zaak: Lichaam) -> tuple[str, bool]:
        """What it is called, and whether none comes after it."""
        status = self._openzaak["statussen"].van_url(zaak["status"])
        soort = self._openzaak["statustypen"].van_url(status["statustype"]) if status else None
        return (str(soort["omschrijving"]), bool(soort["isEindstatus"])) if soort else ("nog geen status", False)
