"""Config: Settings, the only reader of mijnzaken.yaml and of the environment. Frozen after start.

A mistake is one line that says where it is and what to do: an unknown key is answered with the nearest right one, a
missing secret with the name of the variable. A secret stands in the file as `{value_from: {env: NAME}}`; it is never
printed. The `zgw_consumers` block that municipalities already have (django-setup-configuration) is read as it is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from app.config.deel import VEILIG, Bestand, Deel, is_sleutel
from app.config.documenten import DocumentenSettings
from app.config.grenzen import VraaggrenzenSettings
from app.config.plek import dubbel, regelnummer, regelnummer_van
from app.config.push import PushSettings
from app.config.registers import OrganisatieSettings, RegisterSettings
from app.config.telemetrie import TelemetrieSettings
from app.config.toegang import ToegangSettings
from app.config.uitgevers import UitgeverSettings
from app.config.verwerkingenlog import VerwerkingenlogSettings
from app.config.zgw_consumers import registers_uit_zgw_consumers

_VALKEY = re.compile(r"(rediss?|unix)://\S+")


class ConfigFout(Exception):
    """What is wrong with the configuration, in one line for whoever must mend it."""


Netwerk = IPv4Network | IPv6Network


def _als_netwerk(value: object) -> Netwerk:
    try:
        return ip_network(str(value))
    except ValueError:
        raise ValueError("geef een IP-adres, of een reeks zoals 10.0.0.0/24") from None


class TlsSettings(Deel):
    """For who ends TLS here; behind a proxy that does it there is none."""

    certificaat: Bestand = Field(
        description="Het certificaat van deze dienst, met de keten daarboven (PEM).", examples=["server.pem"]
    )
    sleutel: Bestand = Field(description="De privésleutel (PEM).", examples=["server.key"])
    client_ca: Bestand | None = Field(
        None,
        description="De certificaten waarmee een clientcertificaat wordt gecontroleerd (PEM); leeg: geen.",
        examples=["clients.pem"],
    )


class ServerSettings(Deel):
    host: str = Field("127.0.0.1", description="Het adres waarop wordt geluisterd.")
    port: int = Field(8000, ge=1, le=65535, description="De poort waarop wordt geluisterd.")
    workers: int = Field(1, ge=1, le=64, description="Hoeveel processen er draaien.")
    deadline_s: float = Field(10.0, gt=0, le=120, description="Hoe lang een antwoord mag duren, in seconden.")
    uitloop_s: float = Field(
        0.0,
        ge=0,
        le=60,
        description="Hoe lang de dienst na SIGTERM nog antwoordt, terwijl readyz al zegt dat zij stopt, in seconden.",
    )
    body_bytes: int = Field(262_144, ge=1024, description="Hoe groot een bericht mag zijn.")
    graphiql: bool = Field(False, description="Of de pagina om vragen te proberen aan staat.")
    portaal: bool = Field(False, description="Of het portaal aan staat, op `/`: een pagina om zaken te volgen.")
    metrics: bool = Field(
        False, description="Of /metrics cijfers over de dienst zelf geeft (Prometheus); zet het pad af naar buiten."
    )
    federatie: bool = Field(
        False, description="Of een supergraph deze dienst als subgraph kan gebruiken (Apollo Federation 2)."
    )
    cors: list[str] = Field(
        default_factory=list,
        description="Websites die deze dienst vanuit de browser mogen gebruiken.",
        examples=[["https://mijn.voorbeeldstad.example"]],
    )
    publiek_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s?#]+$",
        description="De URL waaronder deze dienst van buiten te bereiken is.",
        examples=["https://mijnzaken.voorbeeldstad.example"],
    )
    mijnzaken_api: bool = Field(
        False, description="Of de MijnZaken API (concept van VNG) aan staat, onder /mijnzaken/v1; met publiek_url."
    )
    security_contact: str | None = Field(
        None,
        pattern=r"^(mailto:|https://|tel:)\S+$",
        description="Bij wie een zwakke plek te melden is, als URI: het adres in security.txt, dat er anders niet is.",
        examples=["mailto:security@voorbeeldstad.example"],
    )
    tls: TlsSettings | None = Field(None, description="TLS in deze dienst zelf, zonder proxy.")
    client_certificaat_kop: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9-]+$",
        description="De koptekst waarin de proxy het clientcertificaat zet (PEM) of de SHA-256-vingerafdruk ervan.",
        examples=["X-Client-Cert"],
    )
    vertrouwde_proxies: list[Annotated[Netwerk, BeforeValidator(_als_netwerk)]] = Field(
        default_factory=list,
        description="De adressen van de proxy die deze koptekst zet; van een ander telt hij niet.",
        examples=[["10.1.0.0/16"]],
    )

    @field_validator("publiek_url")
    @classmethod
    def _is_veilig(cls, value: str | None) -> str | None:
        if value is not None and not VEILIG.match(value):
            raise ValueError("met het token gaat alles open; dat gaat alleen over https")
        return value.rstrip("/") if value is not None else None

    @model_validator(mode="after")
    def _adres_van_de_api(self) -> ServerSettings:
        if self.mijnzaken_api and self.publiek_url is None:  # what a client calls us is his own word
            raise ValueError("noem bij mijnzaken_api ook publiek_url")
        return self

    @model_validator(mode="after")
    def _certificaat_van_wie(self) -> ServerSettings:
        if self.client_certificaat_kop is not None and not self.vertrouwde_proxies:  # anybody can write a header
            raise ValueError("noem bij client_certificaat_kop ook vertrouwde_proxies")
        return self


class Settings(Deel):
    organisatie: OrganisatieSettings = Field(default_factory=OrganisatieSettings, description="De eigen organisatie.")
    registers: list[RegisterSettings] = Field(default_factory=list, description="De aangesloten registers.")
    uitgevers: list[UitgeverSettings] = Field(default_factory=list, description="Wiens tokens worden aanvaard.")
    pseudoniemsleutel: SecretStr = Field(
        description="64 hexadecimale tekens of meer: de sleutel van ids en pseudoniemen."
    )
    eerdere_pseudoniemsleutels: list[SecretStr] = Field(
        default_factory=list, description="Sleutels van vroeger: zij schrijven niet meer, en lezen nog wel."
    )
    toegang: ToegangSettings = Field(
        default_factory=ToegangSettings, description="Wie wat mag zien, voor zover de organisatie dat bepaalt."
    )
    verwerkingenlog: VerwerkingenlogSettings = Field(
        default_factory=VerwerkingenlogSettings, description="Waar wordt opgeschreven wie wat zag."
    )
    push: PushSettings = Field(default_factory=PushSettings, description="Wie hoort dat er iets is veranderd, en hoe.")
    documenten: DocumentenSettings = Field(
        default_factory=DocumentenSettings, description="Welke vragen clients hebben geregistreerd."
    )
    grenzen: VraaggrenzenSettings = Field(
        default_factory=VraaggrenzenSettings, description="Hoe groot een vraag mag zijn, en hoeveel iemand mag vragen."
    )
    valkey: SecretStr | None = Field(
        None,
        description="De URL (rediss://…) van Valkey of Redis waarin processen samen tegoeden bijhouden en catalogi "
        "delen; weglaten: elk zijn eigen.",
    )
    server: ServerSettings = Field(default_factory=ServerSettings, description="De dienst zelf.")
    telemetrie: TelemetrieSettings = Field(
        default_factory=TelemetrieSettings, description="Waar te zien is hoe de dienst haar tijd besteedt."
    )

    @field_validator("registers")
    @classmethod
    def _namen_uniek(cls, value: list[RegisterSettings]) -> list[RegisterSettings]:
        names = [register.naam for register in value]
        if double := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"twee registers heten {double}; elk register heeft een eigen naam nodig")
        zaakregisters = {register.naam for register in value if register.soort == "openzaak"}
        for register in value:
            if onbekend := set(register.zaakregisters) - zaakregisters:
                raise ValueError(
                    f"{register.naam} noemt bij zaakregisters {min(onbekend)}, en dat is hier geen zaakregister"
                )
        return value

    @model_validator(mode="after")
    def _zaken_voor_de_api(self) -> Settings:
        if self.server.mijnzaken_api and all(register.soort != "openzaak" for register in self.registers):
            raise ValueError("server.mijnzaken_api heeft een register van soort openzaak nodig")
        return self

    @model_validator(mode="after")
    def _vrije_vragen_voor_een_supergraph(self) -> Settings:
        if self.server.federatie and self.documenten.modus == "vertrouwd":
            raise ValueError("een supergraph maakt zijn vragen zelf; server.federatie kan niet met modus vertrouwd")
        return self

    @field_validator("uitgevers")
    @classmethod
    def _issuers_uniek(cls, value: list[UitgeverSettings]) -> list[UitgeverSettings]:
        if len({uitgever.issuer for uitgever in value}) != len(value):
            raise ValueError("twee uitgevers hebben dezelfde issuer; een token kan maar van een van beide zijn")
        return value

    @field_validator("valkey")
    @classmethod
    def _is_een_adres(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _VALKEY.fullmatch(value.get_secret_value()):
            raise ValueError("geef een URL die begint met rediss://, redis:// of unix://")
        return value

    @field_validator("pseudoniemsleutel")
    @classmethod
    def _lang_genoeg(cls, value: SecretStr) -> SecretStr:
        return is_sleutel(value)


def lees(pad: Path, omgeving: Mapping[str, str] | None = None) -> Settings:
    """The settings in a YAML file. Raises ConfigFout."""
    try:
        text = pad.read_text(encoding="utf-8")
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        raw = yaml.safe_load(text)
    except OSError as error:
        remedie = f"; begin er een met `mijnzaken config > {pad}`" if isinstance(error, FileNotFoundError) else ""
        raise ConfigFout(f"{pad}: het bestand is niet te lezen ({error.strerror}){remedie}.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}" if mark else ""
        tab = " (met een tab ingesprongen; YAML wil spaties)" if "'\\t'" in str(error) else ""
        raise ConfigFout(f"{pad}{place}: geen geldige YAML{tab}.") from None
    except (ValueError, RecursionError):
        raise ConfigFout(f"{pad}: geen geldige YAML in UTF-8.") from None
    if not isinstance(raw, dict):
        raise ConfigFout(f"{pad}:1: het bestand begint niet met instellingen (naam: waarde).")
    if (twee := dubbel(tree)) is not None:  # the last would silently take the place of the others
        naam, eerste, tweede = twee
        raise ConfigFout(f"{pad}:{tweede}: `{naam}` staat er twee keer, ook op regel {eerste}; voeg ze samen.")
    try:
        filled = _met_geheimen(raw, os.environ if omgeving is None else omgeving)
    except _NietGezet as error:
        place = f"{pad}:{regelnummer_van(tree, error.args[0]) or 1}"
        raise ConfigFout(f"{place}: de omgevingsvariabele {error.args[0]} is niet gezet of leeg.") from None
    except RecursionError:
        raise ConfigFout(f"{pad}: een verwijzing in de YAML wijst naar zichzelf.") from None
    if "zgw_consumers" in filled:
        try:
            found = registers_uit_zgw_consumers(filled.pop("zgw_consumers"))
        except (KeyError, TypeError, AttributeError):
            services = regelnummer(tree, ["zgw_consumers", "services"])
            raise ConfigFout(
                f"{pad}:{services}: `zgw_consumers.services`: elke service heeft een identifier, api_type en api_root."
            ) from None
        filled["registers"] = [*(filled.get("registers") or []), *found]
        filled.pop("zgw_consumers_config_enable", None)
    try:
        return Settings.model_validate(filled)
    except ValidationError as error:
        raise ConfigFout(_regel(error, pad, tree)) from None


class _NietGezet(Exception):
    """Its only argument is the name of the variable."""


def _met_geheimen(value: Any, omgeving: Mapping[str, str]) -> Any:
    """`{value_from: {env: NAME}}` replaced by what the variable holds."""
    if isinstance(value, list):
        return [_met_geheimen(item, omgeving) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"value_from"} and isinstance(value["value_from"], dict) and set(value["value_from"]) == {"env"}:
        name = str(value["value_from"]["env"])
        if not omgeving.get(name):
            raise _NietGezet(name)
        return omgeving[name]
    return {key: _met_geheimen(item, omgeving) for key, item in value.items()}


def _regel(error: ValidationError, pad: Path, tree: yaml.Node | None) -> str:
    """The first mistake as a line: file, line, setting, remedy. Never the value."""
    errors = error.errors(include_input=False, include_url=False)
    # a name that is written wrong is also a name that is missing; the first says more
    first = next((found for found in errors if found["type"] == "extra_forbidden"), errors[0])
    loc = first["loc"]
    # pydantic puts the kind of credentials in the path, where the file has no level
    where = [part for before, part in zip((None, *loc), loc, strict=False) if before != "credentials"]
    name = ".".join(str(part) for part in where)
    line = regelnummer(tree, where) or regelnummer(tree, ["zgw_consumers"]) or 1
    place = f"{pad}:{line}"
    if first["type"] == "extra_forbidden":
        near = get_close_matches(str(where[-1]), sorted(_bekende_namen(Settings)), n=1, cutoff=0.5)
        hint = f"; bedoelt u `{near[0]}`?" if near else "."
        return f"{place}: onbekende instelling `{name}`{hint}"
    if first["type"] == "missing":
        return f"{place}: de instelling `{name}` ontbreekt."
    if first["type"] == "value_error":
        return f"{place}: `{name or 'instellingen'}`: {first['msg'].removeprefix('Value error, ')}."
    return f"{place}: de instelling `{name}` klopt niet ({_waarom(first)})."


def _waarom(error: ErrorDetails) -> str:
    """In plain Dutch where we have it. pydantic's own sentence may quote the value only for a kind of credentials."""
    bound = {
        "greater_than": "meer dan {gt}",
        "greater_than_equal": "minstens {ge}",
        "less_than_equal": "hoogstens {le}",
        "string_too_short": "minstens {min_length} tekens",
        "string_too_long": "hoogstens {max_length} tekens",
        "too_short": "minstens {min_length}",
        "too_long": "hoogstens {max_length}",
        "string_pattern_mismatch": "de vorm is {pattern}",
    }
    kinds = {
        "list_type": "een lijst",
        "string_type": "een tekst, of `value_from: {env: NAAM}`",
        "model_type": "een blok",
        "dict_type": "een blok",
        "int_type": "een geheel getal",
        "int_parsing": "een geheel getal",
        "int_from_float": "een geheel getal",
        "float_type": "een getal",
        "float_parsing": "een getal",
        "bool_type": "true of false",
        "bool_parsing": "true of false",
    }
    context = error.get("ctx", {})
    match error["type"]:
        case "literal_error":
            return f"kies uit {context['expected'].replace(' or ', ', ')}"
        case "union_tag_invalid" | "union_tag_not_found":
            return "kies als type: zgw, token, api_key, oidc of geen"
        case kind if kind in bound:
            return bound[kind].format(**context)
        case kind if kind in kinds:
            return f"hier hoort {kinds[kind]}"
        case "path_not_file":
            return "dit bestand bestaat niet"
        case _:
            return error["msg"]


def _bekende_namen(model: type[BaseModel]) -> set[str]:
    names: set[str] = set()
    for name, field in model.model_fields.items():
        names.add(name)
        for part in _modellen_in(field.annotation):
            names |= _bekende_namen(part)
    return names


def _modellen_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in getattr(annotation, "__args__", ()) for found in _modellen_in(part)]
