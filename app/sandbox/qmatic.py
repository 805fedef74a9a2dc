"""Qmatic: customers by e-mail address and their appointments, as the sandbox serves them.

Source: Qmatic Orchestra as its integrators use it (FACTS §11; not measured): `X-Api-Key`, the address in a matrix
parameter of the path, times without a zone that belong to the branch, errors in a header.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette

from app.sandbox.kern import Antwoord, Dialect, Fout, Pad, Register, SleutelToegang, Vraag, Wereld
from app.sandbox.zoekfilter import Rij, waarden

KALENDER = "/calendar-backend/public/api/v1"


def _van_klant(afspraak: Rij, klant: str) -> bool:
    """The world names the customer in `_customer`, or the product's own `customers` does."""
    return klant in (afspraak.get("_customer"), *waarden(afspraak, "customers.publicId"))


def maak_app(wereld: Wereld, *, latentie_ms: float = 0.0) -> Starlette:
    """Qmatic over one world. An address that nobody has gives an empty list, a customer without appointments a 404."""
    register = Register(wereld, "qmatic", dialect=Dialect(media=""), toegang=SleutelToegang("X-Api-Key"))
    klanten = register.store["customers"]
    afspraken = register.store["appointments"]

    def identificeer(vraag: Vraag) -> Antwoord:
        parameters = dict(deel.partition("=")[::2] for deel in vraag.pad["parameters"].split(";"))
        if not (adres := parameters.get("email", "").casefold()):
            return Antwoord(status=500, kop={"error_message": "No identification parameter given"})
        return Antwoord([klant for klant in klanten if str(klant["_email"]).casefold() == adres])

    def lijst(vraag: Vraag) -> Antwoord:
        klant = vraag.pad["publicId"]
        gevonden = [afspraak for afspraak in afspraken if _van_klant(afspraak, klant)]
        if not gevonden:
            raise Fout.niet_gevonden()
        return Antwoord(
            {
                "notifications": [],
                "meta": {
                    "start": "",
                    "end": "",
                    "totalResults": len(gevonden),
                    "offset": None,
                    "limit": None,
                    "fields": "",
                    "arguments": [],
                },
                "appointmentList": gevonden,
            }
        )

    def een(vraag: Vraag) -> Antwoord:
        for afspraak in afspraken:
            if afspraak["publicId"] == vraag.pad["publicId"]:
                return Antwoord({"notifications": [], "meta": {}, "appointment": afspraak})
        raise Fout.niet_gevonden()

    werk: dict[str, Callable[[Vraag], Antwoord]] = {
        "/appointment/customers/identify;{parameters}": identificeer,
        f"{KALENDER}/customers/{{publicId}}/appointments": lijst,
        f"{KALENDER}/appointments/{{publicId}}": een,
    }
    return register.app([Pad(pad, {"GET": doe}) for pad, doe in werk.items()], latentie_ms=latentie_ms)
