"""Raadplegen: what was asked and nothing else, from new to old, never more than an answer may hold."""

from __future__ import annotations

import msgspec
import pytest

from app.verwerkingenlog import raadplegen
from app.verwerkingenlog.opslag import Opslag
from app.verwerkingenlog.raadplegen import MEESTE, Zoekvraag, lees_zoekvraag, zoek
from app.verwerkingenlog.regel import Ontvanger, Schrijfsel
from resolvers.grammar.errors import BadUserInput
from resolvers.grammar.sleutel import Bsn, Klantnummer, KvkNummer, Vestigingsnummer
from tests.app.verwerkingenlog.projecties.voorbeelden import AFZENDER, ANNA, BSN, HANDELING, OIN, PSEUDONIEMEN
from tests.app.verwerkingenlog.projecties.voorbeelden import verwerking as van_partner
from tests.app.verwerkingenlog.schrijfsels import BEGIN_MS, schrijfsel

ANDERE_OIN = "00000001823288444000"


def _lees(**vraag: object) -> Zoekvraag:
    body = {key.replace("__", "."): value for key, value in vraag.items()}
    return lees_zoekvraag(msgspec.json.encode(body), PSEUDONIEMEN, AFZENDER)


@pytest.mark.parametrize(
    ("nummer", "soort", "sleutel"),
    [
        (BSN, None, Bsn(BSN)),
        ("90001354", None, KvkNummer("90001354")),
        ("000012345678", None, Vestigingsnummer("000012345678")),
        ("90001354", "KLANTNUMMER", Klantnummer("90001354")),
    ],
    ids=["bsn", "kvk", "vestiging", "klantnummer"],
)
def test_a_number_is_a_pseudonym_from_here_on(nummer: str, soort: str | None, sleutel: Bsn) -> None:
    kind = {"dpl__core__data_subject_id_type": soort} if soort else {}
    vraag = _lees(dpl__core__data_subject_id=nummer, **kind)

    assert vraag.betrokkenen == tuple(PSEUDONIEMEN.alle(sleutel))
    assert nummer not in repr(vraag)


def test_an_activiteit_that_is_not_ours_finds_nothing(opslag: Opslag) -> None:
    opslag.schrijf([schrijfsel(), schrijfsel(activiteiten=("van-vroeger",))])

    assert zoek(opslag, _lees(dpl__core__processing_activity_id="https://elders.example/1")).regels == []
    assert len(zoek(opslag, _lees(dpl__core__processing_activity_id=AFZENDER.uri("van-vroeger"))).regels) == 1


@pytest.mark.parametrize(
    "vraag",
    [{"startTime": 5}, {"traceId": "x"}, {"traceId": "0" * 31}, {"dpl__core__data_subject_id": "111111111"}],
    ids=["no-way-in", "trace", "short-trace", "eleven-check"],
)
def test_what_is_wrong_is_said_without_repeating_it(vraag: dict[str, object]) -> None:
    with pytest.raises(BadUserInput) as caught:
        _lees(**vraag)

    assert "111111111" not in caught.value.message


def test_an_answer_is_bounded_and_says_so_and_the_time_goes_on_where_it_ended(opslag: Opslag) -> None:
    opslag.schrijf([schrijfsel(ms=BEGIN_MS + n, audit=False) for n in range(MEESTE + 5)])
    vraag = Zoekvraag(activiteiten=("mijnzaken-inzage",))
    eerste = zoek(opslag, vraag)
    verder = zoek(opslag, msgspec.structs.replace(vraag, tot_ms=eerste.regels[-1].einde_ms - 1))

    assert (len(eerste.regels), eerste.afgekapt) == (MEESTE, True)
    assert [regel.begin_ms for regel in eerste.regels] == [BEGIN_MS + n for n in range(MEESTE + 4, 4, -1)]
    assert (len(verder.regels), verder.afgekapt) == (5, False)


def test_what_is_looked_through_is_bounded_too(opslag: Opslag, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raadplegen, "_BLAD", 10)
    monkeypatch.setattr(raadplegen, "_MEESTE_BLADEN", 2)
    opslag.schrijf([schrijfsel(ms=BEGIN_MS + n, audit=False) for n in range(40)])

    assert zoek(opslag, Zoekvraag(betrokkenen=("k1.anna",)), alleen_van=OIN) == raadplegen.Gevonden([], afgekapt=True)


def test_several_activiteiten_come_as_one_list_from_new_to_old(opslag: Opslag) -> None:
    soorten = ("kcc-inhoud", "ketenstatus")
    opslag.schrijf(
        [schrijfsel(ms=BEGIN_MS + n, activiteiten=(("kcc-inhoud", "ketenstatus")[n % 2],)) for n in range(9)]
    )
    found = zoek(opslag, Zoekvraag(activiteiten=soorten)).regels

    assert [regel.begin_ms for regel in found] == [BEGIN_MS + n for n in range(8, -1, -1)]


def test_an_organisation_finds_its_own_lines_also_where_another_used_the_same_trace(opslag: Opslag) -> None:
    handeling = msgspec.structs.replace(HANDELING, weigeringen=())
    ander = Ontvanger(soort="OVERHEIDSORGANISATIE", id=ANDERE_OIN)
    van_ander = msgspec.structs.replace(handeling, span_id="c" * 16, ontvanger=ander, afkomst=ANDERE_OIN)
    kind_van_ander = van_partner(span_id="d" * 16, parent_span_id="c" * 16, ontvanger=ander, afkomst=ANDERE_OIN)
    opslag.schrijf([Schrijfsel(regels=(handeling, van_partner())), Schrijfsel(regels=(van_ander, kind_van_ander))])
    vraag = Zoekvraag(trace_id=HANDELING.trace_id)

    assert len(zoek(opslag, vraag).regels) == 4
    assert {regel.afkomst for regel in zoek(opslag, vraag, alleen_van=OIN).regels} == {OIN}
    assert len(zoek(opslag, Zoekvraag(betrokkenen=(ANNA,)), alleen_van=ANDERE_OIN).regels) == 1
    assert len(zoek(opslag, Zoekvraag(betrokkenen=(ANNA,), verwerker=f"urn:nld:oin:{OIN}")).regels) == 1
