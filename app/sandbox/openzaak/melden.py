"""Melden: what Open Zaak tells Open Notificaties when something of a zaak changes.

Source: Open Zaak 1.30.0 as measured (MEASURED §2.6): one notification per changed object, with the zaak as hoofdObject
and kenmerken in which no person stands. A rol that goes is told too, although the ETag of the zaak does not change.
The CloudEvent `zaak-gemuteerd` only comes for what the initiator notices, and once the zaak has a status.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from app.sandbox.kern import BRON, CloudEvent, Lichaam, Notificatie, Vraag

ZAAK_GEMUTEERD = "nl.overheid.zaken.zaak-gemuteerd"
_MERKBAAR = frozenset({"zaak", "status", "resultaat", "zaakinformatieobject"})


def meld_zaak(vraag: Vraag, zaak: Lichaam, resource: str, rij: Lichaam, actie: str) -> None:
    """`rij`: what was made, changed or taken away; a `resource` of this zaak, or the zaak itself."""
    register, kenmerken = vraag.register, _kenmerken(vraag, zaak)
    register.meld(
        Notificatie(
            kanaal="zaken",
            hoofd_object=str(zaak["url"]),
            resource=resource,
            resource_url=str(rij["url"]),
            actie=actie,
            kenmerken=kenmerken,
            bron=register.product,
        )
    )
    if resource in _MERKBAAR and zaak.get("status"):
        uuid = str(zaak["uuid"])
        pad = urlsplit(str(zaak["url"]).removeprefix(register.basis)).path
        register.meld(
            CloudEvent(type=ZAAK_GEMUTEERD, bron=f"{BRON}{register.product}", subject=uuid, dataref=pad, data=kenmerken)
        )


def _kenmerken(vraag: Vraag, zaak: Lichaam) -> dict[str, str]:
    zaaktype = vraag.register.store["zaaktypen"].van_url(zaak["zaaktype"]) or {}
    return {
        "zaaktype": str(zaak["zaaktype"]),
        "bronorganisatie": str(zaak.get("bronorganisatie") or ""),
        "zaaktype.catalogus": str(zaaktype.get("catalogus") or ""),
        "vertrouwelijkheidaanduiding": str(zaak.get("vertrouwelijkheidaanduiding") or ""),
    }
