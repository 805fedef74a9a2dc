"""Push, from the outside: messages that did not arrive, sent again; and where we want to hear of changes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from time import time

from app.config import Settings
from app.console.fout import Meldbaar
from app.console.tabel import tabel
from app.push.aanmelden import meld_aan
from app.push.opslag.openen import open_postvak
from app.push.postvak import Postvak, PostvakFout, Staat

#: How many messages one command shows or sends again.
_MEESTE = 10_000


class PushFout(Meldbaar):
    """One line for whoever gave the command."""


def berichten(settings: Settings, staat: str) -> str:
    """A table of the messages in this state; never to whom they go, but for systems."""
    postvak = _open(settings)
    try:
        found = postvak.berichten(Staat(staat), _MEESTE)
    except PostvakFout as error:
        raise PushFout(str(error)) from None
    finally:
        postvak.close()
    rijen = [
        (
            bericht.id,
            bericht.kanaal if bericht.kanaal != "WEBHOOK" else f"WEBHOOK {bericht.ontvanger}",
            bericht.soort,
            datetime.fromtimestamp(bericht.tijdstip_ms / 1000, UTC).isoformat(timespec="seconds"),
            str(bericht.pogingen),
            bericht.reden,
        )
        for bericht in found
    ]
    if not rijen:
        return f"Er zijn geen berichten die {staat} zijn."
    return tabel(("bericht", "kanaal", "wijziging", "tijdstip", "pogingen", "reden"), rijen)


def opnieuw(settings: Settings, ids: Sequence[str]) -> int:
    """Sends dead messages again: these, or all of them. How many. Raises PushFout when some of these do not go."""
    postvak = _open(settings)
    try:
        gekozen = ids or [bericht.id for bericht in postvak.berichten(Staat.DOOD, _MEESTE)]
        aantal = postvak.zend_opnieuw(gekozen, int(time() * 1000))
    except PostvakFout as error:
        raise PushFout(str(error)) from None
    finally:
        postvak.close()
    if ids and aantal < len(set(ids)):
        raise PushFout(
            f"{aantal} van {len(set(ids))} berichten gaan opnieuw; de andere zijn er niet, of zijn niet mislukt."
        )
    return aantal


def aanmelden(settings: Settings) -> tuple[str, bool]:
    """A line for each notifying service, and whether all is well."""
    found = asyncio.run(meld_aan(settings.push))
    if not found:
        raise PushFout("Er staat geen notificatiedienst onder `push.notificaties`.")
    urls = [dienst.url or f"push.notificaties.{nr}" for nr, dienst in enumerate(settings.push.notificaties)]
    rijen = [(urls[one.dienst - 1], one.uitkomst, one.remedie) for one in found]
    return tabel(("dienst", "uitkomst", "te doen"), rijen), not any(one.remedie for one in found)


def _open(settings: Settings) -> Postvak:
    try:
        return open_postvak(settings.verwerkingenlog.opslag, aanmaken=False)
    except PostvakFout as error:
        raise PushFout(str(error)) from None
