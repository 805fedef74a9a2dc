"""BRP: the persons register of the sandbox, as a POST that answers only the fields that were asked for.

Source: Haal Centraal BRP Personen bevragen 2.7.0 (FACTS §12). A person who does not exist is simply absent, the order
of the answer is not that of the question, and a gateway in front refuses callers that do not say for whom and why.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence

import msgspec
from starlette.applications import Starlette

from app.sandbox.kern import Antwoord, Dialect, Pad, Register, Vraag, Wereld, open_toegang

Json = dict[str, object]
Boom = Mapping[str, "Boom | None"]
"""A field and its parts; None is a leaf that has no parts, the empty map a group that is always delivered whole."""

GROEP: Boom = {}
VERPLICHTE_KOPTEKSTEN = ("x-origin-oin", "x-doelbinding", "x-verwerking", "x-gebruiker")
AUTOMATISCH = ("inOnderzoek", "geheimhoudingPersoonsgegevens", "opschortingBijhouding", "rni", "verificatie")
ALIASSEN = {"verblijfplaatsBinnenland": "verblijfplaats", "adresseringBinnenland": "adressering"}
INSTANCE = "https://brp.example.org/haalcentraal/api/brp/personen"
MAX_BSN = 20
MAX_VELDEN = 130
MAX_GEVONDEN = {"ZoekMetPostcodeEnHuisnummer": 30, "ZoekMetGeslachtsnaamEnGeboortedatum": 10}


def _velden(namen: str, **delen: Boom) -> Boom:
    """`*` marks a date or code table: the real API delivers it whole, whichever (even unknown) part is named."""
    boom: dict[str, Boom | None] = {naam.rstrip("*"): GROEP if naam.endswith("*") else None for naam in namen.split()}
    boom.update(delen)
    return boom


_NAAM = "voornamen adellijkeTitelPredicaat* voorvoegsel geslachtsnaam voorletters"
_GERELATEERDE = {"naam": _velden(_NAAM), "geboorte": _velden("datum* land* plaats*")}
_ADRESSERING = "adresregel1 adresregel2 adresregel3 land* indicatieVastgesteldVerblijftNietOpAdres"
_GEZAG = _velden("type minderjarige* ouder* ouders* derde* derden* toelichting")

PERSOON = _velden(
    "aNummer burgerservicenummer datumEersteInschrijvingGBA* geslacht* leeftijd gemeenteVanInschrijving*"
    " datumInschrijvingInGemeente* indicatieCurateleRegister indicatieGezagMinderjarige*",
    naam=_velden(_NAAM + " volledigeNaam aanduidingNaamgebruik*"),
    geboorte=_velden("datum* land* plaats*"),
    overlijden=_velden("datum* land* plaats*"),
    nationaliteiten=_velden("type redenOpname* datumIngangGeldigheid* nationaliteit*"),
    uitsluitingKiesrecht=_velden("uitgeslotenVanKiesrecht einddatum*"),
    europeesKiesrecht=_velden("aanduiding* einddatumUitsluiting*"),
    verblijfplaats=_velden(
        "type datumIngangGeldigheid* datumVan* functieAdres* adresseerbaarObjectIdentificatie"
        " nummeraanduidingIdentificatie indicatieVastgesteldVerblijftNietOpAdres",
        verblijfadres=_velden(
            "officieleStraatnaam korteStraatnaam huisnummer huisletter huisnummertoevoeging aanduidingBijHuisnummer*"
            " postcode woonplaats regel1 regel2 regel3 land* locatiebeschrijving"
        ),
    ),
    immigratie=_velden(
        "landVanwaarIngeschreven* datumVestigingInNederland* vanuitVerblijfplaatsOnbekend"
        " indicatieVestigingVanuitBuitenland"
    ),
    adressering=_velden(_ADRESSERING + " aanhef aanschrijfwijze* gebruikInLopendeTekst"),
    verblijfstitel=_velden("aanduiding* datumEinde* datumIngang*"),
    gezag=_GEZAG,
    kinderen=_velden("burgerservicenummer", **_GERELATEERDE),
    ouders=_velden(
        "burgerservicenummer geslacht* ouderAanduiding datumIngangFamilierechtelijkeBetrekking*", **_GERELATEERDE
    ),
    partners=_velden(
        "burgerservicenummer geslacht* soortVerbintenis*",
        aangaanHuwelijkPartnerschap=_velden("datum* land* plaats*"),
        ontbindingHuwelijkPartnerschap=_velden("datum*"),
        **_GERELATEERDE,
    ),
)
PERSOON_BEPERKT = _velden(
    "burgerservicenummer geslacht* leeftijd",
    naam=_velden(_NAAM + " volledigeNaam"),
    geboorte=_velden("datum*"),
    adressering=_velden(_ADRESSERING),
)


class Geweigerd(Exception):
    """A question the register refuses, carrying the answer it gives."""

    def __init__(self, *, titel: str, code: str, detail: str, fouten: Sequence[Json] = ()) -> None:
        super().__init__(code)
        self.inhoud: Json = {
            "type": "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.1",
            "title": titel,
            "status": 400,
            "detail": detail,
            "code": code,
            **({"invalidParams": list(fouten)} if fouten else {}),
        }


def _fout(naam: str, code: str, reden: str) -> Json:
    return {"name": naam, "code": code, "reason": reden}


def _ongeldig(fouten: Sequence[Json]) -> Geweigerd:
    namen = ", ".join(str(fout["name"]) for fout in fouten)
    titel, code = "Een of meerdere parameters zijn niet correct.", "paramsValidation"
    if any(fout["code"] == "required" for fout in fouten):
        titel, code = "Minimale combinatie van parameters moet worden opgegeven.", "paramsCombinatie"
    return Geweigerd(titel=titel, code=code, detail=f"De foutieve parameter(s) zijn {namen}.", fouten=fouten)


def _pad(veld: str, boom: Boom) -> list[str] | None:
    """The path as far as the answer is cut: deeper than a whole group nothing is cut away."""
    pad: list[str] = []
    delen: Boom | None = boom
    for deel in veld.split("."):
        naam = ALIASSEN.get(deel, deel) if not pad else deel
        if delen is None or naam not in delen:
            return None
        pad.append(naam)
        delen = delen[naam]
        if delen == GROEP and delen is not None:
            break
    return pad


def lees_velden(gevraagd: object, boom: Boom) -> list[list[str]]:
    """Checks `fields`; a path that does not exist and one that is delivered anyway are both refused."""
    if gevraagd is None:
        raise _ongeldig([_fout("fields", "required", "Parameter is verplicht.")])
    if not isinstance(gevraagd, list):
        raise _ongeldig([_fout("fields", "array", "Parameter is geen array.")])
    if not gevraagd:
        raise _ongeldig([_fout("fields", "minItems", "Array bevat minder dan 1 items.")])
    if len(gevraagd) > MAX_VELDEN:
        raise _ongeldig([_fout("fields", "maxItems", f"Array bevat meer dan {MAX_VELDEN} items.")])
    paden: list[list[str]] = []
    fouten: list[Json] = []
    for nummer, veld in enumerate(gevraagd):
        if str(veld).split(".")[-1] in AUTOMATISCH or str(veld).split(".")[0] in AUTOMATISCH:
            fouten.append(_fout(f"fields[{nummer}]", "fields", "Parameter bevat een niet toegestane veldnaam."))
        elif (pad := _pad(str(veld), boom)) is None:
            fouten.append(_fout(f"fields[{nummer}]", "fields", "Parameter bevat een niet bestaande veldnaam."))
        else:
            paden.append(pad)
    if fouten:
        raise _ongeldig(fouten)
    return paden


def projecteer(gegeven: object, paden: Sequence[Sequence[str]]) -> object:
    """Cuts a record down to the paths, keeping what is delivered automatically and the `type` of a union."""
    if any(not pad for pad in paden):
        return gegeven
    if isinstance(gegeven, list):
        return [projecteer(deel, paden) for deel in gegeven]
    if not isinstance(gegeven, dict):
        return gegeven
    uit: Json = {}
    for naam, waarde in gegeven.items():
        verder = [pad[1:] for pad in paden if pad[0] == naam]
        if verder:
            uit[naam] = projecteer(waarde, verder)
        elif naam in AUTOMATISCH or naam == "type":
            uit[naam] = waarde
    return uit


def _op(persoon: object, *pad: str) -> object:
    for deel in pad:
        persoon = persoon.get(deel) if isinstance(persoon, dict) else None
    return persoon


def _naam_past(patroon: str, naam: object) -> bool:
    """Names are compared without case; a closing `*` after at least three letters is a wildcard."""
    zoek, bewaard = patroon.casefold(), str(naam or "").casefold()
    if zoek.endswith("*") and len(zoek) > 3:
        return bewaard.startswith(zoek[:-1])
    return zoek == bewaard


def _overleden(persoon: Json) -> bool:
    return _op(persoon, "opschortingBijhouding", "reden", "code") == "O"


def _geslachtsnaam(vraag: Json) -> Callable[[Json], bool]:
    def past(persoon: Json) -> bool:
        naam = persoon.get("naam")
        return (
            _naam_past(str(vraag["geslachtsnaam"]), _op(naam, "geslachtsnaam"))
            and _op(persoon, "geboorte", "datum", "datum") == vraag["geboortedatum"]
            and ("voornamen" not in vraag or _naam_past(str(vraag["voornamen"]), _op(naam, "voornamen")))
            and ("voorvoegsel" not in vraag or _naam_past(str(vraag["voorvoegsel"]), _op(naam, "voorvoegsel")))
            and ("geslacht" not in vraag or _op(persoon, "geslacht", "code") == vraag["geslacht"])
        )

    return past


def _postcode(vraag: Json) -> Callable[[Json], bool]:
    def past(persoon: Json) -> bool:
        adres = _op(persoon, "verblijfplaats", "verblijfadres")
        postcode = str(vraag["postcode"]).replace(" ", "").upper()
        return (
            _op(adres, "postcode") == postcode
            and str(_op(adres, "huisnummer")) == str(vraag["huisnummer"])
            and all(
                str(_op(adres, deel) or "").casefold() == str(vraag[deel]).casefold()
                for deel in ("huisletter", "huisnummertoevoeging")
                if deel in vraag
            )
            and ("geboortedatum" not in vraag or _op(persoon, "geboorte", "datum", "datum") == vraag["geboortedatum"])
            and (
                "geslachtsnaam" not in vraag
                or _naam_past(str(vraag["geslachtsnaam"]), _op(persoon, "naam", "geslachtsnaam"))
            )
        )

    return past


ZOEKVRAGEN: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], Callable[[Json], Callable[[Json], bool]]]] = {
    "ZoekMetGeslachtsnaamEnGeboortedatum": (
        ("geslachtsnaam", "geboortedatum"),
        ("geslacht", "voorvoegsel", "voornamen"),
        _geslachtsnaam,
    ),
    "ZoekMetPostcodeEnHuisnummer": (
        ("postcode", "huisnummer"),
        ("huisletter", "huisnummertoevoeging", "geboortedatum", "geslachtsnaam"),
        _postcode,
    ),
}


class Persoonsregister:
    """The persons of the world and the three ways to find them."""

    def __init__(self, personen: Sequence[Json]) -> None:
        self.personen = list(personen)

    def antwoord(self, vraag: Json) -> Json:
        soort = vraag.get("type")
        if soort == "RaadpleegMetBurgerservicenummer":
            gevonden, boom = self._raadpleeg(vraag), PERSOON
        elif isinstance(soort, str) and soort in ZOEKVRAGEN:
            gevonden, boom = self._zoek(soort, vraag), PERSOON_BEPERKT
        elif soort is None:
            raise _ongeldig([_fout("type", "required", "Parameter is verplicht.")])
        else:
            raise _ongeldig([_fout("type", "value", "Waarde is geen geldig zoek type.")])
        paden = lees_velden(vraag.get("fields"), boom)
        if (gemeente := vraag.get("gemeenteVanInschrijving")) is not None:
            gevonden = [p for p in gevonden if _op(p, "gemeenteVanInschrijving", "code") == gemeente]
        # The order is not promised: a stable order that has nothing to do with the question shows who relies on it.
        gevonden.sort(key=lambda p: hashlib.sha256(str(p.get("burgerservicenummer")).encode()).digest())
        return {"type": soort, "personen": [projecteer(persoon, paden) for persoon in gevonden]}

    def _raadpleeg(self, vraag: Json) -> list[Json]:
        _verwacht(vraag, ("burgerservicenummer",), ())
        nummers = vraag["burgerservicenummer"]
        if not isinstance(nummers, list):
            raise _ongeldig([_fout("burgerservicenummer", "array", "Parameter is geen array.")])
        if not nummers:
            raise _ongeldig([_fout("burgerservicenummer", "minItems", "Array bevat minder dan 1 items.")])
        if len(nummers) > MAX_BSN:
            raise _ongeldig([_fout("burgerservicenummer", "maxItems", f"Array bevat meer dan {MAX_BSN} items.")])
        fouten = [
            _fout(f"burgerservicenummer[{n}]", "pattern", "Waarde voldoet niet aan patroon ^[0-9]{9}$.")
            for n, nummer in enumerate(nummers)
            if not re.fullmatch(r"[0-9]{9}", str(nummer))
        ]
        if fouten:
            raise _ongeldig(fouten)
        gevraagd = set(nummers)
        return [persoon for persoon in self.personen if persoon.get("burgerservicenummer") in gevraagd]

    def _zoek(self, soort: str, vraag: Json) -> list[Json]:
        verplicht, vrij, maak = ZOEKVRAGEN[soort]
        _verwacht(vraag, verplicht, (*vrij, "inclusiefOverledenPersonen"))
        past = maak(vraag)
        ook_overleden = vraag.get("inclusiefOverledenPersonen") is True
        gevonden = [p for p in self.personen if past(p) and (ook_overleden or not _overleden(p))]
        if len(gevonden) > MAX_GEVONDEN[soort]:
            raise Geweigerd(
                titel="Teveel zoekresultaten.",
                code="tooManyResults",
                detail="Meer dan het maximum aantal personen gevonden.",
            )
        return gevonden


def _verwacht(vraag: Json, verplicht: Sequence[str], vrij: Sequence[str]) -> None:
    fouten = [_fout(naam, "required", "Parameter is verplicht.") for naam in verplicht if vraag.get(naam) is None]
    bekend = {"type", "fields", "gemeenteVanInschrijving", *verplicht, *vrij}
    fouten += [_fout(naam, "unknownParam", "Parameter is niet verwacht.") for naam in vraag if naam not in bekend]
    if fouten:
        raise _ongeldig(fouten)


def maak_app(wereld: Wereld, *, latentie_ms: float = 0.0) -> Starlette:
    """The BRP of one world: POST /personen and nothing else."""
    register = Register(wereld, "brp", dialect=Dialect(), toegang=open_toegang)
    personen = Persoonsregister(list(register.store["personen"]))

    def bevraag(vraag: Vraag) -> Antwoord:
        ontbreekt = [naam for naam in VERPLICHTE_KOPTEKSTEN if not vraag.request.headers.get(naam)]
        if ontbreekt:
            return _problem(403, {**NIET_GEAUTORISEERD, "detail": f"Koptekst ontbreekt, {', '.join(ontbreekt)}."})
        if not isinstance(vraag.lichaam, dict):
            return _problem(415, MEDIATYPE)
        try:
            return Antwoord(personen.antwoord(vraag.lichaam))
        except Geweigerd as fout:
            return _problem(400, {**fout.inhoud, "instance": INSTANCE})

    return register.app([Pad("/personen", {"POST": bevraag})], latentie_ms=latentie_ms)


NIET_GEAUTORISEERD: Json = {
    "type": "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.3",
    "title": "U bent niet geautoriseerd voor deze vraag.",
    "status": 403,
    "code": "unauthorized",
    "instance": INSTANCE,
}
MEDIATYPE: Json = {
    "type": "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.13",
    "title": "Media Type wordt niet ondersteund.",
    "status": 415,
    "code": "unsupportedMediaType",
    "detail": "Ondersteunde content type is json.",
    "instance": INSTANCE,
}


def _problem(status: int, inhoud: Json) -> Antwoord:
    return Antwoord(msgspec.json.encode(inhoud), status=status, kop={"Content-Type": "application/problem+json"})
