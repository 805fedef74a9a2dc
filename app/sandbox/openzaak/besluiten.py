"""Besluiten API of the sandbox: decisions of a zaak, and the documents that hold them.

Source: Besluiten API 1.1.0 of Open Zaak 1.30.0 as measured: no `expand`, no filter on persons, one zaak per call.
"""

from __future__ import annotations

from app.sandbox.kern import Lichaam, Store
from app.sandbox.openzaak.filters import gelijk, url
from app.sandbox.openzaak.lezen import Bron
from app.sandbox.openzaak.rechten import Recht

BASIS = "/besluiten/api/v1"


def _van_besluit(store: Store, recht: Recht, rij: Lichaam) -> bool:
    besluit = store["besluiten"].van_url(rij.get("besluit"))
    return besluit is not None and recht.mag("brc", "besluiten.lezen", besluit)


BESLUITEN = Bron(
    naam="besluiten",
    pad=BASIS + "/besluiten",
    component="brc",
    scope="besluiten.lezen",
    versie="1.1.0",
    filters={
        "zaak": url("zaak"),
        "besluittype": url("besluittype"),
        "identificatie": gelijk("identificatie"),
        "verantwoordelijkeOrganisatie": gelijk("verantwoordelijkeOrganisatie"),
    },
    tabel={"zaak": "zaak"},
    zichtbaar=lambda store, recht, rij: recht.mag("brc", "besluiten.lezen", rij),
)
BESLUITINFORMATIEOBJECTEN = Bron(
    naam="besluitinformatieobjecten",
    pad=BASIS + "/besluitinformatieobjecten",
    component="brc",
    scope="besluiten.lezen",
    versie="1.1.0",
    filters={"besluit": url("besluit"), "informatieobject": url("informatieobject")},
    tabel={"besluit": "besluit"},
    zichtbaar=_van_besluit,
    kaal=True,
)

PADEN = [*BESLUITEN.paden(), *BESLUITINFORMATIEOBJECTEN.paden()]
