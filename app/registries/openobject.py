"""Open Object (Objects API 2, Open Object 4.0): machtigingen, toestemmingen, medewerkers, afdelingen and groepen.

Objecttypes are installation specific: their uuids are configuration. The schemas of `machtiging` and `toestemming` are
ours (objecttypen/*.schema.json). Searching goes by POST /objects/search with `data_attrs`, so that no number of a
person stands in a URL; unknown keys are ignored and everything is returned (MEASURED §2.5), so every object is held
against what was asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct, ValidationError, convert, field

from app.registries.client import Afwezig, RegisterClient, Verborgen
from resolvers.grammar.afnemer import AfnemerRol, MachtigingBron, MachtigingSoort, WettelijkeVorm
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.grammar.loader import alle
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, Klantnummer, KvkNummer, Rsin, Sleutel, Vestigingsnummer
from resolvers.lijsten import MachtigingRichting
from resolvers.machtiging import Machtiging
from resolvers.organisatie import Medewerker, OrganisatieEenheid
from resolvers.toestemming import Toestemming, ToestemmingOntvanger

_CRS = {"Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
_SOORT: Mapping[str, type[Sleutel]] = {
    "bsn": Bsn,
    "kvkNummer": KvkNummer,
    "rsin": Rsin,
    "vestigingsnummer": Vestigingsnummer,
    "klantnummer": Klantnummer,
}
_CODE = {kind: code for code, kind in _SOORT.items()}
_KANT = {MachtigingRichting.GEGEVEN: "vertegenwoordigde", MachtigingRichting.ONTVANGEN: "vertegenwoordiger"}


class Record(Struct, rename="camel", kw_only=True):
    data: dict[str, Any]
    end_at: date | None = None


class Object(Struct, kw_only=True):
    uuid: str
    type: str = ""
    record: Record


class Persoon(Struct, kw_only=True):
    soort: str
    waarde: str

    def sleutel(self) -> Sleutel | None:
        kind = _SOORT.get(self.soort)
        return kind(self.waarde) if kind and kind.vorm.fullmatch(self.waarde) and kind.klopt(self.waarde) else None


class WireMachtiging(Struct, rename="camel", kw_only=True):
    soort: str
    vertegenwoordigde: Persoon
    vertegenwoordiger: Persoon
    geldig_van: date | None = None
    geldig_tot: date | None = None
    ingetrokken_op: datetime | None = None
    wettelijke_vorm: str | None = None
    diensten: list[str] | None = None
    zaaktypen: list[str] | None = None
    bron: str = "REGISTER"


class Ontvanger(Struct, rename="camel", kw_only=True):
    soort: str
    waarde: str


class Gebeurtenis(Struct, kw_only=True):
    soort: str
    tijdstip: datetime


class WireToestemming(Struct, rename="camel", kw_only=True):
    betrokkene: Persoon
    ontvanger: Ontvanger
    activiteit: str
    categorieen: list[str]
    geldig_van: date
    geldig_tot: date
    zaken: list[str] | None = None
    zaaktypen: list[str] | None = None
    gebeurtenissen: list[Gebeurtenis] = field(default_factory=list)


class OpenObject:
    def __init__(self, *, herkomst: Herkomst, client: RegisterClient, objecttypen: Mapping[str, str]) -> None:
        """`objecttypen`: name (machtiging, toestemming, medewerker, afdeling, groep) → uuid of the objecttype in this
        installation."""
        self.herkomst = herkomst
        self._client = client
        self._objecttypen = objecttypen

    async def _zoek(self, naam: str, *attributen: str) -> list[Object]:
        """The objects of a type that have these attributes now. An objecttype that is not configured holds nothing."""
        if (uuid := self._objecttypen.get(naam)) is None:
            return []
        found = await self._client.pages(
            "/objects/search",
            Object,
            method="POST",
            json={"type": f"{self._client.basis}/objecttypes/{uuid}", "data_attrs": ",".join(attributen)},
            kopteksten=_CRS,
            grootte=500,
        )
        return [item for item in found if item.type.rstrip("/").endswith(uuid)]

    async def _een(self, naam: str, id_: str) -> Object | None:
        try:
            found = await self._client.get("/objects/{uuid}", Object, pad={"uuid": id_})
        except (Afwezig, Verborgen):
            return None
        return found if found.type.rstrip("/").endswith(self._objecttypen.get(naam, "-")) else None

    # ------------------------------------------------------------------ machtigingen

    async def machtigingen_van(
        self, sleutels: frozenset[Sleutel], richting: MachtigingRichting, vandaag: date
    ) -> Sequence[Machtiging]:
        kant = _KANT[richting]
        made: list[Machtiging] = []
        for sleutel in sleutels:
            if (soort := _CODE.get(type(sleutel))) is not None:
                found = await self._zoek(
                    "machtiging", f"{kant}__soort__exact__{soort}", f"{kant}__waarde__exact__{sleutel.waarde}"
                )
                made.extend(m for item in found if (m := self._machtiging(item, vandaag)) is not None)
        mine = "vertegenwoordigde_sleutel" if richting is MachtigingRichting.GEGEVEN else "vertegenwoordiger_sleutel"
        return [machtiging for machtiging in made if getattr(machtiging, mine) in sleutels]

    async def machtigingen(self, ids: Sequence[str], vandaag: date) -> Sequence[Machtiging | Exception | None]:
        found = await alle(self._een("machtiging", id_) for id_ in ids)
        return [self._machtiging(item, vandaag) if isinstance(item, Object) else item for item in found]

    def _machtiging(self, item: Object, vandaag: date) -> Machtiging | None:
        """None: an object that is not by our schema proves nothing."""
        try:
            wire = convert(item.record.data, WireMachtiging)
            soort, bron = MachtigingSoort[wire.soort], MachtigingBron[wire.bron]
        except (ValidationError, KeyError):
            return None
        gever, nemer = wire.vertegenwoordigde.sleutel(), wire.vertegenwoordiger.sleutel()
        if gever is None or nemer is None:
            return None
        ref = Ref(self.herkomst.register, "Machtiging", item.uuid)
        return Machtiging(
            id=id_van(ref),
            ref=ref,
            vertegenwoordigde_sleutel=gever,
            vertegenwoordiger_sleutel=nemer,
            zaaktype_identificaties=frozenset(wire.zaaktypen) if wire.zaaktypen is not None else None,
            soort=soort,
            wettelijke_vorm=WettelijkeVorm.__members__.get(wire.wettelijke_vorm or ""),
            diensten=wire.diensten,
            geldig_van=wire.geldig_van,
            geldig_tot=wire.geldig_tot,
            ingetrokken_op=wire.ingetrokken_op,
            geldig=_geldt(wire.geldig_van, wire.geldig_tot, vandaag)
            and wire.ingetrokken_op is None
            and _loopt(item, vandaag),
            bron=bron,
        )

    # ------------------------------------------------------------------ toestemmingen

    async def toestemmingen_van(self, sleutels: frozenset[Sleutel], vandaag: date) -> Sequence[Toestemming]:
        """By their numbers alone, in one question; of which kind a number is, each answer must say itself."""
        numbers = sorted(sleutel.waarde for sleutel in sleutels if type(sleutel) in _CODE)
        if not numbers:
            return []
        how = "in" if len(numbers) > 1 else "exact"
        found = await self._zoek("toestemming", f"betrokkene__waarde__{how}__{'|'.join(numbers)}")
        made = [t for item in found if (t := self._toestemming(item, vandaag)) is not None]
        return [toestemming for toestemming in made if toestemming.betrokkene_sleutel in sleutels]

    async def toestemmingen(self, ids: Sequence[str], vandaag: date) -> Sequence[Toestemming | Exception | None]:
        found = await alle(self._een("toestemming", id_) for id_ in ids)
        return [self._toestemming(item, vandaag) if isinstance(item, Object) else item for item in found]

    def _toestemming(self, item: Object, vandaag: date) -> Toestemming | None:
        """The state follows from the last event; an object that is not by our schema allows nothing."""
        try:
            wire = convert(item.record.data, WireToestemming)
            categorieen = [GegevensCategorie[name] for name in wire.categorieen]
        except (ValidationError, KeyError):
            return None
        if (betrokkene := wire.betrokkene.sleutel()) is None:
            return None
        laatste = max(wire.gebeurtenissen, key=lambda gebeurtenis: gebeurtenis.tijdstip, default=None)
        ingetrokken = laatste.tijdstip if laatste is not None and laatste.soort == "INGETROKKEN" else None
        ref = Ref(self.herkomst.register, "Toestemming", item.uuid)
        return Toestemming(
            id=id_van(ref),
            ref=ref,
            betrokkene_sleutel=betrokkene,
            zaak_verwijzingen=tuple(wire.zaken) if wire.zaken is not None else None,
            zaaktype_identificaties=frozenset(wire.zaaktypen) if wire.zaaktypen is not None else None,
            ontvanger=_ontvanger(wire.ontvanger),
            activiteit=wire.activiteit,
            categorieen=categorieen,
            geldig_van=wire.geldig_van,
            geldig_tot=wire.geldig_tot,
            ingetrokken_op=ingetrokken,
            geldig=laatste is not None
            and ingetrokken is None
            and _geldt(wire.geldig_van, wire.geldig_tot, vandaag)
            and _loopt(item, vandaag),
        )

    # ------------------------------------------------------------------ medewerkers

    async def medewerkers(self, ids: Sequence[str]) -> Sequence[Medewerker | Exception | None]:
        """Many in one question: the one register with a true batch filter (`in`)."""
        found = await self._zoek("medewerker", f"identificatie__in__{'|'.join(ids)}") if ids else []
        known = {str(item.record.data.get("identificatie")): self._medewerker(item) for item in found}
        return [known.get(id_) for id_ in ids]

    def _medewerker(self, item: Object) -> Medewerker:
        data = item.record.data
        names = [data.get("voornaam"), data.get("voorvoegselAchternaam"), data.get("achternaam")]
        afdeling = _eerste(data, "afdelingen", "afdelingnaam")
        return Medewerker(
            id=id_van(Ref(self.herkomst.register, "Medewerker", item.uuid)),
            naam=" ".join(str(name) for name in names if name) or None,
            functie=data.get("functie") or None,
            eenheid=self._eenheid(item.uuid, afdeling, None) if afdeling else None,
            email=_eerste(data, "emails", "email"),
            telefoonnummer=_eerste(data, "telefoonnummers", "telefoonnummer"),
        )

    async def eenheden(self, ids: Sequence[str]) -> Sequence[OrganisatieEenheid | Exception | None]:
        known: dict[str, OrganisatieEenheid] = {}
        for naam in ("groep", "afdeling"):
            for item in await self._zoek(naam, f"identificatie__in__{'|'.join(ids)}") if ids else []:
                data = item.record.data
                known[str(data.get("identificatie"))] = self._eenheid(
                    item.uuid, str(data.get("naam", "")), data.get("email")
                )
        return [known.get(id_) for id_ in ids]

    def _eenheid(self, uuid: str, naam: str, email: str | None) -> OrganisatieEenheid:
        ref = Ref(self.herkomst.register, "OrganisatieEenheid", uuid)
        return OrganisatieEenheid(id=id_van(ref), naam=naam or None, email=email or None, onderdeel_van=None)


def _geldt(van: date | None, tot: date | None, vandaag: date) -> bool:
    return (van is None or van <= vandaag) and (tot is None or vandaag < tot)


def _loopt(item: Object, vandaag: date) -> bool:
    return item.record.end_at is None or vandaag < item.record.end_at


def _ontvanger(ontvanger: Ontvanger) -> ToestemmingOntvanger:
    return ToestemmingOntvanger(
        organisatie=ontvanger.waarde if ontvanger.soort == "organisatie" else None,
        organisatie_eenheid=ontvanger.waarde if ontvanger.soort == "organisatieEenheid" else None,
        rol=AfnemerRol.__members__.get(ontvanger.waarde) if ontvanger.soort == "rol" else None,
    )


def _eerste(data: Mapping[str, Any], lijst: str, sleutel: str) -> str | None:
    """The first of a list that holds texts or objects with the text under `sleutel`: both are seen in practice."""
    first = next(iter(data.get(lijst) or ()), None)
    found = first.get(sleutel) if isinstance(first, dict) else first
    return str(found) if found else None
