"""Naslag: what may stand in mijnzaken.yaml, as the settings themselves tell it: per setting its kind, its default, its
description and an example.

An example is that of the field (`examples=`), else its default; of what a block must say, what the block says that is
there when nothing is said. A secret's is the name of a variable. What a field cannot say otherwise, `json_schema_extra`
says: `anders` (it stands instead of the one before it), `soort` (its kind), `sleutel` (an example of the name under
which a block stands).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import Enum
from ipaddress import IPv4Network
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

import yaml
from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from app.config import Settings
from app.config.deel import Deel


@dataclass(frozen=True, slots=True, kw_only=True)
class Instelling:
    """One setting. `pad` as in `registers[].url`; `anders`: instead of what stands before it. `delen`: the settings
    of a block; `sleutel`: under which example name it stands, when names are free; `lijst`: there may be several."""

    pad: str
    naam: str
    soort: str
    omschrijving: str
    verplicht: bool
    standaard: Any = None
    voorbeeld: Any = None
    anders: bool = False
    lijst: bool = False
    sleutel: str = ""
    delen: tuple[Instelling, ...] = field(default=())

    def alle(self) -> Iterator[Instelling]:
        yield self
        for deel in self.delen:
            yield from deel.alle()


def instellingen(model: type[BaseModel] = Settings, pad: str = "", van: Deel | None = None) -> tuple[Instelling, ...]:
    """`van`: the block that is there when nothing is said."""
    found: list[Instelling] = []
    for naam, info in model.model_fields.items():
        found.extend(_instelling(naam, info, f"{pad}.{naam}" if pad else naam, van))
    return tuple(found)


def _instelling(naam: str, info: FieldInfo, pad: str, van: Deel | None) -> list[Instelling]:
    """One; or as many as there are kinds of block to choose from."""
    modellen, lijst, vrij = _blokken(info.annotation)
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    gegeven = info.examples[0] if info.examples else None
    if van is not None and info.is_required():
        gegeven = _als_yaml(getattr(van, naam))
    onder = pad + ("[]" if lijst else ".*" if vrij else "")
    standaard = _standaard(info)
    if not modellen:
        soort = _beperkt(extra.get("soort") or _soort(info.annotation), info)
        return [
            Instelling(
                pad=pad,
                naam=naam,
                soort=soort if isinstance(soort, str) else "tekst",
                omschrijving=info.description or "",
                verplicht=info.is_required(),
                standaard=standaard,
                voorbeeld=_voorbeeld(info, pad, standaard, gegeven),
                anders=bool(extra.get("anders")),
            )
        ]
    soort = "lijst van blokken" if lijst else "blokken met een eigen naam" if vrij else "blok"
    return [
        Instelling(
            pad=pad,
            naam=naam,
            soort=soort,
            omschrijving=info.description or "",
            verplicht=info.is_required(),
            anders=bool(extra.get("anders")) or nr > 0,
            lijst=lijst,
            sleutel=str(extra.get("sleutel", "")),
            delen=instellingen(model, onder, _blok(info, model)),
        )
        for nr, model in enumerate(modellen)
    ]


def _blokken(annotation: Any) -> tuple[list[type[Deel]], bool, bool]:
    """The blocks that may stand there; whether in a list; whether under names of one's own."""
    kern = _zonder_none(annotation)
    if get_origin(kern) is list:
        modellen, _, _ = _blokken(get_args(kern)[0])
        return modellen, bool(modellen), False
    if get_origin(kern) is not None and issubclass(_klasse(kern), Mapping):
        modellen, _, _ = _blokken(get_args(kern)[1])
        return modellen, False, bool(modellen)
    modellen = [part for part in get_args(kern) or (kern,) if isinstance(part, type) and issubclass(part, Deel)]
    return modellen, False, False


def _klasse(kern: Any) -> type:
    origin = get_origin(kern)
    return origin if isinstance(origin, type) else object


