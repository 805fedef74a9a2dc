"""Values that a register gives where another kind was agreed: an amount that is none is refused, and free objects give
what is a text and nothing else. Found by spoiling answers (tests/onder_vuur/test_rommel.py)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import msgspec
import pytest

from app.registries.client.antwoord import Onbruikbaar, decode, decoder_van
from app.registries.openobject.medewerkers import Medewerkers
from app.registries.openobject.objecten import Object, Objecten, Record
from app.registries.openobject.toestemmingen import _gebeurtenissen
from app.registries.openproduct import Prijsoptie, WireProduct
from resolvers.grammar.bron import Herkomst


@pytest.mark.parametrize("prijs", ["gratis", "NaN", "Infinity", "1e5", " 1", "1,50", "9" * 40, "1.00\n", 12, True])
def test_a_price_that_is_no_amount_is_refused(prijs: object) -> None:
    for soort, sleutel in ((WireProduct, "prijs"), (Prijsoptie, "bedrag")):
        body = msgspec.json.encode({"uuid": "a", sleutel: prijs})
        with pytest.raises(Onbruikbaar):
            decode(body, decoder_van(soort))


@pytest.mark.parametrize("prijs", ["0", "12.50", "-3.1234", "", None])
def test_a_price_is_read(prijs: object) -> None:
    assert decode(msgspec.json.encode({"uuid": "a", "prijs": prijs}), decoder_van(WireProduct)).prijs == prijs


@pytest.mark.parametrize("vreemd", [7, True, {"a": 1}, [1], [[]], [{}], None, 1.5, [{"email": {}}]])
def test_of_a_medewerker_only_texts_are_told(vreemd: object) -> None:
    sleutels = ("voornaam", "achternaam", "functie", "afdelingen", "emails", "telefoonnummers")
    herkomst = Herkomst(register="openobject", naam="Openobject")
    register = Medewerkers(cast("Objecten", SimpleNamespace(herkomst=herkomst)))
    found = register._medewerker(Object(uuid="a", record=Record(data=dict.fromkeys(sleutels, vreemd))))

    assert (found.naam, found.functie, found.eenheid, found.email, found.telefoonnummer) == (None,) * 5


def test_of_a_medewerker_the_first_of_a_list_is_told_as_text_or_as_object() -> None:
    herkomst = Herkomst(register="openobject", naam="Openobject")
    register = Medewerkers(cast("Objecten", SimpleNamespace(herkomst=herkomst)))
    data = {"voornaam": "Ada", "achternaam": "Bos", "emails": ["a@b.nl"], "telefoonnummers": [{"telefoonnummer": "1"}]}
    found = register._medewerker(Object(uuid="a", record=Record(data=data)))

    assert (found.naam, found.email, found.telefoonnummer) == ("Ada Bos", "a@b.nl", "1")


@pytest.mark.parametrize(
    ("staat_er", "gelezen"), [(7, []), ("x", []), ([{"soort": "a"}], [{"soort": "a"}]), (None, [])]
)
def test_the_events_of_a_toestemming_are_a_list_or_none(staat_er: object, gelezen: list[object]) -> None:
    assert _gebeurtenissen(Record(data={"gebeurtenissen": staat_er})) == gelezen
