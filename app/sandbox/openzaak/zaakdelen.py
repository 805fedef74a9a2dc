"""Zaakdelen of the sandbox: what belongs to a zaak and has a path of its own, from statussen to zaakeigenschappen.

Source: Zaken API 1.5.1 of Open Zaak 1.30.0 as measured: lists leave out what belongs to a hidden zaak (so no status
can mean no right), the paths below /zaken/{uuid} answer 403 for one; zaakinformatieobjecten also name documents that
the application may not see.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.sandbox.kern import Antwoord, Fout, Lichaam, Pad, Vraag
from app.sandbox.openzaak import rollen
from app.sandbox.openzaak.aanmaken import maak_zaakinformatieobject
from app.sandbox.openzaak.filters import Filter, datums, gelijk, ja_nee, keuze, url
from app.sandbox.openzaak.lezen import Bron, met_zaak
from app.sandbox.openzaak.muteren import maak_resultaat, maak_rol, maak_status, verwijder_rol
from app.sandbox.openzaak.zaken import BASIS, VERSIE, ZAKEN

ZAAK: Mapping[str, Filter] = {"zaak": url("zaak")}


def _deel(
    naam: str,
    filters: Mapping[str, Filter],
    *,
    tabel: Mapping[str, str] | None = None,
    extra: frozenset[str] = frozenset(),
    kaal: bool = False,
    vaste_bladzijde: bool = False,
) -> Bron:
    return Bron(
        naam=naam,
        pad=f"{BASIS}/{naam}",
        component="zrc",
        scope="zaken.lezen",
        versie=VERSIE,
        filters=filters,
        tabel=tabel or {"zaak": "zaak"},
        extra=extra,
        kaal=kaal,
        vaste_bladzijde=vaste_bladzijde,
        zichtbaar=met_zaak,
    )


STATUSSEN = _deel(
    "statussen",
    {
        **ZAAK,
        "statustype": url("statustype"),
        "indicatieLaatstGezetteStatus": ja_nee("indicatieLaatstGezetteStatus"),
    },
)
SUBSTATUSSEN = _deel(
    "substatussen",
    {
        **ZAAK,
        "status": url("status"),
        "doelgroep": keuze("doelgroep", "betrokkenen", "intern"),
        **datums("tijdstip", "__gt", "__gte", "__lt", "__lte"),
    },
    vaste_bladzijde=True,
)
ROLLEN = _deel("rollen", rollen.FILTERS, tabel=rollen.TABEL)
RESULTATEN = _deel("resultaten", {**ZAAK, "resultaattype": url("resultaattype")})
ZAAKINFORMATIEOBJECTEN = _deel(
    "zaakinformatieobjecten",
    {**ZAAK, "informatieobject": url("informatieobject")},
    tabel={"zaak": "zaak", "informatieobject": "informatieobject"},
    kaal=True,
)
ZAAKOBJECTEN = _deel("zaakobjecten", {**ZAAK, "object": gelijk("object"), "objectType": gelijk("objectType")})
ZAAKCONTACTMOMENTEN = _deel("zaakcontactmomenten", {**ZAAK, "contactmoment": url("contactmoment")}, kaal=True)
ZAAKVERZOEKEN = _deel("zaakverzoeken", {**ZAAK, "verzoek": url("verzoek")}, kaal=True)


def _van_zaak(vraag: Vraag, collectie: str) -> list[Lichaam]:
    """The rows below the zaak of the path, by their URL; 403 when that zaak is hidden, 404 when absent."""
    zaak = ZAKEN.een(vraag)
    begin = f"{zaak['url']}/{collectie}/"
    naam = "zaakbesluiten" if collectie == "besluiten" else collectie
    return [rij for rij in vraag.register.store[naam] if str(rij["url"]).startswith(begin)][::-1]


def zaakbesluiten(vraag: Vraag) -> Antwoord:
    return Antwoord(_van_zaak(vraag, "besluiten"))


def zaakeigenschappen(vraag: Vraag) -> Antwoord:
    return Antwoord(_van_zaak(vraag, "zaakeigenschappen"))


def zaakeigenschap(vraag: Vraag) -> Antwoord:
    for rij in _van_zaak(vraag, "zaakeigenschappen"):
        if rij["uuid"] == vraag.pad["deel"]:
            return Antwoord(rij, etag=True)
    raise Fout.niet_gevonden()


def zaaknotities(vraag: Vraag) -> Antwoord:
    """Internal notes: here because the product has them, and a gateway must leave them alone."""
    ZAKEN.recht(vraag)
    rijen = vraag.register.store["zaaknotities"]
    gevraagd = vraag.params.get("gerelateerdAan")
    return Antwoord(vraag.pagina([rij for rij in rijen if gevraagd in (None, rij.get("gerelateerdAan"))][::-1]))


_GELEZEN = (SUBSTATUSSEN, ZAAKOBJECTEN, ZAAKCONTACTMOMENTEN, ZAAKVERZOEKEN)
_KOP = {"API-version": VERSIE}

PADEN = [
    *STATUSSEN.paden(lijst={"POST": maak_status}),
    *ROLLEN.paden(lijst={"POST": maak_rol}, een={"DELETE": verwijder_rol}),
    *RESULTATEN.paden(lijst={"POST": maak_resultaat}),
    *ZAAKINFORMATIEOBJECTEN.paden(lijst={"POST": maak_zaakinformatieobject}),
    *(pad for bron in _GELEZEN for pad in bron.paden()),
    Pad(
        BASIS + "/zaaknotities", {"GET": zaaknotities}, params=frozenset({"gerelateerdAan"}), gepagineerd=True, kop=_KOP
    ),
    Pad(BASIS + "/zaken/{uuid}/besluiten", {"GET": zaakbesluiten}, params=frozenset(), kop=_KOP),
    Pad(BASIS + "/zaken/{uuid}/zaakeigenschappen", {"GET": zaakeigenschappen}, params=frozenset(), kop=_KOP),
    Pad(BASIS + "/zaken/{uuid}/zaakeigenschappen/{deel}", {"GET": zaakeigenschap}, params=frozenset(), kop=_KOP),
]
