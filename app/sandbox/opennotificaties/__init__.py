"""Open Notificaties of the sandbox: who wants to know of changes says so here, and is told of them.

Source: Notificaties API 1.0 of Open Notificaties 1.16.1 as measured (MEASURED §2.6): an abonnement is only taken from
who refuses a message without its authorization and takes one with it; delivery is at least once, late, in no order.
An abonnement with `sendCloudevents` gets CloudEvents only: notifications of its kanalen made into one
(`nl.overheid.<kanaal>.<resource>.<actie>`), and what registers send as CloudEvent if `cloudeventFilters` has its type.

What a test or a demo may set of `app.state`, besides that of every product:

    vertraging_s  how long after the change a message goes out (0.1; the real product 0 to 20)
    herhaal_s     how long after a failure it is tried again (0.5); twice as long after each next one (the real one 25,
                  four times as long), eight times in all
    dubbel        how probable it is that what was delivered is delivered again: 0 to 1
    door_elkaar   whether messages wait for a time of their own, up to thrice as long
    bezorgd       what was tried, a deque of Aflevering: never a value or an address
    verdeler      the Verdeler, with `hoor(melding)` and `close()`
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid4, uuid5

from starlette.applications import Starlette

from app.sandbox.kern import Antwoord, Dialect, Fout, JwtToegang, Lichaam, Ongeldig, Pad, Register, Vraag, Wereld
from app.sandbox.opennotificaties.abonnement import beproef, kanaal_past, lees_abonnement
from app.sandbox.opennotificaties.bezorgen import Aflevering, Bezorger
from app.sandbox.opennotificaties.verdelen import Verdeler

__all__ = ["KANALEN", "Aflevering", "Verdeler", "maak_app"]

BASIS = "/api/v1"
DIALECT = Dialect(ongeldig="Ongeldige invoer.", kop={"API-version": "1.0.0"})
KANALEN = {
    "autorisaties": (),
    "zaaktypen": ("catalogus",),
    "besluittypen": ("catalogus",),
    "informatieobjecttypen": ("catalogus",),
    "zaken": ("bronorganisatie", "zaaktype", "vertrouwelijkheidaanduiding"),
    "documenten": ("bronorganisatie", "informatieobjecttype", "vertrouwelijkheidaanduiding"),
    "besluiten": ("verantwoordelijke_organisatie", "besluittype"),
    "partijen": ("nummer", "interne_notitie", "soort_partij"),
    "klantcontacten": ("hoofd_onderwerp_type", "indicatie_contact_gelukt", "verdere_actie_ondernomen"),
    "internetaken": (),
    "producten": ("producttype.uuid", "producttype.code", "producttype.uniforme_product_naam"),
}
"""The kanalen that the registers make for themselves, with the kenmerken on which one may filter."""
_BERICHT = ("kanaal", "hoofdObject", "resource", "resourceUrl", "actie", "aanmaakdatum")
_CLOUDEVENT = ("id", "source", "specversion", "type")


def maak_app(wereld: Wereld, *, latentie_ms: float = 0.0) -> Starlette:
    """Open Notificaties without abonnementen."""
    register = Register(wereld, "opennotificaties", dialect=DIALECT, toegang=JwtToegang())
    kanalen, abonnementen = register.store["kanalen"], register.store["abonnementen"]
    for naam, filters in KANALEN.items():
        kanalen.voeg_toe(_kanaal(register, str(uuid5(NAMESPACE_URL, naam)), naam, "", list(filters)))

    def nieuw_kanaal(vraag: Vraag) -> Antwoord:
        gegeven = vraag.voorwerp()
        _vereist(gegeven, ("naam",))
        if kanalen.bij("naam", gegeven["naam"]):
            raise Fout.ongeldig("naam", "unique", "Er bestaat al een kanaal met eenzelfde naam.")
        filters = gegeven.get("filters", [])
        if not isinstance(filters, list) or not all(isinstance(filter_, str) for filter_ in filters):
            raise Fout.ongeldig("filters", "not_a_list", "Verwachtte een lijst met items.")
        rij = _kanaal(register, str(uuid4()), gegeven["naam"], gegeven.get("documentatieLink", ""), filters)
        kanalen.voeg_toe(rij)
        return Antwoord(rij, status=201)

    async def nieuw_abonnement(vraag: Vraag) -> Antwoord:
        velden = lees_abonnement(vraag.voorwerp())
        await beproef(velden, kanalen)
        rij = {"url": f"{register.basis}{BASIS}/abonnement/{uuid4()}", **velden}
        abonnementen.voeg_toe(rij)
        return Antwoord(rij, status=201)

    async def wijzig_abonnement(vraag: Vraag) -> Antwoord:
        rij = abonnementen.een(vraag.pad["uuid"])
        velden = lees_abonnement(vraag.voorwerp())
        await beproef(velden, kanalen)
        abonnementen.wijzig(rij, velden)
        return Antwoord(rij)

    def verwijder_abonnement(vraag: Vraag) -> Antwoord:
        abonnementen.verwijder(vraag.pad["uuid"])
        return Antwoord(status=204)

    def nieuwe_notificatie(vraag: Vraag) -> Antwoord:
        bericht = vraag.voorwerp()
        _vereist(bericht, _BERICHT)
        kenmerken = bericht.setdefault("kenmerken", {})
        kanaal = next(iter(kanalen.bij("naam", bericht["kanaal"])), None)
        if kanaal is None:
            raise Fout.ongeldig("kanaal", "message_kanaal", "Kanaal met deze naam bestaat niet.")
        if not isinstance(kenmerken, dict) or not kanaal_past(kanaal, kenmerken):
            raise Fout.ongeldig(
                "kenmerken", "kenmerken_inconsistent", "Kenmerken aren't consistent with kanaal filters"
            )
        app.state.verdeler.verdeel_notificatie(bericht, str(bericht.get("source", "")))
        return Antwoord(bericht, status=201)

    def nieuw_cloudevent(vraag: Vraag) -> Antwoord:
        event = vraag.voorwerp()
        _vereist(event, _CLOUDEVENT)
        app.state.verdeler.verdeel_cloudevent(event)
        return Antwoord(event, status=201)

    def abonnement(vraag: Vraag) -> Antwoord:
        return Antwoord(abonnementen.een(vraag.pad["uuid"]))

    app = register.app(
        [
            Pad(f"{BASIS}/kanaal", {"GET": lambda _: Antwoord(list(kanalen)), "POST": nieuw_kanaal}),
            Pad(f"{BASIS}/abonnement", {"GET": lambda _: Antwoord(list(abonnementen)), "POST": nieuw_abonnement}),
            Pad(
                f"{BASIS}/abonnement/{{uuid}}",
                {"GET": abonnement, "PUT": wijzig_abonnement, "DELETE": verwijder_abonnement},
            ),
            Pad(f"{BASIS}/notificaties", {"POST": nieuwe_notificatie}),
            Pad(f"{BASIS}/cloudevents", {"POST": nieuw_cloudevent}),
        ],
        latentie_ms=latentie_ms,
    )
    bezorger = Bezorger(app.state, abonnementen)
    app.state.verdeler = Verdeler(abonnementen, bezorger)
    return app


def _kanaal(register: Register, uuid: str, naam: object, documentatie: object, filters: object) -> Lichaam:
    url = f"{register.basis}{BASIS}/kanaal/{uuid}"
    return {"url": url, "naam": naam, "documentatieLink": documentatie, "filters": filters}


def _vereist(gegeven: Lichaam, namen: tuple[str, ...]) -> None:
    ontbreekt = [naam for naam in namen if not isinstance(gegeven.get(naam), str) or not gegeven[naam]]
    if ontbreekt:
        fouten = tuple(Ongeldig(naam, "required", "Dit veld is vereist.") for naam in ontbreekt)
        raise Fout("ValidationError", invalid=fouten)
