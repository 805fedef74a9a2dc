"""Registers: which registers are connected, how we make ourselves known to each, and what it may cost us."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from app.config.deel import Deel, MtlsSettings, geheim_van
from app.config.toegang import Categorie
from resolvers.grammar.inzage import GegevensCategorie

Soort = Literal[
    "openzaak",
    "openklant",
    "openproduct",
    "openvtb",
    "openobject",
    "openorganisatie",
    "brp",
    "kvk",
    "mijnagenda",
    "qmatic",
    "mijnzaken",
]


#: What a zaaksysteem may lack. `_zoek` is named to be told what to do about it.
Onbekend = Literal[
    "_zoek", "expand", "ordering", "kvkNummer", "vestigingsNummer", "vestiging.kvkNummer", "substatussen"
]


class OrganisatieSettings(Deel):
    naam: str = Field("Gemeente Voorbeeldstad", description="De naam zoals een klant hem leest.")
    oin: str | None = Field(
        None,
        pattern=r"^[0-9]{20}$",
        description="Het Organisatie-identificatienummer.",
        examples=["00000001003214345000"],
    )
    rsin: str | None = Field(None, description="Het RSIN.", examples=["517439943"])


_SOORT = "De manier waarop wij ons bekendmaken; de andere instellingen hier hangen daarvan af."


class ZgwCredentials(Deel):
    type: Literal["zgw"] = Field(description=_SOORT)
    client_id: str = Field(description="De client_id bij Open Zaak (Autorisaties API).", examples=["mijnzaken"])
    secret: SecretStr = Field(description="Het geheim bij die client_id.")


class TokenCredentials(Deel):
    type: Literal["token"] = Field(description=_SOORT)
    token: SecretStr = Field(description="Het token voor `Authorization: Token`.")


class SleutelCredentials(Deel):
    type: Literal["api_key"] = Field(description=_SOORT)
    koptekst: str = Field("apikey", description="De naam van de HTTP-koptekst.")
    sleutel: SecretStr = Field(description="De sleutel.")


class OidcCredentials(Deel):
    type: Literal["oidc"] = Field(description=_SOORT)
    token_url: str = Field(description="Het token endpoint.", examples=["https://inloggen.voorbeeldland.example/token"])
    client_id: str = Field(description="De client_id.", examples=["voorbeeldstad"])
    secret: SecretStr | None = Field(
        None, description="Het geheim. Leeg: wij bewijzen ons met het clientcertificaat (RFC 8705)."
    )
    scope: str = Field("", description="De scope.", examples=["zaken:lezen"])


class GeenCredentials(Deel):
    type: Literal["geen"] = Field("geen", description=_SOORT)


Credentials = Annotated[
    ZgwCredentials | TokenCredentials | SleutelCredentials | OidcCredentials | GeenCredentials,
    Field(discriminator="type"),
]


class GrenzenSettings(Deel):
    timeout_s: float = Field(
        5.0, gt=0, le=60, description="Hoe lang een vraag aan dit register mag duren, in seconden."
    )
    max_bytes: int = Field(5_000_000, ge=10_000, description="Hoe groot een antwoord uitgepakt mag zijn, in bytes.")
    gelijktijdig: int = Field(
        24, ge=1, le=256, description="Hoeveel vragen er per proces in elk geval tegelijk aan dit register gaan."
    )
    gelijktijdig_hoogst: int = Field(
        256,
        ge=1,
        le=1024,
        description="Tot hoeveel dat groeit zolang het register er niet trager van wordt. Staat alleen `gelijktijdig` "
        "er, dan groeit het niet.",
    )
    paginas: int = Field(40, ge=1, le=1000, description="Hoeveel pagina's van een lijst worden gelezen.")
    tweede_na_s: float | None = Field(
        None,
        gt=0,
        le=60,
        description="Na hoeveel seconden zonder antwoord een leesvraag een tweede keer gaat; weglaten: niet.",
        examples=[0.3],
    )

    @model_validator(mode="before")
    @classmethod
    def _niet_meer_dan_gezegd(cls, value: object) -> object:
        """Who says how many a register gets, and nothing of growing, means it."""
        if isinstance(value, dict) and "gelijktijdig" in value and "gelijktijdig_hoogst" not in value:
            return {**value, "gelijktijdig_hoogst": value["gelijktijdig"]}
        return value

    @model_validator(mode="after")
    def _hoogst_is_het_meest(self) -> Self:
        if self.gelijktijdig_hoogst < self.gelijktijdig:
            raise ValueError("gelijktijdig_hoogst moet minstens gelijktijdig zijn")
        return self


class KetenSettings(Deel):
    """What we agreed with a ketenpartner whose MijnZaken we ask."""

    categorieen: frozenset[Categorie] = Field(
        frozenset({GegevensCategorie.ZAAKVOORTGANG}), description="Wat wij volgens de afspraak mogen vragen."
    )
    activiteit: str = Field(
        "ketenbijdrage", description="De verwerkingsactiviteit waarvoor wij vragen, uit ons eigen register."
    )
    kenmerk_bron: str | None = Field(
        None,
        max_length=40,
        description="De `bron` van zijn nummers in onze `zaak.kenmerken`; leeg: zijn RSIN.",
        examples=["provincie"],
    )
    geheim: SecretStr | None = Field(
        None, description="Waarmee de partner ondertekent dat er iets is veranderd: 24 bytes of meer, in base64."
    )
    diepte: int = Field(
        2,
        ge=1,
        le=5,
        description="Hoeveel organisaties een vraag langs mag gaan, de eerste vraag meegeteld.",
    )

    @field_validator("geheim")
    @classmethod
    def _is_geheim(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            geheim_van(value.get_secret_value())
        return value


class RegisterSettings(Deel):
    naam: str = Field(
        pattern=r"^[a-z0-9][a-z0-9-]{0,62}$",
        description="De naam in deze installatie; staat in elk id.",
        examples=["openzaak"],
    )
    soort: Soort = Field(description="Welk product of stelsel het is.")
    url: str = Field(
        pattern=r"^https?://\S+$", description="De basis-URL.", examples=["https://open-zaak.voorbeeldstad.example"]
    )
    urls: dict[str, str] = Field(
        default_factory=dict,
        description="Per API een eigen basis-URL: zaken, catalogi, …",
        examples=[{"zaken": "https://zaken.voorbeeldstad.example/zaken/api/v1"}],
    )
    adressen: list[str] = Field(
        default_factory=list,
        description="Andere basis-URL's waaronder het register zichzelf noemt, in notificaties.",
        examples=[["http://openzaak.intern.example"]],
    )
    titel: str | None = Field(None, description="De naam zoals een klant hem leest.", examples=["Zaakregister"])
    organisatie: OrganisatieSettings | None = Field(
        None, description="Van wie het register is; anders van de eigen organisatie."
    )
    credentials: Credentials = Field(default_factory=GeenCredentials, description="Hoe wij ons bekendmaken.")
    mtls: MtlsSettings | None = Field(None, description="Een clientcertificaat, als het register dat vraagt.")
    grenzen: GrenzenSettings = Field(default_factory=GrenzenSettings, description="Wat het register ons mag kosten.")
    verwijzingen: dict[str, list[str]] = Field(
        default_factory=dict,
        description="Patronen van URL's en URN's die een object van dit register noemen.",
        examples=[{"zaak": ["urn:nld:zaak:uuid:{uuid}"]}],
    )
    objecttypen: dict[str, str] = Field(
        default_factory=dict,
        description="Open Object: naam en uuid van de objecttypen.",
        examples=[{"toestemming": "3f0c6f3e-0000-4000-8000-000000000001"}],
    )
    kopteksten: dict[str, str] = Field(
        default_factory=dict,
        repr=False,
        description="Vaste kopteksten, zoals de x-kopteksten van de BRP.",
        examples=[{"x-origin-oin": "00000001003214345000"}],
    )
    keten: KetenSettings = Field(default_factory=KetenSettings, description="MijnZaken van een ketenpartner.")
    zaak_urn: str = Field("urn:nld:zaak:uuid:{uuid}", description="Open VTB: hoe het register een zaak schrijft.")

    zaakregisters: list[str] = Field(
        default_factory=list,
        description="De zaakregisters waarvan dit register de zaken kent; leeg: van alle.",
        examples=[["openzaak"]],
    )
    kent_niet: list[Onbekend] = Field(
        default_factory=list,
        description="Wat dit zaakregister niet kan en Open Zaak wel; `mijnzaken check` vindt het.",
        examples=[["expand", "ordering"]],
    )

    @field_validator("url")
    @classmethod
    def _zonder_streep(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("kent_niet")
    @classmethod
    def _zonder_zoek(cls, value: list[Onbekend]) -> list[Onbekend]:
        if "_zoek" in value:  # a number of a person in a URL ends up in the log of every proxy on the way
            raise ValueError(
                "zonder _zoek is een klant alleen te vinden met zijn BSN in de URL, en dat doet MijnZaken niet; vraag "
                "de leverancier om POST /zaken/_zoek met de filters van de lijst (Zaken API 1.5), en haal het register "
                "tot dan uit de configuratie"
            )
        return value

    @model_validator(mode="after")
    def _van_een_partner(self) -> RegisterSettings:
        if self.soort == "mijnzaken" and (self.organisatie is None or self.organisatie.oin is None):
            raise ValueError("noem bij een ketenpartner zijn organisatie, met naam en oin")
        if isinstance(self.credentials, OidcCredentials) and self.credentials.secret is None and self.mtls is None:
            raise ValueError("noem een secret, of bewijs u met een certificaat (mtls)")
        return self
