"""Verdelen: from what a register tells to a message for everybody who asked for it, in the form that he takes.

Source: Open Notificaties 1.16.1 (src/nrc/api/tasks.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

import msgspec

from app.sandbox.kern import BRON, Collectie, Lichaam, Melding, Notificatie, sleutel_van
from app.sandbox.opennotificaties.abonnement import wil_cloudevent, wil_notificatie
from app.sandbox.opennotificaties.bezorgen import Bezorger, Zending


class Verdeler:
    """May be called from any thread."""

    def __init__(self, abonnementen: Collectie, bezorger: Bezorger) -> None:
        self._abonnementen = abonnementen
        self._bezorger = bezorger

    def hoor(self, melding: Melding) -> None:
        """What a register of the sandbox tells."""
        if isinstance(melding, Notificatie):
            self.verdeel_notificatie(melding.body(), f"{BRON}{melding.bron}")
        else:
            self.verdeel_cloudevent(melding.body())

    def verdeel_notificatie(self, bericht: Lichaam, bron: str) -> None:
        wat = (str(bericht["kanaal"]), str(bericht["resource"]), str(bericht["actie"]))
        for abonnement in self._abonnementen:
            if not wil_notificatie(abonnement, bericht["kanaal"], _map(bericht["kenmerken"])):
                continue
            als_event = bool(abonnement["sendCloudevents"])
            self._verstuur(abonnement, _als_cloudevent(bericht, bron) if als_event else bericht, wat, als_event)

    def verdeel_cloudevent(self, event: Lichaam) -> None:
        wat = ("cloudevents", str(event["type"]), "")
        for abonnement in self._abonnementen:
            if wil_cloudevent(abonnement, str(event["type"]), _map(event.get("data"))):
                self._verstuur(abonnement, event, wat, True)

    def _verstuur(self, abonnement: Lichaam, body: Lichaam, wat: tuple[str, str, str], als_event: bool) -> None:
        media = "application/cloudevents+json" if als_event else "application/json"
        self._bezorger.neem(Zending(sleutel_van(abonnement), msgspec.json.encode(body), media, wat))

    def close(self) -> None:
        """What was not delivered yet, is not delivered any more."""
        self._bezorger.close()


def _als_cloudevent(bericht: Lichaam, bron: str) -> Lichaam:
    return {
        "specversion": "1.0",
        "type": f"nl.overheid.{bericht['kanaal']}.{bericht['resource']}.{bericht['actie']}",
        "source": bron,
        "subject": str(bericht["resourceUrl"]).rsplit("/", 1)[-1],
        "id": str(uuid4()),
        "time": bericht["aanmaakdatum"],
        "datacontenttype": "application/json",
        "data": {**_map(bericht["kenmerken"]), "hoofdObject": bericht["hoofdObject"]},
    }


def _map(waarde: object) -> Mapping[str, object]:
    return waarde if isinstance(waarde, dict) else {}
