"""Recht: what one application may read and write in Open Zaak, per component, per type and up to which secrecy.

Source: Open Zaak 1.30.0 (src/openzaak/utils/data_filtering.py, permissions.py) as measured: lists are silently
filtered, a hidden detail is 403, an absent one 404; an application without autorisaties is refused everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.sandbox.kern import Collectie, Fout, Lichaam

# From low to high; the specification lists them by alphabet.
VERTROUWELIJKHEID = (
    "openbaar",
    "beperkt_openbaar",
    "intern",
    "zaakvertrouwelijk",
    "vertrouwelijk",
    "confidentieel",
    "geheim",
    "zeer_geheim",
)

TYPEVELD = {"zrc": "zaaktype", "drc": "informatieobjecttype", "brc": "besluittype"}


@dataclass(frozen=True, slots=True)
class Recht:
    """The autorisaties of one application. `alles` stands for heeftAlleAutorisaties."""

    alles: bool = False
    scopes: dict[str, set[str]] = field(default_factory=dict)
    typen: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def eis(self, component: str, scope: str) -> None:
        """403 when the application has this scope for no type at all."""
        if not self.alles and scope not in self.scopes.get(component, ()):
            raise Fout.verboden()

    def mag(self, component: str, scope: str, rij: Lichaam) -> bool:
        """Whether the scope holds for this zaak, document or besluit: its type, and not above the maximum."""
        if self.alles:
            return True
        maximum = self.typen.get((component, scope, str(rij.get(TYPEVELD[component]))))
        return maximum is not None and rang(rij.get("vertrouwelijkheidaanduiding")) <= maximum


def rang(aanduiding: object) -> int:
    """How confidential; nothing (a besluit has none) is the lowest, something unknown the highest."""
    if not aanduiding:
        return 0
    return VERTROUWELIJKHEID.index(str(aanduiding)) if aanduiding in VERTROUWELIJKHEID else len(VERTROUWELIJKHEID)


def recht_van(applicaties: Collectie, client: str) -> Recht:
    """The rights of the application that has this client id."""
    applicatie = applicatie_van(applicaties, client)
    if applicatie is None:
        return Recht()
    if applicatie.get("heeftAlleAutorisaties"):
        return Recht(alles=True)
    recht = Recht()
    autorisaties = applicatie.get("autorisaties")
    for autorisatie in autorisaties if isinstance(autorisaties, list) else ():
        component, maximum = str(autorisatie["component"]), autorisatie.get("maxVertrouwelijkheidaanduiding")
        recht.scopes.setdefault(component, set()).update(autorisatie["scopes"])
        if component in TYPEVELD:
            hoogte = rang(maximum) if maximum else len(VERTROUWELIJKHEID)
            for scope in autorisatie["scopes"]:
                recht.typen[component, scope, str(autorisatie.get(TYPEVELD[component]))] = hoogte
    return recht


def applicatie_van(applicaties: Collectie, client: str) -> Lichaam | None:
    for applicatie in applicaties:
        ids = applicatie.get("clientIds")
        if isinstance(ids, list) and client in ids:
            return applicatie
    return None
