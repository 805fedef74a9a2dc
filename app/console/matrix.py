"""Matrix: who may see what, as a table: for a terminal, for README and as a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from app.authorization.matrix import KANALEN, Rij
from app.console.tabel import tabel
from app.http import pagina
from resolvers.grammar.inzage import GegevensCategorie

_OPEN = "●"


def als_tabel(matrix: Sequence[Rij]) -> str:
    """Rows by number, so that it fits a terminal of 100 columns."""
    koppen = ("", "rij", "grondslag", "tot en met", "vanaf", "verwerkingsactiviteit")
    rijen = [
        (str(nr), rij.naam, _grondslag(rij), _laag(rij.plafond.name), _laag(rij.niveau.name), rij.activiteit)
        for nr, rij in enumerate(matrix, 1)
    ]
    kruisjes = [
        (categorie.value, *(_OPEN if categorie in rij.opent else "·" for rij in matrix))
        for categorie in GegevensCategorie
    ]
    nummers = [str(nr) for nr in range(1, len(matrix) + 1)]
    parts = [tabel(koppen, rijen), tabel(("open", *nummers), kruisjes)]
    if extra := [f"{nr}  {rij.naam}: {', '.join(eisen)}" for nr, rij in enumerate(matrix, 1) if (eisen := _eisen(rij))]:
        parts.append("\n".join(extra))
    parts.append(tabel(_KANAALKOPPEN, _kanalen()))
    return "\n\n".join(parts)


def als_markdown(matrix: Sequence[Rij]) -> str:
    koppen = ("rij", "grondslag", "tot en met", "vanaf", "verder", "verwerkingsactiviteit")
    rijen = [
        (
            f"`{rij.naam}`",
            _grondslag(rij),
            _laag(rij.plafond.name),
            _laag(rij.niveau.name),
            ", ".join(_eisen(rij)),
            f"`{rij.activiteit}`",
        )
        for rij in matrix
    ]
    open_ = [
        (categorie.value, *(_OPEN if categorie in rij.opent else "" for rij in matrix))
        for categorie in GegevensCategorie
    ]
    return "\n\n".join(
        [
            _markdown(koppen, rijen),
            _markdown(("categorie", *(f"`{rij.naam}`" for rij in matrix)), open_),
            _markdown(_KANAALKOPPEN, _kanalen()),
        ]
    )


def als_html(matrix: Sequence[Rij], organisatie: str) -> str:
    rijen = [
        [
            escape(rij.naam),
            escape(_grondslag(rij)),
            escape(_laag(rij.plafond.name)),
            escape(_laag(rij.niveau.name)),
            _lijst(_eisen(rij)),
            escape(rij.activiteit),
        ]
        for rij in matrix
    ]
    open_ = [
        [
            f"{escape(categorie.value)}",
            *(_bolletje(categorie in rij.opent) for rij in matrix),
        ]
        for categorie in GegevensCategorie
    ]
    uitleg = f"""Deze tabellen zeggen wie bij {escape(organisatie)} wat mag zien. Elk gegeven hoort bij een categorie.
Een rij zegt op welke grondslag categorieën open zijn. Wat hier niet open is, is dicht."""
    wie = pagina.tabel(
        "rijen",
        "Per rij: waarvoor, tot welke vertrouwelijkheid en vanaf welk niveau van inloggen",
        ("Rij", "Grondslag", "Tot en met", "Vanaf niveau", "Verder", "Verwerkingsactiviteit"),
        rijen,
    )
    wat = pagina.tabel(
        "open",
        "Per categorie: voor welke rijen zij open is",
        ("Categorie", *(rij.naam for rij in matrix)),
        open_,
        soort="veel",
    )
    hoe = pagina.tabel(
        "kanalen",
        "Per kanaal: wat een bericht hooguit draagt aan wie er niet zelf om vroeg",
        tuple(kop.capitalize() for kop in _KANAALKOPPEN),
        [[escape(cel) for cel in rij] for rij in _kanalen()],
    )
    inhoud = f"<p>{uitleg}</p>\n<h2>De rijen</h2>\n{wie}\n<h2>Wat er open is</h2>\n{wat}\n<h2>Berichten</h2>\n{hoe}"
    return pagina.pagina("Wie mag wat zien?", inhoud)


_KANAALKOPPEN = ("kanaal", "draagt hooguit", "tot en met", "geldt als", "verwerkingsactiviteit")


def _kanalen() -> list[tuple[str, ...]]:
    """What a message may carry: never more than the row of its receiver, and never more than this."""
    return [
        (
            rij.kanaal,
            ", ".join(sorted(categorie.value for categorie in rij.opent)),
            _laag(rij.plafond.name),
            _laag(rij.niveau.name),
            rij.activiteit or "die van de rij",
        )
        for rij in KANALEN.values()
    ]


def _grondslag(rij: Rij) -> str:
    return f"{rij.grondslag.value} ({rij.rol.value})" if rij.rol is not None else rij.grondslag.value


def _eisen(rij: Rij) -> list[str]:
    eisen = {
        "aanleiding nodig": rij.aanleiding,
        "alleen toegewezen zaaktypen": rij.per_zaaktype,
        "mag klanten zoeken": rij.zoekt_klanten,
        "ziet ook wat intern is": rij.ziet_intern,
    }
    return [tekst for tekst, geldt in eisen.items() if geldt]


def _laag(naam: str) -> str:
    return naam.lower().replace("_", " ")


def _markdown(koppen: Sequence[str], rijen: Sequence[Sequence[str]]) -> str:
    lines = [koppen, ["---"] * len(koppen), *rijen]
    return "\n".join(f"| {' | '.join(cellen)} |" for cellen in lines)


def _lijst(teksten: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(tekst)}</li>' for tekst in teksten)}</ul>" if teksten else ""


def _bolletje(is_open: bool) -> str:
    return f'<span aria-hidden="true">{_OPEN}</span><span class="weg">open</span>' if is_open else ""


MATRIXVORMEN: dict[str, Callable[[Sequence[Rij], str], str]] = {
    "tabel": lambda matrix, _: als_tabel(matrix),
    "markdown": lambda matrix, _: als_markdown(matrix),
    "html": als_html,
}
