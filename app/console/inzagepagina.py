"""Inzagepagina: the answer to AVG art. 15 as a page that anybody can read: who saw what of you, when and why.

Plain Dutch (B1), without the names of fields and grondslagen. The number of the person is not on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape

from app.http.pagina import pagina, tabel
from resolvers.grammar.context import AMSTERDAM
from resolvers.grammar.inzage import GegevensCategorie, Grondslag
from resolvers.verwerking import Tijdvak, Verwerking

_MAANDEN = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
_GRONDSLAG = {
    Grondslag.EIGEN_GEGEVENS: "Het zijn ook gegevens van degene die keek.",
    Grondslag.MACHTIGING: "Met een machtiging van u, of als wettelijk vertegenwoordiger.",
    Grondslag.WETTELIJKE_TAAK: "Het was nodig voor een taak van de organisatie.",
    Grondslag.KETENPARTNER: "De organisatie werkt mee aan uw zaak.",
    Grondslag.TOESTEMMING: "U gaf toestemming.",
}
_CATEGORIE = {
    GegevensCategorie.IDENTITEIT: "Wie u bent",
    GegevensCategorie.CONTACTGEGEVENS: "Hoe u te bereiken bent",
    GegevensCategorie.VOORKEUREN: "Hoe u benaderd wilt worden",
    GegevensCategorie.ZAAKVOORTGANG: "Hoe ver uw zaken zijn",
    GegevensCategorie.ZAAKINHOUD: "Waar uw zaken over gaan",
    GegevensCategorie.VERZOEKINHOUD: "Wat u vroeg of invulde",
    GegevensCategorie.PRODUCTEN: "Uw producten en diensten",
    GegevensCategorie.DOCUMENTEN: "Documenten",
    GegevensCategorie.BESLUITEN: "Besluiten",
    GegevensCategorie.CONTACTHISTORIE: "Eerdere contacten met u",
    GegevensCategorie.AFSPRAKEN: "Uw afspraken",
    GegevensCategorie.VERTEGENWOORDIGING: "Wie voor wie mag handelen",
    GegevensCategorie.TOESTEMMINGEN: "Welke toestemmingen u gaf",
    GegevensCategorie.BEHANDELING: "Wie uw zaak behandelt",
    GegevensCategorie.TAKEN: "Wat u nog moet doen",
    GegevensCategorie.VERWERKINGEN: "Wie uw gegevens zag",
}


def inzagepagina(verwerkingen: Sequence[Verwerking], tijdvak: Tijdvak, organisatie: str, gemaakt: datetime) -> str:
    """`verwerkingen` newest first."""
    periode = f"van {_dag(tijdvak.van)} tot en met {_dag(tijdvak.tot - timedelta(microseconds=1))}"
    inhoud = f"""<p>Op deze pagina staat wie in de dienst MijnZaken van {escape(organisatie)} gegevens over u heeft
gezien, {periode}. U hebt recht op dit overzicht (artikel 15 van de privacywet AVG).</p>
<p class="stil">Gemaakt op {_moment(gemaakt)}.</p>
<h2>Wie heeft wat gezien?</h2>
{_regels(verwerkingen, periode)}
<h2>Wat u moet weten</h2>
<ul>
<li>Keek een medewerker? Dan staat hier zijn organisatie en zijn functie, niet zijn naam.</li>
<li>Keek iemand anders dan u, dan staat hier niet wie dat was als dat een persoon of bedrijf is. Vraag het ons als u
dat wilt weten.</li>
<li>Het log bewaart wanneer er is gekeken en naar welke soort gegevens. De gegevens zelf staan er niet in.</li>
</ul>
<h2>Uw rechten</h2>
<ul>
<li>Klopt er iets niet, of begrijpt u een regel niet? Vraag het aan de functionaris gegevensbescherming van
{escape(organisatie)}.</li>
<li>U kunt vragen om gegevens te verbeteren of te wissen, of bezwaar maken tegen het gebruik ervan.</li>
<li>Komt u er met ons niet uit? Dan kunt u een klacht indienen bij de Autoriteit Persoonsgegevens.</li>
</ul>"""
    return pagina("Wie heeft uw gegevens gezien?", inhoud)


def _regels(verwerkingen: Sequence[Verwerking], periode: str) -> str:
    if not verwerkingen:
        return "<p>In deze periode heeft niemand gegevens over u gezien.</p>"
    aantal = "1 keer" if len(verwerkingen) == 1 else f"{len(verwerkingen)} keer"
    return tabel(
        "regels",
        f"{aantal} gekeken, {periode}; het nieuwste bovenaan",
        ("Wanneer", "Wie", "Welke gegevens", "Waarvoor", "Waarom het mocht"),
        [
            [
                _moment(regel.tijdstip),
                escape(regel.ontvanger) + (f"<br>namens {escape(regel.namens)}" if regel.namens else ""),
                f"<ul>{''.join(f'<li>{escape(_CATEGORIE[found])}</li>' for found in regel.categorieen)}</ul>",
                _waarvoor(regel),
                _waarom(regel),
            ]
            for regel in verwerkingen
        ],
    )


def _waarvoor(regel: Verwerking) -> str:
    return escape(regel.activiteit) + (f'<br><span class="stil">{escape(regel.doel)}</span>' if regel.doel else "")


def _waarom(regel: Verwerking) -> str:
    zelf = regel.grondslag is Grondslag.EIGEN_GEGEVENS and regel.ontvanger == "U zelf"
    grond = "Het zijn uw eigen gegevens." if zelf else _GRONDSLAG[regel.grondslag]
    return escape(grond) + (f'<br><span class="stil">{escape(regel.rechtsgrond)}</span>' if regel.rechtsgrond else "")


def _dag(moment: datetime) -> str:
    dag = moment.astimezone(AMSTERDAM)
    return f"{dag.day} {_MAANDEN[dag.month - 1]} {dag.year}"


def _moment(moment: datetime) -> str:
    lokaal = moment.astimezone(AMSTERDAM)
    return f'<time datetime="{moment.isoformat(timespec="seconds")}">{_dag(lokaal)}, {lokaal:%H.%M} uur</time>'
