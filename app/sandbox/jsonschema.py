"""JSON schema: what of a value is not by its schema, in the words of the validator that the products use.

Only the keywords that an objecttype of ours has; a schema with another one is refused, for a rule that is passed over
would be a rule that nobody keeps. As in the product, `format` is a remark and not a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Schema = Mapping[str, object]
#: The value, what the keyword says, the schema that it stands in, and the whole schema.
Toets = Callable[[object, object, Schema, Schema], str | None]

_SOORTEN: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
_OPMERKINGEN = frozenset({"$schema", "$defs", "title", "description", "format"})


def bezwaar(waarde: object, schema: Schema, geheel: Schema | None = None) -> str | None:
    """The first thing that is wrong; None when nothing is. `geheel`: where `$ref` looks, when the schema is a part.
    NotImplementedError for a keyword that is not known here."""
    for woord, regel in schema.items():
        if woord in _OPMERKINGEN:
            continue
        toets = _TOETSEN.get(woord)
        if toets is None:
            raise NotImplementedError(f"JSON schema: {woord}")
        if (found := toets(waarde, regel, schema, geheel or schema)) is not None:
            return found
    return None


def _type(waarde: object, regel: object, *_: object) -> str | None:
    soort = _SOORTEN[str(regel)]
    is_getal = isinstance(waarde, bool) and regel in {"integer", "number"}
    return None if isinstance(waarde, soort) and not is_getal else f"{waarde!r} is not of type {regel!r}"


def _enum(waarde: object, regel: object, *_: object) -> str | None:
    assert isinstance(regel, list)
    return None if waarde in regel else f"{waarde!r} is not one of {regel!r}"


def _required(waarde: object, regel: object, *_: object) -> str | None:
    assert isinstance(regel, list)
    missing = [naam for naam in regel if isinstance(waarde, dict) and naam not in waarde]
    return f"{missing[0]!r} is a required property" if missing else None


def _properties(waarde: object, regel: object, _: Schema, geheel: Schema) -> str | None:
    assert isinstance(regel, dict)
    if not isinstance(waarde, dict):
        return None
    found = (bezwaar(waarde[naam], deel, geheel) for naam, deel in regel.items() if naam in waarde)
    return next((one for one in found if one is not None), None)


def _additional_properties(waarde: object, regel: object, schema: Schema, _: object) -> str | None:
    known = schema.get("properties")
    assert regel is False
    assert isinstance(known, dict)
    extra = sorted(set(waarde) - set(known)) if isinstance(waarde, dict) else []
    if not extra:
        return None
    names, were = ", ".join(repr(naam) for naam in extra), "was" if len(extra) == 1 else "were"
    return f"Additional properties are not allowed ({names} {were} unexpected)"


def _items(waarde: object, regel: object, _: Schema, geheel: Schema) -> str | None:
    assert isinstance(regel, dict)
    found = (bezwaar(deel, regel, geheel) for deel in waarde) if isinstance(waarde, list) else ()
    return next((one for one in found if one is not None), None)


def _minstens(soort: type) -> Toets:
    def toets(waarde: object, regel: object, *_: object) -> str | None:
        assert isinstance(regel, int)
        if not isinstance(waarde, soort) or len(waarde) >= regel:  # type: ignore[arg-type] # a list or a text
            return None
        return f"{waarde!r} should be non-empty" if regel == 1 else f"{waarde!r} is too short"

    return toets


def _max_length(waarde: object, regel: object, *_: object) -> str | None:
    assert isinstance(regel, int)
    return f"{waarde!r} is too long" if isinstance(waarde, str) and len(waarde) > regel else None


def _ref(waarde: object, regel: object, _: Schema, geheel: Schema) -> str | None:
    """Into `$defs` of the same schema, and nowhere else."""
    defs, naam = geheel.get("$defs"), str(regel).removeprefix("#/$defs/")
    assert isinstance(defs, dict)
    return bezwaar(waarde, defs[naam], geheel)


_TOETSEN: Mapping[str, Toets] = {
    "$ref": _ref,
    "type": _type,
    "enum": _enum,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional_properties,
    "items": _items,
    "minItems": _minstens(list),
    "minLength": _minstens(str),
    "maxLength": _max_length,
}
