"""Maten: how large a document is, in one pass over what was parsed. It need not be valid: this is done before, because
validating takes the square of some of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_introspection_query,
    parse,
)

from app.config.grenzen import VraaggrenzenSettings
from app.execution.grenzen.kosten import PLAFOND, Bedrag, Formule, Rekening
from app.execution.grenzen.prijzen import Prijzen

#: The language's own query goes fourteen deep, to see through lists of lists; its lists the validation keeps short.
_DIEPTE_INTROSPECTIE = 16


class Overschrijding(NamedTuple):
    """`grens`: the name of the setting."""

    grens: str
    gemeten: int
    hooguit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Operatiematen:
    """`standaard`: the values that variables have when none is given. `alleen_introspectie`: it asks of the schema
    only, and so gets the same answer whoever asks."""

    kosten: int | Formule
    hooguit: int
    standaard: Mapping[str, Any]
    alleen_introspectie: bool


@dataclass(frozen=True, slots=True)
class Vraagmaten:
    """What one document costs, per operation: by its name, and by none for the only one."""

    operaties: Mapping[str | None, Operatiematen]

    def van(self, naam: str | None) -> Operatiematen:
        """The document has one of this name, or one at all."""
        return self.operaties[naam]

    def kosten(self, naam: str | None, waarden: Mapping[str, Any] | None) -> int:
        maten = self.van(naam)
        kosten = maten.kosten
        return kosten if isinstance(kosten, int) else kosten({**maten.standaard, **(waarden or {})})

    def te_duur(self, naam: str | None, kosten: int) -> Overschrijding | None:
        hooguit = self.van(naam).hooguit
        return Overschrijding("kosten", kosten, hooguit) if kosten > hooguit else None


class Maten:
    """Measures the documents of one schema."""

    def __init__(self, schema: GraphQLSchema, grenzen: VraaggrenzenSettings) -> None:
        self.schema = schema
        self.grenzen = grenzen
        self.prijzen = Prijzen(schema, lijst=grenzen.kosten_per_lijst)
        self.introspectie = PLAFOND
        self.introspectie = self._introspectie()

    def _introspectie(self) -> int:
        """As much as the query with which tools read the whole schema, and half of that more."""
        alles = get_introspection_query(
            specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
        )
        _, maten = meet(self, parse(alles))
        return maten.kosten(None, None) * 3 // 2


class _Deel(NamedTuple):
    """Of a selection set, through its fragments. `breedte`: how many fields stand in it; `per_stuk`: for each of what
    stands on the page whose fields these are; `oproepen`: fields beneath that a register must answer; `gewoon`: whether
    any of its fields is not of the language itself."""

    diepte: int = 0
    breedte: int = 0
    vast: Bedrag = 0
    per_stuk: Bedrag = 0
    oproepen: int = 0
    gewoon: bool = False


_NIETS = _Deel()


def meet(maten: Maten, document: DocumentNode) -> tuple[list[Overschrijding], Vraagmaten]:
    """What is too large, and what it costs. RecursionError: nested deeper than can be followed."""
    telling = _Telling(maten, document)
    operaties = {node.name.value if node.name else None: telling.operatie(node) for node in telling.operaties}
    if len(operaties) == 1:
        operaties[None] = next(iter(operaties.values()))
    for fragment in telling.fragmenten:  # also those that are spread nowhere: validating goes into them
        telling.fragment(fragment)
    return telling.overschrijdingen(), Vraagmaten(operaties)


class _Telling:
    def __init__(self, maten: Maten, document: DocumentNode) -> None:
        self._maten = maten
        self._prijzen = maten.prijzen
        self._rekening = Rekening()
        self.operaties = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        self.fragmenten = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._geteld: dict[str, _Deel] = {}
        self._aliassen = self._directives = self._diepte = self._wortelvelden = 0
        self._te_duur: list[Overschrijding] = []

    def operatie(self, node: OperationDefinitionNode) -> Operatiematen:
        self._directives += len(node.directives or ())
        deel = self._selectie(node.selection_set, self._maten.schema.get_root_type(node.operation))
        self._diepte = max(self._diepte, deel.diepte)
        self._wortelvelden = max(self._wortelvelden, deel.breedte)
        som = self._rekening.som()
        som.tel(deel.vast)
        som.tel(self._maten.grenzen.kosten_per_oproep, deel.oproepen)
        kosten = self._rekening.formule(som.klaar())
        hooguit = self._maten.grenzen.kosten if deel.gewoon else self._maten.introspectie
        if isinstance(kosten, int) and kosten > hooguit:
            self._te_duur.append(Overschrijding("kosten", kosten, hooguit))
        return Operatiematen(
            kosten=kosten, hooguit=hooguit, standaard=_standaard(node), alleen_introspectie=not deel.gewoon
        )

    def fragment(self, naam: str) -> _Deel:
        """Counted once. One that is spread within itself counts there for nothing: it is refused as what it is."""
        if (deel := self._geteld.get(naam)) is None:
            node = self.fragmenten.get(naam)
            self._geteld[naam] = deel = _NIETS
            if node is not None:
                self._directives += len(node.directives or ())
                deel = self._selectie(node.selection_set, self._soort(node.type_condition.name.value))
                self._geteld[naam] = deel
        return deel

    def _soort(self, naam: str) -> GraphQLNamedType | None:
        return self._maten.schema.get_type(naam)

    def _selectie(self, node: SelectionSetNode, soort: GraphQLNamedType | None) -> _Deel:
        vast, per_stuk = self._rekening.som(), self._rekening.som()
        diepte = breedte = oproepen = 0
        gewoon = False
        gezien: set[str] = set()
        for keuze in node.selections:
            self._directives += len(keuze.directives or ())
            if isinstance(keuze, FieldNode):
                self._aliassen += self._is_herhaling(keuze, gezien)
                breedte += 1
                gewoon = gewoon or not keuze.name.value.startswith("__")
                onder = self._veld(keuze, soort, vast, per_stuk)
            elif isinstance(keuze, FragmentSpreadNode):
                self._aliassen += f"...{keuze.name.value}" in gezien
                gezien.add(f"...{keuze.name.value}")
                onder = self.fragment(keuze.name.value)
            else:
                assert isinstance(keuze, InlineFragmentNode)
                binnen = keuze.type_condition
                onder = self._selectie(keuze.selection_set, self._soort(binnen.name.value) if binnen else soort)
            if not isinstance(keuze, FieldNode):
                breedte += onder.breedte
                gewoon = gewoon or onder.gewoon
                vast.tel(onder.vast)
                per_stuk.tel(onder.per_stuk)
            diepte = max(diepte, onder.diepte)
            oproepen += onder.oproepen
        return _Deel(diepte, min(breedte, PLAFOND), vast.klaar(), per_stuk.klaar(), min(oproepen, PLAFOND), gewoon)

    @staticmethod
    def _is_herhaling(node: FieldNode, gezien: set[str]) -> bool:
        """Fields that give the same name are held against each other, each against each; so one that stands there again
        counts as an alias does."""
        naam = node.alias.value if node.alias else node.name.value
        dubbel = naam in gezien
        gezien.add(naam)
        return dubbel or node.alias is not None

    def _veld(self, node: FieldNode, ouder: GraphQLNamedType | None, vast: Any, per_stuk: Any) -> _Deel:
        """Adds what it costs, and gives what is beneath it, with it."""
        prijs = self._prijzen.van(ouder, node.name.value)
        vast.tel(1)
        if node.selection_set is None:
            return _Deel(diepte=1, oproepen=prijs.oproep)
        onder = self._selectie(node.selection_set, prijs.onder)
        lengte = prijs.lengte_in(node)
        if prijs.blad:
            vast.tel(onder.vast)
            vast.tel(onder.per_stuk, lengte)
        elif prijs.op_blad:
            per_stuk.tel(onder.vast)
        else:
            vast.tel(onder.vast, lengte)
            vast.tel(onder.per_stuk, self._maten.grenzen.kosten_per_lijst)
        diepte = onder.diepte
        if node.name.value in {"__schema", "__type"}:
            self._diepte = max(self._diepte, self._maten.grenzen.diepte - _DIEPTE_INTROSPECTIE + diepte)
            diepte = 0
        return _Deel(diepte=diepte + 1, oproepen=min(onder.oproepen + prijs.oproep, PLAFOND))

    def overschrijdingen(self) -> list[Overschrijding]:
        grenzen = self._maten.grenzen
        gemeten = (
            Overschrijding("diepte", self._diepte, grenzen.diepte),
            Overschrijding("aliassen", self._aliassen, grenzen.aliassen),
            Overschrijding("directives", self._directives, grenzen.directives),
            Overschrijding("wortelvelden", self._wortelvelden, grenzen.wortelvelden),
            Overschrijding("operaties", len(self.operaties), grenzen.operaties),
            Overschrijding("fragmenten", len(self.fragmenten), grenzen.fragmenten),
        )
        return [*(found for found in gemeten if found.gemeten > found.hooguit), *self._te_duur[:1]]


def _standaard(node: OperationDefinitionNode) -> dict[str, Any]:
    """The defaults that say how long a list is."""
    found: dict[str, Any] = {}
    for variabele in node.variable_definitions or ():
        match variabele.default_value:
            case IntValueNode(value=cijfers):
                found[variabele.variable.name.value] = int(cijfers) if len(cijfers) < 9 else PLAFOND
            case ListValueNode(values=rij):
                found[variabele.variable.name.value] = list(rij)
    return found
