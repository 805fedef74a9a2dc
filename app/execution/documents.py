"""Documents: GraphQL text in, a parsed, measured and validated document out, kept for the next time with its plans.

What is kept is about the text alone and the same for everybody. The key is a hash: the text of a free document may
hold somebody's number. Reading takes tens of milliseconds for the largest text that may be sent, so a text that is not
known is read beside the loop, one at a time; one that is too large is refused before it is validated.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TypeVar

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_abstract_type,
    parse,
    validate,
    visit,
)

from app.config.grenzen import VraaggrenzenSettings
from app.execution.grenzen import Maten, Overschrijding, Vraagmaten, meet
from app.execution.plan import Documentplannen, Plannen
from app.execution.uitstel.splitsing import Uitstel, zonder_uitstel
from app.registries.cache import Lru
from resolvers.grammar.context import Vooruitblik
from resolvers.grammar.errors import ErrorCode

T = TypeVar("T")

_GRENZEN = VraaggrenzenSettings()
_MEESTE_FOUTEN = 5
#: A document is kept by its tokens: a small one counts for so many, and a thousand of them are forty megabytes.
_LICHTSTE = 100
#: How graphql-core ends its message that there are more tokens than may be; it does not read on to count them.
_TOKENS_OP = "tokens. Parsing aborted."
_TE_DIEP = "De vraag is te diep genest."
#: What is said of each of the limits, by the name of its setting.
TE_GROOT = {
    "tekens": "De vraag heeft te veel tekens.",
    "tokens": "De vraag heeft te veel woorden.",
    "waarden": "Er staan te veel waarden in de variabelen.",
    "diepte": _TE_DIEP,
    "aliassen": "De vraag geeft te veel velden een eigen naam, of vraagt ze nog eens.",
    "directives": "De vraag heeft te veel directives.",
    "wortelvelden": "De vraag vraagt te veel dingen tegelijk.",
    "operaties": "Er staan te veel operaties in de vraag.",
    "fragmenten": "Er staan te veel fragmenten in de vraag.",
    "kosten": "De vraag kost te veel; vraag minder velden, of kortere lijsten (`first`).",
}


@dataclass(eq=False)  # not frozen: who passes an exception on sets its traceback
class Geweigerd(Exception):
    """The document is refused before execution: with which code, and which messages. `node`: when it could be read."""

    code: ErrorCode
    fouten: tuple[GraphQLError, ...]
    node: DocumentNode | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """`node` is without `@defer`: all of it at once. `soorten`: of its operations, by name; the only one also without.
    `uitstel`: how it comes in parts, to who can take those."""

    node: DocumentNode
    soorten: Mapping[str | None, OperationType]
    vooruitblik: Vooruitblik
    plannen: Documentplannen
    maten: Vraagmaten
    uitstel: Uitstel[Document] | None = None


class Documenten:
    """The parsed documents of one schema; bounded."""

    def __init__(self, schema: GraphQLSchema, *, meeste: int = 1000, grenzen: VraaggrenzenSettings = _GRENZEN) -> None:
        self._schema = schema
        self.grenzen = grenzen
        self._maten = Maten(schema, grenzen)
        self._known: Lru[bytes, Document] = Lru(meeste * _LICHTSTE, _gewicht)
        self._bezig: dict[bytes, asyncio.Future[Document | Geweigerd]] = {}
        self._naast = ThreadPoolExecutor(1, thread_name_prefix="lezen")
        self.plannen = Plannen(schema)

    def lees(self, text: str) -> Document:
        """Here and now. Raises Geweigerd. A refused document is not kept."""
        key = sleutel_van(text)
        if (known := self._known.get(key)) is None:
            known = _of_geweigerd(self._lees(text))
            self._known.zet(key, known)
        return known

    def bekend(self, text: str) -> Document | None:
        """What was read before."""
        return self._known.get(sleutel_van(text))

    async def haal(self, text: str) -> Document:
        """As `lees`, while others go on. Who asks for the same at the same time waits for one reading."""
        key = sleutel_van(text)
        if (known := self._known.get(key)) is not None:
            return known
        if (bezig := self._bezig.get(key)) is None:
            loop = asyncio.get_running_loop()
            bezig = self._bezig[key] = loop.run_in_executor(self._naast, self._lees, text)
            bezig.add_done_callback(lambda done: self._gelezen(key, done))
        return _of_geweigerd(await asyncio.shield(bezig))

    async def naast(self, doe: Callable[[], T]) -> T:
        """Work that is long, beside the loop and after what was to be read before."""
        return await asyncio.get_running_loop().run_in_executor(self._naast, doe)

    def _gelezen(self, key: bytes, done: asyncio.Future[Document | Geweigerd]) -> None:
        del self._bezig[key]
        if not done.cancelled() and done.exception() is None and isinstance(found := done.result(), Document):
            self._known.zet(key, found)

    def _lees(self, text: str) -> Document | Geweigerd:
        if len(text) > self.grenzen.tekens:
            return te_groot([Overschrijding("tekens", len(text), self.grenzen.tekens)])
        try:
            node = parse(text, max_tokens=self.grenzen.tokens, no_location=False)
            te_veel, maten = meet(self._maten, node)
            if te_veel:
                return te_groot(te_veel)
            errors = validate(self._schema, node, max_errors=_MEESTE_FOUTEN, hide_suggestions=True)
        except GraphQLError as error:
            if error.message.endswith(_TOKENS_OP):
                return te_groot([Overschrijding("tokens", self.grenzen.tokens + 1, self.grenzen.tokens)])
            return Geweigerd(ErrorCode.GRAPHQL_PARSE_FAILED, (zonder_waarden(error),))
        except RecursionError:
            return Geweigerd(ErrorCode.QUERY_TOO_COMPLEX, (GraphQLError(_TE_DIEP),))
        if errors:
            return Geweigerd(ErrorCode.GRAPHQL_VALIDATION_FAILED, tuple(map(zonder_waarden, errors)), node)
        soorten, vooruitblik = soorten_in(node), vooruitblik_op(self._schema, node)

        def deel(node: DocumentNode) -> Document:
            """With the vooruitblik of the whole: what one part fetches serves the others."""
            return Document(node, soorten, vooruitblik, self.plannen.documentplannen(node, vooruitblik.velden), maten)

        if "@" not in text or (vlak := zonder_uitstel(node)) is node:
            return deel(node)
        return replace(deel(vlak), uitstel=Uitstel(node, deel))


def soorten_in(document: DocumentNode) -> dict[str | None, OperationType]:
    """What kind of operation a name stands for; no name for the only one there is. One that is missing is not clear."""
    operaties = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    soorten: dict[str | None, OperationType] = {node.name.value: node.operation for node in operaties if node.name}
    if len(operaties) == 1:
        soorten[None] = operaties[0].operation
    return soorten


def te_groot(gevonden: Iterable[Overschrijding]) -> Geweigerd:
    """Each with its figures, so that who wrote the document knows what to take away."""
    fouten = tuple(GraphQLError(TE_GROOT[found.grens], extensions=found._asdict()) for found in gevonden)
    return Geweigerd(ErrorCode.QUERY_TOO_COMPLEX, fouten)


def _of_geweigerd(found: Document | Geweigerd) -> Document:
    if isinstance(found, Geweigerd):
        raise found
    return found


def sleutel_van(text: str) -> bytes:
    """Under which a text is known; not the text itself, which may hold somebody's number."""
    return sha256(text.encode("utf-8", "surrogatepass")).digest()


