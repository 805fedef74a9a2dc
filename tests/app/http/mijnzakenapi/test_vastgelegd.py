"""What is told at this door is written down as it is at any other, once, and no more than was told."""

from __future__ import annotations

from app.verwerkingenlog.regel import Handeling, Verwerking
from resolvers.grammar.ref import Ref
from tests.app.http.mijnzakenapi.opstelling import ZAKEN, Api
from tests.app.http.mijnzakenapi.test_zaken import ONBEKEND

#: What shows how a zaak stands; that it is there shows in how many there are.
INHOUD = {"Zaak.identificatie", "Zaak.startdatum"}


def _zaken(regel: Verwerking, velden: set[str] | None = None) -> set[str]:
    """The uuids of the zaken of which this was told; without `velden`: that they are there."""
    refs = [
        Ref.decode(object_)
        for verstrekking in regel.verstrekkingen
        if velden is None or velden <= set(verstrekking.velden)
        for object_ in verstrekking.objecten
    ]
    return {ref.id for ref in refs if ref.soort == "Zaak"}


def _van_hemzelf(handeling: Handeling, told: list[Verwerking]) -> Verwerking:
    """The line about who asked. A zaak of two persons is also told of the other, on a line of his."""
    assert len(told) == len({regel.betrokkene for regel in told})
    assert {regel.parent_span_id for regel in told} <= {handeling.span_id}
    (found,) = [regel for regel in told if regel.betrokkene == handeling.ontvanger.id]
    return found


def test_a_list_is_one_disclosure(api: Api) -> None:
    answer = api.vraag()
    (handeling,), told = api.in_het_log(answer)

    assert handeling.naam == "raadplegen klant"
    assert _zaken(_van_hemzelf(handeling, told)) == {zaak["uuid"] for zaak in answer.json()["results"]}


def test_a_zaak_is_one_disclosure_of_that_zaak(api: Api) -> None:
    uuid = api.uuid("ZAAK-2026-0001")
    (handeling,), told = api.in_het_log(api.een(uuid))

    assert handeling.naam == "raadplegen node"
    assert _zaken(_van_hemzelf(handeling, told)) == {uuid}
    assert len(told) == 2, "hers, and of whom she asks it with"


def test_of_what_is_on_another_page_no_more_is_written_than_that_it_is_there(api: Api) -> None:
    """For the first page nothing at all of the others; a later one is reached over those before it."""
    first, later = (api.vraag(f"{ZAKEN}?pageSize=2&page={page}") for page in (1, 2))
    shown = [{zaak["uuid"] for zaak in answer.json()["results"]} for answer in (first, later)]
    (handeling,), told = api.in_het_log(first)
    assert _zaken(_van_hemzelf(handeling, told)) == shown[0]

    handelingen, told = api.in_het_log(later)
    lines = [_van_hemzelf(one, [x for x in told if x.parent_span_id == one.span_id]) for one in handelingen]
    assert [_zaken(line) for line in lines] == shown
    assert [_zaken(line, INHOUD) for line in lines] == [set(), shown[1]]


def test_nothing_that_was_told_is_nothing_that_is_written(api: Api) -> None:
    foreign = api.een(api.uuid("ZAAK-2026-0102"))

    for answer in (foreign, api.een(ONBEKEND), api.een("x"), api.vraag(persona=None), api.vraag(f"{ZAKEN}?page=0")):
        assert api.in_het_log(answer) == ([], [])


def test_a_ketenpartner_may_say_under_which_trace_it_asks(api: Api) -> None:
    trace = "1f" * 16
    path = f"{ZAKEN}/{api.uuid('ZAAK-2026-0001')}"
    answer = api.vraag(path, "ketenpartner", traceparent=f"00-{trace}-{'a' * 16}-01")

    assert answer.kop("x-trace-id") == trace
    assert api.in_het_log(answer)[1]
