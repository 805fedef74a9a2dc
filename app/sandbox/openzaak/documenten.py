"""Documenten API of the sandbox: documents with their content, found by zaak or besluit, or many at once by uuid.

Source: Documenten API 1.4.2 of Open Zaak 1.30.0 as measured: the list shows the oldest first, `_zoek` needs
`uuid__in` and drops without a word what is unknown or hidden, a hidden detail is 403. The content is the `_inhoud` of
the world.
"""

from __future__ import annotations

import hashlib

from app.sandbox.kern import Antwoord, Fout, Lichaam, Pad, Vraag, etag_van
from app.sandbox.openzaak.expand import VAN_DOCUMENT, Boom, boom_van, componenten, uit_tekst, vul
from app.sandbox.openzaak.filters import (
    Filter,
    Toets,
    bevat,
    datums,
    geldige_url,
    gelijk,
    ja_nee,
    keuze,
    lijst_van,
    sorteer,
    url,
    uuids,
)
from app.sandbox.openzaak.lezen import Bron
from app.sandbox.openzaak.rechten import VERTROUWELIJKHEID

BASIS = "/documenten/api/v1"
VERSIE = "1.4.2"
VOLGORDE = frozenset(
    {"auteur", "bestandsomvang", "creatiedatum", "formaat", "status", "titel", "vertrouwelijkheidaanduiding"}
)


def _trefwoorden(naam: str, waarde: object) -> Toets:
    """All of them; with __overlap one of them will do."""
    gevraagd = set(str(waarde).split(","))
    genoeg = 1 if naam.endswith("__overlap") else len(gevraagd)
    return lambda rij: len(gevraagd.intersection(map(str, lijst_van(rij.get("trefwoorden"))))) >= genoeg


FILTERS: dict[str, Filter] = {
    "identificatie": gelijk("identificatie"),
    "bronorganisatie": gelijk("bronorganisatie"),
    "informatieobjecttype": url("informatieobjecttype"),
    "vertrouwelijkheidaanduiding": keuze("vertrouwelijkheidaanduiding", *VERTROUWELIJKHEID),
    "titel": bevat("titel"),
    "auteur": bevat("auteur"),
    "beschrijving": bevat("beschrijving"),
    "locked": ja_nee("locked"),
    "trefwoorden": _trefwoorden,
    "trefwoorden__overlap": _trefwoorden,
    **datums("creatiedatum", "__gte", "__lte"),
}
OBJECT, OBJECTTYPE = "objectinformatieobjecten__object", "objectinformatieobjecten__objectType"

DOCUMENTEN = Bron(
    naam="enkelvoudiginformatieobjecten",
    pad=BASIS + "/enkelvoudiginformatieobjecten",
    component="drc",
    scope="documenten.lezen",
    versie=VERSIE,
    filters=FILTERS,
    extra=frozenset({"expand", "ordering", OBJECT, OBJECTTYPE}),
    zichtbaar=lambda store, recht, rij: recht.mag("drc", "documenten.lezen", rij),
    nieuwste_eerst=False,
)


def lijst(vraag: Vraag) -> Antwoord:
    boom = _boom(vraag, uit_tekst(vraag.params.get("expand", "")))
    rijen = DOCUMENTEN.rijen(vraag)
    if vraag.params.get(OBJECT) or vraag.params.get(OBJECTTYPE):
        relaties = vraag.register.store["objectinformatieobjecten"]
        gevraagd, soort = vraag.params.get(OBJECT), vraag.params.get(OBJECTTYPE)
        kandidaten = relaties.bij("object", geldige_url(OBJECT, gevraagd)) if gevraagd else list(relaties)
        genoemd = {rij["informatieobject"] for rij in kandidaten if soort in (None, "", rij["objectType"])}
        rijen = [rij for rij in rijen if rij["url"] in genoemd]
    return _bladzijde(vraag, sorteer(rijen, vraag.params.get("ordering"), VOLGORDE), boom)


