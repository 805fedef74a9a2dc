"""Open Organisatie: medewerkers, teams and organisational units, as the sandbox serves them.

Source: Open Organisatie 0.1.0 (organisatie API v0, FACTS §10; not measured, so paging, errors and the ignoring of
unknown parameters follow its siblings of the same make). A medewerker cannot be found by `medewerkerId`: list them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.applications import Starlette

from app.sandbox import zoekfilter as z
from app.sandbox.kern import Antwoord, Dialect, Pad, Register, TokenToegang, Vraag, Wereld
from app.sandbox.zoekfilter import Filters

WORTEL = "/organisatie/api/v0"
DIALECT = Dialect(kop={"API-version": "0.1.0"})

LIJSTEN: Mapping[str, tuple[str, Filters]] = {
    "medewerkers": (
        "medewerkers",
        {
            "teamsUuid": z.een_van_uuid("teams.uuid"),
            "functiesUuid": z.een_van_uuid("functies.uuid"),
            "geslachtsaanduiding": z.keuze("geslachtsaanduiding", "M", "V", "X"),
        },
    ),
    "teams": (
        "teams",
        {
            "naam": z.gelijk("naam"),
            "naam__icontains": z.bevat_ongeacht("naam"),
            "functiesUuid": z.een_van_uuid("functies.uuid"),
            "vestigingenUuid": z.een_van_uuid("vestigingen.uuid"),
        },
    ),
    "organisatorische-eenheid": (
        "organisatorische_eenheden",
        {
            **{naam: z.gelijk(naam) for naam in ("identificatie", "naam", "soortOrganisatie", "verkorteNaam")},
            "naam__icontains": z.bevat_ongeacht("naam"),
            "hoofdOrganisatorischeEenheid": z.uuid("hoofdOrganisatorischeEenheid"),
            "functiesUuid": z.een_van_uuid("functies.uuid"),
            "vestigingenUuid": z.een_van_uuid("vestigingen.uuid"),
        },
    ),
    "functie": (
        "functies",
        {
            "functieOmschrijving": z.gelijk("functieOmschrijving"),
            "functieOmschrijving__icontains": z.bevat_ongeacht("functieOmschrijving"),
            "functieTypeUuid": z.uuid("functieType.uuid"),
        },
    ),
    "functietype": ("functietypen", {"naam": z.gelijk("naam"), "slug": z.gelijk("slug")}),
    "vestiging": (
        "vestigingen",
        {
            naam: z.gelijk(naam)
            for naam in ("vestigingsnummer", "naam", "verkorteNaam", "adres", "postAdres", "landcode")
        },
    ),
}
"""By path, some singular and some plural as the product has them: the collection of the world and the filters."""


def maak_app(wereld: Wereld, *, latentie_ms: float = 0.0) -> Starlette:
    """Open Organisatie over one world."""
    register = Register(wereld, "openorganisatie", dialect=DIALECT, toegang=TokenToegang())

    def lijst(collectie: str, filters: Filters) -> Callable[[Vraag], Antwoord]:
        def werk(vraag: Vraag) -> Antwoord:
            params = dict(vraag.params)
            for naam in params:
                # A parameter that takes a list may be repeated; then any of them will do.
                if naam in ("teamsUuid", "functiesUuid", "vestigingenUuid"):
                    params[naam] = ",".join(waarde for ander, waarde in vraag.herhaald if ander == naam)
            return Antwoord(vraag.pagina(z.zeef(register.store[collectie], params, filters)))

        return werk

    def een(collectie: str) -> Callable[[Vraag], Antwoord]:
        return lambda vraag: Antwoord(register.store[collectie].een(vraag.pad["uuid"]))

    paden: list[Pad] = []
    for deel, (collectie, filters) in LIJSTEN.items():
        paden.append(Pad(f"{WORTEL}/{deel}", {"GET": lijst(collectie, filters)}))
        paden.append(Pad(f"{WORTEL}/{deel}/{{uuid}}", {"GET": een(collectie)}))
    return register.app(paden, latentie_ms=latentie_ms)