def _zonder_none(annotation: Any) -> Any:
    if get_origin(annotation) is Annotated:
        return _zonder_none(get_args(annotation)[0])
    parts = get_args(annotation)
    if NoneType in parts:
        (rest,) = [part for part in parts if part is not NoneType]
        return _zonder_none(rest)
    return annotation


def _zonder_meer(info: FieldInfo) -> Any:
    """What it is when nothing is said."""
    return None if info.is_required() else info.get_default(call_default_factory=True, validated_data={})


def _blok(info: FieldInfo, model: type[Deel]) -> Deel | None:
    made = _zonder_meer(info)
    return made if isinstance(made, model) else None


def _standaard(info: FieldInfo) -> Any:
    made = _zonder_meer(info)
    return _als_yaml(made) if made is not PydanticUndefined else None


def _als_yaml(value: Any) -> Any:
    """As it is written in the file."""
    match value:
        case BaseModel() | None:
            return None
        case Enum():
            return value.name
        case set() | frozenset():
            return sorted(_als_yaml(item) for item in value)
        case Mapping():
            return {key: _als_yaml(item) for key, item in value.items()}
        case list() | tuple():
            return [_als_yaml(item) for item in value]
        case time():
            return value.isoformat("minutes")
        case _:
            return value


def _voorbeeld(info: FieldInfo, pad: str, standaard: Any, gegeven: Any) -> Any:
    if gegeven is not None:
        return gegeven
    kern = _zonder_none(info.annotation)
    geheim = {"value_from": {"env": _variabele(pad)}}
    if kern is SecretStr:
        return geheim
    if get_args(kern) == (SecretStr,):
        return [geheim]
    if get_origin(kern) is dict and get_args(kern)[1] is SecretStr:
        return {"Authorization": geheim}
    if standaard is None and (kern is bool or get_origin(kern) is Literal):
        return True if kern is bool else get_args(kern)[0]
    return standaard


def _variabele(pad: str) -> str:
    woorden = pad.replace("[]", "").replace(".*", "").upper().split(".")
    return "_".join(["MIJNZAKEN", *woorden])


def _soort(annotation: Any) -> str:
    """The kind of value, in plain words."""
    kern = _zonder_none(annotation)
    origin, parts = get_origin(kern), get_args(kern)
    if origin is Literal:
        return f"altijd {parts[0]}" if len(parts) == 1 else "kies uit " + ", ".join(str(part) for part in parts)
    if isinstance(kern, type) and issubclass(kern, Enum):
        return "kies uit " + ", ".join(kern.__members__)
    if origin in {list, frozenset}:
        return f"lijst van {_soort(parts[0])}"
    if origin is not None and issubclass(_klasse(kern), Mapping):
        return f"per naam: {_soort(parts[1])}"
    if IPv4Network in parts:
        return "IP-adres of reeks"
    woorden: dict[object, str] = {
        bool: "true of false",
        int: "geheel getal",
        float: "getal",
        Path: "bestand",
        SecretStr: "geheim",
        time: "tijd",
    }
    return woorden.get(kern, "tekst")


def _beperkt(soort: object, info: FieldInfo) -> str:
    grenzen = {Ge: "minstens {ge}", Gt: "meer dan {gt}", Le: "hoogstens {le}", Lt: "minder dan {lt}"}
    found = [
        tekst.format(**vars(grens) if hasattr(grens, "__dict__") else _velden(grens))
        for grens in info.metadata
        for kind, tekst in grenzen.items()
        if isinstance(grens, kind)
    ]
    return ", ".join([str(soort), *found])


def _velden(grens: object) -> dict[str, object]:
    return {name: getattr(grens, name) for name in ("ge", "gt", "le", "lt") if hasattr(grens, name)}


def als_tekst(value: Any) -> str:
    """A value on one line, as it is written in the file."""
    in_een_lijst = yaml.safe_dump([value], default_flow_style=True, sort_keys=False, allow_unicode=True, width=10_000)
    return in_een_lijst.strip()[1:-1]  # by itself a word would be followed by the end of a document
