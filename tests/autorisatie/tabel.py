"""Tabel: what each persona on each ground must see of every field of the schema: from the directives in schema.graphql
and the rows of the matrix. And the roads by which each type is reached in a world in which every field has a value."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from app.authorization.matrix import STANDAARD
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from tests.autorisatie.afnemers import AFNEMERS, PARTNER_OIN
from tests.autorisatie.model import Reden
from tests.autorisatie.sdl import contract, interfaces, schema
from tests.autorisatie.wereld import ANNA, BAKKER, BRAM, PARTNER_RSIN, PERSONEN, REGISTER, Ding, Mens, Wereld

#: What a client passes on its way: a field, and the type of what it gives (which an interface leaves open).
Stap = tuple[str, str]
Weg = tuple[Stap, ...]


@dataclass(frozen=True)
class Persona:
    """One afnemer on one ground: `rijen` of the matrix hold for him. `over`: whose everything is. `alleen`: an
    agreement or a toestemming opens no more than this. `niet`: types that he does not reach for another reason than
    their category."""

    afnemer: str
    rijen: tuple[str, ...]
    over: Sleutel
    reden: bool = False
    toestemming: str = ""
    alleen: Mapping[str, frozenset[str]] | None = None
    niet: frozenset[str] = frozenset()

    @property
    def opent(self) -> frozenset[str]:
        found = frozenset[str]()
        for rij in STANDAARD:
            if rij.naam in self.rijen:
                own = frozenset(categorie.value for categorie in rij.opent)
                found |= own & self.alleen[rij.naam] if self.alleen and rij.naam in self.alleen else own
        return found


_GEGEVEN = frozenset({"ZAAKINHOUD", "PRODUCTEN", "DOCUMENTEN", "CONTACTHISTORIE", "TAKEN", "VOORKEUREN"})
_AFSPRAAK = frozenset({"ZAAKVOORTGANG", "ZAAKINHOUD", "DOCUMENTEN", "PRODUCTEN"})
#: Only the zaken of some types: what has no zaaktype and is not reached from a zaak stays away.
_ZONDER_ZAAKTYPE = frozenset({"Machtiging", "Toestemming", "Afspraak"})
_BEDRIJF, _MENS = frozenset({"NatuurlijkPersoon"}), frozenset({"NietNatuurlijkPersoon", "Vestiging"})

PERSONAS: dict[str, Persona] = {
    "burger/eigen": Persona("burger", ("eigen-gegevens", "eigen-verwerkingen"), ANNA, niet=_MENS),
    "burger-zwak/niets": Persona("burger-zwak", (), ANNA),
    "gemachtigde/sessie": Persona("gemachtigde", ("machtiging",), BRAM, niet=_MENS | _ZONDER_ZAAKTYPE),
    "onderneming/eigen": Persona("onderneming", ("eigen-gegevens", "eigen-verwerkingen"), BAKKER, niet=_BEDRIJF),
    "kcc/zonder reden": Persona("kcc", (), ANNA),
    "kcc/taak": Persona("kcc", ("kcc",), ANNA, reden=True, niet=_MENS),
    "kcc/taak en toestemming": Persona(
        "kcc",
        ("kcc", "toestemming"),
        ANNA,
        reden=True,
        toestemming="KCC",
        alleen={"toestemming": _GEGEVEN},
        niet=_MENS,
    ),
    "behandelaar/taak": Persona("behandelaar", ("behandelaar",), ANNA, niet=_MENS | _ZONDER_ZAAKTYPE),
    "behandelaar-alles/taak": Persona("behandelaar-alles", ("behandelaar",), ANNA, niet=_MENS),
    "behandelaar-zonder/niets": Persona("behandelaar-zonder", (), ANNA),
    "privacyfunctionaris/taak": Persona("privacyfunctionaris", ("privacyfunctionaris",), ANNA),
    "ketenpartner/keten": Persona(
        "ketenpartner", ("ketenpartner",), ANNA, alleen={"ketenpartner": _AFSPRAAK}, niet=_MENS | _ZONDER_ZAAKTYPE
    ),
    "ketenpartner/keten en toestemming": Persona(
        "ketenpartner",
        ("ketenpartner", "toestemming"),
        ANNA,
        toestemming=PARTNER_OIN,
        alleen={"ketenpartner": _AFSPRAAK, "toestemming": _GEGEVEN},
        niet=_MENS | _ZONDER_ZAAKTYPE,
    ),
    "vreemde-organisatie/niets": Persona("vreemde-organisatie", (), ANNA),
}

#: Fields that give nothing in any world of this test, and why.
ONBEREIKBAAR: dict[str, str] = {
    **{f"MijnZakenWijziging.{veld}": "there is no subscription yet" for veld in ("soort", "tijdstip", "informatie")},
    **{
        f"Ketenbijdrage.{veld}": "no partner is asked yet: `keten` is empty"
        for veld in ("partner", "beschikbaar", "fout", "informatie")
    },
    "MijnZakenInformatie.keten": "no partner is asked yet: an empty list",
}

#: Ways in without an id: who may use them, by the kind of afnemer.
_VAN_KLANTEN, _VAN_ANDEREN = {"BURGER", "PRIVATE_PARTIJ"}, {"MEDEWERKER", "OVERHEIDSORGANISATIE"}


def wereld_van(persona: Persona) -> Wereld:
    """All is about one party, and hangs together; of each kind at least one. Of the first zaak there is an end."""
    wie, zaak = (persona.over,), {"label": "T1", "meewerkend": (PARTNER_RSIN,)}
    dingen = [
        Ding(soort="Zaak", id="zaak1", over=wie, nummer="NR-1", hoofd="zaak2", bij=("zaak2", "zaak3", "p1"), **zaak),
        Ding(soort="Zaak", id="zaak2", over=wie, nummer="NR-2", zout={"Zaak.einddatum": 1}, **zaak),
        Ding(soort="Zaak", id="zaak3", over=wie, nummer="NR-3", **zaak),
        Ding(soort="Verzoek", id="v1", over=wie, bij=("zaak1", "p1", "d1")),
        Ding(soort="Product", id="p1", over=wie, bij=("zaak1", "d1"), label="P1"),
        Ding(soort="Contactmoment", id="c1", over=wie, bij=("zaak1",)),
        Ding(soort="Taak", id="t1", over=wie, bij=("zaak1", "v1")),
        Ding(soort="Document", id="d1", bij=("zaak1", "b1")),
        Ding(soort="Besluit", id="b1", bij=("zaak1",)),
        Ding(soort="Afspraak", id="a1", over=wie, bij=("zaak1", "p1")),
        Ding(soort="Verwerking", id="w1", over=wie),
        Ding(soort="Machtiging", id="m1", over=(*wie, PERSONEN[3]), zaaktypen=frozenset({"T1"}), diensten=("x",)),
        Ding(soort="Toestemming", id="o0", over=wie, bij=("zaak1",), zaaktypen=frozenset({"T1"}), ontvanger="KCC",
             activiteit="iets-anders", categorieen=_GEGEVEN),
    ]  # fmt: skip
    if persona.toestemming:
        dingen.append(
            Ding(
                soort="Toestemming",
                id="o1",
                over=wie,
                activiteit="kcc-inhoud",
                categorieen=_GEGEVEN,
                ontvanger=persona.toestemming,
            )
        )
    return Wereld({ding.id: ding for ding in dingen}, {sleutel: Mens(sleutel=sleutel) for sleutel in PERSONEN})


REDEN = Reden("Zaak", "zaak1")


# ---------------------------------------------------------------------- what is expected


def verwacht(persona: Persona) -> dict[str, bool]:
    """Coordinate → whether it is told, for every coordinate of the contract."""
    reached = set(wegen(persona))
    return {
        f"{type_.naam}.{veld.naam}": type_.naam in reached and veld.categorie in {None, *persona.opent}
        for type_ in contract().values()
        for veld in type_.velden.values()
    }


def _mag_zijn(persona: Persona, type_: str) -> bool:
    return contract()[type_].categorie in {None, *persona.opent} and type_ not in persona.niet


@cache
def _buren(type_: str) -> tuple[tuple[str, str], ...]:
    """The composite fields of a type, each with every type that it may give."""
    owner = schema().type_map[type_]
    assert isinstance(owner, GraphQLObjectType)
    found: list[tuple[str, str]] = []
    for naam, veld in owner.fields.items():
        named = get_named_type(veld.type)
        if not is_leaf_type(named):
            found += [(naam, other) for other in sorted(interfaces().get(named.name, {named.name}))]
    return tuple(found)


def wegen(persona: Persona, *, alles: bool = False) -> dict[str, Weg]:
    """Type → the shortest road to it along what is open. `alles`: along anything."""
    found: dict[str, Weg] = {"Query": ()}
    todo = deque(["Query"])
    while todo:
        here = todo.popleft()
        for veld, there in _buren(here):
            categorie = contract()[here].velden[veld].categorie
            is_open = categorie in {None, *persona.opent} and _mag_zijn(persona, there)
            if there in found or not (alles or is_open) or (here == "Query" and veld not in _ingangen(persona)):
                continue
            if not alles and (here, veld) in _leeg(persona):
                continue
            found[there] = (*found[here], (veld, there))
            todo.append(there)
    return found


def _ingangen(persona: Persona) -> set[str]:
    """Node is tried apart, for every type that has one."""
    soort = AFNEMERS[persona.afnemer].soort.value
    lijsten = {"mijnZaken", "mijnVerwerkingen"} if soort in _VAN_KLANTEN else {"klant"}
    if AFNEMERS[persona.afnemer].vertegenwoordigt is not None:
        lijsten = {"mijnZaken"}
    if not persona.opent:
        lijsten = set()
    vrij = {"ik", "producttypen", "registers"}
    return vrij | lijsten | ({"zaak", "verzoek", "product", "klant"} if persona.opent else set())


def _leeg(persona: Persona) -> set[tuple[str, str]]:
    """What is there for nobody of this kind."""
    afnemer = AFNEMERS[persona.afnemer]
    if afnemer.soort.value in _VAN_ANDEREN:
        return {("Afnemer", "klant"), ("Afnemer", "vertegenwoordigt")}
    return {("Afnemer", "organisatie")}


# ---------------------------------------------------------------------- documents


def ingang(naam: str, persona: Persona) -> Iterator[str]:
    """A field of Query with the arguments by which it finds what is there; a zaak that runs and one that ended."""
    reden = f', aanleiding: {{zaak: "{_id("zaak1", "Zaak")}"}}' if persona.reden else ""
    sleutel = f'{"bsn" if len(persona.over.waarde) == 9 else "kvkNummer"}: "{persona.over.waarde}"'
    arguments = {
        "klant": [f"(sleutel: {{{sleutel}}}{reden})"],
        "zaak": [f'(identificatie: "NR-{number}"{reden})' for number in (1, 2)],
        "verzoek": [f'(id: "{_id("v1", "Verzoek")}"{reden})'],
        "product": [f'(id: "{_id("p1", "Product")}"{reden})'],
        "mijnVerwerkingen": ['(periode: {van: "2026-01-01", tot: "2027-01-01"})'],
    }
    for given in arguments.get(naam, [""]):
        yield naam + given


def _id(id_: str, soort: str) -> str:
    return Ref(REGISTER[soort], soort, id_).encode()


def documenten(type_: str, weg: Weg, persona: Persona) -> Iterator[str]:
    """Documents that ask all fields of the objects at the end of a road; `soort_` marks them."""
    asked = " ".join(
        f"{naam} {{ __typename }}" if not is_leaf_type(get_named_type(veld.type)) else naam
        for naam, veld in schema().type_map[type_].fields.items()  # type: ignore[attr-defined]
    )
    selection = f"soort_: __typename {asked}"
    if not weg:
        return
    for (veld, _), (_, there) in zip(reversed(weg[1:]), reversed(weg), strict=False):
        selection = f"{veld} {{ ... on {there} {{ {selection} }} }}"
    for start in ingang(weg[0][0], persona):
        yield f"{{ {start} {{ ... on {weg[0][1]} {{ {selection} }} }} }}"
    if "Node" in contract()[type_].interfaces:
        for ding in wereld_van(persona).van_soort(type_):
            reden = f', aanleiding: {{zaak: "{_id("zaak1", "Zaak")}"}}' if persona.reden else ""
            yield f'{{ node(id: "{ding.gid}"{reden}) {{ ... on {type_} {{ soort_: __typename {asked} }} }} }}'
