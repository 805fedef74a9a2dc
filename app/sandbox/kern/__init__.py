"""Kern: what every register of the sandbox shares, from paging and errors to rights and failures.

Source: measured behaviour of Open Zaak 1.30.0, Open Klant 2.18.0, Open Product 1.8.0, Open VTB main and Objects API
4.0.0, which share one base (Django REST framework with commonground-api-common), so that their errors, pages and
ETags look alike.

How a product is made of it:

    DIALECT = Dialect(grootte="pageSize", weigert_onbekend=True)
    KOP = {"API-version": "0.9.0"}

    def maak_app(wereld: Wereld, *, latentie_ms: float = 0.0) -> Starlette:
        register = Register(wereld, "openklant", dialect=DIALECT, toegang=TokenToegang())
        partijen = register.store["partijen"]

        def lijst(vraag: Vraag) -> Antwoord:
            soort = vraag.params.get("soortPartij")
            return Antwoord(vraag.pagina([rij for rij in partijen if soort in (None, rij["soortPartij"])]))

        def een(vraag: Vraag) -> Antwoord:
            return Antwoord(partijen.een(vraag.pad["uuid"]))  # absent: 404

        basis = "/klantinteracties/api/v1/partijen"
        return register.app(
            [
                Pad(basis, {"GET": lijst}, params=frozenset({"soortPartij"}), gepagineerd=True, kop=KOP),
                Pad(basis + "/{uuid}", {"GET": een}, params=frozenset({"expand"}), kop=KOP),
            ],
            latentie_ms=latentie_ms,
        )

- A handler is a function from Vraag to Antwoord, async when it must wait for somebody; to refuse it raises Fout
  (`Fout.niet_gevonden()`, `Fout.ongeldig(name, code, reason)`, `Fout.keuze(...)`, `Fout.verboden()`,
  `Fout("NotAuthenticated")`); the Dialect words it. A literal path goes before one with `{uuid}`.
- Bodies are the wire bodies of the world. Keys that start with "_" never leave, except `_expand`, `_links` and
  `_embedded`.
- URLs below the product's own base are rewritten to the base by which the request came, and back in parameters and
  bodies.
- `Antwoord(body, etag=True)` adds a strong ETag and answers 304 to If-None-Match; `Antwoord(status=204)` has no body.
- `Store`: `store["naam"]` is a Collectie: iterate, `len`, `zoek(uuid)`, `een(uuid)` (or 404), `van_url(url)`,
  `bij(field, value)` (indexed; "a.b" reaches inward), `op_volgorde(rows)`, `voeg_toe(row)`, `wijzig(row, fields)`,
  `verwijder(uuid)`. Never change a row but with `wijzig`.
- `register.meld(Notificatie(...))` or `meld(CloudEvent(...))` tells that something changed; who called
  `register.luister(f)` hears it.

What a test may use of `app.state`:

    storing      a Storing, or a function (method, path template) -> Storing:
                 DOWN answers 503, TRAAG sleeps first, ONZIN sends half a JSON
    traag_s      how long TRAAG sleeps (30 s)
    latentie_ms  added to every answer
    oproepen     the requests so far, a deque of Oproep(method, sjabloon): never a value or a query
    head         how many HEAD requests came in; each is answered 405, because a gateway must never send one
    register     the Register, with its `.store`
"""

from app.sandbox.kern.bellen import Gehoord, bel
from app.sandbox.kern.fout import Fout, Ongeldig
from app.sandbox.kern.melding import BRON, CloudEvent, Melding, Notificatie, nu
from app.sandbox.kern.register import Antwoord, Dialect, Oproep, Pad, Register, Storing, Vraag, basis_van
from app.sandbox.kern.store import Collectie, Lichaam, Store, Wereld, etag_van, sleutel_van, toonbaar, waarde_op
from app.sandbox.kern.toegang import (
    API_KEY,
    OAUTH_CLIENT_ID,
    OAUTH_SECRET,
    TOKEN,
    ZGW_BEPERKT_CLIENT_ID,
    ZGW_BEPERKT_SECRET,
    ZGW_CLIENT_ID,
    ZGW_SECRET,
    JwtToegang,
    SleutelToegang,
    Toegang,
    TokenToegang,
    maak_jwt,
    open_toegang,
)

__all__ = [
    "API_KEY",
    "BRON",
    "OAUTH_CLIENT_ID",
    "OAUTH_SECRET",
    "TOKEN",
    "ZGW_BEPERKT_CLIENT_ID",
    "ZGW_BEPERKT_SECRET",
    "ZGW_CLIENT_ID",
    "ZGW_SECRET",
    "Antwoord",
    "CloudEvent",
    "Collectie",
    "Dialect",
    "Fout",
    "Gehoord",
    "JwtToegang",
    "Lichaam",
    "Melding",
    "Notificatie",
    "Ongeldig",
    "Oproep",
    "Pad",
    "Register",
    "SleutelToegang",
    "Store",
    "Storing",
    "Toegang",
    "TokenToegang",
    "Vraag",
    "Wereld",
    "basis_van",
    "bel",
    "etag_van",
    "maak_jwt",
    "nu",
    "open_toegang",
    "sleutel_van",
    "toonbaar",
    "waarde_op",
]
