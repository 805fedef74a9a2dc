"""OAS: do a request and its answer keep to the OpenAPI document of the product?

Source: the documents in the shared set of registers (SOURCES.md there names release and commit of each). Without the
set: our own small documents in eigen/oas, which say less.

Findings are sentences of places and rules, never of values: `openzaak GET /zaken/api/v1/zaken request query
bestaatniet: unknown`. Those that the real product earns are in afwijkingen.py and left out here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from jsonschema import ValidationError

from tests.contract.afwijkingen import is_afwijking, strenger
from tests.contract.oas_schema import Node, Richting, Schemas, node, nodes, volg

VARIABELE = "MIJNZAKEN_REGISTERS"
EIGEN = Path(__file__).parent / "eigen"
_EIGEN_OAS = EIGEN / "oas"

#: The documents of each product, and where its API begins when the server of the document does not say so.
DOCUMENTEN: dict[str, dict[str, str | None]] = {
    "openzaak": dict.fromkeys(("zaken", "catalogi", "documenten", "besluiten", "autorisaties")),
    "openklant": dict.fromkeys(("klantinteracties", "contactgegevens")),
    "openproduct": dict.fromkeys(("producten", "producttypen")),
    "openvtb": dict.fromkeys(("verzoeken-main", "taken-main", "berichten-main")),
    "openvtb-0.1.0": dict.fromkeys(("verzoeken", "taken", "berichten")),
    "openobject": {"objecten": None},
    "openorganisatie": dict.fromkeys(("organisatie", "identiteit")),
    "opennotificaties": {"notificaties": None},
    "brp": {"brp-personen-bevragen": ""},
    "mijnagenda": {"afspraken-mijnagenda": ""},
}
#: Headers of which OpenAPI says that they are described elsewhere.
_ELDERS = {"accept", "authorization"}
_METHODEN = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


def gedeelde_map() -> Path | None:
    """The shared set of registers, or None where there is none."""
    named = os.environ.get(VARIABELE)
    folder = Path(named) if named else Path(__file__).parents[3] / "shared" / "registries"
    return folder if (folder / "oas").is_dir() else None


class _Loader(yaml.CSafeLoader):
    """Reads a date as the text that it is."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operatie:
    """One method of one path, with what its document says of it."""

    product: str
    method: str
    sjabloon: str
    document: Node
    schemas: Mapping[Richting, Schemas]
    parameters: tuple[Node, ...]
    zegt: Node

    def bevinding(self, deel: str, regel: str) -> str:
        return f"{self.product} {self.method} {self.sjabloon} {deel}: {regel}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pad:
    sjabloon: str
    patroon: re.Pattern[str]
    namen: tuple[str, ...]
    operaties: Mapping[str, Operatie]


@cache
def _paden(product: str) -> tuple[_Pad, ...]:
    if product not in DOCUMENTEN:
        raise LookupError(f"no OpenAPI document for {product}; there are: {', '.join(DOCUMENTEN)}")
    shared = gedeelde_map()
    folder = shared / "oas" if shared else _EIGEN_OAS
    found: list[_Pad] = []
    for naam, prefix in DOCUMENTEN[product].items():
        if (file := folder / f"{naam}.yaml").exists():
            with file.open(encoding="utf-8") as stream:
                found.extend(_lees(product, node(yaml.load(stream, Loader=_Loader)), prefix))
    # The path with the fewest variables wins: /zaken/_zoek is not a zaak.
    return tuple(sorted(found, key=lambda pad: len(pad.namen)))


def _lees(product: str, document: Node, prefix: str | None) -> Iterable[_Pad]:
    servers = nodes(document.get("servers"))
    basis = urlsplit(str(servers[0].get("url", ""))).path.rstrip("/") if prefix is None and servers else prefix or ""
    schemas: dict[Richting, Schemas] = {
        "request": Schemas(document, "request"),
        "response": Schemas(document, "response"),
    }
    for rest, item in node(document.get("paths")).items():
        sjabloon, pad = basis + rest, volg(document, item)
        algemeen = [volg(document, ruw) for ruw in nodes(pad.get("parameters"))]
        operaties = {}
        for method in _METHODEN & pad.keys():
            zegt = node(pad[method])
            eigen = [volg(document, ruw) for ruw in nodes(zegt.get("parameters"))]
            parameters = {(p.get("in"), p.get("name")): p for p in (*algemeen, *eigen)}
            operaties[method.upper()] = Operatie(
                product=product,
                method=method.upper(),
                sjabloon=sjabloon,
                document=document,
                schemas=schemas,
                parameters=tuple(parameters.values()),
                zegt=zegt,
            )
        stukken = re.split(r"\{([^}]+)\}", sjabloon)
        patroon = "".join("([^/]+)" if index % 2 else re.escape(stuk) for index, stuk in enumerate(stukken))
        yield _Pad(sjabloon=sjabloon, patroon=re.compile(patroon), namen=tuple(stukken[1::2]), operaties=operaties)