def _gewicht(document: Document) -> int:
    return max(document.node.token_count or 0, _LICHTSTE)


class _Velden(Visitor):
    def __init__(self, type_info: TypeInfo) -> None:
        super().__init__()
        self._type_info = type_info
        self.velden: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        if (parent := self._type_info.get_parent_type()) is not None:
            self.velden.add(f"{get_named_type(parent).name}.{node.name.value}")


def vooruitblik_op(schema: GraphQLSchema, node: DocumentNode) -> Vooruitblik:
    """Every field that the document asks anywhere, as coordinates; a field of an interface under each type that has
    it."""
    type_info = TypeInfo(schema)
    visitor = _Velden(type_info)
    visit(node, TypeInfoVisitor(type_info, visitor))
    found = set(visitor.velden)
    for coordinate in visitor.velden:
        type_name, _, field_name = coordinate.partition(".")
        abstract = schema.get_type(type_name)
        if abstract is not None and is_abstract_type(abstract):
            found.update(f"{possible.name}.{field_name}" for possible in schema.get_possible_types(abstract))
    return Vooruitblik(frozenset(found))


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
#: No name that anybody gave a field; and what is told about a document is no longer than that document.
_LANG = re.compile(r"\w{100,}")
_CIJFERS = re.compile(r"\d{6,}")
#: How graphql-core and Python end a sentence about a value: `... value: 'Jan'`, `..., found: {'naam': 'Jan'}.`
_GEGEVEN = re.compile(r"""(?<=: )['"\d\[{(-].*""", re.DOTALL)
#: Around a value that is no name of an enum. Not sought with an expression: a value full of the first, and without the
#: second, would be gone through once for each.
_ENUM_VAN, _ENUM_TOT = "Value '", "' does not exist"
#: What stands in quotes and is the name of nothing in a schema or a document: of a type, a field (perhaps with the
#: argument that is missing, or with what is to be written behind it), a variable, a directive.
_GEEN_NAAM = re.compile(r"'(?:[$@]?[\w.\[\]!]+(?:\(\w+:\)| \{ \.\.\. \})?|([^']*))'")


def zonder_waarden(error: GraphQLError) -> GraphQLError:
    """The error with its place, and without what the client wrote as a value: that could be somebody's number."""
    message = error.message
    begin, eind = message.find(_ENUM_VAN), message.rfind(_ENUM_TOT)
    if 0 <= begin < eind:
        message = f"{message[:begin]}Value{message[eind + 1 :]}"
    message = _STRING.sub('"…"', _GEGEVEN.sub("…", message))
    message = _CIJFERS.sub("…", _GEEN_NAAM.sub(lambda found: "'…'" if found[1] else found[0], _LANG.sub("…", message)))
    return GraphQLError(message, nodes=error.nodes, source=error.source, positions=error.positions, path=error.path)
