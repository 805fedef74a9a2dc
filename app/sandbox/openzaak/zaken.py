"""Zaken API of the sandbox: zaken, found by whom they concern, with everything that hangs from them.

Source: Zaken API 1.5.1 of Open Zaak 1.30.0 as measured. Its traps are kept: `_zoek` ignores the keys it does not know
and then answers every zaak, all `rol__` filters hold for the same rol, a malformed uuid is 500.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.sandbox.kern import Antwoord, Fout, Lichaam, Pad, Store, Vraag, waarde_op
from app.sandbox.openzaak import rollen
from app.sandbox.openzaak.aanmaken import maak_zaak
from app.sandbox.openzaak.expand import VAN_ZAAK, Boom, boom_van, componenten, uit_tekst, vul
from app.sandbox.openzaak.filters import (
    Filter,
    Toets,
    bevat,
    datums,
    een_van,
    geldige_url,
    gelijk,
    is_leeg,
    is_uuid,
    keuze,
    ligt_in,
    lijst_van,
    maximale_vertrouwelijkheid,
    sorteer,
    toetsen,
    url,
    uuids,
    zeef,
)
from app.sandbox.openzaak.lezen import Bron, bewaarde_etag, eis_crs
from app.sandbox.openzaak.muteren import wijzig_zaak

BASIS = "/zaken/api/v1"
VERSIE = "1.5.1"
KOP_CRS = {"API-version": VERSIE, "Content-Crs": "EPSG:4326"}

VOLGORDE = frozenset(
    {"startdatum", "einddatum", "publicatiedatum", "archiefactiedatum", "registratiedatum", "identificatie"}
)
FILTERS: dict[str, Filter] = {
    "identificatie": gelijk("identificatie"),
    "identificatie__icontains": bevat("identificatie"),
    "bronorganisatie": gelijk("bronorganisatie", hoogstens=9),
    "bronorganisatie__in": een_van("bronorganisatie"),
    "omschrijving": bevat("omschrijving"),
    "zaaktype": url("zaaktype"),
    "archiefnominatie": keuze("archiefnominatie", "blijvend_bewaren", "vernietigen"),
    "archiefnominatie__in": een_van("archiefnominatie"),
    "archiefstatus": gelijk("archiefstatus"),
    "archiefstatus__in": een_van("archiefstatus"),
    "archiefactiedatum__isnull": is_leeg("archiefactiedatum"),
    "einddatum__isnull": is_leeg("einddatum"),
    "maximaleVertrouwelijkheidaanduiding": maximale_vertrouwelijkheid,
    **datums("archiefactiedatum", "", "__lt", "__gt"),
    **datums("startdatum", "", "__gt", "__gte", "__lt", "__lte"),
    **datums("registratiedatum", "", "__gt", "__lt"),
    **datums("einddatum", "", "__gt", "__lt"),
    **datums("einddatumGepland", "", "__gt", "__lt"),
    **datums("uiterlijkeEinddatumAfdoening", "", "__gt", "__lt"),
}
ROL = frozenset("rol__" + naam for naam in rollen.VAN_ZAAK)
VERDER = frozenset(
    {"status__statustype", "resultaat__resultaattype", "zaaktype__omschrijving", "kenmerk", "kenmerk__bron"}
)

ZAKEN = Bron(
    naam="zaken",
    pad=BASIS + "/zaken",
    component="zrc",
    scope="zaken.lezen",
    versie=VERSIE,
    filters=FILTERS,
    extra=VERDER | ROL | {"expand", "ordering"},
    zichtbaar=lambda store, recht, rij: recht.mag("zrc", "zaken.lezen", rij),
)


def lijst(vraag: Vraag) -> Antwoord:
    boom = _boom(vraag, uit_tekst(vraag.params.get("expand", "")))
    gevonden = sorteer(zoek(vraag, vraag.params), vraag.params.get("ordering"), VOLGORDE)
    return _bladzijde(vraag, gevonden, boom)


def zoek_met_body(vraag: Vraag) -> Antwoord:
    """POST _zoek: the filters in the body, the page in the query only. What it does not know it ignores."""
    waarden = vraag.voorwerp()
    if not waarden:
        raise Fout.ongeldig("nonFieldErrors", "empty_search_body", "Je moet zoekparameters opgeven")
    paden = waarden.get("expand")
    if paden is not None and not isinstance(paden, list):
        raise Fout.serverfout()
    gevraagd = uit_tekst(vraag.params.get("expand", "")) or [str(pad) for pad in lijst_van(paden)]
    boom = _boom(vraag, gevraagd)
    gevonden = zoek(vraag, waarden)
    if "zaakgeometrie" in waarden:
        vlak = waarde_op(waarden, ("zaakgeometrie", "within", "coordinates"))
        gevonden = [zaak for zaak in gevonden if ligt_in(zaak.get("zaakgeometrie"), vlak)]
    if waarden.get("zaaktype__in"):
        typen = _urls("zaaktype__in", waarden["zaaktype__in"])
        gevonden = [zaak for zaak in gevonden if zaak["zaaktype"] in typen]
    if waarden.get("zaaktype__not_in"):
        typen = _urls("zaaktype__not_in", waarden["zaaktype__not_in"])
        gevonden = [zaak for zaak in gevonden if zaak["zaaktype"] not in typen]
    return _bladzijde(vraag, sorteer(gevonden, waarden.get("ordering"), VOLGORDE), boom)


def detail(vraag: Vraag) -> Antwoord:
    if not is_uuid(vraag.pad["uuid"]):
        raise Fout.serverfout()
    boom = _boom(vraag, uit_tekst(vraag.params.get("expand", "")))
    zaak = ZAKEN.een(vraag)
    # The ETag is the zaak's own: `expand` is not in it, and neither are the rollen that were taken away.
    return Antwoord(vul(zaak, boom, VAN_ZAAK, vraag.register.store), etag=bewaarde_etag(zaak))


def zoek(vraag: Vraag, waarden: Mapping[str, object]) -> list[Lichaam]:
    """The zaken that the application may see and the filters let through, newest first."""
    store, recht = vraag.register.store, ZAKEN.recht(vraag)
    van_rol = {naam.removeprefix("rol__"): waarde for naam, waarde in waarden.items() if naam in ROL and waarde}
    for naam, waarde in van_rol.items():  # so that a refusal names the parameter as it was sent
        rollen.VAN_ZAAK[naam]("rol__" + naam, waarde)
    if waarden.get("uuid__in"):  # in a body only: GET has refused it by now
        genoemd = (store["zaken"].zoek(uuid) for uuid in uuids("uuid__in", waarden["uuid__in"]))
        alle = store["zaken"].op_volgorde(zaak for zaak in genoemd if zaak is not None)
    else:
        alle = list(store["zaken"])
    if van_rol:
        proeven = toetsen(rollen.VAN_ZAAK, van_rol)
        snel = next((naam for naam in rollen.TABEL if naam in van_rol), None)
        rijen = store["rollen"]
        kandidaten = list(rijen) if snel is None else rijen.bij(rollen.TABEL[snel], str(van_rol[snel]))
        van_wie = {rol["zaak"] for rol in zeef(kandidaten, proeven)}
        if waarden.get("uuid__in"):
            alle = [zaak for zaak in alle if zaak["url"] in van_wie]
        else:
            zaken = (store["zaken"].van_url(url) for url in van_wie)
            alle = store["zaken"].op_volgorde(zaak for zaak in zaken if zaak is not None)
    gevonden = zeef(alle, toetsen(FILTERS, waarden) + toetsen(_verder(store), waarden))
    return [zaak for zaak in reversed(gevonden) if recht.mag("zrc", "zaken.lezen", zaak)]


def _verder(store: Store) -> dict[str, Filter]:
    """The filters that look beyond the fields of the zaak itself."""

    def van_ander(veld: str, collectie: str, maak: Filter) -> Filter:
        def filter_(naam: str, waarde: object) -> Toets | None:
            toets = maak(naam, waarde)
            return toets and (lambda zaak: toets(store[collectie].van_url(zaak.get(veld)) or {}))

        return filter_

    def kenmerk(*velden: str) -> Filter:
        def filter_(naam: str, waarde: object) -> Toets:
            gevraagd = str(waarde).split(":", len(velden) - 1)
            return lambda zaak: any(
                isinstance(deel, dict) and [deel.get(veld) for veld in velden] == gevraagd
                for deel in lijst_van(zaak.get("kenmerken"))
            )

        return filter_

    return {
        "status__statustype": van_ander("status", "statussen", url("statustype")),
        "resultaat__resultaattype": van_ander("resultaat", "resultaten", url("resultaattype")),
        "zaaktype__omschrijving": van_ander("zaaktype", "zaaktypen", bevat("omschrijving")),
        "kenmerk": kenmerk("bron", "kenmerk"),
        "kenmerk__bron": kenmerk("bron"),
    }


def _boom(vraag: Vraag, paden: list[str]) -> Boom:
    """What to expand; the types of the catalogue only for whom may read those."""
    boom = boom_van(paden, VAN_ZAAK)
    for component in componenten(boom, VAN_ZAAK):
        ZAKEN.recht(vraag).eis(component, "catalogi.lezen")
    return boom


def _bladzijde(vraag: Vraag, zaken: list[Lichaam], boom: Boom) -> Antwoord:
    return Antwoord(vraag.pagina(zaken, lambda zaak: vul(zaak, boom, VAN_ZAAK, vraag.register.store)))


def _urls(naam: str, waarde: object) -> set[str]:
    if not isinstance(waarde, list):
        raise Fout.ongeldig(naam, "not_a_list", "Verwachtte een lijst met items.")
    return {geldige_url(f"{naam}.", deel) for deel in waarde}


PADEN = [
    Pad(
        BASIS + "/zaken",
        {"GET": lijst, "POST": maak_zaak},
        params=ZAKEN.params,
        gepagineerd=True,
        kop=KOP_CRS,
        eis=eis_crs,
    ),
    Pad(BASIS + "/zaken/_zoek", {"POST": zoek_met_body}, kop=KOP_CRS, eis=eis_crs),
    Pad(
        BASIS + "/zaken/{uuid}",
        {"GET": detail, "PATCH": wijzig_zaak},
        params=frozenset({"expand"}),
        kop=KOP_CRS,
        eis=eis_crs,
    ),
]
