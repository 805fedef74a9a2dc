"""Open Klant: partijen, klantcontacten and what hangs on them, as the sandbox serves them.

Source: Klantinteracties API 0.9.0 as answered by Open Klant 2.18.0 (MEASURED §2.2): 401 with WWW-Authenticate, unknown
parameters 400, no ETag and no ordering, newest first. That something is confidential is only data: one token sees all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.applications import Starlette

from app.sandbox.kern import Antwoord, Dialect, Fout, Pad, Register, TokenToegang, Vraag, Wereld
from app.sandbox.openklant.filters import filters_van
from app.sandbox.openklant.klantregister import Klantregister
from app.sandbox.openklant.schrijven import schrijfwerk
from app.sandbox.zoekfilter import Filters, Rij, zeef

WORTEL = "/klantinteracties/api/v1"
DIALECT = Dialect(weigert_onbekend=True, kop={"API-version": "0.9.0"})
VARY = {"Vary": "origin"}

COLLECTIES = {
    "partij-identificatoren": "partijidentificatoren",
    "categorie-relaties": "categorierelaties",
}
"""Path parts that are not the name of their collection in the world."""

EXPAND: Mapping[str, Mapping[str, str]] = {
    "partijen": {
        "betrokkenen": "betrokkenen",
        "betrokkenen.hadKlantcontact": "klantcontacten",
        "categorieRelaties": "categorierelaties",
        "digitaleAdressen": "digitaleadressen",
    },
    "klantcontacten": {
        "gingOverOnderwerpobjecten": "onderwerpobjecten",
        "omvatteBijlagen": "bijlagen",
        "hadBetrokkenen": "betrokkenen",
        "hadBetrokkenen.digitaleAdressen": "digitaleadressen",
        "hadBetrokkenen.wasPartij": "partijen",
        "leiddeTotInterneTaken": "internetaken",
    },
    "betrokkenen": {"digitaleAdressen": "digitaleadressen"},
    "digitaleadressen": {
        "verstrektDoorBetrokkene": "betrokkenen",
        "verstrektDoorBetrokkene.hadKlantcontact": "klantcontacten",
        "verstrektDoorBetrokkene.hadKlantcontact.leiddeTotInterneTaken": "internetaken",
    },
}
"""Per collection what `expand` may name and where that leads. All else is 400, also where one would expect it."""


class Uitbreider:
    """Puts what `expand` names into `_expand`; one per answer, because the product forgets what it showed before.

    Seen in recorded answers: a single resource that was expanded once is null every next time in the same answer (two
    contacts of one partij: the second has `wasPartij: null`), and of what is empty at one parent only the first is
    there.
    """

    def __init__(self, klant: Klantregister) -> None:
        self.klant = klant
        self.gezien: set[tuple[str, object]] = set()

    def __call__(self, collectie: str, rij: Rij, gevraagd: list[str], *, altijd: bool) -> Rij:
        """`altijd`: members of a list have an `_expand`, be it an empty one; a resource by itself only when asked."""
        getoond = self.klant.getoond(collectie, rij)
        if gevraagd or altijd:
            getoond["_expand"] = self._delen(getoond, gevraagd, EXPAND[collectie])
        return getoond

    def _delen(self, rij: Rij, gevraagd: list[str], keuzes: Mapping[str, str]) -> Rij:
        delen: Rij = {}
        for veld in sorted({pad.split(".")[0] for pad in gevraagd}, key=list(rij).index):
            verder = [pad.partition(".")[2] for pad in gevraagd if pad.startswith(f"{veld}.")]
            dieper = {pad.partition(".")[2]: naar for pad, naar in keuzes.items() if pad.startswith(f"{veld}.")}
            deel = self._deel(keuzes[veld], rij[veld], verder, dieper)
            if deel or not any(not eerder for eerder in delen.values()):
                delen[veld] = deel
        return delen

    def _deel(self, collectie: str, verwezen: object, gevraagd: list[str], keuzes: Mapping[str, str]) -> object:
        if isinstance(verwezen, list):
            leden = (self.klant.een(collectie, ref) for ref in verwezen)
            return [self._lid(collectie, lid, gevraagd, keuzes) for lid in leden if lid is not None]
        rij = self.klant.een(collectie, verwezen)
        if rij is None or (collectie, rij["uuid"]) in self.gezien:
            return None
        self.gezien.add((collectie, rij["uuid"]))
        return self._lid(collectie, rij, gevraagd, keuzes)

    def _lid(self, collectie: str, rij: Rij, gevraagd: list[str], keuzes: Mapping[str, str]) -> Rij:
        getoond = self.klant.getoond(collectie, rij)
        if gevraagd:
            getoond["_expand"] = self._delen(getoond, gevraagd, keuzes)
        return getoond


def lees_expand(vraag: Vraag, collectie: str) -> list[str]:
    gevraagd = [pad for naam, waarde in vraag.herhaald if naam == "expand" for pad in waarde.split(",") if pad]
    for pad in gevraagd:
        if pad not in EXPAND[collectie]:
            raise Fout.keuze("expand", pad)
    return gevraagd


def maak_app(wereld: Wereld, *, latentie_ms: float = 0.0) -> Starlette:
    """Open Klant over one world."""
    register = Register(wereld, "openklant", dialect=DIALECT, toegang=TokenToegang())
    klant = Klantregister(register.store)

    def lijst(collectie: str, filters: Filters) -> Callable[[Vraag], Antwoord]:
        uitbreidbaar = collectie in EXPAND

        def werk(vraag: Vraag) -> Antwoord:
            gevraagd = lees_expand(vraag, collectie) if uitbreidbaar else []
            rijen = zeef(register.store[collectie], vraag.params, filters, nieuwste_eerst=True)
            if collectie == "klantcontacten":
                rijen.sort(key=lambda rij: str(rij.get("plaatsgevondenOp") or ""), reverse=True)
            pagina = vraag.pagina(rijen)
            getoond = pagina["results"]
            if isinstance(getoond, list) and uitbreidbaar:
                breid_uit = Uitbreider(klant)
                pagina["results"] = [breid_uit(collectie, rij, gevraagd, altijd=True) for rij in getoond]
            return Antwoord(pagina)

        return werk

    def een(collectie: str) -> Callable[[Vraag], Antwoord]:
        def werk(vraag: Vraag) -> Antwoord:
            gevraagd = lees_expand(vraag, collectie) if collectie in EXPAND else []
            rij = register.store[collectie].een(vraag.pad["uuid"])
            return Antwoord(Uitbreider(klant)(collectie, rij, gevraagd, altijd=False))

        return werk

    schrijf = schrijfwerk(klant, register.basis + WORTEL)

    def schrijfbaar(deel: str, *methoden: str) -> dict[str, Callable[[Vraag], Antwoord]]:
        return {methode: schrijf[sleutel] for methode in methoden if (sleutel := f"{methode} {deel}") in schrijf}

    paden = [Pad(f"{WORTEL}/maak-klantcontact", {"POST": schrijf["maak-klantcontact"]}, kop=VARY)]
    for deel, filters in filters_van(klant).items():
        collectie = COLLECTIES.get(deel, deel)
        expand = frozenset({"expand"}) if collectie in EXPAND else frozenset[str]()
        alle = {"GET": lijst(collectie, filters), **schrijfbaar(deel, "POST")}
        elk = {"GET": een(collectie), **schrijfbaar(deel, "PATCH", "DELETE")}
        paden.append(Pad(f"{WORTEL}/{deel}", alle, params=frozenset(filters) | expand, gepagineerd=True, kop=VARY))
        paden.append(Pad(f"{WORTEL}/{deel}/{{uuid}}", elk, params=expand, kop=VARY))
    return register.app(paden, latentie_ms=latentie_ms)
