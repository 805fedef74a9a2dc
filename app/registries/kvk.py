"""KvK: Handelsregister, Basisprofiel API v1 and Vestigingsprofiel API v1, as a Handelsregister.

HAL; one onderneming per question, paid per call, no batch (FACTS §12): kept for a while, because what is asked is
public register data.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from app.registries.client import Afwezig, RegisterClient
from resolvers.grammar.antwoorden import alle
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.sleutel import KvkNummer, Sleutel, Vestigingsnummer
from resolvers.klant import Adres, Ondernemingsgegevens, Vestiging


class Wire(Struct, rename="camel", kw_only=True): ...


class WireAdres(Wire):
    type: str = ""
    straatnaam: str | None = None
    huisnummer: int | None = None
    huisletter: str | None = None
    huisnummer_toevoeging: str | None = None
    postcode: str | None = None
    plaats: str | None = None
    land: str | None = None


class Handelsnaam(Wire):
    naam: str = ""


class Hoofdvestiging(Wire):
    vestigingsnummer: str = ""
    rsin: str | None = None
    eerste_handelsnaam: str | None = None
    adressen: list[WireAdres] = field(default_factory=list)


class Eigenaar(Wire):
    rsin: str | None = None
    rechtsvorm: str | None = None


class Embedded(Wire):
    hoofdvestiging: Hoofdvestiging | None = None
    eigenaar: Eigenaar | None = None


class Basisprofiel(Wire):
    kvk_nummer: str
    naam: str | None = None
    handelsnamen: list[Handelsnaam] = field(default_factory=list)
    embedded: Embedded = field(name="_embedded", default_factory=Embedded)


class WireVestiging(Wire):
    vestigingsnummer: str = ""
    eerste_handelsnaam: str | None = None
    ind_hoofdvestiging: str | None = None
    volledig_adres: str | None = None


class Vestigingen(Wire):
    vestigingen: list[WireVestiging] = field(default_factory=list)


class Vestigingsprofiel(Wire):
    vestigingsnummer: str
    kvk_nummer: str


class Kvk:
    def __init__(self, *, herkomst: Herkomst, client: RegisterClient) -> None:
        self.herkomst = herkomst
        self._client = client

    async def ondernemingen(self, sleutels: Sequence[Sleutel]) -> Sequence[Ondernemingsgegevens | Exception | None]:
        return await alle(self._onderneming(sleutel) for sleutel in sleutels)

    async def _onderneming(self, sleutel: Sleutel) -> Ondernemingsgegevens | None:
        try:
            number = await self._kvk_nummer(sleutel)
            if number is None:
                return None
            pad = {"kvkNummer": number}
            profiel = await self._client.get("/v1/basisprofielen/{kvkNummer}", Basisprofiel, pad=pad)
            lijst = await self._client.get("/v1/basisprofielen/{kvkNummer}/vestigingen", Vestigingen, pad=pad)
        except Afwezig:
            return None
        return _gegevens(profiel, lijst.vestigingen) if profiel.kvk_nummer == number else None

    async def _kvk_nummer(self, sleutel: Sleutel) -> str | None:
        if isinstance(sleutel, KvkNummer):
            return sleutel.waarde
        if not isinstance(sleutel, Vestigingsnummer):
            return None
        profiel = await self._client.get(
            "/v1/vestigingsprofielen/{vestigingsnummer}", Vestigingsprofiel, pad={"vestigingsnummer": sleutel.waarde}
        )
        return profiel.kvk_nummer if profiel.vestigingsnummer == sleutel.waarde else None


def _gegevens(profiel: Basisprofiel, vestigingen: Sequence[WireVestiging]) -> Ondernemingsgegevens:
    """A sole trader is a natural person: no RSIN, and the eigenaar is not read further (his BSN may stand there)."""
    hoofd, eigenaar = profiel.embedded.hoofdvestiging, profiel.embedded.eigenaar
    bezoek = next((adres for adres in hoofd.adressen if adres.type == "bezoekadres"), None) if hoofd else None
    return Ondernemingsgegevens(
        naam=profiel.naam or (hoofd.eerste_handelsnaam if hoofd else None),
        handelsnamen=tuple(found.naam for found in profiel.handelsnamen),
        rsin=(eigenaar.rsin if eigenaar else None) or (hoofd.rsin if hoofd else None),
        rechtsvorm=eigenaar.rechtsvorm if eigenaar else None,
        bezoekadres=_adres(bezoek),
        vestigingen=tuple(
            Vestiging(
                vestigingsnummer=found.vestigingsnummer or None,
                naam=found.eerste_handelsnaam,
                hoofdvestiging=found.ind_hoofdvestiging == "Ja",
                adres=found.volledig_adres,
            )
            for found in vestigingen
        ),
    )


def _adres(adres: WireAdres | None) -> Adres | None:
    if adres is None:
        return None
    huisnummer = "".join(str(part) for part in (adres.huisnummer, adres.huisletter) if part)
    return Adres(
        straat=adres.straatnaam,
        huisnummer="-".join(part for part in (huisnummer, adres.huisnummer_toevoeging) if part) or None,
        postcode=adres.postcode,
        plaats=adres.plaats,
        land=adres.land,
    )
