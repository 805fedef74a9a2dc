"""Profielen: the claims of each kind of login, read into the one normal form (resolvers/grammar/afnemer.py).

What a profile does not recognise is refused. Where its claims stand is in app/config/profielen.py, so that an issuer's
settings can say otherwise; what they mean is here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.authentication.lezing import Claims, Leeswijzer, Lezing
from app.authentication.profielen.bedrijf import eherkenning, eherkenning_bewindvoering
from app.authentication.profielen.burger import digid, digid_machtigen
from app.authentication.profielen.eidas import eidas
from app.authentication.profielen.medewerker import machine, medewerker
from app.authentication.profielen.oidc_nlgov import oidc_nlgov
from app.config.profielen import Profiel
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.errors import Unauthenticated


def lees(profiel: Profiel, claims: Claims, wijzer: Leeswijzer | None = None) -> Authenticatie:
    """Who asks. Raises Unauthenticated; why, is for our log only. Without a `wijzer`: by the profile's defaults."""
    if profiel == "sandbox":
        return lees(_login(claims), claims)
    return PROFIELEN[profiel](Lezing(claims, wijzer or Leeswijzer.van_profiel(profiel)))


#: The demo's own issuer (`sandbox`) has no claims of its own: its `login` says which of these to read as.
PROFIELEN: Mapping[Profiel, Callable[[Lezing], Authenticatie]] = {
    "digid": digid,
    "digid-machtigen": digid_machtigen,
    "eherkenning": eherkenning,
    "eherkenning-bewindvoering": eherkenning_bewindvoering,
    "eidas": eidas,
    "medewerker-entra": medewerker,
    "medewerker-keycloak": medewerker,
    "machine": machine,
    "oidc-nlgov": oidc_nlgov,
}
_LOGINS: Mapping[str, Profiel] = {"medewerker": "medewerker-keycloak", **{profiel: profiel for profiel in PROFIELEN}}


def _login(claims: Claims) -> Profiel:
    login = claims.get("login")
    if not isinstance(login, str) or login not in _LOGINS:
        raise Unauthenticated(detail="the token names no login")
    return _LOGINS[login]
