"""Opmaak: the sentences put together: a subject, a text, a page for mail programs, and one line for a telephone."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from app.push.sjablonen.gsm import in_gsm, lengte
from app.push.sjablonen.woorden import WOORDEN, Woorden
from app.push.zending import Inhoud
from resolvers.mijnzaken import WijzigingSoort
from resolvers.proces import Statusgroep

#: One SMS in the GSM alphabet.
SMS_TEKENS = 160
_LANGSTE_AFZENDER, _LANGSTE_NAAM = 60, 120


@dataclass(frozen=True, slots=True)
class Tekst:
    onderwerp: str
    tekst: str
    html: str


def schrijf(inhoud: Inhoud, taal: str, afzender: str) -> Tekst:
    """`afzender`: the name of the organisation, for when the matter does not say whose it is."""
    woorden = WOORDEN[taal]
    naam = _naam(inhoud, woorden)
    wie = op_een_regel(inhoud.aanbieder or afzender)
    kern = [woorden.gebeurd[WijzigingSoort(inhoud.soort)].format(zaak=naam)]
    if stand := woorden.stand[Statusgroep(inhoud.statusgroep)] if inhoud.statusgroep else "":
        kern.append(stand)
    return Tekst(
        onderwerp=woorden.onderwerp.format(zaak=naam),
        tekst=_als_tekst(woorden, kern, inhoud.link, wie),
        html=_als_html(woorden, kern, inhoud.link, wie),
    )


def sms(inhoud: Inhoud, taal: str, afzender: str) -> str:
    """One message of at most 160 places: that there is news, and where, when that fits."""
    wie = in_gsm(op_een_regel(inhoud.aanbieder or afzender))
    kort = WOORDEN[taal].kort.format(afzender=_ingekort(wie, _LANGSTE_AFZENDER, "..."))
    met_link = f"{kort} {inhoud.link}"
    ruimte = lengte(met_link)
    return met_link if inhoud.link and ruimte is not None and ruimte <= SMS_TEKENS else kort


def op_een_regel(tekst: str) -> str:
    """Without line ends, and without signs that nobody sees or that turn the text around."""
    return " ".join("".join(teken if teken.isprintable() else " " for teken in tekst).split())


def _naam(inhoud: Inhoud, woorden: Woorden) -> str:
    """As the catalogue calls it, whatever else stands there."""
    return _ingekort(op_een_regel(inhoud.titel or ""), _LANGSTE_NAAM, "…") or woorden.zaak_zonder_naam


def _ingekort(tekst: str, langst: int, einde: str) -> str:
    return tekst if len(tekst) <= langst else tekst[: langst - len(einde)].rstrip() + einde


def _als_tekst(woorden: Woorden, kern: list[str], link: str, wie: str) -> str:
    kijken = f"{woorden.bekijk}\n{link}\n\n{woorden.inloggen}" if link else woorden.zonder_link
    return f"{woorden.aanhef}\n\n{' '.join(kern)}\n\n{kijken}\n\n{woorden.groet}\n{wie}\n\n--\n{woorden.waarom}\n"


def _als_html(woorden: Woorden, kern: list[str], link: str, wie: str) -> str:
    kijken = (
        f'<p><a href="{escape(link)}">{escape(woorden.bekijk.rstrip(":"))}</a></p>\n<p>{escape(woorden.inloggen)}</p>'
        if link
        else f"<p>{escape(woorden.zonder_link)}</p>"
    )
    titel = escape(kern[0])
    alineas = "\n".join(f"<p>{escape(zin)}</p>" for zin in kern[1:])
    return f"""\
<!doctype html>
<html lang="{woorden.taal}">
<head><meta charset="utf-8"><title>{titel}</title></head>
<body style="font-family: sans-serif; line-height: 1.5; max-width: 40em; margin: 1em auto; padding: 0 1em">
<p>{escape(woorden.aanhef)}</p>
<h1 style="font-size: 1.25em">{titel}</h1>
{alineas}
{kijken}
<p>{escape(woorden.groet)}<br>{escape(wie)}</p>
<hr>
<p style="font-size: 0.9em">{escape(woorden.waarom)}</p>
</body>
</html>
"""