def _zoek(product: str, method: str, path: str) -> tuple[Operatie | None, dict[str, str], str]:
    """The operation, the values of its path, and the template that fits (or why there is none)."""
    why = f"{product} {method} (path that is not in the OAS) request path: unknown"
    for pad in _paden(product):
        if match := pad.patroon.fullmatch(path):
            if found := pad.operaties.get(method):
                return found, dict(zip(pad.namen, map(unquote, match.groups()), strict=True)), pad.sjabloon
            why = f"{product} {method} {pad.sjabloon} request method: unknown"
    return None, {}, why


def sjabloon_van(product: str, method: str, path: str) -> str | None:
    """The template of a path, without its values; None when the OAS has no such operation."""
    found, _, sjabloon = _zoek(product, method.upper(), path)
    return sjabloon if found else None


def parameters_van(product: str, method: str, path: str) -> set[str] | None:
    """The query parameters of an operation; None when the OAS has no such operation."""
    found, _, _ = _zoek(product, method.upper(), path)
    if found is None:
        return None
    return {str(parameter.get("name")) for parameter in found.parameters if parameter.get("in") == "query"}


# ------------------------------------------------------------------ the request


def validate_request(
    product: str,
    method: str,
    path: str,
    query: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
    body: object = None,
) -> list[str]:
    """What is wrong with a request; `body` is the parsed JSON, None without."""
    method = method.upper()
    operatie, waarden, why = _zoek(product, method, path)
    if operatie is None:
        return _over([why])
    found: list[str] = []
    if method == "HEAD":
        found.append(operatie.bevinding("request method", "HEAD shifts the answers on a kept connection"))
    kop = {naam.lower(): waarde for naam, waarde in headers.items()}
    schemas = operatie.schemas["request"]
    for parameter in operatie.parameters:
        naam, soort = str(parameter.get("name")), str(parameter.get("in"))
        given = {
            "query": [waarde for key, waarde in query if key == naam],
            "path": [waarden[naam]] if naam in waarden else [],
            "header": [kop[naam.lower()]] if naam.lower() in kop else [],
        }.get(soort, [])
        if soort == "header" and naam.lower() == "content-type":
            given = [waarde.partition(";")[0].strip() for waarde in given]
        if soort == "header" and naam.lower() in _ELDERS:
            continue
        plaats = f"request {soort} {naam}"
        if not given:
            if parameter.get("required") is True:
                found.append(operatie.bevinding(plaats, "required"))
            continue
        schema = node(parameter.get("schema"))
        value, herhaald = _waarde(operatie, parameter, schema, given)
        if herhaald:
            found.append(operatie.bevinding(plaats, "repeated"))
        found += [operatie.bevinding(plaats, regel) for regel in _regels(schemas, schema, value)]
    bekend = {parameter.get("name") for parameter in operatie.parameters if parameter.get("in") == "query"}
    found += [
        operatie.bevinding(f"request query {_toonbaar(naam)}", "unknown") for naam, _ in query if naam not in bekend
    ]
    plaatsen = {f"request header {naam}" for naam in kop} | {f"request body /{naam}" for naam in node(body)}
    found += [
        operatie.bevinding(plaats, regel) for plaats, regel in strenger(product, method, operatie.sjabloon, plaatsen)
    ]
    return _over([*found, *_verzonden(operatie, kop.get("content-type", ""), body)])


def _verzonden(operatie: Operatie, media: str, body: object) -> list[str]:
    zegt = volg(operatie.document, operatie.zegt.get("requestBody"))
    if body is None:
        missing = zegt.get("required") is True
        return [operatie.bevinding("request body", "required")] if missing else []
    if not zegt:
        return [operatie.bevinding("request body", "unknown")]
    schema = _inhoud(zegt, media)
    if schema is None:
        return [operatie.bevinding("request body", "media type")]
    regels = _regels(operatie.schemas["request"], schema, body)
    return [operatie.bevinding("request body", regel) for regel in regels]


def _waarde(operatie: Operatie, parameter: Node, schema: Node, given: list[str]) -> tuple[object, bool]:
    """The value as its type, and whether it was said more often than the document lets one."""
    echt = volg(operatie.document, schema)
    many = len(given) > 1
    if echt.get("type") == "array":
        items = volg(operatie.document, echt.get("items"))
        loose = parameter.get("explode") is False
        texts = [text for waarde in given for text in waarde.split(",")] if loose else given
        return [_getypt(items, text) for text in texts], many and loose
    return _getypt(echt, given[-1]), many and parameter.get("explode") is not True


def _getypt(schema: Node, text: str) -> object:
    soort = schema.get("type")
    if soort == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    if soort in ("integer", "number"):
        try:
            return int(text) if soort == "integer" else float(text)
        except ValueError:
            return text
    return text


# ------------------------------------------------------------------ the answer