def zoek_met_body(vraag: Vraag) -> Antwoord:
    waarden = vraag.voorwerp()
    if "uuid__in" not in waarden:
        raise Fout.ongeldig("uuid__in", "required", "Dit veld is vereist.")
    gekozen = uuids("uuid__in", waarden["uuid__in"])
    paden = waarden.get("expand")
    if paden is not None and not isinstance(paden, list):
        raise Fout.serverfout()
    gevraagd = uit_tekst(vraag.params.get("expand", "")) or [str(pad) for pad in lijst_van(paden)]
    boom = _boom(vraag, gevraagd)
    recht = DOCUMENTEN.recht(vraag)
    documenten = vraag.register.store[DOCUMENTEN.naam]
    gevonden = [rij for uuid in gekozen if (rij := documenten.zoek(uuid)) is not None]
    zichtbaar = [
        rij
        for rij in documenten.op_volgorde(gevonden)
        if recht.mag("drc", "documenten.lezen", rij)
        and all(rij.get(veld) == waarden[veld] for veld in ("bronorganisatie", "identificatie") if waarden.get(veld))
    ]
    return _bladzijde(vraag, zichtbaar, boom)


def detail(vraag: Vraag) -> Antwoord:
    boom = _boom(vraag, uit_tekst(vraag.params.get("expand", "")))
    document = _versie(vraag)
    return Antwoord(vul(document, boom, VAN_DOCUMENT, vraag.register.store), etag=etag_van(document))


def download(vraag: Vraag) -> Antwoord:
    document = _versie(vraag)
    inhoud = str(document.get("_inhoud", "")).encode()
    return Antwoord(
        inhoud,
        kop={
            "Content-Type": "application/octet-stream",
            # The product names the file as it is stored; its real name is in the document's bestandsnaam.
            "Content-Disposition": f'attachment; filename="{vraag.pad["uuid"]}.bin"',
        },
        etag=f'"{hashlib.md5(inhoud, usedforsecurity=False).hexdigest()}"',
    )


def _versie(vraag: Vraag) -> Lichaam:
    """The document; the sandbox keeps one version, so another one is not there."""
    document = DOCUMENTEN.een(vraag)
    if vraag.params.get("versie", str(document.get("versie"))) != str(document.get("versie")):
        raise Fout.niet_gevonden()
    return document


def _boom(vraag: Vraag, paden: list[str]) -> Boom:
    boom = boom_van(paden, VAN_DOCUMENT)
    for component in componenten(boom, VAN_DOCUMENT):
        DOCUMENTEN.recht(vraag).eis(component, "catalogi.lezen")
    return boom


def _bladzijde(vraag: Vraag, rijen: list[Lichaam], boom: Boom) -> Antwoord:
    return Antwoord(vraag.pagina(rijen, lambda rij: vul(rij, boom, VAN_DOCUMENT, vraag.register.store)))


OBJECTINFORMATIEOBJECTEN = Bron(
    naam="objectinformatieobjecten",
    pad=BASIS + "/objectinformatieobjecten",
    component="drc",
    scope="documenten.lezen",
    versie=VERSIE,
    filters={"object": url("object"), "informatieobject": url("informatieobject")},
    tabel={"object": "object", "informatieobject": "informatieobject"},
    kaal=True,
    nieuwste_eerst=False,
)
GEBRUIKSRECHTEN = Bron(
    naam="gebruiksrechten",
    pad=BASIS + "/gebruiksrechten",
    component="drc",
    scope="documenten.lezen",
    versie=VERSIE,
    filters={
        "informatieobject": url("informatieobject"),
        **datums("startdatum", "__gt", "__gte", "__lt", "__lte"),
        **datums("einddatum", "__gt", "__gte", "__lt", "__lte"),
    },
    kaal=True,
)
_VERSIES = frozenset({"versie", "registratieOp"})

PADEN = [
    Pad(DOCUMENTEN.pad, {"GET": lijst}, params=DOCUMENTEN.params, gepagineerd=True, kop=DOCUMENTEN.kop),
    Pad(DOCUMENTEN.pad + "/_zoek", {"POST": zoek_met_body}, kop=DOCUMENTEN.kop),
    Pad(DOCUMENTEN.pad + "/{uuid}", {"GET": detail}, params=_VERSIES | {"expand"}, kop=DOCUMENTEN.kop),
    Pad(DOCUMENTEN.pad + "/{uuid}/download", {"GET": download}, params=_VERSIES),
    *OBJECTINFORMATIEOBJECTEN.paden(),
    *GEBRUIKSRECHTEN.paden(),
]
