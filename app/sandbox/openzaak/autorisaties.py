"""Autorisaties API of the sandbox: what an application may do, as it may ask for itself.

Source: Autorisaties API 1.0.0 of Open Zaak 1.30.0 as measured (an application without autorisaties.lezen may read its
own).
"""

from __future__ import annotations

from app.sandbox.kern import Antwoord, Fout, Pad, Vraag
from app.sandbox.openzaak.rechten import applicatie_van, recht_van

BASIS = "/autorisaties/api/v1"


def consumer(vraag: Vraag) -> Antwoord:
    """The application that has this client id."""
    client = vraag.params.get("clientId", "")
    applicaties = vraag.register.store["applicaties"]
    if client != vraag.client:
        recht_van(applicaties, vraag.client).eis("ac", "autorisaties.lezen")
    applicatie = applicatie_van(applicaties, client)
    if applicatie is None:
        raise Fout.niet_gevonden()
    return Antwoord(applicatie)


PADEN = [
    Pad(
        BASIS + "/applicaties/consumer",
        {"GET": consumer},
        params=frozenset({"clientId"}),
        kop={"API-version": "1.0.0"},
    )
]
