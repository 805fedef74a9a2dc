"""Matrix: per grondslag (for a wettelijke taak per rol) which categories are open, up to which vertrouwelijkheid, from
which betrouwbaarheidsniveau, and whether an aanleiding is needed. Data; closed where silent.

`STANDAARD` is what ships. The configuration changes rows by name (app/config/toegang.py); `mijnzaken matrix` prints
what holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from typing import Any

from app.config.toegang import RijSettings
from resolvers.grammar.afnemer import AfnemerRol
from resolvers.grammar.inzage import Betrouwbaarheidsniveau, GegevensCategorie, Grondslag
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding

_C = GegevensCategorie
_ALLES = frozenset(GegevensCategorie)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rij:
    """`activiteit`: the key of the verwerkingsactiviteit (app/config/verwerkingenlog.py). `rol`: whose row it is, for
    a WETTELIJKE_TAAK. `aanleiding`: a contactmoment or zaak must say why he looks. `per_zaaktype`: only what the
    medewerker is authorised for. `zoekt_klanten`: may find persons, whatever their zaken."""

    naam: str
    grondslag: Grondslag
    activiteit: str
    opent: frozenset[GegevensCategorie]
    plafond: Vertrouwelijkheidaanduiding
    niveau: Betrouwbaarheidsniveau
    rol: AfnemerRol | None = None
    aanleiding: bool = False
    per_zaaktype: bool = False
    zoekt_klanten: bool = False
    ziet_intern: bool = False


class MatrixFout(ValueError):
    """A row of the configuration that cannot be; the message says which and why."""


STANDAARD: tuple[Rij, ...] = (
    Rij(
        naam="eigen-gegevens",
        grondslag=Grondslag.EIGEN_GEGEVENS,
        activiteit="mijnzaken-inzage",
        opent=_ALLES - {_C.VERWERKINGEN},
        plafond=Vertrouwelijkheidaanduiding.VERTROUWELIJK,
        niveau=Betrouwbaarheidsniveau.MIDDEN,
    ),
    Rij(
        naam="eigen-verwerkingen",
        grondslag=Grondslag.EIGEN_GEGEVENS,
        activiteit="inzage-verwerkingenlog",
        opent=frozenset({_C.VERWERKINGEN}),
        plafond=Vertrouwelijkheidaanduiding.VERTROUWELIJK,
        niveau=Betrouwbaarheidsniveau.MIDDEN,
    ),
    Rij(
        naam="machtiging",
        grondslag=Grondslag.MACHTIGING,
        activiteit="mijnzaken-machtiging",
        opent=frozenset(
            {
                _C.IDENTITEIT,
                _C.ZAAKVOORTGANG,
                _C.ZAAKINHOUD,
                _C.VERZOEKINHOUD,
                _C.PRODUCTEN,
                _C.DOCUMENTEN,
                _C.BESLUITEN,
                _C.AFSPRAKEN,
                _C.BEHANDELING,
                _C.TAKEN,
            }
        ),
        plafond=Vertrouwelijkheidaanduiding.ZAAKVERTROUWELIJK,
        niveau=Betrouwbaarheidsniveau.MIDDEN,
    ),
    Rij(
        naam="kcc",
        grondslag=Grondslag.WETTELIJKE_TAAK,
        rol=AfnemerRol.KCC,
        activiteit="kcc-statusvraag",
        opent=frozenset({_C.IDENTITEIT, _C.ZAAKVOORTGANG}),
        plafond=Vertrouwelijkheidaanduiding.ZAAKVERTROUWELIJK,
        niveau=Betrouwbaarheidsniveau.MIDDEN,
        aanleiding=True,
        zoekt_klanten=True,
    ),
    Rij(
        naam="behandelaar",
        grondslag=Grondslag.WETTELIJKE_TAAK,
        rol=AfnemerRol.BEHANDELAAR,
        activiteit="zaakbehandeling",
        opent=_ALLES - {_C.VERWERKINGEN, _C.TOESTEMMINGEN},
        plafond=Vertrouwelijkheidaanduiding.VERTROUWELIJK,
        niveau=Betrouwbaarheidsniveau.MIDDEN,
        per_zaaktype=True,
        ziet_intern=True,
    ),
    Rij(
        naam="privacyfunctionaris",
        grondslag=Grondslag.WETTELIJKE_TAAK,
        rol=AfnemerRol.PRIVACYFUNCTIONARIS,
        activiteit="toezicht-verwerkingen",
        opent=frozenset({_C.VERWERKINGEN}),
        plafond=Vertrouwelijkheidaanduiding.OPENBAAR,
        niveau=Betrouwbaarheidsniveau.SUBSTANTIEEL,
    ),
    Rij(
        naam="ketenpartner",
        grondslag=Grondslag.KETENPARTNER,
        activiteit="ketenstatus",
        opent=frozenset({_C.IDENTITEIT, _C.ZAAKVOORTGANG, _C.ZAAKINHOUD, _C.DOCUMENTEN, _C.BESLUITEN, _C.PRODUCTEN}),
        plafond=Vertrouwelijkheidaanduiding.ZAAKVERTROUWELIJK,
        niveau=Betrouwbaarheidsniveau.HOOG,
    ),
    Rij(
        naam="ketenpartner-verwerkingen",
        grondslag=Grondslag.KETENPARTNER,
        activiteit="toezicht-verwerkingen",
        opent=frozenset({_C.VERWERKINGEN}),
        plafond=Vertrouwelijkheidaanduiding.OPENBAAR,
        niveau=Betrouwbaarheidsniveau.HOOG,
    ),
    Rij(
        naam="toestemming",
        grondslag=Grondslag.TOESTEMMING,
        activiteit="kcc-inhoud",
        opent=_ALLES
        - {_C.IDENTITEIT, _C.ZAAKVOORTGANG, _C.VERTEGENWOORDIGING, _C.TOESTEMMINGEN, _C.BEHANDELING, _C.VERWERKINGEN},
        plafond=Vertrouwelijkheidaanduiding.ZAAKVERTROUWELIJK,
        niveau=Betrouwbaarheidsniveau.MIDDEN,
        aanleiding=True,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kanaalrij:
    """What a message may carry to somebody who did not ask and did not log in: whatever his own row opens, never more
    than this. `niveau`: how sure it is that who gets it is who is meant; `activiteit`: under which
    verwerkingsactiviteit it is written down, when that is not that of the row."""

    kanaal: str
    opent: frozenset[GegevensCategorie]
    plafond: Vertrouwelijkheidaanduiding
    niveau: Betrouwbaarheidsniveau
    activiteit: str | None = None

    def versmal(self, rij: Rij) -> Rij:
        return replace(
            rij,
            opent=rij.opent & self.opent,
            plafond=min(rij.plafond, self.plafond),
            activiteit=self.activiteit or rij.activiteit,
        )


def _bericht(kanaal: str, *, plafond: Vertrouwelijkheidaanduiding) -> Kanaalrij:
    """That a matter goes on, to an address that was verified: not what it is about."""
    return Kanaalrij(
        kanaal=kanaal,
        opent=frozenset({_C.ZAAKVOORTGANG}),
        plafond=plafond,
        niveau=Betrouwbaarheidsniveau.MIDDEN,
        activiteit="mijnzaken-bericht",
    )


KANALEN: Mapping[str, Kanaalrij] = {
    rij.kanaal: rij
    for rij in (
        _bericht("EMAIL", plafond=Vertrouwelijkheidaanduiding.ZAAKVERTROUWELIJK),
        _bericht("SMS", plafond=Vertrouwelijkheidaanduiding.BEPERKT_OPENBAAR),
        _bericht("POST", plafond=Vertrouwelijkheidaanduiding.ZAAKVERTROUWELIJK),
        _bericht("PORTAAL", plafond=Vertrouwelijkheidaanduiding.ZAAKVERTROUWELIJK),
        Kanaalrij(
            kanaal="WEBHOOK",
            opent=frozenset({_C.ZAAKVOORTGANG}),
            plafond=Vertrouwelijkheidaanduiding.ZAAKVERTROUWELIJK,
            niveau=Betrouwbaarheidsniveau.HOOG,
        ),
    )
}

_VELDEN = frozenset(field.name for field in fields(Rij))


def stel_op(wijzigingen: Mapping[str, RijSettings], standaard: tuple[Rij, ...] = STANDAARD) -> tuple[Rij, ...]:
    """The shipped rows as the configuration changes them. A new row must say all; `uit` takes a row away. Raises
    MatrixFout."""
    rows = {rij.naam: rij for rij in standaard}
    for naam, wijziging in wijzigingen.items():
        if wijziging.uit:
            if rows.pop(naam, None) is None:
                raise MatrixFout(
                    f"`toegang.matrix.{naam}`: deze rij bestaat niet, en kan dus niet uit.{_bedoeld(naam, rows)}"
                )
            continue
        given: dict[str, Any] = {
            name: getattr(wijziging, name) for name in wijziging.model_fields_set if name in _VELDEN
        }
        known = rows.get(naam)
        try:
            rows[naam] = replace(known, **given) if known is not None else Rij(naam=naam, **given)
        except TypeError:
            raise MatrixFout(
                f"`toegang.matrix.{naam}`: een nieuwe rij noemt grondslag, activiteit, opent, plafond en niveau."
                f"{_bedoeld(naam, rows)}"
            ) from None
        _check(rows[naam])
    return tuple(rows.values())


def _bedoeld(naam: str, rows: Iterable[str]) -> str:
    """Which row may have been meant."""
    found = get_close_matches(naam, list(rows), n=1)
    return f" Bedoelt u {found[0]}?" if found else ""


def _check(rij: Rij) -> None:
    if (rij.grondslag is Grondslag.WETTELIJKE_TAAK) != (rij.rol is not None):
        raise MatrixFout(f"`toegang.matrix.{rij.naam}`: een rij voor WETTELIJKE_TAAK noemt een rol, een andere niet.")
