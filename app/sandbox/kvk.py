"""KvK: search, basic profile and branch profile of the Handelsregister, as the sandbox serves them.

Source: KvK Zoeken v2, Basisprofiel v1 and Vestigingsprofiel v1 (FACTS §12; not measured). Nothing found is a 404,
errors are {fout: [{code, omschrijving}]}, a page holds at most a hundred results and a search at most a thousand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import msgspec
from starlette.applications import Starlette

from app.sandbox.kern import API_KEY, Antwoord, Dialect, Pad, Register, Vraag, Wereld, open_toegang, waarde_op
from app.sandbox.zoekfilter import Rij

ZOEKEN = "/api/v2/zoeken"
BASISPROFIELEN = "/api/v1/basisprofielen"
VESTIGINGSPROFIELEN = "/api/v1/vestigingsprofielen"
SOORTEN = ("hoofdvestiging", "nevenvestiging", "rechtspersoon")
ADRESDELEN = ("straatnaam", "huisnummer", "huisletter", "postcode", "plaats")
ZOEKPARAMETERS = frozenset(
    {"kvkNummer", "rsin", "vestigingsnummer", "naam", *ADRESDELEN, "type", "pagina", "resultatenPerPagina"}
    | {"huisnummerToevoeging", "postbusnummer", "inclusiefInactieveRegistraties"}
)
MAX_RESULTATEN = 1000


def _fout(status: int, code: str, omschrijving: str) -> Antwoord:
    body = {"fout": [{"code": code, "omschrijving": omschrijving}]}
    return Antwoord(msgspec.json.encode(body), status=status, kop={"Content-Type": "application/json"})


def _bezoekadres(profiel: Rij) -> Rij:
    """The visiting address of a branch, in the words of a search result."""
    adressen = profiel.get("adressen")
    for adres in adressen if isinstance(adressen, list) else []:
        if adres.get("type") == "bezoekadres" and adres.get("indAfgeschermd") != "Ja":
            delen = {deel: adres[deel] for deel in ADRESDELEN if adres.get(deel) not in (None, "")}
            return {"binnenlandsAdres": {"type": "bezoekadres", **delen}}
    return {}


class Handelsregister:
    """The companies of one world and what a search says of them."""

    def __init__(self, register: Register) -> None:
        self.basis = register.basis
        self.bedrijven = {str(rij["kvkNummer"]): rij for rij in register.store["basisprofielen"]}
        self.vestigingen = {str(rij["vestigingsnummer"]): rij for rij in register.store["vestigingsprofielen"]}

    def resultaten(self) -> list[Rij]:
        """A row for each legal person and each branch."""
        return [
            *(
                self._rechtspersoon(rij)
                for rij in self.bedrijven.values()
                if waarde_op(rij, ("_embedded", "eigenaar", "rsin"))
            ),
            *(self._vestiging(rij) for rij in self.vestigingen.values()),
        ]

    def _link(self, rel: str, pad: str) -> Rij:
        return {"rel": rel, "href": f"{self.basis}{pad}"}

    def _rechtspersoon(self, rij: Rij) -> Rij:
        return {
            "kvkNummer": rij["kvkNummer"],
            "rsin": waarde_op(rij, ("_embedded", "eigenaar", "rsin")),
            "naam": rij["naam"],
            "adres": _bezoekadres(self._hoofdvestiging(str(rij["kvkNummer"])) or {}),
            "type": "rechtspersoon",
            "actief": "Ja",
            "links": [self._link("basisprofiel", f"{BASISPROFIELEN}/{rij['kvkNummer']}")],
        }

    def _vestiging(self, rij: Rij) -> Rij:
        return {
            "kvkNummer": rij["kvkNummer"],
            "vestigingsnummer": rij["vestigingsnummer"],
            "naam": rij.get("eersteHandelsnaam") or rij.get("statutaireNaam"),
            "adres": _bezoekadres(rij),
            "type": "hoofdvestiging" if rij.get("indHoofdvestiging") == "Ja" else "nevenvestiging",
            "actief": "Ja",
            "links": [
                self._link("basisprofiel", f"{BASISPROFIELEN}/{rij['kvkNummer']}"),
                self._link("vestigingsprofiel", f"{VESTIGINGSPROFIELEN}/{rij['vestigingsnummer']}"),
            ],
        }

    def van_bedrijf(self, kvk: str) -> list[Rij]:
        return [rij for rij in self.vestigingen.values() if rij["kvkNummer"] == kvk]

    def _hoofdvestiging(self, kvk: str) -> Rij | None:
        return next((rij for rij in self.van_bedrijf(kvk) if rij.get("indHoofdvestiging") == "Ja"), None)

    def lijst_vestigingen(self, kvk: str) -> Rij:
        rijen = self.van_bedrijf(kvk)
        commercieel = sum(rij.get("indCommercieleVestiging") == "Ja" for rij in rijen)
        return {
            "kvkNummer": kvk,
            "aantalCommercieleVestigingen": commercieel,
            "aantalNietCommercieleVestigingen": len(rijen) - commercieel,
            "totaalAantalVestigingen": len(rijen),
            "vestigingen": [self._in_lijst(rij) for rij in rijen],
            "links": [
                self._link("self", f"{BASISPROFIELEN}/{kvk}/vestigingen"),
                self._link("basisprofiel", f"{BASISPROFIELEN}/{kvk}"),
            ],
        }

    def _in_lijst(self, rij: Rij) -> Rij:
        adressen = [adres for adres in _rijen(rij.get("adressen")) if adres.get("type") == "bezoekadres"]
        adres = adressen[0] if adressen else {}
        return {
            "vestigingsnummer": rij["vestigingsnummer"],
            "kvkNummer": rij["kvkNummer"],
            "eersteHandelsnaam": rij.get("eersteHandelsnaam"),
            "indHoofdvestiging": rij.get("indHoofdvestiging"),
            "indAdresAfgeschermd": adres.get("indAfgeschermd", "Nee"),
            "indCommercieleVestiging": rij.get("indCommercieleVestiging"),
            "volledigAdres": adres.get("volledigAdres"),
            "links": [self._link("vestigingsprofiel", f"{VESTIGINGSPROFIELEN}/{rij['vestigingsnummer']}")],
        }


def _rijen(gegeven: object) -> list[Rij]:
    return [rij for rij in gegeven if isinstance(rij, dict)] if isinstance(gegeven, list) else []


def _past(resultaat: Rij, params: Sequence[tuple[str, str]]) -> bool:
    soorten = {waarde for naam, waarde in params if naam == "type"}
    adres = waarde_op(resultaat, ("adres", "binnenlandsAdres"))
    if soorten and resultaat["type"] not in soorten:
        return False
    for naam, waarde in params:
        if naam in ("kvkNummer", "rsin", "vestigingsnummer") and resultaat.get(naam) != waarde:
            return False
        if naam == "naam" and waarde.casefold() not in str(resultaat["naam"]).casefold():
            return False
        if naam in ADRESDELEN and _kaal(waarde_op(adres, (naam,))) != _kaal(waarde):
            return False
    return True


def _kaal(waarde: object) -> str:
    return str("" if waarde is None else waarde).replace(" ", "").casefold()


def _ongeldig(params: Sequence[tuple[str, str]]) -> list[str]:
    vorm = {"kvkNummer": r"\d{8}", "rsin": r"\d{9}", "vestigingsnummer": r"\d{12}", "pagina": r"[1-9]\d{0,3}"}
    vorm |= {"resultatenPerPagina": r"[1-9]\d?|100", "type": "|".join(SOORTEN)}
    return [
        naam
        for naam, waarde in params
        if naam not in ZOEKPARAMETERS or (naam in vorm and not re.fullmatch(vorm[naam], waarde))
    ]


def maak_app(wereld: Wereld, *, latentie_ms: float = 0.0) -> Starlette:
    """The Handelsregister of one world."""
    register = Register(wereld, "kvk", dialect=Dialect(media=""), toegang=open_toegang)
    handel = Handelsregister(register)

    def zoeken(vraag: Vraag) -> Antwoord:
        if fout := _ongeldig(vraag.herhaald):
            namen = ", ".join(fout)
            return _fout(400, "IPD1999", f"De volgende opgegeven parameter(s) is(zijn) ongeldig: {namen}")
        if "huisnummer" in vraag.params and "postcode" not in vraag.params and "straatnaam" not in vraag.params:
            return _fout(400, "IPD1998", "Algemene invoer parameter fout.")
        gevonden = [rij for rij in handel.resultaten() if _past(rij, vraag.herhaald)]
        pagina, grootte = (int(vraag.params.get(n, s)) for n, s in (("pagina", "1"), ("resultatenPerPagina", "10")))
        rijen = gevonden[:MAX_RESULTATEN][(pagina - 1) * grootte : pagina * grootte]
        if not rijen:
            tekst = "Er zijn geen gegevens gevonden die voldoen aan de opgegeven zoekparameters."
            return _fout(404, "IPD5200", tekst)
        return Antwoord(
            {
                "pagina": pagina,
                "resultatenPerPagina": grootte,
                "totaal": len(gevonden),
                "resultaten": rijen,
                "links": [{"rel": "self", "href": f"{register.basis}{ZOEKEN}?{urlencode(vraag.herhaald)}"}],
            }
        )

    def bedrijf(toon: Callable[[Rij], object]) -> Callable[[Vraag], Antwoord]:
        def werk(vraag: Vraag) -> Antwoord:
            kvk = vraag.pad["kvk"]
            if not re.fullmatch(r"\d{8}", kvk):
                return _fout(400, "IPD0004", f"Het KVK-nummer {kvk} is niet valide.")
            if (rij := handel.bedrijven.get(kvk)) is None or (inhoud := toon(rij)) is None:
                return _fout(404, "IPD0005", f"Er zijn geen gegevens gevonden voor het KVK-nummer {kvk}.")
            return Antwoord(inhoud)

        return werk

    def vestiging(vraag: Vraag) -> Antwoord:
        nummer = vraag.pad["nummer"]
        if not re.fullmatch(r"\d{12}", nummer):
            return _fout(400, "IPD0006", f"Het vestigingsnummer {nummer} is niet valide.")
        if (rij := handel.vestigingen.get(nummer)) is None:
            return _fout(404, "IPD0007", f"Er zijn geen gegevens gevonden voor het vestigingsnummer {nummer}.")
        return Antwoord(rij)

    def met_sleutel(werk: Callable[[Vraag], Antwoord]) -> Callable[[Vraag], Antwoord]:
        def bewaakt(vraag: Vraag) -> Antwoord:
            if vraag.request.headers.get("apikey") != API_KEY:
                return _fout(401, "IPD9998", "Geen of ongeldige apikey.")
            return werk(vraag)

        return bewaakt

    een = f"{BASISPROFIELEN}/{{kvk}}"
    werk: dict[str, Callable[[Vraag], Antwoord]] = {
        ZOEKEN: zoeken,
        een: bedrijf(lambda rij: rij),
        f"{een}/eigenaar": bedrijf(lambda rij: waarde_op(rij, ("_embedded", "eigenaar"))),
        f"{een}/hoofdvestiging": bedrijf(lambda rij: waarde_op(rij, ("_embedded", "hoofdvestiging"))),
        f"{een}/vestigingen": bedrijf(lambda rij: handel.lijst_vestigingen(str(rij["kvkNummer"]))),
        f"{VESTIGINGSPROFIELEN}/{{nummer}}": vestiging,
    }
    return register.app([Pad(pad, {"GET": met_sleutel(doe)}) for pad, doe in werk.items()], latentie_ms=latentie_ms)
