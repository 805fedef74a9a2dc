"""BRP: Haal Centraal BRP Personen Bevragen 2 as a Personenregister.

One question for up to 20 BSNs, in the body. Persons that are not there are absent, and the order is not promised
(FACTS §12), so answers are matched on the burgerservicenummer in them. Which municipal broker stands in front decides
which x-headers it wants: configuration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from app.registries.client import RegisterClient
from resolvers.grammar.antwoorden import alle
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.sleutel import Bsn, Sleutel
from resolvers.klant import Adres, KlantZoekvraag, Persoonsgegevens

GROOTSTE_VRAAG = 20
_VELDEN = [
    "burgerservicenummer",
    "naam",
    "geboorte.datum",
    "leeftijd",
    "verblijfplaats",
    "indicatieCurateleRegister",
    "overlijden",
]
_ZOEKVELDEN = ["burgerservicenummer", "naam.geslachtsnaam"]


class Wire(Struct, rename="camel", kw_only=True): ...


class WireNaam(Wire):
    volledige_naam: str | None = None
    voornamen: str | None = None
    voorvoegsel: str | None = None
    geslachtsnaam: str | None = None


class Datum(Wire):
    """Only a full date has `datum`; a partly known one has other fields."""

    datum: date | None = None


class Geboorte(Wire):
    datum: Datum | None = None


class Verblijfadres(Wire):
    officiele_straatnaam: str | None = None
    korte_straatnaam: str | None = None
    huisnummer: int | None = None
    huisletter: str | None = None
    huisnummertoevoeging: str | None = None
    postcode: str | None = None
    woonplaats: str | None = None
    regel1: str | None = None
    regel2: str | None = None
    land: dict[str, str] | None = None


class Verblijfplaats(Wire):
    verblijfadres: Verblijfadres | None = None


class Persoon(Wire):
    """`overlijden` is there for who has died, with or without a date; `indicatieCurateleRegister` only when true."""

    burgerservicenummer: str = ""
    naam: WireNaam | None = None
    geboorte: Geboorte | None = None
    leeftijd: int | None = None
    verblijfplaats: Verblijfplaats | None = None
    geheimhouding_persoonsgegevens: bool = False
    indicatie_curatele_register: bool = False
    overlijden: dict[str, object] | None = None


class Gezag(Wire):
    type: str = ""
    minderjarige: dict[str, object] | None = None
    ouder: dict[str, object] | None = None
    ouders: list[dict[str, object]] | None = None


class MetGezag(Wire):
    burgerservicenummer: str = ""
    gezag: list[Gezag] | None = None


class Antwoord(Wire):
    personen: list[Persoon] = []


class Gezagsantwoord(Wire):
    personen: list[MetGezag] = []


#: Kinds of gezag in which the person asked is a parent with authority.
_OUDERLIJK = frozenset({"EenhoofdigOuderlijkGezag", "GezamenlijkOuderlijkGezag", "TweehoofdigOuderlijkGezag"})


class Brp:
    def __init__(self, *, herkomst: Herkomst, client: RegisterClient, kopteksten: Mapping[str, str]) -> None:
        self.herkomst = herkomst
        self._client = client
        self._kopteksten = kopteksten

    async def personen(self, bsns: Sequence[Sleutel]) -> Sequence[Persoonsgegevens | Exception | None]:
        """In questions of 20, side by side; a question that fails fails its persons alone."""
        groups = [bsns[start : start + GROOTSTE_VRAAG] for start in range(0, len(bsns), GROOTSTE_VRAAG)]
        known: dict[str, Persoonsgegevens | Exception] = {}
        for group, answer in zip(groups, await alle(self._raadpleeg(group) for group in groups), strict=True):
            if isinstance(answer, Exception):
                known.update((bsn.waarde, answer) for bsn in group)
            else:
                known.update(answer)
        return [known.get(bsn.waarde) for bsn in bsns]

    async def _raadpleeg(self, bsns: Sequence[Sleutel]) -> dict[str, Persoonsgegevens]:
        antwoord = await self._vraag(
            {
                "type": "RaadpleegMetBurgerservicenummer",
                "burgerservicenummer": [bsn.waarde for bsn in bsns],
                "fields": _VELDEN,
            }
        )
        asked = {bsn.waarde for bsn in bsns}
        return {p.burgerservicenummer: _gegevens(p) for p in antwoord.personen if p.burgerservicenummer in asked}

    async def _vraag(self, body: Mapping[str, object]) -> Antwoord:
        return await self._client.post("/personen", Antwoord, json=body, kopteksten=self._kopteksten, idempotent=True)

    async def zoek(self, vraag: KlantZoekvraag) -> Sequence[Sleutel]:
        body: dict[str, object]
        if vraag.naam and vraag.geboortedatum:
            body = {
                "type": "ZoekMetGeslachtsnaamEnGeboortedatum",
                "geslachtsnaam": vraag.naam,
                "geboortedatum": vraag.geboortedatum.isoformat(),
            }
        elif vraag.postcode and vraag.huisnummer is not None:
            body = {"type": "ZoekMetPostcodeEnHuisnummer", "postcode": vraag.postcode, "huisnummer": vraag.huisnummer}
            if vraag.naam:
                body["geslachtsnaam"] = vraag.naam
            if vraag.geboortedatum:
                body["geboortedatum"] = vraag.geboortedatum.isoformat()
        else:
            return []
        found = await self._vraag({**body, "fields": _ZOEKVELDEN})
        return [
            Bsn(persoon.burgerservicenummer)
            for persoon in found.personen
            if Bsn.klopt(persoon.burgerservicenummer) and _heet(persoon, vraag.naam)
        ]

    async def gezag_over(self, bsn: Sleutel) -> Sequence[Sleutel]:
        antwoord = await self._client.post(
            "/personen",
            Gezagsantwoord,
            json={
                "type": "RaadpleegMetBurgerservicenummer",
                "burgerservicenummer": [bsn.waarde],
                "fields": ["burgerservicenummer", "gezag"],
            },
            kopteksten=self._kopteksten,
            idempotent=True,
        )
        own = [p for p in antwoord.personen if p.burgerservicenummer == bsn.waarde]
        children = [
            str((gezag.minderjarige or {}).get("burgerservicenummer", ""))
            for persoon in own
            for gezag in persoon.gezag or ()
            if gezag.type in _OUDERLIJK and _is_ouder(gezag, bsn.waarde)
        ]
        return [Bsn(child) for child in dict.fromkeys(children) if Bsn.klopt(child) and child != bsn.waarde]


def _heet(persoon: Persoon, naam: str | None) -> bool:
    """Whether he has this surname: the register may have overlooked that part of the question. A `*` at the end stands
    for anything."""
    if not naam:
        return True
    held = (persoon.naam.geslachtsnaam or "" if persoon.naam else "").casefold()
    wanted = naam.casefold()
    return held.startswith(wanted.rstrip("*")) if wanted.endswith("*") else held == wanted


def _is_ouder(gezag: Gezag, bsn: str) -> bool:
    return any(ouder.get("burgerservicenummer") == bsn for ouder in (*(gezag.ouders or ()), gezag.ouder or {}))


def _gegevens(persoon: Persoon) -> Persoonsgegevens:
    naam = persoon.naam or WireNaam()
    parts = " ".join(part for part in (naam.voornamen, naam.voorvoegsel, naam.geslachtsnaam) if part)
    return Persoonsgegevens(
        naam=naam.volledige_naam or parts or None,
        voornamen=naam.voornamen,
        voorvoegsel=naam.voorvoegsel,
        geslachtsnaam=naam.geslachtsnaam,
        geboortedatum=persoon.geboorte.datum.datum if persoon.geboorte and persoon.geboorte.datum else None,
        leeftijd=persoon.leeftijd,
        verblijfplaats=_adres(persoon.verblijfplaats.verblijfadres if persoon.verblijfplaats else None),
        geheimhouding=persoon.geheimhouding_persoonsgegevens,
        onder_curatele=persoon.indicatie_curatele_register,
        overleden=persoon.overlijden is not None,
    )


def _adres(adres: Verblijfadres | None) -> Adres | None:
    if adres is None:
        return None
    huisnummer = "".join(str(part) for part in (adres.huisnummer, adres.huisletter) if part)
    return Adres(
        straat=adres.officiele_straatnaam or adres.korte_straatnaam or adres.regel1,
        huisnummer="-".join(part for part in (huisnummer, adres.huisnummertoevoeging) if part) or None,
        postcode=adres.postcode,
        plaats=adres.woonplaats or adres.regel2,
        land=(adres.land or {}).get("omschrijving"),
    )
