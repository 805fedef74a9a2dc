"""Open VTB: verzoeken, taken and berichten, as the sandbox serves them.

Source: Open VTB 0.1.0 and main f43b3ddc, which calls itself 0.1.0 too (MEASURED §2.4). The release has no filters at
all: it ignores them and returns everybody's. Main has them, as exact text. Only the schema tells which one it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal
from uuid import uuid4

import yaml
from starlette.applications import Starlette

from app.sandbox import zoekfilter as z
from app.sandbox.kern import (
    BRON,
    Antwoord,
    CloudEvent,
    Dialect,
    Fout,
    Pad,
    Register,
    TokenToegang,
    Vraag,
    Wereld,
    nu,
    open_toegang,
)
from app.sandbox.zoekfilter import Filters, Rij, zeef

Versie = Literal["0.1.0", "main"]

VERZOEKEN = "/verzoeken/api/v1"
TAKEN = "/taken/api/v1"
BERICHTEN = "/berichten/api/v1"
DIALECT = Dialect(kop={"API-version": "0.1.0"})
VARY = {"Vary": "origin"}
#: What a bericht says, and how long it may be.
BERICHTVELDEN = {"ontvanger": 255, "onderwerp": 50, "berichtTekst": 4000, "referentie": 25}
TAAKSOORTEN = {"betaaltaken": "betaaltaak", "formuliertaken": "formuliertaak", "urltaken": "urltaak"}

VERZOEKFILTERS: Filters = {
    "uuid": z.uuid("uuid"),
    "initiator": z.gelijk("initiator"),
    "medeInitiator": z.gelijk("medeInitiator"),
    "isGerelateerdAan": z.gelijk("isGerelateerdAan.urn"),
    "verwerkStatus": z.keuze("verwerkStatus", "geregistreerd", "verwerkt"),
    "versie": z.getal("versie"),
    "verzoekType__uuid": z.Filter(z.url_met_uuid("_verzoektype").past, z.uuid("").bezwaar),
    "verzoekType__urn": z.gelijk("verzoekTypeUrn"),
    "verzoekBetaling__voltooid": z.ja_nee("verzoekBetaling.voltooid"),
    "verzoekBetaling__transactieReferentie": z.gelijk("verzoekBetaling.transactieReferentie"),
}
VERZOEKTYPEFILTERS: Filters = {
    "uuid": z.uuid("uuid"),
    "naam": z.gelijk("naam"),
    "omschrijving__icontains": z.bevat_ongeacht("omschrijving"),
}
TAAKFILTERS: Filters = {
    "uuid": z.uuid("uuid"),
    "titel": z.gelijk("titel"),
    "verwerkerTaakId": z.gelijk("verwerkerTaakId"),
    "isToegewezenAan": z.gelijk("isToegewezenAan"),
    "isGerelateerdAan": z.gelijk("isGerelateerdAan.urn"),
    "status": z.keuze("status", "open", "afgebroken", "uitgevoerd", "niet_uitgevoerd", "verwerkt"),
    "taakSoort": z.keuze("taakSoort", *TAAKSOORTEN.values()),
    "handelingsPerspectief": z.keuze(
        "handelingsPerspectief",
        "informatie_geven",
        "informatie_krijgen",
        "uitnodiging_voor_afspraak",
        "vernieuwing_nodig",
        "betalen",
        "incasso",
        "reactie_ontvangen",
    ),
    **z.momenten("startdatum", "startdatum"),
    **z.momenten("einddatumHandelingsTermijn", "einddatumHandelingsTermijn"),
    **z.momenten("datumHerinnering", "datumHerinnering"),
}
BERICHTFILTERS: Filters = {
    "ontvanger": z.gelijk("ontvanger"),
    "isGerelateerdAan": z.gelijk("isGerelateerdAan.urn"),
    "geopendOp__isnull": z.gevuld("geopendOp", omgekeerd=True),
    # No default: a bericht that is to be published next week is in the list unless asked otherwise.
    **z.momenten("publicatiedatum", "publicatiedatum"),
}
GEMELD = frozenset({"uitgevoerd", "afgebroken", "verwerkt"})
"""The statuses of a taak that are told of, as CloudEvent; there are no notifications, and none of verzoeken."""
ALLEEN_MAIN = frozenset({"medeInitiator"})
"""Fields that the release does not have."""


def _van_versie(rij: Rij, versie: Versie) -> Rij:
    if versie == "main":
        return rij
    return {naam: waarde for naam, waarde in rij.items() if naam not in ALLEEN_MAIN}


def schema(titel: str, wortel: str, lijsten: Mapping[str, Filters], versie: Versie) -> Rij:
    """The part of the product's own schema that tells the two apart: which query parameters each list has."""
    paden: Rij = {}
    for deel, filters in lijsten.items():
        namen = ["page", "pageSize", *(filters if versie == "main" else ())]
        paden[f"/{deel}"] = {
            "get": {
                "operationId": f"{deel}_list",
                "parameters": [{"in": "query", "name": naam, "schema": {"type": "string"}} for naam in sorted(namen)],
                "responses": {"200": {"description": ""}},
            }
        }
    return {
        "openapi": "3.0.3",
        "info": {"title": titel, "version": "0.1.0"},
        "paths": paden,
        "servers": [{"url": wortel}],
    }


