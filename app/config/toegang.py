"""Toegang: what the organisation decides itself about who may see what: changes to the matrix, which medewerkers handle
which zaaktypen, which diensten a machtiging covers, and the agreements with ketenpartners."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field

from app.config.deel import Deel
from resolvers.grammar.afnemer import AfnemerRol
from resolvers.grammar.inzage import Betrouwbaarheidsniveau, GegevensCategorie, Grondslag
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding

E = TypeVar("E", bound=Enum)


def _op_naam(lijst: type[E]) -> Callable[[Any], Any]:
    """Read by its name, in capitals or not: the registers write zaakvertrouwelijk, we ZAAKVERTROUWELIJK."""

    def lees(value: Any) -> Any:
        if isinstance(value, lijst):
            return value
        found = lijst.__members__.get(str(value).upper().replace("-", "_"))
        if found is None:
            raise ValueError("kies uit " + ", ".join(lijst.__members__))
        return found

    return lees


Categorie = Annotated[GegevensCategorie, BeforeValidator(_op_naam(GegevensCategorie))]
Niveau = Annotated[Betrouwbaarheidsniveau, BeforeValidator(_op_naam(Betrouwbaarheidsniveau))]
Plafond = Annotated[Vertrouwelijkheidaanduiding, BeforeValidator(_op_naam(Vertrouwelijkheidaanduiding))]
Rol = Annotated[AfnemerRol, BeforeValidator(_op_naam(AfnemerRol))]
Grond = Annotated[Grondslag, BeforeValidator(_op_naam(Grondslag))]


class RijSettings(Deel):
    """A row of the matrix, or what changes in one that ships. What is left out stays as it is."""

    uit: bool = Field(False, description="Deze rij geldt niet.")
    grondslag: Grond | None = Field(None, description="Op welke grondslag.", examples=["WETTELIJKE_TAAK"])
    rol: Rol | None = Field(None, description="Voor welke rol, bij WETTELIJKE_TAAK.", examples=["KCC"])
    activiteit: str | None = Field(
        None, description="De sleutel van de verwerkingsactiviteit.", examples=["kcc-statusvraag"]
    )
    opent: frozenset[Categorie] | None = Field(
        None, description="Welke categorieën open zijn.", examples=[["IDENTITEIT", "ZAAKVOORTGANG"]]
    )
    plafond: Plafond | None = Field(
        None, description="Tot en met welke vertrouwelijkheidaanduiding.", examples=["BEPERKT_OPENBAAR"]
    )
    niveau: Niveau | None = Field(None, description="Vanaf welk betrouwbaarheidsniveau.", examples=["SUBSTANTIEEL"])
    aanleiding: bool | None = Field(None, description="Of er een contactmoment of zaak als reden nodig is.")
    per_zaaktype: bool | None = Field(None, description="Of alleen de zaaktypen uit `autorisaties` open zijn.")
    zoekt_klanten: bool | None = Field(None, description="Of personen gezocht mogen worden.")
    ziet_intern: bool | None = Field(None, description="Of ook te zien is wat intern is.")


class AutorisatieSettings(Deel):
    """Which zaaktypen a medewerker handles (ZGW Autorisaties model: zaaktype and maxVertrouwelijkheidaanduiding)."""

    rol: Rol = Field(description="Voor welke rol.", examples=["BEHANDELAAR"])
    groep: str | None = Field(
        None, description="Alleen voor wie deze rol of groep in het token heeft.", examples=["Behandelaar.VTH"]
    )
    zaaktypen: frozenset[str] | None = Field(
        None, description="Identificaties van zaaktypen; leeg laten: alle.", examples=[["OMGEVINGSVERGUNNING"]]
    )
    max_vertrouwelijkheidaanduiding: Plafond | None = Field(
        None, description="Lager dan het plafond van de rij.", examples=["ZAAKVERTROUWELIJK"]
    )


class DienstSettings(Deel):
    """What a ServiceUUID of a machtiging covers. A dienst that is not here covers nothing."""

    naam: str = Field("", description="De naam van de dienst.", examples=["Bezwaar"])
    zaaktypen: frozenset[str] = Field(
        frozenset(), description="Identificaties van zaaktypen.", examples=[["WOZ-BEZWAAR"]]
    )
    producttypen: frozenset[str] = Field(
        frozenset(), description="Ids (uuid) van producttypen.", examples=[["3f0c6f3e-0000-4000-8000-000000000002"]]
    )


class AfspraakSettings(Deel):
    """An agreement with an organisation that helps to deliver."""

    naam: str = Field(description="De naam van de organisatie.", examples=["Provincie Voorbeeldland"])
    oin: str = Field(pattern=r"^[0-9]{20}$", description="Haar OIN.", examples=["00000001003300006000"])
    rsin: str | None = Field(None, description="Haar RSIN, als dat niet in het OIN staat.", examples=["003300006"])
    categorieen: frozenset[Categorie] = Field(
        description="Wat zij mag zien; nooit meer dan de matrix.", examples=[["ZAAKVOORTGANG"]]
    )
    zaaktypen: frozenset[str] | None = Field(
        None, description="Van welke zaaktypen; leeg laten: alle.", examples=[["OMGEVINGSVERGUNNING"]]
    )
    kenmerk_bron: str | None = Field(
        None,
        max_length=40,
        description="De `bron` van haar nummers in `zaak.kenmerken` staat; leeg: haar RSIN.",
        examples=["provincie"],
    )


class ToegangSettings(Deel):
    matrix: Mapping[str, RijSettings] = Field(
        default_factory=dict, description="Wijzigingen per rij van de matrix.", json_schema_extra={"sleutel": "kcc"}
    )
    autorisaties: list[AutorisatieSettings] = Field(
        default_factory=list, description="Welke medewerkers welke zaaktypen behandelen."
    )
    diensten: Mapping[str, DienstSettings] = Field(
        default_factory=dict,
        description="Per ServiceUUID wat een machtiging dekt.",
        json_schema_extra={"sleutel": "0a5bd53e-0000-4000-8000-000000000001"},
    )
    afspraken: list[AfspraakSettings] = Field(default_factory=list, description="Afspraken met ketenpartners.")
