"""Open Zaak of the sandbox: the Zaken, Catalogi, Documenten, Besluiten and Autorisaties API in one app.

Source: Open Zaak 1.30.0 as measured, with its traps: 403 for every refused token (never 401), 412 without Accept-Crs,
unknown parameters 400 on GET and ignored by `_zoek`, silent filtering by the application's rights, an ETag that does
not know of a removed rol. Client "mijnzaken" may do all, "beperkt" what the world's applicaties say.
"""

from __future__ import annotations

from starlette.applications import Starlette

from app.sandbox.kern import Dialect, JwtToegang, Register, Wereld
from app.sandbox.openzaak import autorisaties, besluiten, catalogi, documenten, leverancier, zaakdelen, zaken

DIALECT = Dialect(weigert_onbekend=True, ongeldig="Ongeldige invoer.")
PADEN = [
    *zaken.PADEN,
    *zaakdelen.PADEN,
    *catalogi.PADEN,
    *documenten.PADEN,
    *besluiten.PADEN,
    *autorisaties.PADEN,
]


def maak_app(wereld: Wereld, *, latentie_ms: float = 0.0, product: str = "openzaak", ander: bool = False) -> Starlette:
    """One Open Zaak; `product` names the addresses and collections of the world that it serves. `ander`: the
    zaaksysteem of another supplier in its place."""
    register = Register(wereld, product, dialect=DIALECT, toegang=JwtToegang())
    return register.app(leverancier.vervang(PADEN) if ander else PADEN, latentie_ms=latentie_ms)