def maak_app(wereld: Wereld, *, latentie_ms: float = 0.0, versie: Versie = "main") -> Starlette:
    """Open VTB over one world, as the release or as main."""
    register = Register(wereld, "openvtb", dialect=DIALECT, toegang=TokenToegang(kop='Bearer realm="api"'))
    store = register.store
    for verzoek in store["verzoeken"]:
        store["verzoeken"].wijzig(verzoek, {"_verzoektype": str(verzoek.get("verzoekType", "")).rsplit("/", 1)[-1]})

    tabellen = {
        (collectie, naam): z.met_tabel(store[collectie], pad)
        for collectie, naam, pad in (
            ("verzoeken", "initiator", "initiator"),
            ("verzoeken", "isGerelateerdAan", "isGerelateerdAan.urn"),
            ("externetaken", "isToegewezenAan", "isToegewezenAan"),
            ("externetaken", "isGerelateerdAan", "isGerelateerdAan.urn"),
            ("berichten", "ontvanger", "ontvanger"),
            ("berichten", "isGerelateerdAan", "isGerelateerdAan.urn"),
        )
    }

    def lijst(collectie: str, filters: Filters, taaksoort: str | None = None) -> Callable[[Vraag], Antwoord]:
        geldend: Filters = {}
        if versie == "main":
            geldend = {naam: tabellen.get((collectie, naam), filter_) for naam, filter_ in filters.items()}

        def werk(vraag: Vraag) -> Antwoord:
            rijen = zeef(store[collectie], vraag.params, geldend)
            getoond = [_van_versie(rij, versie) for rij in rijen if taaksoort in (None, rij.get("taakSoort"))]
            return Antwoord(vraag.pagina(getoond))

        return werk

    def een(collectie: str, taaksoort: str | None = None) -> Callable[[Vraag], Antwoord]:
        def werk(vraag: Vraag) -> Antwoord:
            rij = store[collectie].een(vraag.pad["uuid"])
            if taaksoort not in (None, rij.get("taakSoort")):
                raise Fout.niet_gevonden()
            return Antwoord(_van_versie(rij, versie))

        return werk

    def wijzig(collectie: str, *velden: str) -> Callable[[Vraag], Antwoord]:
        def werk(vraag: Vraag) -> Antwoord:
            rij = store[collectie].een(vraag.pad["uuid"])
            nieuw = {naam: waarde for naam, waarde in vraag.voorwerp().items() if naam in velden}
            store[collectie].wijzig(rij, nieuw)
            if collectie == "externetaken" and nieuw.get("status") in GEMELD:
                register.meld(_taakevent(rij))
            return Antwoord(_van_versie(rij, versie))

        return werk

    def maak_bericht(vraag: Vraag) -> Antwoord:
        gegeven = vraag.voorwerp()
        for naam, lengte in BERICHTVELDEN.items():
            waarde = gegeven.get(naam)
            if waarde in (None, "") and naam != "referentie":
                raise Fout.ongeldig(naam, "required", "Dit veld is vereist.")
            if len(str(waarde or "")) > lengte:
                raise Fout.ongeldig(
                    naam, "max_length", f"Zorg ervoor dat dit veld niet meer dan {lengte} tekens bevat."
                )
        uuid = str(uuid4())
        rij: Rij = {
            "url": f"{register.basis}{BERICHTEN}/berichten/{uuid}",
            "urn": f"urn:nld:gemeente-voorbeeldstad:bericht:uuid:{uuid}",
            "uuid": uuid,
            **{naam: gegeven.get(naam, "") for naam in BERICHTVELDEN},
            "publicatiedatum": gegeven.get("publicatiedatum") or nu(),
            "geopendOp": None,
            "berichtType": gegeven.get("berichtType", ""),
            "isGerelateerdAan": gegeven.get("isGerelateerdAan", []),
            "handelingsPerspectief": gegeven.get("handelingsPerspectief", ""),
            "einddatumHandelingsTermijn": gegeven.get("einddatumHandelingsTermijn"),
            "mijnOverheidBerichtenbox": gegeven.get("mijnOverheidBerichtenbox", False),
            "bijlagen": gegeven.get("bijlagen", []),
        }
        store["berichten"].voeg_toe(rij)
        return Antwoord(rij, status=201)

    def versies(vraag: Vraag) -> Antwoord:
        return Antwoord(vraag.pagina(_versies(store["verzoektypen"].een(vraag.pad["uuid"]))))

    def versie_van(vraag: Vraag) -> Antwoord:
        for rij in _versies(store["verzoektypen"].een(vraag.pad["uuid"])):
            if str(rij.get("versie")) == vraag.pad["versie"]:
                return Antwoord(rij)
        raise Fout.niet_gevonden()

    taken: dict[str, Filters] = dict.fromkeys(("externetaken", *TAAKSOORTEN), TAAKFILTERS)
    paden = [
        Pad(f"{VERZOEKEN}/verzoeken", {"GET": lijst("verzoeken", VERZOEKFILTERS)}),
        Pad(
            f"{VERZOEKEN}/verzoeken/{{uuid}}", {"GET": een("verzoeken"), "PATCH": wijzig("verzoeken", "verwerkStatus")}
        ),
        Pad(f"{VERZOEKEN}/verzoektypen", {"GET": lijst("verzoektypen", VERZOEKTYPEFILTERS)}),
        Pad(f"{VERZOEKEN}/verzoektypen/{{uuid}}", {"GET": een("verzoektypen")}),
        Pad(f"{VERZOEKEN}/verzoektypen/{{uuid}}/versies", {"GET": versies}),
        Pad(f"{VERZOEKEN}/verzoektypen/{{uuid}}/versies/{{versie}}", {"GET": versie_van}),
        Pad(f"{BERICHTEN}/berichten", {"GET": lijst("berichten", BERICHTFILTERS), "POST": maak_bericht}),
        Pad(f"{BERICHTEN}/berichten/{{uuid}}", {"GET": een("berichten"), "PATCH": wijzig("berichten", "geopendOp")}),
    ]
    for deel in taken:
        soort = TAAKSOORTEN.get(deel)
        paden += [
            Pad(f"{TAKEN}/{deel}", {"GET": lijst("externetaken", TAAKFILTERS, soort)}),
            Pad(
                f"{TAKEN}/{deel}/{{uuid}}",
                {"GET": een("externetaken", soort), "PATCH": wijzig("externetaken", "status", "verwerkerTaakId")},
            ),
        ]
    for titel, wortel, lijsten in (
        ("Verzoeken API", VERZOEKEN, {"verzoeken": VERZOEKFILTERS, "verzoektypen": VERZOEKTYPEFILTERS}),
        ("Taken API", TAKEN, taken),
        ("Berichten API", BERICHTEN, {"berichten": BERICHTFILTERS}),
    ):
        inhoud = schema(titel, wortel, lijsten, versie)
        paden.append(Pad(f"{wortel}/openapi.yaml", {"GET": _als_yaml(inhoud)}, toegang=open_toegang))
        paden.append(Pad(f"{wortel}/openapi.json", {"GET": _als_json(inhoud)}, toegang=open_toegang))
    return register.app([replace(pad, kop=VARY) for pad in paden], latentie_ms=latentie_ms)


def _taakevent(taak: Rij) -> CloudEvent:
    velden = ("taakSoort", "titel", "status", "einddatumHandelingsTermijn")
    return CloudEvent(
        type=f"nl.overheid.taken.externetaak-{taak['status']}",
        bron=f"{BRON}openvtb",
        subject=str(taak["uuid"]),
        data={naam: str(taak.get(naam) or "") for naam in velden},
    )


def _als_yaml(inhoud: Rij) -> Callable[[Vraag], Antwoord]:
    tekst = yaml.safe_dump(inhoud, sort_keys=False).encode()
    return lambda _: Antwoord(tekst, kop={"Content-Type": "application/vnd.oai.openapi"})


def _als_json(inhoud: Rij) -> Callable[[Vraag], Antwoord]:
    return lambda _: Antwoord(inhoud, kop={"Content-Type": "application/vnd.oai.openapi+json"})


def _versies(verzoektype: Rij) -> list[Rij]:
    """The versions in full when the world has them (`_versies`), else as the product type lists them."""
    versies = verzoektype.get("_versies") or verzoektype.get("versies")
    return [rij for rij in versies if isinstance(rij, dict)] if isinstance(versies, list) else []
