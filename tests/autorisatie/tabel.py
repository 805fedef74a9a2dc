"""Tabel: what each persona on each ground must see of every field of the schema: from the directives in schema.graphql
and the rows of the matrix. And the roads by which each type is reached in a world in which every field has a value."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from app.authorization.matrix import STANDAARD
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from tests.autorisatie.afnemers import AFNEMERS, PARTNER_OIN
from tests.autorisatie.model import Reden
from tests.autorisatie.sdl import contract, interfaces, schema
from tests.autorisatie.wereld import (
    ANNA,
    BAKKER,
    BAKKER_HIER,
    BRAM,
    PARTNER_RSIN,
    PERSONEN,
    REGISTER,
    Ding,
    Mens,
    Wereld,
)

#: What a client passes on its way: a field, and the type of what it gives (which an interface leaves open).
Stap = tuple[str, str]
Weg = tuple[Stap, ...]


@dataclass(frozen=True)
class Persona:
    """One afnemer on one ground: `rijen` of the matrix hold for him. `over`: whose everything is. `alleen`: an
    agreement or a toestemming opens no more than this. `begrensd`: only of some zaaktypen. `niet`: types that he does
    not reach, `leeg`: fields that are open and hold nothing, each for another reason than their category."""

    afnemer: str
    rijen: tuple[str, ...]
    over: Sleutel
    reden: bool = False
    toestemming: str = ""
    alleen: Mapping[str, frozenset[str]] | None = None
    begrensd: bool = False
    niet: frozenset[str] = frozenset()
    leeg: frozenset[str] = frozenset()

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
#: What somebody has apart from his zaken is in no list of his: it is reached from a zaak.
_ZONDER_LIJST = frozenset(
    {
        "NatuurlijkPersoon.taken",
        "NatuurlijkPersoon.afspraken",
        "NatuurlijkPersoon.machtigingen",
        *(
            f"{soort}{deel}"
            for soort in ("Verzoek", "Contactmoment", "Product")
            for deel in ("Connection.edges", "Connection.nodes", "Edge.node", "Edge.cursor")
        ),
    }
)
#: The machtiging that a login proved has no dates and no zaaktypen of its own.
_SESSIE = frozenset(f"Machtiging.{veld}" for veld in ("bron", "diensten", "geldig", "id", "soort"))
_ANDER = frozenset({"Machtiging.vertegenwoordiger"})
#: But products of a producttype that the machtiging names.
_PRODUCTEN = frozenset(naam for naam in _ZONDER_LIJST if naam.startswith("Product"))
_BEDRIJF, _MENS = frozenset({"NatuurlijkPersoon"}), frozenset({"NietNatuurlijkPersoon", "Vestiging"})

PERSONAS: dict[str, Persona] = {
    "burger/eigen": Persona("burger", ("eigen-gegevens", "eigen-verwerkingen"), ANNA, niet=_MENS),
    "burger-zwak/niets": Persona("burger-zwak", (), ANNA),
    "gemachtigde/sessie": Persona(
        "gemachtigde",
        ("machtiging",),
        BRAM,
        begrensd=True,
        niet=_MENS | _ZONDER_ZAAKTYPE,
        leeg=_ZONDER_LIJST - _PRODUCTEN,
    ),
    "onderneming/eigen": Persona(
        "onderneming",
        ("eigen-gegevens", "eigen-verwerkingen"),
        BAKKER,
        niet=_BEDRIJF,
        leeg=frozenset({"NietNatuurlijkPersoon.vestigingsnummer"}),
    ),
    "vestiging/eigen": Persona(
        "vestiging",
        ("eigen-gegevens", "eigen-verwerkingen"),
        BAKKER_HIER,
        niet=_BEDRIJF | {"Vestiging", "Adres"},
        leeg=frozenset(
            f"NietNatuurlijkPersoon.{veld}"
            for veld in ("kvkNummer", "rsin", "rechtsvorm", "handelsnamen", "bezoekadres", "vestigingen")
        ),
    ),
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
    "behandelaar/taak": Persona(
        "behandelaar", ("behandelaar",), ANNA, begrensd=True, niet=_MENS | _ZONDER_ZAAKTYPE, leeg=_ZONDER_LIJST
    ),
    "behandelaar-alles/taak": Persona("behandelaar-alles", ("behandelaar",), ANNA, niet=_MENS, leeg=_ANDER),
    "behandelaar-zonder/niets": Persona("behandelaar-zonder", (), ANNA),
    "privacyfunctionaris/taak": Persona("privacyfunctionaris", ("privacyfunctionaris",), ANNA, niet=_MENS),
    "ketenpartner/keten": Persona(
        "ketenpartner",
        ("ketenpartner",),
        ANNA,
        alleen={"ketenpartner": _AFSPRAAK},
        begrensd=True,
        niet=_MENS | _ZONDER_ZAAKTYPE,
        leeg=_ZONDER_LIJST,
    ),
    "ketenpartner/keten en toestemming": Persona(
        "ketenpartner",
        ("ketenpartner", "toestemming"),
        ANNA,
        toestemming=PARTNER_OIN,
        alleen={"ketenpartner": _AFSPRAAK, "toestemming": _GEGEVEN},
        begrensd=True,
        niet=_MENS | _ZONDER_ZAAKTYPE,
    ),
    "vreemde-organisatie/niets": Persona("vreemde-organisatie", (), ANNA),
}

#: Fields that give nothing in any world of this test, and why.
ONBEREIKBAAR: dict[str, str] = {
    **dict.fromkeys(
        (
            "Subscription.mijnZakenGewijzigd",
            *(f"MijnZakenWijziging.{veld}" for veld in ("soort", "tijdstip", "informatie", "uwKenmerk")),
        ),
        "only when something changes; see tests/resolvers/test_subscription.py",
    ),
    **dict.fromkeys(
        (
            "Mutation.toestemmingGeven",
            "Mutation.toestemmingIntrekken",
            *(f"Fout.{veld}" for veld in ("code", "melding", "veld")),
            *(f"ToestemmingPayload.{veld}" for veld in ("fouten", "toestemming")),
            "Mutation.klantvoorkeurWijzigen",
            *(f"KlantvoorkeurPayload.{veld}" for veld in ("fouten", "voorkeur")),
        ),
        "only of a mutation; see tests/resolvers/test_mutation.py and test_voorkeur.py",
    ),
    "BronAntwoord.fout": "every register answers",
    "Ketenbijdrage.fout": "every partner answers",
}

_VAN_KLANTEN = {"BURGER", "PRIVATE_PARTIJ"}


def wereld_van(persona: Persona) -> Wereld:
    """All is about one party, and hangs together; of each kind at least one. Of the first zaak there is an end."""
    wie = (persona.over,)
    zaak = Ding(soort="Zaak", id="zaak3", over=wie, nummer="NR-3", label="T1", meewerkend=(PARTNER_RSIN,))
    dingen = [
        replace(zaak, id="zaak1", nummer="NR-1", hoofd="zaak2", bij=("zaak2", "zaak3", "p1")),
        replace(zaak, id="zaak2", nummer="NR-2", zout={"Zaak.einddatum": 1}),
        zaak,
        Ding(soort="Verzoek", id="v1", over=wie, bij=("zaak1", "p1", "d1")),
        Ding(soort="Product", id="p1", over=wie, bij=("zaak1", "d1"), label="P1"),
        Ding(soort="Contactmoment", id="c1", over=wie, bij=("zaak1",)),
        Ding(soort="Taak", id="t1", over=wie, bij=("zaak1", "v1")),
        Ding(soort="Document", id="d1", bij=("zaak1", "b1")),
        Ding(soort="Besluit", id="b1", bij=("zaak1",)),
        Ding(soort="Afspraak", id="a1", over=wie, bij=("zaak1", "p1")),
        Ding(soort="Verwerking", id="w1", over=wie),
        Ding(soort="Machtiging", id="m1", over=(*wie, PERSONEN[3]), zaaktypen=frozenset({"T1"}), diensten=("x",)),
        Ding(soort="Machtiging", id="m2", over=(PERSONEN[3], *wie), zaaktypen=frozenset({"T1"}), diensten=("x",)),
        Ding(soort="Toestemming", id="o2", over=wie, ontvanger="team-9", activiteit="iets-anders"),
        Ding(soort="Toestemming", id="o3", over=wie, ontvanger="00000001999990068000", activiteit="iets-anders"),
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


def verwacht(persona: Persona) -> set[str]:
    """The coordinates that are told, of the whole contract."""
    reached = set(wegen(persona))
    nothing = persona.leeg | {f"{type_}.{veld}" for type_, veld in _leeg(persona)}
    told = {
        f"{type_.naam}.{veld.naam}"
        for type_ in contract().values()
        for veld in type_.velden.values()
        if type_.naam in reached and veld.categorie in {None, *persona.opent}
    }
    return (told | _van_sessie(persona)) - nothing - ONBEREIKBAAR.keys()


def _van_sessie(persona: Persona) -> frozenset[str]:
    represents = AFNEMERS[persona.afnemer].vertegenwoordigt is not None
    return _SESSIE if represents else frozenset()


def _mag_zijn(persona: Persona, type_: str, van: str) -> bool:
    """Who is entered by his own number is there for whoever has any ground, though it may not be told who he is."""
    if type_ in persona.niet:
        return False
    zelf_genoemd = van == "Query" and type_ in interfaces()["Klant"] and bool(persona.opent)
    return zelf_genoemd or contract()[type_].categorie in {None, *persona.opent}


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


def wegen(persona: Persona, *, alles: bool = False, vanaf: str = "") -> dict[str, Weg]:
    """Type → the shortest road to it along what is open. `alles`: along anything; `vanaf`: by this way in only."""
    found: dict[str, Weg] = {"Query": ()}
    todo = deque(["Query"])
    while todo:
        here = todo.popleft()
        for veld, there in _buren(here):
            categorie = contract()[here].velden[veld].categorie
            is_open = categorie in {None, *persona.opent} and _mag_zijn(persona, there, here)
            if there in found or not (alles or (is_open and (here, veld) not in _leeg(persona))):
                continue
            if here == "Query" and (veld not in ingangen(persona) or (vanaf and veld != vanaf)):
                continue
            found[there] = (*found[here], (veld, there))
            todo.append(there)
    return found


def ingangen(persona: Persona) -> set[str]:
    """The ways in that give this persona something. (Node is tried apart, for every type that has one.)"""
    afnemer = AFNEMERS[persona.afnemer]
    found = {"ik", "producttypen", "registers", "toestemmingsaanbod"}
    if persona.opent:
        found |= {"zaak", "verzoek", "product", "klant"}
        if afnemer.vertegenwoordigt is not None:
            found |= {"mijnZaken"}
        elif afnemer.soort.value in _VAN_KLANTEN:
            found |= {"mijnZaken", "mijnVerwerkingen"}
    if "kcc" in persona.rijen:
        found |= {"klanten"}
    if "ketenpartner" in persona.rijen:
        found |= {"ketenzaken"}
    return found


def _leeg(persona: Persona) -> set[tuple[str, str]]:
    """What is there for nobody of this kind."""
    afnemer = AFNEMERS[persona.afnemer]
    if afnemer.soort.value in _VAN_KLANTEN:
        zonder = {"organisatie"} | ({"klant"} if afnemer.vertegenwoordigt or not persona.opent else set())
        zonder |= set() if persona.opent else {"vertegenwoordigt"}
    else:
        zonder = {"klant", "vertegenwoordigt"}
        zonder |= {"organisatie"} if afnemer.soort.value == "OVERHEIDSORGANISATIE" else set()
    return {("Afnemer", veld) for veld in zonder}


# ---------------------------------------------------------------------- documents


def ingang(naam: str, persona: Persona) -> Iterator[str]:
    """A field of Query with the arguments by which it finds what is there; a zaak that runs and one that ended."""
    reden = f', aanleiding: {{zaak: "{_id("zaak1", "Zaak")}"}}' if persona.reden else ""
    kind = {9: "bsn", 8: "kvkNummer", 12: "vestigingsnummer"}[len(persona.over.waarde)]
    sleutel = f'{kind}: "{persona.over.waarde}"'
    arguments = {
        "klant": [f"(sleutel: {{{sleutel}}}{reden})"],
        "zaak": [f'(identificatie: "NR-{number}"{reden})' for number in (1, 2)],
        "verzoek": [f'(id: "{_id("v1", "Verzoek")}"{reden})'],
        "product": [f'(id: "{_id("p1", "Product")}"{reden})'],
        "klanten": [f'(zoek: {{naam: "Jansen", geboortedatum: "1980-01-01"}}{reden})'],
        "ketenzaken": ['(zaken: [{identificatie: "NR-1"}, {identificatie: "NR-2"}], activiteit: "proef")'],
        "mijnVerwerkingen": ['(periode: {van: "2026-01-01", tot: "2027-01-01"})'],
    }
    for given in arguments.get(naam, [""]):
        yield naam + given


def documenten(type_: str, weg: Weg, persona: Persona) -> Iterator[str]:
    """Documents that ask all fields of the objects at the end of a road; `soort_` marks them. A matter on the road, and
    the object itself, are also asked by their id."""
    owner = schema().type_map[type_]
    assert isinstance(owner, GraphQLObjectType)
    asked = " ".join(
        naam if is_leaf_type(get_named_type(veld.type)) else f"{naam} {{ __typename }}"
        for naam, veld in owner.fields.items()
    )
    selection = f"... on {type_} {{ soort_: __typename {asked} }}"
    for place, (veld, there) in reversed(list(enumerate(weg))):
        if place == len(weg) - 1 or there == "MijnZakenInformatie":
            yield from _op_id(there, selection, persona)
        if place > 0:
            selection = f"... on {weg[place - 1][1]} {{ {veld} {{ {selection} }} }}"
    for start in ingang(weg[0][0], persona) if weg else ():
        yield f"{{ {start} {{ {selection} }} }}"


def _op_id(type_: str, selection: str, persona: Persona) -> Iterator[str]:
    if "Node" not in contract()[type_].interfaces:
        return
    reden = f', aanleiding: {{zaak: "{_id("zaak1", "Zaak")}"}}' if persona.reden else ""
    for ding in wereld_van(persona).van_soort("Zaak" if type_ == "MijnZakenInformatie" else type_):
        yield f'{{ node(id: "{ding.ref.met_soort(type_).encode()}"{reden}) {{ {selection} }} }}'


def _id(id_: str, soort: str) -> str:
    return Ref(REGISTER[soort], soort, id_).encode()