def validate_response(
    product: str,
    method: str,
    path: str,
    status: int,
    headers: Mapping[str, str],
    body: object = None,
) -> list[str]:
    """What is wrong with an answer; `body` is the parsed JSON, or bytes when it is none, None without."""
    operatie, _, why = _zoek(product, method.upper(), path)
    if operatie is None:
        return _over([why])
    kop = {naam.lower(): waarde for naam, waarde in headers.items()}
    responses = node(operatie.zegt.get("responses"))
    zegt = volg(
        operatie.document,
        responses.get(str(status)) or responses.get(f"{status // 100}XX") or responses.get("default"),
    )
    deel = f"response {status}"
    if not zegt:
        return _over([operatie.bevinding(f"{deel} status", "unknown")])
    schemas, found = operatie.schemas["response"], []
    for naam, ruw in node(zegt.get("headers")).items():
        header = volg(operatie.document, ruw)
        if naam.lower() in kop:
            schema = node(header.get("schema"))
            value = _getypt(volg(operatie.document, schema), kop[naam.lower()])
            found += [operatie.bevinding(f"{deel} header {naam}", regel) for regel in _regels(schemas, schema, value)]
        elif header.get("required") is True:
            found.append(operatie.bevinding(f"{deel} header {naam}", "required"))
    has_body = body not in (None, "", b"")
    if "content" not in zegt and has_body:
        found.append(operatie.bevinding(f"{deel} body", "unknown"))
    elif "content" in zegt:
        schema_or_none = _inhoud(zegt, kop.get("content-type", ""))
        if schema_or_none is None:
            found.append(operatie.bevinding(f"{deel} body", "media type"))
        elif not isinstance(body, bytes):
            regels = _regels(schemas, schema_or_none, body)
            found += [operatie.bevinding(f"{deel} body", regel) for regel in regels]
            found += _uitgeklapt(product, body)
    return _over(found)


def _uitgeklapt(product: str, body: object) -> list[str]:
    """What stands in `_expand` is the same thing that its own URL gives, also where the OAS of the whole says nothing.

    That is where it refers to a document elsewhere (`zaaktype`) and where one `_expand` holds another (`statustype`).
    """
    if isinstance(body, list):
        return [bevinding for item in body for bevinding in _uitgeklapt(product, item)]
    if not isinstance(body, dict):
        return []
    found = [bevinding for item in body.values() for bevinding in _uitgeklapt(product, item)]
    for item in node(body.get("_expand")).values():
        for one in nodes(item if isinstance(item, list) else [item]):
            found += _als_detail(product, one)
    return found


def _als_detail(product: str, item: Node) -> list[str]:
    path = urlsplit(str(item.get("url", ""))).path
    for pad in _paden(product):
        operatie = pad.operaties.get("GET")
        if operatie and pad.namen and (match := pad.patroon.search(path)) and match.end() == len(path):
            zegt = volg(operatie.document, node(operatie.zegt.get("responses")).get("200"))
            schema = _inhoud(zegt, "application/json")
            if schema:
                regels = _regels(operatie.schemas["response"], schema, item)
                return [operatie.bevinding("response 200 body (expanded)", regel) for regel in regels]
    # Our own documents are small; the real ones know every address.
    return [f"{product} GET response 200 body (expanded): url that is not in the OAS"] if gedeelde_map() else []


def _inhoud(zegt: Node, media: str) -> Node | None:
    """The schema of the media type, or None when the document does not name it."""
    soort = media.partition(";")[0].strip().lower()
    for naam, inhoud in node(zegt.get("content")).items():
        if naam.partition(";")[0].strip().lower() in (soort, "*/*"):
            return node(node(inhoud).get("schema"))
    return None


# ------------------------------------------------------------------ how a finding is worded


def _regels(schemas: Schemas, schema: Node, value: object) -> list[str]:
    """`/pointer: rule` per error; the places of a list count as one."""
    found = []
    for error in schemas.keurder(schema).iter_errors(value):
        found += [f"{_plaats(deep)}{_regel(deep)}" for deep in _diepste(error)]
    return list(dict.fromkeys(found))


def _diepste(error: ValidationError) -> list[ValidationError]:
    """Of a choice none of which fits, the errors of the branch that came closest: the fewest, none at the root."""
    takken: dict[object, list[ValidationError]] = {}
    for deep in error.context or ():
        takken.setdefault(deep.schema_path[0], []).append(deep)
    near = [tak for tak in takken.values() if all(deep.path for deep in tak)]
    return [leaf for deep in min(near, key=len) for leaf in _diepste(deep)] if near else [error]


def _plaats(error: ValidationError) -> str:
    stukken = ["*" if isinstance(stuk, int) else _toonbaar(stuk) for stuk in error.absolute_path]
    return "/" + "/".join(stukken) + ": " if stukken else ""


def _regel(error: ValidationError) -> str:
    if error.validator == "format":
        return f"format {error.validator_value}"
    if error.validator in ("oneOf", "anyOf") and not error.context:
        return "more than one branch"
    return {"closed": "unknown", "hidden": f"{error.validator_value}"}.get(str(error.validator), str(error.validator))


def _toonbaar(naam: str) -> str:
    """A name from a message, unless it could be a value that somebody used as a name."""
    return naam if re.fullmatch(r"[A-Za-z_@$][\w.@$-]{0,120}", naam) and not re.search(r"\d{6}", naam) else "(name)"


def _over(found: Iterable[str]) -> list[str]:
    return [bevinding for bevinding in dict.fromkeys(found) if not is_afwijking(bevinding)]
