"""Uitgevers: whose tokens are accepted, how their claims are read, and how long and to whom such a token is bound."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BeforeValidator, Field, model_validator

from app.config.deel import VEILIG, Deel
from app.config.profielen import CLAIMS, MedewerkerRol, Niveau, Paden, Profiel


def _als_paden(value: object) -> Paden:
    """A name, a path of names, or a list of such paths."""
    paden = value if isinstance(value, list) and value and isinstance(value[0], list) else [value]
    found = tuple(_als_pad(pad) for pad in paden)
    if not all(pad and all(isinstance(name, str) and name for name in pad) for pad in found):
        raise ValueError("geef de naam van een claim, een pad van namen, of een lijst van zulke paden")
    return found


def _als_pad(value: object) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _met_tekst_als_sleutel(value: object) -> object:
    """YAML reads `3:` as a number; a token may write it either way."""
    if not isinstance(value, dict):
        return value
    return {str(key) if type(key) is int else key: item for key, item in value.items()}


class UitgeverSettings(Deel):
    issuer: str = Field(
        description="De waarde van `iss` in het token.", examples=["https://inloggen.voorbeeldstad.example"]
    )
    audience: str = Field(description="De waarde van `aud` in het token.", examples=["mijnzaken"])
    profiel: Profiel = Field(
        description="Hoe de claims gelezen worden: naar de manier van inloggen.", examples=["medewerker-keycloak"]
    )
    jwks_url: str | None = Field(
        None,
        description="Waar de publieke sleutels staan; over https.",
        examples=["https://inloggen.voorbeeldstad.example/jwks"],
    )
    jwks: dict[str, Any] | None = Field(
        None,
        description="De publieke sleutels zelf, in plaats van `jwks_url`.",
        examples=[{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "RsTIh-yywBwSMX4X344ZF3uV5UmFXRWC77BYQSq0tLQ"}]}],
        json_schema_extra={"anders": True},
    )
    algoritmen: list[Literal["RS256", "PS256", "ES256", "Ed25519"]] = Field(
        default=["RS256", "PS256", "ES256"],
        description="Welke handtekeningen worden aanvaard. Ed25519 heet in oudere tokens EdDSA.",
    )
    claims: dict[str, Annotated[Paden, BeforeValidator(_als_paden)]] = Field(
        default_factory=dict,
        description="Waar een gegeven in het token staat, als dat anders is dan bij het profiel.",
        examples=[{"gebruiker": "employee_id", "rollen": ["realm_access", "roles"]}],
        json_schema_extra={"soort": "per naam: een claim, een pad van namen, of een lijst van paden"},
    )
    niveaus: Annotated[dict[str, Niveau], BeforeValidator(_met_tekst_als_sleutel)] = Field(
        default_factory=dict,
        description="Wat een niveau van inloggen betekent; aanvulling op het profiel.",
        examples=[{"3": "SUBSTANTIEEL"}],
    )
    rollen: dict[str, MedewerkerRol] = Field(
        default_factory=dict,
        description="Welke rol of groep in het token welke rol hier is. Leeg: de namen die deze dienst zelf gebruikt.",
        examples=[{"Klantcontactmedewerker": "KCC"}],
    )
    cnf_verplicht: bool | None = Field(
        None,
        description="Of een token aan een clientcertificaat gebonden moet zijn. Niet ingevuld: alleen bij `machine`.",
    )
    langste_geldigheid_s: int = Field(
        86_400, gt=0, description="Hoe lang een token ten hoogste geldig mag zijn, in seconden."
    )

    @property
    def moet_gebonden(self) -> bool:
        return self.profiel == "machine" if self.cnf_verplicht is None else self.cnf_verplicht

    @model_validator(mode="after")
    def _sleutels(self) -> UitgeverSettings:
        if (self.jwks_url is None) == (self.jwks is None):
            raise ValueError("geef jwks_url of jwks, en niet allebei")
        if self.jwks_url is not None and not VEILIG.match(self.jwks_url):  # who swaps the keys can be anybody
            raise ValueError("jwks_url begint met https:// (met http:// alleen op deze computer)")
        if self.jwks is not None and not _zijn_openbaar(self.jwks):
            raise ValueError("jwks is geen verzameling van openbare sleutels")
        return self

    @model_validator(mode="after")
    def _bij_het_profiel(self) -> UitgeverSettings:
        known = CLAIMS[self.profiel]
        if strange := next((naam for naam in self.claims if naam not in known), None):
            names = f"uit {', '.join(known)}" if known else "een ander profiel"
            raise ValueError(f"het profiel {self.profiel} leest geen `{strange}`; kies {names}")
        if self.rollen and "rollen" not in known:
            raise ValueError(f"het profiel {self.profiel} kent geen rollen; die zijn er voor medewerkers")
        return self


def _zijn_openbaar(jwks: dict[str, Any]) -> bool:
    """Whether these are keys with which a signature can be checked, and with which none can be made."""
    try:
        keys = KeySet.import_key_set(jwks).keys  # type: ignore[arg-type] # a plain dict is what it takes
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return False
    return all(key.key_type != "oct" and not key.is_private for key in keys)
