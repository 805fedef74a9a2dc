"""Schemas: the schemas of one OpenAPI document as JSON Schema (Draft 2020-12), for one direction of the traffic.

Source: OpenAPI 3.0.3 and 3.1.0, as drf-spectacular writes it for the registers. Where OpenAPI leaves room this is
strict, because the traps are there: a property that the document does not name is a finding (`_zoek` ignores an
unknown key and then returns every zaak), and a `oneOf` with a discriminator is the one branch that the value names,
never "any that happens to fit".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Literal, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

Richting = Literal["request", "response"]
Node = dict[str, object]

#: Keywords that mean the same in OpenAPI and in JSON Schema.
_GELIJK = (
    *("type", "enum", "const", "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "multipleOf"),
    *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
)
_VERBORGEN: dict[Richting, str] = {"request": "readOnly", "response": "writeOnly"}


class Keurder(Protocol):
    """What jsonschema makes of a schema."""

    def iter_errors(self, instance: object) -> Iterator[ValidationError]: ...


def node(value: object) -> Node:
    """The value if it is an object of the document, or nothing."""
    return value if isinstance(value, dict) else {}


def nodes(value: object) -> list[Node]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def volg(document: Mapping[str, object], value: object) -> Node:
    """The object itself, or the one in this document that it refers to."""
    found = node(value)
    while isinstance(ref := found.get("$ref"), str) and ref.startswith("#/"):
        target: object = document
        for part in ref[2:].split("/"):
            target = node(target).get(part.replace("~1", "/").replace("~0", "~"))
        found = node(target)
    return found


class Schemas:
    """Each component is converted at most twice: open, for inside an allOf, and closed, for where it is the whole
    value."""

    def __init__(self, document: Mapping[str, object], richting: Richting) -> None:
        self._document = document
        self._verborgen = _VERBORGEN[richting]
        self._drie_nul = str(document.get("openapi", "")).startswith("3.0")
        self._defs: Node = {}
        self._keurders: dict[int, Keurder] = {}

    def keurder(self, schema: Node) -> Keurder:
        """The compiled validator of a schema of this document (known by its identity: the document outlives it)."""
        if (found := self._keurders.get(id(schema))) is None:
            found = _Keurder({**self.convert(schema, whole=True), "$defs": self._defs}, format_checker=FORMATS)
            self._keurders[id(schema)] = found
        return found

    def convert(self, schema: Node, *, whole: bool) -> Node:
        """`whole`: the schema says everything about the value, so a property that it does not name is unknown."""
        if isinstance(ref := schema.get("$ref"), str):
            target = self._verwijs(ref, whole=whole)
            rest = {} if self._drie_nul else {key: value for key, value in schema.items() if key != "$ref"}
            # OpenAPI 3.0 says that what stands beside a $ref is ignored; 3.1 adds it.
            return {"allOf": [target, self.convert(rest, whole=False)]} if rest else target
        made: Node = {key: schema[key] for key in _GELIJK if key in schema}
        for grens, streng in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if schema.get(streng) is True:
                made[streng] = made.pop(grens)
            elif streng in schema and schema[streng] is not False:
                made[streng] = schema[streng]
        if "properties" in schema:
            made["properties"] = {
                naam: self._eigenschap(node(deel)) for naam, deel in node(schema["properties"]).items()
            }
        if "required" in schema:
            hidden = {naam for naam, deel in node(schema.get("properties")).items() if node(deel).get(self._verborgen)}
            made["required"] = [naam for naam in _strings(schema["required"]) if naam not in hidden]
        if "items" in schema:
            made["items"] = self.convert(node(schema["items"]), whole=True)
        if isinstance(extra := schema.get("additionalProperties"), dict):
            made["additionalProperties"] = self.convert(extra, whole=True)
        elif isinstance(extra, bool):
            made["additionalProperties"] = extra
        if isinstance(schema.get("not"), dict):
            made["not"] = self.convert(node(schema["not"]), whole=False)
        self._samenstelling(schema, made, whole=whole)
        # As an `if`, so that what is wrong in the other branch keeps its own place and rule.
        return {"if": {"type": "null"}, "else": made} if schema.get("nullable") is True else made

    def _eigenschap(self, schema: Node) -> Node:
        return {"hidden": self._verborgen} if schema.get(self._verborgen) is True else self.convert(schema, whole=True)

    def _samenstelling(self, schema: Node, made: Node, *, whole: bool) -> None:
        """allOf, oneOf, anyOf, the discriminator; and which names the whole may have."""
        delen = nodes(schema.get("allOf"))
        keuzes = nodes(schema.get("oneOf")) or nodes(schema.get("anyOf"))
        discriminator = node(schema.get("discriminator"))
        eigen = "properties" in schema
        alles: list[Node] = []
        # One member and nothing else: only a wrapper around it.
        handed_down = whole and not eigen and (len(delen) == 1) != bool(keuzes and not delen)
        for deel in delen:
            alles.append(self.convert(deel, whole=handed_down))
        if discriminator and (keuzes or whole):
            alles.extend(self._takken(discriminator, keuzes, whole=whole))
            handed_down = whole
        elif keuzes:
            soort = "oneOf" if "oneOf" in schema else "anyOf"
            made[soort] = [self.convert(keuze, whole=handed_down) for keuze in keuzes]
        if alles:
            made["allOf"] = alles
        if whole and not handed_down and (namen := self._namen(schema)):
            made["closed"] = sorted(namen)

    def _takken(self, discriminator: Node, keuzes: list[Node], *, whole: bool) -> list[Node]:
        naam = str(discriminator.get("propertyName"))
        mapping = {str(waarde): str(ref) for waarde, ref in node(discriminator.get("mapping")).items()} or {
            str(keuze.get("$ref", "")).rsplit("/", 1)[-1]: str(keuze.get("$ref", "")) for keuze in keuzes
        }
        takken: list[Node] = [{"required": [naam], "properties": {naam: {"enum": sorted(mapping)}}}]
        for waarde, ref in mapping.items():
            condition: Node = {"required": [naam], "properties": {naam: {"const": waarde}}}
            takken.append({"if": condition, "then": self._verwijs(ref, whole=whole)})
        return takken

    def _verwijs(self, ref: str, *, whole: bool) -> Node:
        if not ref.startswith("#/"):
            return {}  # a document elsewhere in the world: anything
        key = ref[2:].replace("/", ".") + (".whole" if whole else "")
        if key not in self._defs:
            self._defs[key] = {}  # the place is taken before the work: schemas refer to themselves
            self._defs[key] = self.convert(volg(self._document, {"$ref": ref}), whole=whole)
        return {"$ref": f"#/$defs/{key}"}

    def _namen(self, schema: Node, gezien: frozenset[str] = frozenset()) -> set[str] | None:
        """Every property that the schema names; None when others are welcome too."""
        if isinstance(ref := schema.get("$ref"), str):
            if not ref.startswith("#/"):
                return None
            return set() if ref in gezien else self._namen(volg(self._document, schema), gezien | {ref})
        delen = [*nodes(schema.get("allOf")), *nodes(schema.get("oneOf")), *nodes(schema.get("anyOf"))]
        if schema.get("additionalProperties") not in (None, False):
            return None
        namen = set(node(schema.get("properties")))
        if not namen and not delen:
            return None if schema.get("type") == "object" or not schema else set()
        for deel in delen:
            if (found := self._namen(deel, gezien)) is None:
                return None
            namen |= found
        return namen


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


# ------------------------------------------------------------------ keywords of our own


def _closed(_: object, namen: object, instance: object, __: object) -> Iterator[ValidationError]:
    if isinstance(instance, dict) and isinstance(namen, list):
        for naam in instance.keys() - set(namen):
            yield ValidationError("unknown property", path=[naam])


def _hidden(_: object, why: object, __: object, ___: object) -> Iterator[ValidationError]:
    yield ValidationError(f"{why} property in this direction")


def _required(_: object, namen: object, instance: object, __: object) -> Iterator[ValidationError]:
    if isinstance(instance, dict) and isinstance(namen, list):
        for naam in namen:
            if naam not in instance:
                yield ValidationError("missing", path=[naam])


_Keurder = extend(Draft202012Validator, {"closed": _closed, "hidden": _hidden, "required": _required})  # type: ignore[no-untyped-call]


# ------------------------------------------------------------------ formats

FORMATS = FormatChecker(formats=())
_DUUR = re.compile(r"P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,31}:\S+", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_GETAL = re.compile(r"-?\d+(\.\d+)?")


def _is_moment(value: str) -> bool:
    return "T" in value and datetime.fromisoformat(value).tzinfo is not None


def _is_dag(value: str) -> bool:
    return len(value) == 10 and bool(date.fromisoformat(value))


def _is_uri(value: str) -> bool:
    parts = urlsplit(value)
    return bool(parts.scheme and (parts.netloc or parts.path)) and not re.search(r"\s", value)


_FORMATEN = {
    "date-time": _is_moment,
    "date": _is_dag,
    "uuid": lambda value: bool(UUID(value)) and len(value) == 36,
    "uri": _is_uri,
    "urn": lambda value: bool(_URN.fullmatch(value)),
    "email": lambda value: bool(_MAIL.fullmatch(value)),
    "duration": lambda value: bool(_DUUR.fullmatch(value)),
    "decimal": lambda value: bool(_GETAL.fullmatch(value)),
}


def _formaten() -> None:
    for naam, is_goed in _FORMATEN.items():

        def check(value: object, is_goed: object = is_goed) -> bool:
            # Django's blank: "" is "nothing" for every text field, whatever its format; `minLength` speaks where it is
            # not.
            return not isinstance(value, str) or not value or (callable(is_goed) and bool(is_goed(value)))

        FORMATS.checks(naam, raises=ValueError)(check)


_formaten()
